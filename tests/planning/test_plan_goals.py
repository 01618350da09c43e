"""What mending does to the scores as sums, and the requirements of each kind of goal.

The workspace of ``helpers_small_plans``: 7 of 20 points now. R1 (1.1, standard) is worth 4, R4
(2.1, standard) 3; R2 (1.2, standard) and R3 (1.2, evidence) are worth 6 together and nothing alone.
The bonus of 2 counts from 16 points on.
"""

from __future__ import annotations

from fractions import Fraction

import pytest
from helpers_small_plans import TREE
from samples import Opener

from scoring.planning.effects import Effects, RunningTotals, Sum
from scoring.planning.goals import (
    Bound,
    Everything,
    Final,
    Goal,
    GoalError,
    Some,
    conditions,
    criterion_goal,
    final_of,
    grade_goal,
    ready_goal,
    target_goal,
)
from scoring.planning.tasks import Task, tasks_of
from scoring.workspace import Workspace

STANDARD_11 = frozenset({("1.1", "standard")})
STANDARD_12 = frozenset({("1.2", "standard")})
STANDARD_21 = frozenset({("2.1", "standard")})
BOTH_12 = STANDARD_12 | {("1.2", "evidence")}
OPEN = ("R1", "R2", "R3", "R4")


def tasks(workspace: Workspace) -> dict[str, Task]:
    made = tasks_of(
        workspace.ledger, workspace.tree, workspace.units, default_effort=Fraction(5), people=1
    )
    return {task.id: task for task in made}


def effects_of(workspace: Workspace) -> Effects:
    return Effects(workspace, workspace.assess(), tasks(workspace).values())


@pytest.fixture
def workspace(opened: Opener) -> Workspace:
    return opened(TREE)


@pytest.fixture
def effects(workspace: Workspace) -> Effects:
    return effects_of(workspace)


def reached(workspace: Workspace, goal: Goal, *mended: str) -> bool:
    """Whether a goal is met once these items are mended."""
    totals = RunningTotals(one for item in goal.requirements for one in item.sums())
    known = tasks(workspace)
    for ident in mended:
        totals.mend(known[ident])
    return goal.met(totals)


# -- sums


def test_the_score_is_its_base_and_what_each_set_of_causes_adds(effects: Effects) -> None:
    """A claim needs no evidence: on the claimed track R2 alone brings its 6 points."""
    current, claimed = effects.score("current"), effects.score("claimed")
    assert current.base == claimed.base == 7
    assert current.terms == {STANDARD_11: 4, STANDARD_21: 3, BOTH_12: 6}
    assert claimed.terms == {STANDARD_11: 4, STANDARD_21: 3, STANDARD_12: 6}


def test_a_node_has_the_effects_of_its_own_leaves_on_its_own_scale(effects: Effects) -> None:
    whole = {
        code: effects.node(effects.before.by_code[code], "current") for code in ("1", "2", "1.1")
    }
    assert (whole["1"].base, whole["1"].terms) == (0, {STANDARD_11: 4, BOTH_12: 6})
    assert (whole["2"].base, whole["2"].terms) == (7, {STANDARD_21: 3})
    assert (whole["1.1"].base, whole["1.1"].terms) == (0, {STANDARD_11: 4})


def test_a_block_that_is_folded_is_reckoned_on_its_own_full_mark(opened: Opener) -> None:
    """Block 1 is scored out of 10 and folded to its 5 points: what is 4 on the scale of 1.1 is 2 on
    that of the block and of the whole, 6 is 3, and block 2 counts as before."""
    folded = TREE.replace(
        "name: 依法履职\n      points: 10", "name: 依法履职\n      points: 5\n      fold: true"
    )
    effects = effects_of(opened(folded))
    assert effects.score("current").terms == {STANDARD_11: 2, STANDARD_21: 3, BOTH_12: 3}
    nodes = effects.before.by_code
    assert effects.node(nodes["1"], "current").terms == {STANDARD_11: 2, BOTH_12: 3}
    assert effects.node(nodes["1.1"], "current").terms == {STANDARD_11: 4}


