"""The cheapest choice of tasks that reaches a goal in time, exactly;
and the nearest one where none does.

The solver proposes, exact arithmetic and a real schedule dispose: a choice that misses the goal by
less than a float can see, or whose tasks do not fit into the days in any order, is forbidden and
the solver is asked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from scoring.engine.scores import ZERO
from scoring.planning.effects import RunningTotals
from scoring.planning.goals import Final, Goal
from scoring.planning.program import TIES, Answer, Program
from scoring.planning.schedule import Times, arrange, too_much
from scoring.planning.tasks import Task

ROUNDS = 200
"""How often a choice is forbidden before the search is given up; it takes one round as a rule, and
few at worst."""

STEP = 0.5
"""Half of the step between two costs, which the program counts in whole numbers."""
NEAR = 1e-7
"""What a share or a score may be off where no cost is at stake."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Tasks in their natural order, and when each is done. ``proved``:
    no cheaper choice does as much.
    """

    tasks: tuple[Task, ...]
    times: Times
    proved: bool

    @property
    def cost(self) -> Fraction:
        """Person-days."""
        return sum((task.effort for task in self.tasks), ZERO)

    @property
    def ids(self) -> frozenset[str]:
        """The ids of the tasks."""
        return frozenset(task.id for task in self.tasks)


@dataclass(slots=True)
class Search:
    """Looks for choices among ``tasks`` that fit into ``days``. ``final`` is the current score,
    ties are broken by it.

    What was found not to fit is remembered from one search to the next.
    """

    tasks: Sequence[Task]
    days: int
    final: Final
    misfits: list[frozenset[str]] = field(default_factory=list)

    def cheapest(
        self, goal: Goal, *, without: frozenset[str] = frozenset(), ties: bool = True
    ) -> Choice | None:
        """The fewest person-days that reach ``goal``, by the fewest items,
        and among those by the highest score.

        ``without``: not all of these items together, but as many of them as can be. None where no
        choice reaches the goal.
        """
        if goal.never:
            return None
        program = self._program()
        for item in goal.requirements:
            program.require(item)
        if without:
            program.not_all(without)
        return self._least(program, goal, ties=ties, like=without)

    def nearest(self, goal: Goal, budget: Fraction | None) -> Choice:
        """The cheapest choice that comes as near to ``goal``
        as any does within ``budget`` person-days.

        Near is measured by the shares that the requirements are missed by, added up; what differs
        by less than a millionth counts as equally near.
        """
        program = self._program()
        short: list[int] = []
        for item in goal.requirements:
            program.require(item, short)
        if budget is not None:
            program.limit(budget, {task.id: task.effort for task in self.tasks})
        missed = dict.fromkeys(short, 1.0)
        while True:
            answer = program.least(missed, gap=NEAR)
            assert answer is not None, "to choose nothing is always possible"
            arranged = self._arranged(answer, program)
            if arranged is not None:
                break
        # Nearest first, cheapest second: how near is fixed as a
        # row, then cost becomes the objective.
        program.at_least(-answer.value - NEAR, dict.fromkeys(short, -1.0))
        return self._least(program, None, ties=True) or arranged

    def totals_after(self, tasks: Iterable[Task], goal: Goal | None) -> RunningTotals:
        """The exact sums of a goal, and of the final score, once ``tasks`` are mended."""
        wanted = [
            *self.final.sums(),
            *(one for item in (goal.requirements if goal else ()) for one in item.sums()),
        ]
        totals = RunningTotals(wanted)
        for task in tasks:
            totals.mend(task)
        return totals

    def _program(self) -> Program:
        program = Program(self.tasks)
        for team in dict.fromkeys(task.team for task in self.tasks):
            program.limit(
                Fraction(self.days),
                {task.id: task.days for task in self.tasks if task.team == team},
            )
        for misfit in self.misfits:
            program.not_all(misfit)
        return program

    def _least(
        self, program: Program, goal: Goal | None, *, ties: bool, like: frozenset[str] = frozenset()
    ) -> Choice | None:
        """The cheapest choice that ``program`` allows and that reaches ``goal`` exactly (None:
        whatever it allows).
        """
        costs = program.costs()
        # Bounded: an answer that does not hold exactly is excluded and another one asked for.
        for _ in range(ROUNDS):
            answer = program.least(costs, gap=STEP)
            if answer is None:
                return None
            choice = self._good(answer, program, goal)
            if choice is not None and not ties:
                return choice
            best = self._tied(program, costs, answer, like)
            better = self._good(best, program, goal) if best else None
            if better is not None:
                return Choice(better.tasks, better.times, answer.proved)
            if choice is not None:
                return choice
            if (
                goal is not None
                and best is not None
                and best.proved
                and _one_score(goal)
                and not like
            ):
                program.at_least(
                    answer.value + STEP, costs
                )  # not even the highest of this cost comes up to it
        raise RuntimeError("no choice was found that holds exactly")

    def _tied(
        self, program: Program, costs: dict[int, float], answer: Answer, like: frozenset[str]
    ) -> Answer | None:
        """Among the choices that cost no more, one with the highest final score,
        or with the most of ``like``.
        """
        tied = program.copy()
        tied.at_least(-answer.value - STEP, {column: -cost for column, cost in costs.items()})
        score = {tied.of_task[ident]: 1.0 for ident in like} or tied.final(self.final)
        return tied.least(
            {column: -weight for column, weight in score.items()}, gap=NEAR, nodes=TIES
        )

    def _good(self, answer: Answer, program: Program, goal: Goal | None) -> Choice | None:
        """The choice with its schedule where it reaches the goal exactly;
        else None, and it is not proposed again.
        """
        choice = self._arranged(answer, program)
        if (
            choice is not None
            and goal is not None
            and not goal.met(self.totals_after(choice.tasks, goal))
        ):
            program.forbid(choice.ids)
            return None
        return choice

    def _arranged(self, answer: Answer, program: Program) -> Choice | None:
        tasks = tuple(task for task in self.tasks if task.id in answer.chosen)
        times = arrange(tasks, self.days)
        if times is not None:
            return Choice(tasks, times, answer.proved)
        misfit = frozenset(task.id for task in too_much(tasks, self.days))
        self.misfits.append(misfit)
        program.not_all(misfit)
        return None


def _one_score(goal: Goal) -> bool:
    """Whether a final score is all that the goal asks for."""
    return len(goal.requirements) == 1 and isinstance(goal.requirements[0], Final)
