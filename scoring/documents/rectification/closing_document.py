"""销号单: one page for each item that was signed off, with its measures, its evidence, and who
answered for what.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from scoring.documents.layout import Page
from scoring.engine import Assessment
from scoring.evidence.model import Evidence
from scoring.indicators.model import due_text
from scoring.rectification.ledger import MOVE_NAMES, Event, RectificationItem
from scoring.rectification.state import weak_proofs
from scoring.values import natural_key
from scoring.views.columns import pick, sheet_of
from scoring.views.evidence import UNREGISTERED, evidence_view
from scoring.views.head import head_view
from scoring.views.item import MeasureLine, event_words, item_view, measure_lines
from scoring.views.sheet import Column, Sheet
from scoring.views.words import chinese_date
from scoring.workspace import Workspace

NONE_YET = "还没有已销号的事项。"
SIGNATURES = ("责任人", "牵头单位负责人（盖章）", "核实人", "示范创建工作专班（盖章）")


@dataclass(frozen=True, slots=True)
class ProofLine:
    """A piece of evidence that the item was submitted on. ``remark``: what is wrong with it now."""

    id: str
    title: str
    doc_no: str
    date: str
    review: str


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step in the life of the item."""

    date: str
    step: str
    by: str
    note: str


@dataclass(frozen=True, slots=True)
class ClosingSlip:
    """One item that is 已销号. ``warnings`` are what is wrong with its evidence now."""

    number: str
    id: Annotated[str, Column("编号", 8, centre=True)]
    indicator: Annotated[str, Column("指标", 24)]
    problem: Annotated[str, Column("问题", 32)]
    lost: str
    lead: Annotated[str, Column("牵头单位", 16, place=2)]
    support: str
    person: str
    due: str
    measures: Annotated[
        tuple[MeasureLine, ...], Column("整改措施", 34, place=1, cell=_measures_cell)
    ]
    proofs: Annotated[tuple[ProofLine, ...], Column("销号依据", 44, place=4, cell=_proofs_cell)]
    steps: Annotated[tuple[StepLine, ...], Column("办理经过", 40, place=4, cell=_steps_cell)]
    submitted_by: Annotated[str, Column("申报人", 9, centre=True, place=3)]
    submitted_on: Annotated[str, Column("申报日期", 14, centre=True, place=3)]
    submit_note: str
    closed_by: Annotated[str, Column("销号人", 9, centre=True, place=3)]
    closed_on: Annotated[str, Column("销号日期", 14, centre=True, place=3)]
    close_note: Annotated[str, Column("核实情况", 24, place=3)]
    warnings: Annotated[
        tuple[str, ...], Column("注意", 20, place=4, cell=lambda slip: "；".join(slip.warnings))
    ]


@dataclass(frozen=True, slots=True)
class ClosingReport:
    """All slips; ``facts`` stand on each, ``empty`` is what is said where there is none."""

    title: str
    issuer: str
    date: str
    facts: tuple[tuple[str, str], ...]
    slips: tuple[ClosingSlip, ...]
    signatures: tuple[str, ...]
    empty: str


def unclosed(workspace: Workspace) -> str:
    """Why there is no slip to print; "" where an item is closed, or where there is no ledger."""
    nothing = not (workspace.path / "rectification.yaml").exists()
    if nothing or any(item.closed for item in workspace.ledger):
        return ""
    return f"{NONE_YET.rstrip('。')}，销号单不用出。事项销号后再出：shifan rectify close 事项编号"


def closing_page(workspace: Workspace, assessment: Assessment, today: date) -> Page:
    """The slips as a document."""
    report = closing_report(workspace, assessment, today)
    context = {"report": report}
    return Page(
        report.title,
        report.issuer,
        "closing.html.j2",
        context,
        report,
        (_sheet(report),),
        ("forms.css",),
    )


def closing_report(workspace: Workspace, assessment: Assessment, today: date) -> ClosingReport:
    """Everything that the slips say, as it is printed; items in the order of their numbers."""
    head = head_view(workspace, assessment)
    closed = sorted(
        (item for item in workspace.ledger if item.closed), key=lambda item: natural_key(item.id)
    )
    records = {record.id: record for record in workspace.records}
    slips = tuple(
        _slip(item, assessment, records, workspace, f"{index}/{len(closed)}", today)
        for index, item in enumerate(closed, 1)
    )
    title = f"{head.county}短板整改销号单"
    empty, day = "" if slips else NONE_YET, chinese_date(today)
    return ClosingReport(title, head.issuer, day, head.scope[:1], slips, SIGNATURES, empty)


