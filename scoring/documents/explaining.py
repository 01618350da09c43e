"""One indicator explained on a terminal: rule, finding, evidence, arithmetic, owner; and findings
in words.
"""

from __future__ import annotations

from typing import Any

from scoring.engine import Assessment, NodeResult
from scoring.engine.leaves import STATE_NAMES
from scoring.engine.scores import ZERO
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
from scoring.values import Quantity, plain, rounded
from scoring.views.evidence import requirement_view
from scoring.views.indicator import indicator_view, score_view
from scoring.views.words import identity
from scoring.workspace import Workspace


def explain_text(workspace: Workspace, assessment: Assessment, code: str) -> str:
    """``shifan explain CODE`` on a terminal."""
    item = assessment.by_code[code]
    node, leaf, marks = item.node, item.leaf, item.marks
    view = indicator_view(node)
    path = " › ".join(step.name for step in assessment.tree.path(code)[:-1])
    lines = [
        view.titled + ("［约束性］" if view.binding else ""),
        *([path] if path else []),
        "",
    ]
    if view.text:
        lines.append(f"标准：{view.text}")
    if leaf is not None and view.rule:
        lines.append(f"规则：{view.rule}")
        lines += _finding_lines(item)
    lines.append(f"为什么：{item.why}")
    lines += ["", _arithmetic(item)]
    if node.kind == "base" and item.factor != 1:
        lines.append(
            f"（本指标在折算板块内，折合总分失 {rounded(marks.losses.total * item.factor)} 分）"
        )
    if leaf is not None and not leaf.not_applicable:
        lines += ["", *_evidence_lines(workspace, item)]
    if node.children:
        below = [assessment.by_code[child.code] for child in node.children]
        lines += ["", "下级："]
        lines += [
            f"  {part.node.code} {part.node.name}：{_rate(part)}，{STATE_NAMES[part.state]}"
            for part in below
        ]
    lines += ["", f"牵头单位：{view.leader}"]
    terms = (("责任单位", view.support), ("完成时限", view.due), ("依据", view.basis))
    lines += [f"{label}：{text}" for label, text in terms if text]
    return "\n".join(lines)


def _rate(item: NodeResult) -> str:
    return f"{rounded(item.marks.current)}/{rounded(item.marks.applicable)}"


def _finding_lines(item: NodeResult) -> list[str]:
    leaf = item.leaf
    assert leaf is not None
    lines = []
    if leaf.finding is None:
        lines.append(
            f"认定：还没有填写；应写成 {item.node.rule.form(item.node.points) if item.node.rule else ''}"
        )
    else:
        lines.append(f"认定：{finding_text(leaf.finding, leaf.node.rule)}")
        if leaf.finding.note:
            lines.append(f"备注：{leaf.finding.note}")
    if leaf.verified:
        lines.append(
            f"核验（{leaf.verified.names}）：{finding_text(leaf.verified.finding, leaf.node.rule)}"
        )
    return lines


def finding_text(finding: Any, rule: Rule[Any] | None = None) -> str:
    """A finding as a person would read it aloud, in the words that its ``rule`` has for what is
    counted.
    """
    if finding.untrue:
        plainly = _found(finding, rule)
        return f"{plainly}；佐证 {'、'.join(finding.untrue)} 不实，扣 {plain(finding.penalty)} 分"
    return _found(finding, rule)


def _found(finding: Any, rule: Rule[Any] | None) -> str:
    if finding.not_applicable:
        return f"不适用：{finding.not_applicable}" + (
            f"（{finding.approved_by}同意）" if finding.approved_by else ""
        )
    if finding.direct is not None:
        return f"评 {plain(finding.direct)} 分：{finding.reason}"
    if finding.parts:
        marks = (
            f"{part.method} {plain(part.score)}/{plain(part.of)}（{part.reason}）"
            for part in finding.parts
        )
        return "按测评方式评分：" + "，".join(marks)
    if finding.facts is None:
        return "还没有评分"
    return facts_text(finding.facts, rule)


