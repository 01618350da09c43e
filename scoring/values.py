"""Values as they stand in files, and how they are printed: exact numbers, quantities with or
without %, dates, codes.

Every number is read from its text into a :class:`fractions.Fraction` and rounded once, for display,
half up. The annotated types here are the only way in: pydantic models name them, and each refuses
with a Chinese sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, PlainSerializer
from pydantic_core import PydanticCustomError

ONGOING = "持续推进"
NUMBER = re.compile(r"[+-]?(\d{1,15})(\.\d{1,12})?", re.ASCII)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
CODE = re.compile(
    r"[0-9A-Za-z\u2160-\u217f\u4e00-\u9fff](?:[0-9A-Za-z._\-\u2160-\u217f\u4e00-\u9fff]*[0-9A-Za-z_\-\u2160-\u217f\u4e00-\u9fff])?"
)
WINDOWS_RESERVED = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"com{n}" for n in range(1, 10)),
    *(f"lpt{n}" for n in range(1, 10)),
}


def fault(message: str, **context: Any) -> PydanticCustomError:
    """A refusal with its own Chinese sentence; ``{name}`` in it is filled from ``context``."""
    return PydanticCustomError("shifan", message, context)


def number(text: object) -> Fraction:
    """The exact value of a number as written: ``"2"``, ``"0.80"``.
    Raises ``ValueError`` for anything else.
    """
    # Never a float: 0.1 has lost its exact value before it comes here.
    if isinstance(text, Fraction | int) and not isinstance(text, bool):
        return Fraction(text)
    if not isinstance(text, str):
        raise ValueError(text)
    return _written_number(text)


@lru_cache(maxsize=4096)  # the same few numbers stand in every record
def _written_number(text: str) -> Fraction:
    bare = text.strip()
    if not NUMBER.fullmatch(bare):
        raise ValueError(text)
    return Fraction(bare)


def _exact(value: object) -> Fraction:
    try:
        result = number(value)
    except ValueError:
        # Typed with a Chinese keyboard, 2．5 looks right and is no number.
        if isinstance(value, str) and unicodedata.normalize("NFKC", value) != value:
            raise fault("“{given}”含全角字符，请改用半角数字，如 2.5", given=value) from None
        raise fault("“{given}”不是数字，请写成 2 或 0.5 这样的数", given=_shown(value)) from None
    if result < 0:
        raise fault("“{given}”是负数，这里只能是零或正数", given=_shown(value))
    return result


def _count(value: object) -> int:
    if isinstance(value, str) and len(value) < 16 and value.isascii() and value.isdigit():
        return int(value)  # nearly all of them
    result = _exact(value)
    if result.denominator != 1:
        raise fault("“{given}”不是整数，这里要填件数、人数一类的整数", given=_shown(value))
    return int(result)


def _flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if value == "true":
        return True
    if value == "false":
        return False
    raise fault("“{given}”不是 true 或 false；是写 true，否写 false", given=_shown(value))


def _day(value: object) -> date:
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        try:
            day = _written_day(value)
            if day is not None:
                return day
        except ValueError:
            raise fault("日期“{given}”不存在，请核对年月日", given=value) from None
    raise fault(
        "“{given}”不是日期，请写成 2026-03-05 这样的年-月-日（月、日各两位）", given=_shown(value)
    )


@lru_cache(maxsize=4096)  # the same days stand in many records
def _written_day(text: str) -> date | None:
    """The day that a text names; None where it is none.
    Raises ``ValueError`` for one that no calendar has.
    """
    if DAY.fullmatch(text):
        return date.fromisoformat(text)
    return None


def _moment(value: object) -> datetime:
    """A day with a time; a day alone lasts to its last minute."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, str):
        try:
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?", value, re.ASCII):
                return datetime.fromisoformat(value)
            day = _written_day(value)
            if day is not None:
                # 截止11月30日 is meant to include that day.
                return datetime.combine(day, time(23, 59))
        except ValueError:
            raise fault("时间“{given}”不存在，请核对", given=value) from None
    raise fault("“{given}”不是时间，请写成 2026-11-30 18:00 这样，或只写日期", given=_shown(value))


def _due(value: object) -> date | str:
    if value == ONGOING:
        return ONGOING
    try:
        return _day(value)
    except PydanticCustomError as error:
        raise fault("{said}；没有期限的写“持续推进”", said=error.message()) from None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise fault("这里要填一段文字，现在是{shape}", shape=shape_of(value))
    text = value.strip()
    if not text:
        raise fault("这里不能是空白")
    return text


def _code(value: str) -> str:
    if (
        not CODE.fullmatch(value)
        or value.lower().split(".")[0] in WINDOWS_RESERVED
        or len(value) > 40
    ):
        raise fault(
            "编号“{given}”只能用数字、字母、汉字和 . - _，不超过 40 字，且不能以 . "
            "开头或结尾（编号要用作文件名）",
            given=value,
        )
    return value


def unfit_code(text: str) -> str:
    """Why a text cannot be a code, in Chinese; "" where it can."""
    try:
        _code(_text(text))
    except PydanticCustomError as error:
        return error.message()
    return ""


def shape_of(value: object) -> str:
    """What a piece of YAML is, in words a user knows."""
    if isinstance(value, list):
        return "一个列表"
    if isinstance(value, dict):
        return "一组键值"
    if value is None:
        return "空白"
    return "文字"


def _shown(value: object) -> str:
    if isinstance(value, str | int | Fraction):
        return str(value)[:40]
    return shape_of(value)


