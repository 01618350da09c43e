"""From leaves to the root: sums, 不适用 among siblings, folded blocks. Every expected number is
worked out by hand."""

# mypy: no-strict-equality
# Scores are fractions; what is expected of them is written as plain numbers.

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from scoring.engine import TRACKS, Assessment

Score = Callable[[str], Assessment]
SIBLINGS = """
--- # tree
not_applicable: {policy}
indicators:
- {{code: "1", name: 甲, points: 2, evidence: none}}
- {{code: "2", name: 乙, points: 3, evidence: none}}
- {{code: "3", name: 丙, points: 5}}
--- # rounds/self
findings: {{"1": {{score: 1, reason: 台账}}, "2": {{score: 3, reason: 台账}}, "3": {{not_applicable: 本级无此职权}}}}
"""


@pytest.mark.parametrize(
    ("policy", "first", "second", "converted"),
    [
        ("convert", (2, 1), (3, 3), 8),  # 4 of 5, × 10/5
        ("block", (4, 2), (6, 6), 8),  # everything × 10/5
        (
            "spread",
            (Fraction(9, 2), Fraction(9, 4)),
            (Fraction(11, 2), Fraction(11, 2)),
            Fraction(31, 4),
        ),  # + 2.5 each
        ("full", (2, 1), (3, 3), 9),
        ("{give: 4}", (2, 1), (3, 3), 8),
    ],
)
def test_policies_among_siblings(
    score: Score,
    policy: str,
    first: tuple[object, ...],
    second: tuple[object, ...],
    converted: object,
) -> None:
    got = score(SIBLINGS.format(policy=policy))
    marks = [got.by_code[code].marks for code in ("1", "2")]
    assert [(item.applicable, item.current) for item in marks] == [first, second]
    assert got.by_code["3"].state == "not_applicable"
    assert got.track("current").converted == converted
    assert got.root.applicable == got.root.current + got.losses.total


def test_convert_happens_once_at_the_root(got: Assessment) -> None:
    """25 of 100 do not apply: 60 of 75 are 80 of 100, and the block that lost them keeps 15 of 25.

    --- # tree
    indicators:
    - code: "1"
      name: 甲
      points: 50
      children:
      - {code: "1.1", name: 甲一, points: 25, evidence: none}
      - {code: "1.2", name: 甲二, points: 25}
    - {code: "2", name: 乙, points: 50, evidence: none}
    --- # rounds/self
    findings:
      "1.1": {score: 15, reason: 台账}
      "1.2": {not_applicable: 本级无此职权}
      "2": {score: 45, reason: 台账}
    """
    block = got.by_code["1"].marks
    assert (block.full, block.applicable, block.current) == (50, 25, 15)
    assert (got.root.full, got.root.applicable, got.root.current) == (100, 75, 60)
    assert got.track("current").converted == 80
    assert (got.losses.standard, got.completeness) == (15, 1)


def test_block_scales_inside_its_parent_only_and_says_so(got: Assessment) -> None:
    """
    --- # tree
    indicators:
    - code: "1"
      name: 甲
      points: 10
      not_applicable: block
      children:
      - {code: "1.1", name: 甲一, points: 4, evidence: none}
      - {code: "1.2", name: 甲二, points: 6}
    - {code: "2", name: 乙, points: 10, evidence: none}
    - {code: "3", name: 丙, points: 10}
    --- # rounds/self
    findings:
      "1.1": {score: 3, reason: 台账}
      "1.2": {not_applicable: 本级无此职权}
      "2": {score: 10, reason: 台账}
      "3": {not_applicable: 本级无此职权}
    """
    inner, block = got.by_code["1.1"], got.by_code["1"]
    assert (inner.marks.full, inner.marks.applicable, inner.marks.current) == (
        4,
        10,
        Fraction(15, 2),
    )
    assert inner.why.endswith("；同级有不适用指标，4 分放大为 10 分")
    assert (block.marks.applicable, block.marks.losses.standard) == (10, Fraction(5, 2))
    assert got.by_code["2"].marks.applicable == 10
    assert got.root.applicable == 20  # the tree's own policy takes 3 out of the denominator