def facts_text(facts: Any, rule: Rule[Any] | None = None) -> str:  # noqa: C901  one case a kind
    """The facts of a finding in words: 完成 96，总数 100; under a ``rule`` with names 按期答复 96
    件，应答复 100 件.
    """

    def count(key: str, number: object, label: str = "", unit: str = "") -> str:
        """``number`` between the label and the unit of the quantity ``key``."""
        name = (rule or JUDGED).quantity(key, label=label, unit=unit)
        return f"{name.label or ''} {name.count(str(number))}".strip()

    match facts:
        case met.MetFacts():
            if facts.met:
                return "已达到"
            return "未达到"
        case checklist.ChecklistFacts():
            return f"已具备：{'、'.join(facts.has) or '无'}"
        case deduct.DeductFacts():
            unit = (rule or JUDGED).quantity("counts", unit="次").unit
            happened = [f"{name} {times} {unit}" for name, times in facts.counts.items() if times]
            return f"扣分情形：{'、'.join(happened) or '无'}"
        case Amount():
            if facts.value is not None:
                if not facts.value.percent:
                    return count("value", facts.value, "数值")
                return _share(facts.value, rule)
            done = count("done", plain(facts.done or ZERO), "完成")
            unit = (rule or JUDGED).quantity("done").unit or ""
            return f"{done}，{count('of', plain(facts.of or ZERO), '总数', unit)}"
        case grade.GradeFacts():
            return f"等次 {facts.grade}"
        case survey.SurveyFacts():
            votes = (rule or JUDGED).quantity("votes", label="有效票", unit="张")
            return f"{votes.label}：" + "、".join(
                f"{name} {votes.count(str(n))}" for name, n in facts.votes.items()
            )
        case rank.RankFacts():
            if facts.rank is None:
                own = (rule or JUDGED).quantity("value")
                first = count(
                    "best", plain(facts.best or ZERO), f"第一名{own.label or ''}", own.unit or ""
                )
                return f"{count('value', plain(facts.value or ZERO), '本地')}，{first}"
            return f"第 {facts.rank} 名" + (
                f"，共 {count('of', facts.of, '', '个')}" if facts.of else ""
            )
        case ladder.LadderFacts():
            return "；".join(f"{award.matter}（{award.level}）" for award in facts.awards) or "无"
        case sample.SampleFacts():
            unit = (rule or JUDGED).quantity("checked", unit="个").unit or ""
            checked = count("checked", facts.checked, "抽查", unit)
            return f"{checked}，{count('failed', facts.failed, '不合格', unit)}"
        case mean.MeanFacts():
            return "各对象得分：" + "、".join(plain(value) for value in facts.values)
        case external.ExternalFacts():
            return count("score", plain(facts.score), "引用得分")
        case judged.JudgedFacts():
            return f"评 {plain(facts.score)} 分：{facts.reason}"
    raise TypeError(type(facts).__name__)


def _share(value: Quantity, rule: Rule[Any] | None) -> str:
    """A percentage: it has the label of the value and never its unit."""
    return f"{(rule or JUDGED).quantity('value', label='数值').label} {value}"


def _arithmetic(item: NodeResult) -> str:
    marks, view = item.marks, score_view(item)
    claim = f"自评 {view.claimed}，佐证 {view.supported}"
    if item.node.kind != "base":
        return f"满分 {view.full}，{claim}，现分 {view.current}"
    verified = f"，核验 {view.verified}" if view.verified else ""
    return f"满分 {view.full}，应得 {view.applicable}，{claim}{verified}\n" + identity(
        marks.applicable, marks.current, marks.losses
    )


def _evidence_lines(workspace: Workspace, item: NodeResult) -> list[str]:
    assert item.leaf is not None
    by_id = {record.id: record for record in workspace.records}
    lines = ["佐证："]
    for state in item.leaf.support.requirements:
        wanted = state.requirement
        kinds = f"［{'、'.join(wanted.kinds)}］" if wanted.kinds else ""
        least = f"，至少 {wanted.min} 件" if wanted.min > 1 else ""
        lines.append(
            f"  {'√' if state.met else '×'} "
            f"{wanted.name}{kinds}{'' if wanted.required else '（可选）'}{least}"
        )
        lines += [
            f"      {ident} {by_id[ident].label}"
            + (f"——不起作用：{why}" if why else _located(by_id[ident], item.node.code))
            for ident, why in requirement_view(state).offered
        ]
        if not state.met and not state.in_vain:
            lines.append("      没有登记佐证")
    if len(lines) > 1:
        return lines
    return ["佐证：本指标不要求佐证"]


def _located(record: Any, code: str) -> str:
    places = [proof.locate for proof in record.proves if proof.indicator == code and proof.locate]
    if places:
        return f"（{'、'.join(places)}）"
    return ""
