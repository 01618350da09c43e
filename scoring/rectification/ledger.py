"""整改事项 as the ledger's file holds them. Status is never stored: it follows from the events."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from scoring.indicators.loading import unquoted
from scoring.indicators.model import IndicatorTree
from scoring.problems import Problem, problem
from scoring.schema import Nameless, Record, build
from scoring.values import Code, Count, Day, Due, Exact, Names, Text
from scoring.yamlio import Document

Status = Literal["未整改", "整改中", "待验收", "已销号", "退回", "重新打开"]
Step = Literal[
    "start",
    "submit",
    "return",
    "extend",
    "close",
    "reopen",
    "progress",
    "apply",
    "review",
    "receive",
    "object",
    "settle",
    "interview",
    "refer",
    "correct",
    "postpone",
]
"""What can be done with an item that is open."""
Do = Literal["open", Step]
AFTER: dict[str, Status] = {
    "open": "未整改",
    "start": "整改中",
    "submit": "待验收",
    "return": "退回",
    "close": "已销号",
    "reopen": "重新打开",
}
"""The status after each event; the others change none."""

OPEN_STATES: frozenset[Status] = frozenset({"未整改", "整改中", "待验收", "退回", "重新打开"})

ALLOWED: dict[str, frozenset[Status]] = {
    "start": frozenset({"未整改", "退回", "重新打开"}),
    "submit": frozenset({"整改中", "退回", "重新打开"}),
    "return": frozenset({"待验收"}),
    "close": frozenset({"待验收"}),
    "reopen": frozenset({"已销号"}),
    "extend": OPEN_STATES,
    "progress": OPEN_STATES,
    "apply": OPEN_STATES,
    "review": OPEN_STATES,
    "receive": OPEN_STATES,
    "object": OPEN_STATES,
    "settle": OPEN_STATES,
    "interview": OPEN_STATES,
    "refer": OPEN_STATES,
    "postpone": OPEN_STATES,
    "correct": OPEN_STATES | {"已销号"},
}
"""In which status an event may happen."""

MOVE_NAMES = {
    "open": "立项",
    "start": "开始整改",
    "submit": "申报验收",
    "return": "退回",
    "extend": "延期",
    "close": "销号",
    "reopen": "重新打开",
    "progress": "填报进展",
    "apply": "申请延期",
    "review": "复查",
    "receive": "签收",
    "object": "提出异议",
    "settle": "答复异议",
    "interview": "约谈",
    "refer": "移交",
    "correct": "更正",
    "postpone": "措施改期",
}
SOURCE_NAMES = {
    "self": "自评",
    "mock": "模拟测评",
    "inspection": "核验",
    "supervision": "督察反馈",
    "opinion": "舆情",
    "superior": "上级通报",
    "check": "自查",
}
OWN_SOURCES = frozenset({"self", "mock", "inspection"})
"""Sources whose items follow from the score; the others come from outside."""


class Measure(Record):
    """One 整改措施 with its own date and, once done, the day it was."""

    text: Text
    due: Due | None = None
    done: Day | None = None


class Event(Record):
    """One step in the life of an item.

    ``unit``: of which unit a progress, a receipt or an objection is. ``next``: the next date of
    review. ``of``: the step that a correction takes back, counted from 1. ``decided_by`` and
    ``record``: who decided on an interview or a referral, and what was put on record. ``despite``:
    why an item is closed while its loss stands. ``measure``: of which measure, counted from 1, the
    date was moved (``was`` to ``to``).
    """

    on: Day
    do: Do
    by: Text | None = None
    unit: Text | None = None
    note: Text | None = None
    evidence: Names = ()
    to: Due | None = None
    approved_by: Text | None = None
    next: Day | None = None
    of: Annotated[Count, Field(ge=1)] | None = None
    decided_by: Text | None = None
    record: Text | None = None
    despite: Text | None = None
    measure: Annotated[Count, Field(ge=1)] | None = None
    was: Due | None = None


class RectificationItem(Record):
    """One item from discovery to 销号. ``due`` is the first date;
    extensions stand in the events.
    """

    id: Code
    indicator: Code | None = None
    source: Literal["self", "mock", "inspection", "supervision", "opinion", "superior", "check"] = (
        "self"
    )
    cause: Literal["unassessed", "standard", "evidence", "inspection", "other"] = "other"
    problem: Text
    lost: Exact | None = None
    lead: Names = ()
    support: Names = ()
    person: Text | None = None
    effort: Exact | None = None
    after: Names = ()
    part_of: Code | None = None
    due: Due | None = None
    measures: tuple[Measure, ...] = ()
    events: tuple[Event, ...] = ()

    @property
    def standing(self) -> tuple[Event, ...]:
        """The events that count: those that no correction has taken back."""
        taken_back = [event.of for event in self.events if event.do == "correct"]
        if not taken_back:
            return self.events
        return tuple(
            event for number, event in enumerate(self.events, 1) if number not in taken_back
        )

    @property
    def status(self) -> Status:
        """Where the item stands after its last event."""
        states = [AFTER[event.do] for event in self.standing if event.do in AFTER]
        if states:
            return states[-1]
        return "未整改"

    @property
    def newest(self) -> date | None:
        """The day of the last step that counts; corrections, which answer others, aside."""
        newest_first = reversed(self.standing)
        return next((event.on for event in newest_first if event.do != "correct"), None)

    @property
    def closed(self) -> bool:
        """Whether it is 已销号."""
        return self.status == "已销号"

    @property
    def deadline(self) -> date | str | None:
        """The date that holds now: the last extension, else the first date; 持续推进; None where
        none was set.
        """
        moved = [
            event.to for event in self.standing if event.do == "extend" and event.to is not None
        ]
        if moved:
            return moved[-1]
        return self.due

    @property
    def extended_late(self) -> bool:
        """逾期后延期: whether a date was moved after it had passed."""
        # Against the date that held at that moment: a second
        # extension in time does not undo a late first.
        due = self.due
        for event in self.standing:
            if event.do == "extend" and event.to is not None:
                if isinstance(due, date) and event.on > due:
                    return True
                due = event.to
        return False

    @property
    def applied(self) -> Event | None:
        """The application for an extension that nobody has decided on yet."""
        application: Event | None = None
        for event in self.standing:
            if event.do == "apply":
                application = event
            # Granted, or of no use any more: neither leaves anything to be decided.
            elif event.do in {"extend", "close"}:
                application = None
        return application

    @property
    def next_review(self) -> date | None:
        """When a 持续推进 item is to be looked at again; None where nobody has said so."""
        dates = [event.next for event in self.standing if event.next is not None]
        if dates:
            return dates[-1]
        return None

    @property
    def progress(self) -> tuple[Event, ...]:
        """The last report of each unit, in the order of the units' names."""
        # Units report each week; the last word of each is what
        # the list and the bulletin have room for.
        last = {event.unit or "": event for event in self.standing if event.do == "progress"}
        return tuple(last[unit] for unit in sorted(last))

    @property
    def receipts(self) -> dict[str, Event]:
        """Of each unit the last word on the letter that it got: 签收, 异议, or the answer to it."""
        return {
            event.unit or "": event
            for event in self.standing
            if event.do in {"receive", "object", "settle"}
        }

    @property
    def submission(self) -> Event | None:
        """The last 申报, with its evidence."""
        return next((event for event in reversed(self.standing) if event.do == "submit"), None)

    def upto(self, day: date) -> RectificationItem | None:
        """The item as it stood at the end of ``day``; None where it was opened later."""
        if all(event.on <= day for event in self.events):
            return self
        # What was taken back later never happened, so that no step is told that was not so.
        events = tuple(
            event for event in self.standing if event.on <= day and event.do != "correct"
        )
        if events:
            return self.model_copy(update={"events": events})
        return None


