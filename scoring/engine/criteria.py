"""创建条件: is the county ready? Each condition gives required
and actual values and the nodes that fail.

Nodes that are 不适用 drop out; an empty set is met. Values are compared unrounded, and printed with
the verdict.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from operator import itemgetter

from scoring.engine.leaves import LeafResult
from scoring.engine.rates import EVERYTHING, Judged, Ranked, Rates, counts_of, ranked
from scoring.engine.rollup import Branch
from scoring.engine.scores import Track
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
from scoring.values import format_fixed, format_short, percent

MET, ALL = itemgetter(0), itemgetter(1)
"""Of counts."""
NO_LEDGER = "没有整改清单"
"""The actual value of a condition on a ledger that holds nothing."""
TRACK_NAMES: Mapping[str, str] = {
    "claimed": "自评分",
    "supported": "佐证分",
    "mock": "模拟核验分",
    "verified": "核验分",
    "current": "现分",
}
NOT_YET: Mapping[str, str] = {"mock": "尚未模拟测评", "verified": "尚未核验"}
"""What a condition says of a track on which nobody has marked anything."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One condition, met or not. ``failing`` are codes of nodes,
    or ids of vetoes and rectification items.
    """

    id: str
    text: str
    source: str
    required: str
    actual: str
    met: bool
    failing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grounds:
    """What conditions are judged on. ``open_items`` are the rectification items not closed, of
    ``items`` in all.
    """

    root: Branch
    totals: Mapping[Track, TrackTotal | None]
    completeness: Fraction
    results: Mapping[str, LeafResult]
    vetoes: Sequence[TriggeredVeto]
    as_of: date
    items: int
    open_items: tuple[str, ...]
    rates: Rates | None = None
    marked: Mapping[str, Grounds] | None = None
    """For ``mock`` and ``verified`` what the marks of that kind alone come to; a kind that has
    marked nothing is not there. None: the tracks stand for themselves.
    """

    def on_rates(
        self,
        index: int,
        track: Track,
        wanted: Callable[[Indicator], bool],
        judged: Callable[[Mapping[str, Ranked]], Judged],
    ) -> Judged:
        """What ``judged`` makes of that which the ``wanted`` base nodes that apply have of what
        they can earn, by code, in the order of the tree.
        """
        rates = self.rates if self.rates is not None else Rates(self.root)
        return rates.judged(index, track, wanted, judged)


def judge(criterion: Criterion, index: int, grounds: Grounds) -> Verdict:
    """The verdict on one condition; ``index`` numbers those that carry no id."""
    text = criterion.text or _own_text(criterion)
    track = getattr(criterion, "track", "current")
    marked = grounds.marked
    own = marked.get(track, grounds) if marked is not None else grounds
    required, actual, met, failing = _judged(criterion, index, own)
    if marked is not None and track in NOT_YET and track not in marked:
        # Nobody has marked anything on this track: not met, whatever it asks for.
        # Where others have marked, the figures at hand are theirs and say nothing of this kind.
        nobody = grounds.totals["verified"] is None
        if met or isinstance(criterion, Total) or not nobody:
            actual, failing = NOT_YET[track], []
        met = False
    return Verdict(
        criterion.id or str(index + 1),
        text,
        criterion.source or "",
        required,
        actual,
        met,
        tuple(failing),
    )


def _judged(criterion: Criterion, index: int, grounds: Grounds) -> Judged:
    match criterion:
        case Total():
            return _total(criterion, grounds)
        case Rate():
            return _rate(criterion, index, grounds)
        case Binding():
            return grounds.on_rates(
                index, criterion.scale, lambda node: bool(node.record.binding), _all_full
            )
        case AtLeast():
            return _at_least(criterion, index, grounds)
        case Completeness():
            return _complete(criterion, grounds)
        case Carried():
            return _carried(criterion, grounds)
        case NoVeto():
            return _no_veto(criterion, grounds)
        case Rectified():
            closed = grounds.items - len(grounds.open_items)
            actual = f"{closed}/{grounds.items} 项销号" if grounds.items else NO_LEDGER
            return "全部销号", actual, not grounds.open_items, list(grounds.open_items)


def _total(criterion: Total, grounds: Grounds) -> Judged:
    required = f"≥ {format_short(criterion.min)}"
    total = grounds.totals[criterion.scale]
    if total is None:
        return required, "尚未核验", False, []
    return required, shown(total.final, criterion.min), total.final >= criterion.min, []


def _no_veto(criterion: NoVeto, grounds: Grounds) -> Judged:
    """An older veto lapses for this condition alone; one without a date never does."""
    required, since = "无", date.min
    if criterion.months is not None:
        since = months_before(grounds.as_of, criterion.months)
        required = f"{criterion.months} 个月内无（{since} 以来）"
    # Nobody can say that a veto without a date is old enough.
    failing = [veto.code for veto in grounds.vetoes if veto.on is None or veto.on >= since]
    actual = f"{len(failing)} 项" if failing else "无"
    return required, actual, not failing, failing


def shown(value: Fraction, bound: Fraction, *, share: bool = False) -> str:
    """A value beside its bound, with as many decimals as it takes to stand on the side of the bound
    where it is.
    """
    places = 2
    scale = 100 if share else 1
    # 89.996 is below 90 and would be printed as 90.00, beside a verdict of not met.
    while (value < bound) != (Fraction(format_fixed(value * scale, places)) / scale < bound):
        places += 1
    return format_fixed(value * scale, places) + ("%" if share else "")


def _all_full(rates: Mapping[str, Ranked]) -> Judged:
    """Every node at full mark (创建条件 ``binding``)."""
    failing = [code for code, rate in rates.items() if rate != EVERYTHING]
    actual = f"{len(rates) - len(failing)}/{len(rates)} 项满分"
    return "全部满分", actual, not failing, failing


def _rate(criterion: Rate, index: int, grounds: Grounds) -> Judged:
    bound = ranked(criterion.min)

    def judged(rates: Mapping[str, Ranked]) -> Judged:
        failing = [code for code, rate in rates.items() if rate < bound]
        actual = "没有适用的指标"
        if rates:
            _, lowest = min(rates.values())
            actual = f"最低 {shown(lowest, criterion.min, share=True)}"
        return f"各项 ≥ {percent(criterion.min)}", actual, not failing, failing

    def wanted(node: Indicator) -> bool:
        return node.level == criterion.level or node.code in criterion.codes

    return grounds.on_rates(index, criterion.scale, wanted, judged)


def _at_least(criterion: AtLeast, index: int, grounds: Grounds) -> Judged:
    """So many of the named nodes at full mark, the others at a rate (创建条件 ``count``)."""

    def judged(rates: Mapping[str, Ranked]) -> Judged:
        # Of nodes that drop out as 不适用 none can be asked for.
        wanted = min(criterion.at_least, len(rates))
        others = {code: rate for code, rate in rates.items() if rate != EVERYTHING}
        full = len(rates) - len(others)
        required = f"至少 {wanted} 项满分"
        low: list[str] = []
        if criterion.rest is not None:
            required += f"，其余 ≥ {percent(criterion.rest)}"
            bound = ranked(criterion.rest)
            low = [code for code, rate in others.items() if rate < bound]
        actual = f"{full} 项满分"
        if low:
            actual += f"，{len(low)} 项偏低"
        enough = full >= wanted
        failing = low if enough else list(others)
        return required, actual, enough and not low, failing

    return grounds.on_rates(
        index, criterion.scale, lambda node: node.code in criterion.codes, judged
    )


def _complete(criterion: Completeness, grounds: Grounds) -> Judged:
    value = grounds.completeness
    failing: list[str] = []
    met = value >= criterion.min
    if not met:
        failing = [
            code
            for code, result in grounds.results.items()
            if result.open and result.node.kind == "base"
        ]
    return f"≥ {percent(criterion.min)}", shown(value, criterion.min, share=True), met, failing


def _carried(criterion: Carried, grounds: Grounds) -> Judged:
    if grounds.rates is not None:
        counts = grounds.rates.counts()
    else:
        counts = {code: counts_of(result) for code, result in grounds.results.items()}
    done = sum(map(MET, counts.values()))
    wanted = sum(map(ALL, counts.values()))
    lacking = [code for code, (met, required) in counts.items() if met < required]
    share = Fraction(done, wanted) if wanted else Fraction(1)
    actual = f"{shown(share, criterion.min, share=True)}（{done}/{wanted} 项）"
    enough = share >= criterion.min
    return f"≥ {percent(criterion.min)}", actual, enough, [] if enough else lacking


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last day of a shorter month; the first day of all
    at the earliest.
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < 1:
        return date.min
    # 12 months before 29 February is 28 February: no day beyond the end of a month.
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _own_text(criterion: Criterion) -> str:
    track = TRACK_NAMES[criterion.track]
    match criterion:
        case Total():
            return f"总分（{track}）不低于 {format_short(criterion.min)} 分"
        case Rate():
            which = f"指标 {'、'.join(criterion.codes)} 的"
            if criterion.level:
                which = f"第 {criterion.level} 级各指标"
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
            term = f"（{criterion.months} 个月内）" if criterion.months is not None else ""
            return f"未发生一票否决事项{term}"
        case Rectified():
            return "整改事项全部销号"
