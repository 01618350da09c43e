"""What it takes to meet the standard of an indicator: a verb and the distance to full mark, from
the finding's numbers.

The words go into the ledger as a first measure. They say what is to be done, so that they still
read right when it has been done.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any, cast

from scoring.engine.leaves import LeafResult
from scoring.rules import Facts
from scoring.rules.bands import Bands
from scoring.rules.base import Amount, Measured, Rule
from scoring.rules.checklist import Checklist, ChecklistFacts
from scoring.rules.deduct import Deduct, DeductFacts
from scoring.rules.external import External, ExternalFacts
from scoring.rules.grade import Grade, GradeFacts
from scoring.rules.mean import Mean, MeanFacts
from scoring.rules.met import Met
from scoring.rules.rank import Rank, RankFacts
from scoring.rules.ratio import Ratio
from scoring.rules.sample import Sample, SampleFacts
from scoring.rules.survey import Survey, SurveyFacts
from scoring.rules.threshold import Threshold
from scoring.values import Quantity, format_distinct, format_short

PLAINLY = "对照指标要求整改"
"""What is said where neither a rule nor a finding tells more."""


def standard_measure(leaf: LeafResult) -> str:
    """How the standard loss of a leaf is mended, in Chinese,
    from its own finding or else the verifying one.
    """
    rule = leaf.node.rule
    if leaf.claim:
        finding = leaf.finding
    elif leaf.verified:
        finding = leaf.verified.finding
    else:
        finding = None
    if rule is None or finding is None or finding.facts is None:
        return PLAINLY
    words = _WORDS.get(type(rule))
    if words:
        return words(rule, finding.facts)
    return PLAINLY


def _met(rule: Met, facts: Facts) -> str:
    return "按标准办理到位，达到标准后重新认定"


def _checklist(rule: Checklist, facts: ChecklistFacts) -> str:
    lacking = [name for name in rule.names() if name not in facts.has]
    return f"补齐缺的 {len(lacking)} 项：{'、'.join(f'“{name}”' for name in lacking)}"


def _deduct(rule: Deduct, facts: DeductFacts) -> str:
    unit = rule.quantity("counts", unit="次").unit
    found = [
        f"“{name}”{facts.counts[name]} {unit}" for name in rule.names() if facts.counts.get(name)
    ]
    return f"逐件纠正{'、'.join(found)}，不再发生"


def _grade(rule: Grade, facts: GradeFacts) -> str:
    best = max(rule.grades, key=lambda name: rule.grades[name])
    return f"对照等次标准补差，由“{facts.grade}”提高到“{best}”"


def _survey(rule: Survey, facts: SurveyFacts) -> str:
    best = max(rule.options, key=lambda name: rule.options[name])
    others = sum(
        votes for name, votes in facts.votes.items() if rule.options[name] < rule.options[best]
    )
    return f"逐项改进未选“{best}”的 {others} 张票反映的问题，再行测评"


def _rank(rule: Rank, facts: RankFacts) -> str:
    if facts.value is not None and facts.best is not None:
        name = rule.quantity("value")
        now, best, short = (
            name.count(format_short(number))
            for number in (facts.value, facts.best, facts.best - facts.value)
        )
        return f"{name.label or ''}由 {now} 提高到第一名的 {best}，补足 {short}"
    if facts.rank is not None:
        return f"查找落后的环节逐项改进，名次由第 {facts.rank} 名前移"
    return PLAINLY


def _mean(rule: Mean, facts: MeanFacts) -> str:
    below = sum(value < rule.full for value in facts.values)
    return f"逐个整改未得满分的 {below} 个对象（共 {len(facts.values)} 个）"


def _external(rule: External, facts: ExternalFacts) -> str:
    return (
        f"对照考核通报逐项整改，补回失去的 {format_short(rule.full - facts.score)} 分（满分 "
        f"{format_short(rule.full)}）"
    )


def _sample(rule: Sample, facts: SampleFacts) -> str:
    unit = rule.quantity("checked", unit="个").unit or ""
    failed = rule.quantity("failed", label="不合格", unit=unit)
    return f"整改抽查{failed.label}的 {failed.count(str(facts.failed))}，同类的全面自查"


def _ratio(rule: Ratio, facts: Amount) -> str:
    return _raised(rule, facts, rule.full_at)


def _threshold(rule: Threshold, facts: Amount) -> str:
    towards = _raised if rule.direction == "at_least" else _lowered
    return towards(rule, facts, rule.at)


def _bands(rule: Bands, facts: Amount) -> str:
    """Towards the best band: up to its lower bound, or down to its upper one."""
    best, value = max(rule.bands, key=lambda band: band.points), facts.amount()
    if best.lower is not None and value <= best.lower.value:
        return _raised(rule, facts, best.lower)
    if best.upper is not None and value >= best.upper.value:
        return _lowered(rule, facts, best.upper)
    return PLAINLY


def _raised(rule: Measured, facts: Amount, bound: Quantity) -> str:
    if facts.done is not None and facts.of is not None:
        # 96 % of 53 cases is 50.88 of them: whole cases only, and fewer would miss the bound.
        wanted = math.ceil(bound.value * facts.of)
        if facts.done < wanted <= facts.of:
            done = rule.quantity("done")
            whole = rule.quantity("of", label="总数", unit=done.unit or "")
            steps = (wanted - facts.done, facts.done, Fraction(wanted))
            short, now, then = (done.count(format_short(number)) for number in steps)
            total = f"{whole.label} {whole.count(format_short(facts.of))}"
            return f"按标准补办，补足 {short}：{done.label or ''}由 {now} 提高到 {then}（{total}）"
    return _moved(rule, facts, bound, "提高到", "补足")


def _lowered(rule: Measured, facts: Amount, bound: Quantity) -> str:
    return _moved(rule, facts, bound, "降到", "压减")


def _moved(rule: Measured, facts: Amount, bound: Quantity, verb: str, change: str) -> str:
    """由 54 学时 提高到 60 学时，补足 6 学时."""
    if facts.value is not None:
        now = f"{rule.subject()}由 {rule.bound(facts.value)}"
    else:
        now = f"{rule.subject()}由 {facts.said(bound, percent=bound.percent)}"
    apart = _apart(rule, abs(bound.value - facts.amount()), bound)
    return f"{now} {verb} {rule.bound(bound)}" + (f"，{change} {apart}" if apart else "")


def _apart(rule: Measured, distance: Fraction, bound: Quantity) -> str:
    """How far two values are apart; percentages in 个百分点. "" for none."""
    if not distance:
        return ""
    if bound.percent:
        return f"{format_distinct(distance * 100, Fraction(0))} 个百分点"
    return rule.count(format_distinct(distance, Fraction(0)), percent=False)


_WORDS = cast(
    "dict[type[Rule[Any]], Callable[[Any, Any], str]]",
    {
        Met: _met,
        Checklist: _checklist,
        Deduct: _deduct,
        Grade: _grade,
        Survey: _survey,
        Rank: _rank,
        Mean: _mean,
        External: _external,
        Sample: _sample,
        Ratio: _ratio,
        Threshold: _threshold,
        Bands: _bands,
    },
)
