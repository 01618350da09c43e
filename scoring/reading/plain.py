"""Plain text, CSV and RTF. Decoding: byte-order mark, strict UTF-8, then GB18030, which knows all rare characters."""

from __future__ import annotations

import re
from pathlib import Path

from scoring.reading.charset import decode
from scoring.reading.model import Content, Limits, UnreadableError

_RTF = re.compile(rb"\\'([0-9a-fA-F]{2})|\\u(-?\d+) ?|\\([a-z]+)(-?\d+)? ?|\\([^a-z])|([{}])|([^\\{}]+)")
# Groups of an RTF file that hold no body text.
_SILENT = {
    b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"header", b"footer", b"themedata", b"object",
    b"generator", b"listtable", b"listoverridetable", b"rsidtbl", b"datastore", b"latentstyles", b"xmlnstbl",
}  # fmt: skip


def decode_text(data: bytes) -> tuple[str, int]:
    """The text and the number of bytes that no charset explains; raise ``UnreadableError`` where these are many."""
    try:
        return decode(data), 0
    except UnreadableError:
        text = max(
            (data.decode(name, "replace") for name in ("utf-8", "gb18030")), key=lambda one: -one.count("\ufffd")
        )
    bad = text.count("\ufffd")
    if bad * 50 > len(text):
        raise UnreadableError("broken", "文字编码无法辨认（不是 UTF-8、UTF-16 或 GB18030）。")
    return text, bad


def read_bytes(path: Path, limits: Limits) -> bytes:
    """The whole file; raise ``UnreadableError`` for one that is too large to be parsed in memory."""
    size = path.stat().st_size
    if size > limits.parsed_bytes:
        raise UnreadableError(
            "too_large", f"文件有 {size >> 20} MB，超过可读取内容的上限 {limits.parsed_bytes >> 20} MB；未读取文字。"
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


def read_rtf(path: Path, limits: Limits) -> Content:
    """An RTF file, often called .doc: its visible text, control words left out."""
    data = read_bytes(path, limits)
    parts: list[str] = []
    pending = bytearray()
    silent: list[bool] = [False]
    skip = 0

    def flush() -> None:
        if pending:
            parts.append(pending.decode("gb18030", "replace"))
            pending.clear()

    for match in _RTF.finditer(data):
        code, unicode_code, word, _, symbol, brace, run = match.groups()
        if brace == b"{":
            silent.append(silent[-1])
        elif brace == b"}":
            silent = silent[:-1] or [False]
        elif word in _SILENT or symbol == b"*":
            silent[-1] = True
        elif silent[-1]:
            continue
        elif code and skip:
            skip -= 1
        elif code:
            pending.append(int(code, 16))
        elif unicode_code:
            flush()
            parts.append(chr(int(unicode_code) & 0xFFFF))
            skip = 1
        else:
            flush()
            if word in {b"par", b"line", b"row", b"page", b"sect"}:
                parts.append("\n")
            elif word in {b"cell", b"tab"}:
                parts.append("\t")
            elif symbol in {b"{", b"}", b"\\"}:
                parts.append(symbol.decode())
            elif run:
                kept = run.replace(b"\r", b"").replace(b"\n", b"")
                parts.append((kept[1:] if skip and kept[:1] == b"?" else kept).decode("gb18030", "replace"))
                skip = 0
    flush()
    text = "".join(parts).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return Content([text])
