"""A mark that does not agree with itself: its opinion, the claim, the evidence, the rule."""

from __future__ import annotations

from fractions import Fraction

import pytest
from helpers_rounds import leaf

from scoring.rounds.contradictions import contradictions

F = Fraction


def sentences(
    code: str,
    score: str,
    opinion: str = "",
    claimed: str | None = None,
    supported: str | None = None,
) -> list[str]:
    claim = None if claimed is None else F(claimed)
    carried = None if supported is None else F(supported)
    return list(contradictions(leaf(code), F(score), opinion, claim, carried))


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("1.1", "6", "不实"), ["意见是不实，却评了 6 分（满分）"]),
        (("1.1", "5", "不实"), []),
        (("1.1", "4", "属实", "5.4", "5"), ["意见是属实，却评了 4 分，少于佐证分 5 分"]),
        (("1.1", "4", "属实", "5.4"), ["意见是属实，却评了 4 分，少于自评 5.4 分"]),
        (("1.1", "5.4", "部分属实", "5"), ["评了 5.4 分，高于自评 5 分"]),
        (("1.1", "5", "属实", "5", "5"), []),
        (("1.2", "3"), ["评了 3 分，评分规则给不出这个分（可能的有 0、4）"]),
        (("1.5", "3.2"), []),
        (("1.5", "3"), ["评了 3 分，评分规则给不出这个分（可能的有 3.2、4）"]),
    ],
)
def test_what_does_not_agree_is_told_once(arguments: tuple[str, ...], expected: list[str]) -> None:
    assert sentences(*arguments) == expected


def test_a_rule_of_proportion_may_give_any_score() -> None:
    assert sentences("1.1", "5.123") == []


def test_a_third_written_with_two_decimals_is_the_third() -> None:
    assert sentences("1.2", "3.995") == []
