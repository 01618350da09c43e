"""A plan: the cheapest choice of items for a goal, in the order to do them in,
checked against the real projection.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from scoring.engine import Assessment
from scoring.engine.criteria import Verdict
from scoring.engine.projection import project
from scoring.engine.scores import ZERO
from scoring.planning.effects import Effects, RunningTotals
from scoring.planning.goals import (
    Final,
    Goal,
    conditions,
    criterion_goal,
    final_of,
    grade_goal,
    ready_goal,
    score_goal,
    target_goal,
)
from scoring.planning.schedule import loads
from scoring.planning.search import Choice, Search
from scoring.planning.tasks import Calendar, Shut, Task, possible, tasks_of
from scoring.planning.uncovered import Uncovered, from_gaps, uncovered
from scoring.rectification.projection_inputs import losses_of
from scoring.workspace import Workspace

STEPS = (Fraction(80, 100), Fraction(85, 100), Fraction(90, 100), Fraction(95, 100))
"""Shares of the full mark whose cost is shown beside the goal's."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is asked for: one of ``target``, ``criterion``, ``grade``,
    ``ready``, by ``by``, from ``today`` on.

    ``budget`` and ``default_effort`` are person-days; ``people`` is the size of each lead unit's
    team.
    """

    today: date
    by: date
    target: Fraction | None = None
    criterion: str | None = None
    grade: str | None = None
    ready: bool = False
    budget: Fraction | None = None
    people: int = 1
    default_effort: Fraction = Fraction(5)


@dataclass(frozen=True, slots=True)
class Step:
    """One chosen item in its turn. ``gain`` is what the final score rises by when it is done after
    those above it, ``total`` what it is then; ``turned`` are conditions that are met from then on.
    ``first_for`` are chosen items that wait for it. ``opened`` is the bonus that counts from then
    on because the gate is reached, else 0.
    """

    task: Task
    start: date
    end: date
    gain: Fraction
    total: Fraction
    turned: tuple[str, ...]
    first_for: tuple[str, ...]
    opened: Fraction


@dataclass(frozen=True, slots=True)
class Option:
    """What an item brings by itself, before any other is mended, in points of the final score;
    ``chosen`` or not.
    """

    task: Task
    gain: Fraction
    chosen: bool

    @property
    def per_day(self) -> Fraction | None:
        """Points for each person-day; None where it takes none."""
        if self.task.effort:
            return self.gain / self.task.effort
        return None


@dataclass(frozen=True, slots=True)
class Alternative:
    """The cheapest choice that can do without one of the chosen items: what it costs, leaves out
    and takes in.
    """

    cost: Fraction
    left_out: tuple[str, ...]
    taken_in: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Price:
    """What a final score costs, in person-days and items; ``cost`` is None where it cannot be
    reached in time.
    """

    target: Fraction
    cost: Fraction | None
    items: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The answer. ``reached``: the steps reach the goal within the budget; else they come as near
    as can be.

    ``cost_of_goal`` is what the goal costs without a budget, None where it is out of reach;
    ``proved``: nothing cheaper does as much. ``highest`` is the final score with all that can be
    mended by the date, ``limit`` with every item however long it takes; ``enough``: with every item
    the goal would be reached. ``overloaded`` are the units whose items take more days, all
    together, than there are. ``proposed``: there is no ledger, and the items are those that a sync
    would open.
    """

    wishes: Wishes
    goal: Goal
    proposed: bool
    reached: bool
    already: bool
    proved: bool
    steps: tuple[Step, ...]
    options: tuple[Option, ...]
    shut: tuple[Shut, ...]
    cost_of_goal: Fraction | None
    highest: Fraction
    limit: Fraction
    enough: bool
    overloaded: tuple[tuple[str, Fraction], ...]
    alternative: Alternative | None
    prices: tuple[Price, ...]
    uncovered: tuple[Uncovered, ...]
    before: Assessment
    after: Assessment

    @property
    def cost(self) -> Fraction:
        """Person-days of all steps."""
        return sum((step.task.effort for step in self.steps), ZERO)

    @property
    def turned(self) -> tuple[Verdict, ...]:
        """The conditions that are not met now and are met in the end."""
        now = {verdict.id: verdict.met for verdict in self.before.verdicts}
        return tuple(
            verdict for verdict in self.after.verdicts if verdict.met and not now[verdict.id]
        )


