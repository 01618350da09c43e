"""The items that a plan chooses from: their effort, the team that does them,
and what each of them would mend.

One lead unit is one team. A team of ``people`` works on one item after the other, so that an item
of six person-days takes three calendar days for two people; weekends count as the days that they
are. Where several units lead, the first one named counts (第一责任单位为牵头单位).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

from scoring.engine import CAUSES, NOBODY, Units
from scoring.engine.scores import ZERO
from scoring.indicators.model import IndicatorTree
from scoring.rectification.ledger import RectificationItem
from scoring.values import natural_key

Cover = tuple[str, str]
"""A leaf and a cause of loss there."""


@dataclass(frozen=True, slots=True)
class Task:
    """One open item. ``effort`` is in person-days, ``assumed`` where the item states none; ``days``
    is how long its team works on it. ``after`` are the open items that must be mended first,
    ``covers`` what it takes away.
    """

    item: RectificationItem
    effort: Fraction
    assumed: bool
    team: str
    days: Fraction
    after: tuple[str, ...]
    covers: frozenset[Cover]

    @property
    def id(self) -> str:
        return self.item.id


@dataclass(frozen=True, slots=True)
class Shut:
    """An open item that cannot be part of any plan, and why."""

    task: Task
    reason: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days that a plan may use: from ``today`` to ``by``, both included."""

    today: date
    by: date

    @property
    def days(self) -> int:
        """How many days there are."""
        return (self.by - self.today).days + 1

    def first_day(self, start: Fraction) -> date:
        """The day on which work begins that starts so many days from this morning."""
        return self.today + timedelta(days=start.numerator // start.denominator)

    def last_day(self, start: Fraction, end: Fraction) -> date:
        """The day on which it ends; what takes no time ends on the day on which it begins."""
        if start == end:
            return self.first_day(start)
        return self.today + timedelta(days=ceil(end) - 1)


def tasks_of(
    items: Iterable[RectificationItem],
    tree: IndicatorTree,
    units: Units,
    *,
    default_effort: Fraction,
    people: int,
) -> list[Task]:
    """The open items as tasks, in the natural order of their ids:
    the order of the file decides nothing.
    """
    still_open = {item.id: item for item in items if not item.closed}
    tasks = []
    for item in sorted(still_open.values(), key=lambda item: (natural_key(item.id), item.id)):
        effort = default_effort if item.effort is None else item.effort
        team = units.name(item.lead[0]) if item.lead else NOBODY
        first = tuple(dict.fromkeys(ident for ident in item.after if ident in still_open))
        tasks.append(
            Task(
                item, effort, item.effort is None, team, effort / people, first, _covers(item, tree)
            )
        )
    return tasks


def _covers(item: RectificationItem, tree: IndicatorTree) -> frozenset[Cover]:
    node = tree.by_code.get(item.indicator or "")
    if node is None or item.cause not in CAUSES:
        return frozenset()
    return frozenset((leaf.code, item.cause) for leaf in node.leaves())


def possible(tasks: Sequence[Task], calendar: Calendar) -> tuple[list[Task], list[Shut]]:
    """The tasks that can be finished in time, and those that cannot even if they go first, or that
    wait in a circle.
    """
    earliest = heads(tasks)
    feasible: list[Task] = []
    shut: list[Shut] = []
    for task in tasks:
        start = earliest.get(task.id)
        if start is None:
            shut.append(Shut(task, _circle(task, {item.id: item for item in tasks}, earliest)))
        elif start + task.days > calendar.days:
            shut.append(
                Shut(task, f"最早要到 {calendar.last_day(start, start + task.days)} 才能完成")
            )
        else:
            feasible.append(task)
    return feasible, shut


def heads(tasks: Iterable[Task]) -> dict[str, Fraction]:
    """The earliest start of each task, in days: when the longest chain of those that it waits for
    could be done.

    Tasks that wait in a circle, or for one that does, have none. Whoever is waited for stands
    before who waits.
    """
    left = {task.id: task for task in tasks}
    start: dict[str, Fraction] = {}
    done: dict[str, Fraction] = {}
    while ready := [task for task in left.values() if all(first in done for first in task.after)]:
        for task in ready:
            start[task.id] = max((done[first] for first in task.after), default=ZERO)
            done[task.id] = start[task.id] + task.days
            del left[task.id]
    return start


def tails(tasks: Sequence[Task]) -> dict[str, Fraction]:
    """How many days the longest chain of those that wait for each task takes.
    The tasks wait in no circle.
    """
    by_id = {task.id: task for task in tasks}
    longest = dict.fromkeys(by_id, ZERO)
    for ident in reversed(list(heads(tasks))):
        for first in by_id[ident].after:
            longest[first] = max(longest[first], by_id[ident].days + longest[ident])
    return longest


def _circle(task: Task, by_id: Mapping[str, Task], earliest: Mapping[str, Fraction]) -> str:
    way = [task.id]
    while True:
        ahead = next(first for first in by_id[way[-1]].after if first not in earliest)
        if ahead in way:
            circle = [*way[way.index(ahead) :], ahead]
            return f"{' → '.join(circle)} 互相等待（after），谁也不能先整改"
        way.append(ahead)
