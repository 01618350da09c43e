"""整改事项 as the ledger's file holds them. Status is never stored: it follows from the events."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from scoring.indicators.loading import unquoted
from scoring.indicators.model import IndicatorTree
from scoring.problems import Problem, problem
from scoring.schema import Record, build
from scoring.values import Code, Day, Due, Exact, Names, Text
from scoring.yamlio import Document

Status = Literal["未整改", "整改中", "待验收", "已销号", "退回", "重新打开"]
AFTER: dict[str, Status] = {
    "open": "未整改",
    "start": "整改中",
    "submit": "待验收",
    "return": "退回",
    "close": "已销号",
    "reopen": "重新打开",
}
"""The status after each event; ``extend`` changes none."""

ALLOWED: dict[str, frozenset[Status]] = {
    "start": frozenset({"未整改", "退回", "重新打开"}),
    "submit": frozenset({"整改中", "退回", "重新打开"}),
    "return": frozenset({"待验收"}),
    "close": frozenset({"待验收"}),
    "reopen": frozenset({"已销号"}),
    "extend": frozenset({"未整改", "整改中", "待验收", "退回", "重新打开"}),
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
}
SOURCE_NAMES = {
    "self": "自评",
    "mock": "模拟测评",
    "inspection": "核验",
    "supervision": "督察反馈",
    "opinion": "舆情",
    "superior": "上级通报",
}
OWN_SOURCES = frozenset({"self", "mock", "inspection"})
"""Sources whose items follow from the score; the others come from outside."""


class Measure(Record):
    """One 整改措施 with its own date and, once done, the day it was."""

    text: Text
    due: Due | None = None
    done: Day | None = None


class Event(Record):
    """One step in the life of an item."""

    on: Day
    do: Literal["open", "start", "submit", "return", "extend", "close", "reopen"]
    by: Text | None = None
    note: Text | None = None
    evidence: Names = ()
    to: Due | None = None
    approved_by: Text | None = None


class RectificationItem(Record):
    """One item from discovery to 销号. ``due`` is the first date; extensions stand in the events."""

    id: Code
    indicator: Code | None = None
    source: Literal["self", "mock", "inspection", "supervision", "opinion", "superior"] = "self"
    cause: Literal["unassessed", "standard", "evidence", "inspection", "other"] = "other"
    problem: Text
    lost: Exact | None = None
    lead: Names = ()
    support: Names = ()
    person: Text | None = None
    effort: Exact | None = None
    after: Names = ()
    due: Due | None = None
    measures: tuple[Measure, ...] = ()
    events: tuple[Event, ...] = ()

    @property
    def status(self) -> Status:
        """Where the item stands after its last event."""
        said = [AFTER[event.do] for event in self.events if event.do in AFTER]
        return said[-1] if said else "未整改"

    @property
    def closed(self) -> bool:
        """Whether it is 已销号."""
        return self.status == "已销号"

    @property
    def deadline(self) -> date | str | None:
        """The date that holds now: the last extension, else the first date; 持续推进; None where none was set."""
        moved = [event.to for event in self.events if event.do == "extend" and event.to is not None]
        return moved[-1] if moved else self.due

    @property
    def submission(self) -> Event | None:
        """The last 申报, with its evidence."""
        return next((event for event in reversed(self.events) if event.do == "submit"), None)

    def upto(self, day: date) -> RectificationItem | None:
        """The item as it stood at the end of ``day``; None where it was opened later."""
        kept = tuple(event for event in self.events if event.on <= day)
        if self.events and not kept:
            return None
        return self if len(kept) == len(self.events) else self.model_copy(update={"events": kept})


def read_ledger(document: Document | None, tree: IndicatorTree) -> tuple[tuple[RectificationItem, ...], list[Problem]]:
    """The items of a ledger, each checked by itself; a missing or empty file is an empty ledger."""
    if document is None or document.data is None:
        return (), []
    if not isinstance(document.data, list):
        return (), [problem("S003", document.where(), what="整改清单应是一个列表，每个事项以“- ”开头")]
    kept: dict[str, RectificationItem] = {}
    problems: list[Problem] = []
    for index, data in enumerate(document.data):
        item, found = build(RectificationItem, data, document, (index,))
        problems += found
        if item is None:
            continue
        if item.id in kept:
            problems.append(problem("L001", document.where((index, "id")), what=f"整改事项编号“{item.id}”重复"))
            continue
        kept[item.id] = item
        problems += unquoted(document, (index, "id"))
        if item.indicator is not None:
            problems += unquoted(document, (index, "indicator"))
            if aside := tree.not_assessed(item.indicator):
                where = document.where((index, "indicator"))
                problems.append(problem("T027", where, what=f"{item.id}：{aside}，不计失分"))
            elif item.indicator not in tree.by_code:
                problems.append(
                    problem(
                        "L002",
                        document.where((index, "indicator")),
                        what=f"{item.id} 指向不存在的指标“{item.indicator}”",
                    )
                )
        problems += _history(item, document, index)
    return tuple(kept.values()), problems


def _history(item: RectificationItem, document: Document, index: int) -> Iterator[Problem]:
    status: Status = "未整改"
    for at, event in enumerate(item.events):
        where = document.where((index, "events", at))
        if event.do == "open" and at:
            yield problem("L003", where, what=f"{item.id}：open 只能是第一步")
        elif event.do != "open" and status not in ALLOWED[event.do]:
            yield problem("L003", where, what=f"{item.id}：在“{status}”状态下不能 {event.do}")
        if at and event.on < item.events[at - 1].on:
            yield problem(
                "L003", where, what=f"{item.id}：{event.on} 的 {event.do} 早于上一步 {item.events[at - 1].on}"
            )
        status = AFTER.get(event.do, status)
