"""Text as tokens without a dictionary: Chinese as overlapping pairs of characters, everything else
as whole words.

Pairs need no word list, find every word of two characters, and rank as well as segmentation does.
The same cutting serves the full-text index and the suggestions.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_HAN = "〇㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff"
_RUN = re.compile(rf"([{_HAN}]+)|([^\W_{_HAN}]+)")
_BROKEN_LINE = re.compile(rf"(?<=[{_HAN}，、；：])[ \t\u3000]*\r?\n[ \t\u3000]*(?=[{_HAN}])")
_LONGEST = 64


def _table() -> dict[int, str]:
    """Full-width letters, radicals that PDF files give in place of characters, and doubles of the
    standard ones.
    """
    ranges = ((0x2E80, 0x2FDF), (0xF900, 0xFAFF), (0xFF01, 0xFF5E), (0xFFE0, 0xFFE6))
    found = {0: " ", 0x0130: "i", 0x25CB: "〇"}
    for first, last in ranges:
        for code in range(first, last + 1):
            plain = unicodedata.normalize("NFKC", chr(code))
            if len(plain) == 1 and ord(plain) != code:
                found[code] = plain.lower()
    found |= dict.fromkeys(range(55296, 57344), "�")
    return found


_FOLD = _table()


def clean(text: str) -> str:
    """``text`` as it is kept: lines that break inside a Chinese sentence joined, nothing that UTF-8
    cannot hold.
    """
    return _BROKEN_LINE.sub("", text).replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def fold(text: str) -> str:
    """``text`` for comparing: lower case, half width. Every character keeps its place."""
    return text.translate(_FOLD).lower()


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """The stretches of folded text that hold letters: each with whether it is Chinese."""
    for match in _RUN.finditer(text):
        yield match[0], match[1] is not None


def tokens(text: str) -> Iterator[str]:
    """Folded text as the index holds it: each Chinese stretch as its pairs and then its last
    character alone, so that no phrase reaches across a comma; words and numbers whole, cut at 64
    characters.
    """
    for run, chinese in runs(text):
        if chinese:
            for index in range(len(run)):
                yield run[index : index + 2]
        else:
            yield run[:_LONGEST]


def features(text: str) -> Iterator[str]:
    """Folded text as the ranking counts it: Chinese pairs, and words and numbers of two characters
    or more.
    """
    for run, chinese in runs(text):
        if chinese:
            for index in range(len(run) - 1):
                yield run[index : index + 2]
        elif len(run) > 1:
            yield run[:_LONGEST]
