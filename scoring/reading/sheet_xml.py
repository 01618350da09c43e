"""Spreadsheets that are one XML file (SpreadsheetML 2003), which business systems export and call
.xls.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scoring.reading.blocks import Block, Placed, Reading, make_table
from scoring.reading.number_formats import as_text, display
from scoring.reading.package import local, parse
from scoring.values import whole_number

if TYPE_CHECKING:
    from lxml.etree import _Element

_MOST_ROWS, _MOST_COLUMNS = 100_000, 1_000


def read(data: bytes) -> Reading:
    """Read the worksheets of such a file; raise ``UnreadableError`` where it is no well-formed
    XML.
    """
    root = parse(_without_stray_signs(data))
    formats = _formats(root)
    sheets = [sheet for sheet in root.iter() if local(sheet.tag) == "Worksheet"]
    blocks: list[Block] = [
        table for sheet in sheets if (table := _table(sheet, formats)) is not None
    ]
    return Reading("workbook", blocks)


def _without_stray_signs(data: bytes) -> bytes:
    """The file from its first tag on: exports begin with blank lines, which XML forbids before its
    declaration.
    """
    if not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return data[max(data.find(b"<"), 0) :]
    return data


def _formats(root: _Element) -> dict[str, str]:
    found = {}
    for style in root.iter():
        if local(style.tag) != "Style":
            continue
        for child in style:
            if local(child.tag) == "NumberFormat":
                found[_attribute(style, "ID")] = _attribute(child, "Format")
    return found


def _table(sheet: _Element, formats: dict[str, str]) -> Block | None:
    table = next(iter(_children(sheet, "Table")), None)
    if table is None:
        return None
    cells: list[Placed] = []
    row = -1
    for element in _children(table, "Row"):
        # Rows and cells may name their place; what is left out is empty.
        row = _position(element, row)
        if row > _MOST_ROWS:
            break
        column = -1
        for cell in _children(element, "Cell"):
            column = _position(cell, column)
            if column > _MOST_COLUMNS:
                break
            across, down = _count(cell, "MergeAcross"), _count(cell, "MergeDown")
            text = _text(cell, formats)
            if text:
                cells.append(Placed(row, column, text, down + 1, across + 1))
            column += across
    if not cells:
        return None
    height = max(cell.row + cell.rowspan for cell in cells)
    return make_table(cells, min(height, _MOST_ROWS), f"工作表“{_attribute(sheet, 'Name')}”")


def _children(element: _Element, name: str) -> Iterator[_Element]:
    return (child for child in element if local(child.tag) == name)


def _text(cell: _Element, formats: dict[str, str]) -> str:
    data = next((child for child in cell if local(child.tag) == "Data"), None)
    if data is None:
        return ""
    text = "".join(str(piece) for piece in data.itertext())
    kind = _attribute(data, "Type")
    if kind == "DateTime":
        return text.partition("T")[0]
    if kind != "Number":
        return text.strip()
    code = formats.get(_attribute(cell, "StyleID"), "")
    code = {"Percent": "0.00%", "Fixed": "0.00", "Standard": "#,##0.00"}.get(code, code)
    try:
        # As the program held it that wrote the cell: ``display`` shows its 15 figures.
        value = float(text)
    except ValueError:
        return text.strip()
    if code:
        return display(value, code, grouping=False)
    return as_text(value)


def _attribute(element: _Element, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if local(key) == name), "")


def _count(element: _Element, name: str) -> int:
    return min(whole_number(_attribute(element, name)) or 0, _MOST_COLUMNS)


def _position(element: _Element, last: int) -> int:
    """The place of a row or cell from 0: the one that it names, else behind the one before."""
    number = whole_number(_attribute(element, "Index")) or 0
    if 0 < number < 10_000_000:
        return number - 1
    return last + 1
