"""Where a round stands, in words that several documents share: vetoes, what nobody has filled in,
range, bonus gate.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from scoring.engine import Assessment, Track
from scoring.engine.criteria import NO_LEDGER
from scoring.engine.scores import ZERO
from scoring.indicators.criteria import NoVeto, Rectified
from scoring.values import format_fixed, format_short
from scoring.views.veto import blank, veto_state

BLANK = "尚未开始自评（完成度 0%）"


def veto_sentence(assessment: Assessment) -> str:
    """What comes before every number: which vetoes were triggered, and which nobody filled in."""
    whole = len(assessment.vetoes)
    if not whole:
        return "一票否决：指标体系未设一票否决事项。"
    triggered = [item.veto for item in assessment.vetoes if item.triggered]
    silent = sum(veto_state(assessment, item) == "未填写" for item in assessment.vetoes)
    if triggered:
        if any(veto.effect == "ineligible" for veto in triggered):
            barred = "，不具备申报条件"
        else:
            barred = ""
        rest = f"；另有 {silent} 项未填写" if silent else ""
        return (
            f"一票否决：触发 {len(triggered)} 项（{'；'.join(veto.name for veto in triggered)}）"
            f"{barred}{rest}。"
        )
    if silent == whole:
        return f"一票否决：{whole} 项均未填写。"
    rest = f"，其中 {silent} 项未填写，按未触发计" if silent else ""
    return f"一票否决：{whole} 项均未触发{rest}。"


def tentative(assessment: Assessment) -> tuple[str, ...]:
    """The ids of conditions that are met only because there is nothing yet to judge them by: no
    veto filled in, or no ledger although points are lost.
    """
    silent = any(veto_state(assessment, item) == "未填写" for item in assessment.vetoes)
    hollow = []
    for criterion, verdict in zip(assessment.tree.criteria, assessment.verdicts, strict=True):
        no_items = (
            isinstance(criterion, Rectified)
            and verdict.actual == NO_LEDGER
            and assessment.losses.total
        )
        if verdict.met and ((isinstance(criterion, NoVeto) and silent) or no_items):
            hollow.append(verdict.id)
    return tuple(hollow)


def criteria_sentence(assessment: Assessment) -> str:
    """How many conditions are met, which of them only for want of anything to judge, and whether
    that is enough.
    """
    if not assessment.scorable:
        return "创建条件：没有可以评分的指标，不能认定具备条件。"
    whole = len(assessment.verdicts)
    if not whole:
        return "创建条件：指标体系未设创建条件。"
    lacking = sum(not item.met for item in assessment.verdicts)
    hollow = tentative(assessment)
    aside = f"（其中 {'、'.join(hollow)} 还没有内容可查，暂计达到）" if hollow else ""
    if lacking:
        return (
            f"创建条件：{whole} 项中达到 {whole - lacking} 项{aside}，未达到 {lacking} 项，"
            "尚不具备条件。"
        )
    ready = "，具备条件。" if assessment.ready else "，但因一票否决不具备条件。"
    return f"创建条件：{whole} 项全部达到{aside}{ready}"


def conclusion(assessment: Assessment) -> tuple[str, ...]:
    """A sentence each: whether anything was assessed at all, the vetoes, the conditions."""
    opening = (f"{BLANK}。",) if blank(assessment) else ()
    return (*opening, veto_sentence(assessment), criteria_sentence(assessment))


def span(assessment: Assessment) -> str:
    """From the lowest to the highest final score, with the bonus that lifts it above full."""
    root, high = assessment.root, assessment.high
    text = f"{format_fixed(assessment.low)}～{format_fixed(high)}"
    if high <= root.full or not root.applicable:
        return text
    base = (root.current + root.losses.unassessed) * root.full / root.applicable
    bonus = high - base + assessment.track("current").penalty
    return f"{text}（含加分 {format_fixed(bonus).removesuffix('.00')}）"


def upwards(value: Fraction) -> str:
    """A difference rounded up to two decimals: who makes up the printed figure is across."""
    return format_fixed(Fraction(math.ceil(value * 100), 100))


@dataclass(frozen=True, slots=True)
class Gate:
    """A bonus that was won and does not count, because the converted score is short of the gate.

    ``lacking`` is what is short, ``bonus`` what counts from the gate on, ``final`` the total there.
    """

    converted: Fraction
    at: Fraction
    bonus: Fraction
    final: Fraction

    @property
    def lacking(self) -> Fraction:
        """Converted points that are short of the gate."""
        return self.at - self.converted

    @property
    def note(self) -> str:
        """The same in words."""
        return (
            f"折算分 {format_fixed(self.converted)} 分，再得 {upwards(self.lacking)} 分到 "
            f"{format_short(self.at)} 分，"
            f"已得的加分 {format_fixed(self.bonus)} 分即可计入，总分到 {format_fixed(self.final)} 分"
        )


def closed_gate(assessment: Assessment, track: Track = "current") -> Gate | None:
    """The gate that keeps a bonus out, or None: without one, without a bonus, or where a veto holds
    the total.
    """
    total, terms = assessment.totals[track], assessment.tree.head.bonus
    if total is None or total.gate_met is not False or terms.gate is None or not total.won:
        return None
    held = any(item.triggered and item.veto.effect in ("cap", "zero") for item in assessment.vetoes)
    # No converted score comes above the full mark: such a gate cannot be reached.
    if held or terms.gate > assessment.root.full:
        return None
    bonus = total.won if terms.cap is None else min(total.won, terms.cap)
    return Gate(total.converted, terms.gate, bonus, max(ZERO, terms.gate + bonus - total.penalty))


def wanting(assessment: Assessment, least: Fraction, track: Track = "current") -> Fraction:
    """The converted points that a track has to win for a total of ``least``, the bonus of a gate
    then reached included.

    The track must be there.
    """
    total = assessment.track(track)
    short = least - min(total.final, total.converted + total.bonus - total.penalty)
    gate = closed_gate(assessment, track)
    if gate is None:
        return short
    # Either the whole way in points of the base, or as far as the gate, where the
    # bonus does the rest.
    return min(short, max(gate.lacking, short - gate.bonus))
