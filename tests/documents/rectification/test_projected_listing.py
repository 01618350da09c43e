"""``score --projected``: the total if every item due by a day were mended."""

from __future__ import annotations

from datetime import date

import pytest
from helpers_ledger import item
from samples import SOUND, Opener, write

from scoring.documents.rectification.ledger import projected_data, projected_rows, projected_text
from scoring.engine.projection import Projection
from scoring.workspace import Workspace, open_workspace

TREE = SOUND["indicators/sample.yaml"].replace(
    "- {type: total, min: 60}", "- {type: total, min: 10}"
)
LEDGER = (
    item("R0001", due="2026-12-01"),
    item("R0002", due="2026-12-31", indicator='"1.2"'),
    item("R0003", due="2026-12-01", indicator='"1.2"', after="[R0002]"),
)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """9.40 of ten points, of which R0001 would win back 0.60; ten are asked for. R0003 waits for
    R0002, which is due later."""
    files = {**SOUND, "indicators/sample.yaml": TREE, "rectification.yaml": "".join(LEDGER)}
    return open_workspace(write(tmp_path_factory.mktemp("projected"), files)).whole()


def projected(workspace: Workspace, day: str) -> Projection:
    return workspace.project(date.fromisoformat(day), workspace.assess())


def test_the_text_says_what_changes_and_what_is_met_by_then(workspace: Workspace) -> None:
    assert projected_text(projected(workspace, "2026-12-01")).splitlines() == [
        "",
        "如果 2026-12-01 以前到期的 1 个整改事项都整改到位：",
        "  总分 9.40（未达等次） → 10.00（未达等次），变化 0.60 分；完成度 100.00%",
        "  条件 1 将达到：总分（现分）不低于 10 分（10.00）",
        "  要等别的事项先整改、没有计入的：R0003",
    ]


def test_before_anything_is_due_nothing_changes(workspace: Workspace) -> None:
    lines = projected_text(projected(workspace, "2026-11-22")).splitlines()
    assert lines[1] == "如果 2026-11-22 以前到期的 0 个整改事项都整改到位："
    assert "变化 0.00 分" in lines[2]
    assert lines[3:] == ["  仍未达到的条件：1"]


def test_json_and_csv_say_the_same(workspace: Workspace) -> None:
    projection = projected(workspace, "2026-12-01")
    data = projected_data(projection)
    assert (data["date"], data["items"], data["held"]) == ("2026-12-01", ["R0001"], ["R0003"])
    assert (data["current"]["final"], data["projected"]["final"]) == ("9.40", "10.00")
    assert [criterion["id"] for criterion in data["turned"]] == ["1"]
    assert data["ready"] is True
    assert projected_rows(projection) == [
        {"编号": "合计", "指标": "2026-12-01 整改到位后的总分", "现分": "10.00"}
    ]


def test_a_tree_without_grades_names_none(opened: Opener) -> None:
    grades = "grades: [{name: 优秀, from: 90}, {name: 合格, from: 60}]\n"
    files = {
        "indicators/sample.yaml": TREE.replace(grades, ""),
        "rectification.yaml": "".join(LEDGER),
    }
    workspace = opened({**SOUND, **files})
    text = projected_text(projected(workspace, "2026-12-01"))
    assert "  总分 9.40 → 10.00，变化 0.60 分" in text
