"""The cheapest choice in time, and the nearest where none reaches the goal: each small enough to be
reckoned by hand.

| task | team | days | points |
| --- | --- | --- | --- |
| A | 甲 | 4 | 4 |
| B | 甲 | 2 | 3 |
| C | 乙 | 5 | 7 |
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from scoring.planning.effects import Sum
from scoring.planning.goals import Bound, Everything, Final, Goal, score_goal
from scoring.planning.search import Choice, Search
from scoring.planning.tasks import Task
from scoring.rectification.ledger import RectificationItem

F = Fraction
POINTS = {"A": F(4), "B": F(3), "C": F(7)}
SCORE = Sum(F(10), {frozenset({(code, "standard")}): worth for code, worth in POINTS.items()})
NO_BONUS = Sum(F(0))
FINAL = Final(SCORE, NO_BONUS, None, None, F(0), None, F(0))


def task(ident: str, days: str, team: str = "甲", *after: str) -> Task:
    item = RectificationItem.model_validate({"id": ident, "problem": "有短板"})
    cover = frozenset({(ident, "standard")})
    return Task(item, F(days), assumed=False, team=team, days=F(days), after=after, covers=cover)


THREE = (task("A", "4"), task("B", "2"), task("C", "5", "乙"))


def search(*tasks: Task, days: int = 10) -> Search:
    return Search(tasks or THREE, days, FINAL)


def told(choice: Choice | None) -> tuple[str, Fraction] | None:
    """The ids in a row, and the person-days."""
    return None if choice is None else ("+".join(sorted(choice.ids)), choice.cost)


@pytest.mark.parametrize(
    ("least", "answer"),
    [
        ("10", ("", 0)),
        ("11", ("B", 2)),
        ("13", ("B", 2)),
        ("14", ("A", 4)),
        ("17", ("C", 5)),
        ("18", ("B+C", 7)),
        ("21", ("A+C", 9)),
        ("24", ("A+B+C", 11)),
        ("24.01", None),
    ],
)
def test_the_cheapest_for_a_score(least: str, answer: tuple[str, int] | None) -> None:
    """10 points now; A and B together bring 7 in 6 days, C alone in 5."""
    choice = search().cheapest(score_goal(FINAL, F(least)))
    assert told(choice) == answer
    assert choice is None or choice.proved


def test_a_goal_that_is_never_reached_is_not_looked_for() -> None:
    goal = Goal("等次达到优秀", (), never=("已触发一票否决 V3，不得评为优秀",))
    assert search().cheapest(goal) is None


def test_of_choices_that_cost_the_same_the_one_with_the_higher_score() -> None:
    """Both take 4 days and reach 13 points: C' brings 7, A only 4."""
    choice = search(task("A", "4"), task("C", "4", "乙")).cheapest(score_goal(FINAL, F(13)))
    assert told(choice) == ("C", 4)


def test_without_one_of_the_chosen_as_many_of_the_others_as_can_be() -> None:
    """B and C reach 18 in 7 days; without both together it takes A and C, which keep C."""
    found = search()
    goal = score_goal(FINAL, F(18))
    first = found.cheapest(goal)
    assert first is not None
    assert told(found.cheapest(goal, without=first.ids)) == ("A+C", 9)
    assert found.cheapest(score_goal(FINAL, F(24)), without=frozenset("ABC")) is None


def test_a_team_does_one_item_after_the_other() -> None:
    """In 5 days 甲 can do A or B but not both, 乙 does C beside it."""
    found = search(days=5)
    assert told(found.cheapest(score_goal(FINAL, F(21)))) == ("A+C", 9)
    assert found.cheapest(score_goal(FINAL, F(24))) is None
    times = found.nearest(score_goal(FINAL, F(24)), None).times
    assert times == {"A": (0, 4), "C": (0, 5)}


def test_what_does_not_fit_in_any_order_is_remembered() -> None:
    """B waits for C, and 5 + 2 days are more than 6: no team is overloaded, but the chain is."""
    found = search(task("B", "2", "甲", "C"), task("C", "5", "乙"), days=6)
    assert found.cheapest(score_goal(FINAL, F(20))) is None
    assert found.misfits == [frozenset("BC")]
    assert told(found.cheapest(score_goal(FINAL, F(17)))) == ("C", 5)


@pytest.mark.parametrize(
    ("budget", "answer"),
    [
        (None, ("A+B+C", 11)),
        ("10", ("A+C", 9)),
        ("8", ("B+C", 7)),
        ("5", ("C", 5)),
        ("4", ("A", 4)),
        ("3", ("B", 2)),
        ("1", ("", 0)),
        ("0", ("", 0)),
    ],
)
def test_the_nearest_within_a_budget(budget: str | None, answer: tuple[str, int]) -> None:
    """As near to 100 points as can be: the most points that the days pay for."""
    goal = score_goal(FINAL, F(100))
    assert told(search().nearest(goal, None if budget is None else F(budget))) == answer


def test_of_choices_as_near_the_cheapest() -> None:
    """A goal of 17 is reached by C in 5 days and by A with B in 6."""
    assert told(search().nearest(score_goal(FINAL, F(17)), F(6))) == ("C", 5)


def test_near_is_by_shares_of_what_each_requirement_lacks() -> None:
    """Both lack something: 1 point of A's 1 is all of it, 3 of C's 10 are less than a third."""
    small = Bound(Sum(F(0), {frozenset({("A", "standard")}): F(1)}), F(1))
    large = Bound(Sum(F(0), {frozenset({("C", "standard")}): F(3)}), F(10))
    goal = Goal("两项", (small, large))
    assert told(search().nearest(goal, F(5))) == ("A", 4)
    assert told(search().nearest(goal, F(9))) == ("A+C", 9)


def test_every_item_as_a_goal() -> None:
    goal = Goal("全部销号", (Everything(("A", "B")),))
    assert told(search().cheapest(goal)) == ("A+B", 6)
    assert told(search(days=5).cheapest(goal)) is None


def test_a_choice_is_in_the_order_of_the_tasks_and_knows_its_cost() -> None:
    choice = search().cheapest(score_goal(FINAL, F(24)))
    assert choice is not None
    assert [one.id for one in choice.tasks] == ["A", "B", "C"]
    assert choice.cost == 11


def test_what_a_float_cannot_see_is_judged_exactly() -> None:
    """A misses the goal by a billionth: the solver lets it through, exact arithmetic does not."""
    least = F(14) + F(1, 10**9)
    choice: Any = search().cheapest(score_goal(FINAL, least))
    assert told(choice) == ("C", 5)


def test_the_sums_of_a_standing_are_those_of_the_goal_and_of_the_final_score() -> None:
    found = search()
    bound = Bound(Sum(F(1), {frozenset({("A", "standard")}): F(2)}), F(3))
    goal = Goal("一项", (bound,))
    totals = found.totals_after(THREE[:1], goal)
    assert (totals[bound.total], FINAL.value(totals), goal.met(totals)) == (3, 14, True)
    assert FINAL.value(found.totals_after((), None)) == 10
