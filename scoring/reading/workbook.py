"""Workbooks (.xlsx, .xls, .et): every visible sheet is one table, with its merged cells resolved."""

from __future__ import annotations

import datetime
import io
import re
from decimal import Decimal
from typing import Any

from scoring.reading.blocks import Block, Placed, Reading, make_table
from scoring.reading.errors import UnreadableSource
from scoring.reading.limits import (
    MAX_CELLS,
    check_rows,
    damaged,
    encrypted,
    open_zip,
    read_member,
)
from scoring.reading.notices import Notice


def read(data: bytes) -> Reading:
    """Read a workbook; raise ``UnreadableSource`` where it is broken, locked or far too long."""
    import python_calamine

    if data[:2] == b"PK":
        _check_extent(data)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except python_calamine.PasswordError as error:
        raise encrypted() from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise damaged() from error
    reading = Reading("workbook", [])
    for meta in book.sheets_metadata:
        if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        if meta.visible != python_calamine.SheetVisibleEnum.Visible:
            reading.notices.append(Notice("IMP05", f"工作表“{meta.name}”", "工作表是隐藏的", "没有读取"))
            continue
        try:
            sheet = book.get_sheet_by_name(meta.name)
            check_rows(sheet.total_height)
            _check_cells(sheet.total_height * sheet.total_width)
            block = _table(sheet, meta.name)
        except (python_calamine.CalamineError, OSError, ValueError) as error:
            raise damaged() from error
        if block is not None:
            reading.blocks.append(block)
    return reading


_CELL = re.compile(rb'<(?:\w+:)?(?:c|row)\b[^>]*?\br="([A-Z]{0,3})(\d{1,9})"')


def _check_extent(data: bytes) -> None:
    """Refuse a sheet that reaches far out with few cells: the reader would allocate everything between them."""
    archive = open_zip(data)
    for name in archive.namelist():
        if not name.lower().startswith("xl/worksheets/") or not name.lower().endswith(".xml"):
            continue
        content = read_member(archive, name) or b""
        rows = columns = 0
        for match in _CELL.finditer(content):
            letters, digits = match.groups()
            rows = max(rows, int(digits))
            if letters:
                columns = max(columns, _column(letters))
        check_rows(rows)
        _check_cells(rows * columns)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _check_cells(count: int) -> None:
    if count > MAX_CELLS:
        raise UnreadableSource(
            "too_large", f"工作表有 {count} 个单元格，不像一份指标体系。", "请删去空白的行和列，另存后再导入。"
        )


def _table(sheet: Any, name: str) -> Block | None:
    values = sheet.to_python(skip_empty_area=False)
    if not values:
        return None
    spans = {
        (top, left): (bottom - top + 1, right - left + 1)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or []
    }
    covered = {
        (top + down, left + across)
        for (top, left), (height, width) in spans.items()
        for down in range(min(height, len(values) - top))
        for across in range(min(width, len(values[0]) - left))
        if down or across
    }
    cells = [
        Placed(row, column, as_text(value), *spans.get((row, column), (1, 1)))
        for row, line in enumerate(values)
        for column, value in enumerate(line)
        if (row, column) not in covered and (value != "" or (row, column) in spans)
    ]
    where = f"工作表“{name}”"
    return make_table(cells, len(values), where) if cells else None


def as_text(value: object) -> str:
    """Write a cell value as a person reads it: 3.0 as 3, dates in ISO form, no binary digits."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        number = Decimal(repr(value))
        return (
            str(number.quantize(Decimal(1)))
            if number == number.to_integral_value()
            else format(number.normalize(), "f")
        )
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return str(value)
