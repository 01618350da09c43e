"""创建条件: is the county ready? Each condition gives required and actual values and the nodes that
fail.

Nodes that are 不适用 drop out; an empty set is met. Values are compared unrounded, and printed with
the verdict.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

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

    def rates_of(
        self, index: int, track: Track, wanted: Callable[[Indicator], bool]
    ) -> dict[str, Fraction]:
        """What the ``wanted`` base nodes that apply have of what they can earn, by code, in the
        order of the tree.
        """
        rates = self.rates if self.rates is not None else Rates(self.root)
        return rates.of(index, track, wanted)


class Rates:
    """得分率 of all nodes on each track, reckoned when a condition first asks.

    ``before`` are those of an earlier roll-up of the same tree: only branches that are other ones
    are reckoned again.
    """

    def __init__(self, root: Branch, before: Rates | None = None) -> None:
        self.root = root
        self._before = None if before is None else (before.root, before._rates)
        self._rates: dict[Track, dict[str, Fraction]] = {}
        self._chosen: dict[int, tuple[str, ...]] = before._chosen if before else {}

    def of(
        self, index: int, track: Track, wanted: Callable[[Indicator], bool]
    ) -> dict[str, Fraction]:
        """The rates of the nodes that a condition, the ``index``-th of the tree, looks at."""
        if index not in self._chosen:
            nodes = (branch.node for branch in self.root.walk())
            chosen = tuple(
                node.code for node in nodes if node and node.kind == "base" and wanted(node)
            )
            self._chosen[index] = chosen
        rates = self.on(track)
        return {code: rates[code] for code in self._chosen[index] if code in rates}

    def on(self, track: Track) -> Mapping[str, Fraction]:
        """The rates on a track by code. Nodes that are 不适用, bonus or penalty are not among
        them.
        """
        if track not in self._rates:
            rates: dict[str, Fraction] = {}
            branches = self.root.walk()
            if self._before is not None and track in self._before[1]:
                rates = dict(self._before[1][track])
                branches = differing(self.root, self._before[0])
            for branch in branches:
                node = branch.node
                if node is None:
                    continue
                if node.kind != "base" or branch.not_applicable:
                    rates.pop(node.code, None)
                else:
                    rates[node.code] = share_of(branch.marks, track)
            self._rates[track] = rates
        return self._rates[track]

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


def _judged(criterion: Criterion, index: int, grounds: Grounds) -> tuple[str, str, bool, list[str]]:
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
            rates = grounds.rates_of(index, criterion.scale, lambda node: bool(node.record.binding))
            failing = [code for code, rate in rates.items() if rate != 1]
            return (
                "全部满分",
                f"{len(rates) - len(failing)}/{len(rates)} 项满分",
                not failing,
                failing,
            )
        case AtLeast():
            return _at_least(criterion, index, grounds)
        case Completeness():
            value = grounds.completeness
            failing = [
                code
                for code, result in grounds.results.items()
                if result.open and result.node.kind == "base"
            ]
            met = value >= criterion.min
            return (
                f"≥ {percent(criterion.min)}",
                shown(value, criterion.min, share=True),
                met,
                [] if met else failing,
            )
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


def _rate(criterion: Rate, index: int, grounds: Grounds) -> tuple[str, str, bool, list[str]]:
    rates = grounds.rates_of(
        index,
        criterion.scale,
        lambda node: node.level == criterion.level or node.code in criterion.codes,
    )
    failing = [code for code, rate in rates.items() if _below(rate, criterion.min)]
    actual = (
        f"最低 {shown(lowest(rates.values()), criterion.min, share=True)}"
        if rates
        else "没有适用的指标"
    )
    return f"各项 ≥ {percent(criterion.min)}", actual, not failing, failing


def _at_least(criterion: AtLeast, index: int, grounds: Grounds) -> tuple[str, str, bool, list[str]]:
    rates = grounds.rates_of(index, criterion.scale, lambda node: node.code in criterion.codes)
    wanted = min(criterion.at_least, len(rates))
    full = [code for code, rate in rates.items() if rate == 1]
    low = [
        code
        for code, rate in rates.items()
        if rate != 1 and criterion.rest is not None and rate < criterion.rest
    ]
    enough = len(full) >= wanted
    required = f"至少 {wanted} 项满分" + (
        f"，其余 ≥ {percent(criterion.rest)}" if criterion.rest is not None else ""
    )
    failing = [code for code in rates if code not in full] if not enough else low
    return (
        required,
        f"{len(full)} 项满分" + (f"，{len(low)} 项偏低" if low else ""),
        enough and not low,
        failing,
    )


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


def share_of(marks: Marks, track: Track) -> Fraction:
    """得分率: what a node has on a track of what it can earn; full where nothing can be earned."""
    return marks.on(track) / marks.applicable if marks.applicable else Fraction(1)


def _below(value: Fraction, bound: Fraction) -> bool:
    """``value < bound``, a third as long as fractions themselves take: a condition may look at
    every node.
    """
    return value.numerator * bound.denominator < bound.numerator * value.denominator


def lowest(values: Iterable[Fraction]) -> Fraction:
    """The smallest of at least one value."""
    ahead = iter(values)
    least = next(ahead)
    for value in ahead:
        if _below(value, least):
            least = value
    return least


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
            which = (
                f"第 {criterion.level} 级各指标"
                if criterion.level
                else f"指标 {'、'.join(criterion.codes)}"
            )
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
