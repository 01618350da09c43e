"""通报 第N期: the latest bulletin that was issued, else what this week's would say, as a letter to
the units.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from scoring.documents.layout import Page
from scoring.documents.plain import plain_data
from scoring.documents.titles import title_lines
from scoring.documents.word.documents import DocumentWord
from scoring.engine import Assessment
from scoring.engine.units import NOBODY
from scoring.indicators.model import due_text
from scoring.rectification.bulletin import STEP_NAMES, Bulletin, BulletinItem, BulletinNotice
from scoring.rectification.compile_bulletin import compile_bulletin
from scoring.rectification.ledger import RectificationItem
from scoring.rectification.state import NEAR
from scoring.values import natural_key
from scoring.views.head import issuer_of
from scoring.views.sheet import Column, Sheet, head_of, shared
from scoring.views.words import chinese_date, chinese_number, owners, share_of
from scoring.workspace import Workspace

LATE = "逾期后延期"
ADDRESSED = "各有关单位"
PREVIEW = "预览，尚未印发"
MOST_NAMED, FIRST_NAMED = 8, 5
"""The ids that a sentence names; of more than the one, the other."""
PROGRESS = "进展"
"""What units report of themselves stands in their own words, however many they are."""
MOST_LINES = 20
"""Items that stand one by one in a list of what happened; of more there is a table by unit."""
NARROW: dict[str, float] = {"least": 7, "middle": 15}
HAPPENED = shared({"牵头单位": 22, "个数": 7, "问题类别": 25, "指标和事项": 46})
RANK = shared(
    {"名次": 5, "单位": 24, "事项": 6, "已销号": 7, "销号率": 10, "未销号": 7}
    | dict.fromkeys(("逾期", "新增", "申报", "销号", "退回"), 6),
    wide=1.1,
    **NARROW,
)
OVERDUE = shared(
    {"编号": 8, "指标": 8, "问题": 36, "牵头单位": 16, "责任人": 9, "时限": 13, "逾期": 9},
    wide=1.3,
    **NARROW,
)
NOTICE = shared(
    {"处理": 6, "单位": 18, "问题类别": 13, "次数": 20, "事项和责任人": 43}, wide=1.4, **NARROW
)


@dataclass(frozen=True, slots=True)
class Listed:
    """What happened to items in the period: a heading with the count, and a line for each or, of
    many, ``rows``.
    """

    heading: str
    lines: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class BulletinReport:
    """The whole letter; the rows of the tables stand under the headings of the same name.
    ``ranked``: a term has passed, so the order of the units means something. ``imprint`` is the day
    for the 版记, beside the office that issued it; "" on a preview.
    """

    title: str
    issuer: str
    number: str
    state: str
    to: str
    opening: str
    overview: tuple[str, ...]
    happened: tuple[Listed, ...]
    overdue_opening: str
    overdue: tuple[tuple[str, ...], ...]
    ranked: bool
    ranking: tuple[tuple[str, ...], ...]
    ranking_note: str
    handling: tuple[str, ...]
    notices: tuple[tuple[str, ...], ...]
    demands: tuple[str, ...]
    date: str
    by: str
    imprint: str


def bulletin_page(workspace: Workspace, assessment: Assessment, today: date) -> Page:
    """The bulletin as a document."""
    bulletin, issuer = latest(workspace, today), issuer_of(workspace)
    names = {code: item.node.name for code, item in assessment.by_code.items()}
    report = bulletin_report(
        bulletin, workspace.ledger, issuer, assessment.tree.scope.facts[:1], names
    )
    tables = {"happened": HAPPENED, "rank": RANK, "overdue": OVERDUE, "notice": NOTICE}
    heads = {name: head_of(columns) for name, columns in tables.items()}
    order = {name: index for index, name in enumerate(workspace.units.names)}
    # As long as no term has passed the units stand in the office's own order, and nobody is first.
    unranked = sorted(report.ranking, key=lambda row: (order.get(row[1], len(order)), row[1]))
    context = {
        "report": report,
        "units": [row[1:] for row in unranked],
        "headings": {name: head[0] for name, head in heads.items()},
        "widths": {name: head[1] for name, head in heads.items()},
    }
    css, word = ("forms.css",), DocumentWord(report, fields)
    return Page(
        report.title,
        report.issuer,
        "bulletin.html.j2",
        context,
        report,
        _sheets(report),
        css,
        word=word,
    )


def fields(report: BulletinReport) -> dict[str, Any]:
    """What a Word template may print: the letter as in JSON, title in lines, lists numbered."""
    data: dict[str, Any] = {**plain_data(report), "title_lines": title_lines(report.title)}
    for index, part in enumerate(data["happened"], 1):
        part["number"] = chinese_number(index)
    return data


def latest(workspace: Workspace, today: date) -> Bulletin:
    """The latest bulletin on record; where there is none, what the one of this week would say."""
    if workspace.bulletins:
        # Kept as issued: whatever the ledger says by now, it is printed as
        # the units got it.
        return workspace.bulletins[-1]
    return compile_bulletin(
        workspace.head.name,
        workspace.ledger,
        workspace.units,
        (),
        today,
        today,
        ladder=workspace.ladder,
    )


def bulletin_report(
    bulletin: Bulletin,
    ledger: Iterable[RectificationItem],
    issuer: str,
    facts: Iterable[tuple[str, str]] = (),
    names: Mapping[str, str] | None = None,
) -> BulletinReport:
    """Everything that the letter says. Names of persons are those of the ledger; figures are the
    bulletin's own.

    ``facts`` are what else is to be known of the place, as label and text: the kind of object that
    was chosen. ``names`` are those of the indicators by their codes.
    """
    known = tuple(ledger)
    persons = {item.id: item.person or "" for item in known}
    since, until = chinese_date(bulletin.since), chinese_date(bulletin.until)
    telling = _Telling(persons, names or {})
    kinds = (
        ("新增问题", bulletin.new, ""),
        ("申报验收", bulletin.submitted, ""),
        ("完成销号", bulletin.closed, "说明"),
        ("退回重办", bulletin.returned, "退回理由"),
        ("重新打开", bulletin.reopened, "理由"),
        ("延期", bulletin.extended, "理由"),
        ("各单位自报进展", bulletin.progress, PROGRESS),
    )
    happened = tuple(telling.listed(name, items, why) for name, items, why in kinds if items)
    ranked = term_passed(known, bulletin.until)
    overdue = tuple(_overdue_row(item, persons) for item in bulletin.overdue)
    listed = {item.id: item for item in bulletin.overdue}
    issued = bulletin.issued
    return BulletinReport(
        title=f"{bulletin.name}法治政府建设示范创建短板整改情况通报",
        issuer=issuer,
        number=bulletin.label,
        state="" if issued else PREVIEW,
        to=ADDRESSED,
        opening=f"现将{since}至{until}短板整改情况通报如下。",
        overview=(*_overview(bulletin), *(f"{label}：{text}。" for label, text in facts)),
        happened=happened,
        overdue_opening=(
            f"截至{until}，逾期未销号的问题 {len(overdue)} 个{'，逐项列出' if overdue else ''}。"
        ),
        overdue=overdue,
        ranked=ranked,
        ranking=tuple(_ranking(bulletin)),
        ranking_note=_ranking_note(bulletin, ranked=ranked),
        handling=tuple(_handling(bulletin)),
        notices=tuple(_notice(notice, listed, persons) for notice in bulletin.notices),
        demands=tuple(_demands(bulletin, known)),
        # A preview has no day of issue; it speaks as of the end of its period.
        date=chinese_date(issued or bulletin.until),
        by=bulletin.by or "",
        imprint=f"{chinese_date(issued)}印发" if issued else "",
    )


def _overdue_row(item: BulletinItem, persons: Mapping[str, str]) -> tuple[str, ...]:
    """An overdue item under ``OVERDUE``; an extension that came too late does not hide the delay."""
    late = f"（{LATE}）" if item.extended_late else ""
    return (
        item.id,
        item.indicator or "—",
        item.problem,
        owners(item.lead),
        persons.get(item.id) or NOBODY,
        due_text(item.due),
        f"{item.days} 天{late}",
    )


def _overview(bulletin: Bulletin) -> Iterable[str]:
    bulletin_totals = bulletin.totals
    closed = (
        f"，销号率 {share_of(bulletin_totals.closed, bulletin_totals.items)}"
        if bulletin_totals.items
        else ""
    )
    if bulletin_totals.measures:
        done = f"，完成率 {share_of(bulletin_totals.measures_done, bulletin_totals.measures)}"
    else:
        done = ""
    yield (
        f"截至{chinese_date(bulletin.until)}，清单共有问题 {bulletin_totals.items} 个，已销号 "
        f"{bulletin_totals.closed} 个{closed}，"
        f"逾期 {bulletin_totals.overdue} 个；整改措施 {bulletin_totals.measures} 条，"
        f"已完成 {bulletin_totals.measures_done} 条{done}。"
    )
    counts = (
        ("新增", bulletin.new),
        ("申报验收", bulletin.submitted),
        ("销号", bulletin.closed),
        ("退回", bulletin.returned),
        ("重新打开", bulletin.reopened),
    )
    moved = "，".join(f"{name} {len(items)} 个" for name, items in counts if items)
    yield f"本期{moved}。" if moved else "本期没有新增、申报和销号。"
    if bulletin_totals.losing:
        yield f"已销号的问题中，{bulletin_totals.losing} 个的指标仍在失分。"
    if bulletin.unreviewed:
        missed = _named(item.id for item in bulletin.unreviewed)
        yield f"持续推进的问题中，{len(bulletin.unreviewed)} 个过了复查日期没有复查：{missed}。"


@dataclass(frozen=True, slots=True)
class _Telling:
    """Items in words: the persons who answer for them by id, the names of indicators by code."""

    persons: Mapping[str, str]
    names: Mapping[str, str]

    def listed(self, name: str, items: tuple[BulletinItem, ...], why: str = "") -> Listed:
        """What happened to items, by their numbers; ``why`` is what their reasons are called."""
        heading, known = (
            f"{name} {len(items)} 个",
            sorted(items, key=lambda item: natural_key(item.id)),
        )
        # Words of a unit cannot be counted into a table; everything else can.
        if len(known) > MOST_LINES and why != PROGRESS:
            return Listed(heading, (), tuple(_by_unit(known)))
        return Listed(heading, tuple(self._line(item, why) for item in known))

    def _line(self, item: BulletinItem, why: str) -> str:
        """Indicator, number, unit and, where the ledger names one, the person (到人到事到单位),
        then the problem.
        """
        indicator = " ".join(
            part for part in (item.indicator, self.names.get(item.indicator or "")) if part
        )
        person = self.persons.get(item.id, "")
        owner = (owners(item.lead)) + (f"，责任人{person}" if person else "")
        sentence = (
            f"{indicator or '不对应指标'}（{item.id}，{owner}）：{item.problem.rstrip('。；')}"
        )
        return (
            sentence + (f"；{why}：{item.note.rstrip('。；')}" if why and item.note else "") + "。"
        )


def _by_unit(items: Iterable[BulletinItem]) -> Iterable[tuple[str, ...]]:
    """Under ``HAPPENED``, the unit with most items first; items that several units lead
    together apart.
    """
    owned: dict[str, list[BulletinItem]] = {}
    for item in items:
        owned.setdefault(owners(item.lead), []).append(item)
    for unit, mine in sorted(owned.items(), key=lambda entry: -len(entry[1])):
        kinds = "、".join(
            f"{kind} {count}" for kind, count in Counter(item.kind for item in mine).most_common()
        )
        labels = [f"{item.indicator}（{item.id}）" if item.indicator else item.id for item in mine]
        rest = "等，逐项见短板整改清单" if len(labels) > MOST_NAMED else ""
        yield (
            unit,
            str(len(mine)),
            kinds,
            "、".join(labels[: MOST_NAMED - 2] if rest else labels) + rest,
        )


def term_passed(ledger: Iterable[RectificationItem], day: date) -> bool:
    """Whether any item's term had passed by ``day``. Before that, a rank would praise or blame
    nothing but chance.
    """
    standing = (whole.upto(day) for whole in ledger)
    return any(
        item is not None and isinstance(item.deadline, date) and item.deadline < day
        for item in standing
    )


def _ranking(bulletin: Bulletin) -> Iterable[tuple[str, ...]]:
    for line in bulletin.units:
        counts = (line.open, line.overdue, line.new, line.submitted, line.signed_off, line.returned)
        share = share_of(line.closed, line.items)
        yield (
            str(line.rank),
            line.unit,
            str(line.items),
            str(line.closed),
            share,
            *(str(count) for count in counts),
        )


def _ranking_note(bulletin: Bulletin, *, ranked: bool) -> str:
    """How units are ranked, and why their items may come to more than the ledger holds."""
    if ranked:
        rule = "按销号率排名；相同的，逾期少、未销号少的在前；都相同的并列。"
    else:
        rule = "还没有事项到期，暂不排名。"
    sentence = f"{rule}新增、申报、销号、退回是本期的。"
    each, total = sum(line.items for line in bulletin.units), bulletin.totals.items
    if each > total:
        shared = f"几家共同牵头的事项，各计一次，所以各单位合计 {each} 个，多于清单的 {total} 个。"
    else:
        shared = ""
    return sentence + shared


def _handling(bulletin: Bulletin) -> Iterable[str]:
    if not bulletin.notices:
        yield "本期没有因逾期需要点名处理的单位。"
        return
    # The gravest first; 约谈 and 移交 are only proposed here, a named leader decides.
    rules = {
        "referral": "连续几期被通报仍未改正的，建议按规定移交组织部门和纪检监察机关，报领导决定：{}。",
        "interview": "再次被通报的，建议由工作专班约谈，报领导决定：{}。",
        "notice": "通报的：{}。",
    }
    for step, words in rules.items():
        units = dict.fromkeys(notice.unit for notice in bulletin.notices if notice.step == step)
        if units:
            yield words.format("、".join(units))


def _notice(
    notice: BulletinNotice, listed: Mapping[str, BulletinItem], persons: Mapping[str, str]
) -> tuple[str, str, str, str, str]:
    """A proposed step: which, for which unit, on what kind of problem, how often, on which items."""
    items = []
    for ident in notice.items:
        problem = f" {listed[ident].problem}" if ident in listed else ""
        person = f"（责任人：{persons[ident]}）" if persons.get(ident) else ""
        items.append(f"{ident}{problem}{person}")
    settled = f"；{notice.settled}" if notice.settled else ""
    often = f"第 {notice.times} 次，连续 {notice.streak} 期{settled}"
    return STEP_NAMES[notice.step], notice.unit, notice.kind, often, "\n".join(items)


def _demands(bulletin: Bulletin, ledger: Iterable[RectificationItem]) -> Iterable[str]:
    if bulletin.overdue:
        yield (
            f"逾期的 {len(bulletin.overdue)} 个问题，牵头单位要逐项说明原因，拿出补救办法，"
            "尽快办结申报；"
            "确需延期的，写明理由和新的期限，报批准后执行。"
        )
    end = bulletin.until + timedelta(days=NEAR)
    near = [item.id for item in _open_on(bulletin.until, ledger) if _falls_due(item, bulletin, end)]
    if near:
        yield f"{chinese_date(end)}前到期的 {len(near)} 个问题（{_named(near)}），要按期申报验收。"
    if bulletin.returned:
        yield "退回的问题，要对照退回理由补正后重新申报。"
    # Two hands: who submitted an item does not close it.
    yield "申报时附佐证材料的编号，由申报人以外的人核实后销号；没有佐证的不予销号。"


def _open_on(day: date, ledger: Iterable[RectificationItem]) -> list[RectificationItem]:
    """The items as they stood on a day, those that were not closed then: a bulletin that is printed
    again says what it said.
    """
    then = (item.upto(day) for item in ledger)
    return [item for item in then if item is not None and not item.closed]


def _falls_due(item: RectificationItem, bulletin: Bulletin, end: date) -> bool:
    return isinstance(item.deadline, date) and bulletin.until <= item.deadline <= end


def _named(ids: Iterable[str]) -> str:
    """Ids in a sentence; of many the first few, and where all of them stand."""
    every = sorted(ids, key=natural_key)
    if len(every) <= MOST_NAMED:
        return "、".join(every)
    return f"{'、'.join(every[:FIRST_NAMED])}等，逐项见短板整改清单的时限一栏"


def _sheets(report: BulletinReport) -> tuple[Sheet, ...]:
    title = f"{report.title}（{report.number}）"
    issued = (report.issuer, report.date, report.by, report.state)
    words = [
        *(("总体情况", line) for line in report.overview),
        *((part.heading, _part_cell(part)) for part in report.happened),
        *(("约谈和移交", line) for line in report.handling),
        *(("下步要求", line) for line in report.demands),
        ("印发", "，".join(part for part in issued if part)),
    ]
    return (
        Sheet("情况", title, (Column("内容", 18, centre=True), Column("说明", 100)), tuple(words)),
        Sheet("单位排名", title, RANK, report.ranking),
        Sheet("逾期问题", title, OVERDUE, report.overdue),
        Sheet("约谈和移交", title, NOTICE, report.notices),
    )


def _part_cell(part: Listed) -> str:
    """What happened of one kind, in one cell: its lines, else its rows as sentences."""
    return "\n".join(part.lines or (f"{'，'.join(row[:3])}：{row[3]}" for row in part.rows))
