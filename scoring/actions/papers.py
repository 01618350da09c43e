"""Issuing papers: a 督办单 for items that are still open, the report of a month, a 送阅件; and who
has received them. What is issued is on record and never changed again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from scoring.actions.authority import acting
from scoring.actions.lookup import item_of, members_of
from scoring.actions.rights import MOST_NAMED, WHOLE, Thing, may
from scoring.documents.plain import plain_data
from scoring.documents.rectification.monthly_document import MonthlyReport, monthly_report
from scoring.documents.rectification.reading_slip import ReadingSlip, reading_slip
from scoring.engine.units import NOBODY
from scoring.people import SYSTEM
from scoring.rectification import paper_files, papers, writing
from scoring.rectification.compile_bulletin import leads
from scoring.rectification.ledger import RectificationItem
from scoring.rectification.papers import MonthText, Paper, PaperItem, PaperKind, Receipt, SlipText
from scoring.rectification.state import overdue_days
from scoring.values import offered
from scoring.workspace import Workspace
from scoring.workspace.changes import ChangeSet, Forbidden, ForbiddenError, RefusedError

OLDEST_SLIP = timedelta(days=31)
"""How far back a 送阅件 may be dated."""


def issue_paper(
    changes: ChangeSet,
    idents: Sequence[str],
    *,
    kind: PaperKind = "urge",
    reply: date | None = None,
    text: str = "",
) -> Paper:
    """Issues a paper for items. Raises :class:`RefusedError` for unknown or closed ones, and a date
    that is over.
    """
    workspace, day = changes.workspace, changes.author.on
    by = acting(changes, "issue_bulletin") or SYSTEM
    items = [_open_item(workspace, ident) for ident in dict.fromkeys(idents)]
    if not items:
        raise RefusedError("先选要督办的事项")
    if reply is not None and reply < day:
        raise RefusedError(f"回复时限 {reply} 已经过了（今天按 {day}）")
    listed = tuple(_listed(workspace, item, day) for item in items)
    units = dict.fromkeys(unit for one in listed for unit in one.lead)
    units.pop(NOBODY, None)
    if not units:
        raise RefusedError("选中的事项都没有明确牵头单位，督办单没有地方可发；先在台账里定牵头单位")
    words = text.strip() or None
    return _issued(changes, kind, by, units=tuple(units), items=listed, reply=reply, text=words)


def _listed(workspace: Workspace, item: RectificationItem, day: date) -> PaperItem:
    """An item as a paper of this day names it."""
    return PaperItem(
        id=item.id,
        indicator=item.indicator,
        problem=item.problem,
        lead=tuple(leads(item, workspace.units)),
        due=item.deadline,
        days=overdue_days(item, day),
    )


def month_of(
    workspace: Workspace,
    today: date,
    month: date,
    remarks: str = "",
    demands: str = "",
    to: tuple[str, ...] = (),
) -> MonthlyReport:
    """The report of a month with what was written for it. Raises :class:`RefusedError` for a month
    that has not begun.
    """
    if not workspace.ledger:
        raise RefusedError("还没有整改事项，没有可报的")
    if month.replace(day=1) > today:
        raise RefusedError(
            f"{month.year}年{month.month}月还没有开始（今天按 {today}），月报只写到今天"
        )
    written = paragraphs(remarks), paragraphs(demands)
    return monthly_report(workspace, workspace.score(), today, month, *written, to)


def slip_of(
    workspace: Workspace, today: date, day: date, proposal: str = "", to: tuple[str, ...] = ()
) -> ReadingSlip:
    """The 送阅件 of a day with what the tracker proposes. Raises :class:`RefusedError` for a day
    that it cannot speak of.
    """
    if day > today:
        raise RefusedError(f"送阅件的日期 {day} 在今天（{today}）以后")
    if day < today - OLDEST_SLIP:
        raise RefusedError(f"送阅件的日期 {day} 太早了，最早写 {today - OLDEST_SLIP}")
    written = paragraphs(proposal)
    return reading_slip(workspace, workspace.score(), day, written, today, to)


def issue_monthly(
    changes: ChangeSet,
    month: date,
    *,
    remarks: str = "",
    demands: str = "",
    to: Sequence[str] = (),
    units: Sequence[str] = (),
) -> Paper:
    """Issues the report of a month to people and units. Raises :class:`RefusedError` where the
    month was issued.
    """
    workspace, day = changes.workspace, changes.author.on
    by = acting(changes, "issue_bulletin") or SYSTEM
    writing.whole(workspace.problems)
    readers = _people(workspace, to)
    report = month_of(workspace, day, month, remarks, demands, readers)
    # A report of a month that still runs may be followed by one of the whole month, once.
    over = (month.replace(day=1) + timedelta(days=32)).replace(day=1)
    earlier = _of_month(workspace, report.month)
    if any(paper.issued == day or paper.issued >= over for paper in earlier):
        raise RefusedError(
            f"{report.month}的月报已经印发（{earlier[-1].label}），印发的不再改动；"
            "漏写的写在下一期里"
        )
    text = MonthText(**_frozen(report))
    return _issued(changes, "monthly", by, to=readers, units=_units(workspace, units), month=text)


def _of_month(workspace: Workspace, month: str) -> list[Paper]:
    """The reports of a month that were issued, the oldest first."""
    return [one for one in workspace.papers if one.month is not None and one.month.month == month]


def issue_slip(
    changes: ChangeSet, on: date, *, proposal: str = "", to: Sequence[str] = ()
) -> Paper:
    """Issues a 送阅件 to people."""
    workspace, day = changes.workspace, changes.author.on
    by = acting(changes, "issue_bulletin") or SYSTEM
    writing.whole(workspace.problems)
    readers = _people(workspace, to)
    text = SlipText(**_frozen(slip_of(workspace, day, on, proposal, readers)))
    return _issued(changes, "slip", by, to=readers, slip=text)


def receive_paper(changes: ChangeSet, number: int, *, who: str = "", note: str = "") -> Receipt:
    """Puts on record that a recipient has received a paper: the recipient himself, somebody of the
    unit, or whoever issues papers for an answer that came on paper. Once for each recipient.
    """
    workspace, day = changes.workspace, changes.author.on
    paper = _paper(workspace, number)
    by = acting(changes, None)
    own = recipient_of(workspace, paper, by)
    whom = _recipient(workspace, paper, who) if who else own
    for_oneself = bool(own) and whom == own
    if not for_oneself and not _issues(workspace, by):
        raise _not_for_another(workspace, paper, whom, by)
    if not whom:
        raise RefusedError(f"{paper.label}发给：{'、'.join(paper.recipients)}；先选是谁签收的")
    if day < paper.issued:
        raise RefusedError(f"{paper.label} {paper.issued} 才印发，{day} 还不能签收")
    known = paper_receipts(workspace, paper)[whom]
    # A leader may add another 批示 to a paper that he has received.
    if known is not None and not note:
        raise RefusedError(f"{whom} {known.on} 已经签收{paper.label}")
    receipt = Receipt(paper=number, who=whom, on=day, by=by or SYSTEM, note=note.strip() or None)
    paper_files.record_receipt(changes, receipt)
    return receipt


def paper_receipts(workspace: Workspace, paper: Paper) -> dict[str, Receipt | None]:
    """By recipient, when and by whom a paper was received; None while it was not."""
    # What a unit says in the ledger answers a paper too, so that receipts are not asked for twice.
    ledger = {item.id: item for item in workspace.ledger}
    return papers.receipts_of(paper, ledger, workspace.receipts, workspace.people)


def _paper(workspace: Workspace, number: int) -> Paper:
    """The paper with this number of the register. Raises :class:`RefusedError` for any other."""
    for paper in workspace.papers:
        if paper.number == number:
            return paper
    raise RefusedError(f"没有登记号为 {number} 的文书")


def _not_for_another(workspace: Workspace, paper: Paper, whom: str, by: str) -> ForbiddenError:
    """Why somebody does not put down the receipt of another, or of a paper that is not for him."""
    allowed = _who_may_receive(workspace, paper, whom)
    names = "、".join(allowed[:MOST_NAMED]) or "收文的人"
    about = f"{whom}的签收" if whom else paper.label
    hand = by or "没有写明的人"
    return ForbiddenError(Forbidden(f"{about}不能由{hand}登记；可以的有：{names}", allowed))


def recipient_of(workspace: Workspace, paper: Paper, name: str) -> str:
    """As which recipient of a paper a person has received it: by name, else through the unit; ""
    for somebody whom it does not go to.
    """
    people = workspace.people
    for one in paper.to:
        if people.same_hand(one, name):
            return one
    # Without roles nobody speaks for a unit: whoever puts a receipt down says for which one.
    for unit in paper.units if people.roled else ():
        thing = Thing.unit(unit, workspace.units)
        if may(name, "receive", thing, people=people, units=workspace.units) is None:
            return unit
    return ""


def paragraphs(text: str) -> tuple[str, ...]:
    """What somebody wrote, a paragraph a line, without empty ones."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _frozen(report: MonthlyReport | ReadingSlip) -> dict[str, Any]:
    """The words of a report as a paper keeps them: those that its record names."""
    model = MonthText if isinstance(report, MonthlyReport) else SlipText
    return {key: value for key, value in plain_data(report).items() if key in model.model_fields}


