"""What ``ratio``, ``threshold`` and ``bands`` are given: ``{done, of}`` or ``{value}``, with or
without %.
"""

from __future__ import annotations

from fractions import Fraction

import pytest
from helpers_rules import POINTS, refusals, rule, scored

from scoring.rules.attainable import attainable, instead_of
from scoring.rules.base import clamp, given, spaced, word

PERCENT = rule("ratio")
PLAIN = rule("threshold", at="60", loss="0.5")
BOTH_OR_NONE = "写 {done: 完成数, of: 总数}，或写 {value: 数值}，两种写法选一种写全"


@pytest.mark.parametrize(
    ("entry", "what"),
    [
        ({}, BOTH_OR_NONE),
        ({"done": "9"}, BOTH_OR_NONE),
        ({"of": "9"}, BOTH_OR_NONE),
        ({"done": "9", "of": "10", "value": "90%"}, BOTH_OR_NONE),
        ({"done": "9", "value": "90%"}, BOTH_OR_NONE),
        ({"done": "0", "of": "0"}, "总数是 0：没有可计的对象时应认定为不适用并写明理由"),
        ({"done": "11", "of": "10"}, "完成数 11 大于总数 10"),
        ({"value": "0.96"}, "应写成百分数，如 96%"),
        ({"value": "96"}, "应写成百分数，如 96%"),
    ],
)
def test_what_is_no_amount(entry: dict[str, str], what: str) -> None:
    (told,) = refusals(PERCENT, **entry)
    plain = told
    for key in ("done", "of", "value"):
        plain = plain.replace(f"“{key}”", "")
    assert what in plain


def test_a_value_with_percent_beside_bounds_without() -> None:
    (told,) = refusals(PLAIN, value="96%")
    assert told.startswith("规则的界限不带 %，")


def test_a_quotient_is_told_apart_from_the_bound_beside_it() -> None:
    near = scored(rule("ratio", full_at="33.33%"), done="1", of="3")
    assert near.score == POINTS
    assert "即 33.333%" in near.why


@pytest.mark.parametrize(
    ("steps", "points"),
    [("prorata", Fraction(21, 4)), ("up", Fraction(5)), ("down", Fraction(11, 2))],
)
def test_a_part_of_a_step_counts_as_the_rule_says(steps: str, points: Fraction) -> None:
    of = rule("threshold", at="60", loss="0.5", steps=steps)
    assert scored(of, value="58.5").score == points


def test_beyond_the_bound_without_a_loss_there_is_nothing() -> None:
    assert scored(rule("threshold", at="60"), value="59").score == 0
    most = rule("threshold", at="60", direction="at_most")
    assert [scored(most, value=value).score for value in ("60", "61")] == [6, 0]


def test_the_good_side_brings_a_gain_up_to_its_cap() -> None:
    of = rule("threshold", at="60", loss="1", gain="0.5", gain_cap="1")
    assert [scored(of, value=value).gain for value in ("60", "61", "70")] == [0, Fraction(1, 2), 1]


@pytest.mark.parametrize(
    ("kind", "parameters", "scores"),
    [
        ("met", {}, [0, 6]),
        ("grade", {"grades": {"优": "100%", "良": "50%"}}, [3, 6]),
        ("sample", {"any_fail": "zero"}, [0, 6]),
        ("sample", {"per_fail": "2"}, [0, 2, 4, 6]),
        ("checklist", {"items": ["甲", "乙"]}, [0, 3, 6]),
        ("checklist", {"items": ["甲", "乙"], "missing": "zero"}, [0, 6]),
        ("bands", {"bands": [{"points": "2"}]}, [2]),
        ("bands", {"bands": [{"to": "5", "points": "2"}, {"from": "5", "points": "9"}]}, [2, 6]),
    ],
)
def test_the_scores_that_a_rule_can_give(
    kind: str, parameters: dict[str, object], scores: list[int]
) -> None:
    assert attainable(rule(kind, **parameters), POINTS) == tuple(map(Fraction, scores))


@pytest.mark.parametrize(
    ("kind", "parameters"),
    [
        ("ratio", {}),
        ("sample", {"per_fail": "0"}),
        ("sample", {"per_fail": "0.001"}),
        ("checklist", {"items": [f"第{number}项" for number in range(11)]}),
    ],
)
def test_where_any_score_may_come_of_it_none_are_listed(
    kind: str, parameters: dict[str, object]
) -> None:
    assert attainable(rule(kind, **parameters), POINTS) is None
    assert attainable(None, POINTS) is None


def test_a_seventh_written_with_two_decimals_is_a_score_of_sevenths() -> None:
    sevenths = rule("checklist", items=["甲", "乙", "丙", "丁", "戊", "己", "庚"])
    assert instead_of(Fraction("0.86"), sevenths, POINTS) == ()
    assert instead_of(Fraction("0.9"), sevenths, POINTS) == attainable(sevenths, POINTS)
    assert instead_of(Fraction("0.9"), None, POINTS) == ()


def test_words_of_sentences() -> None:
    assert [word(name) for name in ("制度（甲）", "a: b", "12")] == ["制度（甲）", '"a: b"', '"12"']
    assert [spaced(bound) for bound in ("60", "60 学时", "60%")] == ["60 ", "60 学时", "60% "]
    assert [clamp(Fraction(value), POINTS) for value in (-1, 3, 7)] == [0, 3, 6]
    assert given(Fraction(1, 3), POINTS) == "得 0.33 分（满分 6 分）"
