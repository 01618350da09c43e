"""Bounds that keep a hostile or mistaken file from exhausting the machine."""

from __future__ import annotations

from scoring.reading.model import UnreadableError

MAX_FILE_BYTES = 100 * 1024 * 1024
MAX_ROWS = 20_000
MAX_PARAGRAPHS = 50_000
# The longest real item has about 600 characters; matching clauses takes time with the square of the
# length.
MAX_TEXT = 10_000
MAX_CELLS = 2_000_000


def check_rows(count: int, what: str = "行") -> None:
    """Refuse a table or text that no indicator system can be (``UnreadableError``)."""
    limit = MAX_ROWS if what == "行" else MAX_PARAGRAPHS
    if count > limit:
        raise UnreadableError(
            "too_large", f"文件有 {count} {what}，超过上限 {limit} {what}，不像一份指标体系。"
        )


def check_text(text: str, where: str) -> None:
    """Refuse a paragraph or cell that is longer than any item can be (``UnreadableError``)."""
    if len(text) > MAX_TEXT:
        raise UnreadableError(
            "too_large", f"{where}有 {len(text)} 个字连成一段，不像一份指标体系。"
        )
