"""Who does what when: the chosen tasks on the calendars of their teams.

Teams work side by side, each on one item at a time and without a break between days. A task begins
when its team is free and those that it waits for are done; of several that could begin, the one due
first does, then the one behind which the longest chain waits. Where that order does not fit into
the days although another one might, the others are tried, and in the end the solver is asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import combinations
from typing import Any

from scoring import libraries
from scoring.engine.scores import ZERO
from scoring.planning.program import quiet
from scoring.planning.tasks import Task, heads, tails

Times = dict[str, tuple[Fraction, Fraction]]
"""Start and end of each task, in days from the first morning."""

Rule = Callable[[Task], tuple[Any, ...]]

BRANCHES = 20_000
"""Branches after which an order that was not found counts as none."""


def arrange(tasks: Sequence[Task], days: int) -> Times | None:
    """A schedule of all tasks within ``days``; None where there is none.
    The tasks wait in no circle.
    """
    early, behind = heads(tasks), tails(tasks)
    longest = max((early[task.id] + task.days + behind[task.id] for task in tasks), default=ZERO)
    # Neither a chain nor a team's load can be shortened by any order: no need to look for one.
    if max([longest, *loads(tasks).values()]) > days:
        return None

    def due(task: Task) -> date:
        if isinstance(task.item.deadline, date):
            return task.item.deadline
        return date.max

    rules: tuple[Rule, ...] = (
        lambda task: (due(task), -behind[task.id], task.id),
        lambda task: (-behind[task.id], due(task), task.id),
        lambda task: (-behind[task.id] - task.days, due(task), task.id),
    )
    # The cheap orders first: they fit nearly always, and the solver is a large library to load.
    for rule in rules:
        times = _by_rule(tasks, rule)
        if _length(times) <= days:
            return times
    asked = _by_solver(tasks, days)
    if asked is not None and _length(asked) <= days:
        return asked
    return None


def loads(tasks: Iterable[Task]) -> dict[str, Fraction]:
    """How many days each team works."""
    days: dict[str, Fraction] = defaultdict(Fraction)
    for task in tasks:
        days[task.team] += task.days
    return dict(days)


def too_much(tasks: Sequence[Task], days: int) -> list[Task]:
    """Few of ``tasks``, which do not fit into ``days`` together, that do not fit together either:
    without any one of them, and those that wait for it, the others do.
    """
    remaining = list(tasks)
    for task in reversed([task for ident in heads(tasks) for task in tasks if task.id == ident]):
        if task not in remaining:
            continue
        gone = _waiting_for(task, remaining)
        fewer = [other for other in remaining if other.id not in gone]
        if arrange(fewer, days) is None:
            remaining = fewer
    return remaining


def _waiting_for(task: Task, tasks: Sequence[Task]) -> set[str]:
    gone = {task.id}
    while more := {
        other.id for other in tasks if other.id not in gone and gone.intersection(other.after)
    }:
        gone |= more
    return gone


def _length(times: Times) -> Fraction:
    return max((end for _, end in times.values()), default=ZERO)


def _by_rule(tasks: Sequence[Task], rule: Rule) -> Times:
    """Each team takes, whenever it is free, the first by ``rule`` of the tasks that can begin."""
    times: Times = {}
    free: dict[str, Fraction] = defaultdict(Fraction)
    left = sorted(tasks, key=rule)
    now = ZERO
    while left:
        waiting = []
        for task in left:
            ready = all(first in times and times[first][1] <= now for first in task.after)
            if ready and free[task.team] <= now:
                times[task.id] = (now, now + task.days)
                free[task.team] = now + task.days
            else:
                waiting.append(task)
        if len(waiting) == len(left):
            # Nothing can begin now: on to the moment at which the next task ends.
            now = min(end for _, end in times.values() if end > now)
        left = waiting
    return times


def _by_solver(tasks: Sequence[Task], days: int) -> Times | None:
    """An order of each team's tasks that the solver finds,
    with the earliest times that follow from it.

    Teams none of whose tasks waits or is waited for are left out of its sight: any order of theirs
    will do.
    """
    early, behind = heads(tasks), tails(tasks)
    linked = {task.team for task in tasks if task.after or behind[task.id]}
    solver = quiet(mip_max_nodes=BRANCHES)
    start = {}
    # The solver reckons in floats. What comes back is an order; the times are made from whole days.
    for task in tasks:
        latest = days - behind[task.id] - task.days
        start[task.id] = solver.addVariable(lb=float(early[task.id]), ub=float(latest))
    by_id = {task.id: task for task in tasks}
    for task in tasks:
        for first in task.after:
            solver.addConstr(start[task.id] - start[first] >= float(by_id[first].days))
    for one, other in combinations(tasks, 2):
        share_a_team = one.team == other.team and one.team in linked
        if share_a_team and one.days and other.days:
            # One of the two comes first: whichever holds switches the other line off.
            before = solver.addBinary()
            solver.addConstr(
                start[other.id] - start[one.id] + days * (1 - before) >= float(one.days)
            )
            solver.addConstr(start[one.id] - start[other.id] + days * before >= float(other.days))
    solver.run()
    if solver.getModelStatus() != libraries.highspy.HighsModelStatus.kOptimal:
        return None
    values = solver.getSolution().col_value
    return _in_order(tasks, {ident: values[column.index] for ident, column in start.items()})


def _in_order(tasks: Sequence[Task], begins: Mapping[str, float]) -> Times:
    """The earliest exact times under which each team keeps to the order of ``begins``."""
    times: Times = {}
    free: dict[str, Fraction] = defaultdict(Fraction)
    place = {ident: index for index, ident in enumerate(heads(tasks))}
    # The solver's floats only order the tasks; the times are reckoned anew, exactly.
    for task in sorted(tasks, key=lambda task: (round(begins[task.id], 6), place[task.id])):
        begin = max([free[task.team], *(times[first][1] for first in task.after)])
        times[task.id] = (begin, begin + task.days)
        free[task.team] = begin + task.days
    return times