def read_ledger(
    document: Document | None, tree: IndicatorTree
) -> tuple[tuple[RectificationItem, ...], list[Problem]]:
    """The items of a ledger, each checked by itself; a missing or empty file is an empty ledger."""
    if document is None or document.data is None:
        return (), []
    if not isinstance(document.data, list):
        what = "整改清单应是一个列表，每个事项以“- ”开头"
        return (), [problem("S003", document.where(), what=what)]
    items: dict[str, RectificationItem] = {}
    problems: list[Problem] = []
    nameless = Nameless()
    for index, data in enumerate(document.data):
        if nameless.counts(data):
            continue
        item, faults = build(RectificationItem, data, document, (index,))
        problems += faults
        if item is None:
            continue
        if item.id in items:
            where = document.where((index, "id"))
            problems.append(problem("L001", where, what=f"整改事项编号“{item.id}”重复"))
            continue
        items[item.id] = item
        problems += unquoted(document, (index, "id"))
        problems += _of_indicator(item, document, index, tree)
        problems += _history(item, document, index)
    return tuple(items.values()), nameless.told(problems)


def _of_indicator(
    item: RectificationItem, document: Document, index: int, tree: IndicatorTree
) -> Iterator[Problem]:
    """T027 and L002: an indicator that is not assessed here, or that there is not."""
    if item.indicator is None:
        return
    loc = (index, "indicator")
    yield from unquoted(document, loc)
    if aside := tree.not_assessed(item.indicator):
        yield problem("T027", document.where(loc), what=f"{item.id}：{aside}，不计失分")
    elif item.indicator not in tree.by_code:
        what = f"{item.id} 指向不存在的指标“{item.indicator}”"
        yield problem("L002", document.where(loc), what=what)


