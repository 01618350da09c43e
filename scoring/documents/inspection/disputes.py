"""Where inspectors differ, as the 评查意见书 says it: in a section of its own, and beside each
score concerned.
"""

from __future__ import annotations

from collections.abc import Mapping

from scoring.documents.inspection.model import DisputeLine
from scoring.engine import Assessment, NodeResult
from scoring.inspection.arbitration import Case, Opposed, cases
from scoring.rounds.verification import Verified
from scoring.values import format_short
from scoring.views.finding import finding_text
from scoring.views.indicator import anchor
from scoring.workspace import Workspace

Disputes = Mapping[str, list[Case]]
"""The differences between inspectors by the code of the indicator."""
PRECEDENCE = (
    "同一指标有几轮评分的，仲裁以前以评估日最近的一轮为准；评估日相同的，"
    "以轮次名称按字符顺序排在最后的一轮为准。"
)
"""The order in which ``scoring.rounds.verification.verifying`` puts rounds of one kind."""


def disputes_of(workspace: Workspace) -> Disputes:
    """Every difference, in the order of the tree."""
    found: dict[str, list[Case]] = {}
    for case in cases(workspace):
        found.setdefault(case.node.code, []).append(case)
    return found


def check_of(item: NodeResult) -> Verified:
    """What verified a leaf. Only for an inspected one."""
    assert item.leaf is not None
    assert item.leaf.verified is not None
    return item.leaf.verified


def concerning(item: NodeResult, disputes: Disputes) -> list[Case]:
    """The differences that concern the score of a leaf: those between mocks do not where an
    inspection stands.
    """
    return [
        case for case in disputes.get(item.node.code, ()) if case.kind == check_of(item).round.kind
    ]


def differing(item: NodeResult, disputes: Disputes) -> str:
    """The mark beside a score on which inspectors differ; empty where they agree, or where it has
    been settled.
    """
    still = [case for case in concerning(item, disputes) if not case.settled_by]
    if not still:
        return ""
    if any(case.open for case in still):
        return "有分歧，待仲裁"
    return "有分歧"


def in_short(item: NodeResult, disputes: Disputes) -> str:
    """The differences about a leaf in one line for its card: who gives how much, and what becomes
    of it.
    """
    lines = []
    for case in concerning(item, disputes):
        scores = "，".join(f"{view.round} {_score(view)}" for view in case.views)
        lines.append(f"{case.method + '：' if case.method else ''}{scores}；{_treatment(case)}")
    if lines:
        return f"有分歧：{'。'.join(lines)}（见第五部分）"
    return ""


def dispute_lines(disputes: Disputes, assessment: Assessment) -> tuple[DisputeLine, ...]:
    """The section on differences."""
    return tuple(_line(case, assessment) for found in disputes.values() for case in found)


def _line(case: Case, assessment: Assessment) -> DisputeLine:
    views = tuple(
        f"{view.round}{f'（{view.who}）' if view.who else ''}：{_score(view)}，"
        f"{_ground(view, case.method)}" + ("［仲裁］" if view.arbitrates else "")
        for view in case.views
    )
    spread = "是否适用意见不一" if case.spread is None else f"{format_short(case.spread)} 分"
    name = case.node.name + (f"（{case.method}）" if case.method else "")
    leaf = assessment.by_code[case.node.code].leaf
    # A difference between mocks is settled by an inspection: that score holds, whoever was right.
    stands = leaf.verified if leaf else None
    if stands is None or stands.round.kind == case.kind:
        state = _treatment(case)
    else:
        state = "已有核验，以核验为准"
    return DisputeLine(
        anchor(case.node.code) if stands else "", case.node.code, name, views, spread, state
    )


def _treatment(case: Case) -> str:
    """What becomes of a difference, and whose score stands until then."""
    if case.settled_by:
        return f"已由 {case.settled_by} 仲裁"
    if case.grave:
        sentence = "需要仲裁"
    elif case.limit is None:
        sentence = "没有规定差异的限度，请复核"
    else:
        sentence = "差异在允许范围内"
    last = case.views[-1]
    gap = "" if last.score is None else " "
    return f"{sentence}；暂按 {last.round} 的{gap}{_score(last)}计"


def _score(view: Opposed) -> str:
    if view.score is None:
        return "不适用"
    return f"{format_short(view.score)} 分"


def _ground(view: Opposed, method: str) -> str:
    """Why an inspector gives this score: the reason, else what was found; and the opinion."""
    finding = view.finding
    if view.reason:
        sentences = [view.reason]
    else:
        sentences = [finding_text(finding), finding.note or ""]
    # The opinion is on the indicator as a whole, not on the part that one method scores.
    if finding.opinion and not method:
        opinion = f"（{finding.opinion}）"
    else:
        opinion = ""
    return "；".join(part.rstrip("。") for part in sentences if part) + opinion
