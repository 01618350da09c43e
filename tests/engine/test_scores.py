"""Marks and losses on their own: sums, scales, and the split of a loss."""

# mypy: no-strict-equality
# Scores are fractions; what is expected of them is written as plain numbers.

from __future__ import annotations

from fractions import Fraction

import pytest

from scoring.engine import Losses, Marks
from scoring.engine.scores import added, leaf_losses


def marks(
    full: int, claimed: int, supported: int, current: int, verified: int | None = None
) -> Marks:
    seen = None if verified is None else Fraction(verified)
    whole = Fraction(full)
    losses = Losses(standard=whole - current)
    return Marks(
        whole, whole, Fraction(claimed), Fraction(supported), seen, Fraction(current), losses
    )


@pytest.mark.parametrize(
    ("claimed", "supported", "verified", "expected"),
    [
        (8, 4, None, (0, 2, 4, 0)),
        (10, 10, None, (0, 0, 0, 0)),
        (8, 4, 3, (0, 2, 4, 1)),
        (8, 4, 7, (0, 2, 1, 0)),
        (8, 4, 9, (0, 1, 0, 0)),
        (0, 0, 6, (0, 4, 0, 0)),
    ],
)
def test_losses_of_a_leaf_of_ten_points(
    claimed: int, supported: int, verified: int | None, expected: tuple[int, ...]
) -> None:
    looked = None if verified is None else Fraction(verified)
    found = leaf_losses(Fraction(10), Fraction(claimed), Fraction(supported), looked)
    assert found == Losses(*map(Fraction, expected))
    assert found.total == 10 - (supported if verified is None else verified)


def test_sum_is_inspected_where_any_part_was() -> None:
    seen, unseen = marks(5, 4, 4, 3, verified=3), marks(5, 2, 1, 1)
    both = added([seen, unseen], Fraction(10))
    assert (both.full, both.applicable, both.claimed, both.verified, both.current) == (
        10,
        10,
        6,
        3,
        4,
    )
    assert both.losses == Losses(standard=Fraction(6))
    assert added([unseen], Fraction(5)).verified is None
    assert both.on("verified") == 3
    assert unseen.on("verified") == 0


def test_sum_of_nothing_keeps_its_full_mark() -> None:
    assert added([], Fraction(4)) == Marks(full=Fraction(4))


def test_scaling_leaves_the_published_points_standing() -> None:
    once = marks(4, 2, 2, 2)
    twice = once.scaled(Fraction(2))
    assert (twice.full, twice.applicable, twice.current, twice.losses.standard) == (4, 8, 4, 4)
    assert once.scaled(Fraction(2), full=Fraction(8)).full == 8