def make_plan(workspace: Workspace, wishes: Wishes) -> Plan:
    """The plan for a workspace whose tree and round could be read.

    Raises :class:`GoalError` for a goal that means nothing there.
    """
    before = workspace.assess()
    # Without a ledger the plan is made on what a sync would open, and says so.
    proposed = not workspace.ledger
    items = from_gaps(workspace, before, wishes.today) if proposed else workspace.ledger
    tasks = tasks_of(
        items,
        before.tree,
        workspace.units,
        default_effort=wishes.default_effort,
        people=wishes.people,
    )
    calendar = Calendar(wishes.today, wishes.by)
    able, shut = possible(tasks, calendar)
    effects = Effects(workspace, before, tasks)
    # Items that nobody has opened yet keep no condition on the ledger from being met.
    open_ids = [] if proposed else [task.id for task in tasks]
    goal = _goal(effects, wishes, open_ids)
    final = final_of(effects, "current", ZERO)
    assert final is not None
    search = Search(able, calendar.days, final)
    # Nothing to do is a plan too, and a proved one.
    already = goal.met(search.totals_after((), goal))
    cheapest = Choice((), {}, proved=True) if already else search.cheapest(goal)
    cost_of_goal = cheapest.cost if cheapest else None
    others: Choice | None = None
    if cheapest is not None and (wishes.budget is None or cheapest.cost <= wishes.budget):
        choice, reached = cheapest, True
        if not already:
            # People ask first what else would do: one of the
            # chosen items may be out of their hands.
            others = search.cheapest(goal, without=choice.ids)
    else:
        choice, reached = search.nearest(goal, wishes.budget), False
    goals = conditions(effects, open_ids)
    loaded = loads(tasks).items()
    return Plan(
        wishes=wishes,
        goal=goal,
        proposed=proposed,
        reached=reached,
        already=already,
        proved=choice.proved,
        steps=_steps(choice, calendar, search, goals, before),
        options=_options(tasks, choice, search),
        shut=tuple(shut),
        cost_of_goal=cost_of_goal,
        highest=_highest(search),
        limit=_value(search, tasks),
        enough=goal.met(search.totals_after(tasks, goal)),
        overloaded=tuple((team, load) for team, load in loaded if load > calendar.days),
        alternative=_alternative(choice, others),
        prices=_prices(search, effects, goal),
        uncovered=() if proposed else uncovered(workspace, before, wishes.today),
        before=before,
        after=_verified(
            workspace, before, choice, search, goals, items=0 if proposed else len(items)
        ),
    )


def _goal(effects: Effects, wishes: Wishes, open_ids: Sequence[str]) -> Goal:
    if wishes.target is not None:
        return target_goal(effects, wishes.target)
    if wishes.grade is not None:
        return grade_goal(effects, wishes.grade)
    if wishes.criterion is not None:
        return criterion_goal(effects, wishes.criterion, open_ids)
    return ready_goal(effects, open_ids)


