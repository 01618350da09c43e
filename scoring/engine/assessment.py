"""The assessment of one round: nodes, totals, losses, completeness, conditions. A pure function of what was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from scoring.engine.criteria import Grounds, Verdict, judge
from scoring.engine.leaves import LeafResult, State, leaf_result
from scoring.engine.marks import CAUSE_NAMES, CAUSES, TRACKS, ZERO, Losses, Marks, Track
from scoring.engine.rollup import Branch, roll_up
from scoring.engine.totals import PoolEntry, TrackTotal, finish, penalty, pool_entry
from scoring.evidence.support import Support
from scoring.indicators.model import Indicator, IndicatorTree, Veto
from scoring.rounds.model import Round
from scoring.rounds.verification import Verified, verified
from scoring.rounds.vetoes import TriggeredVeto
from scoring.values import plain, rounded


@dataclass(frozen=True, slots=True)
class NodeResult:
    """One node of the tree with its marks on its own scale; ``leaf`` is set for scored nodes.

    ``factor`` brings its losses to the scale of the whole (1 outside folded blocks).
    """

    node: Indicator
    marks: Marks
    state: State
    leaf: LeafResult | None
    why: str
    factor: Fraction


@dataclass(frozen=True, slots=True)
class VetoResult:
    """A veto of the tree and, where it was triggered, its circumstances."""

    veto: Veto
    triggered: TriggeredVeto | None


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything that the outputs print about one round. All scores are exact; ``totals['verified']`` may be None."""

    tree: IndicatorTree
    round: Round
    nodes: tuple[NodeResult, ...]
    root: Marks
    totals: Mapping[Track, TrackTotal | None]
    low: Fraction
    high: Fraction
    completeness: Fraction
    vetoes: tuple[VetoResult, ...]
    verdicts: tuple[Verdict, ...]
    ready: bool
    by_code: Mapping[str, NodeResult]

    @property
    def losses(self) -> Losses:
        """The losses of the whole."""
        return self.root.losses

    def track(self, track: Track) -> TrackTotal:
        """One track; raises ``KeyError`` for ``verified`` where nothing was inspected. The others are always there."""
        found = self.totals[track]
        if found is None:
            raise KeyError(track)
        return found

    @property
    def scorable(self) -> bool:
        """Whether anything can be earned at all; where everything is 不适用, nobody is ready (没有可以评分的指标)."""
        return bool(self.root.applicable)

    @property
    def only_mock(self) -> bool:
        """Whether what verifies is a mock throughout (模拟), and no real inspection."""
        checks = [item.leaf.verified for item in self.nodes if item.leaf is not None and item.leaf.verified is not None]
        return bool(checks) and all(check.mock for check in checks)

    def leaves(self) -> list[NodeResult]:
        """The scored nodes in the order of the tree."""
        return [item for item in self.nodes if item.leaf is not None]


def assess(
    tree: IndicatorTree,
    current: Round,
    rounds: Sequence[Round],
    supports: Mapping[str, Support],
    *,
    items: int = 0,
    open_items: Sequence[str] = (),
) -> Assessment:
    """Scores ``current`` with what verifies it among ``rounds``.

    ``items`` counts the rectification ledger, ``open_items`` names those not closed.
    """
    checks = verified(rounds, current)
    results = _results(tree, current, checks, supports)
    root = roll_up(tree, results)
    marks = root.marks
    triggered = [item for item in tree.head.vetoes if item.code in current.vetoes]
    leaves = list(results.values())
    totals: dict[Track, TrackTotal | None] = {}
    pools: dict[Track, list[PoolEntry]] = {}
    for track in TRACKS:
        pools[track] = [entry for entry in (pool_entry(result, track) for result in leaves) if entry]
        totals[track] = finish(tree, marks, marks.on(track), pools[track], penalty(leaves, track), triggered)
    totals["verified"] = _verified_total(totals["verified"], checks, leaves)
    low, high = _range(tree, marks, leaves, pools["current"], triggered)
    completeness = 1 - marks.losses.unassessed / marks.applicable if marks.applicable else Fraction(1)
    happened = tuple(current.vetoes[item.code] for item in triggered)
    grounds = Grounds(root, totals, completeness, results, happened, current.head.as_of, items, tuple(open_items))
    verdicts = tuple(judge(criterion, index, grounds) for index, criterion in enumerate(tree.criteria))
    barred = any(item.effect == "ineligible" for item in triggered)
    # Nothing to score is no readiness, although every condition on an empty set is met.
    ready = bool(marks.applicable) and all(item.met for item in verdicts) and not barred
    nodes = tuple(_nodes(root, results, Fraction(1)))
    vetoes = tuple(VetoResult(item, current.vetoes.get(item.code)) for item in tree.head.vetoes)
    by_code = {item.node.code: item for item in nodes}
    return Assessment(tree, current, nodes, marks, totals, low, high, completeness, vetoes, verdicts, ready, by_code)


