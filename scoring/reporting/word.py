"""Sheets in, the bytes of a Word document out: the tables that offices go on editing in WPS or Word.

A4 across, a heading for each table, the level cells merged downwards, the head repeated on every page. Same sheets,
same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from scoring.reporting.pdf import clean
from scoring.reporting.sheet import Sheet
from scoring.reporting.workbook import without_clock

WIDTH = 247
"""The width of the type area across, in millimetres."""


def word_file(sheets: Sequence[Sheet], *, title: str, issuer: str, day: date) -> bytes:
    """The bytes of the document; ``day`` is its date in the file's properties."""
    paper = Document()
    _page(paper)
    stamp = datetime(day.year, day.month, day.day)
    properties = paper.core_properties
    properties.title, properties.author, properties.last_modified_by = clean(title)[:255], clean(issuer)[:255], ""
    properties.created = properties.modified = stamp
    for at, sheet in enumerate(sheets):
        _heading(paper, sheet.title if at else title)
        _table(paper, sheet)
        for note in sheet.notes:
            _write(paper.add_paragraph(), note, 9)
    # Word keeps a table that ends the file only when a paragraph follows it.
    paper.add_paragraph()
    raw = io.BytesIO()
    paper.save(raw)
    return without_clock(raw.getvalue(), stamp)


def _page(paper: Any) -> None:
    section = paper.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin, section.bottom_margin = Mm(28), Mm(26)
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(10.5)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")


def _heading(paper: Any, text: str) -> None:
    paragraph = paper.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.keep_with_next = True
    _write(paragraph, text, 16, face="黑体")


def _table(paper: Any, sheet: Sheet) -> None:
    table = paper.add_table(rows=1 + len(sheet.rows), cols=len(sheet.columns))
    table.style = "Table Grid"
    table.autofit = False
    whole = sum(column.width for column in sheet.columns)
    widths = [Mm(WIDTH * column.width / whole) for column in sheet.columns]
    grid = [list(row.cells) for row in table.rows]  # once: looking a cell up by row and column walks the whole table
    head = table.rows[0]._tr.get_or_add_trPr()
    head.append(OxmlElement("w:tblHeader"))
    for at, column in enumerate(sheet.columns):
        _cell(grid[0][at], column.heading, widths[at], centre=True, face="黑体")
    hidden = {(row, column) for column, first, last in sheet.merges for row in range(first + 1, last + 1)}
    for down, row in enumerate(sheet.rows):
        table.rows[down + 1]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for across, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            text = "" if (down, across) in hidden else value
            _cell(grid[down + 1][across], text, widths[across], centre=column.centre)
    for column_at, first, last in sheet.merges:
        for down in range(first, last + 1):
            merge = OxmlElement("w:vMerge")
            if down == first:
                merge.set(qn("w:val"), "restart")
            grid[down + 1][column_at]._tc.get_or_add_tcPr().append(merge)


def _cell(cell: Any, text: str, width: Any, *, centre: bool, face: str = "宋体") -> None:
    cell.width = width
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for at, line in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        if centre:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _write(paragraph, line, 9, face=face)


def _write(paragraph: Any, text: str, size: float, *, face: str = "宋体") -> None:
    run = paragraph.add_run(clean(text))
    run.font.size = Pt(size)
    run.font.name = "Times New Roman"
    run._element.get_or_add_rPr().rFonts.set(qn("w:eastAsia"), face)
