"""What is wrong with an indicator and what would mend it: one measure for each cause of loss, in
words for the ledger.

The words hold no loss: that changes from day to day, and the sentence of an item that was opened is
its own. Where they name the full mark of an indicator whose points are scaled, they say what it
comes to in the whole, as losses do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from scoring.engine import CAUSES, NodeResult
from scoring.engine.gaps import at_root
from scoring.engine.leaves import LeafResult
from scoring.evidence.support import IMPLIED, Met, lacking_words
from scoring.rectification.standard_measures import standard_measure
from scoring.rules.base import Measured
from scoring.rules.external import External
from scoring.rules.mean import Mean
from scoring.rules.met import Met as MetRule
from scoring.rules.rank import Rank
from scoring.rules.sample import Sample
from scoring.values import format_fixed, format_short


@dataclass(frozen=True, slots=True)
class ProposedMeasure:
    """One cause of loss of a leaf: how much, in points of the whole,
    what is wrong, and a first measure.
    """

    cause: str
    lost: Fraction
    problem: str
    measure: str


def proposed_measures(item: NodeResult) -> list[ProposedMeasure]:
    """The measures proposed for a leaf, in the order of the causes; none where nothing is lost or a
    policy gives the points.
    """
    leaf = item.leaf
    if leaf is None or leaf.given is not None:
        return []
    losses = at_root(item)
    measures = []
    for cause in CAUSES:
        lost = getattr(losses, cause)
        if lost:
            problem, measure = _words(cause, leaf)
            measures.append(
                ProposedMeasure(
                    cause, lost, problem if cause == "evidence" else _scaled(problem, item), measure
                )
            )
    return measures


def in_the_whole(item: NodeResult) -> str:
    """What the full mark of a leaf comes to in points of the whole;
    "" where that is what the tree says.

    It differs in folded blocks and beside indicators that are 不适用.
    """
    worth = item.marks.applicable * item.factor
    if item.node.kind == "base" and worth != item.node.points:
        return f"折合总分 {format_fixed(worth)} 分"
    return ""


def _scaled(problem: str, item: NodeResult) -> str:
    sentence, full = in_the_whole(item), f"满分 {format_short(item.node.points)} 分"
    if not sentence:
        return problem
    # Beside the full mark that the sentence names already, not as a second bracket behind it.
    scaled = problem.replace(f"（{full}）", f"（{full}，{sentence}）")
    if scaled != problem:
        return scaled
    return f"{problem}（{full}，{sentence}）"


def wanting(met: Met) -> str:
    """A requirement that is not met: its name, what it asks for and what there is."""
    if met.requirement == IMPLIED:
        return "能够证明本项的材料 1 件"
    kinds = "、".join(met.requirement.kinds) or "材料"
    return (
        f"“{met.requirement.name}”（{kinds}，要 {met.requirement.min} 件，有效 "
        f"{len(met.carried_by)} 件）"
    )


def bringing(met: Met) -> str:
    """What is still to be handed in for a requirement.
    It says no count of what is there, which the work changes.
    """
    wanted = met.requirement
    if wanted == IMPLIED:
        return "能够证明本项的材料 1 件"
    short = wanted.min - len(met.carried_by)
    terms = "，".join(
        part
        for part in ("、".join(wanted.kinds), f"共要 {wanted.min} 件" * (wanted.min > 1))
        if part
    )
    return f"“{wanted.name}”{short} 件" + (f"（{terms}）" if terms else "")


def assessing(leaf: LeafResult) -> str:
    """What is to be done for an indicator that nobody has assessed,
    with the rule by which it is scored.
    """
    rule = leaf.node.rule
    if rule and rule.title != "评议得分":
        criterion = rule.describe(leaf.node.points)
    else:
        criterion = ""
    terms = f"（评分规则：{criterion}）" if 0 < len(criterion) <= LONGEST_RULE else ""
    return f"核实情况，填报认定{terms}"


LONGEST_RULE = 80
"""A longer rule is not repeated in the measure: the indicator says it."""
LONGEST = 40
"""How many characters of a criterion's words a problem repeats."""

_BARE = (Measured, Rank, Mean, External, Sample, MetRule)
"""Rules whose sentence holds numbers, or a verdict, and not a word of what they are about."""


def _standard(leaf: LeafResult) -> str:
    """What the numbers are about. Where the tree gives the quantities no names, it is the
    criterion's own words.
    """
    rule = leaf.node.rule
    if not isinstance(rule, _BARE) or any(name.label for name in rule.quantities.values()):
        return ""
    name = leaf.node.name
    clause = re.split("[，。；：,;]", name)[0]
    if len(name) <= LONGEST:
        short = name
    elif len(clause) <= LONGEST:
        short = clause
    else:
        short = f"{clause[: LONGEST - 1]}…"
    return f"“{short}”"


def _words(cause: str, leaf: LeafResult) -> tuple[str, str]:
    """The problem and the measure, in words, of a loss with this cause."""
    if cause == "unassessed":
        return "尚未评分，得分待定", assessing(leaf)
    check_why = leaf.check.why if leaf.check else ""
    if cause == "standard":
        why = leaf.claim.why if leaf.claim else check_why
        return f"标准未达到：{_standard(leaf)}{why}".rstrip("：。"), standard_measure(leaf)
    if cause == "evidence":
        return _lacking_evidence(leaf)
    verified = leaf.verified
    reason = verified.finding.reason if verified else None
    if verified is not None and verified.mock:
        mock = "模拟"
    else:
        mock = ""
    problem = f"{mock}核验扣减：{(reason or check_why).rstrip('。')}"
    return problem, f"对照{mock}核验意见整改，整改后申请复核"


def _lacking_evidence(leaf: LeafResult) -> tuple[str, str]:
    """Which requirements are not met, which pieces count for nothing, and what to bring."""
    lacking = [state for state in leaf.support.required if not state.met]
    vain = [f"{ident} {why}" for state in lacking for ident, why in state.in_vain]
    problem = f"佐证不足：{lacking_words(lacking)}"
    if vain:
        problem += f"；不作数的：{'、'.join(dict.fromkeys(vain))}"
    return problem, f"补报{'、'.join(bringing(state) for state in lacking)}"
