"""Two editions of a tree side by side: as a sentence, on a terminal, as JSON and as a document."""

from __future__ import annotations

from datetime import date

import pytest
from samples import SOUND, write

from scoring.documents.editions import diff_data, diff_page, diff_row, diff_text, summary
from scoring.documents.layout import html_page
from scoring.indicators.comparison import Comparison, compare
from scoring.workspace import open_workspace

OLD = SOUND["indicators/sample.yaml"]
NEW = (
    OLD.replace("    points: 6\n", "    points: 5\n")
    .replace("    name: 公开到位\n    points: 4\n", "    name: 信息公开到位\n    points: 5\n")
    .replace("- {type: total, min: 60}", "- {type: total, min: 70}")
    .replace(
        '- code: "2"\n  name: 创新做法\n  kind: bonus\n  points: 5\n  rule: {type: judged}\n',
        '- code: "3"\n  name: 全新内容的指标\n  points: 5\n  rule: {type: met}\n',
    )
)


@pytest.fixture(scope="module")
def comparison(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """1.1 has one point less, 1.2 another name and one point more, 2 is gone and 3 is new."""
    trees = []
    for text in (OLD, NEW):
        folder = tmp_path_factory.mktemp("edition")
        trees.append(open_workspace(write(folder, {**SOUND, "indicators/sample.yaml": text})).tree)
    old, new = trees
    assert old is not None
    assert new is not None
    return compare(old, new)


def test_the_summary_counts_and_says_what_is_only_likely(comparison: Comparison) -> None:
    assert summary(comparison) == (
        "未变 1 项，改名 1 项，新增 1 项，取消 1 项，分值变化 2 项；"
        "其中 1 项只是可能对应，请人工核对。"
    )


def test_the_same_tree_twice_is_one_sentence(comparison: Comparison) -> None:
    same = compare(comparison.old, comparison.old)
    assert summary(same) == "两套指标体系完全一致。"
    assert diff_text(same, "") == "sample → sample\n两套指标体系完全一致。\n"
    assert diff_data(same)["equal"] is True


def test_a_row_has_both_sides_and_what_changed(comparison: Comparison) -> None:
    assert [diff_row(row) for row in comparison.rows] == [
        ["未变", "1", "依法履职", "10", "1", "依法履职", "10", "确定", ""],
        ["分值变化", "1.1", "网上办理", "6", "1.1", "网上办理", "5", "确定", "6 分 → 5 分"],
        [
            "改名、分值变化",
            "1.2",
            "公开到位",
            "4",
            "1.2",
            "信息公开到位",
            "5",
            "可能",
            "原名“公开到位”；4 分 → 5 分",
        ],
        ["取消", "2", "创新做法", "5", "", "", "", "", ""],
        ["新增", "", "", "", "3", "全新内容的指标", "5", "", ""],
    ]


def test_short_changes_of_the_head_stand_on_a_line_and_long_ones_beneath_each_other(
    comparison: Comparison,
) -> None:
    lines = diff_text(comparison, "（表）").splitlines()
    assert lines[0] == "sample → sample"
    assert "基本分合计：10 → 15" in lines
    at = lines.index("创建条件：")
    assert lines[at + 1 : at + 5] == [
        "  原  （总分，不低于 60）",
        "      （得分率，指标 1，不低于 50%）",
        "  新  （总分，不低于 70）",
        "      （得分率，指标 1，不低于 50%）",
    ]
    assert lines[-2:] == ["", "（表）"]


def test_json_has_counts_heads_and_rows(comparison: Comparison) -> None:
    data = diff_data(comparison)
    assert (data["old"]["id"], data["equal"]) == ("sample", False)
    assert (data["counts"]["points"], data["counts"]["renamed"], data["counts"]["moved"]) == (
        2,
        1,
        0,
    )
    assert data["head"][0] == {"key": "full", "old": "10", "new": "15"}
    assert data["rows"][0]["certainty"] == "sure"
    assert data["rows"][1]["new"] == [
        {
            "code": "1.1",
            "name": "网上办理",
            "level": 2,
            "parent": "1",
            "leaf": True,
            "points": "5",
        }
    ]
    assert (data["rows"][3]["new"], data["rows"][4]["old"]) == ([], [])


def test_the_document_has_every_row_and_only_counts_that_there_are(comparison: Comparison) -> None:
    page = diff_page(comparison, date(2026, 11, 22))
    report = page.context["report"]
    assert [name for name, _ in report.counts] == ["未变", "改名", "新增", "取消", "分值变化"]
    assert dict(report.cover.facts)["原体系"] == "示例指标体系（sample）"
    table, about = page.sheets
    assert (table.title, len(table.rows)) == ("指标体系新旧对照表", 5)
    assert table.notes == (summary(comparison),)
    assert ("基本分合计", "10", "15") in about.rows
    html = html_page(page)
    assert "2026年11月22日" in html
    assert "信息公开到位" in html
