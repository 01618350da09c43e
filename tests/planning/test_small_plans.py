"""Plans on a small workspace that can be reckoned by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from helpers_small_plans import TREE
from samples import Opener

from scoring.planning import GoalError, Plan, Wishes, make_plan
from scoring.workspace import Workspace


def plan(workspace: Workspace, by: str = "2026-12-31", **wishes: Any) -> Plan:
    return make_plan(workspace, Wishes(date(2026, 11, 22), date.fromisoformat(by), **wishes))


def ids(found: Plan) -> list[str]:
    return [step.task.id for step in found.steps]


def test_items_that_only_work_together_are_chosen_together(opened: Opener) -> None:
    found = plan(opened(TREE), target=Fraction(12))
    assert (found.reached, found.cost, ids(found)) == (True, 3, ["R2", "R3"])
    assert [(step.gain, step.total) for step in found.steps] == [(0, 7), (6, 13)]
    assert [step.first_for for step in found.steps] == [("R3",), ()]
    assert {option.task.id: option.gain for option in found.options} == {
        "R1": 4,
        "R2": 0,
        "R3": 0,
        "R4": 3,
    }


@pytest.mark.parametrize("missing", [Fraction(1, 10**6), Fraction(1, 10**9), Fraction(1, 10**15)])
def test_what_a_float_cannot_tell_apart_is_told_apart(opened: Opener, missing: Fraction) -> None:
    assert plan(opened(TREE), target=13 - missing).cost == 3
    assert plan(opened(TREE), target=13 + missing).cost == 7
    assert not plan(opened(TREE), target=22 + missing).reached


def test_the_gate_is_worth_going_through(opened: Opener) -> None:
    """17 points are had by 16 and the bonus of 2: without it three more items would be needed."""
    found = plan(opened(TREE), target=Fraction(18))
    assert (found.cost, set(ids(found))) == (7, {"R1", "R2", "R3"})
    assert found.after.track("current").final == 19
    assert [step.opened for step in found.steps] == [0, 0, 2]
    assert [(price.target, price.cost, price.items) for price in found.prices] == [
        (16, 7, 3),
        (17, 7, 3),
        (18, 7, 3),
        (19, 7, 3),
    ]


def test_dates_order_and_teams(opened: Opener) -> None:
    found = plan(opened(TREE), target=Fraction(22))
    assert [(step.task.id, str(step.start), str(step.end)) for step in found.steps] == [
        ("R2", "2026-11-22", "2026-11-23"),
        ("R3", "2026-11-24", "2026-11-24"),
        ("R1", "2026-11-22", "2026-11-25"),
        ("R4", "2026-11-26", "2026-11-30"),
    ]
    assert found.cost == 12
    assert [step.task.assumed for step in found.steps] == [False, False, False, True]
    faster = plan(opened(TREE), target=Fraction(22), people=2)
    assert [str(step.end) for step in faster.steps] == [
        "2026-11-22",
        "2026-11-23",
        "2026-11-23",
        "2026-11-26",
    ]


def test_what_does_not_fit_into_the_days_is_not_chosen(opened: Opener) -> None:
    found = plan(opened(TREE), "2026-11-25", target=Fraction(18))
    assert (found.reached, set(ids(found))) == (True, {"R1", "R2", "R3"})
    assert [(shut.task.id, shut.reason) for shut in found.shut] == [
        ("R4", "最早要到 2026-11-26 才能完成")
    ]
    assert (found.highest, found.limit) == (19, 22)
    tight = plan(opened(TREE), "2026-11-24", target=Fraction(18))
    assert (tight.reached, ids(tight), tight.cost_of_goal, tight.highest) == (
        False,
        ["R2", "R3"],
        None,
        13,
    )


def test_of_two_items_of_one_team_only_one_fits(opened: Opener) -> None:
    found = plan(opened(TREE), "2026-11-26", target=Fraction(20))
    assert (found.reached, set(ids(found)), found.highest) == (False, {"R1", "R2", "R3"}, 19)


def test_a_budget_that_is_too_small_gives_the_best_within_it(opened: Opener) -> None:
    found = plan(opened(TREE), target=Fraction(18), budget=Fraction(4))
    assert (found.reached, found.cost_of_goal, ids(found)) == (False, 7, ["R2", "R3"])
    assert found.after.track("current").final == 13
    assert plan(opened(TREE), target=Fraction(18), budget=Fraction(7)).reached


def test_conditions(opened: Opener) -> None:
    workspace = opened(TREE)
    assert (plan(workspace, criterion="C2").cost, set(ids(plan(workspace, criterion="C2")))) == (
        7,
        {"R1", "R2", "R3"},
    )
    assert ids(plan(workspace, criterion="C3")) == ["R2", "R3"]
    assert len(plan(workspace, criterion="C4").steps) == 4
    never = plan(workspace, criterion="C5")
    assert (never.reached, never.goal.never) == (False, ("还没有核验，没有核验分",))
    assert plan(workspace, ready=True).goal.never == ("条件 C5：还没有核验，没有核验分",)
    assert plan(workspace, criterion="C1").turned[0].id == "C1"


def test_ready_takes_what_every_condition_takes(opened: Opener) -> None:
    without = TREE.replace("    - {id: C5, type: total, min: 18, track: verified}\n", "")
    found = plan(opened(without), ready=True)
    assert (found.reached, found.cost, found.after.ready) == (True, 12, True)
    assert [step.turned for step in found.steps] == [(), ("C3",), ("C1", "C2"), ("C4",)]


@pytest.mark.parametrize(
    ("vetoes", "wishes", "said"),
    [
        ("{V2: true}", {"target": Fraction(12)}, "已触发一票否决 V2，总分最高 11 分"),
        ("{V3: true}", {"grade": "优秀"}, "已触发一票否决 V3，不得评为优秀"),
        ("{V1: true}", {"ready": True}, "已触发一票否决 V1（发生重大负面舆情），不能申报"),
    ],
)
def test_a_veto_that_bars_is_said_plainly(
    opened: Opener, vetoes: str, wishes: dict[str, Any], said: str
) -> None:
    found = plan(opened(TREE.replace("    as_of:", f"    vetoes: {vetoes}\n    as_of:")), **wishes)
    assert not found.reached
    assert said in found.goal.never
    assert found.cost_of_goal is None


def test_a_grade_below_the_barred_one_can_be_reached(opened: Opener) -> None:
    found = plan(
        opened(TREE.replace("    as_of:", "    vetoes: {V3: true}\n    as_of:")), grade="合格"
    )
    assert (found.reached, found.cost, found.after.track("current").grade) == (True, 3, "合格")


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ({"target": Fraction(0)}, "目标应大于0，不超过满分 25 分，写的是 0"),
        ({"target": Fraction(26)}, "目标应大于0，不超过满分 25 分，写的是 26"),
        ({"grade": "合 格"}, "没有“合 格”这个等次，是不是“合格”？"),
        ({"criterion": "条件"}, "没有“条件”这个创建条件；有：C1、C2、C3、C4、C5"),
    ],
)
def test_goals_that_mean_nothing(opened: Opener, wishes: dict[str, Any], said: str) -> None:
    with pytest.raises(GoalError, match="^" + said.replace("？", "")):
        plan(opened(TREE), **wishes)


def test_what_is_reached_already_takes_nothing(opened: Opener) -> None:
    found = plan(opened(TREE), target=Fraction(7))
    assert (found.reached, found.already, found.steps, found.cost) == (True, True, (), 0)


def test_without_a_ledger_the_gaps_are_planned_over(opened: Opener) -> None:
    found = plan(
        opened(TREE.split("    == rectification.yaml")[0] + "    == rectification.yaml\n    []\n"),
        target=Fraction(12),
    )
    assert (found.proposed, found.reached, ids(found)) == (True, True, ["R0002", "R0003"])
    assert {step.task.item.indicator for step in found.steps} == {"1.1", "2.1"}, (
        "only standards: no proof is missed yet"
    )
    assert (found.cost, found.uncovered, found.after.track("current").final) == (10, (), 14)


def test_losses_without_an_item_are_named(opened: Opener) -> None:
    steps = ", ".join(
        f"{{on: 2026-09-0{at}, do: {do}}}"
        for at, do in enumerate(("open", "start", "submit", "close"), 1)
    )
    closed = (
        f'    - {{id: R1, events: [{steps}], indicator: "1.1", cause: standard, problem: '
        f"没有上网}}\n"
    )
    found = plan(opened(TREE.split("    - {id: R1")[0] + closed), target=Fraction(16))
    assert [(loss.indicator, loss.cause, loss.lost, loss.closed) for loss in found.uncovered] == [
        ("1.2", "standard", 6, ""),
        ("1.1", "standard", 4, "R1"),
        ("2.1", "standard", 3, ""),
    ]
    assert (found.reached, found.steps, found.limit) == (False, (), 7)


def test_the_second_best_does_without_one_of_the_chosen(opened: Opener) -> None:
    found = plan(opened(TREE), target=Fraction(13))
    assert found.alternative is not None
    assert (found.alternative.cost, found.alternative.left_out) == (9, ("R2", "R3"))
    assert found.alternative.taken_in == ("R1", "R4")


def test_items_that_take_nothing_are_not_chosen_for_nothing(opened: Opener) -> None:
    free = TREE.replace("effort: 4,", "effort: 0,")
    assert ids(plan(opened(free), target=Fraction(13))) == ["R2", "R3"]
    found = plan(opened(free), target=Fraction(11))
    assert (found.cost, ids(found), str(found.steps[0].end)) == (0, ["R1"], "2026-11-22")
    assert found.options[0].per_day is None


def test_the_order_of_the_file_decides_nothing(opened: Opener) -> None:
    head, items = TREE.split("    - {id: R1", 1)
    turned = "    - {id: R1" + items
    lines = [line for line in turned.splitlines() if line.strip().startswith("- {id")]
    first, second = (
        plan(opened(TREE), target=Fraction(14)),
        plan(opened(head + "\n".join(reversed(lines))), target=Fraction(14)),
    )
    assert ids(first) == ids(second)
    assert first.after.track("current") == second.after.track("current")


def test_a_circle_of_items_is_told_and_planned_around(opened: Opener) -> None:
    circle = TREE.replace("effort: 2, due: 持续推进", "effort: 2, after: [R3]")
    found = plan(opened(circle), target=Fraction(13))
    assert (found.reached, set(ids(found))) == (True, {"R1", "R4"})
    assert [shut.task.id for shut in found.shut] == ["R2", "R3"]
