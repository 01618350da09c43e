"""A finding as a person would read it aloud: 完成 96，总数 100.

Under a rule that has names for what it counts, in those: 按期答复 96 件，应答复 100 件.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from scoring.engine.scores import ZERO
from scoring.rounds.finding import Finding
from scoring.rules import (
    JUDGED,
    Amount,
    Rule,
    checklist,
    deduct,
    external,
    grade,
    judged,
    ladder,
    mean,
    met,
    rank,
    sample,
    survey,
)
from scoring.values import format_short

AnyRule = Rule[Any]


def finding_text(finding: Finding, rule: AnyRule | None = None) -> str:
    """What was found, in the words that the ``rule`` has for what is counted; and what evidence that
    was untrue takes off.
    """
    text = _result(finding, rule)
    # Untrue evidence costs points of its own, whatever else was found.
    if finding.untrue:
        return (
            f"{text}；佐证 {'、'.join(finding.untrue)} 不实，扣 {format_short(finding.penalty)} 分"
        )
    return text


def _result(finding: Finding, rule: AnyRule | None) -> str:
    if finding.not_applicable:
        approved = f"（{finding.approved_by}同意）" if finding.approved_by else ""
        return f"不适用：{finding.not_applicable}{approved}"
    if finding.direct is not None:
        return f"评 {format_short(finding.direct)} 分：{finding.reason}"
    if finding.parts:
        parts = (
            f"{part.method} {format_short(part.score)}/{format_short(part.of)}（{part.reason}）"
            for part in finding.parts
        )
        return "按测评方式评分：" + "，".join(parts)
    if finding.facts is None:
        return "还没有评分"
    return facts_text(finding.facts, rule)


def facts_text(facts: Any, rule: AnyRule | None = None) -> str:
    """The facts of a finding in words. Raises ``TypeError`` for what are no facts."""
    for kind, words in _WORDS.items():
        if isinstance(facts, kind):
            return words(facts, rule or JUDGED)
    raise TypeError(type(facts).__name__)


def _count(rule: AnyRule, key: str, number: object, label: str = "", unit: str = "") -> str:
    """A number between the label and the unit of the quantity ``key`` of the rule; ``label`` and
    ``unit`` where the rule has none of its own.
    """
    quantity = rule.quantity(key, label=label, unit=unit)
    return f"{quantity.label or ''} {quantity.count(str(number))}".strip()


def _met(facts: met.MetFacts, _: AnyRule) -> str:
    return "已达到" if facts.met else "未达到"


def _checklist(facts: checklist.ChecklistFacts, _: AnyRule) -> str:
    return f"已具备：{'、'.join(facts.has) or '无'}"


def _deduct(facts: deduct.DeductFacts, rule: AnyRule) -> str:
    unit = rule.quantity("counts", unit="次").unit
    cases = [f"{name} {times} {unit}" for name, times in facts.counts.items() if times]
    return f"扣分情形：{'、'.join(cases) or '无'}"


def _amount(facts: Amount, rule: AnyRule) -> str:
    if facts.value is None:
        unit = rule.quantity("done").unit or ""
        done = _count(rule, "done", format_short(facts.done or ZERO), "完成")
        return f"{done}，{_count(rule, 'of', format_short(facts.of or ZERO), '总数', unit)}"
    if facts.value.percent:
        # A percentage has the label of the value and never its unit: 96% 件 would be nonsense.
        return f"{rule.quantity('value', label='数值').label} {facts.value}"
    return _count(rule, "value", facts.value, "数值")


def _grade(facts: grade.GradeFacts, _: AnyRule) -> str:
    return f"等次 {facts.grade}"


def _survey(facts: survey.SurveyFacts, rule: AnyRule) -> str:
    votes = rule.quantity("votes", label="有效票", unit="张")
    counts = "、".join(f"{name} {votes.count(str(n))}" for name, n in facts.votes.items())
    return f"{votes.label}：{counts}"


def _rank(facts: rank.RankFacts, rule: AnyRule) -> str:
    if facts.rank is not None:
        of = f"，共 {_count(rule, 'of', facts.of, '', '个')}" if facts.of else ""
        return f"第 {facts.rank} 名{of}"
    own = rule.quantity("value")
    label, unit = f"第一名{own.label or ''}", own.unit or ""
    best = _count(rule, "best", format_short(facts.best or ZERO), label, unit)
    return f"{_count(rule, 'value', format_short(facts.value or ZERO), '本地')}，{best}"


def _ladder(facts: ladder.LadderFacts, _: AnyRule) -> str:
    return "；".join(f"{award.matter}（{award.level}）" for award in facts.awards) or "无"


def _sample(facts: sample.SampleFacts, rule: AnyRule) -> str:
    unit = rule.quantity("checked", unit="个").unit or ""
    checked = _count(rule, "checked", facts.checked, "抽查", unit)
    return f"{checked}，{_count(rule, 'failed', facts.failed, '不合格', unit)}"


def _mean(facts: mean.MeanFacts, _: AnyRule) -> str:
    return "各对象得分：" + "、".join(format_short(value) for value in facts.values)


def _external(facts: external.ExternalFacts, rule: AnyRule) -> str:
    return _count(rule, "score", format_short(facts.score), "引用得分")


def _judged(facts: judged.JudgedFacts, _: AnyRule) -> str:
    return f"评 {format_short(facts.score)} 分：{facts.reason}"


_WORDS: Mapping[type, Callable[[Any, AnyRule], str]] = {
    met.MetFacts: _met,
    checklist.ChecklistFacts: _checklist,
    deduct.DeductFacts: _deduct,
    Amount: _amount,
    grade.GradeFacts: _grade,
    survey.SurveyFacts: _survey,
    rank.RankFacts: _rank,
    ladder.LadderFacts: _ladder,
    sample.SampleFacts: _sample,
    mean.MeanFacts: _mean,
    external.ExternalFacts: _external,
    judged.JudgedFacts: _judged,
}
"""The words for each kind of facts, in the order in which they are looked for: ``Amount`` is the
base of several kinds.
"""
