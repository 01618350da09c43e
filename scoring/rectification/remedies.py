"""What is wrong with an indicator and what would mend it: one remedy for each cause of loss, in words for the ledger.

The words hold no score: points change from day to day, and the sentence of an item that was opened is its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from scoring.engine import CAUSES, NodeResult
from scoring.engine.gaps import at_root
from scoring.engine.leaves import LeafResult
from scoring.evidence.support import Met


@dataclass(frozen=True, slots=True)
class Remedy:
    """One cause of loss of a leaf: how much, in points of the whole, what is wrong, and a first measure."""

    cause: str
    lost: Fraction
    problem: str
    measure: str


def remedies(item: NodeResult) -> list[Remedy]:
    """The remedies of a leaf, in the order of the causes; none where nothing is lost or a policy gives the points."""
    leaf = item.leaf
    if leaf is None or leaf.given is not None:
        return []
    losses = at_root(item)
    found = []
    for cause in CAUSES:
        lost = getattr(losses, cause)
        if lost:
            problem, measure = _words(cause, leaf)
            found.append(Remedy(cause, lost, problem, measure))
    return found


def wanting(met: Met) -> str:
    """A requirement that is not met: its name, what it asks for and what there is."""
    kinds = "、".join(met.requirement.kinds) or "材料"
    return f"“{met.requirement.name}”（{kinds}，要 {met.requirement.min} 件，有效 {len(met.carried_by)} 件）"


def assessing(leaf: LeafResult) -> str:
    """What is to be done for an indicator that nobody has assessed, with the rule by which it is scored."""
    rule = leaf.node.rule
    terms = f"（评分规则：{rule.describe(leaf.node.points)}）" if rule and rule.title != "评议得分" else ""
    return f"核实情况，填报认定{terms}"


def _words(cause: str, leaf: LeafResult) -> tuple[str, str]:
    rule = leaf.node.rule
    if cause == "unassessed":
        return "尚未评分，得分待定", assessing(leaf)
    if cause == "standard":
        target = f"达到满分要求：{rule.describe(leaf.node.points)}" if rule and rule.title != "评议得分" else ""
        said = leaf.claim.why if leaf.claim else leaf.check.why if leaf.check else ""
        return f"标准未达到：{said}".rstrip("：。"), target or "对照指标要求整改"
    if cause == "evidence":
        lacking = [met for met in leaf.support.required if not met.met]
        vain = [f"{ident} {why}" for met in lacking for ident, why in met.in_vain]
        named = "、".join(f"“{met.requirement.name}”" for met in lacking)
        problem = f"佐证不足：缺{named}" + (f"；不作数的：{'、'.join(dict.fromkeys(vain))}" if vain else "")
        return problem, f"补齐{'、'.join(wanting(met) for met in lacking)}"
    reason = leaf.verified.finding.reason if leaf.verified else None
    said = (reason or (leaf.check.why if leaf.check else "")).rstrip("。")
    mock = "模拟" if leaf.verified is not None and leaf.verified.mock else ""
    return f"{mock}核验扣减：{said}", f"对照{mock}核验意见整改，整改后申请复核"
