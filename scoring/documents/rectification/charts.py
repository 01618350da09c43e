"""What the pictures of the rectification list draw: the items week by week, and their dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from scoring.documents.charts.gantt import ROWS, Bar
from scoring.documents.charts.progress import Week
from scoring.engine.units import NOBODY
from scoring.indicators.model import due_text
from scoring.rectification.compile_bulletin import monday
from scoring.rectification.ledger import Event, Measure, RectificationItem
from scoring.rectification.state import ItemState, measure_due
from scoring.values import first_few

MOST_WEEKS = 16
MOST_ROWS = 20 * ROWS
MOST_NAMED = 8
COLOUR_WORDS = {"黄": "滞后", "蓝": "临期"}


@dataclass(frozen=True, slots=True)
class Schedule:
    """The rows of the Gantt chart, unit by unit, and what they leave out in words, or ""."""

    bars: tuple[Bar, ...]
    note: str


def weeks_of(ledger: Sequence[RectificationItem], today: date) -> tuple[Week, ...]:
    """Where the items stood at the ends of weeks up to ``today``, the first of them the week of the
    first event.

    At most ``MOST_WEEKS`` columns: of more weeks every second, third … Without events none.
    """
    return tuple(_week(ledger, day, today) for day in _ends(ledger, today))


def _ends(ledger: Sequence[RectificationItem], today: date) -> list[date]:
    """The ends of the weeks that are shown, the first one first."""
    events = [event.on for item in ledger for event in item.events if event.on <= today]
    if not events:
        return []
    ends = [today]
    sunday = monday(today) - timedelta(days=1)
    first = min(events)
    weeks = max(0, (sunday - first).days // 7 + 1) if sunday >= first else 0
    # One column is taken: the last is today, in whatever part of the week that lies.
    each = -(-weeks // (MOST_WEEKS - 1)) if weeks else 1
    ends += [sunday - timedelta(days=7 * index) for index in range(0, weeks, each)]
    return ends[::-1]


def _week(ledger: Iterable[RectificationItem], day: date, today: date) -> Week:
    # The last column says what the list says, which looks at the items as they are written.
    if day == today:
        items = list(ledger)
    else:
        items = [then for then in (item.upto(day) for item in ledger) if then is not None]
    closed = sum(item.closed for item in items)
    waiting = sum(item.status == "待验收" for item in items)
    planned = sum(isinstance(item.deadline, date) and item.deadline <= day for item in items)
    return Week(
        f"{day.month}月{day.day}日", len(items) - closed - waiting, waiting, closed, planned
    )


def fallen(ledger: Sequence[RectificationItem], today: date) -> str:
    """Why less is closed at the end of a shown week than of the one before: what was reopened. ""
    where it never is.
    """
    weeks, sentences = weeks_of(ledger, today), []
    days = _ends(ledger, today)
    for (before, now), (start, end) in zip(pairwise(weeks), pairwise(days), strict=True):
        if now.closed < before.closed:
            again = [
                item.id
                for item in ledger
                if any(_reopened(event, start, end) for event in item.events)
            ]
            names = first_few(again, MOST_NAMED, "等")
            sentences.append(
                f"{now.label}已销号由 {before.closed} 个减为 {now.closed} 个：其间重新打开 "
                f"{len(again)} 个（{names}）"
            )
    if sentences:
        return "；".join(sentences) + "。"
    return ""


def _reopened(event: Event, start: date, end: date) -> bool:
    # What was reopened on the first day itself is in the column of that day already.
    return event.do == "reopen" and start < event.on <= end


def schedule(found: Sequence[ItemState], today: date, names: Mapping[str, str]) -> Schedule:
    """The rows for the items in ``found``, by the first lead unit, each unit's by their dates.

    ``names`` are those of the indicators by their codes; an item is called by its own.

    Measures have rows of their own where there is room; else they are ticks. A list that is still
    too long leaves out the closed items, then those behind the first ``MOST_ROWS`` in the order of
    ``found``.
    """
    measured = sum(len(_rows_of(state, today, names)) for state in found)
    if measured <= MOST_ROWS:
        return Schedule(
            tuple(bar for state in _by_unit(found) for bar in _rows_of(state, today, names)), ""
        )
    if len(found) <= MOST_ROWS:
        return Schedule(
            _ticked(found, today, names), "事项较多，措施不单独成行，以短竖线标在事项的时限条上。"
        )
    still_open = [state for state in found if not state.item.closed]
    scheduled = still_open[:MOST_ROWS]
    note = f"事项较多，图上只列未销号的 {len(scheduled)} 个"
    if len(scheduled) < len(still_open):
        note = f"事项较多，图上只列未销号的 {len(still_open)} 个中按轻重在前的 {len(scheduled)} 个"
    return Schedule(_ticked(scheduled, today, names), f"{note}，其余见清单。")


def _ticked(states: Sequence[ItemState], today: date, names: Mapping[str, str]) -> tuple[Bar, ...]:
    return tuple(_item_bar(state, today, names, ticks=True) for state in _by_unit(states))


def unit_of(item: RectificationItem) -> str:
    """The unit under which an item stands."""
    if item.lead:
        return item.lead[0]
    return NOBODY


def _by_unit(states: Sequence[ItemState]) -> list[ItemState]:
    order: dict[str, int] = {}
    for state in states:
        order.setdefault(unit_of(state.item), len(order))
    return sorted(
        states,
        key=lambda state: (
            order[unit_of(state.item)],
            # What has no date stands last of its unit: 持续推进 is never the next thing to do.
            _dated(state.item.deadline) or date.max,
            state.item.id,
        ),
    )


def _dated(due: date | str | None) -> date | None:
    if isinstance(due, date):
        return due
    return None


def _closed_on(item: RectificationItem) -> date | None:
    closing = [event.on for event in item.events if event.do == "close"]
    if item.closed and closing:
        return closing[-1]
    return None


def _rows_of(state: ItemState, today: date, names: Mapping[str, str]) -> list[Bar]:
    """The item and those of its measures that say more than it does."""
    item = state.item
    rows = [_item_bar(state, today, names)]
    start = item.events[0].on if item.events else None
    for index, measure in enumerate(item.measures, 1):
        due = measure_due(item, measure)
        # It would draw the bar of its item a second time.
        if len(item.measures) == 1 and due == item.deadline:
            continue
        # Who signs an item off signs off its measures: none of them stays open behind it.
        done = measure.done if _done_by(measure, today) else _closed_on(item)
        late = done is None and isinstance(due, date) and due < today and not item.closed
        if late:
            words = "过期未完成"
        elif done or isinstance(due, date):
            words = ""
        else:
            words = due_text(due)
        label, colour = f"{index}. {measure.text}", "黄" if late else "无"
        rows.append(Bar(label, unit_of(item), start, _dated(due), done, colour, words, item=False))
    return rows


def _done_by(measure: Measure, today: date) -> bool:
    return measure.done is not None and measure.done <= today


def _item_bar(
    state: ItemState, today: date, names: Mapping[str, str], *, ticks: bool = False
) -> Bar:
    item = state.item
    name = names.get(item.indicator or "") or item.problem
    marks: list[tuple[date, bool]] = []
    if ticks:
        for measure in item.measures:
            due = _dated(measure_due(item, measure))
            if due is not None:
                marks.append((due, item.closed or _done_by(measure, today)))
    return Bar(
        label=" ".join(part for part in (item.id, item.indicator, name) if part),
        unit=unit_of(item),
        start=item.events[0].on if item.events else None,
        due=_dated(item.deadline),
        done=_closed_on(item),
        colour=state.colour,
        words=_words(state),
        ticks=tuple(marks),
    )


def _words(state: ItemState) -> str:
    """What stands behind a bar: how late it is, that it has no date, or the word for its colour."""
    item = state.item
    words = COLOUR_WORDS.get(state.colour, "")
    if state.overdue_days:
        words = f"逾期{state.overdue_days}天"
    elif not item.closed and not isinstance(item.deadline, date):
        words = due_text(item.deadline) or "未定时限"
    if item.status == "待验收":
        return f"{words} 待验收".strip()
    return words
