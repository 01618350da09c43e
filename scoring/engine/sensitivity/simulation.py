"""The simulation from its draws to its summary."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from scoring.engine.assessment import Assessment
from scoring.engine.gaps import at_root
from scoring.engine.sensitivity.draws import SPREAD, Array, drawn_shares, points_of
from scoring.engine.sensitivity.evaluation import NOISE, Evaluator, Outcomes
from scoring.engine.sensitivity.leave_one_out import without_each
from scoring.engine.sensitivity.model import Model, model_of
from scoring.engine.sensitivity.rollup import roll
from scoring.engine.sensitivity.summary import (
    FOREMOST,
    Bound,
    GapOdds,
    Robustness,
    bins_of,
    quantiles,
)
from scoring.values import natural_key

DRAWS, SEED = 10_000, 1
KEPT = 2_000
"""The interval of each single loss comes from so many first draws; to keep more would cost memory
and tell nothing."""


@dataclass(slots=True)
class _Tally:
    """What is kept of the draws while they pass."""

    finals: list[Array] = field(default_factory=list)
    gate: int = 0
    grades: list[int] = field(default_factory=list)
    met: list[int] = field(default_factory=list)
    ready: int = 0

    def add(self, outcomes: Outcomes) -> None:
        """Counts one chunk."""
        self.finals.append(outcomes.final)
        self.gate += 0 if outcomes.gate is None else int(outcomes.gate.sum())
        self.ready += int(outcomes.ready.sum())
        self.grades = [
            now + int((outcomes.grades == index).sum()) for index, now in enumerate(self.grades)
        ]
        self.met = [now + int(row.sum()) for now, row in zip(self.met, outcomes.met, strict=True)]


def simulate(
    assessment: Assessment, *, draws: int = DRAWS, seed: int = SEED, spread: Fraction = SPREAD
) -> Robustness:
    """Draws plausible points ``draws`` times and judges each; ``spread`` is the relative standard
    deviation of an average share (see ``draws.concentration``). The same seed gives the same
    result, whatever the order of records.

    Without a spread every draw is the stated score. Leaves that lose points are ranked by their
    loss in each draw.
    """
    model = model_of(assessment)
    evaluator = Evaluator(model)
    tally = _Tally(grades=[0] * len(evaluator.grades), met=[0] * len(assessment.verdicts))
    ranks = _Ranks(model, min(draws, KEPT))
    for shares in drawn_shares(model, draws, seed, spread):
        rolled = roll(model, points_of(model, shares), evaluator.wanted)
        tally.add(evaluator.evaluate(rolled))
        ranks.add(rolled.losses)
    finals = np.concatenate(tally.finals)
    gate = assessment.tree.head.bonus.gate
    return Robustness(
        assessment,
        draws,
        seed,
        spread,
        total=quantiles(finals),
        bins=bins_of(finals),
        grades=tuple(
            (name, Fraction(count, draws))
            for name, count in zip(evaluator.grades, tally.grades, strict=True)
        ),
        bounds=tuple(
            Bound(
                band.name,
                band.lowest,
                Fraction(int((finals >= float(band.lowest) - NOISE).sum()), draws),
            )
            for band in evaluator.bands
        ),
        gate=None if gate is None else Bound("", gate, Fraction(tally.gate, draws)),
        criteria=tuple(
            (verdict, Fraction(count, draws))
            for verdict, count in zip(assessment.verdicts, tally.met, strict=True)
        ),
        ready=Fraction(tally.ready, draws),
        gaps=ranks.gaps(draws),
        without=without_each(assessment),
    )


class _Ranks:
    """How large each loss is, and how often it is among the largest."""

    def __init__(self, model: Model, kept: int) -> None:
        self.model = model
        self.losing = model.losing
        self.sums = np.zeros(len(self.losing))
        self.foremost = np.zeros(len(self.losing), dtype=np.int64)
        self.kept = np.empty((len(self.losing), kept))
        self.seen = 0

    def add(self, losses: Array) -> None:
        """Counts one chunk: a row for each losing leaf, a column for each draw."""
        if not self.losing:
            return
        count = losses.shape[1]
        self.sums += losses.sum(axis=1)
        room = max(0, min(count, self.kept.shape[1] - self.seen))
        self.kept[:, self.seen : self.seen + room] = losses[:, :room]
        self.seen += count
        last = max(0, len(self.losing) - FOREMOST)
        self.foremost += (losses >= np.partition(losses, last, axis=0)[last] - NOISE).sum(axis=1)

    def gaps(self, draws: int) -> tuple[GapOdds, ...]:
        """The losing leaves, those that matter in most draws first."""
        found = []
        for row, part in enumerate(self.losing):
            item = self.model.assessment.by_code[part.code]
            p5, p95 = np.quantile(self.kept[row], [0.05, 0.95])
            share = Fraction(int(self.foremost[row]), draws)
            lost = at_root(item).total
            found.append(
                GapOdds(item, lost, float(self.sums[row] / draws), float(p5), float(p95), share)
            )
        return tuple(
            sorted(found, key=lambda gap: (-gap.share, -gap.lost, natural_key(gap.item.node.code)))
        )
