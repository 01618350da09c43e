"""Workbooks as text: every sheet as lines of cells."""

from __future__ import annotations

from pathlib import Path

from scoring.reading.model import Content, Found, Limits, UnreadableError
from scoring.reading.plain import read_bytes
from scoring.reading.remarks import Remark, sentence
from scoring.reading.spreadsheet import Sheet, load_sheet, open_book

_TITLE_ROWS = 4


def read_workbook(path: Path, limits: Limits) -> Content:
    """The cells of all sheets, one page per sheet; raise ``UnreadableError`` where it is locked,
    broken or far too big.

    The title is the only filled cell of one of the first rows.
    """
    data = read_bytes(path, limits)
    book = open_book(data, limits)
    content = Content()
    room = limits.text_chars
    remarks: list[Remark] = list(book.remarks)
    notes: list[str] = []
    for sheet in book.sheets:
        if room <= 0:
            notes.append("表格内容过长，只读取了前面部分。")
            break
        try:
            load_sheet(sheet, data)
        except UnreadableError as error:
            if error.state != "too_large":
                raise
            notes.append(error.reason)
            continue
        lines, room = _lines(sheet, room)
        if lines:
            remarks.extend(sheet.remarks())
            if content.title is None:
                content.title = _title(lines)
        content.pages.append("\n".join([sheet.name, *lines]))
    content.note = "".join([*notes, sentence(remarks)])
    return content


def _lines(sheet: Sheet, room: int) -> tuple[list[str], int]:
    lines = []
    for row in sheet.rows():
        cells = [text.strip().replace("\n", " ") for text in row]
        while cells and not cells[-1]:
            cells.pop()
        # A table need not begin in the first column.
        cells = cells[sheet.first_column :]
        if any(cells):
            lines.append("\t".join(cells))
            room -= len(lines[-1]) + 1
            if room <= 0:
                break
    return lines, room


def _title(lines: list[str]) -> Found | None:
    for index, line in enumerate(lines[:_TITLE_ROWS]):
        filled = [cell for cell in line.split("\t") if cell]
        if len(filled) == 1 and 4 <= len(filled[0]) <= 80 and _titles(filled[0]):
            return Found(filled[0], "high" if index == 0 else "medium", f"表头第{index + 1}行")
        if len(filled) > 2:
            break
    return None


def _titles(text: str) -> bool:
    """Whether a lone cell may be the title: no label of a field that nobody has filled in."""
    return not text.startswith("附件") and not text.rstrip().endswith((":", "："))
