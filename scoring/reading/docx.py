"""Word documents (.docx): text with automatic numbers, tracked insertions and content controls, tables with merges.

The parts are read directly: the paragraph text of python-docx leaves out tracked insertions (``w:ins``) and content
controls (``w:sdt``), and its table access is quadratic.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from scoring.reading.blocks import Block, Paragraph, Placed, Reading, Table, make_table
from scoring.reading.limits import check_rows, damaged, open_zip, read_member
from scoring.reading.notices import Notice
from scoring.reading.numbering import Numbering, W

if TYPE_CHECKING:
    from lxml.etree import _Element

_WRAPPERS = {
    f"{W}{tag}" for tag in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "hyperlink", "fldSimple")
}
_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_STEPS = 20
"""Steps from a style to those that it builds on; more means that they go in a circle."""
_MARKS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}


def read(data: bytes) -> Reading:
    """Read a .docx; raise ``UnreadableSource`` where it is broken."""
    archive = open_zip(data)
    document = _parse(read_member(archive, "word/document.xml"))
    body = None if document is None else document.find(f"{W}body")
    if body is None:
        raise damaged()
    styles = _parse(read_member(archive, "word/styles.xml"))
    numbering = Numbering(_parse(read_member(archive, "word/numbering.xml")), styles)
    reader = _Reader(numbering, _outline(styles))
    reader.walk(body)
    reading = Reading("docx", reader.blocks, reader.notices)
    left_out = _left_out(body)
    if left_out:
        reading.meta["left_out"] = left_out
    inserted = sum(1 for _ in body.iter(f"{W}ins", f"{W}moveTo"))
    deleted = sum(1 for _ in body.iter(f"{W}del", f"{W}moveFrom"))
    if inserted or deleted:
        what = f"插入 {inserted} 处，删除 {deleted} 处"
        reading.notices.insert(0, Notice("IMP02", "全文", what, "按接受全部修订读取"))
    return reading


def _parse(data: bytes | None) -> _Element | None:
    from lxml import etree

    if data is None:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise damaged() from error


def _outline(styles: _Element | None) -> dict[str, int]:
    """The level of the heading that each style makes, from 1, by the id of the style (ECMA-376 part 1, 17.3.1.20)."""
    if styles is None:
        return {}
    sheet = {style.get(f"{W}styleId", ""): style for style in styles.iter(f"{W}style")}
    found = {}
    for name in sheet:
        step: _Element | None = sheet[name]
        for _ in range(_STEPS):
            level = None if step is None else step.find(f"{W}pPr/{W}outlineLvl")
            based = None if step is None else step.find(f"{W}basedOn")
            if level is not None or based is None:
                found[name] = _level(level)
                break
            step = sheet.get(based.get(f"{W}val", ""))
    return found


def _level(outline: _Element | None) -> int:
    """The level from 1; 0 for body text, which Word writes as 9."""
    value = _value(outline, 9)
    return value + 1 if 0 <= value < 9 else 0


def _left_out(body: _Element) -> str:
    """What stands in the text and is not read, in words: pictures and the like, notes at the foot or the end."""
    seen = [item for tag in ("drawing", "pict", "object") for item in body.iter(f"{W}{tag}")]
    # Old readers get every drawing a second time.
    pictures = sum(next(item.iterancestors(f"{_ALTERNATE}Fallback"), None) is None for item in seen)
    notes = sum(1 for _ in body.iter(f"{W}footnoteReference", f"{W}endnoteReference"))
    return "、".join(f"{what} {count} 处" for what, count in (("图片", pictures), ("脚注", notes)) if count)


def _children(parent: _Element) -> Iterator[_Element]:
    """Yield block or row level children, looking through wrappers; deleted and moved-away content is left out."""
    for child in parent:
        if child.tag in _WRAPPERS:
            yield from _children(child)
        elif child.tag == f"{_ALTERNATE}AlternateContent":
            choice = child.find(f"{_ALTERNATE}Choice")
            if choice is not None:
                yield from _children(choice)
        elif isinstance(child.tag, str):
            yield child


def paragraph_text(paragraph: _Element) -> str:
    """Return the text of one ``w:p`` as it stands when all tracked changes are accepted."""
    parts: list[str] = []
    for child in _children(paragraph):
        if child.tag != f"{W}r":
            continue
        for piece in _children(child):
            if piece.tag == f"{W}t":
                parts.append(piece.text or "")
            elif piece.tag in _MARKS and piece.get(f"{W}type") != "page":
                parts.append(_MARKS[piece.tag])
    return "".join(parts)


class _Reader:
    def __init__(self, numbering: Numbering, outline: Mapping[str, int]) -> None:
        self._numbering = numbering
        self._outline = outline
        self._paragraphs = 0
        self._tables = 0
        self._carried: Paragraph | None = None
        self.blocks: list[Block] = []
        self.notices: list[Notice] = []

    def walk(self, parent: _Element) -> None:
        for child in _children(parent):
            if child.tag == f"{W}p":
                self._paragraph(child)
            elif child.tag == f"{W}tbl":
                self._table(child)
        if self._carried is not None:
            self.blocks.append(self._carried)
            self._carried = None

    def _paragraph(self, element: _Element) -> None:
        self._paragraphs += 1
        text = paragraph_text(element)
        where = f"第{self._paragraphs}段"
        number = self._numbering.number(element) if text.strip() else ""
        level = self._heading(element)
        if self._carried is not None:
            text, where, number = self._carried.text + text, self._carried.where, self._carried.number
            level = self._carried.level
        paragraph = Paragraph(text, where, number, level)
        # A paragraph whose end mark was deleted runs on into the next one.
        self._carried = paragraph if element.find(f"{W}pPr/{W}rPr/{W}del") is not None else None
        if self._carried is None and text.strip():
            self.blocks.append(paragraph)

    def _heading(self, element: _Element) -> int:
        own = element.find(f"{W}pPr/{W}outlineLvl")
        style = element.find(f"{W}pPr/{W}pStyle")
        if own is not None or style is None:
            return _level(own)
        return self._outline.get(style.get(f"{W}val", ""), 0)

    def _table(self, element: _Element) -> None:
        self._tables += 1
        where = f"表{self._tables}"
        nested: list[_Element] = []
        rows = [row for row in _children(element) if row.tag == f"{W}tr" and row.find(f"{W}trPr/{W}del") is None]
        check_rows(len(rows))
        placed: list[Placed] = []
        open_merges: dict[int, int] = {}
        for index, row in enumerate(rows):
            column = _value(row.find(f"{W}trPr/{W}gridBefore"), 0)
            for cell in _children(row):
                if cell.tag != f"{W}tc":
                    continue
                span = min(max(_value(cell.find(f"{W}tcPr/{W}gridSpan"), 1), 1), 100)
                merge = cell.find(f"{W}tcPr/{W}vMerge")
                text = self._cell(cell, nested)
                if merge is not None and merge.get(f"{W}val", "continue") != "restart" and column in open_merges:
                    position = open_merges[column]
                    above = placed[position]
                    joined = "\n".join(part for part in (above.text, text) if part)
                    placed[position] = Placed(above.row, above.column, joined, index - above.row + 1, above.colspan)
                else:
                    open_merges.pop(column, None)
                    if merge is not None:
                        open_merges[column] = len(placed)
                    placed.append(Placed(index, column, text, 1, span))
                column += span
        table: Table = make_table(placed, len(rows), where)
        self.blocks.append(table)
        for inner in nested:
            self.notices.append(Notice("IMP06", where, "单元格内有表格", f"另列为表{self._tables + 1}"))
            self._table(inner)

    def _cell(self, cell: _Element, nested: list[_Element]) -> str:
        lines = []
        for child in _children(cell):
            if child.tag == f"{W}p":
                text = paragraph_text(child)
                if text.strip():
                    lines.append(self._numbering.number(child) + text)
                elif not lines:
                    # An empty numbered paragraph is how 序号 columns are filled automatically.
                    number = self._numbering.number(child)
                    if number:
                        lines.append(number)
            elif child.tag == f"{W}tbl":
                nested.append(child)
        return "\n".join(lines)


def _value(element: _Element | None, default: int) -> int:
    if element is None:
        return default
    try:
        return int(element.get(f"{W}val", ""))
    except ValueError:
        return default
