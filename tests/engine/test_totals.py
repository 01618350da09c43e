"""Conversion, bonus, penalties, vetoes, grades, in that order. Every expected number is worked out
by hand."""

# mypy: no-strict-equality
# Scores are fractions; what is expected of them is written as plain numbers.

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from scoring.engine import Assessment
from scoring.engine.totals import PoolEntry, pooled

Score = Callable[[str], Assessment]
WHOLE = """
--- # tree
bonus: {bonus}
grades: [{{name: 优秀, from: 90}}, {{name: 良好, from: 80}}, {{name: 合格, from: 60}}]
vetoes:
- {{code: V1, name: 舆情, effect: ineligible}}
- {{code: V2, name: 失信, effect: cap, at: 59}}
- {{code: V3, name: 造假, effect: zero}}
- {{code: V4, name: 通报, effect: no_top_grade}}
indicators:
- {{code: "1", name: 甲, points: 100, evidence: none}}
- {{code: "2", name: 附加, kind: bonus, points: 5, evidence: none}}
--- # rounds/self
findings: {{"1": {{score: {score}, reason: 台账}}, "2": {{score: 2, reason: 表彰}}}}
vetoes: {vetoes}
"""


def whole(score: str, bonus: str = "{}", vetoes: str = "{}") -> str:
    return WHOLE.format(score=score, bonus=bonus, vetoes=vetoes)


@pytest.mark.parametrize(
    ("value", "met", "final"),
    [("80", True, Fraction(82)), ("79.996", False, Fraction("79.996")), ("90", True, 92)],
)
def test_gate_compares_what_was_not_rounded(
    score: Score, value: str, met: bool, final: Fraction
) -> None:
    """79.996 prints as 80.00 and stays below a gate of 80."""
    total = score(whole(value, "{gate: 80}")).track("current")
    assert (total.gate_met, total.won, total.final) == (met, 2, final)
    assert total.bonus == (2 if met else 0)


def test_gate_looks_at_the_converted_score(got: Assessment) -> None:
    """60 of 75 applicable points are 80 of 100.

    --- # tree
    bonus: {gate: 80, cap: 1.5}
    indicators:
    - {code: "1", name: 甲, points: 75, evidence: none}
    - {code: "2", name: 乙, points: 25}
    - {code: "3", name: 附加, kind: bonus, points: 5, evidence: none}
    --- # rounds/self
    findings: {"1": {score: 60, reason: 台账}, "2": {not_applicable: 无}, "3": {score: 2, reason:
    表彰}}
    """
    total = got.track("current")
    assert (total.score, total.converted, total.bonus, total.final) == (
        60,
        80,
        Fraction(3, 2),
        Fraction(163, 2),
    )


def test_without_a_gate_or_cap_the_bonus_counts_whole(score: Score) -> None:
    total = score(whole("10")).track("current")
    assert (total.gate_met, total.bonus, total.final) == (None, 2, 12)


LADDERS = """
--- # tree
indicators:
- {{code: "1", name: 甲, points: 10, evidence: none}}
- code: "2"
  name: 附加
  kind: bonus
  children:
  - code: "2.1"
    name: 表彰
    points: 3
    evidence: none
    rule: {{type: ladder, steps: {{国家级: 3, 省级: 1}}}}
  - code: "2.2"
    name: 推广
    points: 5
    evidence: none
    rule: {{type: ladder, steps: {{国家级: 4, 省级: 2}}}}
--- # rounds/self
findings:
  "1": {{score: 10, reason: 台账}}
  "2.1": {{awards: {first}}}
  "2.2": {{awards: {second}}}
"""


@pytest.mark.parametrize(
    ("first", "second", "bonus"),
    [
        (
            "[{matter: 甲, level: 省级}]",
            "[{matter: 甲, level: 国家级}, {matter: 甲, level: 省级}]",
            4,
        ),  # one matter
        (
            "[{matter: 甲, level: 国家级}]",
            "[{matter: 乙, level: 国家级}, {matter: 丙, level: 省级}]",
            8,
        ),  # 3 + 5 of 6
        # 甲 is worth 1 in the first and 2 in the second, where there is room beside 乙 worth 3 in
        # the first
        (
            "[{matter: 甲, level: 省级}, {matter: 乙, level: 国家级}]",
            "[{matter: 甲, level: 省级}]",
            5,
        ),
        # 甲 rises to 3 in the first, whose cap 乙 fills alone: it still counts 2 in the second
        (
            "[{matter: 甲, level: 国家级}, {matter: 乙, level: 国家级}]",
            "[{matter: 甲, level: 省级}]",
            5,
        ),
        ("[]", "[]", 0),
    ],
)
def test_a_matter_counts_once_where_it_serves_best(
    score: Score, first: str, second: str, bonus: int
) -> None:
    assert score(LADDERS.format(first=first, second=second)).track("claimed").bonus == bonus


