"""创建条件: is the county ready? Each condition gives required and actual values and the nodes that fail.

Nodes that are 不适用 drop out; an empty set is met. Values are compared unrounded, and printed with the verdict.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from scoring.engine.leaves import LeafResult
from scoring.engine.marks import Marks, Track
from scoring.engine.rollup import Branch
from scoring.engine.totals import TrackTotal
from scoring.indicators.criteria import (
    AtLeast,
    Binding,
    Carried,
    Completeness,
    Criterion,
    NoVeto,
    Rate,
    Rectified,
    Total,
)
from scoring.indicators.model import Indicator
from scoring.rounds.vetoes import TriggeredVeto
from scoring.values import percent, plain, rounded

NO_LEDGER = "没有整改清单"
"""The actual value of a condition on a ledger that holds nothing."""
TRACK_NAMES: dict[Track, str] = {"claimed": "自评分", "supported": "佐证分", "verified": "核验分", "current": "现分"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """One condition, met or not. ``failing`` are codes of nodes, or ids of vetoes and rectification items."""

    id: str
    text: str
    source: str
    required: str
    actual: str
    met: bool
    failing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grounds:
    """What conditions are judged on. ``open_items`` are the rectification items not closed, of ``items`` in all."""

    root: Branch
    totals: Mapping[Track, TrackTotal | None]
    completeness: Fraction
    results: Mapping[str, LeafResult]
    vetoes: Sequence[TriggeredVeto]
    as_of: date
    items: int
    open_items: tuple[str, ...]


def judge(criterion: Criterion, index: int, grounds: Grounds) -> Verdict:
    """The verdict on one condition; ``index`` numbers those that carry no id."""
    required, actual, met, failing = _judged(criterion, grounds)
    text = criterion.text or _own_text(criterion)
    return Verdict(criterion.id or str(index + 1), text, criterion.source or "", required, actual, met, tuple(failing))


def _judged(criterion: Criterion, grounds: Grounds) -> tuple[str, str, bool, list[str]]:
    match criterion:
        case Total():
            total = grounds.totals[criterion.track]
            actual = "尚未核验" if total is None else shown(total.final, criterion.min)
            return f"≥ {plain(criterion.min)}", actual, total is not None and total.final >= criterion.min, []
        case Rate():
            return _rate(criterion, grounds)
        case Binding():
            nodes = [(node, marks) for node, marks in _applicable(grounds) if node.record.binding]
            failing = [node.code for node, marks in nodes if _share(marks, criterion.track) != 1]
            return "全部满分", f"{len(nodes) - len(failing)}/{len(nodes)} 项满分", not failing, failing
        case AtLeast():
            return _at_least(criterion, grounds)
        case Completeness():
            value = grounds.completeness
            failing = [code for code, result in grounds.results.items() if result.open and result.node.kind == "base"]
            met = value >= criterion.min
            return f"≥ {percent(criterion.min)}", shown(value, criterion.min, share=True), met, [] if met else failing
        case Carried():
            return _carried(criterion, grounds)
        case NoVeto():
            since = months_before(grounds.as_of, criterion.months) if criterion.months is not None else None
            failing = [veto.code for veto in grounds.vetoes if since is None or veto.on is None or veto.on >= since]
            required = "无" if since is None else f"{criterion.months} 个月内无（{since} 以来）"
            return required, f"{len(failing)} 项" if failing else "无", not failing, failing
        case Rectified():
            closed = grounds.items - len(grounds.open_items)
            actual = f"{closed}/{grounds.items} 项销号" if grounds.items else NO_LEDGER
            return "全部销号", actual, not grounds.open_items, list(grounds.open_items)


def shown(value: Fraction, bound: Fraction, *, share: bool = False) -> str:
    """A value beside its bound, with as many decimals as it takes to stand on the side of the bound where it is."""
    places = 2
    scale = 100 if share else 1
    while (value < bound) != (Fraction(rounded(value * scale, places)) / scale < bound):
        places += 1
    return rounded(value * scale, places) + ("%" if share else "")


def _rate(criterion: Rate, grounds: Grounds) -> tuple[str, str, bool, list[str]]:
    rates = {
        node.code: _share(marks, criterion.track)
        for node, marks in _applicable(grounds)
        if node.level == criterion.level or node.code in criterion.codes
    }
    failing = [code for code, rate in rates.items() if rate < criterion.min]
    actual = f"最低 {shown(min(rates.values()), criterion.min, share=True)}" if rates else "没有适用的指标"
    return f"各项 ≥ {percent(criterion.min)}", actual, not failing, failing


def _at_least(criterion: AtLeast, grounds: Grounds) -> tuple[str, str, bool, list[str]]:
    rates = {
        node.code: _share(marks, criterion.track)
        for node, marks in _applicable(grounds)
        if node.code in criterion.codes
    }
    wanted = min(criterion.at_least, len(rates))
    full = [code for code, rate in rates.items() if rate == 1]
    low = [code for code, rate in rates.items() if rate != 1 and criterion.rest is not None and rate < criterion.rest]
    enough = len(full) >= wanted
    required = f"至少 {wanted} 项满分" + (f"，其余 ≥ {percent(criterion.rest)}" if criterion.rest is not None else "")
    failing = [code for code in rates if code not in full] if not enough else low
    return required, f"{len(full)} 项满分" + (f"，{len(low)} 项偏低" if low else ""), enough and not low, failing


def _carried(criterion: Carried, grounds: Grounds) -> tuple[str, str, bool, list[str]]:
    done = wanted = 0
    lacking = []
    for code, result in grounds.results.items():
        if result.node.kind != "base" or result.not_applicable:
            continue
        required = result.support.required
        met = sum(item.met for item in required)
        done, wanted = done + met, wanted + len(required)
        if met < len(required):
            lacking.append(code)
    share = Fraction(done, wanted) if wanted else Fraction(1)
    actual = f"{shown(share, criterion.min, share=True)}（{done}/{wanted} 项）"
    enough = share >= criterion.min
    return f"≥ {percent(criterion.min)}", actual, enough, [] if enough else lacking


def _applicable(grounds: Grounds) -> list[tuple[Indicator, Marks]]:
    """The base nodes that conditions look at, with their marks."""
    branches = ((item.node, item) for item in grounds.root.walk())
    return [(node, item.marks) for node, item in branches if node and node.kind == "base" and not item.not_applicable]


def _share(marks: Marks, track: Track) -> Fraction:
    return marks.on(track) / marks.applicable if marks.applicable else Fraction(1)


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last day of a shorter month; the first day of all at the earliest."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < 1:
        return date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _own_text(criterion: Criterion) -> str:
    track = TRACK_NAMES[criterion.track]
    match criterion:
        case Total():
            return f"总分（{track}）不低于 {plain(criterion.min)} 分"
        case Rate():
            which = f"第 {criterion.level} 级各指标" if criterion.level else f"指标 {'、'.join(criterion.codes)}"
            return f"{which}得分率（{track}）不低于 {percent(criterion.min)}"
        case Binding():
            return "约束性指标全部满分"
        case AtLeast():
            return f"指标 {'、'.join(criterion.codes)} 中至少 {criterion.at_least} 项满分"
        case Completeness():
            return f"评分完成度不低于 {percent(criterion.min)}"
        case Carried():
            return f"必备佐证齐备率不低于 {percent(criterion.min)}"
        case NoVeto():
            return "未发生一票否决事项" + (f"（{criterion.months} 个月内）" if criterion.months is not None else "")
        case Rectified():
            return "整改事项全部销号"
