"""``bands``: the points of the band in which the result lies.

::

    rule: {type: bands, bands: [{from: 90%, points: 6}, {from: 60%, to: 90%, points: 3}, {to: 60%, points: 0}]}
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from helpers_rules import POINTS, flaws, refusals, rule, scored

BANDS = [
    {"from": "90%", "points": "6"},
    {"from": "60%", "to": "90%", "points": "3"},
    {"to": "60%", "points": "0"},
]


def bands(*entries: dict[str, Any], **more: Any) -> Any:
    return rule("bands", bands=list(entries), **more)


@pytest.mark.parametrize(
    ("value", "points"), [("100%", 6), ("90%", 6), ("89.99%", 3), ("60%", 3), ("59%", 0), ("0%", 0)]
)
def test_a_band_holds_its_lower_bound(value: str, points: int) -> None:
    assert scored(bands(*BANDS), value=value).score == points


@pytest.mark.parametrize(("value", "points"), [("90%", 3), ("90.01%", 6), ("60%", 0), ("0%", 0)])
def test_or_its_upper_one_where_the_rule_says_so(value: str, points: int) -> None:
    assert scored(bands(*BANDS, closed="to"), value=value).score == points


def test_the_outermost_ends_belong_to_their_bands_whatever_the_side() -> None:
    ends = bands(
        {"from": "0", "to": "10", "points": "1"}, {"from": "10", "to": "20", "points": "2"}
    )
    assert [scored(ends, value=value).score for value in ("0", "10", "20")] == [1, 2, 2]
    other = bands(
        {"from": "0", "to": "10", "points": "1"},
        {"from": "10", "to": "20", "points": "2"},
        closed="to",
    )
    assert [scored(other, value=value).score for value in ("0", "10", "20")] == [1, 1, 2]


def test_a_result_beyond_the_outermost_ends_is_in_no_band() -> None:
    ends = bands({"from": "0", "to": "10", "points": "1"})
    assert refusals(ends, value="11") == ["11 不在任何一档里"]


def test_the_sentence_names_the_band_as_it_is_bounded() -> None:
    outcome = scored(bands(*BANDS), done="8", of="9")
    assert (
        outcome.why == "实际 8/9，即 88.89%，在“60% 至 90%（不含 90%）”一档，得 3 分（满分 6 分）"
    )


def test_a_band_gives_no_more_than_the_indicator() -> None:
    assert scored(bands({"points": "9"}), value="1").score == POINTS


@pytest.mark.parametrize(
    ("entries", "closed", "words"),
    [
        (BANDS, "from", "≥ 90% 得 6 分；60% 至 90%（不含 90%） 得 3 分；< 60% 得 0 分"),
        (
            [{"from": "5", "points": "2"}, {"to": "5", "points": "1"}],
            "to",
            "> 5 得 2 分；≤ 5 得 1 分",
        ),
        ([{"points": "2"}], "from", "任何数值得 2 分"),
    ],
)
def test_the_criterion_in_words(entries: list[dict[str, Any]], closed: str, words: str) -> None:
    assert bands(*entries, closed=closed).describe(POINTS) == words


@pytest.mark.parametrize(
    ("entries", "flaw"),
    [
        (
            [{"from": "1", "points": "1"}, {"to": "1%", "points": "0"}],
            "各档的界限要么都带 %，要么都不带",
        ),
        ([{"from": "9", "to": "9", "points": "1"}], "这一档的 from（9）应小于 to（9）"),
        (
            [{"from": "5", "points": "2"}, {"to": "6", "points": "1"}],
            "两档重叠：< 6 与 ≥ 5",
        ),
        (
            [{"from": "6", "points": "2"}, {"to": "5", "points": "1"}],
            "两档之间有空隙：< 5 与 ≥ 6",
        ),
        (
            [{"from": "5", "points": "2"}, {"to": "5", "closed": "to", "points": "1"}],
            "界限 5 同时属于两档：≤ 5 与 ≥ 5",
        ),
        (
            [{"from": "5", "closed": "to", "points": "2"}, {"to": "5", "points": "1"}],
            "界限 5 不属于任何一档：< 5 与 > 5",
        ),
    ],
)
def test_bands_that_leave_a_gap_or_overlap(entries: list[dict[str, Any]], flaw: str) -> None:
    assert flaws("bands", bands=entries) == [flaw]


def test_the_example_lies_in_the_best_band() -> None:
    assert bands(*BANDS).form(POINTS) == '{value: "90%"}'
    assert (
        bands({"to": "10", "points": "5"}, {"from": "10", "points": "1"}).form(POINTS)
        == "{value: 5}"
    )
    assert bands({"from": "10", "points": "5"}, closed="to").form(POINTS) == "{value: 10}"


def test_the_highest_band_is_known() -> None:
    assert bands(*BANDS).highest() == Fraction(6)
