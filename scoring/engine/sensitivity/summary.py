"""What many draws say together: the distribution of the total,
how often each verdict falls, which losses matter.

Figures of the distribution are floats, because they are estimates; shares of draws are exact
counts. Nothing of this enters a score.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np

from scoring.engine.assessment import Assessment, NodeResult
from scoring.engine.criteria import Verdict
from scoring.engine.sensitivity.draws import Array
from scoring.engine.sensitivity.leave_one_out import Without

Frequency = Literal["nearly_always", "mostly", "sometimes"]
FOREMOST = 10
"""A loss matters in a draw when it is among so many largest ones."""

_PLACES = 6  # of a value in widths: what lies nearer to the edge of a bin than that lies on it


@dataclass(frozen=True, slots=True)
class Quantiles:
    """A distribution over the draws; ``p5`` is the value that 5 % of the draws stay below."""

    mean: float
    sd: float
    least: float
    p5: float
    p25: float
    median: float
    p75: float
    p95: float
    most: float


@dataclass(frozen=True, slots=True)
class Bin:
    """The draws from ``low`` on, below ``high``."""

    low: Fraction
    high: Fraction
    share: Fraction


@dataclass(frozen=True, slots=True)
class Bound:
    """How often the total reaches the lower bound of a grade,
    or the converted score the gate of the bonus.
    """

    name: str
    at: Fraction
    share: Fraction


@dataclass(frozen=True, slots=True)
class GapOdds:
    """One leaf that loses points, in points of the whole: ``lost`` as stated, then over the draws.

    ``share`` is how often it is among the ``FOREMOST`` largest losses.
    """

    item: NodeResult
    lost: Fraction
    mean: float
    p5: float
    p95: float
    share: Fraction

    @property
    def standing(self) -> Frequency:
        """In nearly all draws (95 % or more), in most (50 % or more), or in some."""
        if self.share >= Fraction(95, 100):
            return "nearly_always"
        if self.share >= Fraction(1, 2):
            return "mostly"
        return "sometimes"


@dataclass(frozen=True, slots=True)
class Robustness:
    """All that the simulation says of an assessment, beside ``without``,
    which is exact and draws nothing.

    ``grades`` names each grade with the share of draws that end in it; ``criteria`` likewise, in
    the tree's order.
    """

    assessment: Assessment
    draws: int
    seed: int
    spread: Fraction
    total: Quantiles
    bins: tuple[Bin, ...]
    grades: tuple[tuple[str, Fraction], ...]
    bounds: tuple[Bound, ...]
    gate: Bound | None
    criteria: tuple[tuple[Verdict, Fraction], ...]
    ready: Fraction
    gaps: tuple[GapOdds, ...]
    without: tuple[Without, ...]

    @property
    def all_foremost(self) -> bool:
        """Whether there are so few losses that each is always among the largest."""
        return len(self.gaps) <= FOREMOST


def quantiles(values: Array) -> Quantiles:
    """The distribution of ``values``; the standard deviation is that of the draws themselves."""
    p5, p25, median, p75, p95 = np.quantile(values, [0.05, 0.25, 0.5, 0.75, 0.95])
    ends = (
        float(values.min()),
        float(p5),
        float(p25),
        float(median),
        float(p75),
        float(p95),
        float(values.max()),
    )
    return Quantiles(float(values.mean()), float(values.std()), *ends)


def bins_of(values: Array, about: int = 12) -> tuple[Bin, ...]:
    """Bins of one round width (1, 2 or 5 times a power of ten) on multiples of it, ``about`` so
    many over the range.
    """
    low, high = float(values.min()), float(values.max())
    width = _round_width(high - low, about)
    places = np.floor(np.round(values / float(width), _PLACES)).astype(np.int64)
    first = int(places.min())
    counts: Sequence[int] = np.bincount(places - first).tolist()
    return tuple(
        Bin((first + index) * width, (first + index + 1) * width, Fraction(count, len(values)))
        for index, count in enumerate(counts)
    )


def _round_width(span: float, about: int) -> Fraction:
    """The least round width that covers ``span`` in ``about`` steps; a tenth where there is no span
    to speak of.
    """
    least = max(span / about, 0.01)
    power = math.floor(math.log10(least))
    widths = [Fraction(10) ** (power + extra) * step for extra in (0, 1) for step in (1, 2, 5)]
    return next(width for width in widths if width >= Fraction(f"{least:.12f}"))
