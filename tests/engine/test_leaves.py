"""One leaf: three scores, four losses, and who decides whether it applies."""

# mypy: no-strict-equality
# Scores are fractions; what is expected of them is written as plain numbers.

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from scoring.engine import Assessment
from scoring.engine.assessment import NodeResult
from scoring.workspace import Workspace

Score = Callable[[str], Assessment]
HALF = """
--- # tree
indicators:
- {code: "1", name: 甲, points: 10, evidence: [{name: 通知}, {name: 台账}]}
--- # evidence
- {id: E1, url: "https://www.example.gov.cn/1", seen: 2026-05-01, proves: [{indicator: "1", item: 通知}]}
--- # rounds/self
findings: {"1": {score: 8, reason: 台账不全}}
"""


def losses(item: NodeResult) -> tuple[Fraction, ...]:
    found = item.marks.losses
    return (found.unassessed, found.standard, found.evidence, found.inspection)


def test_claim_is_carried_as_far_as_its_required_items_are_met(score: Score) -> None:
    """8 of 10 claimed, one of two required items met: 4 supported."""
    leaf = score(HALF).by_code["1"]
    assert (leaf.marks.claimed, leaf.marks.supported, leaf.marks.verified, leaf.marks.current) == (
        8,
        4,
        None,
        4,
    )
    assert losses(leaf) == (0, 2, 4, 0)
    assert leaf.state == "partial"
    assert leaf.why.endswith("佐证要求 2 项，有效 1 项，缺“台账”，佐证支撑 50%，计 4 分")


def test_strict_support_is_all_or_nothing(score: Score) -> None:
    leaf = score(HALF.replace("--- # tree", "--- # tree\nsupport: strict")).by_code["1"]
    assert (leaf.marks.supported, losses(leaf), leaf.state) == (0, (0, 2, 8, 0), "none")


@pytest.mark.parametrize(
    ("verified", "standard", "evidence", "cut"),
    [
        ("3", 2, 4, 1),
        ("4", 2, 4, 0),
        ("7", 2, 1, 0),
        ("8", 2, 0, 0),
        ("9", 1, 0, 0),
        ("10", 0, 0, 0),
        ("0", 2, 4, 4),
    ],
)
def test_inspected_above_the_supported_score_shrinks_evidence_then_standard(
    score: Score, verified: str, standard: int, evidence: int, cut: int
) -> None:
    inspection = f"""--- # rounds/province
kind: inspection
basis: self
findings: {{"1": {{score: {verified}, reason: 现场核验}}}}
"""
    leaf = score(HALF + inspection).by_code["1"]
    assert losses(leaf) == (0, standard, evidence, cut)
    assert (leaf.marks.verified, leaf.marks.current) == (int(verified), int(verified))


def test_leaf_without_a_finding_is_unassessed_and_neither_nothing_nor_full(got: Assessment) -> None:
    """
    --- # tree
    indicators: [{code: "1", name: 甲, points: 10}]
    --- # rounds/self
    findings: {"1": {note: 待填}}
    """
    leaf = got.by_code["1"]
    assert (losses(leaf), leaf.state, leaf.why) == ((10, 0, 0, 0), "unassessed", "尚未评分")
    assert (got.low, got.high, got.completeness) == (0, 10, 0)


def test_faulty_finding_counts_as_unassessed(workspace: Workspace) -> None:
    """
    --- # tree
    indicators: [{code: "1", name: 甲, points: 10, rule: {type: met}}]
    --- # rounds/self
    findings: {"1": {met: 也许}}
    """
    assert workspace.errors
    assert workspace.assess().by_code["1"].state == "unassessed"


def test_inspected_without_a_finding_of_ours_loses_to_the_standard_only(got: Assessment) -> None:
    """
    --- # tree
    indicators: [{code: "1", name: 甲, points: 10}]
    --- # rounds/self
    findings: {}
    --- # rounds/province
    kind: inspection
    basis: self
    findings: {"1": {score: 6, reason: 现场核验}}
    """
    leaf = got.by_code["1"]
    assert (leaf.marks.claimed, leaf.marks.current, losses(leaf)) == (0, 6, (0, 4, 0, 0))
    assert leaf.why == "核验（province）：评议：现场核验，得 6 分（满分 10 分）"


def test_inspection_reinstates_what_we_called_not_applicable(got: Assessment) -> None:
    """
    --- # tree
    indicators: [{code: "1", name: 甲, points: 10}]
    --- # rounds/self
    findings: {"1": {not_applicable: 本级无此职权}}
    --- # rounds/province
    kind: inspection
    basis: self
    findings: {"1": {score: 4, reason: 现场核验}}
    """
    leaf = got.by_code["1"]
    assert (
        leaf.marks.applicable,
        leaf.marks.claimed,
        leaf.marks.supported,
        leaf.marks.current,
    ) == (10, 0, 0, 4)
    assert losses(leaf) == (0, 6, 0, 0)
    assert leaf.why.startswith("自评认定不适用，核验认定适用，自评分计 0；核验（province）")


