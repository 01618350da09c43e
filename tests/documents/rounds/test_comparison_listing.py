"""``round compare``: rounds side by side on a terminal and as rows."""

from __future__ import annotations

import pytest
from samples import SOUND, write

from scoring.documents.rounds.comparison import (
    ROUNDS,
    chosen,
    compare_data,
    compare_text,
    evidence_text,
    node_columns,
    node_rows,
    round_rows,
    total_columns,
    total_rows,
)
from scoring.inspection.history import Compared, compare_rounds
from scoring.views.sheet import headings
from scoring.workspace import open_workspace


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Compared:
    """Of ten a year ago two were online, now nine: 1.20 became 5.40, nothing else changed."""
    now = str(SOUND["rounds/2026-self.yaml"])
    before = now.replace("2026-self", "2025-self").replace("done: 9", "done: 2")
    before = before.replace("as_of: 2026-11-20", "as_of: 2026-11-01")
    files = {**SOUND, "rounds/2025-self.yaml": before}
    workspace = open_workspace(write(tmp_path_factory.mktemp("rounds"), files)).whole()
    return compare_rounds(workspace, ("2025-self", "2026-self"), "current")


def test_an_indicator_has_its_scores_its_change_and_the_causes(compared: Compared) -> None:
    columns = headings(node_columns(compared))
    rows = {
        row[0]: dict(zip(columns, row, strict=True))
        for row in node_rows(compared, compared.found.lines)
    }
    assert rows["1.1"] == {
        "编号": "1.1",
        "指标": "网上办理",
        "级别": "2",
        "2025-self": "1.20",
        "2026-self": "5.40",
        "变化": "4.20",
        "体系变化": "0.00",
        "认定变化": "4.20",
        "佐证变化": "0.00",
        "核验变化": "0.00",
        "对应": "",
    }


def test_the_causes_of_the_total_add_up_to_its_change(compared: Compared) -> None:
    columns = headings(node_columns(compared))
    rows = [dict(zip(columns, row, strict=True)) for row in total_rows(compared)]
    final = rows[-1]
    assert (final["编号"], final["指标"], final["变化"]) == ("合计", "总分", "4.20")
    assert [final[name] for name in ("体系变化", "认定变化", "佐证变化", "核验变化")] == [
        "0.00",
        "4.20",
        "0.00",
        "0.00",
    ]


def test_rounds_may_have_other_names_in_the_headings(compared: Compared) -> None:
    named = {"2025-self": "去年", "2026-self": "今年"}.__getitem__
    assert headings(total_columns(compared, "项目", named))[:4] == ["项目", "去年", "今年", "变化"]


def test_each_round_says_what_it_stands_for(compared: Compared) -> None:
    rows = [dict(zip(headings(ROUNDS), row, strict=True)) for row in round_rows(compared)]
    assert [(row["轮次"], row["类别"], row["评估日"]) for row in rows] == [
        ("2025-self", "自评", "2026-11-01"),
        ("2026-self", "自评", "2026-11-20"),
    ]
    assert {row["核验情况"] for row in rows} == {"没有核验"}
    assert {row["佐证"] for row in rows} == {evidence_text(compared.pasts[0])}


def test_only_what_changed_or_stands_high_enough_is_listed(compared: Compared) -> None:
    found = compared.found
    assert [line.last.node.code for line in chosen(found, None, changed=True)] == ["1", "1.1"]
    assert [line.last.node.code for line in chosen(found, 1, changed=False)] == ["1", "2"]


def test_the_terminal_ends_with_how_the_causes_are_found(compared: Compared) -> None:
    text = compare_text(compared, chosen(compared.found, None, changed=True))
    assert text.startswith("轮次对比（现分）：2025-self → 2026-self\n\n")
    assert "原因的算法：" in text.splitlines()[-1]
    assert "没有变化的指标。" in compare_text(compared, [])


def test_json_has_every_figure_exactly(compared: Compared) -> None:
    nodes = {node["code"]: node for node in compare_data(compared, compared.found.lines)["nodes"]}
    assert nodes["1.1"]["scores"] == ["1.20", "5.40"]
    assert nodes["1.1"]["exact"]["scores"] == ["6/5", "27/5"]
    assert nodes["1.1"]["causes"]["finding"] == "4.20"
    assert nodes["1.1"]["changes"] == []
