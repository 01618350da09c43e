"""Automatic numbers of Word 97–2003: list definitions and list overrides of the table stream.

Source of the structures: [MS-DOC], sections 2.9.147 (LSTF), 2.9.150 (LVL), 2.9.131 (LFO); number
formats MS-OSHARED 2.2.1.3.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from scoring.reading.numbering import format_number

_FORMATS = {
    0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 10: "japaneseCounting",
    11: "japaneseCounting", 14: "decimalFullWidth", 18: "decimalEnclosedCircle", 19: "decimalFullWidth",
    22: "decimalZero", 23: "bullet", 28: "decimalEnclosedCircleChinese", 30: "ideographTraditional",
    33: "taiwaneseCounting", 35: "taiwaneseCountingThousand", 37: "chineseCounting", 38: "chineseLegalSimplified",
    39: "chineseCountingThousand", 255: "none",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListLevel:
    """One level: first value, format, and the number text in which characters below 9 stand for a
    level's counter.
    """

    start: int
    format: str
    pattern: str


class Lists:
    """Counts the automatic numbers of one document; ``known`` says whether the definitions could be
    read.
    """

    def __init__(self, main: bytes, table: bytes) -> None:
        self._levels: dict[int, list[ListLevel]] = {}
        self._overrides: list[int] = []
        self._counters: dict[int, dict[int, int]] = {}
        try:
            self._read(main, table)
        except (struct.error, IndexError, UnicodeDecodeError):
            self._levels = {}
        self.known = bool(self._levels)

    def _read(self, main: bytes, table: bytes) -> None:
        lists, size, overrides, override_size = struct.unpack_from("<IIII", main, 0x2E2)
        if not size or not override_size:
            return
        count = struct.unpack_from("<H", table, lists)[0]
        position = lists + 2 + 28 * count
        for index in range(count):
            at = lists + 2 + 28 * index
            identity = struct.unpack_from("<i", table, at)[0]
            simple = table[at + 26] & 1
            levels = []
            for _ in range(1 if simple else 9):
                start = struct.unpack_from("<i", table, position)[0]
                style = table[position + 4]
                character, paragraph = table[position + 24], table[position + 25]
                position += 28 + paragraph + character
                length = struct.unpack_from("<H", table, position)[0]
                pattern = table[position + 2 : position + 2 + 2 * length].decode("utf-16-le")
                position += 2 + 2 * length
                levels.append(ListLevel(start, _FORMATS.get(style, "decimal"), pattern))
            self._levels[identity] = levels
        number = struct.unpack_from("<I", table, overrides)[0]
        self._overrides = [
            struct.unpack_from("<i", table, overrides + 4 + 16 * index)[0]
            for index in range(min(number, 5000))
        ]

    def number(self, override: int, level: int) -> str:
        """Return the number that Word draws before a paragraph of this list and level, and count
        it.
        """
        if not 1 <= override <= len(self._overrides):
            return ""
        identity = self._overrides[override - 1]
        levels = self._levels.get(identity)
        if not levels or level >= len(levels):
            return ""
        counters = self._counters.setdefault(identity, {})
        here = levels[level]
        counters[level] = counters.get(level, here.start - 1) + 1
        for deeper in [index for index in counters if index > level]:
            del counters[deeper]
        if here.format in {"bullet", "none"}:
            return ""
        text = ""
        for character in here.pattern:
            index = ord(character)
            if index < len(levels):
                value = counters.setdefault(index, levels[index].start)
                text += format_number(value, levels[index].format)
            else:
                text += character
        return text.strip()