def _slip(
    item: RectificationItem,
    assessment: Assessment,
    records: Mapping[str, Evidence],
    workspace: Workspace,
    number: str,
    today: date,
) -> ClosingSlip:
    node = assessment.by_code.get(item.indicator or "")
    submit = item.submission
    # The last one: an item may have been reopened since, and a step that was
    # corrected does not stand.
    close = next(event for event in reversed(item.standing) if event.do == "close")
    view = item_view(item)
    moved = ""
    # The first date is never overwritten: an extension shows on the slip too.
    if item.due and item.due != item.deadline:
        moved = f"（原定 {_day(item.due)}）"
    despite = f"；失分未消除仍销号的理由：{close.despite}" if close.despite else ""
    return pick(
        ClosingSlip,
        view,
        number=number,
        indicator=f"{node.node.code} {node.node.name}" if node else "不对应指标",
        lost=f"{view.lost} 分" if view.lost else "",
        lead=view.leader,
        person=view.answerable,
        due=(_day(item.deadline) or "未定") + moved,
        measures=tuple(measure_lines(item, today, _day)),
        proofs=tuple(_proof(ident, records) for ident in (submit.evidence if submit else ())),
        # All of them, those taken back as well: of the history nothing is deleted.
        steps=tuple(map(_step, item.events)),
        **_submitted(submit),
        closed_by=close.by or "",
        closed_on=chinese_date(close.on),
        close_note=f"{close.note or ''}{despite}",
        # As of now: a file may have been changed or returned since the item was signed off.
        warnings=tuple(weak_proofs(item, workspace.proofs)),
    )


def _submitted(submit: Event | None) -> dict[str, str]:
    """Who said that it was mended, when, and how; blank for an item that came in closed."""
    if submit is None:
        return {"submitted_by": "", "submitted_on": "", "submit_note": ""}
    return {
        "submitted_by": submit.by or "",
        "submitted_on": chinese_date(submit.on),
        "submit_note": submit.note or "",
    }


def _step(event: Event) -> StepLine:
    note = event_words(event, _day)
    return StepLine(chinese_date(event.on), MOVE_NAMES[event.do], event.by or "", note)


def _day(day: date | str | None) -> str:
    """A date as the form writes all of its dates; 持续推进 as it is."""
    if isinstance(day, date):
        return chinese_date(day)
    return due_text(day)


_REVIEWS = {
    "accepted": "审核通过",
    "pending": "待审核",
    "returned": "已退回",
    "withdrawn": "单位已撤回",
}


def _proof(ident: str, records: Mapping[str, Evidence]) -> ProofLine:
    record = records.get(ident)
    if record is None:
        return ProofLine(ident, UNREGISTERED, "", "", "")
    review = record.review
    words = (_REVIEWS[review.state], review.by or "", _day(review.on))
    sentence = "，".join(part for part in words if part)
    return pick(ProofLine, evidence_view(record), date=_day(record.dated), review=sentence)


def _measures_cell(slip: ClosingSlip) -> str:
    return "\n".join(line.text for line in slip.measures)


def _proofs_cell(slip: ClosingSlip) -> str:
    return _joined((p.id, p.title, p.doc_no, p.date) for p in slip.proofs)


def _steps_cell(slip: ClosingSlip) -> str:
    return _joined((p.date, p.step, p.by, p.note) for p in slip.steps)


def _joined(texts: Iterable[tuple[str, ...]]) -> str:
    """Pieces or steps as lines of a cell, without what they leave blank."""
    return "\n".join(" ".join(part for part in line if part) for line in texts)


def _said(report: ClosingReport) -> list[str]:
    return [f"{label}：{text}" for label, text in report.facts]


def _sheet(report: ClosingReport) -> Sheet:
    title = "　".join((report.title, *_said(report)))
    return sheet_of("销号单", title, ClosingSlip, report.slips, nothing=NONE_YET, nothing_at=1)
