"""Letters in, the bytes of a Word document out: forms and pages with running text, upright.

For documents that are read and signed rather than filtered. What begins a new page is handed out by itself: it begins
on a right-hand page, with page 1. Same parts, same bytes.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from itertools import zip_longest
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from scoring.documents.rectification.letter import Grid, Letter, Part, Style, Text
from scoring.documents.titles import title_lines
from scoring.documents.word.blank import blank, write_text, written
from scoring.documents.word.cells import fill_cell, fitted, least_width, row_marks, table_of

LINE = 164
"""The width of the type area, in millimetres."""
SIZE = 9
"""Of the type of a table with a head, in points; that of a form is larger."""
STYLES: dict[Style, str] = {
    "title": "封面标题",
    "number": "期号",
    "to": "公文顶格",
    "h1": "标题1",
    "h2": "标题2",
    "body": "公文正文",
    "note": "说明小字",
    "right": "落款",
    "cut": "裁线",
    "slip": "回执",
}
"""The paragraph style of each part, as it is called in our templates; ``page`` begins a new one."""
HEADINGS = {"标题1": "Heading 1", "标题2": "Heading 2"}
"""What the library calls Word's own styles."""


def letter_file(letter: Letter, *, title: str, issuer: str, day: date, mark: str = "") -> bytes:
    """The bytes of the document; ``day`` is its date in the file's properties, ``mark`` stands in its heads."""
    paper = blank("form", title=title, issuer=issuer, mark=mark, day=day)
    for part, following in zip_longest(letter.parts, letter.parts[1:]):
        if isinstance(part, Grid):
            _grid(paper, part)
        elif part.style == "page":
            _handed_out(paper)
        else:
            _paragraph(paper, part, keep=_belongs(part, following))
    if isinstance(letter.parts[-1], Grid):
        # Word keeps a table that ends the file only when a paragraph follows it.
        paper.add_paragraph(style="表后")
    return written(paper, day)


def _handed_out(paper: Any) -> None:
    """Ends the section; the next one begins on a right-hand page, its pages counted from 1."""
    body = paper.element.body
    last = body.sectPr
    before = last.getprevious()
    if before is None or before.tag != qn("w:p"):
        before = paper.add_paragraph(style="表后")._p  # a table cannot end a section
    before.get_or_add_pPr().append(deepcopy(last))
    last.find(qn("w:type")).set(qn("w:val"), "oddPage")
    if last.find(qn("w:pgNumType")) is None:
        last.find(qn("w:pgMar")).addnext(parse_xml(f'<w:pgNumType {nsdecls("w")} w:start="1"/>'))


def _belongs(part: Text, following: Part | None) -> bool:
    """Whether no page may begin between the two: within a signature, and within a slip that is cut off."""
    if isinstance(following, Grid):
        return not following.head
    return following is not None and following.style == "right"


def _paragraph(paper: Any, part: Text, *, keep: bool) -> None:
    style = STYLES[part.style]
    paragraph = paper.add_paragraph(style=HEADINGS.get(style, style))
    if keep:
        paragraph.paragraph_format.keep_with_next = True
    for at, line in enumerate(title_lines(part.text) if part.style == "title" else [part.text]):
        if at:
            paragraph.add_run().add_break()
        write_text(paragraph, line)


def _grid(paper: Any, grid: Grid) -> None:
    rows = ([grid.head] if grid.head else []) + list(grid.rows)
    widths = _widths(grid)
    table = table_of(paper, widths, len(rows))
    for at, (row, texts) in enumerate(zip(table.rows, rows, strict=True)):
        heading = bool(grid.head) and at == 0
        row_marks(row, head=heading)
        for across, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            label = not grid.head and across % 2 == 0
            fill_cell(cell, text, widths[across], _style(grid, across, heading, label), shade=heading or label)


def _style(grid: Grid, across: int, heading: bool, label: bool) -> str:
    if not grid.head:
        return "表单标签" if label else "表单文字"
    return "密排表头" if heading else "密排居中" if across in grid.centred else "密排文字"


def _widths(grid: Grid) -> list[float]:
    """The widths in millimetres: in proportion to the shares, but no date, code or figure of a table is broken."""
    if not grid.head:
        return [LINE * share / sum(grid.widths) for share in grid.widths]
    columns = [[head[:3], *(row[at] for row in grid.rows)] for at, head in enumerate(grid.head)]
    return fitted(grid.widths, [least_width(column, SIZE) for column in columns], LINE)
