"""What ``indicators show`` prints: the nodes of a tree as rows, and the tree drawn."""

from __future__ import annotations

from pathlib import Path

import pytest
import samples

from scoring.documents.tree_listing import TREE, tree_rows, tree_text
from scoring.indicators.library import find_tree
from scoring.indicators.loading import load_tree
from scoring.indicators.model import IndicatorTree
from scoring.views.sheet import headings


def tree_of(
    folder: Path, text: str = str(samples.SOUND["indicators/sample.yaml"])
) -> IndicatorTree:
    path = folder / "sample.yaml"
    path.write_text(text, "utf-8")
    tree, problems = load_tree(path, path.name)
    assert tree is not None, problems
    return tree


def test_a_leaf_says_what_its_rule_asks_for(tmp_path: Path) -> None:
    """- code: "1.2"
    name: 公开到位
    points: 4
    rule: {type: met}"""
    rows = {
        row[0]: dict(zip(headings(TREE), row, strict=True)) for row in tree_rows(tree_of(tmp_path))
    }
    leaf, node = rows["1.2"], rows["1"]
    assert (leaf["级别"], leaf["指标"], leaf["分值"]) == ("2", "公开到位", "4")
    assert leaf["评分规则"] == "达到标准得满分，未达到不得分"
    assert node["评分规则"] == ""
    assert node["牵头单位"] == "县司法局"


@pytest.mark.parametrize(
    ("binding", "word"), [("binding: true", "约束性"), ("binding: false", "预期性"), ("", "")]
)
def test_binding_has_three_answers(tmp_path: Path, binding: str, word: str) -> None:
    """true, false and not said are three things."""
    text = str(samples.SOUND["indicators/sample.yaml"]).replace(
        "    rule: {type: met}\n", f"    rule: {{type: met}}\n    {binding}\n"
    )
    rows = {row[0]: row for row in tree_rows(tree_of(tmp_path, text))}
    assert rows["1.2"][headings(TREE).index("约束性")] == word


def test_the_tree_is_drawn_with_points_and_sorts(tmp_path: Path) -> None:
    assert tree_text(tree_of(tmp_path)).splitlines() == [
        "示例指标体系（sample）",
        "一级指标 2 个，二级指标 2 个；基本分 10 分，分值：测算",
        "",
        "1 依法履职（10 分）",
        "├─ 1.1 网上办理（6 分）　县司法局",
        "└─ 1.2 公开到位（4 分）　县司法局",
        "2 创新做法（5 分，加分）",
    ]


def test_a_large_tree_has_a_line_for_every_node() -> None:
    path = find_tree("national-2021", None)
    assert path is not None
    tree, _ = load_tree(path, path.name)
    assert tree is not None
    lines = tree_text(tree).splitlines()
    below = [line for line in lines if line.startswith(("├─ ", "└─ ", "│  ", "   "))]
    assert len(below) == sum(node.level > 1 for node in tree.walk())
    assert len(lines) == 3 + len(list(tree.walk()))
