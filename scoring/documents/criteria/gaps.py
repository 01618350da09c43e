"""What each unmet condition lacks: the indicators or items in its way, how much, whose, and what
would mend them.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Annotated

from scoring.documents.summary_sentences import closed_gate, upwards, wanting
from scoring.engine import CAUSE_NAMES, CAUSES, Assessment, NodeResult
from scoring.engine.criteria import Verdict
from scoring.engine.gaps import at_root
from scoring.engine.scores import ZERO, Marks, Track
from scoring.evidence.support import Met, lacking_words
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
from scoring.indicators.model import due_text
from scoring.rectification.ledger import RectificationItem
from scoring.rectification.measures import bringing, proposed_measures
from scoring.values import format_fixed
from scoring.views.item import item_view
from scoring.views.sheet import Column
from scoring.views.veto import fact_words
from scoring.views.words import owners
from scoring.workspace import Workspace


@dataclass(frozen=True, slots=True)
class GapLine:
    """One indicator (or veto, or item) in the way of a condition. ``items`` are the ids of the
    ledger that mend it.

    ``head``: a node above the indicators, which follow it and lack what it lacks.
    """

    code: Annotated[str, Column("编号", 10, centre=True, share=7)]
    name: Annotated[str, Column("指标或事项", 30, share=21)]
    unit: Annotated[str, Column("牵头单位", 18, share=13)]
    gap: Annotated[str, Column("差额", 16, share=9)]
    why: Annotated[str, Column("原因", 18, share=12)]
    how: Annotated[str, Column("怎样补", 56, share=29)]
    due: Annotated[str, Column("时限", 12, centre=True, share=9)]
    items: tuple[str, ...]
    head: bool = False


@dataclass(frozen=True, slots=True)
class Remedying:
    """The open items by the leaf that they mend; ``listed``: there is a ledger at all."""

    by_leaf: Mapping[str, tuple[RectificationItem, ...]]
    listed: bool

    @classmethod
    def of(cls, workspace: Workspace, assessment: Assessment) -> Remedying:
        """Items of a node above the leaves stand for all leaves below it."""
        by_leaf: dict[str, list[RectificationItem]] = defaultdict(list)
        for item in workspace.ledger:
            node = assessment.by_code.get(item.indicator or "")
            if node is not None and not item.closed:
                for leaf in node.node.leaves():
                    by_leaf[leaf.code].append(item)
        return cls(
            {code: tuple(items) for code, items in by_leaf.items()},
            bool(workspace.ledger),
        )


def _total_gap(criterion: Total, assessment: Assessment) -> str:
    """How far the final score is from what is asked for, and whether all losses would not do."""
    total = assessment.totals[criterion.scale]
    if total is None:
        return "尚未核验"
    need = wanting(assessment, criterion.min, criterion.scale)
    # The condition is on the converted total, so the losses are converted before they are compared.
    lost = _short(assessment.root, criterion.scale) * _worth(assessment)
    aside = "，失分全部补上也不够" if need > lost else ""
    return f"差 {upwards(criterion.min - total.final)} 分{aside}"


def _required(assessment: Assessment) -> list[Met]:
    """The required evidence of all base indicators that apply."""
    return [
        met
        for item in assessment.leaves()
        # Bonus and penalty stand outside of every condition on nodes, as does what does not apply.
        if item.leaf and item.node.kind == "base" and not item.leaf.not_applicable
        for met in item.leaf.support.required
    ]


def condition_gap(criterion: Criterion, verdict: Verdict, assessment: Assessment) -> str:
    """What the whole condition lacks, in a few words."""
    match criterion:
        case Total():
            return _total_gap(criterion, assessment)
        case Rate():
            return f"{len(verdict.failing)} 项未达到"
        case Binding():
            return f"{len(verdict.failing)} 项未得满分"
        case AtLeast():
            # With a rate for the others, what fails may be either short of full or of that rate.
            short_of = "未得满分" if criterion.rest is None else "不够"
            return f"{len(verdict.failing)} 项{short_of}"
        case Completeness():
            lost = assessment.losses.unassessed
            return f"未评 {format_fixed(lost)} 分，{len(verdict.failing)} 项"
        case Carried():
            required = _required(assessment)
            # Whole requirements: 95 % of 30 are 28.5, and only the 29th one meets it.
            short = math.ceil(criterion.min * len(required)) - sum(met.met for met in required)
            return f"还差 {short} 项必备佐证"
        case NoVeto():
            return f"触发 {len(verdict.failing)} 项"
        case Rectified():
            return f"{len(verdict.failing)} 个未销号"


def gate_note(criterion: Criterion, assessment: Assessment) -> str:
    """What a condition on the total gains from the bonus that a gate keeps out, in words; empty for
    all others.
    """
    if isinstance(criterion, Total):
        gate = closed_gate(assessment, criterion.scale)
    else:
        gate = None
    if gate is None or not isinstance(criterion, Total):
        return ""
    need = wanting(assessment, criterion.min, criterion.scale)
    whole = f"；共需再得 {upwards(need)} 分" if need > gate.lacking else ""
    return f"{gate.note}{whole}。"


def lines_of(
    criterion: Criterion,
    verdict: Verdict,
    workspace: Workspace,
    assessment: Assessment,
    remedying: Remedying,
) -> Iterator[GapLine]:
    """Everything in the way of a condition that is not met.

    Of one on 模拟 or 核验 alone, where the two stand side by side, only the verdict tells: mending
    moves neither.
    """
    if assessment.verified is not None and assessment.apart(criterion):
        return
    match criterion:
        case NoVeto():
            yield from _vetoes(verdict, assessment)
        case Rectified():
            yield from _unsettled(verdict, workspace)
        case Total():
            yield from _total(criterion, assessment, remedying)
        case _:
            for code in verdict.failing:
                yield from _of_node(criterion, assessment.by_code[code], assessment, remedying)


def _of_node(
    criterion: Criterion, node: NodeResult, assessment: Assessment, remedying: Remedying
) -> Iterator[GapLine]:
    """What is in the way at one node that fails a condition on nodes."""
    match criterion:
        case Rate():
            yield from _rate(criterion, node, assessment, remedying)
        case Carried():
            yield _carried(node, remedying)
        case Completeness():
            yield _unassessed(node, remedying)
        case Binding() | AtLeast():
            lines = list(_points(_below(node, assessment, criterion.scale), remedying))
            yield from _headed(node, f"差 {upwards(_short(node.marks, criterion.scale))} 分", lines)


def _unsettled(verdict: Verdict, workspace: Workspace) -> Iterator[GapLine]:
    """The items of the ledger that are not signed off."""
    by_id = {item.id: item for item in workspace.ledger}
    for item in (by_id[ident] for ident in verdict.failing):
        view, how = item_view(item), _measures(item)
        yield GapLine(
            view.id, view.problem, view.leader, view.status, "", how, view.term, (view.id,)
        )


def _total(criterion: Total, assessment: Assessment, remedying: Remedying) -> Iterator[GapLine]:
    """The leaves that would bring the total up to what is asked, the richest first."""
    track = criterion.scale
    if assessment.totals[track] is None:
        return
    worth = _worth(assessment)
    lacking = [
        (item, _short(item.marks, track) * item.factor * worth) for item in _base(assessment)
    ]
    yield from _points(_enough(lacking, wanting(assessment, criterion.min, track)), remedying)


def _rate(
    criterion: Rate, node: NodeResult, assessment: Assessment, remedying: Remedying
) -> Iterator[GapLine]:
    """A node whose rate is too low, and the leaves below it that would bring it up."""
    need = criterion.min * node.marks.applicable - node.marks.on(criterion.scale)
    lines = list(_points(_enough(_below(node, assessment, criterion.scale), need), remedying))
    yield from _headed(node, f"差 {upwards(need)} 分", lines)


def _carried(item: NodeResult, remedying: Remedying) -> GapLine:
    """A leaf that evidence does not carry: the requirements that nothing meets."""
    assert item.leaf is not None
    lacking = [met for met in item.leaf.support.required if not met.met]
    line = _line(item, f"缺 {len(lacking)} 项", lacking_words(lacking), remedying, {"evidence"})
    if line.how:
        return line
    # Nothing is claimed, so no evidence loss asks for a measure: the pieces are wanted all the same.
    aside = "（未列入清单）" if remedying.listed else ""
    how = "；".join(f"补报{bringing(met)}{aside}" for met in lacking)
    return replace(line, how=how)


def _unassessed(item: NodeResult, remedying: Remedying) -> GapLine:
    """A leaf that nobody has assessed."""
    gap = f"未评 {format_fixed(at_root(item).unassessed)} 分"
    return _line(item, gap, CAUSE_NAMES["unassessed"], remedying, {"unassessed"})


def _headed(node: NodeResult, gap: str, found: list[GapLine]) -> Iterator[GapLine]:
    """The node that fails, unless it is a leaf and says so itself, then its leaves."""
    if node.leaf is None:
        yield GapLine(
            node.node.code,
            node.node.name,
            "、".join(node.node.lead),
            gap,
            "其中：",
            "",
            "",
            (),
            head=True,
        )
    yield from found


def _base(assessment: Assessment) -> list[NodeResult]:
    return [item for item in assessment.leaves() if item.node.kind == "base"]


def _short(marks: Marks, track: Track) -> Fraction:
    return marks.applicable - marks.on(track)


def _worth(assessment: Assessment) -> Fraction:
    """What a point of the base is worth in the total, which 不适用 indicators convert."""
    root = assessment.root
    if root.applicable:
        return root.full / root.applicable
    return Fraction(1)


def _below(
    node: NodeResult, assessment: Assessment, track: Track
) -> list[tuple[NodeResult, Fraction]]:
    """The leaves below a node and what each lacks, on the scale of the node."""
    # A rate is judged on the node's own scale, inside a folded block on that of
    # the block.
    scale = node.factor or Fraction(1)
    leaves = [assessment.by_code[leaf.code] for leaf in node.node.leaves()]
    return [
        (item, _short(item.marks, track) * item.factor / scale)
        for item in leaves
        if _short(item.marks, track) > 0
    ]


def _enough(
    lost: Iterable[tuple[NodeResult, Fraction]], need: Fraction
) -> Iterator[tuple[NodeResult, Fraction]]:
    """The largest of them until together they make up the need."""
    for item, short in sorted(lost, key=lambda pair: -pair[1]):
        if need <= ZERO or short <= ZERO:
            return
        yield item, short
        need -= short


def _points(lost: Iterable[tuple[NodeResult, Fraction]], remedying: Remedying) -> Iterator[GapLine]:
    for item, short in lost:
        losses = at_root(item)
        causes = [cause for cause in CAUSES if getattr(losses, cause)]
        why = "、".join(CAUSE_NAMES[cause] for cause in causes)
        yield _line(item, f"差 {upwards(short)} 分", why, remedying, set(causes))


def _line(item: NodeResult, gap: str, why: str, remedying: Remedying, causes: set[str]) -> GapLine:
    """A leaf with the items that mend it, and the measures proposed for what no item stands for."""
    node = item.node
    items = [
        one
        for one in remedying.by_leaf.get(node.code, ())
        # "other" does not say which loss it mends, so it may be any of them.
        if one.cause in causes or one.cause == "other"
    ]
    covered = {one.cause for one in items}
    aside = "（未列入清单）" if remedying.listed else ""
    unlisted = [
        f"{one.measure}{aside}"
        for one in proposed_measures(item)
        if one.cause in causes and one.cause not in covered
    ]
    how = [*(f"{one.id}（{one.status}）{_measures(one)}" for one in items), *unlisted]
    dates = dict.fromkeys(due_text(one.deadline) or "未定" for one in items)
    return GapLine(
        node.code,
        node.name,
        owners(node.lead),
        gap,
        why,
        "；".join(how),
        "、".join(dates) or due_text(node.record.due),
        tuple(one.id for one in items),
    )


def _measures(item: RectificationItem) -> str:
    return "；".join(measure.text for measure in item.measures) or item.problem


def _vetoes(verdict: Verdict, assessment: Assessment) -> Iterator[GapLine]:
    names = {veto_name.veto.code: veto_name for veto_name in assessment.vetoes}
    for code in verdict.failing:
        veto_name = names[code]
        fact = veto_name.triggered
        why, how = fact_words(fact, note=False), (fact.note if fact else None) or ""
        yield GapLine(code, veto_name.veto.name, "", "已触发", why, how, "", ())