def _verified(
    workspace: Workspace,
    before: Assessment,
    choice: Choice,
    search: Search,
    goals: Sequence[Goal],
    *,
    items: int,
) -> Assessment:
    """The real projection of the choice. It must say, exactly, what the sums of the plan say."""
    causes = losses_of(task.item for task in choice.tasks)
    # An item may point to an indicator that the tree no longer has.
    causes = {code: names for code, names in causes.items() if code in before.tree.by_code}
    left: list[str] = []
    if items:
        still_open = [item.id for item in workspace.ledger if not item.closed]
        left = sorted(ident for ident in still_open if ident not in choice.ids)
    after = project(
        before,
        workspace.rounds,
        workspace.supports,
        causes,
        items=items,
        open_items=tuple(left),
    )
    totals = _followed(search.final, goals)
    for task in choice.tasks:
        totals.mend(task)
    planned = [goal.met(totals) for goal in goals]
    projected = [verdict.met for verdict in after.verdicts]
    if planned != projected or search.final.value(totals) != after.track("current").final:
        # A plan is sums of exact effects; the engine itself has the last word on what it comes to.
        raise RuntimeError("the plan and the projection do not agree")
    return after


def _followed(final: Final, goals: Sequence[Goal]) -> RunningTotals:
    return RunningTotals(
        [
            *final.sums(),
            *(one for goal in goals for item in goal.requirements for one in item.sums()),
        ]
    )


def _value(search: Search, tasks: Sequence[Task]) -> Fraction:
    return search.final.value(search.totals_after(tasks, None))


def _highest(search: Search) -> Fraction:
    """The final score with all that can be mended in time."""
    return _value(
        search, search.nearest(score_goal(search.final, _value(search, search.tasks)), None).tasks
    )


def _steps(
    choice: Choice,
    calendar: Calendar,
    search: Search,
    goals: Sequence[Goal],
    before: Assessment,
) -> tuple[Step, ...]:
    """The chosen items in the order in which they are done."""
    totals = _followed(search.final, goals)
    met = [verdict.met for verdict in before.verdicts]
    total = search.final.value(totals)
    steps = []
    # By the day of completion, since only then points are won; the id makes ties repeatable.
    for task in sorted(
        choice.tasks, key=lambda task: (choice.times[task.id][1], choice.times[task.id][0], task.id)
    ):
        shut = not search.final.passed(totals)
        totals.mend(task)
        last, total = total, search.final.value(totals)
        now = [item.met(totals) for item in goals]
        turned = tuple(
            verdict.id
            for verdict, was, is_ in zip(before.verdicts, met, now, strict=True)
            if is_ and not was
        )
        met = now
        start, end = choice.times[task.id]
        steps.append(
            Step(
                task,
                calendar.first_day(start),
                calendar.last_day(start, end),
                total - last,
                total,
                turned,
                tuple(other.id for other in choice.tasks if task.id in other.after),
                search.final.bonus(totals) if shut else ZERO,
            )
        )
    return tuple(steps)


def _options(tasks: Sequence[Task], choice: Choice, search: Search) -> tuple[Option, ...]:
    """All open items, the one with the most points for a person-day first."""
    now = _value(search, ())
    options = [Option(task, _value(search, (task,)) - now, task.id in choice.ids) for task in tasks]
    return tuple(
        sorted(
            options,
            key=lambda option: (
                option.per_day is not None or not option.gain,
                -(option.per_day or ZERO),
            ),
        )
    )


def _alternative(choice: Choice, other: Choice | None) -> Alternative | None:
    if other is None:
        return None
    gone = tuple(task.id for task in choice.tasks if task.id not in other.ids)
    new = tuple(task.id for task in other.tasks if task.id not in choice.ids)
    return Alternative(other.cost, gone, new)


def _prices(search: Search, effects: Effects, goal: Goal) -> tuple[Price, ...]:
    """What the usual final scores cost that are above the present one, whatever the budget."""
    full = effects.before.root.full
    now = effects.before.track("current").final
    wanted = sorted(
        {share * full for share in STEPS} | ({goal.least} if goal.least is not None else set())
    )
    prices = []
    for target in wanted:
        if target <= now:
            continue
        # Only cost and number of items are shown, and on those equal answers agree.
        choice = search.cheapest(score_goal(search.final, target), ties=False)
        prices.append(
            Price(target, choice.cost if choice else None, len(choice.tasks) if choice else 0)
        )
    return tuple(prices)
