"""四、评查结果: the table by blocks, the verified track, what was cut and why, and what is open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from scoring.documents.inspection.cards import reason_of
from scoring.documents.inspection.disputes import (
    Disputes,
    check_of,
    differing,
)
from scoring.documents.inspection.model import (
    CutLine,
    OpenLine,
    ResultLine,
    UntrueLine,
)
from scoring.engine import CAUSE_NAMES, Assessment, NodeResult
from scoring.engine.scores import ZERO
from scoring.evidence.model import Evidence
from scoring.indicators.model import Indicator
from scoring.rounds.checks import resting_on
from scoring.rounds.disagreements import unfinished, unverifiable
from scoring.rounds.finding import Finding
from scoring.rounds.verification import inspectors
from scoring.values import first_few, format_fixed, format_short, percent
from scoring.views.columns import pick
from scoring.views.evidence import UNREGISTERED
from scoring.views.figures import signed
from scoring.views.indicator import indicator_view, score_view
from scoring.workspace import Workspace

OPINIONS = ("属实", "部分属实", "不实", "无法核实")
MOST_NAMED = 12
"""Indicators that a line names before it counts the rest."""


def result_lines(assessment: Assessment) -> tuple[tuple[ResultLine, ...], ResultLine]:
    """One line for each block, and the sums over all that is no bonus and no penalty."""
    rows = []
    for root in assessment.tree.roots:
        leaves = [assessment.by_code[leaf.code] for leaf in root.leaves()]
        rows.append(_line(root.code, root.name + _own_scale(root, leaves), root.kind, leaves))
    base = [item for item in assessment.leaves() if item.node.kind == "base"]
    return tuple(rows), _line("", "合计（基本分）", "base", base)


def _own_scale(root: Indicator, leaves: list[NodeResult]) -> str:
    """What a folded block came to on its own scale, beside the points that it is folded to."""
    looked = [
        item for item in leaves if item.node.kind == root.kind and item.marks.verified is not None
    ]
    if not root.record.fold or not looked:
        return ""
    full = sum((item.marks.full for item in looked), ZERO)
    claimed = sum((item.marks.claimed for item in looked), ZERO)
    verified = sum((item.marks.verified or ZERO for item in looked), ZERO)
    return (
        f"（本板块自身分值：满分 {format_short(full)}，自评 {format_fixed(claimed)}，核验 "
        f"{format_fixed(verified)}；右边是折合总分）"
    )


def _line(code: str, name: str, kind: str, leaves: Sequence[NodeResult]) -> ResultLine:
    """The sums over the leaves of one kind that have a verified score, on the scale of the whole."""
    own = [item for item in leaves if item.node.kind == kind]
    inspected = sum(_inspected(item) for item in own)
    count = f"{inspected}/{to_verify(own)}"
    looked = [item for item in own if item.marks.verified is not None]
    if not looked:
        return ResultLine(code, name, kind, count, "", "", "", "")
    claimed = sum((item.marks.claimed * item.factor for item in looked), ZERO)
    supported = sum((item.marks.supported * item.factor for item in looked), ZERO)
    verified = sum((verified_of(item) * item.factor for item in looked), ZERO)
    figures = (
        format_fixed(claimed),
        format_fixed(supported),
        format_fixed(verified),
        signed(verified - claimed),
    )
    return ResultLine(code, name, kind, count, *figures)


def to_verify(leaves: Iterable[NodeResult]) -> int:
    """How many indicators are to be verified: those that apply, and those of which the inspection
    itself says that they do not.
    """
    return sum(item.state != "not_applicable" or _inspected(item) for item in leaves)


def _inspected(item: NodeResult) -> bool:
    return item.leaf is not None and item.leaf.verified is not None


def whole_facts(assessment: Assessment) -> tuple[tuple[str, str], ...]:
    """The verified track as ``score`` prints it, and beside it the current one."""
    track, now = assessment.totals["verified"], assessment.track("current")
    if track is None:
        return ()
    names = (
        ("基本分", "score"),
        ("折算分", "converted"),
        ("加分", "bonus"),
        ("倒扣", "penalty"),
        ("总分", "final"),
    )
    facts = [(label, format_fixed(getattr(track, name))) for label, name in names]
    return (
        *facts,
        # A grade stands on this track only when every applicable leaf was inspected.
        ("等次", track.grade or "—（没有核验完）"),
        ("现分（未核验的按佐证分）", format_fixed(now.final)),
    )


def opinion_counts(standing: Iterable[Finding]) -> tuple[tuple[str, str], ...]:
    """How many findings end with which opinion; those without one are told where there are any."""
    counts: Counter[str] = Counter(finding.opinion or "" for finding in standing)
    rows = [(opinion, str(counts[opinion])) for opinion in OPINIONS]
    return (*rows, *([("没有写意见", str(counts[""]))] if counts[""] else []))


def verified_of(item: NodeResult) -> Fraction:
    """The verified score; nothing where there is none."""
    return item.marks.verified or ZERO


def cut_of(item: NodeResult) -> Fraction:
    """What the verification took off the claim; below zero where it gave more."""
    if item.marks.verified is None:
        return ZERO
    return item.marks.claimed - item.marks.verified


def cut_lines(looked: list[NodeResult], disputes: Disputes) -> tuple[CutLine, ...]:
    """What was cut, the largest first on the scale of the whole."""
    cuts = [item for item in looked if cut_of(item) > 0]
    # By what a cut costs in the whole: points of a folded block are not worth what they look.
    largest = sorted(cuts, key=lambda item: -cut_of(item) * item.factor)
    return tuple(_cut_line(item, disputes) for item in largest)


def _cut_line(item: NodeResult, disputes: Disputes) -> CutLine:
    check = check_of(item)
    losses = item.marks.losses
    causes = [
        (CAUSE_NAMES[name], getattr(losses, name))
        # Nothing is unassessed where an inspector gave a score.
        for name in ("standard", "evidence", "inspection")
    ]
    return pick(
        CutLine,
        indicator_view(item.node),
        score_view(item),
        cut=format_fixed(cut_of(item)),
        causes="，".join(f"{name} {format_fixed(value)}" for name, value in causes if value),
        reason=reason_of(check.finding),
        opinion=check.finding.opinion or "",
        dispute=differing(item, disputes),
    )


def untrue_lines(
    workspace: Workspace,
    assessment: Assessment,
    looked: list[NodeResult],
    by_id: Mapping[str, Evidence],
) -> tuple[UntrueLine, ...]:
    """Evidence that was found untrue, what that costs, and what else rests on it."""
    lines = []
    for item in looked:
        finding = check_of(item).finding
        for ident in finding.untrue:
            others = resting_on(ident, item.node.code, assessment.tree, workspace.supports)
            others_text = first_few([f"{node.code} {node.name}" for node in others], MOST_NAMED)
            label = by_id[ident].label if ident in by_id else UNREGISTERED
            # The penalty is stated once for the finding, however many of its pieces are untrue.
            shared = "（本项合计）" if len(finding.untrue) > 1 else ""
            cost = f"{format_short(finding.penalty)} 分{shared}"
            place = f"{item.node.code} {item.node.name}"
            lines.append(UntrueLine(ident, label, place, cost, others_text or "无"))
    return tuple(lines)


def open_lines(workspace: Workspace, assessment: Assessment) -> Iterable[OpenLine]:
    """What could not be verified, and what only some of the methods have a score for."""
    current, tree = assessment.round, assessment.tree
    for node, item, finding in unverifiable(workspace.rounds, current, tree):
        check = assessment.by_code[node.code].leaf
        other = check.verified if check else None
        sentence = f"无法核实{f'：{finding.note}' if finding.note else ''}"
        sentence += f"；另有 {other.names} 的核验分" if other else "；没有核验分，现分取佐证分"
        yield OpenLine(
            node.code, node.name, item.id, "、".join(inspectors(item, finding)), sentence
        )
    for progress in unfinished(workspace.rounds, current, tree):
        parts_text = "，".join(str(part) for part in progress.parts)
        lacking = "、".join(f"{method} {percent(share)}" for method, share in progress.missing)
        sentence = (
            f"已评 {parts_text}；还缺 {lacking}；核验分在 {format_short(progress.low)} 至 "
            f"{format_short(progress.high)} 分之间"
        )
        names = "、".join(item.id for item in progress.rounds)
        yield OpenLine(progress.node.code, progress.node.name, names, "", sentence)
