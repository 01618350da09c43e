"""What changed between rounds: the causes add up exactly, whatever rounds, evidence and indicator
systems."""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import profiles
import pytest
import strategies
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine import Track
from scoring.engine.attribution import TOTAL_KEYS, Between, Causes, Line, between
from scoring.engine.counterfactuals import Side
from scoring.evidence.carried_by import carried_now
from scoring.rounds.verification import verifying
from scoring.workspace import Workspace, open_workspace

TRACKS: tuple[Track, ...] = ("claimed", "supported", "current")
Build = Callable[[str], Workspace]


def side_of(workspace: Workspace, name: str = "") -> Side:
    """A self round of a workspace with what verifies it; the current one unless another is
    named."""
    round_ = next(item for item in workspace.rounds if item.id == (name or workspace.current.id))
    found = carried_now(
        workspace.tree, workspace.records, workspace.files, round_.head.window, round_.head.as_of
    )
    return Side(workspace.tree, round_, found, tuple(verifying(workspace.rounds, round_)))


def written(ws: dict[str, Any]) -> Side:
    with tempfile.TemporaryDirectory() as folder:
        return side_of(open_workspace(strategies.write(ws, Path(folder))).whole())


@st.composite
def seasons(draw: st.DrawFn, count: int) -> list[Side]:
    """Rounds under one indicator system: findings, evidence and verification are each drawn anew,
    or stay."""
    d = strategies.Dice(draw)
    first = draw(strategies.workspaces())
    made = [first]
    for _ in range(count - 1):
        ws = copy.deepcopy(made[-1])
        if d.chance(60):
            ws["register"], ws["files"] = strategies.register_of(d, ws["tree"])
        ids = [record["id"] for record in ws["register"]]
        if d.chance(70):
            ws["rounds"] = strategies.rounds_of(
                d, ws["tree"], strategies.points_of(ws["tree"]), ids
            )
        made.append(ws)
    return [written(ws) for ws in made]


def line(found: Between, code: str) -> Line:
    return next(item for item in found.lines if item.last.node.code == code)


def adds_up(found: Between) -> None:
    for item in found.lines:
        known = [score if score is not None else Fraction(0) for score in item.scores]
        assert item.change == known[-1] - known[0], item.last.node.code
        for at, step in enumerate(item.steps):
            assert step.total == known[at + 1] - known[at], item.last.node.code
    for part in found.total:
        assert part.change == part.scores[-1] - part.scores[0]
        assert [step.total for step in part.steps] == [
            b - a for a, b in zip(part.scores, part.scores[1:], strict=False)
        ]
    final = found.part("final")
    for at in range(len(final.scores)):
        assert final.scores[at] == sum(found.part(wanted).scores[at] for wanted in TOTAL_KEYS[:-1])
    assert final.causes == sum((found.part(wanted).causes for wanted in TOTAL_KEYS[:-1]), Causes())
    assert list(final.scores) == [one.track(found.track).final for one in found.assessments]