def entry(code: str, cap: int, **matters: int) -> PoolEntry:
    return PoolEntry(
        code, Fraction(cap), tuple((name, Fraction(worth)) for name, worth in matters.items())
    )


def test_pool_of_nothing_is_nothing() -> None:
    assert pooled([]) == 0
    assert pooled([entry("1", 5)]) == 0


def test_pool_looks_at_all_assignments_together() -> None:
    """Taking each matter where it is worth most gives 4 + 0; with b and c in the second leaf it is
    4 + 3."""
    assert pooled([entry("1", 4, a=4, b=3, c=3), entry("2", 3, c=2, b=1)]) == 4 + 3
    assert pooled([entry("1", 4, a=4, b=4), entry("2", 5, a=3, b=3)]) == 4 + 3
    assert pooled([entry("1", 4, a=4, b=4), entry("2", 10, a=1, b=5)]) == 4 + 5


def test_pool_of_many_shared_matters_is_still_the_best_one() -> None:
    """Forty matters in three leaves: all leaves are filled to their caps; two matters cannot fill
    the third."""
    names = [f"m{at}" for at in range(40)]
    steps = (5, 3, 1)
    leaves = [
        entry(str(leaf), 10, **{name: steps[(at + leaf) % 3] for at, name in enumerate(names)})
        for leaf in range(3)
    ]
    assert pooled(leaves) == 30
    assert pooled([entry(str(leaf), 10, a=5, b=3) for leaf in range(3)]) == 8


def test_gain_of_a_two_sided_rule_joins_the_pool_and_its_cap(got: Assessment) -> None:
    """87% is 3.5 steps of 2% above 80%: 1.75, capped at 1.5; with 2 from the bonus leaf 3.5, capped
    at 3.

    --- # tree
    bonus: {cap: 3}
    indicators:
    - code: "1"
      name: 甲
      points: 10
      evidence: none
      rule: {type: threshold, at: "80%", gain: 0.5, per: "2%", gain_cap: 1.5}
    - {code: "2", name: 附加, kind: bonus, points: 5, evidence: none}
    --- # rounds/self
    findings: {"1": {value: "87%"}, "2": {score: 2, reason: 表彰}}
    """
    total = got.track("current")
    assert (got.by_code["1"].marks.current, total.won, total.bonus, total.final) == (
        10,
        Fraction(7, 2),
        3,
        13,
    )


def test_bonus_counts_only_as_far_as_its_evidence_carries_it(got: Assessment) -> None:
    """
    --- # tree
    indicators:
    - {code: "1", name: 甲, points: 10, evidence: none}
    - {code: "2", name: 附加, kind: bonus, points: 4, evidence: [{name: 通报}, {name: 批示}]}
    - {code: "3", name: 无证, kind: bonus, points: 4}
    --- # evidence
    - {id: E1, url: "https://www.example.gov.cn/1", seen: 2026-05-01, proves: [{indicator: "2", item: 通报}]}
    --- # rounds/self
    findings: {"1": {score: 5, reason: 台账}, "2": {score: 4, reason: 表彰}, "3": {score: 4, reason:
    表彰}}
    """
    assert [got.track(track).bonus for track in ("claimed", "supported", "current")] == [8, 2, 2]


@pytest.mark.parametrize(("count", "taken", "final"), [("1", 2, 1), ("4", 5, 0)])
def test_penalty_takes_at_most_its_points_and_final_is_never_below_zero(
    score: Score, count: str, taken: int, final: int
) -> None:
    text = f"""
--- # tree
indicators:
- {{code: "1", name: 甲, points: 10, evidence: none}}
- {{code: "2", name: 倒扣, kind: penalty, points: 5, rule: {{type: deduct, cases: [{{name: 迟报, points: 2}}]}}}}
--- # rounds/self
findings: {{"1": {{score: 3, reason: 台账}}, "2": {{counts: {{迟报: {count}}}}}}}
"""
    total = score(text).track("current")
    assert (total.penalty, total.final) == (taken, final)


@pytest.mark.parametrize(
    ("vetoes", "final", "grade", "ready"),
    [
        ("{V1: false}", 97, "优秀", True),
        ("{V1: {on: 2026-03-02, authority: 省依法治省办}}", 97, "优秀", False),
        ("{V2: true}", 59, "未达等次", True),
        ("{V3: true}", 0, "未达等次", True),
        ("{V4: true}", 97, "良好", True),
        ("{V2: true, V3: true, V4: true}", 0, "未达等次", True),
    ],
)
def test_veto_acts_on_final_and_grade_and_leaves_the_score_standing(
    score: Score, vetoes: str, final: int, grade: str, ready: bool
) -> None:
    got = score(whole("95", vetoes=vetoes))
    total = got.track("current")
    assert (total.converted, total.bonus, total.final, total.grade) == (95, 2, final, grade)
    assert got.ready == ready
    assert [item.veto.code for item in got.vetoes if item.triggered] == [
        code
        for code in ("V1", "V2", "V3", "V4")
        if f"{code}: true" in vetoes or f"{code}: {{" in vetoes
    ]