def _history(item: RectificationItem, document: Document, index: int) -> Iterator[Problem]:
    """L003 for each step that could not have been taken where it stands."""
    status: Status = "未整改"
    taken_back = {event.of for event in item.events if event.do == "correct"}
    last: Event | None = None
    for at, event in enumerate(item.events):
        reasons: list[str] = []
        if event.do == "correct":
            reasons += correction_faults(item, at)
        elif at + 1 not in taken_back:
            if event.do == "open" and at:
                reasons.append("open 只能是第一步")
            elif event.do != "open" and status not in ALLOWED[event.do]:
                reasons.append(f"在“{status}”状态下不能{MOVE_NAMES[event.do]}（{event.do}）")
            if last is not None and event.on < last.on:
                step = f"{MOVE_NAMES[event.do]}（{event.do}）"
                reasons.append(f"{event.on} 的{step}早于上一步 {last.on}")
            # An impossible step is taken for done: what follows from it is no fault of its own.
            status = AFTER.get(event.do, status)
            last = event
        for reason in reasons:
            where = document.where((index, "events", at))
            yield problem("L003", where, what=f"{item.id}：{reason}")


def correction_faults(item: RectificationItem, at: int) -> Iterator[str]:
    """What is wrong with a correction, which is the event at ``at``:
    what it takes back has to be there.
    """
    number = item.events[at].of
    if number is None or number > at:
        yield f"更正要写明更正第几步（of），现在共 {at} 步"
    elif item.events[number - 1].do in {"open", "correct"}:
        # Without its opening there is no item, and a correction is answered by another step.
        yield f"第 {number} 步是{MOVE_NAMES[item.events[number - 1].do]}，不能更正"


def first_impossible(item: RectificationItem) -> Event | None:
    """The first of the events that count which could not have happened after those before it."""
    status: Status = "未整改"
    for event in item.standing:
        if event.do not in {"open", "correct"} and status not in ALLOWED[event.do]:
            return event
        status = AFTER.get(event.do, status)
    return None
