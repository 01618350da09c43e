"""Word documents (.docx and Word 2003 XML): text with automatic numbers, tables with merges, what
is on the page.

The parts are read directly: the paragraph text of python-docx leaves out tracked insertions
(``w:ins``) and content controls (``w:sdt``), and its table access is quadratic. Text boxes (where
red heads often stand) and embedded web pages are read at their place; struck-out and hidden text is
left out and told.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scoring.reading import html
from scoring.reading.blocks import Block, Paragraph, Placed, Reading, Table, make_table
from scoring.reading.charset import decode
from scoring.reading.model import Limits, UnreadableError, broken
from scoring.reading.numbering import Numbering
from scoring.reading.package import Package, Relation, local, open_package, parse
from scoring.reading.remarks import Remark
from scoring.reading.word_math import equation_text
from scoring.reading.word_objects import inner_files, pictures_of
from scoring.reading.word_runs import Runs, children
from scoring.reading.word_styles import Styles, W

if TYPE_CHECKING:
    from lxml.etree import _Element

_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_WORD_2003 = b"http://schemas.microsoft.com/office/word/2003/wordml"
_DEEPEST = 20
_MOST_HEADS = 12


def read(data: bytes, limits: Limits | None = None) -> Reading:
    """Read a .docx; raise ``UnreadableError`` where it is broken."""
    with open_package(data, limits) as package:
        main = package.main("word/document.xml")
        return _read(package, main)


def read_xml(data: bytes) -> Reading:
    """Read a document that is one XML file: of Word 2003, or a package of Word 2007 written
    flat.
    """
    root = parse(data.replace(_WORD_2003, W[1:-1].encode()))
    body = next(root.iter(f"{W}body"), None)
    if body is None:
        raise broken("Word 文档")
    styles = next(root.iter(f"{W}styles"), None)
    reader = _Reader(Numbering(next(root.iter(f"{W}numbering"), None), styles), Styles(styles))
    reader.walk(body)
    return _finished(reader, body)


def _read(package: Package, main: str) -> Reading:
    document = package.parse(main)
    body = None if document is None else document.find(f"{W}body")
    if body is None:
        raise broken("Word 文档")
    relations = package.relations(main)
    styles = _related(package, relations, "styles", "word/styles.xml")
    numbering = _related(package, relations, "numbering", "word/numbering.xml")
    reader = _Reader(Numbering(numbering, styles), Styles(styles), package, relations)
    reader.walk(body)
    reading = _finished(reader, body)
    drawings = reader.runs.seen.drawings
    reading.pictures = pictures_of(package, drawings, relations)
    names, equations = inner_files(package, drawings, relations)
    reading.inner = names
    if equations:
        what = f"有 {equations} 处旧版公式编辑器的公式"
        reading.remarks.append(Remark("unread_equation", "全文", what, "没有读出，请核对"))
    if names:
        what = f"里面嵌有 {len(names)} 个文件（{'、'.join(names[:5])}）"
        reading.remarks.append(Remark("inner_file", "全文", what, "没有读取，请另存出来单独报送"))
    reading.heads, reading.notes = _beside(package, relations, reader.styles)
    reading.pages = _page_count(package)
    return reading


def _related(
    package: Package, relations: dict[str, Relation], kind: str, otherwise: str
) -> _Element | None:
    """The part of a kind that the main part names, or the one of the usual name."""
    named = (relation.target for relation in relations.values() if relation.kind == kind)
    target = next((name for name in named if name in package), otherwise)
    try:
        return package.parse(target)
    except UnreadableError:
        # Word opens a document without its styles; so do we.
        return None


def _finished(reader: _Reader, body: _Element) -> Reading:
    reading = Reading("docx", reader.blocks, remarks=reader.remarks)
    left_out = _left_out(body)
    if left_out:
        reading.meta["left_out"] = left_out
    inserted = sum(1 for _ in body.iter(f"{W}ins", f"{W}moveTo"))
    deleted = sum(1 for _ in body.iter(f"{W}del", f"{W}moveFrom"))
    seen = reader.runs.seen
    if inserted or deleted:
        what = f"插入 {inserted} 处，删除 {deleted} 处"
        reading.remarks.insert(0, Remark("tracked", "全文", what, "按接受全部修订读取"))
    if seen.struck:
        reading.remarks.append(
            Remark("struck", "全文", f"有 {seen.struck} 处划掉的文字", "没有读取")
        )
    if seen.hidden:
        reading.remarks.append(
            Remark("hidden_text", "全文", f"有 {seen.hidden} 处隐藏的文字", "没有读取")
        )
    if seen.equations:
        reading.remarks.append(
            Remark("equation", "全文", f"有 {seen.equations} 处公式", "按一行文字读取")
        )
    if seen.boxes:
        reading.remarks.append(
            Remark("text_box", "全文", f"有 {seen.boxes} 个文本框", "按所在位置读取")
        )
    return reading


def _left_out(body: _Element) -> str:
    """What stands in the text and is not read, in words: pictures and the like, notes at the foot
    or the end.
    """
    seen = [item for tag in ("drawing", "pict", "object") for item in body.iter(f"{W}{tag}")]
    # Old readers get every drawing a second time; a box of words is read.
    pictures = sum(
        next(item.iterancestors(f"{_ALTERNATE}Fallback"), None) is None
        and not any(local(inner.tag) == "txbxContent" for inner in item.iter())
        for item in seen
    )
    notes = sum(1 for _ in body.iter(f"{W}footnoteReference", f"{W}endnoteReference"))
    return "、".join(
        f"{what} {count} 处" for what, count in (("图片", pictures), ("脚注", notes)) if count
    )


def _beside(
    package: Package, relations: dict[str, Relation], styles: Styles
) -> tuple[list[str], list[str]]:
    """The lines of the running heads and feet, and those of the notes below and behind the text."""
    heads: list[str] = []
    notes: list[str] = []
    for relation in list(relations.values()):
        lines = heads if relation.kind in {"header", "footer"} else notes
        if (
            relation.kind not in {"header", "footer", "footnotes", "endnotes"}
            or len(heads) > _MOST_HEADS
        ):
            continue
        try:
            root = package.parse(relation.target)
        except UnreadableError:
            continue
        if root is not None:
            runs = Runs(styles)
            for paragraph in root.iter(f"{W}p"):
                text, _ = runs.text(paragraph)
                lines.extend(line.strip() for line in text.split("\n") if line.strip())
    return list(dict.fromkeys(heads)), notes


def _page_count(package: Package) -> int | None:
    data = package.read("docProps/app.xml") or b""
    match = re.search(rb"<Pages>(\d{1,5})</Pages>", data)
    # Programs that do not lay out pages write 0 or leave their template's number; only a real count
    # is passed on.
    if match and b"<Words>0<" not in data:
        return int(match.group(1)) or None
    return None


class _Reader:
    def __init__(
        self,
        numbering: Numbering,
        styles: Styles,
        package: Package | None = None,
        relations: dict[str, Relation] | None = None,
    ) -> None:
        self._numbering = numbering
        self.styles = styles
        self.runs = Runs(styles)
        self._package, self._relations = package, relations or {}
        self._paragraphs = 0
        self._tables = 0
        self._depth = 0
        self._carried: Paragraph | None = None
        self.blocks: list[Block] = []
        self.remarks: list[Remark] = []

    def walk(self, parent: _Element) -> None:
        if self._depth > _DEEPEST:
            return
        self._depth += 1
        for child in children(parent):
            if child.tag == f"{W}p":
                self._paragraph(child)
            elif child.tag == f"{W}tbl":
                self._table(child)
            elif child.tag == f"{W}altChunk":
                self._chunk(child)
            elif local(child.tag) in {"oMathPara", "oMath"}:
                self._add(child)
        self._depth -= 1
        if self._carried is not None:
            self.blocks.append(self._carried)
            self._carried = None

    def _add(self, equation: _Element) -> None:
        """An equation that stands between paragraphs."""
        text = equation_text(equation)
        self.runs.seen.equations += 1
        if text.strip():
            self._paragraphs += 1
            self.blocks.append(Paragraph(text, f"第{self._paragraphs}段"))

    def _paragraph(self, element: _Element) -> None:
        self._paragraphs += 1
        text, boxes = self.runs.text(element)
        where = f"第{self._paragraphs}段"
        number = self._numbering.number(element) if text.strip() else ""
        level = self.styles.heading(element)
        if boxes:
            # What is drawn beside a paragraph is anchored at its beginning.
            carried, self._carried = self._carried, None
            for box in boxes:
                self.walk(box)
            self._carried = carried
        if self._carried is not None:
            text, where, number = (
                self._carried.text + text,
                self._carried.where,
                self._carried.number,
            )
            level = self._carried.level
        paragraph = Paragraph(text, where, number, level)
        # A paragraph whose end mark was deleted runs on into the next one.
        if element.find(f"{W}pPr/{W}rPr/{W}del") is not None:
            self._carried = paragraph
        else:
            self._carried = None
        if self._carried is None and text.strip():
            self.blocks.append(paragraph)

    def _chunk(self, element: _Element) -> None:
        """A whole document of another format that Word shows as part of this one (ECMA-376 part 1,
        17.17.2.1).
        """
        relation = self._relations.get(element.get(f"{_RELATION}id") or "")
        if self._package and relation:
            data = self._package.read(relation.target)
        else:
            data = None
        blocks = embedded_blocks(data) if data else None
        if blocks is None:
            self.remarks.append(
                Remark("inner_file", "全文", "里面嵌有一份其他格式的内容", "没有读出，请核对")
            )
        else:
            self.blocks.extend(blocks)

    def _table(self, element: _Element) -> None:
        self._tables += 1
        where = f"表{self._tables}"
        nested: list[_Element] = []
        rows = [row for row in children(element) if row.tag == f"{W}tr" and not _left_out_row(row)]
        placed: list[Placed] = []
        # The column at which a cell goes on downwards, with its place in ``placed``.
        open_merges: dict[int, int] = {}
        for index, row in enumerate(rows):
            column = _value(row.find(f"{W}trPr/{W}gridBefore"), 0)
            for cell in children(row):
                if cell.tag != f"{W}tc":
                    continue
                # A hostile file may claim any span.
                span = min(max(_value(cell.find(f"{W}tcPr/{W}gridSpan"), 1), 1), 100)
                merge = _merge(cell)
                text = self._cell(cell, nested)
                if merge == "continue" and column in open_merges:
                    position = open_merges[column]
                    placed[position] = _grown(placed[position], text, index)
                else:
                    open_merges.pop(column, None)
                    if merge:
                        open_merges[column] = len(placed)
                    placed.append(Placed(index, column, text, 1, span))
                column += span
        table: Table = make_table(placed, len(rows), where)
        self.blocks.append(table)
        self._nested_tables(nested, where)

    def _nested_tables(self, tables: list[_Element], where: str) -> None:
        """The tables inside of the cells of a table, each listed by itself behind it."""
        for table in tables:
            if self._depth > _DEEPEST:
                return
            self.remarks.append(
                Remark("nested_table", where, "单元格内有表格", f"另列为表{self._tables + 1}")
            )
            self._depth += 1
            self._table(table)
            self._depth -= 1

    def _cell(self, cell: _Element, nested: list[_Element]) -> str:
        lines: list[str] = []
        for child in children(cell):
            if child.tag == f"{W}p":
                self._cell_paragraph(child, lines)
            elif child.tag == f"{W}tbl":
                nested.append(child)
        return "\n".join(lines)

    def _cell_paragraph(self, paragraph: _Element, lines: list[str]) -> None:
        text, boxes = self.runs.text(paragraph)
        for box in boxes:
            lines.extend(
                inner for piece in box.iter(f"{W}p") if (inner := self.runs.text(piece)[0]).strip()
            )
        if text.strip():
            lines.append(self._numbering.number(paragraph) + text)
        elif not lines:
            # An empty numbered paragraph is how 序号 columns are filled automatically.
            number = self._numbering.number(paragraph)
            if number:
                lines.append(number)


def _grown(cell: Placed, text: str, row: int) -> Placed:
    """A cell that goes on in a row below, with what stands there."""
    joined = "\n".join(part for part in (cell.text, text) if part)
    return Placed(cell.row, cell.column, joined, row - cell.row + 1, cell.colspan)


def embedded_blocks(data: bytes) -> list[Block] | None:
    """The blocks of an embedded web page, text or Word document; None for what is none of these."""
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    try:
        if data.startswith(b"PK"):
            return read(data).blocks
        if b"mime-version" in start[:400]:
            from scoring.reading.mail import html_part

            page = html_part(data)
            if page:
                return html.read(page).blocks
            return None
        if b"<" in start[:1]:
            return html.read(data).blocks
        lines = decode(data).splitlines()
    except UnreadableError:
        return None
    return [Paragraph(line, "嵌入内容") for line in lines if line.strip()]


def _left_out_row(row: _Element) -> bool:
    return row.find(f"{W}trPr/{W}del") is not None or row.find(f"{W}trPr/{W}hidden") is not None


def _merge(cell: _Element) -> str:
    """restart, continue, or empty for a cell that is not merged downwards."""
    properties = cell.find(f"{W}tcPr")
    merge = None if properties is None else properties.find(f"{W}vMerge")
    if merge is None and properties is not None:
        # Word 2003 writes vmerge.
        merge = properties.find(f"{W}vmerge")
    if merge is None:
        return ""
    return merge.get(f"{W}val", "continue")


def _value(element: _Element | None, default: int) -> int:
    if element is None:
        return default
    try:
        return int(element.get(f"{W}val", ""))
    except ValueError:
        return default
