"""``explain CODE --format json``: a node with rule, findings, evidence and children."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from samples import MOCK, SOUND, changed, write

from scoring.documents.explain_data import explain_data, finding_data
from scoring.workspace import open_workspace

Files = dict[str, str | bytes]


def explained(folder: Path, code: str, files: Files | None = None) -> dict[str, Any]:
    workspace = open_workspace(write(folder, files or dict(SOUND))).whole()
    return explain_data(workspace, workspace.assess(), code)


def test_a_leaf_says_what_was_asked_and_found(tmp_path: Path) -> None:
    data = explained(tmp_path, "1.1")
    assert data["path"] == ["依法履职"]
    assert data["rule"]["sentence"] == "达到 100% 得满分，不足的按比例得分"
    assert data["finding"]["facts"] == {"done": "9", "of": "10"}
    assert (data["verification"], data["children"]) == ({}, [])
    assert data["why"]


def test_a_requirement_names_what_carries_it(tmp_path: Path) -> None:
    (asked,) = explained(tmp_path, "1.1")["evidence"]
    assert (asked["item"], asked["kinds"], asked["min"], asked["met"]) == (
        "办理清单",
        ["文件"],
        1,
        True,
    )
    assert asked["carried_by"] == [{"id": "E0001", "label": "一次办清单"}]
    assert asked["in_vain"] == []


def test_what_was_offered_in_vain_says_why(tmp_path: Path) -> None:
    files = changed("evidence/register.yaml", "date: 2026-03-01", "date: 2020-01-01")
    (asked,) = explained(tmp_path, "1.1", files)["evidence"]
    assert (asked["met"], asked["carried_by"]) == (False, [])
    assert [piece["id"] for piece in asked["in_vain"]] == ["E0001"]
    assert asked["in_vain"][0]["reason"]


def test_a_node_above_the_leaves_has_children_and_no_rule(tmp_path: Path) -> None:
    data = explained(tmp_path, "1")
    assert data["children"] == ["1.1", "1.2"]
    assert (data["rule"], data["finding"], data["evidence"]) == ({}, {}, [])


def test_a_verification_is_told_with_its_round(tmp_path: Path) -> None:
    data = explained(tmp_path, "1.1", {**SOUND, "rounds/2026-mock.yaml": MOCK})
    assert (data["verification"]["round"], data["verification"]["kind"]) == ("2026-mock", "mock")
    assert (data["verification"]["score"], data["verification"]["reason"]) == ("5.00", "清单缺一页")
    assert "score" not in data["finding"]


@pytest.mark.parametrize("finding", ["{not_applicable: 本级无此职权, approved_by: 李明}"])
def test_what_does_not_apply_has_a_reason_and_no_facts(tmp_path: Path, finding: str) -> None:
    files = changed("rounds/2026-self.yaml", "{done: 9, of: 10}", finding)
    data = explained(tmp_path, "1.1", files)["finding"]
    assert (data["facts"], data["not_applicable"], data["approved_by"]) == (
        {},
        "本级无此职权",
        "李明",
    )


def test_without_a_finding_there_is_nothing() -> None:
    assert finding_data(None) == {}