def test_evidence_and_what_nobody_has_assessed_are_counted_apart(opened: Opener) -> None:
    """1.1 has no finding: 4 points are unassessed, and mending that takes them off."""
    text = TREE.replace('      "1.1": {met: false}\n', "").replace(
        'indicator: "1.1", cause: standard', 'indicator: "1.1", cause: unassessed'
    )
    effects = effects_of(opened(text))
    open_points = effects.unassessed()
    assert (open_points.base, open_points.terms) == (4, {frozenset({("1.1", "unassessed")}): -4})
    done, wanted = effects.proofs()
    assert (done.base, done.terms, wanted) == (0, {frozenset({("1.2", "evidence")}): 1}, 1)


def test_items_that_change_no_score_have_no_effect(opened: Opener) -> None:
    """On an indicator at full mark, on one that is gone, and of a cause that is no loss."""
    items = (
        '    - {id: R1, indicator: "2.2", cause: standard, problem: 已达标}\n'
        '    - {id: R2, indicator: "9", cause: standard, problem: 没有这项}\n'
        '    - {id: R3, indicator: "1.1", cause: other, problem: 其他}\n'
        '    - {id: R4, indicator: "3", cause: standard, problem: 加分项}\n'
    )
    effects = effects_of(opened(TREE.split("    - {id: R1")[0] + items))
    assert effects.score("current").terms == {}
    assert (effects.won("current").base, effects.won("current").terms) == (2, {})


def test_a_cause_that_two_items_mend_is_won_once(opened: Opener) -> None:
    twice = TREE + '    - {id: R5, indicator: "1.1", cause: standard, problem: 又一条}\n'
    workspace = opened(twice)
    score = effects_of(workspace).score("current")
    totals, known = RunningTotals([score]), tasks(workspace)
    seen = []
    for ident in ("R5", "R1", "R2", "R3"):
        totals.mend(known[ident])
        seen.append(totals[score])
    assert seen == [11, 11, 11, 17]
    assert totals.done == {"R1", "R2", "R3", "R5"}


def test_a_sum_on_another_scale(effects: Effects) -> None:
    half = effects.score("current").scaled(Fraction(1, 2))
    assert (half.base, half.terms[STANDARD_11]) == (Fraction(7, 2), 2)
    assert effects.score("current").base == 7, "the first stays as it was"


# -- the final score


def test_the_final_score_follows_gate_and_cap(workspace: Workspace, effects: Effects) -> None:
    """All mended: 7 + 4 + 6 + 3 = 20, above the gate of 16, and the bonus of 2 makes 22."""
    final = final_of(effects, "current", Fraction(22))
    assert final is not None
    assert (final.gate, final.cap, final.penalty, final.ceiling) == (16, 5, 0, None)
    totals, known = RunningTotals(final.sums()), tasks(workspace)
    values = [final.value(totals)]
    for ident in OPEN:
        totals.mend(known[ident])
        values.append(final.value(totals))
    assert values == [7, 11, 11, 19, 22], "17 points open the gate: 17 + 2"
    assert final.met(totals)


def test_without_an_inspection_there_is_no_verified_score(effects: Effects) -> None:
    assert final_of(effects, "verified", Fraction(1)) is None


@pytest.mark.parametrize(
    ("vetoes", "ceiling"),
    [("{V1: true}", None), ("{V2: true}", 11), ("{V3: true}", None), ("{V2: true, V4: true}", 0)],
    ids=["bars only", "held to 11", "bars the best grade", "the lowest of two"],
)
def test_triggered_vetoes_hold_the_score(opened: Opener, vetoes: str, ceiling: int | None) -> None:
    text = TREE.replace(
        "    - {code: V3,", "    - {code: V4, name: 材料造假, effect: zero}\n    - {code: V3,"
    ).replace("    findings:", f"    vetoes: {vetoes}\n    findings:")
    final = final_of(effects_of(opened(text)), "current", Fraction(12))
    assert final is not None
    assert final.ceiling == ceiling


# -- goals


@pytest.mark.parametrize(
    ("least", "why"),
    [
        ("0", "目标应大于0，不超过满分 25 分，写的是 0"),
        ("-3", "目标应大于0，不超过满分 25 分，写的是 -3"),
        ("25.5", "目标应大于0，不超过满分 25 分，写的是 25.5"),
    ],
)
def test_a_target_that_nothing_could_mean(effects: Effects, least: str, why: str) -> None:
    """20 points and at most 5 of bonus."""
    with pytest.raises(GoalError) as caught:
        target_goal(effects, Fraction(least))
    assert str(caught.value) == why


