"""The ledger as ``rectify list``, ``show`` and ``sync`` print it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from helpers_ledger import files, item
from samples import write

from scoring.documents.rectification.ledger import (
    LISTED,
    SYNCED,
    count_text,
    list_text,
    show_data,
    show_text,
    sync_data,
    sync_rows,
    sync_text,
)
from scoring.rectification.proposals import Proposals, Update
from scoring.rectification.state import ItemState, states
from scoring.views.sheet import headings
from scoring.workspace import Workspace, open_workspace

DAY = date(2026, 11, 22)


def ledger(folder: Path, *items: str) -> tuple[Workspace, list[ItemState]]:
    workspace = open_workspace(write(folder, files(*items))).whole()
    nodes = workspace.assess().by_code
    return workspace, states(workspace.ledger, nodes, workspace.proofs, DAY)


def shown(folder: Path, *items: str) -> str:
    """``rectify show`` of the first item."""
    workspace, (state, *_) = ledger(folder, *items)
    return show_text(state, workspace.assess())


def test_an_item_is_a_line_with_what_is_to_be_minded(tmp_path: Path) -> None:
    """due: 2026-11-20, and today is 2026-11-22."""
    workspace, found = ledger(tmp_path, item(due="2026-11-20", lost='"0.60"', status="整改中"))
    text = list_text(found, workspace.ledger, DAY)
    assert text.splitlines()[0].split() == headings(LISTED)
    (line,) = [line for line in text.splitlines() if line.startswith("R0001")]
    assert line.split()[:4] == ["R0001", "1.1", "有一项没有上网", "0.60"]
    assert "2026-11-20（逾期" in line
    assert line.split()[-1] == "红"


def test_what_units_report_stands_with_the_problem(tmp_path: Path) -> None:
    report = "{on: 2026-11-01, do: progress, by: 李四, unit: 县司法局, note: 已整理清单}"
    events = ["{on: 2026-09-01, do: open, by: 张三}", report]
    workspace, found = ledger(tmp_path, item(events=events))
    text = list_text(found, workspace.ledger, DAY)
    assert "有一项没有上网；进展：2026-11-01 县司法" in text
    assert "局：已整理清单" in text  # the column is broken at forty


@pytest.mark.parametrize(
    ("items", "sentence"),
    [
        ((), "整改清单是空的。用 shifan rectify sync 从失分生成。"),
        ((item(),), "问题 1 个，已销号 0 个（0.00%）。"),
        (
            (item(status="已销号"), item("R0002", due="2026-11-20")),
            "问题 2 个，已销号 1 个（50.00%），逾期 1 个。",
        ),
        (
            (item(measures="[{text: 上网, done: 2026-11-01}, {text: 复核}]"),),
            "问题 1 个，已销号 0 个（0.00%）；措施 2 条，已完成 1 条。",
        ),
    ],
)
def test_problems_and_measures_are_counted_apart(
    tmp_path: Path, items: tuple[str, ...], sentence: str
) -> None:
    workspace, _ = ledger(tmp_path, *items)
    assert count_text(workspace.ledger, DAY) == sentence


def test_one_item_in_full(tmp_path: Path) -> None:
    text = shown(
        tmp_path,
        item(
            due="2026-12-01",
            lost='"0.60"',
            support="[县教育局]",
            person="李四",
            after="[R0002]",
            measures="[{text: 上网, due: 2026-11-30}, {text: 复核, done: 2026-11-01}]",
        ),
        item("R0002", indicator='"1.2"', cause="evidence"),
    )
    assert text.splitlines() == [
        "R0001 有一项没有上网",
        "状态：未整改，颜色：无",
        "来源：自评，原因：标准未达到，失 0.60 分，现在失 0.60 分",
        "指标：1.1 网上办理",
        "牵头：县司法局，责任单位：县教育局",
        "责任人：李四",
        "时限：2026-12-01",
        "要等：R0002",
        "措施 1：上网（2026-11-30）",
        "措施 2：复核（2026-11-01 完成）",
        "",
        "经过：",
        "  1. 2026-09-01 立项　张三",
        "",
        "现在可以：开始整改（start）、延期（extend）",
    ]


def test_an_extension_leaves_the_first_date_in_sight(tmp_path: Path) -> None:
    moved = "{on: 2026-09-20, do: extend, by: 张三, to: 2026-12-20, note: 停电, approved_by: 李明}"
    events = ["{on: 2026-09-01, do: open, by: 张三}", moved]
    text = shown(tmp_path, item(due="2026-12-01", events=events))
    assert "时限：2026-12-20（最初 2026-12-01）" in text.splitlines()
    assert "  2. 2026-09-20 延期　张三，至 2026-12-20，李明批准，停电" in text.splitlines()


def test_a_step_that_was_taken_back_is_marked_and_stays(tmp_path: Path) -> None:
    events = [
        "{on: 2026-09-01, do: open, by: 张三}",
        "{on: 2026-09-02, do: start, by: 李四}",
        "{on: 2026-09-03, do: correct, by: 王五, of: 2, note: 记错了}",
    ]
    lines = shown(tmp_path, item(events=events)).splitlines()
    assert "  2. 2026-09-02 开始整改（已更正，不算）　李四" in lines
    assert "  3. 2026-09-03 更正　王五，更正第 2 步，记错了" in lines


def test_json_of_an_item_says_what_is_possible(tmp_path: Path) -> None:
    _, (state,) = ledger(tmp_path, item(status="待验收"))
    data = show_data(state)
    assert (data["status"], data["effort"]) == ("待验收", "")
    assert {"close", "return"} <= set(data["possible"])
    assert [event["do"] for event in data["events"]] == ["open", "start", "submit"]


def proposals(**keys: Any) -> Proposals:
    """What a sync would do; nothing but what is given."""
    nothing: dict[str, Any] = {
        "created": (),
        "updated": (),
        "cleared": (),
        "back": (),
        "unchanged": 3,
    }
    return Proposals(**{**nothing, **keys})


def test_each_outcome_of_a_sync_is_a_row() -> None:
    created = {"id": "R0004", "cause": "evidence", "problem": "缺清单", "lead": ["县司法局"]}
    done = proposals(
        created=(created,),
        updated=(Update("R0001", "", "0.60"),),
        cleared=("R0002",),
        back=("R0003",),
    )
    rows = [dict(zip(headings(SYNCED), row, strict=True)) for row in sync_rows(done)]
    assert [(row["编号"], row["办理"]) for row in rows] == [
        ("R0004", "新增"),
        ("R0001", "失分更新"),
        ("R0002", "失分已消除，可申请销号"),
        ("R0003", "已销号但仍失分，应重新打开"),
    ]
    assert (rows[0]["牵头单位"], rows[0]["失分"]) == ("县司法局", "")
    assert (rows[1]["问题"], rows[1]["失分"]) == ("（未写） → 0.60", "0.60")
    assert sync_data(done)["created"][0]["lost"] == ""


def test_a_sync_that_changes_nothing_is_one_sentence() -> None:
    sentence = "新增 0 个，更新失分 0 个，失分已消除 0 个，应重新打开 0 个，其余 3 个不变。"
    assert sync_text(proposals()) == sentence
