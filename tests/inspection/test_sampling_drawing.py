"""The lot and the shares: known numbers, exact chances, and a slow search that must agree."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.inspection.drawing import Lot, chances, largest_remainder, shares, strata, systematic


class Scripted(Lot):
    """A lot that leaves every order as it is and sets the comb down where it is told."""

    def __init__(self, tooth: int) -> None:
        super().__init__("", "")
        self.tooth = tooth

    def below(self, bound: int) -> int:
        return self.tooth

    def shuffled(self, items: Sequence[object]) -> list[object]:  # type: ignore[override]
        return list(items)


def test_the_numbers_are_the_same_on_every_machine() -> None:
    lot = Lot("20261121", "indicators", "1", "高")
    assert [lot.below(100) for _ in range(8)] == [4, 88, 26, 4, 30, 11, 50, 91]
    assert Lot("20261121", "indicators", "1", "低").below(100) != 4
    assert Lot("7", "x").shuffled("abcdefgh") == list("ehbdcafg")


def test_every_number_below_the_bound_comes_about_as_often() -> None:
    lot = Lot("1", "even")
    counts = [0] * 7
    for _ in range(7000):
        counts[lot.below(7)] += 1
    assert all(900 < count < 1100 for count in counts)


@pytest.mark.parametrize("bound", [0, -1, (1 << 256) + 1])
def test_a_bound_that_cannot_be_is_refused(bound: int) -> None:
    with pytest.raises(ValueError, match=str(bound)):
        Lot("1", "x").below(bound)


parts = st.lists(
    st.tuples(st.integers(1, 9), st.integers(0, 2), st.integers(0, 4)), min_size=1, max_size=5
)


@given(parts, st.integers(0, 40))
def test_shares_are_the_only_ones_in_proportion_within_the_bounds(
    described: list[tuple[int, int, int]], wish: int
) -> None:
    """Each share is a common factor times its measure, unless it stands at a bound that the factor
    lies beyond."""
    measures = [size for size, _, _ in described]
    least, most = [low for _, low, _ in described], [low + more for _, low, more in described]
    total = min(max(wish, sum(least)), sum(most))
    got = shares(total, measures, least, most)
    assert sum(got) == total
    free = {
        share / size
        for share, size, low, high in zip(got, measures, least, most, strict=True)
        if low < share < high
    }
    assert len(free) <= 1
    lower = [
        share / size
        for share, size, low, high in zip(got, measures, least, most, strict=True)
        if low < share
    ]
    upper = [
        share / size
        for share, size, low, high in zip(got, measures, least, most, strict=True)
        if share < high
    ]
    assert not lower or not upper or max(lower) <= min(upper)


def test_what_the_bounds_cannot_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="4"):
        shares(4, [1, 1], [0, 0], [2, 1])
    with pytest.raises(ValueError, match="1"):
        shares(1, [1, 1], [1, 1], [2, 2])


def test_what_is_capped_is_shared_again() -> None:
    assert chances(2, [6, 1, 1]) == [1, Fraction(1, 2), Fraction(1, 2)]
    assert chances(2, [1, 2, 3]) == [Fraction(1, 3), Fraction(2, 3), 1]
    assert chances(3, [1, 2, 3]) == [1, 1, 1]


@given(st.lists(st.integers(1, 30), min_size=1, max_size=4), st.data())
def test_largest_remainders_are_as_near_to_the_quotas_as_can_be(
    sizes: list[int], data: st.DataObject
) -> None:
    total = data.draw(st.integers(0, sum(sizes)))
    quotas = [Fraction(total * size, sum(sizes)) for size in sizes]
    got = largest_remainder(quotas)
    assert sum(got) == total
    choices = itertools.product(*([math.floor(quota), math.ceil(quota)] for quota in quotas))
    sums = [
        sum(abs(one - quota) for one, quota in zip(each, quotas, strict=True))
        for each in choices
        if sum(each) == total
    ]
    assert sum(abs(one - quota) for one, quota in zip(got, quotas, strict=True)) == min(sums)


def test_equal_remainders_go_to_the_earlier_one() -> None:
    assert largest_remainder([Fraction(1, 2)] * 4) == [1, 1, 0, 0]


MEMBERS = [
    f"{part}{number}"
    for part, count in (("甲", 6), ("乙", 3), ("丙", 1))
    for number in range(count)
]


@pytest.mark.parametrize(
    ("total", "one_each", "expected"),
    [
        (10, False, [(("甲",), 6), (("乙",), 3), (("丙",), 1)]),
        (
            5,
            False,
            [(("甲",), 3), (("乙", "丙"), 2)],
        ),  # 3, 3/2, 1/2: what is below one joins the next smallest
        (5, True, [(("甲",), 3), (("乙",), 1), (("丙",), 1)]),
        (2, True, [(("甲", "乙", "丙"), 2)]),  # too few for one each
        (1, False, [(("甲", "乙", "丙"), 1)]),
    ],
)
def test_a_part_with_less_than_one_to_draw_is_put_together_with_others(
    total: int, one_each: bool, expected: list[tuple[tuple[str, ...], int]]
) -> None:
    got = strata(total, MEMBERS, lambda member: member[0], lambda member: 1, one_each=one_each)
    assert [(stratum.names, stratum.drawn) for stratum in got] == expected
    assert sorted(member for stratum in got for member in stratum.members) == sorted(MEMBERS)


@given(
    st.lists(st.tuples(st.sampled_from("甲乙丙丁"), st.integers(1, 9)), min_size=1, max_size=12),
    st.booleans(),
    st.data(),
)
def test_no_member_is_out_of_reach(
    members: list[tuple[str, int]], one_each: bool, data: st.DataObject
) -> None:
    total = data.draw(st.integers(1, len(members)))
    got = strata(
        total, members, lambda member: member[0], lambda member: member[1], one_each=one_each
    )
    assert sum(stratum.drawn for stratum in got) == total
    assert all(1 <= stratum.drawn <= len(stratum.members) for stratum in got)
    if one_each and total >= len({name for name, _ in members}):
        assert all(len(stratum.names) == 1 for stratum in got)


@given(st.lists(st.integers(1, 6), min_size=1, max_size=5), st.data())
def test_each_member_is_drawn_with_exactly_its_chance(
    weights: list[int], data: st.DataObject
) -> None:
    """Over all places where the comb can be set down, which are equally likely, counted one by
    one."""
    count = data.draw(st.integers(1, len(weights)))
    odds = chances(count, weights)
    members = list(range(len(weights)))
    scale = math.lcm(*(chance.denominator for chance in odds))
    drawn = [systematic(Scripted(tooth), members, odds, str) for tooth in range(scale)]
    assert {len(picked) for picked in drawn} == {count}
    assert [Fraction(sum(at in picked for picked in drawn), scale) for at in members] == odds


@pytest.mark.parametrize(
    ("count", "weights"), [(2, [1] * 5), (3, [2, 7, 11, 3, 3, 1]), (1, [9, 1])]
)
def test_over_many_seeds_members_come_as_often_as_their_chance_says(
    count: int, weights: list[int]
) -> None:
    odds, members = chances(count, weights), list(range(len(weights)))
    tallies = [0] * len(weights)
    for seed in range(2000):
        picked = systematic(Lot(str(seed), "often"), members, odds, lambda member: str(member % 2))
        assert len(set(picked)) == count
        for at in picked:
            tallies[at] += 1
    for tally, chance in zip(tallies, odds, strict=True):
        assert abs(Fraction(tally, 2000) - chance) < Fraction(4, 100)


def test_every_group_gets_its_proportion() -> None:
    """6, 3 and 3 of 12 members: 4 draws give 2, 1 and 1 in every one of many seeds."""
    members = [
        f"{part}{number}"
        for part, count in (("甲", 6), ("乙", 3), ("丙", 3))
        for number in range(count)
    ]
    for seed in range(50):
        picked = systematic(
            Lot(str(seed), "parts"), members, chances(4, [1] * 12), lambda member: member[0]
        )
        assert [sum(member[0] == part for member in picked) for part in "甲乙丙"] == [2, 1, 1]
