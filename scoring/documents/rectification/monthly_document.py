"""整改工作月报: what a month did to the ledger, told from its events, for whoever leads the work.

Bulletins are issued week by week and kept; a monthly report is reckoned anew from the ledger, and
put on record only where it is issued: then the words of that day stand, see
``rectification.papers``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scoring.documents.layout import Page
from scoring.documents.rectification.issued import UNISSUED, NoPaperError, issued_paper
from scoring.engine import Assessment
from scoring.rectification.compile_bulletin import leads, totals
from scoring.rectification.ledger import Event, RectificationItem
from scoring.rectification.papers import Paper
from scoring.rectification.state import gap_of, overdue_days
from scoring.values import first_few, format_fixed, natural_key
from scoring.views.head import issuer_of
from scoring.views.item import item_view, progress_words
from scoring.views.sheet import Column, Sheet, head_of, shared
from scoring.views.words import chinese_date, owners, share_of
from scoring.workspace import Workspace

KINDS = (
    ("open", "新增问题"),
    ("submit", "申报验收"),
    ("close", "完成销号"),
    ("return", "退回重办"),
    ("reopen", "重新打开"),
    ("extend", "延期"),
    ("postpone", "措施改期"),
    ("interview", "约谈"),
    ("refer", "移交"),
)
"""What is told of a month, in the order of an item's life."""
PROGRESS, OVERDUE, AHEAD = "本月进展", "逾期问题", "今后一个月到期的问题"
"""The lists behind the letter."""
EVENTS = shared({"日期": 13, "事项": 9, "问题": 36, "牵头单位": 18, "说明": 24})
UNITS = shared(
    {"单位": 30, "事项": 9, "已销号": 10, "未销号": 10}
    | {"逾期": 9, "本月新增": 11, "本月销号": 11, "销号率": 10}
)
OPEN = shared({"事项": 9, "问题": 41, "牵头单位": 20, "时限": 13, "情况": 17})


@dataclass(frozen=True, slots=True)
class MonthPart:
    """One kind of step, with those of the month."""

    heading: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class MonthlyReport:
    """The whole report, as printed. ``waiting`` is what somebody has to decide, ``ahead`` what is
    due next month; ``remarks`` and the first ``demands`` are what somebody wrote for this report.

    ``number`` is that of an issued one, ``state`` says that it was not issued.
    """

    title: str
    number: str
    state: str
    month: str
    issuer: str
    date: str
    to: str
    overview: tuple[str, ...]
    happened: tuple[MonthPart, ...]
    units: tuple[tuple[str, ...], ...]
    overdue: tuple[tuple[str, ...], ...]
    waiting: tuple[str, ...]
    ahead: tuple[tuple[str, ...], ...]
    remarks: tuple[str, ...]
    demands: tuple[str, ...]

    @property
    def enclosed(self) -> tuple[str, ...]:
        """The lists behind the letter, by their headings."""
        lists = ((self.happened, PROGRESS), (self.overdue, OVERDUE), (self.ahead, AHEAD))
        return tuple(name for rows, name in lists if rows)


def monthly_page(
    workspace: Workspace,
    assessment: Assessment,
    today: date,
    month: date | None = None,
    number: int | None = None,
) -> Page:
    """The report of the month of a day, ``today`` where none is given; with ``number`` the issued
    one of that number, word for word.
    """
    if number is not None:
        report = issued_report(issued_paper(workspace, "monthly", number))
    else:
        report = monthly_report(workspace, assessment, today, month)
    tables = {"events": head_of(EVENTS), "units": head_of(UNITS), "open": head_of(OPEN)}
    return Page(
        report.title,
        report.issuer,
        "monthly.html.j2",
        {"report": report, "tables": tables},
        report,
        _sheets(report),
        ("forms.css",),
    )


def issued_report(paper: Paper) -> MonthlyReport:
    """A report as it was issued."""
    text = paper.month
    if text is None:
        raise NoPaperError(f"{paper.label}不是月报")
    happened = tuple(MonthPart(part.heading, part.rows) for part in text.happened)
    words = {key: getattr(text, key) for key in type(text).model_fields if key != "happened"}
    return MonthlyReport(number=paper.label, state="", happened=happened, **words)


