"""One indicator explained on a terminal: rule, finding, evidence, arithmetic, owner."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scoring.engine import Assessment, NodeResult
from scoring.engine.leaves import STATE_NAMES, LeafResult
from scoring.evidence.model import Evidence
from scoring.evidence.support import Met
from scoring.values import format_fixed
from scoring.views.evidence import requirement_view
from scoring.views.finding import finding_text
from scoring.views.indicator import IndicatorView, indicator_view, score_view
from scoring.views.words import identity
from scoring.workspace import Workspace


def explain_text(workspace: Workspace, assessment: Assessment, code: str) -> str:
    """``shifan explain CODE`` on a terminal."""
    item = assessment.by_code[code]
    view = indicator_view(item.node)
    lines = [*_heading(assessment, view), "", *_criterion(item, view)]
    lines += [f"为什么：{item.why}", "", _arithmetic(item)]
    # Inside a folded block all figures are on the block's own scale, the loss of
    # the whole is not.
    if item.node.kind == "base" and item.factor != 1:
        whole = format_fixed(item.marks.losses.total * item.factor)
        lines.append(f"（本指标在折算板块内，折合总分失 {whole} 分）")
    if item.leaf is not None and not item.leaf.not_applicable:
        lines += ["", *_evidence_lines(workspace, item, item.leaf)]
    if item.node.children:
        below = [assessment.by_code[child.code] for child in item.node.children]
        lines += ["", "下级：", *map(_below, below)]
    lines += ["", f"牵头单位：{view.leader}"]
    terms = (("责任单位", view.support), ("完成时限", view.due), ("依据", view.basis))
    lines += [f"{label}：{text}" for label, text in terms if text]
    return "\n".join(lines)


def _heading(assessment: Assessment, view: IndicatorView) -> Iterator[str]:
    """Code and name, and where the indicator stands in the tree."""
    yield view.titled + ("［约束性］" if view.binding else "")
    path = " › ".join(step.name for step in assessment.tree.path(view.code)[:-1])
    if path:
        yield path


def _criterion(item: NodeResult, view: IndicatorView) -> Iterator[str]:
    """What is asked for, and what was found of it."""
    if view.text:
        yield f"标准：{view.text}"
    if item.leaf is not None and view.rule:
        yield f"规则：{view.rule}"
        yield from _finding_lines(item.leaf)


def _below(item: NodeResult) -> str:
    return f"  {item.node.code} {item.node.name}：{_rate(item)}，{STATE_NAMES[item.state]}"


def _rate(item: NodeResult) -> str:
    return f"{format_fixed(item.marks.current)}/{format_fixed(item.marks.applicable)}"


def _finding_lines(leaf: LeafResult) -> Iterator[str]:
    node = leaf.node
    if leaf.finding is None:
        # Who has to fill it in needs the form in which the file takes it, not only the news
        # that it is blank.
        form = node.rule.form(node.points) if node.rule else ""
        yield f"认定：还没有填写；应写成 {form}"
    else:
        yield f"认定：{finding_text(leaf.finding, node.rule)}"
        if leaf.finding.note:
            yield f"备注：{leaf.finding.note}"
    if leaf.verified:
        yield f"核验（{leaf.verified.names}）：{finding_text(leaf.verified.finding, node.rule)}"


def _arithmetic(item: NodeResult) -> str:
    marks, view = item.marks, score_view(item)
    claim = f"自评 {view.claimed}，佐证 {view.supported}"
    # Bonus and penalty have nothing to be earned and no losses: no identity to print.
    if item.node.kind != "base":
        return f"满分 {view.full}，{claim}，现分 {view.current}"
    verified = f"，核验 {view.verified}" if view.verified else ""
    return f"满分 {view.full}，应得 {view.applicable}，{claim}{verified}\n" + identity(
        marks.applicable, marks.current, marks.losses
    )


def _evidence_lines(workspace: Workspace, item: NodeResult, leaf: LeafResult) -> list[str]:
    """What the indicator asks to be proved, and the pieces that are offered for it."""
    if not leaf.support.requirements:
        return ["佐证：本指标不要求佐证"]
    by_id = {record.id: record for record in workspace.records}
    lines = ["佐证："]
    for state in leaf.support.requirements:
        lines.append(_requirement(state))
        lines += _offered(state, by_id, item.node.code)
    return lines


def _requirement(state: Met) -> str:
    asked = state.requirement
    kinds = f"［{'、'.join(asked.kinds)}］" if asked.kinds else ""
    optional = "" if asked.required else "（可选）"
    least = f"，至少 {asked.min} 件" if asked.min > 1 else ""
    return f"  {'√' if state.met else '×'} {asked.name}{kinds}{optional}{least}"


def _offered(state: Met, by_id: Mapping[str, Evidence], code: str) -> Iterator[str]:
    for ident, why in requirement_view(state).offered:
        record = by_id[ident]
        remark = f"——不起作用：{why}" if why else _located(record, code)
        yield f"      {ident} {record.label}{remark}"
    if not state.met and not state.in_vain:
        yield "      没有登记佐证"


def _located(record: Evidence, code: str) -> str:
    """Where in the file it is proved, as far as the register says."""
    places = [proof.locate for proof in record.proves if proof.indicator == code and proof.locate]
    if places:
        return f"（{'、'.join(places)}）"
    return ""