@pytest.mark.parametrize(
    ("policy", "first", "second"),
    [
        (
            "block",
            4 * Fraction(3, 2),
            8 * Fraction(3, 2),
        ),  # 6 in proportion to 4 : 8, not to 10 : 8
        ("spread", 4 + 3, 8 + 3),  # 3 each on what applies, not 4 × 13/10
    ],
)
def test_points_of_a_sibling_are_taken_over_by_what_still_applies(
    score: Score, policy: str, first: Fraction, second: Fraction
) -> None:
    """Of the 10 published points of 甲 only 4 apply: shares are reckoned from these 4, and 18 of 24
    remain in sum."""
    got = score(f"""
--- # tree
indicators:
- code: "1"
  name: 甲
  points: 10
  children:
  - {{code: "1.1", name: 甲一, points: 4, evidence: none}}
  - {{code: "1.2", name: 甲二, points: 6}}
- {{code: "2", name: 乙, points: 8, evidence: none}}
- {{code: "3", name: 丙, points: 6, not_applicable: {policy}}}
--- # rounds/self
findings:
  "1.1": {{score: 2, reason: 台账}}
  "1.2": {{not_applicable: 本级无此职权}}
  "2": {{score: 8, reason: 台账}}
  "3": {{not_applicable: 本级无此职权}}
""")
    assert got.by_code["1"].marks.applicable == got.by_code["1.1"].marks.applicable == first
    assert got.by_code["1"].marks.current == first / 2
    assert got.by_code["2"].marks.applicable == second
    assert (got.root.full, got.root.applicable) == (24, 18)


def test_siblings_gone_by_different_policies_each_give_their_own_points(got: Assessment) -> None:
    """4 points go in proportion to 5 : 8, 3 points in halves, 2 points vanish.

    --- # tree
    indicators:
    - {code: "1", name: 甲, points: 4, not_applicable: block}
    - {code: "2", name: 乙, points: 3, not_applicable: spread}
    - {code: "3", name: 丙, points: 2}
    - {code: "4", name: 丁, points: 5}
    - {code: "5", name: 戊, points: 8}
    --- # rounds/self
    findings: {"1": {not_applicable: 无}, "2": {not_applicable: 无}, "3": {not_applicable: 无}}
    """
    assert got.by_code["4"].marks.applicable == 5 + Fraction(20, 13) + Fraction(3, 2)
    assert got.by_code["5"].marks.applicable == 8 + Fraction(32, 13) + Fraction(3, 2)
    assert got.root.applicable == 20


def test_node_whose_children_are_all_gone_is_gone_itself(got: Assessment) -> None:
    """Its 4 points go to its sibling by the policy of the tree: 3 of 6 weigh 5 of 10.

    --- # tree
    not_applicable: block
    indicators:
    - code: "1"
      name: 甲
      points: 4
      children:
      - code: "1.1"
        name: 甲一
        children: [{code: "1.1.1", name: 甲一一}, {code: "1.1.2", name: 甲一二}]
      - {code: "1.2", name: 甲二}
    - {code: "2", name: 乙, points: 6, evidence: none}
    --- # rounds/self
    findings:
      "1.1.1": {not_applicable: 无}
      "1.1.2": {not_applicable: 无}
      "1.2": {not_applicable: 无}
      "2": {score: 3, reason: 台账}
    """
    assert [got.by_code[code].state for code in ("1", "1.1", "1.1.2", "2")] == [
        "not_applicable"
    ] * 3 + ["partial"]
    assert (got.by_code["2"].marks.applicable, got.by_code["2"].marks.current) == (10, 5)
    assert got.by_code["1"].why.startswith("下级指标均不适用")


def test_nothing_applicable_at_all(got: Assessment) -> None:
    """
    --- # tree
    not_applicable: spread
    indicators: [{code: "1", name: 甲, points: 4}]
    --- # rounds/self
    findings: {"1": {not_applicable: 无}}
    """
    assert (got.root.applicable, got.track("current").converted, got.completeness) == (0, 0, 1)


