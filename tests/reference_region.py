"""A slow, plain reference for the figures of a region: one fraction after the other, no
shortcut."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def mean(values: Sequence[Fraction]) -> Fraction:
    """One by one."""
    whole = Fraction(0)
    for value in values:
        whole = whole + value
    return whole / len(values)


def quantile(values: Sequence[Fraction], share: Fraction) -> Fraction:
    """The lowest value that at least ``share`` of all lie at or below."""
    for candidate in sorted(values):
        at_or_below = sum(1 for value in values if value <= candidate)
        if Fraction(at_or_below, len(values)) >= share:
            return candidate
    raise AssertionError(values)


def rank(values: Sequence[Fraction], ties: str) -> list[int]:
    """1 and the number of better ones; or of better different ones."""
    places = []
    for value in values:
        better = [other for other in values if other > value]
        places.append(1 + (len(set(better)) if ties == "dense" else len(better)))
    return places


def band(value: Fraction, bounds: Sequence[Fraction]) -> int:
    """Which band a value lies in: 0 is the highest."""
    place = 0
    for bound in sorted(set(bounds), reverse=True):
        if value >= bound:
            return place
        place += 1
    return place