def _issued(changes: ChangeSet, kind: PaperKind, by: str, **content: Any) -> Paper:
    """A new paper on record."""
    workspace, day = changes.workspace, changes.author.on
    # Under the lock: two who issue at once get two numbers, and none is left out.
    number, serial = papers.next_numbers(workspace.papers, kind, day.year)
    head = workspace.head
    paper = Paper(
        number=number,
        serial=serial,
        kind=kind,
        name=head.name,
        issuer=head.report.issuer,
        issued=day,
        by=by,
        **content,
    )
    paper_files.issue(changes, paper)
    return paper


def _people(workspace: Workspace, names: Sequence[str]) -> tuple[str, ...]:
    """The full names of those whom a paper goes to; whoever leads where none is named."""
    people = workspace.people
    chosen = tuple(filter(None, map(str.strip, names))) or people.holding("领导")
    for name in chosen if people else ():
        if unknown := people.unknown(name):
            raise RefusedError(unknown)
    if not chosen:
        raise RefusedError("先选送给谁：人员名单里还没有领导，请在 workspace.yaml 的 people 里写上")
    return tuple(dict.fromkeys(map(people.name, chosen)))


def _units(workspace: Workspace, names: Iterable[str]) -> tuple[str, ...]:
    """The full names of units, groups taken apart."""
    units = workspace.units
    chosen = members_of(units, filter(None, map(str.strip, names)))
    for unit in chosen:
        if unit not in units.names:
            raise RefusedError(f"没有“{unit}”这个单位{offered(unit, units.names)}")
    return chosen


