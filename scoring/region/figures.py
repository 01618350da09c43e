"""Sums, ranks and distributions over a region. Pure, and exact: no float, nothing rounded before it
is printed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import ceil, lcm
from typing import Literal, TypeVar

from scoring.values import format_fixed

T = TypeVar("T")
ZERO = Fraction(0)
MOST_DECIMALS = 12
"""Scores that differ only beyond are printed alike: no reader tells longer numbers apart."""


@lru_cache(maxsize=65_536)
def exact(text: str) -> Fraction:
    """The fraction that a text of a table stands for: the same few thousand come again and
    again.
    """
    return Fraction(text)


def total(values: Iterable[Fraction]) -> Fraction:
    """The exact sum: numerators are added by denominator first, so that few fractions are ever
    reduced.
    """
    numerators: dict[int, int] = defaultdict(int)
    for value in values:
        numerators[value.denominator] += value.numerator
    if not numerators:
        return ZERO
    # One common denominator at the end: added one by one, each sum would be reduced anew.
    common = lcm(*numerators)
    return Fraction(sum(n * (common // d) for d, n in numerators.items()), common)


def weighted_total(values: Iterable[tuple[Fraction, int]]) -> Fraction:
    """The exact sum of values that stand so many times."""
    return total(value * times for value, times in values)


def mean(values: Sequence[Fraction]) -> Fraction:
    """The exact mean; 0 of nothing."""
    if values:
        return total(values) / len(values)
    return ZERO


def quantile(ordered: Sequence[Fraction], share: Fraction) -> Fraction:
    """The value below or at which ``share`` of the ordered values lie: the lower one where it falls
    between two.
    """
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def median(values: Iterable[Fraction]) -> Fraction:
    """The middle value, the lower of two."""
    return quantile(sorted(values), Fraction(1, 2))


def counted_quantile(counts: Mapping[Fraction, int], share: Fraction) -> Fraction:
    """:func:`quantile` of values that stand so many times."""
    place = max(1, ceil(share * sum(counts.values())))
    for value in sorted(counts):
        place -= counts[value]
        if place <= 0:
            return value
    raise ValueError(share)


def ranks(values: Sequence[Fraction], ties: Literal["min", "dense"] = "min") -> list[int]:
    """The rank of each value, the highest first: 1 2 2 4, or 1 2 2 3 where ``dense``."""
    ordered = sorted(values, reverse=True)
    if ties == "dense":
        ordered = sorted(set(values), reverse=True)
    places: dict[Fraction, int] = {}
    for index, value in enumerate(ordered, 1):
        places.setdefault(value, index)
    return [places[value] for value in values]


def distinct_texts(values: Sequence[Fraction], places: int = 2) -> list[str]:
    """Each value with as many decimals as it takes to tell it from its neighbours, two at least;
    equal values alike.
    """
    texts = {}
    ordered = sorted(set(values))
    for index, value in enumerate(ordered):
        neighbours = ordered[max(0, index - 1) : index] + ordered[index + 1 : index + 2]
        decimals = places
        while decimals < MOST_DECIMALS and _alike(value, neighbours, decimals):
            decimals += 1
        texts[value] = format_fixed(value, decimals)
    return [texts[value] for value in values]


def _alike(value: Fraction, others: Iterable[Fraction], decimals: int) -> bool:
    """Whether another one is printed as this one is."""
    text = format_fixed(value, decimals)
    return any(format_fixed(other, decimals) == text for other in others)


@dataclass(frozen=True, slots=True)
class Distribution:
    """How values lie, as published evaluations give it. ``bands`` are (from, below, count): the
    first has no ``below``, the last no ``from``.
    """

    count: int
    mean: Fraction
    median: Fraction
    highest: Fraction
    lowest: Fraction
    above_mean: int
    bands: tuple[tuple[Fraction | None, Fraction | None, int], ...] = ()

    @property
    def range(self) -> Fraction:
        """极差."""
        return self.highest - self.lowest


def distribution(values: Sequence[Fraction], bands: Sequence[Fraction] = ()) -> Distribution | None:
    """The distribution of values, None of nothing. ``bands`` are lower bounds; a bound belongs to
    the upper one.
    """
    if not values:
        return None
    middle = mean(values)
    return Distribution(
        len(values),
        middle,
        median(values),
        max(values),
        min(values),
        sum(value > middle for value in values),
        tuple(_counted_bands(values, bands)),
    )


def _counted_bands(
    values: Sequence[Fraction], bands: Sequence[Fraction]
) -> Iterator[tuple[Fraction | None, Fraction | None, int]]:
    """Each band with how many values lie in it, the highest first; none where there is no bound."""
    bounds = sorted(set(bands), reverse=True)
    upper: Fraction | None = None
    counted = 0
    for lower in bounds:
        reached = sum(value >= lower for value in values)
        yield lower, upper, reached - counted
        upper, counted = lower, reached
    if bounds:
        yield None, upper, len(values) - counted


@dataclass(frozen=True, slots=True)
class LeafCell:
    """So many counties with the same marks on one indicator. Losses are on the indicator's own
    scale.
    """

    code: str
    applicable: Fraction
    current: Fraction
    losses: tuple[Fraction, Fraction, Fraction, Fraction]
    factor: Fraction
    state: str
    times: int


@dataclass(frozen=True, slots=True)
class IndicatorFigures:
    """One indicator over the region. Rates are shares of what could be earned; losses are on the
    scale of the whole.

    ``n`` counts the counties to which it applies, ``full`` and ``zero`` those at either end,
    ``unassessed`` those without a finding; the others are None where it applies to none.
    """

    code: str
    n: int
    mean: Fraction | None
    median: Fraction | None
    p10: Fraction | None
    p90: Fraction | None
    full: int
    zero: int
    unassessed: int
    losses: tuple[Fraction, Fraction, Fraction, Fraction]

    @property
    def lost(self) -> Fraction:
        """Points lost by all counties together."""
        return sum(self.losses, ZERO)

    @property
    def spread(self) -> Fraction:
        """From the lowest to the highest tenth."""
        return (self.p90 or ZERO) - (self.p10 or ZERO)


def indicator_figures(code: str, cells: Sequence[LeafCell]) -> IndicatorFigures:
    """The figures of one indicator from its cells."""
    counts: dict[Fraction, int] = defaultdict(int)
    for cell in cells:
        if cell.applicable:
            counts[cell.current / cell.applicable] += cell.times
    n = sum(counts.values())
    losses = (_lost(cells, 0), _lost(cells, 1), _lost(cells, 2), _lost(cells, 3))
    unassessed = sum(cell.times for cell in cells if cell.state == "unassessed")
    if not n:
        return IndicatorFigures(code, 0, None, None, None, None, 0, 0, unassessed, losses)
    # Unassessed stands at nothing too, and is no zero: nobody has looked yet.
    zero = counts.get(ZERO, 0) - unassessed
    return IndicatorFigures(
        code,
        n,
        weighted_total(counts.items()) / n,
        counted_quantile(counts, Fraction(1, 2)),
        counted_quantile(counts, Fraction(1, 10)),
        counted_quantile(counts, Fraction(9, 10)),
        counts.get(Fraction(1), 0),
        max(0, zero),
        unassessed,
        losses,
    )


def _lost(cells: Sequence[LeafCell], cause: int) -> Fraction:
    """Points lost to one cause by all counties, on the scale of the whole."""
    return weighted_total((cell.losses[cause] * cell.factor, cell.times) for cell in cells)


def grouped(items: Iterable[T], key: Callable[[T], Hashable]) -> dict[Hashable, list[T]]:
    """Items by key, in the order in which the keys first come."""
    found: dict[Hashable, list[T]] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    return found


def outlier_bound(values: Sequence[Fraction], times: int = 3) -> Fraction:
    """Median minus so many median absolute deviations: what lies below stands out."""
    middle = median(values)
    return middle - times * median(abs(value - middle) for value in values)
