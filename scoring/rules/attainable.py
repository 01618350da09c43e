"""Which scores a rule can give at all, where these are few: an inspector's mark between them is a
slip or a fudge.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import Any

from scoring.rules.bands import Bands
from scoring.rules.base import ZERO, Rule, clamp
from scoring.rules.checklist import Checklist
from scoring.rules.grade import Grade
from scoring.rules.met import Met
from scoring.rules.sample import Sample

MOST_ITEMS = 10
"""Items of a list of which every combination is tried: a thousand."""
MOST_STEPS = 200
NEAR = Fraction(1, 100)
"""A share like a third is written with two decimals."""


def attainable(rule: Rule[Any] | None, points: Fraction) -> tuple[Fraction, ...] | None:
    """Every score that the rule can give, lowest first;
    None where any score in range can come of it.
    """
    values: set[Fraction] | None = None
    if isinstance(rule, Met):
        values = {ZERO, points}
    elif isinstance(rule, Grade):
        values = {points * share for share in rule.grades.values()}
    elif isinstance(rule, Bands):
        values = {clamp(band.points, points) for band in rule.bands}
    elif isinstance(rule, Sample):
        values = _of_sample(rule, points)
    elif isinstance(rule, Checklist):
        values = _of_checklist(rule, points)
    if values is None:
        return None
    return tuple(sorted(values))


def instead_of(score: Fraction, rule: Rule[Any] | None, points: Fraction) -> tuple[Fraction, ...]:
    """The scores that the rule can give, where ``score`` is none of them; else none."""
    values = attainable(rule, points)
    if values is None or any(abs(score - value) <= NEAR for value in values):
        return ()
    return values


def _of_sample(rule: Sample, points: Fraction) -> set[Fraction] | None:
    if rule.per_fail is None:
        return {ZERO, points}
    # A list of thousands of possible scores helps nobody.
    if not rule.per_fail or points / rule.per_fail > MOST_STEPS:
        return None
    steps = int(points / rule.per_fail) + 1
    return {max(ZERO, points - count * rule.per_fail) for count in range(steps + 1)}


def _of_checklist(rule: Checklist, points: Fraction) -> set[Fraction] | None:
    if rule.missing == "zero":
        return {ZERO, points}
    shares = rule.shares()
    keys = sum((shares[item.name] for item in rule.items if item.key), ZERO)
    others = [shares[item.name] for item in rule.items if not item.key]
    if len(others) > MOST_ITEMS:
        return None
    sums = {
        keys + sum(chosen, ZERO)
        for size in range(len(others) + 1)
        for chosen in combinations(others, size)
    }
    return {ZERO, *(points * share for share in sums)}
