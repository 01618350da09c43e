"""A plan as a mixed-integer program, solved by HiGHS. One thread and a fixed seed: the same input,
the same answer.

The solver reckons with floats, so nothing here is the last word: rows are widened by more than its
tolerance, so that it can never leave out a choice that is good, and what it chooses is judged
exactly by the caller, who forbids a choice that was let through wrongly (``forbid``) and asks
again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import inf, lcm
from typing import Any

from scoring import libraries
from scoring.engine.scores import ZERO
from scoring.planning.effects import Atom, Sum
from scoring.planning.goals import Bound, Everything, Final, Requirement, Some
from scoring.planning.tasks import Cover, Task

TOLERANCE = 1e-9
"""What the solver may be off by in a row; rows are brought to coefficients of about 1 first."""
SLACK = 1e-7
NODES = 200_000
"""Branches after which the proof that nothing is cheaper is given up; the same on every machine,
unlike seconds."""
TIES = 300
"""Branches spent on choosing among answers that cost the same."""


def quiet(**options: float) -> Any:
    """A solver that says nothing and is the same on every run, with these options."""
    solver: Any = libraries.highspy.Highs  # its constructor has no types
    program = solver()
    fixed = {
        "output_flag": False,
        "threads": 1,
        "random_seed": 1,
        "mip_feasibility_tolerance": TOLERANCE,
    }
    for option, value in {**fixed, "primal_feasibility_tolerance": TOLERANCE, **options}.items():
        program.setOptionValue(option, value)
    return program


@dataclass(frozen=True, slots=True)
class Answer:
    """A choice of tasks and the ``value`` of its objective. ``proved``:
    there is none with a lower one.
    """

    chosen: frozenset[str]
    value: float
    proved: bool


@dataclass(slots=True)
class Program:
    """Columns and rows. A column is 0 or 1 for each task,
    and whatever the requirements need besides.
    """

    tasks: Sequence[Task]
    upper: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[tuple[float, dict[int, float]]] = field(default_factory=list)
    """Each row: its weighted columns must come to at least so much."""
    of_task: dict[str, int] = field(default_factory=dict)
    _of_cover: dict[Cover, int | None] = field(default_factory=dict)
    _of_atom: dict[Atom, int | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for task in self.tasks:
            self.of_task[task.id] = self.column()
        for task in self.tasks:
            for first in task.after:
                # Choosing an item chooses what it waits for: ``after`` has to be mended before it.
                self.at_least(0, {self.of_task[first]: 1, self.of_task[task.id]: -1})

    def column(self, upper: float = 1, *, whole: bool = True) -> int:
        """A new column from 0 to ``upper``."""
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.upper) - 1

    def at_least(self, least: float, weights: Mapping[int, float]) -> None:
        """A new row."""
        self.rows.append((least, dict(weights)))

    def copy(self) -> Program:
        """The same program, to which rows can be added without changing this one."""
        program = Program(())
        program.tasks = self.tasks
        program.upper, program.whole, program.rows = [*self.upper], [*self.whole], [*self.rows]
        program.of_task = self.of_task
        program._of_cover, program._of_atom = dict(self._of_cover), dict(self._of_atom)
        return program

    # Sums

    def weights(self, total: Sum) -> dict[int, float]:
        """The columns of a sum without its base."""
        found: dict[int, float] = {}
        for atom, worth in total.terms.items():
            column = self._atom(atom)
            if column is not None:
                found[column] = found.get(column, 0) + float(worth)
        return found

    def _atom(self, atom: Atom) -> int | None:
        """The column that is 1 where all of an atom is mended; None where no task mends it."""
        if atom not in self._of_atom:
            parts = [self._cover(cover) for cover in sorted(atom)]
            lacking = None in parts
            self._of_atom[atom] = (
                None
                if lacking
                else self._all_of(sorted({part for part in parts if part is not None}))
            )
        return self._of_atom[atom]

    def _all_of(self, parts: list[int]) -> int:
        """The column that is 1 where all of these are."""
        if len(parts) == 1:
            return parts[0]
        # The usual linear form of "and": never above any part, and 1 as soon as all of them are.
        both = self.column()
        for part in parts:
            self.at_least(0, {part: 1, both: -1})
        self.at_least(1 - len(parts), {both: 1, **dict.fromkeys(parts, -1)})
        return both

    def _cover(self, cover: Cover) -> int | None:
        """The column that is 1 where some task mends a cause at a leaf."""
        if cover not in self._of_cover:
            doing = [self.of_task[task.id] for task in self.tasks if cover in task.covers]
            found: int | None = doing[0] if doing else None
            if len(doing) > 1:
                found = self.column()
                self.at_least(0, {**dict.fromkeys(doing, 1), found: -1})
                for column in doing:
                    self.at_least(0, {found: 1, column: -1})
            self._of_cover[cover] = found
        return self._of_cover[cover]

    # Requirements

    def require(self, item: Requirement, short: list[int] | None = None) -> None:
        """The rows of a requirement. With ``short`` it may be missed: by how large a share, says a
        new column in it.
        """
        match item:
            case Bound():
                self._reach(self.weights(item.total), item.total.base, item.least, short)
            case Final():
                self._reach(self.final(item), item.converted.base - item.penalty, item.least, short)
            case Some():
                flags: dict[int, float] = {}
                for bound in item.bounds:
                    flag = self.column()
                    flags[flag] = 1
                    need = float(bound.least)
                    self.at_least(
                        -float(bound.total.base), {**self.weights(bound.total), flag: -need}
                    )
                self._reach(flags, ZERO, Fraction(item.wanted), short)
            case Everything():
                columns = {self.of_task[ident]: 1.0 for ident in item.ids if ident in self.of_task}
                self._reach(columns, ZERO, Fraction(len(item.ids)), short)

    def final(self, item: Final) -> dict[int, float]:
        """The columns that make up a final score, with the bonus as far
        as gate and cap let it count.
        """
        base = self.weights(item.converted)
        most = item.won.base + sum((worth for worth in item.won.terms.values() if worth > 0), ZERO)
        most = most if item.cap is None else min(most, item.cap)
        if not most:
            return base
        # The solver takes as much bonus as rows allow, so upper bounds are enough to describe it.
        bonus = self.column(float(most), whole=False)
        self.at_least(-float(item.won.base), {**self.weights(item.won), bonus: -1})
        if item.gate is not None:
            # R22: bonus counts only from the gate on, a step that needs a column of its own.
            passed = self.column()
            self.at_least(0, {passed: float(most), bonus: -1})
            self.at_least(-float(item.converted.base), {**base, passed: -float(item.gate)})
        return {**base, bonus: 1}

    def _reach(
        self, weights: dict[int, float], base: Fraction, least: Fraction, short: list[int] | None
    ) -> None:
        need = least - base
        if need <= 0 and all(weight >= 0 for weight in weights.values()):
            return
        if short is not None and need > 0:
            missed = self.column(float(need), whole=False)
            weights = {**weights, missed: 1}
            # Shares and not points: 1 point short of 2 is worse than 1 point short of 90.
            share = self.column(inf, whole=False)
            self.at_least(0, {share: float(need), missed: -1})
            short.append(share)
        self.at_least(float(need), weights)

    def limit(self, most: Fraction, weights: Mapping[str, Fraction]) -> None:
        """The weights of the chosen tasks must not go beyond ``most``."""
        self.at_least(
            -float(most), {self.of_task[ident]: -float(weight) for ident, weight in weights.items()}
        )

    def forbid(self, chosen: Iterable[str]) -> None:
        """Not just these tasks and no others."""
        columns = {self.of_task[ident] for ident in chosen}
        self.at_least(
            1 - len(columns),
            {column: -1 if column in columns else 1 for column in self.of_task.values()},
        )

    def not_all(self, together: Iterable[str]) -> None:
        """Not all of these tasks together."""
        columns = [self.of_task[ident] for ident in together]
        self.at_least(1 - len(columns), dict.fromkeys(columns, -1))

    # Solving

    def costs(self) -> dict[int, float]:
        """The objective under which the cheapest comes first and among them the fewest items,
        in whole numbers.
        """
        # Whole numbers, so that two costs differ by a step that a float can see.
        unit = lcm(*(task.effort.denominator for task in self.tasks))
        # One more than all items together can add: the number of items never outweighs a day.
        weight = unit * (len(self.tasks) + 1)
        return {self.of_task[task.id]: float(task.effort * weight) + 1 for task in self.tasks}

    def least(
        self, objective: Mapping[int, float], *, gap: float = 0.0, nodes: int = NODES
    ) -> Answer | None:
        """The choice with the least objective; None where there is no choice at all.

        ``gap`` is how far from the least it may be, where smaller steps mean nothing.
        """
        if not self.upper:  # nothing to choose from, which the solver would call an empty model
            if all(least <= SLACK for least, _ in self.rows):
                return Answer(frozenset(), 0.0, True)
            return None
        # A relative gap would let the solver stop at an answer that is nearly the cheapest.
        solver = quiet(mip_rel_gap=0.0, mip_abs_gap=gap, mip_max_nodes=nodes)
        solver.passModel(self._model(objective))
        solver.run()
        info = solver.getInfo()
        status = solver.getModelStatus()
        optimal = status == libraries.highspy.HighsModelStatus.kOptimal
        if (
            not optimal
            and info.primal_solution_status
            != libraries.highspy.SolutionStatus.kSolutionStatusFeasible
        ):
            if status == libraries.highspy.HighsModelStatus.kInfeasible:
                return None
            raise RuntimeError(f"HiGHS: {solver.modelStatusToString(status)}")
        values = solver.getSolution().col_value
        chosen = frozenset(ident for ident, column in self.of_task.items() if values[column] > 0.5)
        return Answer(chosen, info.objective_function_value, optimal)

    def _model(self, objective: Mapping[int, float]) -> Any:
        model = libraries.highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self.upper), len(self.rows)
        model.col_cost_ = [objective.get(column, 0.0) for column in range(len(self.upper))]
        model.col_lower_ = [0.0] * len(self.upper)
        model.col_upper_ = self.upper
        kind = libraries.highspy.HighsVarType
        model.integrality_ = [
            kind.kInteger if integral else kind.kContinuous for integral in self.whole
        ]
        starts, index, value, lower = [0], [], [], []
        for least, weights in self.rows:
            # Tolerances of the solver are absolute: rows in points and rows in flags must look
            # alike to it.
            scale = max((abs(weight) for weight in weights.values()), default=1) or 1
            for column, weight in weights.items():
                index.append(column)
                value.append(weight / scale)
            starts.append(len(index))
            lower.append(least / scale - SLACK)
        model.row_lower_, model.row_upper_ = lower, [inf] * len(lower)
        matrix = model.a_matrix_
        matrix.format_ = libraries.highspy.MatrixFormat.kRowwise
        matrix.start_, matrix.index_, matrix.value_ = starts, index, value
        return model