def monthly_report(
    workspace: Workspace,
    assessment: Assessment,
    today: date,
    month: date | None = None,
    remarks: tuple[str, ...] = (),
    demands: tuple[str, ...] = (),
    to: tuple[str, ...] = (),
) -> MonthlyReport:
    """Everything that the report says; ``remarks`` and ``demands`` are what somebody wrote for
    it, ``to`` are those whom it goes to, whoever leads where nobody is named.
    """
    first = (month or today).replace(day=1)
    # 32 days behind the first of a month always lie in the next one. Not beyond today, since what
    # is to come has not happened; nor before the month itself.
    until = min((first + timedelta(days=32)).replace(day=1) - timedelta(days=1), max(today, first))
    then = [item for item in (whole.upto(until) for whole in workspace.ledger) if item is not None]
    broken_down = {item.part_of for item in then if item.part_of}
    # An item that was broken down is counted in its parts.
    items = [item for item in then if item.id not in broken_down]
    name = workspace.head.name
    issuer = issuer_of(workspace)
    return MonthlyReport(
        title=f"{name}短板整改工作月报",
        number="",
        state=UNISSUED,
        month=f"{first.year}年{first.month}月",
        issuer=issuer,
        date=chinese_date(today),
        to="、".join(to or workspace.people.holding("领导")) or "各位领导",
        overview=tuple(_overview(workspace, assessment, items, first, until)),
        happened=tuple(_happened(items, first, until)),
        units=tuple(_units(workspace, items, first, until)),
        overdue=tuple(_overdue(items, until)),
        waiting=tuple(_waiting(items)),
        ahead=tuple(_ahead(items, until)),
        remarks=remarks,
        demands=(*demands, *_demands(items, until)),
    )


def _steps(item: RectificationItem, do: str, since: date, until: date) -> list[Event]:
    return [event for event in item.standing if event.do == do and since <= event.on <= until]


def _overview(
    workspace: Workspace,
    assessment: Assessment,
    items: Sequence[RectificationItem],
    since: date,
    until: date,
) -> Iterable[str]:
    whole = totals(items, until)
    closed = share_of(whole.closed, whole.items)
    done = share_of(whole.measures_done, whole.measures)
    yield (
        f"截至{chinese_date(until)}，整改清单共 {whole.items} 个问题，已销号 {whole.closed} 个，"
        f"销号率 {closed}；逾期 {whole.overdue} 个。"
        f"整改措施 {whole.measures} 条，已完成 {whole.measures_done} 条，完成率 {done}。"
    )
    counts = {do: sum(len(_steps(item, do, since, until)) for item in items) for do, _ in KINDS}
    text = "，".join(f"{label} {counts[do]} 个" for do, label in KINDS[:6])
    yield f"本月{text}。"
    reports = [event for item in items for event in _steps(item, "progress", since, until)]
    speakers = {event.unit for event in reports if event.unit}
    if reports:
        yield f"本月有 {len(speakers)} 个单位报告进展 {len(reports)} 次。"
    else:
        yield "本月没有单位报告进展。"
    final, lost = (
        format_fixed(assessment.track("current").final),
        format_fixed(assessment.losses.total),
    )
    yield f"按轮次 {workspace.current.id}，现分 {final} 分，失分 {lost} 分。"
    losing = [item.id for item in items if item.closed and gap_of(item, assessment.by_code)]
    if losing:
        ids = first_few(losing, MOST_LOSING, "等")
        yield f"已销号而失分还没有消除的 {len(losing)} 个：{ids}。"


MOST_LOSING = 10
"""Ids that the sentence names before it says that there are more."""


def _happened(items: Sequence[RectificationItem], since: date, until: date) -> Iterable[MonthPart]:
    for do, label in KINDS:
        pairs = [(event, item) for item in items for event in _steps(item, do, since, until)]
        pairs.sort(key=lambda pair: (pair[0].on, natural_key(pair[1].id)))
        rows = tuple(
            (event.on.isoformat(), item.id, item.problem, owners(item.lead), _said(event))
            for event, item in pairs
        )
        if rows:
            yield MonthPart(f"{label} {len(rows)} 个", rows)
    reports = sorted(
        _report_row(event, item)
        for item in items
        for event in item.progress
        if since <= event.on <= until
    )
    if reports:
        yield MonthPart("各单位最近的进展", tuple(reports))


def _report_row(event: Event, item: RectificationItem) -> tuple[str, str, str, str, str]:
    """What a unit reported; its name has a column of its own."""
    words = progress_words(event).partition("：")[2]
    return event.on.isoformat(), item.id, item.problem, event.unit or "", words


