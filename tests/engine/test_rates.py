"""Rates behind their floats: compared as the fractions themselves, whatever the floats say."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from scoring.engine.rates import EVERYTHING, NOTHING, ranked

RATES = st.fractions(min_value=0, max_value=2)


@given(RATES, RATES)
def test_rates_compare_as_fractions_do(one: Fraction, other: Fraction) -> None:
    assert (ranked(one) < ranked(other)) == (one < other)
    assert (ranked(one) == ranked(other)) == (one == other)


@given(RATES, st.integers(1, 9))
def test_rates_that_no_float_tells_apart_are_told_apart(rate: Fraction, step: int) -> None:
    higher = rate + Fraction(step, 10**40)
    assert ranked(rate) < ranked(higher)
    assert min([ranked(higher), ranked(rate)])[1] == rate


def test_nothing_and_everything_are_one_object_each() -> None:
    assert ranked(Fraction(0)) is NOTHING
    assert ranked(Fraction(3, 3)) is EVERYTHING


@given(RATES)
def test_equal_rates_are_one_object(rate: Fraction) -> None:
    """A condition over a thousand nodes finds by identity that none of them has moved."""
    again = Fraction(rate.numerator * 6, rate.denominator * 6)
    assert ranked(rate) is ranked(again)
