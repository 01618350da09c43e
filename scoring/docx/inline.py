"""The words of a paragraph: white space as a browser sees it,
runs, links, line breaks, bookmarks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

from scoring.docx.looks import word_style

_SPACE = re.compile(r"[ \t\r\n\f]+")
_HINT = '<w:rFonts w:hint="eastAsia"/>'
"""Without it programs take “ ” — … from the Latin face."""
BREAK, TAB = "<w:r><w:br/></w:r>", "<w:r><w:tab/></w:r>"
HIDDEN = frozenset({"script", "style", "template", "head", "title"})


@dataclass(slots=True)
class Names:
    """Bookmarks: which ids of the page are led to, and what they are called in the file.

    ``outward`` gives the relation of an address outside of the file, None for one that is not
    linked.
    """

    targets: frozenset[str]
    outward: Callable[[str], str | None]
    names: dict[str, str] = field(default_factory=dict)
    count: int = 0

    def of(self, ident: str) -> str:
        """The name of a bookmark, from the id of its element: what Word allows in one, 40
        characters at most.
        """
        if ident not in self.names:
            # Cut short of Word's 40 characters, so that a number still fits behind two alike.
            name = f"p_{re.sub(r'[^0-9A-Za-z]', '_', ident)}"[:32]
            taken = set(self.names.values())
            self.names[ident] = name if name not in taken else f"{name[:24]}_{len(taken)}"
        return self.names[ident]

    def mark(self, name: str) -> str:
        """A bookmark of no length, here."""
        self.count += 1
        return (
            f'<w:bookmarkStart w:id="{self.count}" w:name="{name}"/><w:bookmarkEnd '
            f'w:id="{self.count}"/>'
        )


@dataclass(slots=True)
class Words:
    """What stands in one paragraph, gathered piece by piece;
    ``styles`` gives the ids of styles by name.
    """

    styles: Mapping[str, str]
    names: Names
    pieces: list[tuple[str, str]] = field(default_factory=list)
    """(style, text), or ("<", XML) for what is no text."""
    spaced: bool = True
    """The last character is white space, or none stands before."""
    text: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.pieces)

    def add_text(self, raw: str | None, style: str) -> None:
        """Text of the page: white space in it counts as one space."""
        if not raw:
            return
        text = _SPACE.sub(" ", raw)
        if self.spaced and text[0] == " ":
            text = text[1:]
        if not text:
            return
        self.spaced = text[-1] == " "
        self.pieces.append((style, text))

    def add_break(self) -> None:
        """Ends a line."""
        self._trim()
        self.pieces.append(("<", BREAK))
        self.spaced = True

    def add_xml(self, xml: str) -> None:
        """A piece that is no text."""
        self.pieces.append(("<", xml))

    def add(self, element: Any, style: str) -> None:
        """An element inside of the line, with all that stands in it; not its tail."""
        tag = element.tag
        if not isinstance(tag, str) or tag in HIDDEN:
            return
        if tag == "br":
            self.add_break()
            return
        keys = (element.get("class") or "").split()
        if "mark-source" in keys:
            return
        ident = element.get("id")
        if ident in self.names.targets:
            self.add_xml(self.names.mark(self.names.of(ident)))
        own = word_style([*keys, tag]) or style
        link = self._link(element.get("href")) if tag == "a" else ""
        if "day" in keys:
            self.add_xml(TAB)  # stands at the end of the line
        if link:
            self.add_xml(link)
        self.add_text(element.text, own)
        for child in element:
            self.add(child, own)
            self.add_text(child.tail, own)
        if link:
            self.add_xml("</w:hyperlink>")

    def _link(self, address: str | None) -> str:
        """The beginning of a link, "" where it leads nowhere."""
        if not address:
            return ""
        if address.startswith("#"):
            ident = address[1:]
            if ident in self.names.targets:
                return f'<w:hyperlink w:anchor="{self.names.of(ident)}" w:history="1">'
            return ""
        relation = self.names.outward(address)
        if relation:
            return f'<w:hyperlink r:id="{relation}" w:history="1">'
        return ""

    def _trim(self) -> None:
        """Takes away the space at the end of a line."""
        # Bookmarks and ends of links may stand behind the last word: the space is the word's.
        for index in range(len(self.pieces) - 1, -1, -1):
            style, text = self.pieces[index]
            if style == "<":
                if text == BREAK:
                    return
                continue
            self.pieces[index] = (style, text.rstrip(" "))
            return

    @property
    def plain(self) -> str:
        """The text alone."""
        return "".join(text for style, text in self.pieces if style != "<")

    def xml(self) -> str:
        """The runs."""
        self._trim()
        made = []
        for style, text in self.pieces:
            if style == "<":
                made.append(text)
            elif text:
                ident = self.styles.get(style, "") if style else ""
                mark = f'<w:rStyle w:val="{ident}"/>' if ident else ""
                made.append(
                    f"<w:r><w:rPr>{mark}{_HINT}</w:rPr><w:t "
                    f'xml:space="preserve">{escape(text)}</w:t></w:r>'
                )
        return "".join(made)
