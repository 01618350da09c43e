"""The effect of leaving out each indicator: the total without it, and the conditions that turn.
Exact, without draws.

The indicator is taken out of the tree as if the edition did not hold it: its points leave those of
its parents (a folded block keeps its own), and the total is converted to the full mark of the whole
again. Only what stands above the indicator is computed anew, so that a tree of thousands takes a
moment.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction

from scoring.engine.assessment import Assessment
from scoring.engine.leaves import LeafResult
from scoring.engine.scores import TRACKS, ZERO, Marks, Track
from scoring.engine.sensitivity.conditions import Watch, stated_rate, watch
from scoring.engine.sensitivity.model import Model, Part, model_of
from scoring.engine.totals import PoolEntry, TrackTotal, finish, penalty, pool_entry, pooled
from scoring.indicators.criteria import Carried, Completeness, Total
from scoring.indicators.model import Indicator
from scoring.values import natural_key


@dataclass(frozen=True, slots=True)
class Without:
    """The assessment without one scored indicator: the current final score,
    how it changes, and what turns.

    ``met`` and ``unmet`` are the ids of conditions that would come to be met, and no longer be met.
    """

    node: Indicator
    final: Fraction
    change: Fraction
    grade: str
    met: tuple[str, ...]
    unmet: tuple[str, ...]
    ready: bool


def without_each(assessment: Assessment) -> tuple[Without, ...]:
    """Every scored indicator left out in turn, base, bonus and penalty;
    the largest change of the total first.
    """
    dropping = _Dropping(model_of(assessment))
    results = [dropping.without(item.leaf) for item in assessment.leaves() if item.leaf is not None]
    return tuple(sorted(results, key=lambda item: (-abs(item.change), natural_key(item.node.code))))


@dataclass(frozen=True, slots=True)
class _Cell:
    """One node on its own scale: its full mark and its quantities,
    of which the first is what is applicable.
    """

    full: Fraction
    values: tuple[Fraction, ...]
    moves: str
    out: bool

    def rate(self, quantity: int) -> Fraction:
        if self.values[0]:
            return self.values[quantity] / self.values[0]
        return Fraction(1)


@dataclass(frozen=True, slots=True)
class _Sums:
    """Siblings added up: all that their parent needs to know. ``rates`` are the sums of what each
    live one earns for one applicable point.
    """

    count: int = 0
    out: int = 0
    live: int = 0
    full: Fraction = ZERO
    block: Fraction = ZERO
    spread: Fraction = ZERO
    values: tuple[Fraction, ...] = ()
    rates: tuple[Fraction, ...] = ()

    def plus(self, cell: _Cell | None, sign: int = 1) -> _Sums:
        """With one sibling more, or with ``sign`` −1 less."""
        if cell is None:
            return self
        live = bool(cell.values[0])
        if cell.out and not live:
            moved = cell.full * sign
        else:
            moved = ZERO
        return _Sums(
            self.count + sign,
            self.out + sign * cell.out,
            self.live + sign * live,
            self.full + sign * cell.full,
            self.block + (moved if cell.moves == "block" else ZERO),
            self.spread + (moved if cell.moves == "spread" else ZERO),
            _added(self.values, cell.values, sign),
            _added(self.rates, tuple(value / cell.values[0] for value in cell.values), sign)
            if live
            else self.rates,
        )

    def total(self) -> tuple[Fraction, ...]:
        """The quantities of all siblings, with what those
        that are not applicable leave to the others.
        """
        if not self.live or not (self.block or self.spread):
            return self.values
        factor, share = 1 + self.block / self.values[0], self.spread / self.live
        return tuple(
            value * factor + share * rate
            for value, rate in zip(self.values, self.rates, strict=True)
        )


def _added(
    sums: tuple[Fraction, ...], values: tuple[Fraction, ...], sign: int
) -> tuple[Fraction, ...]:
    """Sums with one part more (``sign`` 1) or less (-1)."""
    pairs = zip(sums or (ZERO,) * len(values), values, strict=True)
    if sign > 0:
        return tuple(one + other for one, other in pairs)
    return tuple(one - other for one, other in pairs)


@dataclass(slots=True)
class _Counts:
    """How the nodes of one condition stand."""

    nodes: int = 0
    full: int = 0
    low: int = 0

    def plus(self, watched: Watch, rate: Fraction, sign: int = 1) -> None:
        self.nodes += sign
        self.full += sign * (rate == 1)
        self.low += sign * watched.low(rate)


@dataclass(slots=True)
class _Dropping:
    """The whole assessment in a form from which one indicator is quickly taken."""

    model: Model
    cells: dict[str, _Cell] = field(default_factory=dict)
    sums: dict[str, _Sums] = field(default_factory=dict)
    watches: list[Watch | None] = field(default_factory=list)
    watched: list[frozenset[str]] = field(default_factory=list)
    counts: list[_Counts] = field(default_factory=list)
    pools: dict[Track, list[PoolEntry]] = field(default_factory=dict)
    places: dict[Track, Counter[str]] = field(default_factory=dict)
    items: tuple[int, int] = (0, 0)

    def __post_init__(self) -> None:
        model, assessment = self.model, self.model.assessment
        self._measure(model.root)
        results = [item.leaf for item in assessment.leaves() if item.leaf is not None]
        self.watches = [watch(criterion, model) for criterion in assessment.tree.criteria]
        for item in self.watches:
            counts = _Counts()
            if item is not None:
                for code in item.codes:
                    counts.plus(item, stated_rate(model, code, item.track))
            self.watched.append(frozenset(item.codes) if item is not None else frozenset())
            self.counts.append(counts)
        for track in TRACKS:
            entries = (pool_entry(result, track) for result in results)
            pool = [entry for entry in entries if entry is not None]
            self.pools[track] = pool
            self.places[track] = Counter(name for entry in pool for name, _ in entry.matters)
        counted = [_items(result) for result in results]
        self.items = sum(done for done, _ in counted), sum(needed for _, needed in counted)

    def _measure(self, part: Part) -> _Cell:
        """The cells and sums of a part and of all below it."""
        if part.leaf:
            values = tuple(part.points * rate for rate in part.rates)
            cell = _Cell(part.points, values, part.moves, part.not_applicable)
        else:
            zeros = (ZERO,) * len(self.model.quantities)
            sums = _Sums(values=zeros, rates=zeros)
            for kid in part.kids:
                sums = sums.plus(self._measure(kid))
            self.sums[part.code] = sums
            cell = self._joined(part, sums, part.points)
        self.cells[part.code] = cell
        return cell

    def _joined(self, part: Part, sums: _Sums, full: Fraction) -> _Cell:
        values = sums.total()
        if part.fold:
            values = tuple(value * full / sums.full if sums.full else ZERO for value in values)
        return _Cell(full, values, part.moves, bool(sums.count) and sums.out == sums.count)

    def without(self, result: LeafResult) -> Without:
        """The assessment without one leaf."""
        code, assessment = result.node.code, self.model.assessment
        changed = self._climb(code) if code in self.cells else {}
        root = changed.get(self.model.root.code) or self.cells[self.model.root.code]
        totals = dict(assessment.totals)
        for track in TRACKS:
            if track in self.model.quantities:
                totals[track] = self._finished(track, totals[track], root, result)
        verdicts = [
            self._met(index, changed, root, totals, result)
            for index in range(len(assessment.verdicts))
        ]
        pairs = list(zip(assessment.verdicts, verdicts, strict=True))
        barred = any(
            item.triggered and item.veto.effect == "ineligible" for item in assessment.vetoes
        )
        now = totals["current"]
        assert now is not None
        return Without(
            result.node,
            now.final,
            now.final - assessment.track("current").final,
            now.grade,
            tuple(verdict.id for verdict, met in pairs if met and not verdict.met),
            tuple(verdict.id for verdict, met in pairs if verdict.met and not met),
            all(verdicts) and not barred and bool(root.values[0]),
        )

    def _climb(self, code: str) -> dict[str, _Cell | None]:
        """The cells that change, by code: None for the leaf,
        and for nodes that would be empty without it.
        """
        changed: dict[str, _Cell | None] = {code: None}
        below = code
        for part in reversed(self.model.paths[code]):
            old, new = self.cells[below], changed[below]
            sums = self.sums[part.code].plus(old, -1).plus(new)
            full = self.cells[part.code].full
            if not part.fold and part.node is not None:
                # A folded block is worth its own points whatever it
                # holds; any other is worth its children.
                full -= old.full - (new.full if new else ZERO)
            changed[part.code] = (
                self._joined(part, sums, full) if sums.count or part.node is None else None
            )
            below = part.code
        return changed

    def _finished(
        self, track: Track, total: TrackTotal | None, root: _Cell, dropped: LeafResult
    ) -> TrackTotal | None:
        """One track to its end, with the pool of the bonus and the penalties less
        what the leaf brought.
        """
        if total is None:
            return None
        assessment, code = self.model.assessment, dropped.node.code
        won = self._won(track, total.won, code)
        entry = PoolEntry("", won, (("", won),))
        taken = total.penalty - penalty([dropped], track)
        marks = Marks(full=self.model.root.points, applicable=root.values[0])
        score = root.values[self.model.quantities.index(track)]
        triggered = [item.veto for item in assessment.vetoes if item.triggered]
        return finish(assessment.tree, marks, score, [entry], taken, triggered)

    def _won(self, track: Track, won: Fraction, code: str) -> Fraction:
        """The bonus before gate and cap without what one leaf brings, on a pool that ``won`` so
        much with it.
        """
        pool = self.pools[track]
        entry = next((entry for entry in pool if entry.code == code), None)
        if entry is None:
            return won
        if all(
            self.places[track][name] == 1 for name, _ in entry.matters
        ):  # nobody else gains by its going
            return won - min(entry.cap, sum((worth for _, worth in entry.matters), ZERO))
        return pooled([other for other in pool if other is not entry])

    def _met(
        self,
        index: int,
        changed: dict[str, _Cell | None],
        root: _Cell,
        totals: dict[Track, TrackTotal | None],
        dropped: LeafResult,
    ) -> bool:
        criterion = self.model.assessment.tree.criteria[index]
        item = self.watches[index]
        if item is not None:
            return self._watched(index, item, changed)
        if self.model.assessment.apart(criterion):
            return self.model.assessment.verdicts[index].met
        match criterion:
            case Total():
                total = totals[criterion.scale]
                return total is not None and total.final >= criterion.min
            case Completeness():
                row = self.model.quantities.index("unassessed")
                open_ = root.values[row] / root.values[0] if root.values[0] else ZERO
                return 1 - open_ >= criterion.min
            case Carried():
                done, needed = (
                    all_ - own for all_, own in zip(self.items, _items(dropped), strict=True)
                )
                return not needed or Fraction(done, needed) >= criterion.min
            case _:
                return self.model.assessment.verdicts[index].met

    def _watched(self, index: int, item: Watch, changed: dict[str, _Cell | None]) -> bool:
        stated = self.counts[index]
        counts = _Counts(stated.nodes, stated.full, stated.low)
        row = self.model.quantities.index(item.track)
        for code, cell in changed.items():
            if code not in self.watched[index]:
                continue
            counts.plus(item, stated_rate(self.model, code, item.track), -1)
            if cell is not None and not cell.out:
                counts.plus(item, cell.rate(row))
        return item.met(counts.nodes, counts.full, counts.low)


def _items(result: LeafResult) -> tuple[int, int]:
    """Required items of evidence of a leaf that are carried, and all of them."""
    if result.node.kind != "base" or result.not_applicable:
        return 0, 0
    return sum(item.met for item in result.support.required), len(result.support.required)
