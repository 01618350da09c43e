"""A tree printed as workbook or as Word table imports back as the same tree."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from import_samples import convert

from scoring.documents.registry import Wishes, rendered
from scoring.documents.tree_document import tree_page
from scoring.indicators.importing import Imported, import_file, to_yaml
from scoring.indicators.library import shipped
from scoring.indicators.loading import load_tree
from scoring.indicators.model import Indicator, IndicatorTree

DAY = date(2026, 11, 22)
EVERYTHING = """
id: everything
title: 示例县法治建设考核指标体系
levels: [一级指标, 二级指标, 三级指标]
points: {basis: published, source: 示例县2026年细则}
indicators:
- code: A
  name: 制度建设
  points: 20
  children:
  - code: A.1
    name: 规范性文件管理
    number: （一）
    points: 20
    lead: [县司法局]
    children:
    - {code: A.1.1, number: "1", name: 报备按时, points: 12.5, binding: true, due: 2026-06-30, evidence: none}
    - {code: A.1.2, number: "2", name: 定期清理, points: 7.5, due: 持续推进, basis: 示例县规定第三条}
- code: B
  name: 群众评价
  points: 80
  fold: true
  children:
  - code: B.1
    name: 网上测评
    points: 60
    children:
    - code: B.1.1
      name: 材料审核
      methods: [材料审查, 网络检索]
      points: 60
      support: [各乡（镇）政府, 县政府各部门]
      evidence:
      - {name: 汇总表, kinds: [统计表, 文件], min: 2, required: false, within: any}
      - {name: 测评报告（含附件）}
  - {code: B.2, name: 问卷测评, points: 40, lead: [县统计局]}
- {code: C, name: 先进典型, kind: bonus, points: 5}
- code: D
  name: 负面情形
  kind: penalty
  points: 3
  children:
  - code: D.1
    name: 舆情
    points: 3
    children: [{code: D.1.1, name: 处置不当, points: 3}]
"""


def loaded(path: Path) -> IndicatorTree:
    tree, problems = load_tree(path, path.name)
    assert tree is not None
    assert [problem for problem in problems if problem.severity == "error"] == []
    return tree


def said(node: Indicator) -> dict[str, Any]:
    """What the document prints of a node, with owners and points resolved."""
    record = node.record
    wanted = node.requirements
    return {
        "code": node.code,
        "number": record.number or node.code,
        "name": node.name,
        "level": node.level,
        "parent": node.parent,
        "kind": node.kind,
        "points": node.points,
        "binding": bool(record.binding),
        "fold": record.fold,
        "methods": record.methods,
        "lead": node.lead,
        "support": record.support,
        "due": record.due,
        "basis": record.basis,
        "evidence": None if wanted is None else [item.model_dump() for item in wanted],
    }


def printed(tree: IndicatorTree, path: Path) -> Path:
    path.write_bytes(rendered(tree_page(tree, DAY), path.suffix[1:], Wishes(DAY), None))
    return path


def back(path: Path) -> tuple[IndicatorTree, Imported]:
    got = import_file(path)
    target = path.with_suffix(".yaml")
    target.write_text(to_yaml(got), "utf-8")
    return loaded(target), got


def assert_equal(tree: IndicatorTree, again: IndicatorTree) -> None:
    assert [said(node) for node in again.walk()] == [said(node) for node in tree.walk()]
    assert (again.title, again.head.levels) == (tree.title, tree.head.levels)
    assert (again.points_basis, again.head.points) == (tree.points_basis, tree.head.points)


@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
@pytest.mark.parametrize("source", shipped(), ids=lambda path: path.stem)
def test_a_shipped_tree_comes_back_equal(source: Path, suffix: str, tmp_path: Path) -> None:
    tree = loaded(source)
    again, got = back(printed(tree, tmp_path / f"t.{suffix}"))
    assert_equal(tree, again)
    assert not {"IMP44", "IMP45", "IMP51", "IMP64"} & {notice.rule for notice in got.notices}


@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
def test_every_term_comes_back(suffix: str, tmp_path: Path) -> None:
    (tmp_path / "source.yaml").write_text(EVERYTHING, "utf-8")
    tree = loaded(tmp_path / "source.yaml")
    again, _ = back(printed(tree, tmp_path / f"t.{suffix}"))
    assert_equal(tree, again)


def test_a_tree_without_points_comes_back_without_points(tmp_path: Path) -> None:
    source = next(path for path in shipped() if path.stem == "changhai-2012")
    _, got = back(printed(loaded(source), tmp_path / "t.xlsx"))
    assert got.points == ""
    assert "points" not in got.tree["indicators"][0]
    assert "IMP66" in {notice.rule for notice in got.notices}


def test_rules_come_back_as_rules(tmp_path: Path) -> None:
    source = next(path for path in shipped() if path.stem == "review-standard")
    tree = loaded(source)
    again, _ = back(printed(tree, tmp_path / "t.docx"))
    for leaf in tree.leaves():
        text = again.by_code[leaf.code].record.text
        assert leaf.rule is not None
        assert text is not None
        assert leaf.record.text in text
        # The exports write each rule in words that the import reads: 按比例得分：达到95%得满分.
        assert again.by_code[leaf.code].rule == leaf.rule


@pytest.mark.slow
@pytest.mark.parametrize(("suffix", "old"), [("xlsx", "xls"), ("docx", "doc")])
def test_the_old_formats_come_back_equal_too(suffix: str, old: str, tmp_path: Path) -> None:
    tree = loaded(next(path for path in shipped() if path.stem == "donghe-2021"))
    path = convert(printed(tree, tmp_path / f"t.{suffix}"), old)
    if path is None:
        pytest.skip("LibreOffice, which writes the old formats, is not installed")
    again, _ = back(path)
    assert_equal(tree, again)
