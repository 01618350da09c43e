"""One item of the ledger as people read it; its fields are the columns of ``rectify list``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from scoring.engine import CAUSE_NAMES
from scoring.engine.units import NOBODY
from scoring.indicators.model import due_text
from scoring.rectification.ledger import OWN_SOURCES, SOURCE_NAMES, Event, RectificationItem
from scoring.rectification.state import ItemState, measure_due
from scoring.values import format_fixed
from scoring.views.sheet import Column

Said = Callable[[date | str | None], str]
"""Writes a date, or 持续推进."""
OTHER_CAUSE = "其他"


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item in words; ``item`` is the record behind it. What is not there is "".

    ``overdue``, ``colour`` and ``flags`` are those of a day, "" where none was given. ``reason`` is
    the cause of a loss of one's own, else who found the problem.
    """

    item: RectificationItem
    id: Annotated[str, Column("编号")]
    code: Annotated[str, Column("指标")]
    problem: Annotated[str, Column("问题")]
    lost: Annotated[str, Column("失分", number=True)]
    cause: Annotated[str, Column("原因")]
    lead: Annotated[str, Column("牵头单位")]
    support: Annotated[str, Column("责任单位")]
    due: Annotated[str, Column("时限")]
    first_due: Annotated[str, Column("最初时限")]
    status: Annotated[str, Column("状态")]
    colour: Annotated[str, Column("颜色")]
    overdue: Annotated[str, Column("逾期天数")]
    measures: Annotated[
        tuple[str, ...], Column("整改措施", cell=lambda view: "；".join(view.measures))
    ]
    progress: Annotated[tuple[str, ...], Column("进展", cell=lambda view: "；".join(view.progress))]
    flags: Annotated[tuple[str, ...], Column("备注", cell=lambda view: "；".join(view.flags))]
    source: str
    reason: str
    answerable: str

    @property
    def leader(self) -> str:
        """The lead units, or 未明确."""
        return self.lead or NOBODY

    @property
    def term(self) -> str:
        """The date that holds now, or 未定."""
        return self.due or "未定"

    @property
    def late(self) -> str:
        """How long it is overdue; "" where it is not."""
        if self.overdue:
            return f"逾期 {self.overdue} 天"
        return ""


def item_view(item: RectificationItem, state: ItemState | None = None) -> ItemView:
    """The view of an item, with what ``state`` knows of it on a day."""
    source = SOURCE_NAMES[item.source]
    cause = CAUSE_NAMES.get(item.cause, OTHER_CAUSE)
    return ItemView(
        item=item,
        id=item.id,
        code=item.indicator or "",
        problem=item.problem,
        lost="" if item.lost is None else format_fixed(item.lost),
        cause=cause,
        lead="、".join(item.lead),
        support="、".join(item.support),
        due=due_text(item.deadline),
        first_due=due_text(item.due),
        status=item.status,
        colour=state.colour if state else "",
        overdue=str(state.overdue_days or "") if state else "",
        measures=tuple(measure.text for measure in item.measures),
        progress=tuple(progress_words(event) for event in item.progress),
        flags=tuple(flag.text for flag in state.flags) if state else (),
        source=source,
        # The cause is one of our own four losses; what others found is told by who found it.
        reason=cause if item.source in OWN_SOURCES else source,
        answerable=item.person or NOBODY,
    )


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One measure with its date; ``state`` says whether it is done."""

    text: str
    due: str
    done: str
    state: str


def measure_lines(
    item: RectificationItem, today: date, said: Said = due_text
) -> Iterable[MeasureLine]:
    """The measures of an item; done with it, where it is closed. ``said`` writes the dates."""
    for measure in item.measures:
        # What was done after that day is open on it: a paper of last month reads as it did then.
        done = measure.done if measure.done is not None and measure.done <= today else None
        state = "已完成" if done or item.closed else "未完成"
        yield MeasureLine(measure.text, said(measure_due(item, measure)), said(done), state)


def progress_words(event: Event) -> str:
    """What a unit reported, under its name and with its day."""
    return f"{event.on} {event.unit or event.by or ''}：{event.note or ''}"


def event_words(event: Event, day: Said = due_text) -> str:
    """What a step says beside who took it and on what; ``day`` writes the dates."""
    parts = (
        (event.unit, "{}"),
        (event.of, "更正第 {} 步"),
        (event.measure, "第 {} 条"),
        (event.was and day(event.was), "原 {}"),
        (event.to and day(event.to), "至 {}"),
        (event.next and day(event.next), "下次 {}"),
        (event.approved_by, "{}批准"),
        (event.decided_by, "{}决定"),
        (event.note, "{}"),
        (event.despite, "失分未消除仍销号：{}"),
        (event.record, "记录：{}"),
    )
    return "，".join(words.format(value) for value, words in parts if value)