def test_without_a_cap_the_most_is_what_the_bonus_could_bring(opened: Opener) -> None:
    effects = effects_of(opened(TREE.replace("    bonus: {cap: 5, gate: 16}\n", "")))
    assert target_goal(effects, Fraction(25)).text == "总分达到 25 分"
    with pytest.raises(GoalError, match="不超过满分 25 分"):
        target_goal(effects, Fraction(26))


def test_a_target_is_reached_by_what_brings_it_and_not_by_less(
    workspace: Workspace, effects: Effects
) -> None:
    goal = target_goal(effects, Fraction(14))
    assert (goal.text, goal.never, goal.least) == ("总分达到 14 分", (), 14)
    assert reached(workspace, goal, "R1", "R4")
    assert not reached(workspace, goal, "R2", "R3")
    assert not reached(workspace, goal)


def test_a_grade_is_the_score_that_it_begins_at(workspace: Workspace, effects: Effects) -> None:
    goal = grade_goal(effects, "合格")
    assert (goal.text, goal.least) == ("等次达到合格（12 分）", 12)
    assert reached(workspace, goal, "R2", "R3")
    assert not reached(workspace, goal, "R1")
    with pytest.raises(GoalError, match="没有“良好”这个等次"):
        grade_goal(effects, "良好")


def test_a_veto_against_the_best_grade_leaves_the_others(opened: Opener) -> None:
    effects = effects_of(
        opened(TREE.replace("    findings:", "    vetoes: {V3: true}\n    findings:"))
    )
    assert grade_goal(effects, "优秀").never == ("已触发一票否决 V3，不得评为优秀",)
    assert grade_goal(effects, "合格").never == ()


def test_a_score_above_what_a_veto_allows_is_never_reached(opened: Opener) -> None:
    effects = effects_of(
        opened(TREE.replace("    findings:", "    vetoes: {V2: true}\n    findings:"))
    )
    assert target_goal(effects, Fraction(12)).never == ("已触发一票否决 V2，总分最高 11 分",)
    assert target_goal(effects, Fraction(11)).never == ()


# -- conditions

CRITERIA = TREE.split("    criteria:\n")[1].split("    indicators:\n")[0]
NODES = '"1.1", "1.2", "2.1", "2.2"'


def of_condition(
    opened: Opener, condition: str, *, old: str = "", new: str = ""
) -> tuple[Workspace, Goal]:
    text = TREE.replace(CRITERIA, f"    - {{id: C1, {condition}}}\n").replace(old, new)
    workspace = opened(text)
    return workspace, criterion_goal(effects_of(workspace), "C1", OPEN)


@pytest.mark.parametrize(
    ("condition", "enough", "too_little"),
    [
        ("type: total, min: 14", ("R1", "R4"), ("R2", "R3")),
        ("type: rate, codes: [\"1\"], min: 40%", ("R1",), ("R4",)),
        ("type: rate, level: 2, min: 100%", ("R1", "R2", "R3", "R4"), ("R1", "R2", "R3")),
        ("type: rate, level: 1, min: 60%", ("R2", "R3"), ("R1", "R4")),
        (f"type: count, codes: [{NODES}], at_least: 2", ("R4",), ()),
        (f"type: count, codes: [{NODES}], at_least: 3", ("R1", "R4"), ("R1",)),
        (f"type: count, codes: [{NODES}], at_least: 1, rest: 100%", OPEN, ("R1", "R4")),
        ("type: evidence, min: 100%", ("R3",), ("R1", "R2", "R4")),
        ("type: rectified", OPEN, ("R1", "R2", "R3")),
    ],
    ids=["total", "rate of a node", "rate of the leaves", "rate of the blocks", "two of four",
         "three of four", "one, and the rest", "evidence", "rectified"],
)  # fmt: skip
def test_what_meets_a_condition_and_what_does_not(
    opened: Opener, condition: str, enough: tuple[str, ...], too_little: tuple[str, ...]
) -> None:
    workspace, goal = of_condition(opened, condition)
    assert goal.never == ()
    assert goal.text.startswith("条件 C1：")
    assert reached(workspace, goal, *enough)
    assert not reached(workspace, goal, *too_little)


def test_binding_indicators_have_to_be_at_full_mark(opened: Opener) -> None:
    workspace, goal = of_condition(
        opened, "type: binding", old="name: 执法公示,", new="name: 执法公示, binding: true,"
    )
    assert reached(workspace, goal, "R4")
    assert not reached(workspace, goal, "R1", "R2", "R3")


