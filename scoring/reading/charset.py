"""Decoding of Chinese text files: byte-order mark, then strict UTF-8, then GB18030."""

from __future__ import annotations

import codecs

from scoring.reading.model import UnreadableError


def decode(data: bytes) -> str:
    """Return the text of a UTF-8, UTF-16 or GB18030 file; raise ``UnreadableError`` where it is
    none of these.

    GB18030 is used for everything that calls itself gb2312 or gbk, because only it knows the rare
    characters of names.
    """
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            try:
                return data.decode(name)
            except UnicodeDecodeError as error:
                raise unknown_charset() from error
    for name in _candidates(data):
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            continue
    raise unknown_charset()


def utf16_without_mark(data: bytes) -> str | None:
    """Name the UTF-16 of a file without byte-order mark, by its share of ordinary characters; None
    for neither.
    """
    sample = data[: min(8192, len(data) // 2 * 2)]
    best = max(("utf-16-le", "utf-16-be"), key=lambda name: _ordinary(sample, name))
    if _ordinary(sample, best) > 0.8:
        return best
    return None


def _ordinary(sample: bytes, name: str) -> float:
    text = sample.decode(name, "replace")
    if not text:
        return 0.0
    usual = sum("\u4e00" <= sign <= "\u9fff" or sign in "\r\n\t" or " " <= sign <= "~" or "\u3000" <= sign <= "\u303f"
                or "\uff00" <= sign <= "\uffef" for sign in text)  # fmt: skip
    return usual / len(text)


def _candidates(data: bytes) -> tuple[str, ...]:
    if 0 in data[:8192]:
        name = utf16_without_mark(data)
        if name is None:
            return ()
        return (name,)
    return ("utf-8", "gb18030")


def unknown_charset() -> UnreadableError:
    """The error for text in a charset that is not told from its bytes; the file itself may be
    sound.
    """
    return UnreadableError(
        "unsupported", "文字编码无法辨认（不是 UTF-8、UTF-16 或 GB18030）；请打开后另存为 UTF-8。"
    )
