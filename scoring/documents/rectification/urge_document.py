"""督办单 and 约谈通知 as letters: what is to be done, by whom and by when, with a slip on which the
unit answers. They are printed from what was issued, word for word.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scoring.documents.layout import Page
from scoring.documents.rectification.issued import NoPaperError, issued_paper, papers_of
from scoring.indicators.model import due_text
from scoring.rectification.papers import KIND_NAMES, Paper, PaperItem, PaperKind
from scoring.values import first_few
from scoring.views.head import issuer_of
from scoring.views.sheet import Sheet, head_of, shared
from scoring.views.words import chinese_date, owners
from scoring.workspace import Workspace

COLUMNS = shared({"编号": 9, "指标": 9, "问题": 40, "牵头单位": 18, "时限": 14, "逾期": 10})
USUAL: dict[PaperKind, str] = {
    "urge": "下列整改事项由你单位牵头，请按时限办结，附佐证申报验收；办不完的，写明原因，申请延期。",
    "interview": "下列整改事项多次通报仍未办结，请单位负责人按时参加约谈，说明原因和办结的日期。",
}
"""What stands there where nobody wrote anything."""
NAMED = 8
"""So many units stand in the address; of more, the table names each."""
ANSWERS = ("签收单位", "签 收 人", "签收日期", "办理情况", "负 责 人", "盖　　章")


@dataclass(frozen=True, slots=True)
class UrgeReport:
    """The whole letter, as printed. ``overdue`` says how many items are late and by how much at
    most, "" where none is; ``by`` is who issued it.
    """

    title: str
    number: str
    issuer: str
    to: str
    text: tuple[str, ...]
    overdue: str
    items: tuple[tuple[str, ...], ...]
    reply: str
    by: str
    date: str
    answers: tuple[str, ...]


def urge_page(workspace: Workspace, number: int | None = None) -> Page:
    """One issued paper as a document, the newest 督办单 where no number is given."""
    paper = _paper(workspace, number)
    report = urge_report(paper, workspace)
    return Page(
        report.title,
        report.issuer,
        "urge.html.j2",
        {"report": report, "table": head_of(COLUMNS)},
        report,
        (_sheet(report),),
        ("forms.css",),
    )


def unurged(workspace: Workspace) -> str:
    """Why there is nothing to print, "" where there is."""
    if papers_of(workspace, "urge", "interview"):
        return ""
    return "还没有印发过督办单；在工作台的整改台账里勾选事项印发"


def urge_report(paper: Paper, workspace: Workspace) -> UrgeReport:
    """Everything that the letter says; all of it stands in the paper."""
    name, kind = paper.name, KIND_NAMES[paper.kind]
    if paper.reply:
        reply = f"请于{chinese_date(paper.reply)}前签收并回复办理情况。"
    else:
        reply = ""
    late = [item.days for item in paper.items if item.days]
    if late:
        overdue = f"其中 {len(late)} 件已经逾期，最长的逾期 {max(late)} 天。"
    else:
        overdue = ""
    written = [line.strip() for line in (paper.text or "").splitlines() if line.strip()]
    return UrgeReport(
        title=f"{name}法治政府建设示范创建{kind}",
        number=paper.label,
        issuer=paper.issuer or issuer_of(workspace),
        to=first_few(paper.units, NAMED, "等 {count} 个单位"),
        text=tuple(written) or (USUAL[paper.kind],),
        overdue=overdue,
        items=tuple(_row(item) for item in paper.items),
        reply=reply,
        by=paper.by,
        date=chinese_date(paper.issued),
        answers=ANSWERS,
    )


def _paper(workspace: Workspace, number: int | None) -> Paper:
    """The paper that is meant. Raises :class:`NoPaperError`."""
    known = papers_of(workspace, "urge", "interview")
    if number is None and known:
        return known[-1]
    if number is None:
        raise NoPaperError(unurged(workspace))
    chosen = next((paper for paper in known if paper.number == number), None)
    # Only for its error, which names the numbers that there are.
    return chosen or issued_paper(workspace, "urge", number)


def _row(item: PaperItem) -> tuple[str, ...]:
    due: date | str | None = item.due
    return (
        item.id,
        item.indicator or "—",
        item.problem,
        owners(item.lead),
        due_text(due) if due else "未定",
        f"{item.days} 天" if item.days else "—",
    )


def _sheet(report: UrgeReport) -> Sheet:
    return Sheet("督办单", f"{report.title}（{report.number}）", COLUMNS, report.items)
