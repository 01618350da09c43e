"""The plan costs exactly what the cheapest of all sets of items costs, and is what the real
projection says it is."""

from __future__ import annotations

from fractions import Fraction

import helpers_plan
import profiles
import pytest
from helpers_plan import TODAY, by
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine import Assessment
from scoring.planning import GoalError, Plan, Wishes, make_plan
from scoring.workspace import Workspace

DEFAULT = Fraction(5)


def planned(workspace: Workspace, days: int, **goal: object) -> Plan:
    return make_plan(workspace, Wishes(TODAY, by(days), default_effort=DEFAULT, **goal))  # type: ignore[arg-type]


def check(
    plan: Plan, workspace: Workspace, days: int, expected: tuple[Fraction, int] | None
) -> None:
    """Cost and size, the projection, the order and the dates."""
    assert plan.reached == (expected is not None)
    if expected is not None:
        assert (plan.cost, len(plan.steps)) == expected
        assert plan.proved
    chosen = [step.task.item for step in plan.steps]
    assert helpers_plan.fits(chosen, days, DEFAULT)
    real = helpers_plan.after(workspace, plan.before, chosen)
    assert plan.after.track("current") == real.track("current")
    assert (
        plan.before.track("current").final + sum(step.gain for step in plan.steps)
        == real.track("current").final
    )
    done = {}
    for step in plan.steps:
        assert TODAY <= step.start <= step.end <= plan.wishes.by
        waits = [done[first] for first in step.task.after]
        assert all(end <= step.start for end in waits)
        done[step.task.id] = step.end
    turned = [ident for step in plan.steps for ident in step.turned]
    assert {verdict.id for verdict in plan.turned} <= set(turned)


@pytest.mark.slow
@settings(max_examples=profiles.EXAMPLES // 3)
@given(st.data())
def test_a_target_costs_what_the_cheapest_set_costs(data: st.DataObject) -> None:
    workspace = helpers_plan.opened(data.draw(helpers_plan.planned()))
    days = data.draw(st.sampled_from([30, 3, 6]))
    before = workspace.assess()
    best = helpers_plan.after(workspace, before, workspace.ledger).track("current").final
    now = before.track("current").final
    part = data.draw(st.sampled_from([6, 9, 3, 1, 8, 10, 11]))
    target = now + max(best - now, Fraction(1, 100)) * part / 10
    try:
        plan = planned(workspace, days, target=target)
    except GoalError:
        assert target <= 0 or target > before.root.full
        return

    def good(found: Assessment) -> bool:
        return found.track("current").final >= target

    check(plan, workspace, days, helpers_plan.cheapest(workspace, days, DEFAULT, good))


@pytest.mark.slow
@settings(max_examples=max(6, profiles.EXAMPLES // 20))
@given(st.data())
def test_among_a_thousand_sets_the_cheapest_is_found(data: st.DataObject) -> None:
    """Ten items: every set of them goes through the real projection until one is good."""
    workspace = helpers_plan.opened(data.draw(helpers_plan.planned(most=10, least=10)))
    before = workspace.assess()
    best = helpers_plan.after(workspace, before, workspace.ledger).track("current").final
    now = before.track("current").final
    target = (
        now + max(best - now, Fraction(1, 100)) * data.draw(st.sampled_from([7, 5, 9, 10])) / 10
    )
    if target > before.root.full:
        return

    def good(found: Assessment) -> bool:
        return found.track("current").final >= target

    check(
        planned(workspace, 365, target=target),
        workspace,
        365,
        helpers_plan.cheapest(workspace, 365, DEFAULT, good),
    )


@pytest.mark.slow
@settings(max_examples=profiles.EXAMPLES // 3)
@given(st.data())
def test_a_condition_costs_what_the_cheapest_set_costs(data: st.DataObject) -> None:
    workspace = helpers_plan.opened(data.draw(helpers_plan.planned(most=5)))
    days = data.draw(st.sampled_from([30, 4]))
    for verdict in workspace.assess().verdicts:

        def good(found: Assessment, wanted: str = verdict.id) -> bool:
            return next(item.met for item in found.verdicts if item.id == wanted)

        plan = planned(workspace, days, criterion=verdict.id)
        check(plan, workspace, days, helpers_plan.cheapest(workspace, days, DEFAULT, good))


@settings(max_examples=profiles.EXAMPLES // 3)
@given(st.data())
def test_to_be_ready_costs_what_the_cheapest_set_costs(data: st.DataObject) -> None:
    workspace = helpers_plan.opened(data.draw(helpers_plan.planned()))
    if workspace.assess().verdicts:
        plan = planned(workspace, 30, ready=True)
        check(
            plan,
            workspace,
            30,
            helpers_plan.cheapest(workspace, 30, DEFAULT, lambda found: found.ready),
        )
    else:
        with pytest.raises(GoalError):
            planned(workspace, 30, ready=True)


@pytest.mark.slow
@settings(max_examples=profiles.EXAMPLES // 3)
@given(st.data())
def test_within_a_budget_the_highest_score_is_found(data: st.DataObject) -> None:
    workspace = helpers_plan.opened(data.draw(helpers_plan.planned()))
    before = workspace.assess()
    budget = Fraction(data.draw(st.integers(0, 12)))
    target = before.root.full
    plan = planned(workspace, 30, target=target, budget=budget)
    best = max(
        helpers_plan.after(workspace, before, part).track("current").final
        for cost, part in helpers_plan.choices(workspace, 30, DEFAULT)
        if cost <= budget
    )
    assert plan.cost <= budget
    assert min(plan.after.track("current").final, target) == min(best, target)
