"""Builds the 评查意见书 from an assessment: what was verified, how, with which result, and what is
still open.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from scoring.documents.inspection.cards import chapters
from scoring.documents.inspection.disputes import (
    PRECEDENCE,
    dispute_lines,
    disputes_of,
)
from scoring.documents.inspection.estimate import estimated
from scoring.documents.inspection.model import (
    InspectionReport,
)
from scoring.documents.inspection.process import (
    basis_facts,
    people_of,
    photos_of,
    process_sentences,
    round_line,
    sample_line,
    standing_findings,
    visits_of,
)
from scoring.documents.inspection.results import (
    cut_lines,
    open_lines,
    opinion_counts,
    result_lines,
    untrue_lines,
    whole_facts,
)
from scoring.documents.inspection.statement import figures, statement
from scoring.engine import Assessment
from scoring.inspection.arbitration import terms_of
from scoring.inspection.estimate import estimate
from scoring.rounds.model import Round
from scoring.rounds.verification import verifying
from scoring.views.head import issuer_of
from scoring.views.words import chinese_date, track_label
from scoring.workspace import Workspace

SIGNATURES = ("评查人员", "评查组组长", "被评查单位负责人（盖章）", "评查单位（盖章）")


def has_inspection(workspace: Workspace) -> bool:
    """Whether a round verifies the current one and says something about any indicator."""
    current = workspace.current
    return current is not None and any(
        item.findings or item.unscored for item in verifying(workspace.rounds, current)
    )


def inspection_report(
    workspace: Workspace, assessment: Assessment, today: date
) -> InspectionReport:
    """Everything that the document says. Only for a workspace that ``has_inspection``."""
    head, current = workspace.head, assessment.round
    rounds = verifying(workspace.rounds, current)
    # One inspection among them makes it a paper of inspection; what only a mock has seen is then
    # marked line by line.
    mock = "模拟" if all(item.kind == "mock" for item in rounds) else ""
    looked = [
        item
        for item in assessment.leaves()
        if item.leaf is not None and item.leaf.verified is not None
    ]
    by_id = {record.id: record for record in workspace.records}
    disputes = disputes_of(workspace)
    results, total = result_lines(assessment)
    guess = estimate(workspace, assessment)
    title = f"{head.name}法治政府建设示范创建{mock}评查意见书"
    return InspectionReport(
        title=title,
        county=head.name,
        issuer=_issuer(rounds) or issuer_of(workspace),
        date=chinese_date(today),
        mock=mock,
        track=track_label(assessment, "verified"),
        faults=_faults(workspace),
        facts=_cover_facts(workspace, assessment, rounds),
        statement=tuple(statement(assessment, looked, total, rounds, mock, disputes)),
        figures=figures(assessment, looked, total, rounds),
        basis=basis_facts(assessment, rounds),
        rounds=tuple(round_line(item) for item in rounds),
        samples=tuple(
            sample_line(item, assessment) for item in rounds if item.head.sample is not None
        ),
        process=tuple(process_sentences(workspace, rounds)),
        visits=visits_of(rounds),
        results=results,
        total=total,
        whole=whole_facts(assessment),
        opinions=opinion_counts(standing_findings(rounds)),
        cuts=cut_lines(looked, disputes),
        untrue=untrue_lines(workspace, assessment, looked, by_id),
        estimate=estimated(guess, assessment),
        chapters=chapters(assessment, by_id, disputes, photos_of(rounds)),
        disputes=dispute_lines(disputes, assessment),
        open=tuple(open_lines(workspace, assessment)),
        limit=terms_of(workspace).said,
        precedence=PRECEDENCE if disputes else "",
        signatures=SIGNATURES,
    )


def _issuer(rounds: Sequence[Round]) -> str:
    """The group of a single round; of several who assessed last."""
    latest = rounds[-1].head
    groups = list(dict.fromkeys(item.head.group for item in rounds if item.head.group))
    return (groups[0] if len(groups) == 1 and groups[0] else "") or latest.assessor or ""


def _faults(workspace: Workspace) -> str:
    if not workspace.errors:
        return ""
    return (
        f"编制时数据有 {len(workspace.errors)} 处错误，本意见书数字仅供内部核对，改正后请重新生成。"
    )


def _cover_facts(
    workspace: Workspace, assessment: Assessment, rounds: list[Round]
) -> tuple[tuple[str, str], ...]:
    who = people_of(rounds)
    groups = list(dict.fromkeys(item.head.group for item in rounds if item.head.group))
    facts = [
        ("被评查对象", workspace.head.name),
        ("指标体系", assessment.tree.title),
        ("所核验的自评", f"{assessment.round.id}（{chinese_date(assessment.round.head.as_of)}）"),
        ("核验轮次", "、".join(item.id for item in rounds)),
        *([("评查组", "、".join(groups))] if groups else []),
        ("评查日期", chinese_date(rounds[-1].head.as_of)),
        *([("评查人员", "、".join(who))] if who else []),
    ]
    return tuple(facts)
