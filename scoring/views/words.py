"""Words that documents share: dates, numerals, effects, and what stands between an indicator and
its full mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

from scoring.engine import CAUSE_NAMES, CAUSES, Assessment, Losses, NodeResult, Track
from scoring.engine.criteria import TRACK_NAMES
from scoring.engine.gaps import at_root
from scoring.engine.units import NOBODY
from scoring.evidence.support import Met
from scoring.indicators.model import EvidenceRequirement, Indicator
from scoring.rectification.measures import assessing, wanting
from scoring.values import format_fixed, natural_key, percent

DIGITS = "零一二三四五六七八九"


def track_label(assessment: Assessment, track: Track) -> str:
    """What a track is called; verified scores say where they come from mocks (模拟)."""
    if track != "verified" or not assessment.any_mock:
        return TRACK_NAMES[track]
    return TRACK_NAMES[track] + ("（模拟）" if assessment.only_mock else "（含模拟）")


def identity(whole: Fraction, current: Fraction, losses: Losses) -> str:
    """应得 ＝ 现分 ＋ the four losses, as printed; says where the rounded ones do not add up."""
    parts = [("现分", current), *((CAUSE_NAMES[cause], getattr(losses, cause)) for cause in CAUSES)]
    sum_ = " + ".join(f"{name} {format_fixed(value)}" for name, value in parts)
    line = f"应得 {format_fixed(whole)} = {sum_}"
    apart = sum(Fraction(format_fixed(value)) for _, value in parts) != Fraction(
        format_fixed(whole)
    )
    if apart:
        return f"{line}（各数分别四舍五入，末位有出入）"
    return line


def share_of(part: int, whole: int) -> str:
    """So many of so many as a percentage with two decimals; a dash where there are none."""
    if whole:
        return percent(Fraction(part, whole), 2)
    return "—"


def owners(units: Sequence[str]) -> str:
    """The units that lead, or 未明确."""
    return "、".join(units) or NOBODY


def chinese_date(day: date) -> str:
    """2026-03-05 as 2026年3月5日: Arabic digits, no padding."""
    # As GB/T 9704-2012 writes the date of a document.
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_number(value: int) -> str:
    """1 to 99 as 一 to 九十九."""
    tens, ones = divmod(value, 10)
    # 一十 is not said, and a round number ends with 十.
    head = {0: "", 1: "十"}.get(tens, f"{DIGITS[tens]}十")
    if tens and not ones:
        return head
    return head + DIGITS[ones]


def requirement_terms(wanted: EvidenceRequirement) -> str:
    """The terms of an evidence requirement: kinds, how many, and whether the window applies."""
    parts = ["、".join(wanted.kinds)] if wanted.kinds else []
    parts += [f"至少 {wanted.min} 件"] if wanted.min > 1 else []
    parts += ["不限时间"] if wanted.within == "any" else []
    parts += [] if wanted.required else ["可选"]
    return "，".join(parts)


def missing(item: NodeResult) -> tuple[str, ...]:
    """What it takes to win back each lost point of a leaf, one sentence for each loss."""
    leaf, losses = item.leaf, item.marks.losses
    assert leaf is not None
    sentences = []
    if losses.unassessed:
        points = format_fixed(losses.unassessed)
        sentences.append(f"尚未评分，{points} 分待定：请{assessing(leaf)}。")
    # Points given directly by an inspector have a reason of their own, and no rule to go by.
    if losses.standard and leaf.given is None:
        sentences.append(
            f"标准未达到，失 {format_fixed(losses.standard)} 分。{_full_mark(leaf.node)}"
        )
    if losses.evidence:
        named = "、".join(wanting(met) for met in leaf.support.required if not met.met)
        sentences.append(f"佐证不足，失 {format_fixed(losses.evidence)} 分：补齐{named}。")
    if losses.inspection:
        reason = leaf.verified.finding.reason if leaf.verified else None
        why = f"：{reason.rstrip('。')}" if reason else ""
        sentences.append(f"核验扣减 {format_fixed(losses.inspection)} 分{why}。")
    if item.factor != 1 and losses.total:
        sentences.append(f"本指标按板块折算，折合总分 {format_fixed(at_root(item).total)} 分。")
    return tuple(sentences)


def _full_mark(node: Indicator) -> str:
    """What gives the full mark; "" for what is judged freely, where there is nothing to be named."""
    if node.rule and node.rule.title != "评议得分":
        return f"满分要求：{node.rule.describe(node.points)}。"
    return ""


def number_key(ident: str) -> tuple[object, str]:
    """A sort key for ids of evidence: natural, and the same whatever the order of the register."""
    return natural_key(ident), ident


def by_number(idents: Iterable[str]) -> list[str]:
    """Ids of evidence in natural order, E2 before E10, whatever the order of the register."""
    return sorted(idents, key=number_key)


def in_vain(met: Met) -> list[tuple[str, str]]:
    """The pieces that do not count for a requirement, each with its reason, in the natural order of
    their ids.
    """
    return sorted(met.in_vain, key=lambda piece: (number_key(piece[0]), piece[1]))