@pytest.mark.slow
@settings(max_examples=profiles.EXAMPLES // 2)
@given(seasons(2), st.sampled_from(TRACKS))
def test_the_causes_add_up_to_the_change_at_every_node_and_in_the_total(
    sides: list[Side], track: Track
) -> None:
    found = between(sides, track)
    adds_up(found)
    assert all(not item.causes.tree for item in (*found.lines, *found.total))
    assert [item.last.node.code for item in found.lines] == [
        node.code for node in sides[0].tree.walk()
    ]


@pytest.mark.slow
@settings(max_examples=profiles.EXAMPLES // 3)
@given(seasons(2))
def test_swapping_the_rounds_turns_every_change_round(sides: list[Side]) -> None:
    there, back = between(sides), between(sides[::-1])
    assert [-item.change for item in there.lines] == [item.change for item in back.lines]
    assert [-item.change for item in there.total] == [item.change for item in back.total]


@settings(max_examples=profiles.EXAMPLES // 3)
@given(strategies.workspaces())
def test_a_round_with_itself_changes_nothing(ws: dict[str, Any]) -> None:
    side = written(ws)
    found = between([side, replace(side)])
    assert not any(item.causes.moved for item in (*found.lines, *found.total))


@settings(max_examples=profiles.EXAMPLES // 3)
@given(seasons(3))
def test_three_rounds_are_the_two_steps_added_up(sides: list[Side]) -> None:
    whole, early, late = between(sides), between(sides[:2]), between(sides[1:])
    adds_up(whole)
    straight = between([sides[0], sides[2]])
    for at, item in enumerate(whole.lines):
        assert item.causes == early.lines[at].causes + late.lines[at].causes
        assert item.change == straight.lines[at].change
    for wanted in TOTAL_KEYS:
        assert whole.part(wanted).causes == early.part(wanted).causes + late.part(wanted).causes
        assert whole.part(wanted).change == straight.part(wanted).change


@pytest.mark.slow
@settings(max_examples=profiles.EXAMPLES // 2)
@given(strategies.workspaces(), strategies.workspaces(), st.sampled_from(TRACKS))
def test_the_causes_add_up_under_two_indicator_systems_and_every_node_stands_in_one_line(
    one: dict[str, Any], other: dict[str, Any], track: Track
) -> None:
    sides = [written(one), written(other), written(one)]
    found = between(sides, track)
    adds_up(found)
    for at, side in enumerate(sides):
        codes = [item.nodes[at].node.code for item in found.lines if item.nodes[at] is not None]  # type: ignore[union-attr]
        assert sorted(codes) == sorted(node.code for node in side.tree.walk())
    for item in found.lines:
        for at, step in enumerate(item.steps):
            if (item.nodes[at] is None) != (item.nodes[at + 1] is None):
                assert step == Causes(tree=step.total)


TWO_ROUNDS = """
--- # tree
indicators:
- {code: "1", name: 制度, points: 4, children: [
    {code: "1.1", name: 文件公开, points: 2, rule: {type: ratio}, evidence: [{name: 清单}, {name: 台账}]},
    {code: "1.2", name: 依法审查, points: 2, rule: {type: met}, evidence: none}]}
--- # evidence
- {id: E1, url: "https://example.com/1", seen: 2025-03-01, proves: [{indicator: "1.1", item: 清单}]}
- {id: E2, url: "https://example.com/2", seen: 2026-03-01, proves: [{indicator: "1.1", item: 台账}]}
"""
SELF_2025 = """
--- # rounds/before
as_of: 2025-11-20
window: {from: 2025-01-01, to: 2025-12-31}
findings: {"1.1": {done: 1, of: 2}}
"""
SELF_2026 = """
--- # rounds/self
window: {from: 2025-01-01, to: 2026-12-31}
findings: {"1.1": {done: 2, of: 2}, "1.2": {met: true}}
"""
MOCK = """
--- # rounds/mock
kind: mock
basis: self
findings: {"1.2": {score: 0.5, reason: 抽查两件不合格}}
"""


def test_findings_come_before_evidence_and_verification_comes_last(build: Build) -> None:
    """1.1: half done and half proved gives 0.5; fully done 1; fully proved 2. 1.2: claimed 2, cut
    to 0.5."""
    workspace = build(TWO_ROUNDS + SELF_2025 + SELF_2026 + MOCK)
    found = between([side_of(workspace, "before"), side_of(workspace)])
    assert line(found, "1.1").scores == (Fraction(1, 2), Fraction(2))
    assert line(found, "1.1").causes == Causes(finding=Fraction(1, 2), evidence=Fraction(1))
    assert line(found, "1.2").causes == Causes(finding=Fraction(2), verification=Fraction(-3, 2))
    assert line(found, "1").causes == line(found, "1.1").causes + line(found, "1.2").causes
    claimed = between([side_of(workspace, "before"), side_of(workspace)], "claimed")
    assert line(claimed, "1.1").causes == Causes(finding=Fraction(1))
    assert claimed.part("final").causes == Causes(finding=Fraction(3))


def test_a_bonus_a_penalty_and_a_veto_are_told_apart(build: Build) -> None:
    workspace = build(
        """
        --- # tree
        vetoes: [{code: V1, name: 重大舆情, effect: cap, at: 3}]
        indicators:
        - {code: "1", name: 制度, points: 4, rule: {type: met}, evidence: none}
        - {code: "2", name: 表彰, points: 2, kind: bonus, rule: {type: met}, evidence: none}
        - {code: "3", name: 通报, points: 2, kind: penalty, rule: {type: met}}
        --- # rounds/before
        as_of: 2025-11-20
        findings: {"1": {met: true}}
        --- # rounds/self
        findings: {"1": {met: true}, "2": {met: true}, "3": {met: false}}
        vetoes: {V1: true}
        """
    )
    found = between([side_of(workspace, "before"), side_of(workspace)])
    assert {part.key: (part.scores, part.change) for part in found.total} == {
        "base": ((4, 4), 0),
        "bonus": ((0, 2), 2),
        "penalty": ((0, -2), -2),
        "veto": ((0, -1), -1),
        "final": ((4, 3), -1),
    }
    assert found.part("final").causes == Causes(finding=Fraction(-1))


OLD = """
indicators:
- {code: "1", name: 规范性文件备案审查, points: 2, rule: {type: ratio}, evidence: [{name: 清单}]}
- {code: "2", name: 行政应诉工作, points: 2, rule: {type: met}, evidence: none}
- {code: "3", name: 村居法律顾问, points: 1, rule: {type: met}, evidence: none}
"""
NEW = """
indicators:
- {code: "1", name: 规范性文件备案审查, points: 3, rule: {type: ratio}, evidence: [{name: 清单}, {name: 台账}]}
- {code: "2", name: 行政应诉工作, points: 2, rule: {type: ratio}, evidence: none}
- {code: "4", name: 营商环境投诉, points: 1, rule: {type: met}, evidence: none}
"""


def under(build: Build, tree: str, findings: str) -> Side:
    ident = "old" if tree is OLD else "new"
    # A piece fills one requirement unless it names more.
    items = ("清单",) if tree is OLD else ("清单", "台账")
    proofs = "[" + ", ".join(f"{{indicator: '1', item: {item}}}" for item in items) + "]"
    return side_of(
        build(
            f"--- # tree\nid: {ident}\n{tree}\n--- # rounds/self\nfindings: {findings}\n"
            f"--- # evidence\n- {{id: E1, url: 'https://example.com/1', seen: 2026-03-01, proves: "
            f"{proofs}}}\n"
        )
    )


def test_another_indicator_system_takes_over_what_its_rules_take(build: Build) -> None:
    """1 keeps its finding under more points and a new requirement that the later round meets; 2 has
    another rule."""
    before = under(build, OLD, '{"1": {done: 1, of: 2}, "2": {met: true}, "3": {met: true}}')
    after = under(build, NEW, '{"1": {done: 2, of: 2}, "2": {done: 1, of: 2}, "4": {met: true}}')
    found = between([before, after])
    assert line(found, "1").scores == (1, 3)
    assert line(found, "1").causes == Causes(tree=Fraction(1, 2), finding=Fraction(3, 2))
    assert line(found, "2").causes == Causes(tree=Fraction(-1)), (
        "a finding that the new rule does not take"
    )
    assert line(found, "4").scores == (None, 1)
    assert line(found, "4").causes == Causes(tree=Fraction(1))
    gone = next(item for item in found.lines if item.nodes[1] is None)
    assert (gone.last.node.code, gone.causes) == ("3", Causes(tree=Fraction(-1)))
    assert found.part("final").causes == Causes(tree=Fraction(-1, 2), finding=Fraction(3, 2))


def test_an_indicator_that_was_split_goes_on_as_the_parent_of_its_parts(build: Build) -> None:
    before = under(build, OLD, '{"2": {met: true}}')
    parts = NEW.replace(
        '{code: "2", name: 行政应诉工作, points: 2, rule: {type: ratio}, evidence: none}',
        '{code: "2", name: 行政应诉工作, points: 2, children: [{code: "2.1", name: 出庭, rule: '
        "{type: met}, evidence: "
        'none}, {code: "2.2", name: 履行判决, rule: {type: met}, evidence: none}]}',
    )
    after = under(build, parts, '{"2.1": {met: true}}')
    found = between([before, after])
    assert [line(found, code).scores for code in ("2", "2.1", "2.2")] == [
        (2, 1),
        (None, 1),
        (None, 0),
    ]
    assert line(found, "2").causes == Causes(tree=Fraction(-1))
    assert line(found, "2").changes == (("split",),)


def test_evidence_found_untrue_is_a_change_of_the_verification(build: Build) -> None:
    untrue = MOCK.replace(
        '{"1.2": {score: 0.5, reason: 抽查两件不合格}}',
        '{"1.1": {score: 2, reason: 台账不实, untrue: [E2], penalty: 0.5}}',
    )
    text = TWO_ROUNDS + SELF_2026.replace("rounds/self", "rounds/before") + SELF_2026 + untrue
    workspace = build(text)
    found = between([side_of(workspace, "before"), side_of(workspace)], "supported")
    assert line(found, "1.1").scores == (2, 1)
    assert line(found, "1.1").causes == Causes(verification=Fraction(-1))
    current = between([side_of(workspace, "before"), side_of(workspace)])
    assert line(current, "1.1").causes == Causes(verification=Fraction(-1, 2))
