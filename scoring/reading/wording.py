"""Characters: one-to-one folding for matching, cleaning for keeping, and Chinese numerals."""

from __future__ import annotations

import re
from functools import lru_cache

from scoring.values import whole_number

_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FOLD.update(dict.fromkeys(map(ord, "\u3000\u00a0\u2002\u2003\u2009\u202f\t"), ord(" ")))
_FOLD.update(
    {ord(sign): ord(plain) for sign, plain in zip("○﹙﹚︰∶﹕﹔﹐", "〇():::;,", strict=True)}
)
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f]")
STEERING = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Characters that steer a terminal or turn the direction of writing; no document means them."""
_SPACES = re.compile("[ \u3000\u00a0\u2002\u2003\u2009\u202f\t]+")
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…—·"
_INNER_SPACE = re.compile(f"(?<=[{_WIDE}\u3400-\u4dbf]) (?=[{_WIDE}\u3400-\u4dbf])")
_EDGE_SPACE = re.compile(
    f"(?<=[{_WIDE}]) (?=[0-9A-Za-z(\\[])|(?<=[0-9A-Za-z)\\]%,;:.]) (?=[{_WIDE}])|(?<=[(\\[,;:]) | "
    "(?=[)\\],;:])"
)


def fold(text: str) -> str:
    """Return the text with full-width forms and special spaces made plain; every character keeps
    its position.
    """
    if len(text) < 64:
        return _fold_short(text)
    return text.translate(_FOLD)


@lru_cache(maxsize=1 << 15)
def _fold_short(text: str) -> str:
    """Short texts come again and again: names of units, headings, marks."""
    return text.translate(_FOLD)


def unsteered(text: str) -> str:
    """Return the text without the characters that steer a terminal; separators of lines and
    paragraphs end lines.
    """
    return STEERING.sub("", text.replace("\u2028", "\n").replace("\u2029", "\n"))


def clean(text: str) -> tuple[str, int]:
    """Return the text without invisible characters and without spaces inside Chinese, and how many
    were inside words.

    Line ends are kept. The count tells how often the source broke a word, which is worth a notice.
    """
    text = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = []
    broken = 0
    for line in text.split("\n"):
        line = _SPACES.sub(" ", line).strip()
        line, count = _INNER_SPACE.subn("", line)
        broken += count
        lines.append(_EDGE_SPACE.sub("", line))
    return "\n".join(line for line in lines if line), broken


def squeeze(text: str) -> str:
    """Return the folded text without any space, for comparing."""
    return re.sub(r"\s+", "", _INVISIBLE.sub("", fold(text)))


_DIGITS = {"零": 0, "〇": 0, "○": 0, "O": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7,
           "八": 8, "九": 9}  # fmt: skip
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMERALS = frozenset({*_DIGITS, *_UNITS})


def chinese_to_int(text: str) -> int | None:
    """Read 十二, 二十, 一百零三 or the digit series 二〇二三 as a number; None where it is no
    numeral.
    """
    if not text or not _NUMERALS.issuperset(text):
        return None
    if _UNITS.keys().isdisjoint(text):
        return int("".join(str(_DIGITS[character]) for character in text))
    total = digit = 0
    for character in text:
        if character in _UNITS:
            # 十二 is twelve: a unit without a digit counts once.
            total += (digit or 1) * _UNITS[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit


def read_number(text: str) -> int | None:
    """A whole number in figures or in Chinese numerals; None for anything else."""
    number = whole_number(text)
    if number is None:
        return chinese_to_int(text)
    return number


def int_to_chinese(value: int) -> str:
    """Write 0…9999 as 十二, 二十, 一百零三."""
    if value < 10:
        return "〇一二三四五六七八九"[value]
    parts = ""
    zero = False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            parts += ("零" if zero and parts else "") + "一二三四五六七八九"[digit - 1] + name
        zero = not digit
    if parts.startswith("一十"):
        return parts[1:]
    return parts


def strange_characters(text: str) -> list[str]:
    """Return Han characters outside GB 2312: rare in official prose, and often a slip such as 釆
    for 采.
    """
    found: list[str] = []
    for character in dict.fromkeys(text):
        if "\u4e00" <= character <= "\u9fff":
            try:
                character.encode("gb2312")
            except UnicodeEncodeError:
                found.append(character)
    return found
