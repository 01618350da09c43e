"""Facts inside an item's text: points, deadlines and thresholds."""

from __future__ import annotations

import datetime
import re
from calendar import monthrange
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from scoring.indicators.importing.duties import is_duty
from scoring.reading.wording import chinese_to_int, fold, read_number

_NUMBER = r"(\d{1,4}(?:\.\d{1,4})?)"
_STATED = r"(?P<points>\d{1,4}(?:\.\d{1,4})?)"
_POINTS = (
    re.compile(
        rf"[(\[【]\s*(?:共?\s*(?P<count>\d{{1,4}})\s*(?:大?项|个|条|类)(?:指标|内容|任务)?\s*[,、;:]\s*)?"
        rf"(?:本项|共计?|满分|计|分值|小计|合计|总分|标准分|权重)?\s*[:为]?\s*{_STATED}\s*分\s*[)\]】]"
    ),
    re.compile(
        rf"[(\[【]?\s*(?:占总分值?|占总分|总分值?|占比|权重)\s*(?:的|为|:|占)?\s*{_STATED}\s*(?P<percent>%)\s*[)\]】]?"
    ),
    re.compile(rf"[(\[【]\s*{_STATED}\s*(?P<percent>%)\s*[)\]】]\s*$"),
    re.compile(
        rf"(?<![扣得加减给记计每为满达到\d.过于至—\-~～])\s*(?<![扣得加减]\s){_STATED}\s*分\s*[。.;]?\s*$"
    ),
)
# A cell of a points column holds nothing else.
_PLAIN_POINTS = re.compile(rf"^\s*\(?(?:共|满分|计)?\s*{_NUMBER}\s*(分|%)?\s*\)?\s*$")


@dataclass(frozen=True, slots=True)
class Points:
    """Points as published: the exact number in text, if a percentage, the text without them, a
    count beside them.
    """

    value: str
    percent: bool
    rest: str
    count: int = 0


def points_in_text(text: str) -> Points | None:
    """Find the points that a text states for itself: (10分), 占总分值的15%, a closing 2分; not
    扣1分.
    """
    folded = fold(text)
    for pattern in _POINTS:
        match = pattern.search(folded)
        if match:
            parts = match.groupdict()
            percent = parts.get("percent") is not None
            rest = (text[: match.start()] + text[match.end() :]).strip(" ()（）[]【】,，;；")
            rest = _rebalance(rest, text, match.start(), match.end())
            return Points(tidy_number(parts["points"]), percent, rest, int(parts.get("count") or 0))
    return None


def _rebalance(rest: str, text: str, start: int, end: int) -> str:
    """Undo the stripping of brackets that belong to the rest of the text."""
    whole = text[:start] + text[end:]
    plain = fold(rest)
    if plain.count("(") != plain.count(")"):
        return whole.strip(" ,，;；")
    return rest


def points_value(text: str) -> Points | None:
    """Read the content of a points column: 10, 10分, 15%; None where it is no number."""
    match = _PLAIN_POINTS.match(fold(text).replace("\n", ""))
    if match is None:
        points = points_in_text(text)
        if points:
            return Points(points.value, points.percent, "")
        return None
    return Points(tidy_number(match.group(1)), match.group(2) == "%", "")


