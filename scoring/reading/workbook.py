"""Workbooks (.xlsx, .xls, .et, .ods …) as tables: every visible sheet is one, with its merged cells
resolved.
"""

from __future__ import annotations

import re

from scoring.reading.blocks import Block, Placed, Reading, make_table
from scoring.reading.limits import MAX_CELLS, check_rows
from scoring.reading.model import UnreadableError
from scoring.reading.number_formats import has_year, is_date
from scoring.reading.remarks import Remark
from scoring.reading.sheet_marks import Marks, name_of
from scoring.reading.spreadsheet import Sheet, load_sheet, open_book

_CODE_HEADING = re.compile(r"^\s*(?:指标)?(?:编号|序号|编码|代码|指标号|条目号)\s*$")
_HEADING_ROWS = 6
_DAY = re.compile(r"(?:(\d{4}|\d{2})\D+)?(\d{1,2})\D+(\d{1,2})\D*$")


def read(data: bytes) -> Reading:
    """Read a workbook; raise ``UnreadableError`` where it is broken, locked or far too long."""
    book = open_book(data)
    reading = Reading(
        "workbook", [], [remark for remark in book.remarks if remark.kind != "hidden_sheet"]
    )
    for sheet in book.sheets:
        if not sheet.visible:
            where = f"工作表“{sheet.name}”"
            reading.remarks.append(Remark("hidden_sheet", where, "工作表是隐藏的", "没有读取"))
            continue
        # Told before the reader allocates everything between the first and the last cell.
        rows, columns = sheet.content_extent()
        check_rows(rows)
        _check_cells(rows * columns)
        load_sheet(sheet, data)
        block = _table(sheet, reading.remarks)
        if block is not None:
            reading.blocks.append(block)
            reading.remarks.extend(sheet.remarks())
    return reading


def _check_cells(count: int) -> None:
    if count > MAX_CELLS:
        raise UnreadableError("too_large", f"工作表有 {count} 个单元格，不像一份指标体系。")


def _table(sheet: Sheet, remarks: list[Remark]) -> Block | None:
    values = _filled_rows(sheet)
    if not values:
        return None
    check_rows(len(values))
    width = max(map(len, values))
    _check_cells(len(values) * width)
    spans = _spans(sheet, len(values))
    covered = _covered(spans, len(values), width)
    codes = _code_columns(values)
    where = f"工作表“{sheet.name}”"
    cells = []
    for row, line in enumerate(values):
        for column, text in enumerate(line):
            place = (row, column)
            if place in covered or (text == "" and place not in spans):
                continue
            if column in codes:
                text = _restored(text, place, sheet.marks, where, remarks)
            cells.append(Placed(row, column, text, *spans.get(place, (1, 1))))
    if cells:
        return make_table(cells, len(values), where)
    return None


def _filled_rows(sheet: Sheet) -> list[list[str]]:
    """The rows of a sheet down to the last one that holds something."""
    values = list(sheet.rows(grouping=False))
    while values and not any(cell.strip() for cell in values[-1]):
        values.pop()
    return values


def _spans(sheet: Sheet, height: int) -> dict[tuple[int, int], tuple[int, int]]:
    """How many rows and columns each merged cell takes, by its place."""
    return {
        (top, left): (bottom - top + 1, right - left + 1)
        for (top, left), (bottom, right) in sheet.merged
        if top < height
    }


def _covered(
    spans: dict[tuple[int, int], tuple[int, int]], height: int, width: int
) -> set[tuple[int, int]]:
    """The places inside a sheet that lie under a merged cell, apart from its own.

    A workbook may merge whole columns down to row 1,048,576: what lies below the sheet is cut off.
    """
    covered: set[tuple[int, int]] = set()
    for own, (rows, columns) in spans.items():
        top, left = own
        for row in range(top, min(top + rows, height)):
            places = ((row, column) for column in range(left, min(left + columns, width)))
            covered.update(place for place in places if place != own)
    return covered


def _code_columns(values: list[list[str]]) -> set[int]:
    """The columns that the first rows call numbers of items."""
    return {
        column
        for line in values[:_HEADING_ROWS]
        for column, text in enumerate(line)
        if _CODE_HEADING.match(text)
    }


def _restored(
    text: str, place: tuple[int, int], marks: Marks, where: str, remarks: list[Remark]
) -> str:
    """The code that was typed where a spreadsheet has made a day of it: 1-1 became 1月1日."""
    code = marks.formats.get(place, "")
    match = _DAY.match(text) if is_date(code) else None
    if match is None:
        return text
    year, month, day = match.groups()
    parts = [str(int(month)), str(int(day))]
    if year and has_year(code):
        parts.insert(0, str(int(year) % 100))
    restored = "-".join(parts)
    what = f"{where}里 {name_of(place)} 的编号被存成了日期（显示“{text}”）"
    remarks.append(Remark("date_code", where, what, f"按“{restored}”读取，请核对"))
    return restored
