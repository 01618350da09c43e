"""Word 97 documents (.doc, .wps) and old presentations."""

from __future__ import annotations

from pathlib import Path

from scoring.reading.errors import UnreadableSource
from scoring.reading.legacy_word import read as read_word
from scoring.reading.model import Content, Limits, UnreadableError, broken, cut_short, locked
from scoring.reading.plain import read_bytes
from scoring.reading.web_text import blocks_text

# The property stream where Word keeps its page count: property 14 (MS-OLEPS, PIDSI_PAGECOUNT).
_PAGES = 14


def read_doc(path: Path, limits: Limits) -> Content:
    """A .doc or .wps by its piece table; raise ``UnreadableError`` where it is locked, older than Word 97 or broken."""
    data = read_bytes(path, limits)
    try:
        reading = read_word(data)
    except UnreadableSource as error:
        if error.reason == "encrypted":
            raise locked() from error
        if error.reason == "too_large":
            raise UnreadableError("too_large", "文档段落过多，与正常文档不符，未读取文字。") from error
        raise cut_short() if len(data) % 512 else broken("Word 97 文档") from error
    return Content([blocks_text(reading)[: limits.text_chars]], count=_page_count(path))


def _page_count(path: Path) -> int | None:
    import olefile

    try:
        with olefile.OleFileIO(path) as ole:
            if not ole.exists("\x05SummaryInformation"):
                return None
            count = ole.getproperties("\x05SummaryInformation").get(_PAGES)
    except (OSError, ValueError, IndexError, TypeError, KeyError):
        return None
    return count if isinstance(count, int) and 0 < count < 100_000 else None