def tidy_number(text: str) -> str:
    """Write a number without useless zeros: 10.0 as 10, 0.50 as 0.5."""
    number = Decimal(text)
    if number == number.to_integral_value():
        return str(number.quantize(Decimal(1)))
    return format(number.normalize(), "f")


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline: the value for ``due`` ("" where it cannot be told), its words, and what is
    doubtful about it.
    """

    due: str
    words: str
    doubt: str = ""


_YEAR = r"(?P<year>20\d{2}|二[〇零O○]\w{2})年度?"
_DEADLINES = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (
            "day",
            rf"(?:{_YEAR})?\s*(?P<month>1[0-2]|0?[1-9])\s*月\s*(?P<day>3[01]|[12]\d|0?[1-9])\s*[日号](?:之?前|以前)",
        ),
        (
            "month",
            rf"(?:{_YEAR})?\s*(?P<month>1[0-2]|0?[1-9])\s*月(?:底|末|份|中旬|下旬|上旬)?(?:之?前|以前|完成)",
        ),
        ("month", rf"{_YEAR}\s*(?P<month>1[0-2]|0?[1-9])\s*月(?:底|末)"),
        (
            "quarter",
            rf"(?:{_YEAR})?\s*第?(?P<quarter>[一二三四1-4])季度(?:底|末)?(?:之?前|以前|内|完成)",
        ),
        ("half", rf"(?:{_YEAR})?\s*(?P<half>上半年|下半年)(?:底|末)?(?:之?前|以前|内|完成)"),
        ("year_end", rf"{_YEAR}?(?:年?底|年?末)(?:之?前|以前)?"),
        ("year", rf"{_YEAR}(?:之?前|以前)"),
        (
            "within",
            r"(?:本?年度?内|今年内|当年内|今年年?底前?|本?年(?:底|末)(?:之?前|以前)|年末前)",
        ),
        # 持续推进 is a deadline where it stands alone; with an object behind it, it is a verb.
        (
            "ongoing",
            r"(?:(?<=[,。;:(\s、])|^)(?:并|且)?(?:持续推进|长期坚持|长期推进|持续实施|常态化推进|长期执行)(?=\s*(?:[,。;)\n]|$))",
        ),
    )
)
# 每年12月底前 comes again and again, and never falls due once.
_RECURRING = re.compile(r"(?:每年|每月|每季度?|每半年|次年|翌年|逐年)[^\d,。;]{0,3}$")


def deadline_in_text(text: str, year: int | None, sentence: bool = True) -> Deadline | None:
    """Find the first deadline of a text; ``year`` is the year of the document, for 年内 and dates
    without a year.

    ``sentence`` is false for the content of a 完成时限 column, where a bare date, 长期 or 持续 is
    enough. A date behind 每年 recurs and is no deadline.
    """
    # Justified lines come with blanks inside of dates: 2026 年 6 月.
    folded = re.sub(r"(?<=\d)\s+(?=[年月日])|(?<=[年月])\s+(?=\d)", "", fold(text))
    if not sentence:
        column = _column_deadline(folded.strip(), year)
        if column is not None:
            return column
    firsts = []
    for kind, pattern in _DEADLINES:
        match = _first_deadline(kind, pattern, folded, sentence)
        if match is not None:
            firsts.append((kind, match))
    if not firsts:
        return None
    # Of two that begin together the pattern that stands first is the closer one.
    kind, match = min(firsts, key=lambda first: first[1].start())
    return _resolve(kind, match, year)


def _first_deadline(
    kind: str, pattern: re.Pattern[str], folded: str, sentence: bool
) -> re.Match[str] | None:
    """The first date of a form that falls due once, and that something is asked for."""
    for match in pattern.finditer(folded):
        if not match.group().strip() or _recurs(kind, folded, match):
            continue
        if not sentence or is_duty(folded, match.start(), match.end()):
            return match
    return None


def _recurs(kind: str, folded: str, match: re.Match[str]) -> bool:
    """Whether a date stands behind 每年, 每月 and the like."""
    if kind == "ongoing":
        return False
    before = folded[max(0, match.start() - 16) : match.start()]
    return before.endswith("每") or _RECURRING.search(before) is not None


_DATE = re.compile(
    r"^(20\d{2})[-./年](1[0-2]|0?[1-9])(?:[-./月](3[01]|[12]\d|0?[1-9])?日?|月)?(?:底|末|前|之前|底前|完成)*$"
)


def _column_deadline(text: str, year: int | None) -> Deadline | None:
    if re.fullmatch(r"(?:长期|持续|常态化|持续推进|长期坚持|全年|常年)(?:.{0,4})", text):
        return Deadline("持续推进", text, "" if text == "持续推进" else f"“{text}”记为持续推进")
    match = _DATE.match(text)
    if match:
        month = int(match.group(2))
        last = monthrange(int(match.group(1)), month)[1]
        day = int(match.group(3)) if match.group(3) else last
        if day <= last:
            return Deadline(datetime.date(int(match.group(1)), month, day).isoformat(), text)
    month_only = re.fullmatch(r"(1[0-2]|0?[1-9])月(?:底|末|份)?", text)
    if month_only and year is not None:
        return _resolve("month", re.match(r"(?P<month>\d+)月\D?", text) or month_only, year)
    bare = re.fullmatch(r"(20\d{2})年?度?", text)
    # 2026年 in a column of deadlines cannot mean its first day.
    if bare:
        return Deadline(f"{bare.group(1)}-12-31", text, "只有年份，记为当年年底")
    return None


def _resolve(kind: str, match: re.Match[str], year: int | None) -> Deadline:
    words = match.group().strip()
    if kind == "ongoing":
        return Deadline("持续推进", words)
    parts = match.groupdict()
    stated = parts.get("year")
    number = read_number(stated) if stated else year
    if number is None:
        return Deadline("", words, "文件没有写明年份")
    if kind == "year":
        return Deadline(
            f"{number - 1}-12-31",
            words,
            f"“{number}年前”按字面为 {number - 1} 年年底；如指 {number} 年年底，请改正",
        )
    doubt = "" if stated else f"原文没有写年份，按文件年份 {number} 年"
    month, day = _end_of(kind, parts, number, words)
    try:
        return Deadline(datetime.date(number, month, day).isoformat(), words, doubt)
    except ValueError:
        return Deadline("", words, "日期不存在")


def _end_of(kind: str, parts: dict[str, str | None], year: int, words: str) -> tuple[int, int]:
    """Month and day on which the stated stretch of a year ends; the end of the year where nothing
    narrower is said.
    """
    match kind:
        case "day":
            return int(parts["month"] or 12), int(parts["day"] or 31)
        case "month":
            month = int(parts["month"] or 12)
            last = monthrange(year, month)[1]
            before, _, _ = words.partition("旬")
            # Of the sign before 旬; without it the last sign is none of these.
            return month, {"上": 10, "中": 20}.get(before[-1:], last)
        case "quarter":
            month = 3 * (read_number(parts["quarter"] or "4") or 4)
            return month, monthrange(year, month)[1]
        case "half" if parts["half"] == "上半年":
            return 6, 30
    return 12, 31


@dataclass(slots=True)
class Threshold:
    """A stated bound: the words around it and the rule that it suggests."""

    words: str
    rule: dict[str, object]


_COUNT = r"(?P<number>\d{1,6}(?:\.\d+)?|[一二两三四五六七八九十]{1,3})"
_UNIT = r"(?P<unit>个?学时|个?课时|小时|人次|次|期|场|件|个|名|人|份|篇|项|家|处|个?工作日|天|日|分钟|轮|批|户|宗)"
_AT_LEAST = r"(?<!不)(?<!不得)(?:不少于|不低于|至少|不得少于|不得低于|达到?|≥|>=|超过|多于|高于)"
_AT_MOST = r"(?:不超过|不多于|不高于|不得超过|≤|<=|控制在)"
_PERCENT = r"(?P<number>\d{1,3}(?:\.\d+)?)\s*%|百分之(?P<words>[一二三四五六七八九十百]{1,4})"
_RULES = (
    (
        "percent",
        re.compile(
            rf"(?:{_AT_LEAST}|保持在?|为|均?达|实现)?\s*(?:到|在)?\s*(?:{_PERCENT})\s*(?:以上|及以上)?"
        ),
    ),
    ("at_least", re.compile(rf"{_AT_LEAST}\s*{_COUNT}\s*{_UNIT}")),
    ("at_least", re.compile(rf"{_COUNT}\s*{_UNIT}\s*(?:\(含\))?(?:以上|及以上)")),
    ("at_most", re.compile(rf"{_AT_MOST}\s*{_COUNT}\s*{_UNIT}")),
    ("at_most", re.compile(rf"{_COUNT}\s*(?P<unit>个?工作日|个?小时)(?:之|以)?内")),
    (
        "at_least",
        re.compile(
            rf"(?:推出|打造|建成|培育|创建|完成|建立|开展|举办|组织|办理)(?:了)?"
            rf"\s*(?P<number>\d{{1,6}})\s*{_UNIT}"
        ),
    ),
)
# A number behind these words is a cut, a deduction or a weight.
_NOT_A_TASK = re.compile(r"(?:降低|减少|压缩|下降|扣|得|占总分|占|权重)[^,。;]{0,4}$")
_BOUND = re.compile(rf"(?:{_AT_LEAST}|{_AT_MOST})")


def thresholds_in_text(text: str) -> list[Threshold]:
    """Find the bounds that a text states (不少于60学时, 100%, 2次以上), in order, each with a
    rule.
    """
    folded = fold(text)
    thresholds: dict[int, tuple[int, Threshold]] = {}
    for kind, pattern in _RULES:
        for match in pattern.finditer(folded):
            start, end = match.span()
            # What an earlier pattern took is no bound once more.
            taken = any(other < end and start < stop for other, (stop, _) in thresholds.items())
            if taken or not _is_task(folded, match):
                continue
            rule = _rule_of(kind, match)
            if rule is not None:
                thresholds[start] = (end, Threshold(_phrase(text, start, end), rule))
    bounds = [thresholds[position][1] for position in sorted(thresholds)]
    for earlier, bound in pairwise(bounds):
        _shorten(bound, earlier)
    return bounds


def _shorten(bound: Threshold, earlier: Threshold) -> None:
    """A short clause takes the one before it along, unless that states a bound of its own."""
    if bound.words.startswith(earlier.words) and bound.words != earlier.words:
        own = bound.words[len(earlier.words) :].lstrip("，,、 ")
        bound.words = own or bound.words


def _is_task(folded: str, match: re.Match[str]) -> bool:
    """Whether a number is something to reach, not what was cut, deducted or weighed."""
    before = folded[max(0, match.start() - 16) : match.start()]
    if _NOT_A_TASK.search(before) and not _BOUND.match(match.group()):
        return False
    return is_duty(folded, match.start(), match.end())


def _rule_of(kind: str, match: re.Match[str]) -> dict[str, object] | None:
    """The rule that a bound suggests; None where its number cannot be one."""
    parts = match.groupdict()
    number = _count(parts.get("number") or parts.get("words") or "")
    if number is None:
        return None
    if kind != "percent":
        return {"type": "threshold", "at": number, "direction": kind}
    if not 0 < Decimal(number) <= 100:
        return None
    if number == "100":
        return {"type": "ratio"}
    return {"type": "ratio", "full_at": f"{number}%"}


def _count(text: str) -> str | None:
    if text and text[0].isdecimal():
        return tidy_number(text)
    number = chinese_to_int(text)
    if number is None:
        return None
    return str(number)


def _phrase(text: str, start: int, end: int) -> str:
    """The clause of a text that holds a bound."""
    folded = fold(text)
    left = _clause_start(folded, start)
    stops = (folded.find(sign, end) for sign in ",。;\n")
    right = min((stop for stop in stops if stop >= 0), default=len(text))
    if start - left <= 4:
        # 全年不少于2次 says nothing without the clause before it.
        earlier = _clause_start(folded, max(left - 1, 0))
        if left - earlier <= 40 and folded[left - 1 : left] == ",":
            left = earlier
    return text[left:right].strip()


def _clause_start(folded: str, end: int) -> int:
    """Where the clause begins that reaches to ``end``."""
    return max(folded.rfind(sign, 0, end) for sign in ",。;\n") + 1


_SPAN = re.compile(r"(20\d{2})\s*年?\s*(?:-|—|–|―|~|至|到)+\s*(20\d{2})\s*年?")
_YEAR_WORDS = re.compile(r"(二[〇零○O][一二三四五六七八九〇零○]{2})年")


def year_of(text: str) -> int | None:
    """Return the year that a title is about (2021年度…计划), the first of several, None where it
    names none.
    """
    folded = fold(text)
    span = _SPAN.search(folded)
    if span:
        return int(span.group(1))
    match = re.search(r"(20\d{2})\s*年", folded)
    if match:
        return int(match.group(1))
    words = _YEAR_WORDS.search(folded)
    if words:
        return chinese_to_int(words.group(1))
    return None


def edition_of(text: str) -> str:
    """Return the edition that a title names: 2021, or 2024-2027 where it spans years; "" for
    none.
    """
    span = _SPAN.search(fold(text))
    if span and int(span.group(1)) < int(span.group(2)):
        return f"{span.group(1)}-{span.group(2)}"
    year = year_of(text)
    if year is None:
        return ""
    return str(year)
