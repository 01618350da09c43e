"""Sheets in, the bytes of a Word document out: the tables that offices go on editing in WPS or Word.

A4 across, a heading for each table, the level cells merged downwards, the head repeated on every page. Same sheets,
same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from scoring.documents.sheet import Sheet
from scoring.documents.word.blank import blank, write_text, written
from scoring.documents.word.cells import fill_cell, fitted, least_width, row_marks, table_of

WIDTH = 261
"""The width of the type area across, in millimetres."""
SIZE = 9
"""Of the type of a table, in points."""


def word_file(sheets: Sequence[Sheet], *, title: str, issuer: str, day: date, mark: str = "") -> bytes:
    """The bytes of the document; ``day`` is its date in the file's properties, ``mark`` stands in its heads."""
    paper = blank("sheet", title=title, issuer=issuer, mark=mark, day=day)
    for at, sheet in enumerate(sheets):
        write_text(paper.add_paragraph(style="表题" if at else "封面标题"), sheet.title if at else title)
        _table(paper, sheet)
        for note in sheet.notes:
            write_text(paper.add_paragraph(style="说明小字"), note)
    # Word keeps a table that ends the file only when a paragraph follows it.
    paper.add_paragraph(style="表后")
    return written(paper, day)


def _table(paper: Any, sheet: Sheet) -> None:
    texts = [[column.heading[:4], *(row[at] for row in sheet.rows)] for at, column in enumerate(sheet.columns)]
    least = [least_width(column, SIZE) for column in texts]
    widths = fitted([column.width for column in sheet.columns], least, WIDTH)
    table = table_of(paper, widths, 1 + len(sheet.rows))
    grid = [list(row.cells) for row in table.rows]  # once: looking a cell up by row and column walks the whole table
    for at, row in enumerate(table.rows):
        row_marks(row, head=at == 0)
    for at, column in enumerate(sheet.columns):
        fill_cell(grid[0][at], column.heading, widths[at], "密排表头", shade=True)
    hidden = {(row, column) for column, first, last in sheet.merges for row in range(first + 1, last + 1)}
    for down, cells in enumerate(sheet.rows):
        for across, (column, value) in enumerate(zip(sheet.columns, cells, strict=True)):
            text = "" if (down, across) in hidden else value
            style = "密排居中" if column.centre or column.number else "密排文字"
            fill_cell(grid[down + 1][across], text, widths[across], style)
    for column_at, first, last in sheet.merges:
        for down in range(first, last + 1):
            merge = OxmlElement("w:vMerge")
            if down == first:
                merge.set(qn("w:val"), "restart")
            properties = grid[down + 1][column_at]._tc.get_or_add_tcPr()
            properties.insert_element_before(merge, "w:tcBorders", "w:shd", "w:noWrap", "w:tcMar", "w:vAlign")