def test_inspection_finds_a_leaf_not_applicable(got: Assessment) -> None:
    """
    --- # tree
    indicators: [{code: "1", name: 甲, points: 10}, {code: "2", name: 乙, points: 10, evidence:
    none}]
    --- # rounds/self
    findings: {"1": {score: 8, reason: 台账}, "2": {score: 8, reason: 台账}}
    --- # rounds/province
    kind: inspection
    basis: self
    findings: {"1": {not_applicable: 职权已上收, approved_by: 省评查组}}
    """
    leaf = got.by_code["1"]
    assert (leaf.marks.full, leaf.marks.applicable, leaf.marks.claimed, leaf.marks.verified) == (
        10,
        0,
        0,
        0,
    )
    assert (losses(leaf), leaf.state) == ((0, 0, 0, 0), "not_applicable")
    assert leaf.why.startswith("不适用：职权已上收（省评查组同意）；")
    assert got.root.applicable == 10


@pytest.mark.parametrize(
    ("policy", "value", "standard"),
    [("full", Fraction(5), 0), ("{give: 4}", Fraction(4), 1), ("{give: 0}", 0, 5)],
)
def test_full_and_give_carry_all_tracks(
    score: Score, policy: str, value: Fraction, standard: int
) -> None:
    text = f"""
--- # tree
not_applicable: {policy}
indicators: [{{code: "1", name: 甲, points: 5}}, {{code: "2", name: 乙, points: 5}}]
--- # rounds/self
findings: {{"1": {{not_applicable: 本级无此职权}}}}
"""
    leaf = score(text).by_code["1"]
    assert (
        leaf.marks.applicable,
        leaf.marks.claimed,
        leaf.marks.supported,
        leaf.marks.current,
    ) == (5, *[value] * 3)
    assert (leaf.marks.verified, losses(leaf), leaf.state) == (
        None,
        (0, standard, 0, 0),
        "not_applicable",
    )
    inspected = text + (
        "--- # rounds/province\nkind: inspection\nbasis: self\nfindings: {'2': {score: 1, reason: "
        "现场}}\n"
    )
    assert score(inspected).by_code["1"].marks.verified == value


def test_give_of_the_tree_is_cut_to_the_points_of_the_leaf(got: Assessment) -> None:
    """
    --- # tree
    not_applicable: {give: 3}
    indicators: [{code: "1", name: 甲, points: 2}, {code: "2", name: 乙, points: 8}]
    --- # rounds/self
    findings: {"1": {not_applicable: 无此职权}, "2": {not_applicable: 无此职权}}
    """
    assert (got.by_code["1"].marks.current, got.by_code["2"].marks.current) == (2, 3)
    assert got.losses.standard == 5


def test_who_verifies(got: Assessment) -> None:
    """A real inspection before a mock, the later before the earlier, on one day the later id;
    others do not verify.

    --- # tree
    indicators:
    - {code: "1", name: 甲, points: 10}
    - {code: "2", name: 乙, points: 10}
    - {code: "3", name: 丙, points: 10}
    - {code: "4", name: 丁, points: 10}
    --- # rounds/self
    findings: {}
    --- # rounds/early
    kind: inspection
    as_of: 2026-12-01
    basis: self
    findings: {"1": {score: 1, reason: 早}, "2": {score: 2, reason: 早}}
    --- # rounds/late-a
    kind: inspection
    as_of: 2026-12-09
    basis: self
    findings: {"1": {score: 3, reason: 同日}}
    --- # rounds/late-b
    kind: inspection
    as_of: 2026-12-09
    basis: self
    findings: {"1": {score: 4, reason: 同日}}
    --- # rounds/mock
    kind: mock
    as_of: 2026-12-30
    basis: self
    findings: {"1": {score: 9, reason: 模拟}, "3": {score: 5, reason: 模拟}}
    --- # rounds/apart
    kind: mock
    as_of: 2026-12-31
    findings: {"4": {score: 9, reason: 无关}}
    """
    assert [got.by_code[code].marks.current for code in ("1", "2", "3", "4")] == [4, 2, 5, 0]
    assert got.by_code["1"].why.startswith("核验（late-b）")
    assert got.by_code["3"].why.startswith("模拟核验（mock）")
    assert got.by_code["4"].state == "unassessed"


def test_bonus_and_penalty_leaves_have_nothing_to_lose(got: Assessment) -> None:
    """Evidence carries the bonus by half; it plays no part where points are taken away.

    --- # tree
    indicators:
    - {code: "1", name: 甲, points: 10, evidence: none}
    - {code: "2", name: 附加, kind: bonus, points: 4, evidence: [{name: 通知}, {name: 台账}]}
    - {code: "3", name: 倒扣, kind: penalty, points: 4, rule: {type: deduct, cases: [{name: 迟报, points: 1}]}}
    --- # evidence
    - {id: E1, url: "https://www.example.gov.cn/1", seen: 2026-05-01, proves: [{indicator: "2", item: 通知}]}
    --- # rounds/self
    findings: {"1": {score: 10, reason: 台账}, "2": {score: 3, reason: 表彰}, "3": {counts: {迟报:
    1}}}
    """
    bonus, taken = got.by_code["2"].marks, got.by_code["3"].marks
    assert (bonus.applicable, bonus.claimed, bonus.supported, bonus.losses.total) == (
        0,
        3,
        Fraction(3, 2),
        0,
    )
    assert (taken.applicable, taken.claimed, taken.supported, taken.losses.total) == (0, 3, 3, 0)
    assert got.losses.total == 0
