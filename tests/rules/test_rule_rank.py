"""``rank``: a place by a table, counted from the front or from the end, or in proportion to the
first.
"""

from __future__ import annotations

from fractions import Fraction

import pytest
from helpers_rules import POINTS, flaws, refusals, rule, scored

TABLE = rule("rank", table=["6", "5", "4"], beyond={"step": "1", "floor": "2"})
SHORT = rule("rank", table=["6", "5"])
REVERSE = rule("rank", table=["0", "1"], beyond={"step": "0", "floor": "1"}, reverse="true")
FIRST = rule("rank", to_first="true")


@pytest.mark.parametrize(("place", "points"), [("1", 6), ("3", 4), ("4", 3), ("5", 2), ("12", 2)])
def test_places_beyond_the_table_fall_by_steps_to_a_floor(place: str, points: int) -> None:
    assert scored(TABLE, rank=place, of="12").score == points


def test_the_sentence_names_the_place_and_the_field() -> None:
    assert scored(TABLE, rank="3", of="12").why == "12 个中排第 3 名，得 4 分（满分 6 分）"
    assert scored(TABLE, rank="3").why == "排第 3 名，得 4 分（满分 6 分）"


def test_places_from_the_end_say_so() -> None:
    outcome = scored(REVERSE, rank="12", of="12")
    assert outcome.score == 0
    assert outcome.why == "12 个中排第 12 名（倒数第 1 名），得 0 分（满分 6 分）"
    assert scored(REVERSE, rank="11", of="12").score == 1


def test_in_proportion_to_the_first_exactly() -> None:
    outcome = scored(FIRST, value="88", best="95")
    assert outcome.score == Fraction(6 * 88, 95)
    assert outcome.why == "本地 88，第一名 95，按比例得 5.56 分（满分 6 分）"


@pytest.mark.parametrize(
    ("entry", "what"),
    [
        ({"value": "88"}, "写 {value: 本地数值, best: 第一名数值}"),
        ({"value": "88", "best": "95", "rank": "3"}, "写 {value: 本地数值, best: 第一名数值}"),
        ({"value": "1", "best": "0"}, "不能是 0"),
        ({"value": "96", "best": "95"}, "大于"),
    ],
)
def test_what_cannot_be_held_against_the_first(entry: dict[str, str], what: str) -> None:
    (told,) = refusals(FIRST, **entry)
    assert what in told


@pytest.mark.parametrize(
    ("entry", "what"),
    [
        ({}, "写 {rank: 名次, of: 参加排名的总数}"),
        ({"rank": "1", "value": "88"}, "写 {rank: 名次, of: 参加排名的总数}"),
        ({"rank": "0"}, "名次 0 不在 1 至 最末名 之间"),
        ({"rank": "9", "of": "8"}, "名次 9 不在 1 至 8 之间"),
        ({"rank": "3"}, "第 3 位不在名次表里（表里有 2 位），规则也没有写 beyond"),
    ],
)
def test_a_place_that_is_none(entry: dict[str, str], what: str) -> None:
    assert refusals(SHORT, **entry) == [what]


def test_counting_from_the_end_needs_to_know_how_many_there_are() -> None:
    assert refusals(REVERSE, rank="3") == ["写 {rank: 名次, of: 参加排名的总数}"]


def test_a_rule_says_one_of_the_two_ways() -> None:
    both = flaws("rank", table=["1"], to_first="true")
    assert both == ["to_first 不能与 table、beyond、reverse 同时写"]
    assert flaws("rank") == ["要写 table（各名次的分值），或写 to_first: true"]


def test_the_criterion_in_words() -> None:
    assert TABLE.describe(POINTS) == (
        "第 1 至 3 名依次得 6、5、4 分，其后每退一名减 1 分，最低 2 分"
    )
    assert REVERSE.describe(POINTS).startswith("倒数第 1 至 2 名依次得 0、1 分，其后每进一名")
    assert FIRST.describe(POINTS) == "第一名得满分，其余按与第一名的比例得分"


def test_the_example_is_a_place_that_the_table_has() -> None:
    assert SHORT.form(POINTS) == "{rank: 2, of: 12}"
    assert TABLE.form(POINTS) == "{rank: 3, of: 12}"
    assert FIRST.form(POINTS) == "{value: 88, best: 95}"
    assert scored(REVERSE, rank="10", of="12").score == 1