def test_completeness_asks_for_what_is_not_assessed(opened: Opener) -> None:
    """4 of 20 points are open, so 80 % are assessed; 85 % asks for the rest of them."""
    workspace, goal = of_condition(
        opened, "type: completeness, min: 80%", old='      "1.1": {met: false}\n', new=""
    )
    assert reached(workspace, goal)
    text = TREE.replace(CRITERIA, "    - {id: C1, type: completeness, min: 85%}\n")
    text = text.replace('      "1.1": {met: false}\n', "").replace(
        'indicator: "1.1", cause: standard', 'indicator: "1.1", cause: unassessed'
    )
    workspace = opened(text)
    goal = criterion_goal(effects_of(workspace), "C1", OPEN)
    assert not reached(workspace, goal)
    assert reached(workspace, goal, "R1")


@pytest.mark.parametrize(
    ("condition", "never"),
    [
        ("type: no_veto", ("有触发的一票否决，整改不能消除",)),
        ("type: total, min: 18, track: verified", ("还没有核验，没有核验分",)),
    ],
)
def test_what_no_mending_meets_says_why(
    opened: Opener, condition: str, never: tuple[str, ...]
) -> None:
    _, goal = of_condition(
        opened, condition, old="    findings:", new="    vetoes: {V3: true}\n    findings:"
    )
    assert goal.never == never
    assert goal.requirements == ()


def test_a_condition_on_a_score_of_nothing_is_met_as_it_is(opened: Opener) -> None:
    workspace, goal = of_condition(opened, "type: total, min: 0")
    assert (goal.requirements, goal.never) == ((), ())
    assert reached(workspace, goal)


def test_a_condition_that_is_not_there(effects: Effects) -> None:
    with pytest.raises(GoalError) as caught:
        criterion_goal(effects, "C9", OPEN)
    assert str(caught.value).startswith("没有“C9”这个创建条件")


def test_every_condition_is_a_goal_in_the_order_of_the_tree(effects: Effects) -> None:
    goals = conditions(effects, OPEN)
    assert [goal.text.split("：")[0] for goal in goals] == [f"条件 C{at}" for at in range(1, 6)]
    kinds = [[type(item) for item in goal.requirements] for goal in goals]
    assert kinds == [[Final], [Bound], [Bound], [Everything], []]
    assert goals[4].never == ("还没有核验，没有核验分",)


def test_to_be_ready_is_all_of_them_and_no_veto_that_bars(opened: Opener, effects: Effects) -> None:
    goal = ready_goal(effects, OPEN)
    assert (goal.text, len(goal.requirements)) == ("创建条件全部达到", 4)
    assert goal.never == ("条件 C5：还没有核验，没有核验分",)
    barred = effects_of(
        opened(TREE.replace("    findings:", "    vetoes: {V1: true}\n    findings:"))
    )
    assert ready_goal(barred, OPEN).never[0] == "已触发一票否决 V1（发生重大负面舆情），不能申报"


def test_a_tree_without_conditions_cannot_be_ready(opened: Opener) -> None:
    effects = effects_of(opened(TREE.replace("    criteria:\n" + CRITERIA, "")))
    with pytest.raises(GoalError) as caught:
        ready_goal(effects, OPEN)
    assert str(caught.value) == "这套指标体系没有写创建条件（criteria），请用 --target 写明目标分"


def test_so_many_of_bounds_counts_what_has_no_points_as_full(opened: Opener) -> None:
    """2.1 does not apply here: of two nodes at full mark one is found already, the other is 2.2."""
    workspace, goal = of_condition(
        opened,
        f"type: count, codes: [{NODES}], at_least: 2",
        old='"2.1": {met: false}',
        new='"2.1": {not_applicable: 本级无此职权, approved_by: 县依法治县办}',
    )
    (some,) = [item for item in goal.requirements if isinstance(item, Some)]
    assert len(some.bounds) == 3
    assert reached(workspace, goal, "R1")
    assert not reached(workspace, goal, "R2")


def test_a_sum_without_terms_never_moves(workspace: Workspace) -> None:
    fixed = Sum(Fraction(5))
    totals, known = RunningTotals([fixed]), tasks(workspace)
    totals.mend(known["R1"])
    assert totals[fixed] == 5
