"""The page, element by element, as paragraphs, tables and pictures of Word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from scoring.docx import looks
from scoring.docx.inline import HIDDEN, Names, Words
from scoring.docx.looks import Sheet, inside, paragraph_style, sheet_of, word_style
from scoring.docx.model import MILLIMETRE, Block, Heading, Paragraph, Table, bind
from scoring.docx.reference import Reference
from scoring.docx.tables import table_block
from scoring.values import whole_number

_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "img", "legend", "li", "main", "nav", "ol", "p", "pre",
    "section", "summary", "table", "ul",
})  # fmt: skip
_LINES = frozenset({"label", "value", "remark"})
"""Words of a box of figures that stand in a line of their own."""
_WIDTH = re.compile(r"(?:^|;)\s*width:\s*([0-9]+(?:\.[0-9]+)?)em")
_EM = 320
"""Twips of a character of the text."""
FACTS_AT, HEAD_AT = 116.0, 36.0
"""Where the facts and the title stand on the cover, in millimetres from the top of the type
area."""

Picture = Callable[[int, float, float], str]
"""The run of a picture, "" where there is none: which one, its width and its greatest height in
millimetres."""


LAND_TALLEST = 145.0
"""How tall a picture may be on a page that lies on its side, in millimetres."""


@dataclass(slots=True)
class Section:
    """What stands on one kind of page."""

    sheet: Sheet
    blocks: list[Block] = field(default_factory=list)
    contents: int | None = None
    """Before which block the contents stand."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an element stands: the classes around it, the width of the line in twips, what its
    paragraphs look like.

    ``style`` and ``words`` are those of a cell. ``box`` is the width of a block that stands at the
    end of the line.
    """

    within: tuple[str, ...]
    width: int
    style: str = ""
    words: str = ""
    box: int = 0
    factor: float = 1.0
    tallest: float = 185.0


class Blocks:
    """Walks a page once; ``sections`` and ``headings`` are what came of it."""

    def __init__(
        self,
        reference: Reference,
        names: Names,
        picture: Picture,
        listed: frozenset[str] | None,
        *,
        simplex: bool,
    ) -> None:
        """``listed`` are the ids of the headings in the contents of the page,
        None where it has no contents.
        """
        self._reference, self._names, self._picture = reference, names, picture
        self._listed, self._simplex = listed, simplex
        self.sections: list[Section] = []
        self.headings: list[Heading] = []
        self._waiting: list[str] = []
        self._after_main = False

    def walk(self, body: Any) -> None:
        """Takes the whole page."""
        self._inside(body, Place((), self._reference.line("正文")), None)
        self._current()

    # Elements.

    def _inside(self, element: Any, place: Place, sink: list[Block] | None) -> None:
        """What stands inside an element; words between blocks are paragraphs of their own."""
        words = self._words()
        words.add_text(element.text, place.words)
        for child in element:
            if self._is_block(child, place):
                self._end(words, place, sink)
                words = self._words()
                self._block(child, place, sink)
            else:
                words.add(child, place.words)
            words.add_text(child.tail, place.words)
        self._end(words, place, sink)

    def _words(self) -> Words:
        return Words(self._reference.styles, self._names)

    def _is_block(self, element: Any, place: Place) -> bool:
        tag = element.tag
        if not isinstance(tag, str) or tag in HIDDEN:
            return False
        if tag in _BLOCKS:
            return True
        return tag == "span" and "scores" in place.within and bool(_LINES & set(_keys(element)))

    def _end(self, words: Words, place: Place, sink: list[Block] | None) -> None:
        """The paragraph of the words that were gathered, if any."""
        if not words.plain.strip() and not any(
            "<w:br/>" in text or "fldChar" in text for _, text in words.pieces
        ):
            # Bookmarks of an element without words stand in the next paragraph.
            self._waiting += [
                text for style, text in words.pieces if style == "<" and "bookmarkStart" in text
            ]
            return
        style = place.style or paragraph_style(place.within, (), "p")
        self._put(self._paragraph(style, words, place), sink)

    def _paragraph(self, style: str, words: Words, place: Place) -> Paragraph:
        runs = "".join(self._waiting) + words.xml()
        self._waiting.clear()
        paragraph = Paragraph(self._reference.style(style), runs)
        if place.box:
            left = max(0, place.width - place.box)
            paragraph.indent = (left, 0)
        return paragraph

    def _put(self, block: Block, sink: list[Block] | None) -> None:
        (self._current().blocks if sink is None else sink).append(block)

    def _current(self) -> Section:
        if not self.sections:
            self.sections.append(Section(Sheet("正文")))
        return self.sections[-1]

    def _block(self, element: Any, place: Place, sink: list[Block] | None) -> None:
        keys, tag = _keys(element), element.tag
        if "mark-source" in keys or tag == "hr":
            return
        if sink is None:
            place = self._begin_sheet(keys, tag, place)
        target = self._current().blocks if sink is None else sink
        first = len(target)
        ident = element.get("id")
        if ident in self._names.targets and tag not in looks.HEADINGS:
            self._waiting.append(self._names.mark(self._names.of(ident)))
        if (looks.TIED & set(keys) or _tied(element)) and target:
            _keep_last(target)
        self._dispatch(element, keys, place, sink)
        # Asked for anew: what was dispatched may have begun another section.
        target = self._current().blocks if sink is None else sink
        if _in_one_piece(element, keys):
            bind(target[first:])

    def _begin_sheet(self, keys: list[str], tag: str, place: Place) -> Place:
        """Begins another kind of page where the element asks for one; gives the place on it."""
        sheet = sheet_of(keys, tag, simplex=self._simplex, after_main=self._after_main)
        if sheet is None:
            return place
        self._after_main |= tag == "main"
        self.sections.append(Section(sheet))
        place = replace(place, width=self._reference.line(sheet.name))
        return replace(place, tallest=LAND_TALLEST) if "land" in keys else place

    def _dispatch(
        self, element: Any, keys: list[str], place: Place, sink: list[Block] | None
    ) -> None:
        tag = element.tag
        if tag in looks.HEADINGS:
            self._heading(element, keys, place, sink)
        elif tag == "table":
            self._table(element, keys, place, sink)
        elif tag == "img":
            self._drawn(element, place, sink)
        elif tag == "nav" and "toc" in keys:
            self._contents(element, place)
        elif "cover" in keys:
            self._cover(element, replace(place, within=inside(place.within, keys)))
        elif self._is_leaf(element, place):
            self._leaf(element, keys, place, sink)
        else:
            self._inside(element, self._within(element, keys, place), sink)

    def _within(self, element: Any, keys: list[str], place: Place) -> Place:
        """The place of what stands inside an element."""
        own = [*keys, element.tag] if element.tag == "ol" else keys
        inner = replace(place, within=inside(place.within, own))
        if place.style:
            style = "佐证条目" if "piece" in keys else place.style
            return replace(inner, words=word_style(keys) or place.words, style=style)
        if "signer" in keys and (match := _WIDTH.search(element.get("style") or "")):
            inner = replace(inner, box=min(place.width, _twips(match[1])))
        if "half" in keys:
            inner = replace(inner, factor=0.72)
        if "strip" in keys:
            inner = replace(inner, factor=0.6 if "dense" in place.within else 0.8)
        if "noted" in keys and place.tallest < 185:
            return replace(inner, tallest=80.0)
        return inner

    def _is_leaf(self, element: Any, place: Place) -> bool:
        """Whether an element holds words only."""
        return not any(self._is_block(child, place) for child in element)

    def _leaf(self, element: Any, keys: list[str], place: Place, sink: list[Block] | None) -> None:
        """A paragraph of its own."""
        if element.tag == "figcaption" and element.getparent().get("data-undrawn") is not None:
            return
        words = self._words()
        own = word_style([key for key in keys if key not in _LINES]) or place.words
        words.add_text(element.text, own)
        for child in element:
            words.add(child, own)
            words.add_text(child.tail, own)
        # In a cell blank words make no line; elsewhere they may hold a picture.
        blank = not words.plain.strip() and place.style
        if blank or not words.pieces:
            return
        style = _leaf_style(element.tag, keys, place)
        paragraph = self._paragraph(style, words, place)
        paragraph.flush = "flush" in keys and style not in looks.FLUSH.values()
        self._shape(paragraph, element, keys, place)
        self._put(paragraph, sink)

    def _shape(self, made: Paragraph, element: Any, keys: list[str], place: Place) -> None:
        """What a paragraph has of its own beside its style."""
        if "issued" in keys:
            made.indent, made.tab = (280, 280), place.width - 280
        if place.box and (match := _WIDTH.search(element.get("style") or "")):
            around = max(0, place.box - _twips(match[1])) // 2
            made.indent = (max(0, place.width - place.box) + around, around)
        # Only the first line of a place to sign stands apart; between the others the style decides.
        if element.getprevious() is None:
            made.before = _space_before(place.within, made.before)

    def _heading(
        self, element: Any, keys: list[str], place: Place, sink: list[Block] | None
    ) -> None:
        level = looks.HEADINGS.index(element.tag) + 1
        ident = element.get("id") or ""
        words = self._words()
        words.add_text(element.text, "")
        for child in element:
            words.add(child, "")
            words.add_text(child.tail, "")
        style = place.style or paragraph_style(place.within, keys, element.tag)
        # The field of the contents gathers headings by their style: one that the page leaves out
        # of its contents takes another style.
        in_contents = self._listed is not None and ident in self._listed
        if (
            style.startswith("标题")
            and self._listed is not None
            and not in_contents
            and level <= looks.CONTENTS_LEVELS
        ):
            style = f"小节标题{level}"
        paragraph = self._paragraph(style, words, place)
        if in_contents:
            name = f"_Toc{len(self.headings) + 1:08d}"
            paragraph.runs = self._names.mark(name) + paragraph.runs
            self.headings.append(Heading(level, words.plain.strip(), name))
        if ident in self._names.targets:
            paragraph.runs = self._names.mark(self._names.of(ident)) + paragraph.runs
        # Styles of deeper headings are those of the text; the
        # outline makes them show in the navigation.
        if level > looks.CONTENTS_LEVELS and not place.style:
            paragraph.keep, paragraph.outline = True, level - 1
        paragraph.fresh = "page" in keys and bool(self._current().blocks)
        self._put(paragraph, sink)

    # Tables.

    def _table(self, element: Any, keys: list[str], place: Place, sink: list[Block] | None) -> None:
        within = inside(place.within, keys)
        for caption in element.iterchildren("caption"):
            self._leaf(caption, _keys(caption), replace(place, within=within), sink)
        if "card" in keys:
            self._card_head(element, place, sink)

        def fill(
            cell: Any, around: tuple[str, ...], width: int, style: str, words: str
        ) -> list[Block]:
            blocks: list[Block] = []
            inner = Place(around, width, style, words)
            if cell.get("id") in self._names.targets:
                self._waiting.append(self._names.mark(self._names.of(cell.get("id"))))
            self._inside(cell, inner, blocks)
            return blocks

        table = table_block(element, place.within, place.width, self._reference.style, fill)
        if table is not None:
            self._put(table, sink)

    def _card_head(self, element: Any, place: Place, sink: list[Block] | None) -> None:
        """The head of a card is a heading above its table."""
        for head in element.iterfind("thead//th"):
            words = self._words()
            if head.get("id") in self._names.targets:
                words.add_xml(self._names.mark(self._names.of(head.get("id"))))
            words.add_text(head.text, "")
            for child in head:
                words.add(child, "")
                words.add_text(child.tail, "")
            paragraph = self._paragraph(looks.CARD_HEAD, words, place)
            paragraph.keep = True
            self._put(paragraph, sink)

    # Pictures, contents, cover.

    def _drawn(self, element: Any, place: Place, sink: list[Block] | None) -> None:
        """A picture; what stands below it goes with it, and where there
        is none its caption goes as well.
        """
        # Any other picture is none of ours: what a page of an office links to is not looked for.
        number = whole_number(element.get("data-drawing"))
        if number is None:
            return
        run = self._picture(number, place.width * place.factor / MILLIMETRE, place.tallest)
        if run:
            style = paragraph_style(place.within, ("drawing",), "p")
            self._put(Paragraph(self._reference.style(style), run, keep=True), sink)
            return
        if element.getparent().tag == "figure":
            element.getparent().set("data-undrawn", "")

    def _contents(self, element: Any, place: Place) -> None:
        section = self._current()
        for heading in element.iterchildren("h1"):
            words = self._words()
            words.add_text(heading.text, "")
            self._put(self._paragraph("目录标题", words, place), None)
        section.contents = len(section.blocks)

    def _cover(self, element: Any, place: Place) -> None:
        """The cover: mark and number on top, the title a third down, the facts below, who issued it
        at the foot.
        """
        section = self._current()
        tops = [child for child in element if {"class", "number"} & set(_keys(child))]
        for child in element:
            keys = _keys(child)
            start = len(section.blocks)
            self._block(child, place, None)
            if "head" in keys and len(section.blocks) > start:
                title = section.blocks[start]
                # An office's own cover may begin with a table, which has no space above.
                if isinstance(title, Paragraph):
                    title.before = round((HEAD_AT - 10.2 * len(tops)) * MILLIMETRE)
                self._put(self._paragraph_of_height(_room_above_facts(child)), None)
            if {"issuer", "date"} & set(keys):
                for block in section.blocks[start:]:
                    if isinstance(block, Paragraph):
                        block.frame = (
                            f'<w:framePr w:w="{place.width}" w:wrap="notBeside" w:vAnchor="margin" '
                            'w:hAnchor="margin" w:xAlign="center" w:yAlign="bottom"/>'
                        )

    def _paragraph_of_height(self, millimetres: float) -> Paragraph:
        paragraph = Paragraph(self._reference.style(looks.AFTER_TABLE))
        paragraph.before = max(0, round(millimetres * MILLIMETRE))
        return paragraph


def _room_above_facts(head: Any) -> float:
    """Millimetres between the end of the title and the facts, by the lines of the title."""
    point = 25.4 / 72
    taken = HEAD_AT + 17.0
    for child in head:
        keys = _keys(child)
        lines = 1 + sum(1 for _ in child.iter("br"))
        if "title" in keys:
            taken += lines * (32 if "long" in keys else 48) * point
        elif "subtitle" in keys:
            taken += 14.0
    return max(4.0, FACTS_AT - taken - 3.0)


def _keys(element: Any) -> list[str]:
    return (element.get("class") or "").split()


def _tied(element: Any) -> bool:
    """Whether an element explains the chart above it."""
    before = element.getprevious()
    return "tablenote" in _keys(element) and before is not None and "noted" in _keys(before)


def _keep_last(blocks: list[Block]) -> None:
    last = blocks[-1]
    if isinstance(last, Paragraph):
        last.keep = True
    elif last.rows:
        last.rows[-1].keep()


def spaced(blocks: list[Block], after: str, tight: frozenset[str]) -> Iterator[Block]:
    """The blocks with a low line (style ``after``) behind each table but before what is ``tight``
    below it: two tables that touch would become one, and a table may not end a document.
    """
    for index, block in enumerate(blocks):
        yield block
        if not isinstance(block, Table):
            continue
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        if not (isinstance(following, Paragraph) and following.style in tight):
            bound = bool(block.rows) and any(
                isinstance(piece, Paragraph) and piece.keep
                for cell in block.rows[-1].cells
                for piece in cell.blocks
            )
            yield Paragraph(after, keep=bound)


def _in_one_piece(element: Any, keys: list[str]) -> bool:
    """Whether no page is to cut through an element. Tables decide it row by row."""
    if looks.TOGETHER & set(keys) and element.tag != "table":
        return True
    style = element.get("style") or ""
    return "break-inside: avoid" in style or "break-inside:avoid" in style


def _twips(ems: str) -> int:
    """A width that a page states in ems; floats do for what ends as a whole number."""
    return round(float(ems) * _EM)


def _leaf_style(tag: str, keys: list[str], place: Place) -> str:
    """The style of a paragraph that holds words only: that of its cell where it stands in one."""
    if place.style and not (keys and keys[0] in _LINES):
        return "佐证条目" if "piece" in keys else place.style
    names = {"li": "li", "figcaption": "figcaption", "caption": "figcaption"}
    return paragraph_style(place.within, keys, names.get(tag, "p"))


def _space_before(within: tuple[str, ...], otherwise: int | None) -> int | None:
    """The space above what begins a place for hands or seals, in twips.

    As on the page: the signature stands apart from the text, in a form less so; the lines of a page
    for the seal leave room for it.
    """
    if "signer" in within:
        return 2320
    if "hands" in within:
        return 1160
    if "sign" not in within:
        return otherwise
    if "form" in within:
        return 120
    return 320 if "flow" in within else 580
