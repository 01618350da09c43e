"""Plain text and CSV. Decoding: byte-order mark, strict UTF-8, then GB18030, which knows all rare
characters.
"""

from __future__ import annotations

from pathlib import Path

from scoring.reading.charset import decode, unknown_charset
from scoring.reading.model import Content, Limits, UnreadableError


def decode_text(data: bytes) -> tuple[str, int]:
    """The text and the number of bytes that no charset explains; raise ``UnreadableError`` where
    these are many.
    """
    try:
        return decode(data), 0
    except UnreadableError:
        text = max(
            (data.decode(name, "replace") for name in ("utf-8", "gb18030")),
            key=lambda one: -one.count("\ufffd"),
        )
    bad = text.count("\ufffd")
    if bad * 50 > len(text):
        raise unknown_charset()
    return text, bad


def read_bytes(path: Path, limits: Limits) -> bytes:
    """The whole file; raise ``UnreadableError`` for one that is too large to be parsed in
    memory.
    """
    size = path.stat().st_size
    if size > limits.parsed_bytes:
        raise UnreadableError(
            "too_large",
            f"文件有 {size >> 20} MB，超过可读取内容的上限 {limits.parsed_bytes >> 20} MB；"
            "未读取文字。",
        )
    return path.read_bytes()


def read_plain(path: Path, limits: Limits) -> Content:
    """A .txt or .csv; only as many bytes are read as the bound on text can need."""
    with path.open("rb") as stream:
        data = stream.read(limits.text_chars * 4)
    if path.stat().st_size > len(data):
        data = data[: data.rfind(b"\n") + 1] or data
    text, bad = decode_text(data)
    note = f"有 {bad} 处文字编码错误，已略过。" if bad else ""
    return Content([text.replace("\0", "")], note=note)
