"""Sheets in, the bytes of an XLSX workbook out. Text stays text: no cell becomes a formula.

Same sheets, same bytes: nothing in the file comes from the clock.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from copy import copy
from datetime import date, datetime
from decimal import Decimal
from math import ceil
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from wcwidth import wcswidth

from scoring.pdf.printer import clean
from scoring.storage.office import without_clock
from scoring.views.sheet import Column, Sheet

LONGEST = 32_000
"""Characters that a cell takes; spreadsheets stop at 32,767."""
TALLEST, LINE = 409.0, 13.5
"""The tallest row that a spreadsheet allows, and one line of the face used here, in points."""
# Spreadsheets keep fifteen digits of a number: what has more before the point stays a text.
NUMERIC = re.compile(r"-?\d{1,15}(\.\d{1,12})?", re.ASCII)
# What the name of a sheet may not hold: most of it the library refuses, the apostrophe Excel.
FORBIDDEN = re.compile(r"[\[\]:*?/\\']")


def workbook(sheets: Sequence[Sheet], *, title: str, issuer: str, day: date) -> bytes:
    """The bytes of the workbook; ``day`` is its date in the file's properties."""
    book = Workbook()
    book.remove(book.active)
    for sheet in sheets:
        _fill(book.create_sheet(FORBIDDEN.sub("", sheet.name)[:31]), sheet)
    stamp = datetime(day.year, day.month, day.day)
    book.properties.title, book.properties.creator = _safe(title), _safe(issuer)
    book.properties.created = book.properties.modified = stamp
    raw = io.BytesIO()
    book.save(raw)
    # The library writes the time of saving into the file: two runs would differ in their bytes.
    return without_clock(raw.getvalue(), stamp)


THIN = Side(style="thin", color="8A8A8A")
THICK = Side(style="medium", color="000000")
GRID = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
FACE = Font(name="宋体", size=10)
WIDEST = 220
"""Characters on the width of one sheet of paper (A4 across): with more nobody could read it."""
SIDES = {
    side: Alignment(horizontal=side, vertical="center", wrap_text=True)
    for side in ("left", "center", "right")
}


def _fill(page: Any, sheet: Sheet) -> None:
    width = sum(not column.hidden for column in sheet.columns)
    _title(page, sheet.title, width)
    _headings(page, sheet)
    _rows(page, sheet)
    for across, first, last in sheet.merges:
        page.merge_cells(
            start_row=first + 3, end_row=last + 3, start_column=across + 1, end_column=across + 1
        )
    _notes(page, sheet, width)
    page.freeze_panes = "A3"
    page.print_title_rows = "2:2"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    shown = sum(column.width for column in sheet.columns if not column.hidden)
    across = max(1, round(shown / WIDEST))
    if across > 1:  # the names of the rows stand on every sheet of paper
        page.print_title_cols = "A:B"
    # 0 is how a spreadsheet says: as many sheets downwards as it takes.
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = across, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_margins.left = page.page_margins.right = 0.4
    page.oddFooter.center.text = "第 &P 页，共 &N 页"


def _title(page: Any, title: str, width: int) -> None:
    _text(page.cell(1, 1), title).font = Font(name="黑体", size=14)
    page.cell(1, 1).alignment = Alignment(horizontal="center", vertical="center")
    if width > 1:
        page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    page.row_dimensions[1].height = 30


def _headings(page: Any, sheet: Sheet) -> None:
    shown = [column for column in sheet.columns if not column.hidden]
    headings, widths = [column.heading for column in shown], [column.width for column in shown]
    page.row_dimensions[2].height = _height(headings, widths)
    # Looking a style up costs more than all else of a cell: the first of a kind looks, the others
    # copy its indices.
    for index, column in enumerate(sheet.columns, 1):
        page.column_dimensions[get_column_letter(index)].width = column.width
        if column.hidden:
            page.column_dimensions[get_column_letter(index)].hidden = True
        head = page.cell(2, index)
        head.value, head.data_type = _safe(column.heading), "s"
        if index > 1:
            head._style = copy(page.cell(2, 1)._style)
            continue
        head.number_format = "@"
        head.font = Font(name="黑体", size=10.5)
        head.fill = PatternFill("solid", fgColor="EFEFEF")
        head.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        head.border = Border(left=THIN, right=THIN, top=THICK, bottom=THICK)


def _rows(page: Any, sheet: Sheet) -> None:
    styles: dict[tuple[str, str], Any] = {}
    merged = {
        (row, column) for column, first, last in sheet.merges for row in range(first, last + 1)
    }
    for down, row in enumerate(sheet.rows):
        texts, widths = [], []
        for across, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            in_merge = (down, across) in merged
            cell = page.cell(down + 3, across + 1)
            side, shape = _put_value(cell, column, value, merged=in_merge)
            _styled(cell, side, shape, styles)
            # A merged cell has the height of all its rows, a hidden one shows nothing.
            if not in_merge and not column.hidden:
                texts.append(value)
                widths.append(column.width)
        page.row_dimensions[down + 3].height = _height(texts, widths)


def _put_value(cell: Any, column: Column, value: str, *, merged: bool) -> tuple[str, str]:
    """Puts a value into a cell, as a number where it is one; gives the side that it stands on and
    the format of numbers.
    """
    if column.number and NUMERIC.fullmatch(value) is not None:
        cell.value = Decimal(value)
        decimals = value.partition(".")[2]
        # Scores have two decimals in every output; a spreadsheet would make 1.5 of 1.50.
        return "right", "0.00" if len(decimals) == 2 else "General"
    # As text, so that no spreadsheet makes a date of a code or a formula of a title.
    cell.value, cell.data_type = _safe(value), "s"
    return ("center" if column.centre or merged else "left"), "@"


def _styled(cell: Any, side: str, shape: str, styles: dict[tuple[str, str], Any]) -> None:
    """Gives a cell its style; ``styles`` holds the first of each kind."""
    known = styles.get((side, shape))
    if known is not None:
        cell._style = copy(known)
        return
    cell.number_format = shape
    cell.alignment, cell.font, cell.border = SIDES[side], FACE, GRID
    styles[side, shape] = cell._style


def _notes(page: Any, sheet: Sheet, width: int) -> None:
    room = sum(column.width for column in sheet.columns if not column.hidden)
    for down, note in enumerate(sheet.notes, len(sheet.rows) + 4):
        _text(page.cell(down, 1), note).font = Font(name="宋体", size=10, color="595959")
        page.cell(down, 1).alignment = Alignment(vertical="top", wrap_text=True)
        page.row_dimensions[down].height = _height([note], [room])
        if width > 1:
            page.merge_cells(start_row=down, start_column=1, end_row=down, end_column=width)


def _height(texts: Sequence[str], widths: Sequence[float]) -> float:
    """The height in points that a row needs: only Excel finds it by itself."""
    lines = 1
    for text, width in zip(texts, widths, strict=True):
        parts = (max(0, wcswidth(_safe(part))) for part in text.split("\n"))
        lines = max(lines, sum(max(1, ceil(part / max(1, width - 2))) for part in parts))
    return min(TALLEST, LINE * lines + 4)


def _text(cell: Any, value: str) -> Any:
    """Writes a text as a text, whatever it begins with."""
    cell.value = _safe(value)
    cell.data_type = "s"
    cell.number_format = "@"
    return cell


def _safe(value: str) -> str:
    text = ILLEGAL_CHARACTERS_RE.sub("", clean(value))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}……（原文 {len(text)} 字，此处截断）"
