"""送阅件: one page on which a leader reads how it stands and what to decide, and writes 批示.

Whatever the names, it is one page: every list has a bound and says what it leaves out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from scoring.documents.brief_decisions import decisions
from scoring.documents.layout import Page
from scoring.documents.rectification.issued import UNISSUED, NoPaperError, issued_paper
from scoring.engine import Assessment
from scoring.rectification.bulletin import Bulletin
from scoring.rectification.compile_bulletin import totals
from scoring.rectification.papers import Paper
from scoring.rectification.state import ItemState, states
from scoring.values import format_fixed
from scoring.views.head import issuer_of
from scoring.views.sheet import Column, Sheet
from scoring.views.words import chinese_date, share_of
from scoring.workspace import Workspace

SIGNATURES = ("拟办意见", "领导批示", "办理结果")
MOST = 6
"""So many sentences of a kind stand on the page."""


@dataclass(frozen=True, slots=True)
class ReadingSlip:
    """The whole page, as printed. ``facts`` are label and text of the head, ``asked`` what is to be
    decided, ``proposal`` what the tracker proposes. ``number`` is that of an issued one, ``state``
    says that it was not issued.
    """

    title: str
    number: str
    state: str
    issuer: str
    date: str
    facts: tuple[tuple[str, str], ...]
    situation: tuple[str, ...]
    asked: tuple[str, ...]
    enclosed: tuple[str, ...]
    proposal: tuple[str, ...]
    signatures: tuple[str, ...]


def slip_page(
    workspace: Workspace, assessment: Assessment, today: date, number: int | None = None
) -> Page:
    """The page as a document; with ``number`` the issued one of that number, word for word."""
    if number is not None:
        slip = issued_slip(issued_paper(workspace, "slip", number))
    else:
        slip = reading_slip(workspace, assessment, today)
    return Page(
        slip.title,
        slip.issuer,
        "reading-slip.html.j2",
        {"report": slip},
        slip,
        (_sheet(slip),),
        ("forms.css",),
        single=True,
    )


def issued_slip(paper: Paper) -> ReadingSlip:
    """A page as it was issued."""
    text = paper.slip
    if text is None:
        raise NoPaperError(f"{paper.label}不是送阅件")
    facts = tuple((label, words) for label, words in text.facts)
    words = {key: getattr(text, key) for key in type(text).model_fields if key != "facts"}
    return ReadingSlip(number=paper.label, state="", facts=facts, signatures=SIGNATURES, **words)


def reading_slip(
    workspace: Workspace,
    assessment: Assessment,
    day: date,
    proposal: tuple[str, ...] = (),
    today: date | None = None,
    to: tuple[str, ...] = (),
) -> ReadingSlip:
    """Everything that the page says of a day; ``today`` where that is over: the score is the one of
    today, and says so. ``to`` are those who read it, whoever leads where nobody is named.
    """
    then = [item for item in (whole.upto(day) for whole in workspace.ledger) if item is not None]
    item_states = states(then, assessment.by_code, workspace.proofs, day)
    name = workspace.head.name
    people = workspace.people
    readers = to or people.holding("领导") or people.approvers
    questions = list(decisions(workspace, assessment, item_states))
    pending = list(_pending(item_states))
    return ReadingSlip(
        title=f"{name}短板整改送阅件",
        issuer=issuer_of(workspace),
        number="",
        state=UNISSUED,
        date=chinese_date(day),
        facts=(
            ("送阅", "、".join(readers) or "　"),
            ("事由", f"{name}法治政府建设示范创建短板整改情况和需要决定的事项"),
            ("承办人", "、".join(people.holding("督办", "专班组长")) or "　"),
        ),
        situation=tuple(_situation(workspace, assessment, item_states, day, today or day)),
        # First what nobody but the reader can grant; the rest others can decide where
        # there is no room.
        asked=tuple(_bounded([*pending, *questions])) or ("没有需要决定的事项。",),
        enclosed=tuple(_enclosed(workspace, day)),
        proposal=proposal,
        signatures=SIGNATURES,
    )


def _situation(
    workspace: Workspace,
    assessment: Assessment,
    found: Sequence[ItemState],
    day: date,
    today: date,
) -> Iterable[str]:
    now = assessment.track("current")
    later = f"（{chinese_date(today)}的数）" if today != day else ""
    yield (
        f"按轮次 {workspace.current.id}{later}，现分 {format_fixed(now.final)} 分，应得 "
        f"{format_fixed(assessment.root.applicable)} 分，"
        f"失分 {format_fixed(assessment.losses.total)} 分。"
    )
    # An item that was broken down is counted in its parts, as in the monthly report.
    broken_down = {state.item.part_of for state in found if state.item.part_of}
    item_totals = totals((state.item for state in found if state.item.id not in broken_down), day)
    yield (
        f"整改清单 {item_totals.items} 个问题，已销号 {item_totals.closed} "
        f"个（{share_of(item_totals.closed, item_totals.items)}），"
        f"逾期 {item_totals.overdue} 个；措施 {item_totals.measures} 条，完成 {item_totals.measures_done} 条。"
    )
    if bulletins := _bulletins(workspace, day):
        last = bulletins[-1]
        proposed = sum(notice.step != "notice" for notice in last.notices)
        text = f"，建议约谈、移交 {proposed} 家次" if proposed else ""
        yield f"最近一期通报是{last.label}（截至{chinese_date(last.until)}）{text}。"


def _pending(found: Sequence[ItemState]) -> Iterable[str]:
    """What waits for a leader himself: extensions that were applied for, objections."""
    for state in found:
        item = state.item
        if item.closed:
            continue
        if item.applied is not None:
            applied = item.applied
            units = "、".join(item.lead)
            yield (
                f"批准或不批准延期：{item.id}（{units}）申请延至 {applied.to}，理由："
                f"{applied.note or '未写'}。"
            )
        for unit, event in item.receipts.items():
            if event.do == "object":
                yield f"答复{unit}对 {item.id} 的异议：{event.note or '未写理由'}。"


def _bounded(lines: Sequence[str]) -> Iterable[str]:
    yield from lines[:MOST]
    if len(lines) > MOST:
        yield f"其余 {len(lines) - MOST} 条见一页简报。"


def _bulletins(workspace: Workspace, day: date) -> list[Bulletin]:
    """The bulletins that had been issued by a day."""
    return [one for one in workspace.bulletins if one.issued is None or one.issued <= day]


def _enclosed(workspace: Workspace, day: date) -> Iterable[str]:
    yield "短板整改清单"
    if bulletins := _bulletins(workspace, day):
        yield f"整改通报（{bulletins[-1].label}）"


def _sheet(slip: ReadingSlip) -> Sheet:
    rows = [*slip.facts, *(("主要情况", line) for line in slip.situation)]
    rows += [("需要决定", line) for line in slip.asked] + [("附件", line) for line in slip.enclosed]
    proposed = "\n".join(slip.proposal)
    rows += [(name, proposed if name == SIGNATURES[0] else "") for name in slip.signatures]
    return Sheet("送阅件", slip.title, (Column("项目", 14), Column("内容", 90)), tuple(rows))
