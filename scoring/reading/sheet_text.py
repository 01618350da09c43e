"""Workbooks (xlsx, xls, et, ods): every sheet as lines of cells."""

from __future__ import annotations

import zipfile
from pathlib import Path

from scoring.reading.model import Content, Found, Limits, UnreadableError, broken, cut_short, locked
from scoring.reading.parts import open_container
from scoring.reading.workbook import as_text

_TITLE_ROWS = 4


def read_workbook(path: Path, limits: Limits) -> Content:
    """The cells of all sheets, one page per sheet; raise ``UnreadableError`` where it is locked, broken or far too big.

    The title is the only filled cell of one of the first rows.
    """
    import python_calamine

    if path.stat().st_size > limits.parsed_bytes:
        raise UnreadableError("too_large", f"表格文件有 {path.stat().st_size >> 20} MB，未读取内容。")
    if zipfile.is_zipfile(path):
        open_container(path, limits).close()
    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
    except python_calamine.PasswordError as error:
        raise locked() from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise _damage(path) from error
    content = Content()
    room = limits.text_chars
    note = ""
    for name in book.sheet_names:
        if room <= 0:
            note = "表格内容过长，只读取了前面部分。"
            break
        try:
            sheet = book.get_sheet_by_name(name)
            if sheet.total_height * sheet.total_width > 20_000_000:
                note = f"工作表“{name}”范围过大，未读取。"
                continue
            lines, room = _lines(sheet.iter_rows(), room)
        except python_calamine.WorksheetNotFound:
            # A chart sheet has a name but no cells.
            continue
        except (python_calamine.CalamineError, OSError, ValueError) as error:
            raise _damage(path) from error
        if lines and content.title is None:
            content.title = _title(lines)
        content.pages.append("\n".join([name, *lines]))
    content.note = note
    return content


def _lines(rows: object, room: int) -> tuple[list[str], int]:
    lines = []
    for row in rows:  # type: ignore[attr-defined]
        cells = [as_text(value).strip().replace("\n", " ") for value in row]
        while cells and not cells[-1]:
            cells.pop()
        if any(cells):
            lines.append("\t".join(cells))
            room -= len(lines[-1]) + 1
            if room <= 0:
                break
    return lines, room


def _title(lines: list[str]) -> Found | None:
    for index, line in enumerate(lines[:_TITLE_ROWS]):
        filled = [cell for cell in line.split("\t") if cell]
        if len(filled) == 1 and 4 <= len(filled[0]) <= 80 and not filled[0].startswith("附件"):
            return Found(filled[0], "high" if index == 0 else "medium", f"表头第{index + 1}行")
        if len(filled) > 2:
            break
    return None


def _damage(path: Path) -> UnreadableError:
    if not zipfile.is_zipfile(path) and path.stat().st_size % 512:
        return cut_short()
    return broken("表格文件")
