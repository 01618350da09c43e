"""What each draw would be worth: conversion, gate, bonus, penalties, vetoes, grade and conditions,
as the engine does.

The bonus and the penalties are points of their own and stay as they are; so do the conditions that
no points touch. Exact numbers become floats here, where they meet whole arrays of draws.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.engine.sensitivity.conditions import Watch, stated_rate, watch
from scoring.engine.sensitivity.draws import Array
from scoring.engine.sensitivity.model import Model
from scoring.engine.sensitivity.rollup import Rolled
from scoring.engine.totals import NO_GRADE, TrackTotal
from scoring.indicators.criteria import Completeness, Total

Truth = NDArray[np.bool_]
NOISE = 1e-9
"""What falls short of a bound by no more than this has reached it: floats do not tell 90 from
89.999999999999."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What one chunk of draws comes to. ``grades`` are the names of ``Evaluator.grades`` by number,
    ``met`` has a row for each condition; ``gate`` is None without a gate.
    """

    final: Array
    gate: Truth | None
    grades: NDArray[np.intp]
    met: NDArray[np.bool_]
    ready: Truth


class Evaluator:
    """The conditions of one assessment, ready to be evaluated on many draws."""

    def __init__(self, model: Model) -> None:
        self.model = model
        assessment = model.assessment
        self.tree = assessment.tree
        self.vetoes = [item.veto for item in assessment.vetoes if item.triggered]
        # The best first, whatever the order of the file: numbers
        # of grades then fall from best to worst.
        self.bands = sorted(self.tree.head.grades, key=lambda item: -item.lowest)
        if self.bands:
            self.grades = [item.name for item in self.bands] + [NO_GRADE]
        else:
            self.grades = []
        self.watches = [watch(criterion, model) for criterion in self.tree.criteria]

    @property
    def wanted(self) -> list[tuple[str, str]]:
        """The rates, by code and track, that depend on points."""
        return [
            (code, item.track)
            for item in self.watches
            if item is not None and item.rest is not None
            for code in item.codes
            if not self.tree.by_code[code].leaf
        ]

    def evaluate(self, rolled: Rolled) -> Outcomes:
        """The verdicts on one chunk."""
        totals = self.model.assessment.totals
        finals = {
            track: self._final(total, rolled.values[track], rolled.values["applicable"])
            for track, total in totals.items()
            if total is not None and track in rolled.values
        }
        final, gate = finals["current"]
        count = len(final)
        rows = [
            self._met(index, rolled, {track: found[0] for track, found in finals.items()})
            for index in range(len(self.tree.criteria))
        ]
        met = np.array([np.broadcast_to(row, (count,)) for row in rows], dtype=bool).reshape(
            len(rows), count
        )
        eligible = self.model.root.live and not any(
            veto.effect == "ineligible" for veto in self.vetoes
        )
        return Outcomes(
            final, gate, self._grades(final), met, np.logical_and(met.all(axis=0), eligible)
        )

    def _final(
        self, total: TrackTotal, score: Array, applicable: Array
    ) -> tuple[Array, Truth | None]:
        terms = self.tree.head.bonus
        root = self.model.root
        converted = score * float(root.points) / applicable if root.live else score
        # The order of scoring: converted, bonus behind its
        # gate, penalties, floor, then the vetoes.
        won = total.won if terms.cap is None else min(total.won, terms.cap)
        gate = None if terms.gate is None else converted >= float(terms.gate) - NOISE
        final = (
            converted
            + (float(won) if gate is None else np.where(gate, float(won), 0.0))
            - float(total.penalty)
        )
        final = np.maximum(final, 0.0)
        for veto in self.vetoes:
            if veto.effect == "zero":
                final = np.zeros_like(final)
            elif veto.effect == "cap" and veto.at is not None:
                final = np.minimum(final, float(veto.at))
        return final, gate

    def _grades(self, final: Array) -> NDArray[np.intp]:
        reached = np.full(len(final), len(self.bands), dtype=np.intp)
        barred = any(veto.effect == "no_top_grade" for veto in self.vetoes)
        for index in reversed(range(1 if barred else 0, len(self.bands))):
            reached[final >= float(self.bands[index].lowest) - NOISE] = index
        return reached

    def _met(self, index: int, rolled: Rolled, finals: dict[str, Array]) -> Truth | bool:
        criterion = self.tree.criteria[index]
        item = self.watches[index]
        if item is not None:
            return self._watched(item, rolled)
        if self.model.assessment.apart(criterion):
            return self.model.assessment.verdicts[index].met
        if isinstance(criterion, Total) and criterion.scale in finals:
            return finals[criterion.scale] >= float(criterion.min) - NOISE
        if isinstance(criterion, Completeness) and self.model.root.live:
            done = 1 - rolled.values["unassessed"] / rolled.values["applicable"]
            return done >= float(criterion.min) - NOISE
        return self.model.assessment.verdicts[index].met

    def _watched(self, item: Watch, rolled: Rolled) -> Truth | bool:
        stated = {code: stated_rate(self.model, code, item.track) for code in item.codes}
        full = sum(rate == 1 for rate in stated.values())
        varied = [
            code for code in item.codes if (code, item.track) in rolled.rates and stated[code] != 1
        ]
        low = sum(item.low(rate) for code, rate in stated.items() if code not in varied)
        if not item.met(len(stated), full, low) or item.rest is None:
            return item.met(len(stated), full, low)
        least = float(item.rest) - NOISE
        return (
            np.all([rolled.rates[code, item.track] >= least for code in varied], axis=0)
            if varied
            else True
        )