def test_folded_block_shows_its_own_scale_inside_and_the_tree_s_outside(got: Assessment) -> None:
    """30 of the inner 100 are 12 of 40; the other half is unassessed.

    --- # tree
    indicators:
    - code: "1"
      name: 网上
      points: 40
      fold: true
      children:
      - {code: "1.1", name: 网上一, points: 50, evidence: none}
      - {code: "1.2", name: 网上二, points: 50}
    - {code: "2", name: 实地, points: 60, evidence: none}
    --- # rounds/self
    findings: {"1.1": {score: 30, reason: 网页}, "2": {score: 60, reason: 现场}}
    """
    inner, block = got.by_code["1.1"], got.by_code["1"]
    assert (inner.marks.applicable, inner.marks.current, inner.factor) == (50, 30, Fraction(2, 5))
    assert (block.marks.full, block.marks.current, block.factor) == (40, 12, 1)
    assert (block.marks.losses.unassessed, block.marks.losses.standard) == (20, 8)
    assert block.why.startswith(
        "下级 2 项合计（按 40 分折算）：应得 40.00 分，现得 12.00 分，失分：未评 20.00 分，"
        "标准未达到 8.00 分"
    )
    assert [got.by_code[code].state for code in ("1", "1.1", "1.2", "2")] == [
        "partial",
        "partial",
        "unassessed",
        "full",
    ]
    assert (got.root.current, got.high, got.completeness) == (72, 92, Fraction(4, 5))


def test_scaling_stops_at_the_border_of_a_folded_block(got: Assessment) -> None:
    """20 points go in proportion to 40 : 40, so that the block weighs 50; inside, the scale of 100
    stays.

    --- # tree
    not_applicable: block
    indicators:
    - code: "1"
      name: 网上
      points: 40
      fold: true
      children: [{code: "1.1", name: 网上一, points: 50}, {code: "1.2", name: 网上二, points: 50}]
    - {code: "2", name: 实地, points: 40}
    - {code: "3", name: 问卷, points: 20}
    --- # rounds/self
    findings: {"3": {not_applicable: 未开展}}
    """
    assert (got.by_code["1"].marks.applicable, got.by_code["2"].marks.applicable) == (50, 50)
    assert (got.by_code["1.1"].marks.applicable, got.by_code["1.1"].factor) == (50, Fraction(1, 2))


def test_folded_block_that_lost_a_child_folds_what_is_left(got: Assessment) -> None:
    """50 of the inner 100 are left: 20 of 40 on the scale of the tree.

    --- # tree
    indicators:
    - code: "1"
      name: 网上
      points: 40
      fold: true
      children: [{code: "1.1", name: 网上一, points: 50, evidence: none}, {code: "1.2", name: 网上二, points: 50}]
    --- # rounds/self
    findings: {"1.1": {score: 25, reason: 网页}, "1.2": {not_applicable: 无}}
    """
    assert (got.by_code["1"].marks.applicable, got.by_code["1"].marks.current) == (20, 10)
    assert got.track("current").converted == 20


def test_bonus_and_penalty_children_never_enter_a_sum(got: Assessment) -> None:
    """
    --- # tree
    indicators:
    - code: "1"
      name: 甲
      points: 10
      children:
      - {code: "1.1", name: 甲一, evidence: none}
      - {code: "1.2", name: 亮点, kind: bonus, points: 3, evidence: none}
      - {code: "1.3", name: 迟报, kind: penalty, points: 2, rule: {type: met}}
    --- # rounds/self
    findings: {"1.1": {score: 6, reason: 台账}, "1.2": {score: 3, reason: 表彰}, "1.3": {met:
    false}}
    """
    block = got.by_code["1"].marks
    assert [getattr(block, track) for track in TRACKS] == [6, 6, None, 6]
    assert (block.applicable, block.losses.total, got.root.applicable) == (10, 4, 10)
    total = got.track("current")
    assert (total.converted, total.bonus, total.penalty, total.final) == (6, 3, 2, 7)
