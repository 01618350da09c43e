"""Figures as people read them: one may be missing, a difference has its sign."""

from __future__ import annotations

from fractions import Fraction

import pytest

from scoring.views.figures import exact_text, percent_text, score_text, signed, signed_points


def test_a_figure_that_is_not_there_is_blank_or_what_the_table_puts_in_its_place() -> None:
    assert (score_text(None), percent_text(None), exact_text(None)) == ("", "", "")
    assert (score_text(None, "—"), percent_text(None, "不适用")) == ("—", "不适用")


def test_nothing_is_a_figure() -> None:
    """A score of 0 was given; it is not the same as none."""
    zero = Fraction(0)
    assert (score_text(zero), percent_text(zero), exact_text(zero)) == ("0.00", "0.00%", "0")


def test_scores_and_rates_have_two_decimals_and_exact_figures_all() -> None:
    third = Fraction(1, 3)
    assert (score_text(third), percent_text(third), exact_text(third)) == ("0.33", "33.33%", "1/3")


@pytest.mark.parametrize(
    ("value", "text"),
    [("1/5", "+0.20"), ("-3/2", "-1.50"), ("0", "0.00"), ("1/1000", "0.00"), ("1/200", "+0.01")],
)
def test_a_difference_has_its_sign_unless_it_rounds_to_nothing(value: str, text: str) -> None:
    assert signed(Fraction(value)) == text


def test_rates_differ_by_percentage_points() -> None:
    assert signed_points(Fraction(9, 10) - Fraction(4, 5)) == "+10.00"
