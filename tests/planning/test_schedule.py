"""Who does what when: each team one item at a time, and nothing before what it waits for.

::

    县司法局   R1 (2 days)  R2 (3 days, after R3)
    县教育局   R3 (4 days)
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from helpers_plan import TODAY

from scoring.planning.effects import RunningTotals, Sum
from scoring.planning.goals import Bound, Everything, Final, Some, score_goal
from scoring.planning.schedule import Times, arrange, loads, too_much
from scoring.planning.tasks import Calendar, Task, heads, tails
from scoring.rectification.ledger import RectificationItem

F = Fraction


def task(
    ident: str, days: str, team: str = "甲", after: tuple[str, ...] = (), due: str | None = None
) -> Task:
    item = RectificationItem.model_validate(
        {"id": ident, "problem": "有短板", "lead": [team], **({"due": due} if due else {})}
    )
    cover = frozenset({(ident, "standard")})
    return Task(item, F(days), assumed=False, team=team, days=F(days), after=after, covers=cover)


def arranged(tasks: list[Task], days: int) -> Times:
    times = arrange(tasks, days)
    assert times is not None
    return times


def test_a_team_works_without_a_break_and_teams_side_by_side() -> None:
    times = arranged([task("R1", "2"), task("R2", "3"), task("R3", "4", "乙")], 5)
    assert times == {"R1": (0, 2), "R2": (2, 5), "R3": (0, 4)}


def test_what_is_due_first_comes_first() -> None:
    tasks = [task("R1", "2", due="2026-12-31"), task("R2", "3", due="2026-12-01")]
    assert arranged(tasks, 5) == {"R2": (0, 3), "R1": (3, 5)}


def test_nothing_begins_before_what_it_waits_for() -> None:
    tasks = [task("R1", "2"), task("R2", "3", after=("R3",)), task("R3", "4", "乙")]
    assert arranged(tasks, 7) == {"R1": (0, 2), "R2": (4, 7), "R3": (0, 4)}


def test_another_order_is_tried_where_the_first_does_not_fit() -> None:
    """R1 is due first, but R2 has R3 of another team behind it."""
    tasks = [task("R1", "3", due="2026-12-01"), task("R2", "2"), task("R3", "4", "乙", ("R2",))]
    times = arranged(tasks, 6)
    assert times["R2"] == (0, 2)
    assert max(end for _, end in times.values()) == 6


@pytest.mark.parametrize(
    ("tasks", "days"),
    [
        ([task("R1", "4"), task("R2", "3")], 6),  # more work than the team has days
        ([task("R1", "4"), task("R2", "3", "乙", ("R1",))], 6),  # a chain that is too long
    ],
)
def test_what_no_order_fits_has_no_schedule(tasks: list[Task], days: int) -> None:
    assert arrange(tasks, days) is None


def test_what_takes_no_time_has_a_place_too() -> None:
    assert arranged([task("R1", "0"), task("R2", "1", after=("R1",))], 1) == {
        "R1": (0, 0),
        "R2": (0, 1),
    }
    assert arrange([], 0) == {}


def test_loads_and_chains_are_exact() -> None:
    tasks = [task("R1", "1/3"), task("R2", "2/3"), task("R3", "1", "乙", ("R1",))]
    assert loads(tasks) == {"甲": 1, "乙": 1}
    assert heads(tasks)["R3"] == F(1, 3)
    assert tails(tasks)["R1"] == 1


def test_few_of_too_many_tasks_that_do_not_fit_either() -> None:
    tasks = [task("R1", "4"), task("R2", "3"), task("R3", "1", "乙"), task("R4", "2")]
    few = too_much(tasks, 6)
    assert arrange(few, 6) is None
    assert "R3" not in {each.id for each in few}
    for gone in few:
        assert arrange([other for other in few if other is not gone], 6) is not None


def test_days_are_counted_from_the_first_morning() -> None:
    calendar = Calendar(TODAY, date(2026, 11, 26))
    assert calendar.days == 5
    assert calendar.first_day(F(3, 2)) == date(2026, 11, 23)
    assert calendar.last_day(F(0), F(3, 2)) == date(2026, 11, 23)
    assert calendar.last_day(F(0), F(1)) == TODAY
    assert calendar.last_day(F(2), F(2)) == date(2026, 11, 24)


# What must be reached, as sums over what is mended.

WON = Sum(F(0))
SCORE = Sum(F(70), {frozenset({("R1", "standard")}): F(10), frozenset({("R2", "standard")}): F(5)})


def totals_of(*tasks: Task, more: tuple[Sum, ...] = ()) -> RunningTotals:
    made = RunningTotals([SCORE, WON, *more])
    for each in tasks:
        made.mend(each)
    return made


def test_a_bound_is_met_exactly_at_its_least() -> None:
    bound = Bound(SCORE, F(80))
    assert not bound.met(totals_of())
    assert bound.met(totals_of(task("R1", "1")))
    assert not Bound(SCORE, F(80) + F(1, 10**9)).met(totals_of(task("R1", "1")))


def test_so_many_of_several_bounds() -> None:
    some = Some((Bound(SCORE, F(75)), Bound(SCORE, F(80)), Bound(SCORE, F(99))), 2)
    assert not some.met(totals_of(task("R2", "1")))
    assert some.met(totals_of(task("R1", "1")))


def test_the_final_score_with_gate_cap_penalty_and_veto() -> None:
    won = Sum(F(8))
    final = Final(SCORE, won, F(80), F(5), F(1), None, F(84))
    before, after = totals_of(more=(won,)), totals_of(task("R1", "1"), more=(won,))
    assert (final.value(before), final.value(after)) == (69, 84)
    assert not final.met(before)
    assert final.met(after)
    held = Final(SCORE, won, None, None, F(0), F(59), F(60))
    assert held.value(after) == 59


def test_every_item_means_every_item() -> None:
    every = Everything(("R1", "R2"))
    assert not every.met(totals_of(task("R1", "1")))
    assert every.met(totals_of(task("R1", "1"), task("R2", "1")))


def test_a_score_of_nothing_is_reached_already() -> None:
    final = Final(SCORE, WON, None, None, F(0), None, F(0))
    assert score_goal(final, F(0)).met(totals_of())
    assert not score_goal(final, F(71)).met(totals_of())
