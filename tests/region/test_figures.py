"""Sums, ranks and distributions against a slow, plain reference, on random tables."""

from __future__ import annotations

from fractions import Fraction

import profiles  # noqa: F401  the profiles of hypothesis
import reference_region as slow
from hypothesis import given
from hypothesis import strategies as st

from scoring.region import figures
from scoring.values import format_fixed

SCORES = st.fractions(min_value=0, max_value=100, max_denominator=60)
LISTS = st.lists(SCORES, min_size=1, max_size=30)
SHARES = st.sampled_from(
    [Fraction(1, 10), Fraction(1, 4), Fraction(1, 2), Fraction(9, 10), Fraction(1)]
)


@given(LISTS)
def test_sum_and_mean_are_those_of_adding_one_by_one(values: list[Fraction]) -> None:
    assert figures.total(values) == sum(values, Fraction(0))
    assert figures.mean(values) == slow.mean(values)


@given(LISTS, SHARES)
def test_quantiles_are_the_lower_of_two(values: list[Fraction], share: Fraction) -> None:
    expected = slow.quantile(values, share)
    assert figures.quantile(sorted(values), share) == expected
    counts = {value: values.count(value) for value in values}
    assert figures.counted_quantile(counts, share) == expected
    assert figures.median(values) == slow.quantile(values, Fraction(1, 2))


@given(LISTS, st.sampled_from(["min", "dense"]))
def test_ranks(values: list[Fraction], ties: str) -> None:
    assert figures.ranks(values, ties) == slow.rank(values, ties)  # type: ignore[arg-type]


@given(LISTS, st.fractions(min_value=Fraction(1, 50), max_value=50))
def test_ranks_do_not_change_when_every_score_is_scaled(
    values: list[Fraction], factor: Fraction
) -> None:
    assert figures.ranks([value * factor for value in values]) == figures.ranks(values)


@given(LISTS)
def test_texts_tell_neighbours_apart_and_equals_alike(values: list[Fraction]) -> None:
    texts = figures.distinct_texts(values)
    for value, text in zip(values, texts, strict=True):
        assert format_fixed(value, len(text.split(".")[1])) == text
        for other, beside in zip(values, texts, strict=True):
            assert (value == other) == (text == beside)


@given(LISTS, st.lists(st.sampled_from([Fraction(n) for n in (50, 60, 70, 80, 90)]), max_size=4))
def test_the_distribution(values: list[Fraction], bounds: list[Fraction]) -> None:
    found = figures.distribution(values, bounds)
    assert found is not None
    middle = slow.mean(values)
    assert (found.mean, found.highest, found.lowest) == (middle, max(values), min(values))
    assert found.range == max(values) - min(values)
    assert found.above_mean == sum(value > middle for value in values)
    expected = [0] * (len(set(bounds)) + 1)
    for value in values:
        expected[slow.band(value, bounds)] += 1
    assert [count for _, _, count in found.bands] == (expected if bounds else [])


CELLS = st.lists(
    st.tuples(SCORES, st.fractions(0, 1, max_denominator=20), st.integers(1, 4), st.booleans()),
    min_size=1,
    max_size=12,
)


@given(CELLS)
def test_the_figures_of_an_indicator(drawn: list[tuple[Fraction, Fraction, int, bool]]) -> None:
    cells = []
    rates: list[Fraction] = []
    for full, share, times, open_ in drawn:
        current = Fraction(0) if open_ else full * share
        lost = full - current
        losses = (
            (lost, Fraction(0), Fraction(0), Fraction(0))
            if open_
            else (Fraction(0), lost, Fraction(0), Fraction(0))
        )
        state = "unassessed" if open_ else "partial"
        cells.append(figures.LeafCell("1", full, current, losses, Fraction(2), state, times))
        rates += [current / full] * times if full else []
    found = figures.indicator_figures("1", cells)
    assert found.n == len(rates)
    assert found.lost == sum(
        (
            (full if open_ else full - full * share) * 2 * times
            for full, share, times, open_ in drawn
        )
    )
    if rates:
        assert found.mean == slow.mean(rates)
        assert found.median == slow.quantile(rates, Fraction(1, 2))
        assert (found.p10, found.p90) == (
            slow.quantile(rates, Fraction(1, 10)),
            slow.quantile(rates, Fraction(9, 10)),
        )
        assert found.full == sum(rate == 1 for rate in rates)


def test_outliers_lie_three_deviations_below_the_median() -> None:
    values = [Fraction(n, 100) for n in (90, 91, 92, 93, 94, 60)]
    assert figures.outlier_bound(values) == Fraction(91, 100) - 3 * Fraction(1, 100)