def _one_or_many(value: object) -> object:
    if isinstance(value, str):
        return [value]
    return value


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value that knows whether it was written with ``%``: ``96%`` is 96/100 and a percentage,
    ``96`` is 96.
    """

    value: Fraction
    percent: bool

    def __str__(self) -> str:
        if self.percent:
            return percent(self.value)
        return format_short(self.value)


def quantity(text: object) -> Quantity:
    """Reads ``"96%"`` or ``"2.5"``; raises a Chinese refusal for anything else,
    and for negative values.
    """
    if isinstance(text, Quantity):
        return text
    if isinstance(text, str) and text.strip().endswith(("%", "％")):
        return Quantity(_exact(text.strip()[:-1]) / 100, percent=True)
    return Quantity(_exact(text), percent=False)


def _share(value: object) -> Fraction:
    got = quantity(value)
    if got.value > 1:
        raise fault("“{given}”应是比例：写成 80% 这样的百分数", given=_shown(value))
    return got.value


_as_text = PlainSerializer(str, return_type=str)
Exact = Annotated[Fraction, BeforeValidator(_exact), _as_text]
Count = Annotated[int, BeforeValidator(_count)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Day = Annotated[date, BeforeValidator(_day)]
Moment = Annotated[datetime, BeforeValidator(_moment)]
Due = Annotated[date | Literal["持续推进"], BeforeValidator(_due)]
Text = Annotated[str, BeforeValidator(_text)]
Code = Annotated[str, BeforeValidator(_text), AfterValidator(_code)]
Share = Annotated[Fraction, BeforeValidator(_share), _as_text]
Measure = Annotated[Quantity, BeforeValidator(quantity), _as_text]
OneOrMany = BeforeValidator(_one_or_many)
Names = Annotated[tuple[Text, ...], OneOrMany]


def format_fixed(value: Fraction, places: int = 2) -> str:
    """``value`` with a fixed number of decimals, half up: 2.675 → ``"2.68"``.
    The only rounding in the program.
    """
    # In whole numbers: a fraction would be reduced at each step, fifty thousand times for one
    # table.
    numerator, denominator = value.numerator, value.denominator
    whole = (2 * abs(numerator) * 10**places + denominator) // (2 * denominator)
    units, decimals = divmod(whole, 10**places)
    text = f"{units}.{decimals:0{places}d}" if places else str(units)
    if numerator < 0 and whole:
        return f"-{text}"
    return text


def format_short(value: Fraction) -> str:
    """``value`` without needless zeros: 2 → ``"2"``, 1/2 → ``"0.5"``, 1/3 → ``"0.33"``."""
    # What has no more than six decimals is printed whole.
    text = format_fixed(value, 2 if 10**6 % value.denominator else 6)
    if "." in text:
        return text.rstrip("0").rstrip(".")
    return text


def format_distinct(value: Fraction, *beside: Fraction) -> str:
    """A computed ``value`` in a sentence: two decimals at most, and none that are needless.

    It keeps more of them only where it takes that to stand on its own side of what it is printed
    ``beside``: 99.999 beside 100 is not told as 100.
    """
    if value in beside:
        return format_short(value)
    places = 2
    while any(
        (Fraction(format_fixed(value, places)) - other) * (value - other) <= 0 for other in beside
    ):
        places += 1
    text = format_fixed(value, places)
    if "." in text:
        return text.rstrip("0").rstrip(".")
    return text


def percent(value: Fraction, places: int | None = None) -> str:
    """``value`` as a percentage: 0.962 → ``"96.2%"``;
    with ``places`` a fixed number of decimals.
    """
    return f"{format_short(value * 100) if places is None else format_fixed(value * 100, places)}%"


def whole_number(text: str | None) -> int | None:
    """A whole number of at most nine decimal digits, blanks around it read away;
    None for anything else.

    ``str.isdigit`` is no help with what strangers write: it is true of ², of which ``int`` makes
    nothing, and at 4,300 digits ``int`` gives up as well.
    """
    digits = (text or "").strip()
    if digits.isdecimal() and len(digits) <= 9:
        return int(digits)
    return None


def natural_key(code: str) -> tuple[tuple[int, int | str], ...]:
    """A sort key under which 1.2 stands before 1.10."""
    # ``int`` gives up at 4,300 digits, and a code may be anything that somebody typed.
    parts = [part for part in re.split(r"(\d{1,4000})", code) if part]
    return tuple((0, int(part)) if part.isdecimal() else (1, part) for part in parts)


def nearest(word: str, known: list[str]) -> str | None:
    """The known name that looks most like ``word``, or None when none is near."""
    import difflib

    found = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if found:
        return found[0]
    return None


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """The advice for an unknown ``word``: the nearest known name as a question,
    else ``otherwise``.
    """
    near = nearest(word, list(known))
    if near is None:
        return otherwise
    return f"是不是“{near}”？"


NAMES_SHOWN = 8
"""How many of the known names a message lists."""


def first_few(names: Sequence[str], most: int, rest: str = "等 {count} 项") -> str:
    """The first ``most`` names, and where there are more how many there are in all."""
    listed = "、".join(names[:most])
    if len(names) <= most:
        return listed
    return listed + rest.format(count=len(names))


def offered(word: str, known: Iterable[str], label: str = "有", *, also: Iterable[str] = ()) -> str:
    """How a message goes on after an unknown ``word``: the nearest known name, then what there is,
    in its order.

    ``also``: names that are understood too and may be the nearest, but are not listed. Long lists
    are cut and counted.
    """
    names = list(dict.fromkeys(known))
    near = nearest(word, [*names, *also])
    listed = "、".join(names[:NAMES_SHOWN]) or "（无）"
    if len(names) > NAMES_SHOWN:
        listed += f" 等 {len(names)} 个"
    return f"{f'，是不是“{near}”？' if near else '；'}{label}：{listed}"
