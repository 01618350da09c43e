"""What untrue evidence, methods and arbitration do to scores and losses; the identity holds
throughout."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from scoring.engine import CAUSES, Assessment, Losses
from scoring.engine.projection import project
from scoring.evidence.support import Support
from scoring.workspace import Workspace

Score = Callable[..., Assessment]

TREE = """\
--- # tree
untrue: {deduct: 50%}
bonus: {cap: 10}
indicators:
- {code: "1", name: 甲, points: 4, rule: {type: ratio}}
- {code: "2", name: 乙, points: 6, rule: {type: met}, evidence: [{name: 文件}, {name: 记录}]}
- {code: "3", name: 丙, kind: bonus, points: 5, rule: {type: ladder, steps: {省级: 3, 市级: 2}}, evidence: none}
- {code: "4", name: 丁, points: 2, rule: {type: threshold, at: "80%", gain: 1, per: "10%"}, evidence: none}
--- # evidence
- {id: E1, url: "https://example.com/1", seen: 2026-05-01, proves: [{indicator: "1"}, {indicator: "2", item: 文件}]}
- {id: E2, url: "https://example.com/2", seen: 2026-05-01, proves: [{indicator: "2", item: 记录}]}
--- # rounds/self
findings:
  "1": {done: 9, of: 10}
  "2": {met: true}
  "3": {awards: [{matter: 经验, level: 省级}, {matter: 表彰, level: 市级}]}
  "4": {value: "100%"}
--- # rounds/insp
kind: inspection
basis: self
findings:
"""


@pytest.fixture
def inspected(score: Score) -> Score:
    """The assessment of the tree above with these findings of the inspection."""
    return lambda *findings: score(TREE + "".join(f"  {finding}\n" for finding in findings))


def losses(got: Assessment, code: str) -> Losses:
    marks = got.by_code[code].marks
    if got.by_code[code].node.kind == "base":
        assert marks.applicable == marks.current + sum(
            (getattr(marks.losses, cause) for cause in CAUSES), Fraction(0)
        )
    return marks.losses


def test_an_untrue_piece_counts_no_more_for_the_leaf_where_it_was_found(inspected: Score) -> None:
    got = inspected('"2": {met: true, untrue: [E1], penalty: 1, opinion: 部分属实}')
    assert got.by_code["2"].marks.verified == 5
    assert got.by_code["2"].marks.supported == 3, "one of two requirements has lost its piece"
    assert losses(got, "2") == Losses(evidence=Fraction(1))
    leaf = got.by_code["2"].leaf
    assert leaf is not None
    support: Support = leaf.support
    assert support.requirements[0].in_vain == (("E1", "核验认定不实（insp）"),)
    assert got.by_code["1"].marks.supported == got.by_code["1"].marks.claimed, (
        "elsewhere nothing changes by itself"
    )


def test_the_tree_says_what_is_deducted_where_the_finding_does_not(inspected: Score) -> None:
    got = inspected('"1": {done: 9, of: 10, untrue: [E1]}')
    assert got.by_code["1"].marks.verified == Fraction(36, 10) - 2
    assert losses(got, "1") == Losses(standard=Fraction(4, 10), evidence=Fraction(2))
    assert "佐证 E1 不实，扣 2 分，得 1.6 分（满分 4 分）" in got.by_code["1"].why


def test_a_penalty_never_goes_below_nothing(inspected: Score) -> None:
    got = inspected('"1": {done: 1, of: 10, untrue: [E1], penalty: 4}')
    assert got.by_code["1"].marks.verified == 0


def test_untrue_awards_lower_the_bonus(inspected: Score) -> None:
    awards = "awards: [{matter: 经验, level: 省级}, {matter: 表彰, level: 市级}]"
    got = inspected(f'"3": {{{awards}, untrue: [E2], penalty: 4}}')
    assert got.track("claimed").won == 5 + 2, "two awards, and the gain of the fourth indicator"
    assert got.track("verified").won == 1


def test_no_gain_counts_beside_untrue_evidence(inspected: Score) -> None:
    got = inspected('"4": {value: "100%", untrue: [E2], penalty: 0}')
    assert got.by_code["4"].marks.verified == 2
    assert got.track("verified").won == 0
    assert got.track("claimed").won == 7


def test_a_mock_is_named_where_it_calls_evidence_untrue(score: Score) -> None:
    text = (
        TREE.replace("kind: inspection", "kind: mock") + '  "1": {done: 9, of: 10, untrue: [E1]}\n'
    )
    got = score(text)
    leaf = got.by_code["1"].leaf
    assert leaf is not None
    assert leaf.support.requirements[0].in_vain == (("E1", "模拟核验认定不实（insp）"),)
    assert got.only_mock


def test_what_an_arbitration_gave_goes_on_through_a_projection(
    build: Callable[..., Workspace],
) -> None:
    text = (
        TREE
        + '  "1": {score: 1, reason: 合议, arbitrates: true}\n--- # rounds/later\nkind: inspection\n'
    )
    text += 'as_of: 2026-12-01\nbasis: self\nfindings:\n  "1": {score: 2, reason: 缺页}\n'
    workspace = build(text)
    before = workspace.assess()
    assert before.by_code["1"].marks.verified == 1
    after = project(before, workspace.rounds, workspace.supports, {"1": {"inspection"}})
    assert after.by_code["1"].marks.verified == Fraction(36, 10)
