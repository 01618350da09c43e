"""Dates as Chinese documents write them: 2026年3月5日, 2026年元月5日, 2026-03-05.

In Chinese numerals, 二〇二六年三月五日, any circle stands for zero.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from scoring.reading.seals import HIDDEN

# Zero is written 〇, ○, ◯, 零, and typed or recognised as O, o, О (Cyrillic), 0, Q, 口.
ZERO = "〇○◯零OoОо０Q口"
_DIGITS = {
    **dict.fromkeys(ZERO, "0"),
    **{sign: str(value) for value, sign in enumerate("一二三四五六七八九", 1)},
}
_DIGITS |= {chr(0xFF10 + value): str(value) for value in range(10)} | {
    "壹": "1",
    "贰": "2",
    "两": "2",
}
_YEAR = rf"[12１２一二][{ZERO}0-9０-９一二三四五六七八九]{{3}}"
_SMALL = rf"(?:[0-9０-９Oo]{{1,2}}|[{ZERO}一二三四五六七八九十廿卅]{{1,4}})"
_MONTH = rf"(?:元|{_SMALL})"
_WRITTEN = re.compile(rf"({_YEAR})年({_MONTH})月({_SMALL})[日号]")
# A seal over the date may cost its last signs, or leave some other sign for 日.
_OPEN_END = re.compile(rf"({_YEAR})年({_MONTH})月({_SMALL})[^0-9０-９日号]?$")
_DASHED = re.compile(r"(?<!\d)((?:19|20)\d\d)([-./])(\d{1,2})\2(\d{1,2})(?!\d)")
# A line that is a date in figures and nothing else: 2026.3.5, 2026/3/5, 2026-03-05, 2026·3·5, 2026.
# 03. 05.
_FIGURES = re.compile(r"((?:19|20)\d\d)([-./．－／·・—–])(\d{1,2})\2(\d{1,2})日?[.．]?")
# What stands beside the date of a sign-off: who stamps, the day of the week, the time, a stray mark
# at the end.
_BESIDE = re.compile(
    r"公元|[（(\[]?(?:(?:此处)?(?:加?盖)?(?:公|印)?章(?:处)?|签[章字名]|星期[一二三四五六日天]|周[一二三四五六日天])[)）\]]?"
    r"|(?<=[日号])(?:[上下]午|晚)?(?:\d{1,2}(?:[:：]\d\d|[时点](?:\d{1,2}分|半)?))?$|(?<=[日号])[上下]午$"
)
# Figures that cannot be altered, as contracts write them.
_FORMAL = str.maketrans("零壹贰叁肆伍陆柒捌玖拾", "〇一二三四五六七八九十")
# What has no width: marks of direction, joiners, byte order marks.
_NO_WIDTH = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)([01]\d)([0-3]\d)(?!\d)")
# No government document of this campaign is older or comes from the far future.
_FIRST, _LAST = 1949, 2099


def find_dates(text: str) -> Iterator[tuple[datetime.date, int, int]]:
    """All written dates (年月日) of a text with their places; the text holds no spaces inside a
    date.
    """
    for match in _WRITTEN.finditer(text.translate(_FORMAL)):
        if day := _date(*match.groups()):
            yield day, match.start(), match.end()


def find_date(text: str, *, numeric: bool = True) -> datetime.date | None:
    """The first date of a text; ``numeric`` admits 2026-03-05, 2026.3.5, 2026/3/5 and 20260305
    too.
    """
    plain = despace(text)
    for day, _, _ in find_dates(plain):
        return day
    if not numeric:
        return None
    # The spaces stay here: 2026-03-05 12:30 must not become 2026-03-0512:30.
    numbers = [match.group(1, 3, 4) for match in _DASHED.finditer(text)]
    numbers += [match.group(1, 2, 3) for match in _COMPACT.finditer(text)]
    return next((found for parts in numbers if (found := _date(*parts))), None)


def whole_line_date(line: str, *, noisy: bool = False) -> datetime.date | None:
    """The date that a line consists of, in words or figures; brackets, 盖章, weekday and marks
    aside.

    ``noisy`` forgives a few signs that a seal left around it. ``may_hide`` tells whether a sign of
    it may be missing.
    """
    plain = _BESIDE.sub("", despace(line).replace(HIDDEN, "")).strip("()（）[]〔〕，,。；;、：:")
    if match := _FIGURES.fullmatch(plain):
        return _date(*match.group(1, 3, 4))
    for day, start, end in find_dates(plain):
        rest = len(plain) - (end - start)
        if not rest or (noisy and rest <= 3):
            return day
    if noisy and (match := _OPEN_END.search(plain)) and match.start() <= 2:
        return _date(*match.groups())
    if match := _COMPACT.fullmatch(plain):
        return _date(*match.groups())
    return None


def may_hide(line: str) -> bool:
    """Whether the date of a line may lack a sign: a seal stands in it, or 日 at its end was not
    recognised.
    """
    plain = despace(line)
    return HIDDEN in plain or ("年" in plain and not _WRITTEN.search(plain.translate(_FORMAL)))


def despace(line: str) -> str:
    """A line without any white space, and without signs that have no width."""
    return _NO_WIDTH.sub("", "".join(line.split()))


def number(text: str) -> int | None:
    """A day, month or small count in Arabic or Chinese figures up to 99: 5, 05, 十五, 二十, 廿一,
    三〇.
    """
    text = text.replace("廿", "二十").replace("卅", "三十")
    if "十" in text:
        tens, _, ones = text.partition("十")
        value = (number(tens) if tens else 1, number(ones) if ones else 0)
        if value[0] is None or value[1] is None or value[1] > 9:
            return None
        return value[0] * 10 + value[1]
    figures = "".join(_DIGITS.get(sign, sign) for sign in text)
    if figures.isascii() and figures.isdigit():
        return int(figures)
    return None


def _date(year: str, month: str, day: str) -> datetime.date | None:
    values = number(year), 1 if month == "元" else number(month), number(day)
    if (
        values[0] is None
        or values[1] is None
        or values[2] is None
        or not _FIRST <= values[0] <= _LAST
    ):
        return None
    try:
        return datetime.date(values[0], values[1], values[2])
    except ValueError:
        return None