def _said(event: Event) -> str:
    parts = [
        event.note or "",
        f"至 {event.to}" if event.to else "",
        f"{event.approved_by}批准" if event.approved_by else "",
        f"{event.decided_by}决定" if event.decided_by else "",
        f"失分未消除：{event.despite}" if event.despite else "",
    ]
    return "，".join(part for part in parts if part)


def _units(
    workspace: Workspace, items: Sequence[RectificationItem], since: date, until: date
) -> Iterable[tuple[str, ...]]:
    own: dict[str, list[RectificationItem]] = {}
    for item in items:
        for unit in leads(item, workspace.units):
            own.setdefault(unit, []).append(item)
    order = {name: index for index, name in enumerate(workspace.units.names)}
    for unit in sorted(own, key=lambda name: (order.get(name, len(order)), name)):
        mine = own[unit]
        closed = sum(item.closed for item in mine)
        late = sum(bool(overdue_days(item, until)) for item in mine)
        opened, done = (_count(mine, do, since, until) for do in ("open", "close"))
        yield (
            unit,
            str(len(mine)),
            str(closed),
            str(len(mine) - closed),
            str(late),
            opened,
            done,
            share_of(closed, len(mine)),
        )


def _count(items: Sequence[RectificationItem], do: str, since: date, until: date) -> str:
    return str(sum(bool(_steps(item, do, since, until)) for item in items))


def _rows(
    items: Iterable[RectificationItem], said: Callable[[RectificationItem], str]
) -> Iterable[tuple[str, ...]]:
    for item in items:
        view = item_view(item)
        yield view.id, view.problem, view.leader, view.term, said(item)


def _overdue(items: Sequence[RectificationItem], until: date) -> Iterable[tuple[str, ...]]:
    late = sorted(
        (item for item in items if overdue_days(item, until)),
        key=lambda item: (-overdue_days(item, until), natural_key(item.id)),
    )
    return _rows(late, lambda item: f"{item.status}，逾期 {overdue_days(item, until)} 天")


def _ahead(items: Sequence[RectificationItem], until: date) -> Iterable[tuple[str, ...]]:
    last = until + timedelta(days=31)
    due = [
        item
        for item in items
        if not item.closed and isinstance(item.deadline, date) and until < item.deadline <= last
    ]
    return _rows(
        # As text: a deadline may also be 持续推进, and dates written year first sort alike.
        sorted(due, key=lambda item: (str(item.deadline), natural_key(item.id))),
        lambda item: item.status,
    )


def _waiting(items: Sequence[RectificationItem]) -> Iterable[str]:
    for item in items:
        if item.closed:
            continue
        if item.status == "待验收":
            yield f"{item.id} {item.problem}：已申报，待验收。"
        if item.applied is not None:
            yield f"{item.id} 申请延期至 {item.applied.to}，待批准：{item.applied.note or ''}。"
        for unit, event in item.receipts.items():
            if event.do == "object":
                yield f"{item.id} {unit}提出异议，待答复：{event.note or ''}。"


def _demands(items: Sequence[RectificationItem], until: date) -> Iterable[str]:
    late = sum(bool(overdue_days(item, until)) for item in items)
    waiting = sum(item.status == "待验收" for item in items)
    if late:
        yield (
            f"逾期的 {late} 个问题，牵头单位说明原因，定下办结日期；需要延期的，按程序申请、批准。"
        )
    if waiting:
        yield f"已申报的 {waiting} 个问题，由没有经手的人核实，及时销号或者退回。"
    yield "各单位按时报告进展，佐证随做随报。"


def _sheets(report: MonthlyReport) -> tuple[Sheet, ...]:
    title = f"{report.title}（{report.month}）"

    def sheet(name: str, columns: tuple[Column, ...], rows: Sequence[tuple[str, ...]]) -> Sheet:
        nothing = ("无", *("",) * (len(columns) - 1))
        return Sheet(name, f"{title}：{name}", columns, tuple(rows) or (nothing,))

    events = [(part.heading, *row) for part in report.happened for row in part.rows]
    words = [("总体情况", line) for line in report.overview]
    words += [("需要决定", line) for line in report.waiting]
    words += [("情况说明", line) for line in report.remarks]
    words += [("下步要求", line) for line in report.demands]
    return (
        sheet("总体", shared({"项目": 14, "内容": 90}), words),
        sheet("本月进展", (*shared({"类别": 16}), *EVENTS), events),
        sheet("各单位", UNITS, report.units),
        sheet("逾期", OPEN, report.overdue),
        sheet("下月到期", OPEN, report.ahead),
    )