def test_veto_that_holds_to_a_cap_does_not_lift_a_lower_score(score: Score) -> None:
    assert score(whole("30", vetoes="{V2: true}")).track("current").final == 32


@pytest.mark.parametrize(
    ("value", "grade"),
    [
        ("100", "优秀"),
        ("90", "优秀"),
        ("89.996", "良好"),
        ("80", "良好"),
        ("60", "合格"),
        ("59.99", "未达等次"),
    ],
)
def test_grade_is_reached_at_its_own_bound_unrounded(score: Score, value: str, grade: str) -> None:
    assert score(whole(value, "{cap: 0}")).track("current").grade == grade


def test_order_of_operations(got: Assessment) -> None:
    """60 of 75 → 80, gate open, bonus 4 of 6 → 84, penalty 3 → 81, capped at 70 by the veto, grade
    of 70.

    --- # tree
    bonus: {cap: 4, gate: 80}
    grades: [{name: 良好, from: 80}, {name: 合格, from: 60}]
    vetoes: [{code: V1, name: 失信, effect: cap, at: 70}]
    criteria: [{type: total, min: 70}, {type: total, min: 71}]
    indicators:
    - {code: "1", name: 甲, points: 75, evidence: none}
    - {code: "2", name: 乙, points: 25}
    - {code: "3", name: 附加, kind: bonus, points: 6, evidence: none}
    - {code: "4", name: 倒扣, kind: penalty, points: 3, rule: {type: met}}
    --- # rounds/self
    findings:
      "1": {score: 60, reason: 台账}
      "2": {not_applicable: 无}
      "3": {score: 6, reason: 表彰}
      "4": {met: false}
    vetoes: {V1: true}
    """
    total = got.track("current")
    assert (total.score, total.converted, total.bonus, total.penalty) == (60, 80, 4, 3)
    assert (total.final, total.grade) == (70, "合格")
    assert [item.met for item in got.verdicts] == [True, False]


INSPECTED = """
--- # tree
grades: [{{name: 合格, from: 1}}]
indicators:
- {{code: "1", name: 甲, points: 10, evidence: none}}
- {{code: "2", name: 乙, points: 10, evidence: none}}
- {{code: "3", name: 丙, points: 20}}
--- # rounds/self
findings: {{"1": {{score: 8, reason: 台账}}, "2": {{score: 6, reason: 台账}}, "3": {{not_applicable: 无}}}}
--- # rounds/province
kind: inspection
basis: self
findings: {findings}
"""


def test_verified_track_sums_what_was_inspected_and_has_a_grade_only_when_all_was(
    score: Score,
) -> None:
    """5 of 20 applicable points are 10 of 40; current mixes 5 and 6."""
    some = score(INSPECTED.format(findings='{"1": {score: 5, reason: 现场}}'))
    track = some.track("verified")
    assert (track.score, track.converted, track.grade) == (5, 10, "")
    assert (some.track("current").score, some.track("current").grade) == (11, "合格")
    whole_tree = score(
        INSPECTED.format(findings='{"1": {score: 5, reason: 现场}, "2": {score: 5, reason: 现场}}')
    )
    assert whole_tree.track("verified").grade == "合格"


def test_without_an_inspection_there_is_no_verified_track(score: Score) -> None:
    got = score(INSPECTED.format(findings="{}"))
    assert got.totals["verified"] is None
    with pytest.raises(KeyError):
        got.track("verified")


def test_low_and_high_take_everything_unassessed_at_nothing_and_at_full(got: Assessment) -> None:
    """50 of 100 now. Low: the open penalty takes 4. High: 100, the gate of 90 opens, and the open
    bonus adds its 5.

    --- # tree
    bonus: {gate: 90}
    indicators:
    - {code: "1", name: 甲, points: 50, evidence: none}
    - {code: "2", name: 乙, points: 50}
    - {code: "3", name: 附加, kind: bonus, points: 5}
    - {code: "4", name: 倒扣, kind: penalty, points: 4}
    --- # rounds/self
    findings: {"1": {score: 50, reason: 台账}}
    """
    assert (got.low, got.track("current").final, got.high) == (46, 50, 105)
    assert got.completeness == Fraction(1, 2)