def _recipient(workspace: Workspace, paper: Paper, who: str) -> str:
    """The recipient that is meant. Raises for somebody whom the paper does not go to."""
    people, unit = workspace.people, workspace.units.name(who)
    for name in paper.recipients:
        if name in (who, unit) or people.same_hand(who, name):
            return name
    raise RefusedError(
        f"{paper.label}没有发给“{who}”{offered(who, paper.recipients)}；"
        f"发给：{'、'.join(paper.recipients)}"
    )


def _issues(workspace: Workspace, name: str) -> bool:
    """Whether somebody may issue papers, and put down receipts that came on paper."""
    people = workspace.people
    if not people.roled:
        return True
    return may(name, "issue_bulletin", WHOLE, people=people, units=workspace.units) is None


def _who_may_receive(workspace: Workspace, paper: Paper, whom: str) -> tuple[str, ...]:
    """The people that may say that a recipient has received a paper."""
    names = [whom] if whom in paper.to else []
    for name in workspace.people.persons:
        own = recipient_of(workspace, paper, name)
        for_own = bool(own) and whom in ("", own)
        if for_own or _issues(workspace, name):
            names.append(name)
    return tuple(dict.fromkeys(names))


def _open_item(workspace: Workspace, ident: str) -> RectificationItem:
    """An item that can still be urged. Raises :class:`RefusedError` for any other."""
    item = item_of(workspace, ident)
    if item.closed:
        raise RefusedError(f"{ident} 已销号，不用督办")
    return item
