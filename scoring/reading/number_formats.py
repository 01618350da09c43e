"""Cell values as a spreadsheet shows them: 0.95 under ``0%`` is 95%, 46023 under ``m"月"d"日"`` is
1月1日.

Source of the codes: ECMA-376 part 1, 18.8.30 and 18.8.31; numbers 27 to 58 as Chinese versions of
Excel define them.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from scoring.reading.model import broken

BUILTIN: dict[int, str] = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy/m/d h:mm", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: 'h"时"mm"分"', 35: 'h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"',
    37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00",
    45: "mm:ss", 46: "h:mm:ss", 47: "mm:ss", 48: "0.0E+0", 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"', 54: 'm"月"d"日"', 55: 'h"时"mm"分"', 56: 'h"时"mm"分"ss"秒"',
    57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
_WIDE = Context(prec=400)
# Beyond this a spreadsheet writes 1.2E+29 by itself.
_LARGEST = Decimal(10) ** 21
_TOKEN = re.compile(
    r'"([^"]*)"|\\(.)|_(.)|\*(.)|\[\$([^\]\-]*)[^\]]*\]|\[(h+|m+|s+)\]|\[([^\]]*)\]'
    r"|(AM/PM|A/P|上午/下午|(?:[ymdhsa]|e(?![+-]))+)|([0#?]+(?:,[0#?]+)*,*|\.[0#?]*|,)|(%)|(E[+-]0+)|(.)",
    re.IGNORECASE,
)
_WEEKDAYS = "一二三四五六日"
_EPOCH = datetime.datetime(1899, 12, 30)
_EPOCH_1904 = datetime.datetime(1904, 1, 1)


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """One section of a format: text in front and behind, digits, percent signs."""

    before: str
    after: str
    integers: int
    fixed: int
    decimals: int
    grouped: bool
    scale: int
    percents: int


def as_text(value: object) -> str:
    """Write a value without a format as a person reads it: 3.0 as 3, 92.10000000000001 as 92.1,
    dates in ISO form.
    """
    if isinstance(value, bool):
        if value:
            return "是"
        return "否"
    if isinstance(value, float):
        return _plain(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return str(value)


def _plain(value: float) -> str:
    if value != value or value in (float("inf"), float("-inf")):
        # No program for workbooks can write one: the file is damaged.
        raise broken("工作簿")
    # Spreadsheets hold 15 figures; what stands behind them comes from the binary form.
    number = Decimal(format(value, ".15g"))
    if abs(number) >= _LARGEST:
        return f"{number.normalize(_WIDE):E}"
    text = format(number, "f")
    if "." in text:
        return text.rstrip("0").rstrip(".")
    return text


def display(value: object, code: str, *, date_1904: bool = False, grouping: bool = True) -> str:
    """The text that a cell shows for a value under a format code; the plain text where the code is
    not understood.
    """
    if isinstance(value, bool) or value == "" or isinstance(value, str):
        return as_text(value)
    if is_date(code):
        moment = _moment(value, date_1904)
        if moment is None:
            return as_text(value)
        return _written(moment, code)
    if isinstance(value, (int, float)) and value == value and abs(value) < 1e300:
        return _figures(Decimal(format(value, ".15g")), code, grouping) or as_text(float(value))
    return as_text(value)


@lru_cache(maxsize=512)
def is_date(code: str) -> bool:
    """Whether a format shows a day or a time."""
    first = _sections(code)[0]
    return (
        any(match.group(6) or match.group(8) for match in _TOKEN.finditer(first))
        and "general" not in first.lower()
    )


def has_year(code: str) -> bool:
    """Whether a format of a day shows the year."""
    return any(
        (match.group(8) or "").lower()[:1] in {"y", "e"}
        for match in _TOKEN.finditer(_sections(code)[0])
    )


@lru_cache(maxsize=512)
def matters(code: str) -> bool:
    """Whether a code shows something else than the plain value."""
    return bool(code) and code.lower() not in {"general", "@", "g/通用格式", "0_ ", "general_)"}


def _sections(code: str) -> list[str]:
    return re.findall(r'((?:"[^"]*"|\\.|\[[^\]]*\]|[^;])*)(?:;|$)', code)[:4] or [""]


def _figures(number: Decimal, code: str, grouping: bool) -> str:
    if re.search(r"\[[<>=]", code):
        return ""
    section, sign = _section_of(number, _sections(code))
    shape = _shape(section)
    if shape is None:
        return ""
    number = abs(number) * Decimal(100) ** shape.percents / Decimal(1000) ** shape.scale
    number = number.quantize(Decimal(1).scaleb(-shape.decimals), ROUND_HALF_UP, _WIDE)
    whole, _, rest = format(number, "f").partition(".")
    rest = rest[: shape.fixed] + rest[shape.fixed :].rstrip("0")
    whole = whole.lstrip("0").rjust(shape.integers, "0")
    if shape.grouped and grouping:
        whole = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ",", whole)
    body = whole or "0"
    if rest:
        body += f".{rest}"
    return f"{sign}{shape.before}{body}{shape.after}".strip()


def _section_of(number: Decimal, sections: list[str]) -> tuple[str, str]:
    """The section of a format that a number goes by, and the sign that stands before it.

    Sections are for positive, negative numbers and zero (ECMA-376 18.8.31); one of its own says
    how negative numbers look, with or without a sign.
    """
    if len(sections) > 1 and sections[-1] == "":
        sections = sections[:-1]
    if number < 0:
        if len(sections) > 1:
            return sections[1], ""
        return sections[0], "-"
    if number == 0 and len(sections) > 2:
        return sections[2], ""
    return sections[0], ""


@lru_cache(maxsize=512)
def _shape(section: str) -> NumberFormat | None:
    """A section of digits taken apart; None for fractions, powers and sections without digits."""
    before, after, digits = "", "", ""
    for match in _TOKEN.finditer(section):
        elapsed, day, figures, power, other = match.group(6, 8, 9, 11, 12)
        if power or day or elapsed or other in ("/", "@"):
            return None
        if figures:
            # Digits on both sides of a text: a telephone number, a code.
            if after.strip():
                return None
            digits += figures
        elif digits:
            after += _literal(match)
        else:
            before += _literal(match)
    if not re.search(r"[0#?]", digits):
        return None
    whole, _, rest = digits.partition(".")
    # Commas behind the last digit scale by a thousand each, others group.
    grouping = whole.rstrip(",")
    return NumberFormat(
        before=before,
        after=after,
        integers=whole.count("0"),
        fixed=rest.count("0"),
        decimals=len(re.sub("[^0#?]", "", rest)),
        grouped="," in grouping,
        scale=0 if rest else len(whole) - len(grouping),
        percents=sum(bool(match.group(10)) for match in _TOKEN.finditer(section)),
    )


def _moment(value: object, date_1904: bool) -> datetime.datetime | None:
    if isinstance(value, datetime.datetime):
        return value
    if isinstance(value, datetime.date):
        return datetime.datetime.combine(value, datetime.time())
    if isinstance(value, datetime.time):
        return datetime.datetime.combine(datetime.date(1899, 12, 31), value)
    if isinstance(value, (int, float)) and 0 <= value < 2_958_466:
        return (_EPOCH_1904 if date_1904 else _EPOCH) + datetime.timedelta(days=float(value))
    return None


def _written(moment: datetime.datetime, code: str) -> str:
    parts: list[str] = []
    hours = False
    section = _sections(code)[0]
    # Beside 上午 or 下午 the hours are those of half a day.
    halves = "/" in "".join(match.group(8) or "" for match in _TOKEN.finditer(section))
    for match in _TOKEN.finditer(section):
        letters = (match.group(8) or match.group(6) or "").lower()
        if not letters:
            parts.append(_literal(match))
            continue
        if halves and letters.startswith("h"):
            parts.append(_padded(moment.hour % 12 or 12, letters))
        else:
            # m behind hours or before seconds counts minutes.
            minutes = hours or re.match(r"[^ymdh]*s", code[match.end() :].lower())
            parts.append(_unit(moment, letters, bool(minutes)))
        hours = letters.startswith("h")
    return "".join(parts).strip()


def _literal(match: re.Match[str]) -> str:
    """What a token of a format shows whatever the value is; blanks and fillings show nothing."""
    quoted, escaped, blank, fill, money, _, _, _, figures, percent, _, other = match.groups()
    if blank or fill:
        return ""
    return quoted or escaped or money or figures or percent or other or ""


def _unit(moment: datetime.datetime, letters: str, minutes: bool) -> str:
    """What the letters of a date format stand for, in a moment."""
    first = letters[0]
    if "/" in letters:
        return "上午" if moment.hour < 12 else "下午"
    if first in "ye":
        return f"{moment:%Y}"[-2:] if letters == "yy" else str(moment.year)
    if letters in {"ddd", "aaa"}:
        return f"周{_WEEKDAYS[moment.weekday()]}"
    if first == "a" or letters == "dddd":
        return f"星期{_WEEKDAYS[moment.weekday()]}"
    if first == "m" and minutes:
        return _padded(moment.minute, letters)
    if first == "m" and len(letters) > 2:
        return f"{moment.month}月"
    values = {"m": moment.month, "d": moment.day, "h": moment.hour, "s": moment.second}
    return _padded(values[first], letters)


def _padded(value: int, letters: str) -> str:
    return str(value).rjust(min(len(letters), 2), "0")
