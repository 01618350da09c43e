"""One leaf: from its finding, its support and its verification to its marks,
at its published points.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from scoring.engine.scores import ZERO, Losses, Marks, leaf_losses
from scoring.evidence.support import Support, lacking_words
from scoring.indicators.model import Indicator
from scoring.rounds.finding import Finding, outcome
from scoring.rounds.verification import Verified
from scoring.rules import Outcome
from scoring.values import format_distinct, format_short

State = Literal["full", "partial", "none", "unassessed", "not_applicable"]
STATE_NAMES: dict[State, str] = {
    "full": "满分",
    "partial": "部分得分",
    "none": "未得分",
    "unassessed": "未评",
    "not_applicable": "不适用",
}


@dataclass(frozen=True, slots=True)
class LeafResult:
    """What was found about a leaf, before 不适用 elsewhere scales it.

    ``given`` is the value that the policy ``full`` or ``give`` puts in place of a finding.
    ``claim`` and ``check`` are the outcomes of the round and of the verification. ``open``: neither
    assessed nor inspected.
    """

    node: Indicator
    finding: Finding | None
    verified: Verified | None
    support: Support
    marks: Marks
    claim: Outcome | None
    check: Outcome | None
    not_applicable: bool
    given: Fraction | None
    open: bool
    why: str


def leaf_result(
    node: Indicator,
    finding: Finding | None,
    check: Verified | None,
    support: Support,
    *,
    any_inspected: bool,
) -> LeafResult:
    """Scores one leaf. The inspection decides applicability where it differs from the round."""
    # Who has been there decides, also whether the indicator applies at all.
    stated = check.finding if check else finding
    if stated is not None and stated.not_applicable is not None:
        return _not_applicable(node, finding, check, support, stated, any_inspected=any_inspected)
    claim = None
    # 不适用 by the county, applicable by the inspection: it has claimed nothing then.
    reinstated = False
    if finding is not None:
        if finding.not_applicable is None:
            claim = outcome(node, finding)
        else:
            reinstated = check is not None
    checked = outcome(node, check.finding) if check else None
    claimed = claim.score if claim else ZERO
    # A deduction stands without evidence: nobody proves his own fault.
    supported = claimed if node.kind == "penalty" else claimed * support.share
    verified = checked.score if checked else None
    is_open = claim is None and checked is None
    current = supported if verified is None else verified
    # Bonus and penalty stand outside what can be earned, so they can lose nothing of it.
    applicable = node.points if node.kind == "base" else ZERO
    if node.kind != "base":
        losses = Losses()
    elif is_open:
        losses = Losses(unassessed=applicable)
    else:
        losses = leaf_losses(applicable, claimed, supported, verified)
    marks = Marks(node.points, applicable, claimed, supported, verified, current, losses)
    why = _why(node, claim, checked, check, support, claimed, reinstated=reinstated)
    return LeafResult(
        node, finding, check, support, marks, claim, checked, False, None, is_open, why
    )


def _not_applicable(
    node: Indicator,
    finding: Finding | None,
    check: Verified | None,
    support: Support,
    stated: Finding,
    *,
    any_inspected: bool,
) -> LeafResult:
    policy = node.policy
    given = None
    if node.kind == "base" and policy.kind in ("full", "give"):
        given = node.points if policy.value is None else min(policy.value, node.points)
    approved = f"（{stated.approved_by}同意）" if stated.approved_by else ""
    why = f"不适用：{(stated.not_applicable or '').rstrip('。')}{approved}"
    if given is None:
        # Out of the denominator: nothing applicable, nothing earned, nothing lost.
        marks = Marks(node.points, verified=ZERO if check else None)
        why += f"；{policy}" if node.kind == "base" else ""
    else:
        marks = Marks(
            node.points,
            node.points,
            given,
            given,
            # A stated value needs no visit, so it counts on the verified track as soon as there is
            # one.
            given if any_inspected else None,
            given,
            Losses(standard=node.points - given),
        )
        why += f"；按规定计 {format_short(given)} 分（满分 {format_short(node.points)} 分）"
    return LeafResult(node, finding, check, support, marks, None, None, True, given, False, why)


def _why(
    node: Indicator,
    claim: Outcome | None,
    checked: Outcome | None,
    check: Verified | None,
    support: Support,
    claimed: Fraction,
    *,
    reinstated: bool,
) -> str:
    """The score in words: what the rule gives, what the evidence carries,
    what the inspection says.
    """
    parts = []
    if claim:
        parts.append(claim.why)
        if claimed and support.share != 1 and node.kind != "penalty":
            parts.append(_partly_carried(support, claimed))
    elif reinstated:
        parts.append("自评认定不适用，核验认定适用，自评分计 0")
    elif checked is None:
        parts.append("尚未评分")
    if checked and check:
        label = "模拟核验" if check.mock else "核验"
        parts.append(f"{label}（{check.names}）：{checked.why}")
    return "；".join(parts)


def _partly_carried(support: Support, claimed: Fraction) -> str:
    """How much of a claim its evidence carries, and what is lacking."""
    required = support.required
    lacking = [item for item in required if not item.met]
    met = len(required) - len(lacking)
    share = format_distinct(support.share * 100, ZERO)
    # As many digits as it takes to be told apart from the claim.
    carried = format_distinct(claimed * support.share, ZERO, claimed)
    return (
        f"佐证要求 {len(required)} 项，有效 {met} 项，{lacking_words(lacking)}，"
        f"佐证支撑 {share}%，计 {carried} 分"
    )
