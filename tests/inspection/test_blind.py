"""Blind marking: whose marks somebody may not see before both have handed in.

::

    rounds/a.yaml   inspectors: [王敏]   basis: 2026-self   "1.1": 5
    rounds/b.yaml   inspectors: [李强]   basis: 2026-self   "1.1": 4
"""

from __future__ import annotations

import pytest
from samples import SOUND, Opener

from scoring.inspection.avoidance import barred
from scoring.inspection.blind import (
    counterparts,
    has_handed_in,
    inspectors_of,
    looked_at,
    sealed,
    tasks,
    without,
)
from scoring.workspace import Workspace, open_workspace

PEOPLE = """\
people:
  王敏: {roles: [评查], units: [县司法局]}
  李强: {roles: [评查]}
  赵刚: {roles: [评查组长]}
  孙丽: {roles: [填报人], units: [县教育局]}
"""
WORKSPACE = SOUND["workspace.yaml"] + PEOPLE


def round_text(name: str, inspector: str, score: str, more: str = "") -> str:
    return (
        f"round: {name}\nkind: inspection\nas_of: 2026-11-21\nbasis: 2026-self\n"
        f"inspectors: [{inspector}]\n{more}findings:\n"
        f'  "1.1": {{score: {score}, reason: 缺一页}}\n'
    )


def opened_with(opened: Opener, **rounds: str) -> Workspace:
    files = {f"rounds/{name}.yaml": text for name, text in rounds.items()}
    made: Workspace = opened({**SOUND, "workspace.yaml": WORKSPACE, **files})
    return made


@pytest.fixture
def two(opened: Opener) -> Workspace:
    return opened_with(opened, a=round_text("a", "王敏", "5"), b=round_text("b", "李强", "4"))


def test_the_marks_of_the_other_are_sealed_until_one_has_handed_in(two: Workspace) -> None:
    assert sealed(two, "王敏")["rounds/b.yaml"] >= {"1.1"}
    assert "rounds/a.yaml" not in sealed(two, "王敏")
    assert sealed(two, "李强")["rounds/a.yaml"] >= {"1.1"}


def test_who_inspects_nothing_is_kept_from_nothing(two: Workspace) -> None:
    assert sealed(two, "孙丽") == {}
    assert sealed(two, "没有这个人") == {}
    assert sealed(two, "赵刚") == {}


def test_after_handing_in_the_other_marks_are_open(opened: Opener) -> None:
    handed = "handed_in: {王敏: [{on: 2026-11-22, do: hand_in, by: 王敏}]}\n"
    workspace = opened_with(
        opened, a=round_text("a", "王敏", "5", handed), b=round_text("b", "李强", "4")
    )
    (a, b) = (item for item in workspace.rounds if item.kind == "inspection")
    assert has_handed_in(a, workspace.people, "王敏")
    assert not has_handed_in(b, workspace.people, "李强")
    assert sealed(workspace, "王敏") == {}
    assert sealed(workspace, "李强")["rounds/a.yaml"] >= {"1.1"}
    assert counterparts(workspace, b, "李强") == ["王敏"]


def test_a_closed_round_is_handed_in_whole(opened: Opener) -> None:
    locked = "locked: {on: 2026-11-22, by: 赵刚}\n"
    workspace = opened_with(opened, a=round_text("a", "王敏", "5", locked))
    (a,) = (item for item in workspace.rounds if item.kind == "inspection")
    assert has_handed_in(a, workspace.people, "李强")


def test_an_assignment_says_who_looks_at_what(opened: Opener) -> None:
    assigned = 'assignments: {王敏: ["1.1"], 李强: ["1"]}\n'
    workspace = opened_with(opened, a=round_text("a", "王敏, 李强", "5", assigned))
    (a,) = (item for item in workspace.rounds if item.kind == "inspection")
    tree, people = workspace.tree, workspace.people
    assert looked_at(a, tree) == ("1.1", "1.2", "2")
    assert tasks(a, tree, people, "王敏") == ("1.1",)
    assert tasks(a, tree, people, "李强") == ("1.1", "1.2")
    assert tasks(a, tree, people, "赵刚") == ()
    assert inspectors_of(a, "1.1", tree) == ("王敏", "李强")
    assert inspectors_of(a, "2", tree) == ()


def test_without_the_sealed_marks_nothing_that_follows_from_them_is_seen(two: Workspace) -> None:
    view = without(two, sealed(two, "王敏"))
    by_id = {item.id: item for item in view.rounds}
    assert by_id["b"].findings == {}
    assert set(by_id["a"].findings) == {"1.1"}
    total = view.assess().totals["verified"]
    assert total is not None
    assert total.score == 5


def test_what_is_wrong_is_told_of_all_marks_whoever_asks_first(opened: Opener) -> None:
    faulty = round_text("b", "李强", "4").replace("缺一页", "缺一页, opened: [E0099]")
    workspace = opened_with(opened, a=round_text("a", "王敏", "5"), b=faulty)
    view = without(workspace, sealed(workspace, "王敏"))
    twice = without(view, sealed(view, "王敏"))
    assert [item.rule for item in twice.problems].count("F012") == 1
    assert twice.problems == view.problems == workspace.problems
    assert workspace.problems == open_workspace(workspace.path).problems


def test_nobody_marks_what_is_of_the_own_unit_also_through_a_collective_name(
    opened: Opener,
) -> None:
    workspace = opened_with(opened)
    assert barred(workspace, "王敏", "1.1", []) == ("王敏是县司法局的人，不能核验本单位的“1.1”")
    assert barred(workspace, "李强", "1.1", []) == ""
    tree = SOUND["indicators/sample.yaml"].replace("lead: [县司法局]", "lead: [各单位]")
    collective: Workspace = opened(
        {**SOUND, "workspace.yaml": WORKSPACE, "indicators/sample.yaml": tree}
    )
    assert barred(collective, "王敏", "1.1", []) == ("王敏是县司法局的人，不能核验本单位的“1.1”")
