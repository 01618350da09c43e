"""创建条件: is the county ready? Each condition gives required and actual values and the nodes that
fail.

Nodes that are 不适用 drop out; an empty set is met. Values are compared unrounded, and printed with
the verdict.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from operator import itemgetter

from scoring import identity
from scoring.engine.leaves import LeafResult
from scoring.engine.rollup import Branch, differing
from scoring.engine.scores import Marks, Track
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
    """One condition, met or not. ``failing`` are codes of nodes, or ids of vetoes and rectification
    items.
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


Judged = tuple[str, str, bool, Sequence[str]]
"""Of a condition: what is required, what there is, whether it is met, and what fails."""
Ranked = tuple[float, Fraction]
"""A rate behind the float next to it. Two of them compare as the fractions do, exactly (what is
smaller never has a larger float), and where the floats differ as fast as those."""
NOTHING, EVERYTHING = (0.0, Fraction(0)), (1.0, Fraction(1))
Counts = tuple[int, int]
"""Of the required items of a leaf, how many are met, and how many there are."""


def ranked(rate: Fraction) -> Ranked:
    """A rate that is quickly compared."""
    return _ranked(rate.numerator, rate.denominator)


@lru_cache(8192)
def _ranked(numerator: int, denominator: int) -> Ranked:
    """One object for each rate: equal ones are compared by identity first, and a tree has many."""
    if numerator == denominator:
        return EVERYTHING
    if numerator:
        return (numerator / denominator, Fraction(numerator, denominator))
    return NOTHING


class Rates:
    """得分率 of all nodes on each track, reckoned when a condition first asks.

    ``before`` are those of an earlier roll-up of the same tree: only branches that are other ones
    are reckoned again.
    """

    def __init__(self, root: Branch, before: Rates | None = None) -> None:
        self.root = root
        self._before = before
        self._rates: dict[Track, dict[str, Ranked]] = {}
        self._counts: dict[str, Counts] | None = None
        self._chosen: dict[int, tuple[str, ...]] = before._chosen if before else {}
        self._judged: dict[tuple[int, Track], tuple[tuple[Ranked | None, ...], Judged]]
        self._judged = dict(before._judged) if before else {}

    def judged(
        self,
        index: int,
        track: Track,
        wanted: Callable[[Indicator], bool],
        judged: Callable[[Mapping[str, Ranked]], Judged],
    ) -> Judged:
        """What ``judged`` makes of the rates of the nodes that a condition, the ``index``-th of the
        tree, looks at; what it made of them last where all of them are the same. Most changes of a
        workspace move no rate, or one.
        """
        if index not in self._chosen:
            nodes = (branch.node for branch in self.root.walk())
            chosen = tuple(
                node.code for node in nodes if node and node.kind == "base" and wanted(node)
            )
            self._chosen[index] = chosen
        codes = self._chosen[index]
        now = tuple(map(self.on(track).get, codes))
        known = self._judged.get((index, track))
        if known is not None and not identity.differing(now, known[0]):
            return known[1]
        pairs = zip(codes, now, strict=True)
        result = judged({code: rate for code, rate in pairs if rate is not None})
        self._judged[index, track] = (now, result)
        return result

    def on(self, track: Track) -> Mapping[str, Ranked]:
        """The rates on a track by code. Nodes that are 不适用, bonus or penalty are not among
        them.
        """
        if track not in self._rates:
            rates: dict[str, Ranked] = {}
            branches = self.root.walk()
            if self._before is not None and track in self._before._rates:
                rates = dict(self._before._rates[track])
                branches = differing(self.root, self._before.root)
            for branch in branches:
                node = branch.node
                if node is None:
                    continue
                if node.kind != "base" or branch.not_applicable:
                    rates.pop(node.code, None)
                else:
                    rates[node.code] = ranked(share_of(branch.marks, track))
            self._rates[track] = rates
        return self._rates[track]

    def counts(self) -> Mapping[str, Counts]:
        """How many required items each leaf has, by code in the order of the tree."""
        if self._counts is None:
            counts: dict[str, Counts] = {}
            branches = self.root.walk()
            if self._before is not None and self._before._counts is not None:
                counts = dict(self._before._counts)
                branches = differing(self.root, self._before.root)
            for branch in branches:
                result = branch.sum.result
                if result is not None:
                    counts[result.node.code] = counts_of(result)
            self._counts = counts
        return self._counts

    def settled(self) -> None:
        """Lets go of the earlier rates, which nobody asks for any more."""
        self._before = None


def judge(criterion: Criterion, index: int, grounds: Grounds) -> Verdict:
    """The verdict on one condition; ``index`` numbers those that carry no id."""
    text = criterion.text or _own_text(criterion)
    track = getattr(criterion, "track", "current")
    marked = grounds.marked
    own = marked.get(track, grounds) if marked is not None else grounds
    required, actual, met, failing = _judged(criterion, index, own)
    if marked is not None and track in NOT_YET and track not in marked:
        # Nobody has marked anything on this track: not met, whatever it asks for.
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
            total = grounds.totals[criterion.scale]
            actual = "尚未核验" if total is None else shown(total.final, criterion.min)
            return (
                f"≥ {plain(criterion.min)}",
                actual,
                total is not None and total.final >= criterion.min,
                [],
            )
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
            since = (
                months_before(grounds.as_of, criterion.months)
                if criterion.months is not None
                else None
            )
            failing = [
                veto.code
                for veto in grounds.vetoes
                if since is None or veto.on is None or veto.on >= since
            ]
            required = "无" if since is None else f"{criterion.months} 个月内无（{since} 以来）"
            return required, f"{len(failing)} 项" if failing else "无", not failing, failing
        case Rectified():
            closed = grounds.items - len(grounds.open_items)
            actual = f"{closed}/{grounds.items} 项销号" if grounds.items else NO_LEDGER
            return "全部销号", actual, not grounds.open_items, list(grounds.open_items)


def shown(value: Fraction, bound: Fraction, *, share: bool = False) -> str:
    """A value beside its bound, with as many decimals as it takes to stand on the side of the bound
    where it is.
    """
    places = 2
    scale = 100 if share else 1
    while (value < bound) != (Fraction(rounded(value * scale, places)) / scale < bound):
        places += 1
    return rounded(value * scale, places) + ("%" if share else "")


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


def counts_of(result: LeafResult) -> Counts:
    """How many required items a leaf has; none where it is 不适用 or outside of the base."""
    if result.node.kind != "base" or result.not_applicable:
        return 0, 0
    required = result.support.required
    return sum(item.met for item in required), len(required)


def share_of(marks: Marks, track: Track) -> Fraction:
    """得分率: what a node has on a track of what it can earn; full where nothing can be earned."""
    if marks.applicable:
        return marks.on(track) / marks.applicable
    return Fraction(1)


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last day of a shorter month; the first day of all
    at the earliest.
    """
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
            if criterion.level:
                which = f"第 {criterion.level} 级各指标"
            else:
                which = f"指标 {'、'.join(criterion.codes)}"
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
            return "未发生一票否决事项" + (
                f"（{criterion.months} 个月内）" if criterion.months is not None else ""
            )
        case Rectified():
            return "整改事项全部销号"
