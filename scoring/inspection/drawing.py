"""Drawing by lot so that anyone can do it again: whole numbers and fractions only, and a generator
of our own.

Python's ``random`` may draw otherwise in another version; SHA-256 is the same everywhere. Every
member of what is drawn from has a chance above nothing that is known exactly, so that a sample can
be projected to the whole.

How much is drawn from each part is settled before any lot is drawn: in proportion, by largest
remainder. A part to which less than one would fall is put together with others, so that none of its
members is out of reach.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

T = TypeVar("T")
GENERATOR = "shifan-draw-1"
REST, WHOLE = "其他", "全部"
"""How parts that were put together are called: some of them, or all."""
RANGE = 1 << 256


class Lot:
    """Numbers from a seed and a name: SHA-256 of both and a counter.
    Each name is a stream of its own.
    """

    def __init__(self, seed: str, *name: str) -> None:
        # The name of the generator goes in, so that another method can never pass for this one.
        self._head = "\n".join([GENERATOR, seed, *name]) + "\n"
        self._count = 0

    def below(self, bound: int) -> int:
        """A whole number from 0 to ``bound`` - 1, each with the same chance."""
        if not 0 < bound <= RANGE:
            raise ValueError(bound)
        # Numbers above it would make the small results likelier; they are drawn again.
        fair = RANGE - RANGE % bound
        while True:
            digest = hashlib.sha256(f"{self._head}{self._count}".encode()).digest()
            self._count += 1
            number = int.from_bytes(digest, "big")
            if number < fair:
                return number % bound

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """The items in an order drawn by lot (Fisher and Yates)."""
        mixed = list(items)
        for last in range(len(mixed) - 1, 0, -1):
            other = self.below(last + 1)
            mixed[last], mixed[other] = mixed[other], mixed[last]
        return mixed


@dataclass(frozen=True, slots=True)
class Stratum(Generic[T]):
    """A part to draw ``drawn`` members from.
    ``names`` are the parts that were put together in it.
    """

    names: tuple[str, ...]
    members: tuple[T, ...]
    drawn: int


def shares(
    total: int, measures: Sequence[int], least: Sequence[int], most: Sequence[int]
) -> list[Fraction]:
    """``total`` in proportion to ``measures``, none below ``least`` or above ``most``; what that
    moves is re-shared.

    Measures are above 0. Raises ``ValueError`` where the bounds do not hold ``total``.
    """
    if not sum(least) <= total <= sum(most):
        raise ValueError(total)
    bends = sorted(
        {
            Fraction(bound, size)
            for size, *two in zip(measures, least, most, strict=True)
            for bound in two
        }
    )
    factor, held = Fraction(0), [Fraction(low) for low in least]
    for bend in bends:
        # Between two bends every share grows in a straight line, and so does their sum.
        missing, then = total - sum(held), _held(measures, least, most, bend)
        grown = sum(then) - sum(held)
        if missing <= 0:
            break
        if grown >= missing:
            return _held(measures, least, most, factor + (bend - factor) * missing / grown)
        factor, held = bend, then
    return held


def _held(
    measures: Sequence[int], least: Sequence[int], most: Sequence[int], factor: Fraction
) -> list[Fraction]:
    return [
        min(max(factor * size, Fraction(low)), Fraction(high))
        for size, low, high in zip(measures, least, most, strict=True)
    ]


def largest_remainder(quotas: Sequence[Fraction]) -> list[int]:
    """The quotas as whole numbers with the same (whole) sum:
    each rounded down, the largest remainders up.

    Equal remainders go to the earlier one.
    """
    counts = [math.floor(quota) for quota in quotas]
    missing = int(sum(quotas)) - sum(counts)
    # By remainder, then by place: no tie may be left to the sorting of another version.
    by_rest = sorted(range(len(quotas)), key=lambda at: (counts[at] - quotas[at], at))
    for at in by_rest[:missing]:
        counts[at] += 1
    return counts


def strata(
    total: int,
    members: Sequence[T],
    part: Callable[[T], str],
    measure: Callable[[T], int],
    *,
    one_each: bool = False,
) -> list[Stratum[T]]:
    """The members by ``part``, in the order in which the parts first come,
    with how many to draw from each.

    ``total`` is shared in proportion to the sum of ``measure``. With ``one_each`` every part gets
    one at least, where ``total`` is enough for that. Otherwise parts with less than one to draw are
    put together as one.
    """
    groups: dict[str, list[T]] = {}
    for member in members:
        groups.setdefault(part(member), []).append(member)
    names = list(groups)
    measures = [sum(measure(member) for member in groups[name]) for name in names]
    # With fewer to draw than parts nobody can have one each.
    floor = int(one_each and total >= len(names))
    quotas = shares(total, measures, [floor] * len(names), [len(groups[name]) for name in names])
    joined = _joined(quotas)
    sums = [sum((quotas[index] for index in places), Fraction(0)) for places in joined]
    layers = []
    for places, count in zip(joined, largest_remainder(sums), strict=True):
        inside = [names[index] for index in places]
        # In the order of the frame: parts put together are drawn from as one.
        own = tuple(member for member in members if part(member) in inside)
        layers.append(Stratum(tuple(inside), own, count))
    return layers


def _joined(quotas: Sequence[Fraction]) -> list[list[int]]:
    """The places of the parts, those with less than one together;
    if that is still less, with the next smallest.
    """
    small = [index for index, quota in enumerate(quotas) if quota < 1]
    large = [index for index, quota in enumerate(quotas) if quota >= 1]
    large.sort(key=lambda index: (quotas[index], index))
    while small and large and sum(quotas[index] for index in small) < 1:
        small.append(large.pop(0))
    joined = [[index] for index in large]
    if small:
        joined.append(sorted(small))
    return sorted(joined)


def chances(count: int, weights: Sequence[int]) -> list[Fraction]:
    """The chance of each of several members when ``count`` are drawn in proportion to ``weights``,
    at most 1.
    """
    return shares(count, weights, [0] * len(weights), [1] * len(weights))


def systematic(
    lot: Lot, members: Sequence[T], odds: Sequence[Fraction], part: Callable[[T], str]
) -> list[T]:
    """As many members as the odds add up to, each with exactly its chance,
    in the order in which they came.

    The members are laid end to end, each as long as its chance, and a comb with teeth one apart,
    set down by lot, picks those that it touches. They lie in an order drawn by lot, but with the
    members of one ``part`` side by side, so that every part gets its proportion as nearly as whole
    numbers can.
    """
    groups: dict[str, list[int]] = {}
    for index, member in enumerate(members):
        groups.setdefault(part(member), []).append(index)
    order = [index for name in lot.shuffled(list(groups)) for index in lot.shuffled(groups[name])]
    # Whole numbers from here on: each chance is exactly so many teeth.
    scale = math.lcm(*(chance.denominator for chance in odds))
    tooth = lot.below(scale)
    picked, reached = set(), 0
    for index in order:
        reached += odds[index].numerator * (scale // odds[index].denominator)
        # No chance is above 1, so a member is touched by one tooth at most.
        if tooth < reached:
            picked.add(index)
            tooth += scale
    return [member for index, member in enumerate(members) if index in picked]
