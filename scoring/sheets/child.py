"""Workbooks that came back, read in a child process with limits: a broken one costs only itself."""

from __future__ import annotations

from pathlib import Path

from scoring.confined import Confined, ConfinedError, Way
from scoring.sheets.reading import Book, Cell, Line, read_books
from scoring.sheets.workbook_parts import UnreadableWorkbook

_SAVE_AGAIN = "用 WPS 或 Excel 打开，只保留系统导出的表，另存为 .xlsx 再导入"
_WAYS: dict[Way, str] = {
    "time": "读取这个工作簿用时太长，已停止",
    "memory": "读取这个工作簿所需内存太多，已停止",
    "crashed": "工作簿已损坏，读取它的程序意外退出",
    "failed": "工作簿已损坏，或写法不常见，读不出来",
}


def read_in_child(child: Confined, path: Path) -> list[Book]:
    """:func:`.read_books` in ``child``. Raises ``UnreadableWorkbook`` and ``OSError``."""
    try:
        books: list[Book] = child.call(
            f"{read_books.__module__}:{read_books.__name__}",
            path,
            classes=(Book, Line, Cell),
            errors=(UnreadableWorkbook, FileNotFoundError, PermissionError),
        )
    except ConfinedError as error:
        raise UnreadableWorkbook(_WAYS[error.way], _SAVE_AGAIN) from error
    return books
