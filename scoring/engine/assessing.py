"""Assessing one round, a pure function of what was read; of an earlier assessment is kept what
follows from the same objects.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from scoring.engine.assessment import Assessment, Kept, NodeResult, VetoResult
from scoring.engine.criteria import NOT_YET, Grounds, Verdict, judge
from scoring.engine.leaves import LeafResult, leaf_result
from scoring.engine.rates import Rates
from scoring.engine.rollup import ONE, Branch, roll_up
from scoring.engine.scores import CAUSE_NAMES, CAUSES, TRACKS, ZERO, Marks, Track
from scoring.engine.totals import PoolEntry, TrackTotal, finish, outside_base, penalty, pool_entry
from scoring.evidence.support import Support
from scoring.identity import differing, differing_keys
from scoring.indicators.model import Indicator, IndicatorTree, Veto
from scoring.rounds.model import Round
from scoring.rounds.verification import Verified, verified, verifying
from scoring.values import format_fixed, format_short


def assess(
    tree: IndicatorTree,
    current: Round,
    rounds: Sequence[Round],
    supports: Mapping[str, Support],
    *,
    items: int = 0,
    open_items: Sequence[str] = (),
    before: Assessment | None = None,
) -> Assessment:
    """Scores ``current`` with what verifies it among ``rounds``.

    ``items`` counts the rectification ledger, ``open_items`` names those not closed. ``before`` is
    an earlier assessment, of a state in which most findings and supports were the same objects:
    what follows from those alone is taken from it. The result is the same with and without it.
    """
    # The order of scoring: leaves, roll-up, conversion with bonus and penalties and
    # vetoes (finish), then criteria.
    remembered = before.kept if before is not None and before.tree is tree else None
    checks = _checks(rounds, current, remembered)
    results, changed = _results(tree, current, checks, supports, remembered)
    root = roll_up(tree, results, remembered.root if remembered is not None else None, changed)
    marks = root.marks
    triggered = [item for item in tree.head.vetoes if item.code in current.vetoes]
    outside = _outside(results, changed, remembered)
    pools = {track: _pool(outside, track) for track in TRACKS}
    totals: dict[Track, TrackTotal | None] = {}
    for track in TRACKS:
        taken = penalty(outside, track)
        totals[track] = finish(tree, marks, marks.on(track), pools[track], taken, triggered)
    totals["verified"] = _verified_total(totals["verified"], checks, list(results.values()))
    low, high = _range(tree, marks, outside, pools["current"], triggered)
    # A tree in which nothing applies lacks no assessment, so it is complete rather than undefined.
    completeness = ONE
    if marks.applicable:
        completeness -= marks.losses.unassessed / marks.applicable
    rates = Rates(root, remembered.rates if remembered else None)
    grounds = Grounds(
        root,
        totals,
        completeness,
        results,
        tuple(current.vetoes[item.code] for item in triggered),
        current.head.as_of,
        items,
        tuple(open_items),
        rates,
    )
    grounds = replace(grounds, marked=_marked(tree, current, rounds, supports, grounds))
    verdicts = tuple(
        judge(criterion, index, grounds) for index, criterion in enumerate(tree.criteria)
    )
    # Each assessment would otherwise hold on to all earlier ones of a session.
    rates.settled()
    # The nodes of an assessment of another tree stand at other places.
    earlier = before if remembered is not None else None
    nodes = _all_nodes(root, earlier)
    return Assessment(
        tree=tree,
        round=current,
        nodes=nodes,
        root=marks,
        totals=totals,
        low=low,
        high=high,
        completeness=completeness,
        vetoes=tuple(VetoResult(item, current.vetoes.get(item.code)) for item in tree.head.vetoes),
        verdicts=verdicts,
        ready=_ready(marks, verdicts, triggered),
        by_code=_by_code(nodes, earlier),
        kept=Kept(tuple(rounds), current, checks, supports, results, root, rates, outside),
    )


def _pool(outside: Iterable[LeafResult], track: Track) -> list[PoolEntry]:
    """What the leaves bring to the bonus on a track."""
    entries = (pool_entry(result, track) for result in outside)
    return [entry for entry in entries if entry]


def _ready(marks: Marks, verdicts: Iterable[Verdict], triggered: Iterable[Veto]) -> bool:
    """Whether the county is ready. Nothing to score is no readiness, although every condition on an
    empty set is met.
    """
    if not marks.applicable or any(veto.effect == "ineligible" for veto in triggered):
        return False
    return all(verdict.met for verdict in verdicts)


def _checks(rounds: Sequence[Round], current: Round, kept: Kept | None) -> Mapping[str, Verified]:
    """What verifies each leaf; the same objects as before where it is what it was."""
    if kept is None:
        return verified(rounds, current)
    now, old = verifying(rounds, current), verifying(kept.rounds, kept.current)
    if len(now) == len(old) and all(item is other for item, other in zip(now, old, strict=True)):
        return kept.checks
    checks = {}
    for code, check in verified(rounds, current).items():
        earlier = kept.checks.get(code)
        checks[code] = earlier if earlier is not None and earlier == check else check
    return checks


def _results(
    tree: IndicatorTree,
    current: Round,
    checks: Mapping[str, Verified],
    supports: Mapping[str, Support],
    kept: Kept | None,
) -> tuple[dict[str, LeafResult], set[str] | None]:
    """The result of each leaf, and the codes of those that are not what they were;
    None for all of them.
    """
    inspected = bool(checks)
    findings = current.findings

    def result_of(leaf: Indicator) -> LeafResult:
        code = leaf.code
        return leaf_result(
            leaf, findings.get(code), checks.get(code), supports[code], any_inspected=inspected
        )

    # The first inspection puts a stated 不适用 value on the verified track of leaves that it never
    # visited, so no earlier leaf can be taken over then.
    if kept is None or bool(kept.checks) != inspected:
        return {leaf.code: result_of(leaf) for leaf in tree.leaves()}, None
    touched = (
        differing_keys(findings, kept.current.findings)
        | differing_keys(checks, kept.checks)
        | differing_keys(supports, kept.supports)
    )
    results = dict(kept.results)
    changed = touched & results.keys()
    for code in changed:
        results[code] = result_of(tree.by_code[code])
    return results, changed


def _outside(
    results: Mapping[str, LeafResult], changed: set[str] | None, kept: Kept | None
) -> Sequence[LeafResult]:
    """The leaves that bring a bonus or take a penalty, in the order of the tree."""
    if kept is not None and changed is not None:
        touched = outside_base(results[code] for code in changed)
        if not touched and not any(item.node.code in changed for item in kept.outside):
            return kept.outside
    return outside_base(results.values())


def _marked(
    tree: IndicatorTree,
    current: Round,
    rounds: Sequence[Round],
    supports: Mapping[str, Support],
    grounds: Grounds,
) -> dict[str, Grounds]:
    """What conditions on 模拟 and on 核验 are judged on: the marks of one kind alone, which are
    never added up.
    """
    if grounds.totals["verified"] is None or not _asks_for_one_kind(tree):
        return {}
    chosen = [item for item in verifying(rounds, current) if item.findings or item.unscored]
    kinds = {item.kind for item in chosen}
    marked: dict[str, Grounds] = {}
    for track, kind in (("mock", "mock"), ("verified", "inspection")):
        if kinds == {kind}:
            marked[track] = grounds
        elif kind in kinds:
            of_kind = [current, *(item for item in chosen if item.kind == kind)]
            part = assess(tree, current, of_kind, supports)
            if part.totals["verified"] is not None and part.kept is not None:
                marked[track] = replace(
                    grounds, root=part.kept.root, totals=part.totals, rates=None
                )
    return marked


def _asks_for_one_kind(tree: IndicatorTree) -> bool:
    """Whether any condition looks at the marks of mocks, or of inspections, alone."""
    return any(getattr(criterion, "track", "") in NOT_YET for criterion in tree.criteria)


def _verified_total(
    total: TrackTotal | None, checks: Mapping[str, Verified], leaves: Sequence[LeafResult]
) -> TrackTotal | None:
    """The verified track: none without an inspection, and without a grade until every applicable
    leaf was inspected.
    """
    if total is None or not checks:
        return None
    # A sum over inspected leaves only is no total of the county, and a grade would call it one.
    whole = all(result.marks.verified is not None for result in leaves if result.marks.applicable)
    if whole:
        return total
    return replace(total, grade="")


def _range(
    tree: IndicatorTree,
    root: Marks,
    leaves: Sequence[LeafResult],
    pool: list[PoolEntry],
    triggered: Sequence[Veto],
) -> tuple[Fraction, Fraction]:
    """The current final score with everything unassessed at nothing and at full."""
    taken = penalty(leaves, "current")
    risk = ZERO
    chances = []
    for result in leaves:
        node = result.node
        if not result.open:
            continue
        # The lowest takes an open penalty in full, the highest takes none of it.
        if node.kind == "penalty":
            risk += node.points
        elif node.kind == "bonus":
            # A matter of its own, which no award of another leaf can share.
            own = ((f"\0{node.code}", node.points),)
            chances.append(PoolEntry(node.code, node.points, own))
    low = finish(tree, root, root.current, pool, taken + risk, triggered)
    reachable = root.current + root.losses.unassessed
    high = finish(tree, root, reachable, pool + chances, taken, triggered)
    return low.final, high.final


def _by_code(nodes: tuple[NodeResult, ...], before: Assessment | None) -> Mapping[str, NodeResult]:
    if before is None:
        return {item.node.code: item for item in nodes}
    fresh = [nodes[index] for index in differing(nodes, before.nodes)]
    return {**before.by_code, **{item.node.code: item for item in fresh}}


def _all_nodes(root: Branch, before: Assessment | None) -> tuple[NodeResult, ...]:
    """Every node in the order of the tree."""
    nodes: list[NodeResult] = []
    if before is not None and before.kept is not None:
        _add_nodes(root, ONE, nodes, before.kept.root, before.nodes)
    else:
        _add_nodes(root, ONE, nodes, None, ())
    return tuple(nodes)


def _add_nodes(
    branch: Branch,
    factor: Fraction,
    nodes: list[NodeResult],
    old: Branch | None,
    before: Sequence[NodeResult],
) -> None:
    """Adds the results at and below a branch. ``before`` are those of an earlier assessment; a node
    stands at the same place in both.
    """
    place, node = len(nodes), branch.node
    if old is branch and (node is None or before[place].factor == factor):
        # The root is a branch without a result of its own.
        size = branch.size if node is not None else branch.size - 1
        # All results below an unchanged branch stand side by side in the order of the tree.
        nodes += before[place : place + size]
        return
    if node is not None:
        result = branch.sum.result
        why = _reason(branch, node, result)
        nodes.append(NodeResult(node, branch.marks, branch.state, result, why, factor))
    inner = factor
    if branch.fold and node is not None:
        # Losses inside a folded block are on the block's own
        # scale; gaps and units count on the root's.
        inside = sum((child.marks.applicable for child in branch.own()), ZERO)
        inner = factor * branch.marks.applicable / inside if inside else ZERO
    olds = old.children if old is not None else (None,) * len(branch.children)
    for child, earlier in zip(branch.children, olds, strict=True):
        _add_nodes(child, inner, nodes, earlier, before)


def _reason(branch: Branch, node: Indicator, result: LeafResult | None) -> str:
    if result is not None:
        marks = result.marks
        # Without these words the points would not agree with the published ones, and nobody would
        # see why.
        scaled = branch.marks.applicable != marks.applicable and marks.applicable
        if not scaled:
            return result.why
        before, after = format_short(marks.applicable), format_short(branch.marks.applicable)
        return f"{result.why}；同级有不适用指标，{before} 分放大为 {after} 分"
    marks = branch.marks
    if branch.not_applicable and not marks.applicable:
        return f"下级指标均不适用；{branch.policy}"
    head = f"下级 {sum(1 for _ in branch.own())} 项合计"
    if branch.fold:
        head += f"（按 {format_short(node.points)} 分折算）"
    if node.kind != "base":
        return f"{head}：{format_fixed(marks.current)} 分"
    lost = [(CAUSE_NAMES[cause], getattr(marks.losses, cause)) for cause in CAUSES]
    parts = [f"{name} {format_fixed(value)} 分" for name, value in lost if value]
    tail = f"失分：{'，'.join(parts)}" if parts else "没有失分"
    return f"{head}：应得 {format_fixed(marks.applicable)} 分，现得 {format_fixed(marks.current)} 分，{tail}"
