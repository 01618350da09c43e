"""Bands, ranks, steps and bounds a hair's breadth before, at and behind their ends."""

from __future__ import annotations

from fractions import Fraction

import pytest
from test_kinds import BANDS, BOUND, EXCESS, GAIN, LADDER, RANK, REVERSE, UPPER, Data, outcome, rule

F = Fraction


@pytest.mark.parametrize(
    ("parameters", "value", "score"),
    [
        (BANDS, "79.999999", 0), (BANDS, "80", 3), (BANDS, "80.000001", 3), (BANDS, "89.999999", 3), (BANDS, "90", 5),
        (BANDS, "100", 5), (BANDS, "0", 0),
        (UPPER, "80", 0), (UPPER, "80.000001", 3), (UPPER, "90", 3), (UPPER, "90.000001", 5), (UPPER, "100", 5),
    ],
)  # fmt: skip
def test_bands(parameters: Data, value: str, score: int) -> None:
    assert outcome(parameters, {"value": value}, "5").score == score


@pytest.mark.parametrize(
    ("bands", "closed", "value", "score", "words"),
    [
        ([{"from": "60", "points": "5"}], "to", "60", 5, "≥ 60 得 5 分"),
        ([{"to": "60", "points": "5"}], "from", "60", 5, "≤ 60 得 5 分"),
        (
            [{"from": "60", "to": "80", "points": "3"}, {"from": "80", "points": "5"}],
            "to", "60", 3, "> 80 得 5 分；60 至 80 得 3 分",
        ),
        (
            [{"to": "60", "points": "3"}, {"from": "60", "to": "80", "points": "5"}],
            "from", "80", 5, "60 至 80 得 5 分；< 60 得 3 分",
        ),
    ],
)  # fmt: skip
def test_outermost_end_belongs_to_its_band_and_the_words_say_so(
    bands: list[Data], closed: str, value: str, score: int, words: str
) -> None:
    """Also of a single band, on the side that its ``closed`` leaves out."""
    parameters: Data = {"type": "bands", "bands": bands, "closed": closed}
    assert outcome(parameters, {"value": value}, "5").score == score
    assert rule(**parameters).describe(F(5)) == words


@pytest.mark.parametrize(
    ("parameters", "place", "points", "score"),
    [
        (RANK, {"rank": "1"}, "60", 60), (RANK, {"rank": "2"}, "60", 57), (RANK, {"rank": "3"}, "60", 54),
        (RANK, {"rank": "4"}, "60", 50), (RANK, {"rank": "5"}, "60", 46), (RANK, {"rank": "6"}, "60", 45),
        (RANK, {"rank": "7"}, "60", 45), (REVERSE, {"rank": "10", "of": "12"}, "2", F("1.8")),
    ],
)  # fmt: skip
def test_ranks(parameters: Data, place: Data, points: str, score: Fraction) -> None:
    assert outcome(parameters, place, points).score == score


@pytest.mark.parametrize(
    ("parameters", "value", "points", "score"),
    [
        (BOUND, "80%", "8", 8), (BOUND, "80.01%", "8", 8), (BOUND, "79.99%", "8", F("7.99")), (BOUND, "72%", "8", 0),
        (BOUND, "72.01%", "8", F("0.01")), (BOUND, "71.99%", "8", 0),
        (EXCESS, "40", "5", 5), (EXCESS, "39", "5", 5), (EXCESS, "42", "5", F("4.5")), (EXCESS, "60", "5", 0),
        (GAIN, "100", "3", 3), (GAIN, "99", "3", F("2.7")), (GAIN, "90", "3", 0), (GAIN, "89", "3", 0),
    ],
)  # fmt: skip
def test_thresholds(parameters: Data, value: str, points: str, score: Fraction) -> None:
    assert outcome(parameters, {"value": value}, points).score == score


@pytest.mark.parametrize(
    ("awards", "points", "score"),
    [
        ([], "10", 0),
        ([("甲", "省级")], "10", 3),
        ([("甲", "省级"), ("甲", "国家级")], "10", 5),
        ([("甲", "国家级"), ("乙", "国家级")], "10", 10),
        ([("甲", "国家级"), ("乙", "国家级"), ("丙", "省级")], "10", 10),
        ([("甲", "国家级"), ("乙", "省级")], "8", 8),
        ([("甲", "国家级"), ("乙", "省级")], "7", 7),
    ],
)
def test_ladders(awards: list[tuple[str, str]], points: str, score: int) -> None:
    told = [{"matter": matter, "level": level} for matter, level in awards]
    assert outcome(LADDER, {"awards": told}, points).score == score