def _results(
    tree: IndicatorTree, current: Round, checks: Mapping[str, Verified], supports: Mapping[str, Support]
) -> dict[str, LeafResult]:
    return {
        leaf.code: leaf_result(
            leaf,
            current.findings.get(leaf.code),
            checks.get(leaf.code),
            supports[leaf.code],
            any_inspected=bool(checks),
        )
        for leaf in tree.leaves()
    }


def _verified_total(
    total: TrackTotal | None, checks: Mapping[str, Verified], leaves: Sequence[LeafResult]
) -> TrackTotal | None:
    """The verified track: none without an inspection, and without a grade until every applicable leaf was inspected."""
    if total is None or not checks:
        return None
    whole = all(result.marks.verified is not None for result in leaves if result.marks.applicable)
    return total if whole else replace(total, grade="")


def _range(
    tree: IndicatorTree, root: Marks, leaves: Sequence[LeafResult], pool: list[PoolEntry], triggered: Sequence[Veto]
) -> tuple[Fraction, Fraction]:
    """The current final score with everything unassessed at nothing and at full."""
    taken = penalty(leaves, "current")
    unknown = [result for result in leaves if result.open and result.node.kind != "base"]
    risk = sum((result.node.points for result in unknown if result.node.kind == "penalty"), ZERO)
    chances = [
        PoolEntry(result.node.code, result.node.points, ((f"\0{result.node.code}", result.node.points),))
        for result in unknown
        if result.node.kind == "bonus"
    ]
    low = finish(tree, root, root.current, pool, taken + risk, triggered).final
    high = finish(tree, root, root.current + root.losses.unassessed, pool + chances, taken, triggered).final
    return low, high


def _nodes(branch: Branch, results: Mapping[str, LeafResult], factor: Fraction) -> list[NodeResult]:
    found = []
    if branch.node is not None:
        result = results[branch.node.code] if branch.node.leaf else None
        found.append(
            NodeResult(branch.node, branch.marks, branch.state, result, _reason(branch, branch.node, result), factor)
        )
    inner = factor
    if branch.fold and branch.node is not None:
        inside = sum((child.marks.applicable for child in branch.own()), ZERO)
        inner = factor * branch.marks.applicable / inside if inside else ZERO
    for child in branch.children:
        found += _nodes(child, results, inner)
    return found


def _reason(branch: Branch, node: Indicator, result: LeafResult | None) -> str:
    if result is not None:
        marks = result.marks
        scaled = branch.marks.applicable != marks.applicable and marks.applicable
        if not scaled:
            return result.why
        before, after = plain(marks.applicable), plain(branch.marks.applicable)
        return f"{result.why}；同级有不适用指标，{before} 分放大为 {after} 分"
    marks = branch.marks
    if branch.not_applicable and not marks.applicable:
        return f"下级指标均不适用；{branch.policy}"
    head = f"下级 {sum(1 for _ in branch.own())} 项合计"
    if branch.fold:
        head += f"（按 {plain(node.points)} 分折算）"
    if node.kind != "base":
        return f"{head}：{rounded(marks.current)} 分"
    lost = [(CAUSE_NAMES[cause], getattr(marks.losses, cause)) for cause in CAUSES]
    parts = [f"{name} {rounded(value)} 分" for name, value in lost if value]
    tail = f"失分：{'，'.join(parts)}" if parts else "没有失分"
    return f"{head}：应得 {rounded(marks.applicable)} 分，现得 {rounded(marks.current)} 分，{tail}"
