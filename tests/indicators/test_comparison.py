"""Two editions compared: each case is a pair of small trees, and the row that it must give."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.indicators.comparison import Comparison, Row, compare
from scoring.indicators.library import shipped
from scoring.indicators.loading import load_tree, read_tree
from scoring.indicators.model import IndicatorTree
from scoring.yamlio import Document, parse

HEAD = """\
id: {ident}
title: 示例指标体系
levels: [一级指标, 二级指标]
points: {{basis: estimate}}
indicators:
"""
BLOCK = """\
- code: "1"
  name: 依法履职
  children:
  - {code: "1.1", name: 网上办理比例, points: 6, rule: {type: ratio}, text: 核对审批系统导出的目录和办理记录按比例计分}
  - {code: "1.2", name: 政务公开到位, points: 4, rule: {type: met}}
- code: "2"
  name: 依法决策
  children:
  - {code: "2.1", name: 重大决策听取意见, points: 5, rule: {type: met}}
"""


def tree(folder: Path, body: str, ident: str) -> IndicatorTree:
    path = folder / f"{ident}.yaml"
    path.write_text(HEAD.format(ident=ident) + textwrap.dedent(body), "utf-8")
    made, problems = load_tree(path, path.name)
    assert made is not None
    assert [item.what for item in problems if item.severity == "error"] == []
    return made


def compared(folder: Path, *changes: tuple[str, str]) -> Comparison:
    body = BLOCK
    for old, new in changes:
        assert old in body
        body = body.replace(old, new, 1)
    return compare(tree(folder, BLOCK, "old"), tree(folder, body, "new"))


def row(found: Comparison, code: str) -> Row:
    """The row of an old code."""
    made = found.by_old.get(code)
    assert made is not None
    return made


def all_once(found: Comparison) -> None:
    for side, whole in (("old", found.old), ("new", found.new)):
        codes = [node.code for item in found.rows for node in getattr(item, side)]
        assert sorted(codes) == sorted(whole.by_code)


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.stem)
def test_a_tree_is_equal_to_itself(path: Path) -> None:
    one, _ = load_tree(path, path.name)
    assert one is not None
    found = compare(one, one)
    assert found.equal
    assert {item.certainty for item in found.rows} == {"sure"}
    all_once(found)


def test_shipped_trees_leave_no_node_out() -> None:
    trees = [made for path in shipped() if (made := load_tree(path, path.name)[0])]
    for old in trees:
        for new in trees:
            found = compare(old, new)
            all_once(found)
            assert compare(old, new) == found


@pytest.mark.parametrize(
    ("old", "new", "change", "detail"),
    [
        (
            "points: 6, rule: {type: ratio}",
            "points: 7, rule: {type: ratio}",
            "points",
            "6 分 → 7 分",
        ),
        (
            "points: 4, rule: {type: met}",
            "points: 4, rule: {type: ratio}",
            "rule",
            "达到标准得满分",
        ),
        ("核对审批系统", "查阅审批系统", "text", ""),
        (
            "name: 网上办理比例, points: 6",
            "name: 网上办理比例, points: 6, lead: [县司法局]",
            "owners",
            "县司法局",
        ),
        (
            "name: 网上办理比例, points: 6",
            "name: 网上办理比例, points: 6, due: 2026-12-31",
            "terms",
            "2026-12-31",
        ),
        (
            "name: 网上办理比例, points: 6",
            "name: 网上办理比例, points: 6, evidence: [{name: 目录}]",
            "evidence",
            "目录",
        ),
    ],
)
def test_one_difference_gives_one_change(
    tmp_path: Path, old: str, new: str, change: str, detail: str
) -> None:
    found = compared(tmp_path, (old, new))
    changed = row(found, "1.1" if old in BLOCK.split('"1.2"')[0] else "1.2")
    assert changed.changes == (change,)
    assert changed.certainty == "sure"
    assert detail in "".join(changed.details)
    all_once(found)


def test_a_code_that_changed_is_a_sure_move(tmp_path: Path) -> None:
    found = compared(tmp_path, ('code: "1.2"', 'code: "1.5"'))
    assert row(found, "1.2").changes == ("moved",)
    assert row(found, "1.2").certainty == "sure"


def test_a_code_that_was_given_to_another_does_not_pair_them(tmp_path: Path) -> None:
    found = compared(
        tmp_path,
        ('code: "1.1"', 'code: "x"'),
        ('code: "1.2"', 'code: "1.1"'),
        ('code: "x"', 'code: "1.2"'),
    )
    assert [node.code for node in row(found, "1.1").new] == ["1.2"]
    assert [node.code for node in row(found, "1.2").new] == ["1.1"]


def test_a_new_name_for_the_same_criterion_is_sure(tmp_path: Path) -> None:
    found = compared(tmp_path, ("name: 网上办理比例", "name: 一网通办水平"))
    assert row(found, "1.1").changes == ("renamed",)
    assert row(found, "1.1").certainty == "sure"


def test_a_name_that_only_looks_alike_is_probable(tmp_path: Path) -> None:
    found = compared(tmp_path, ("name: 重大决策听取意见", "name: 重大决策听取公众意见"))
    assert row(found, "2.1").changes == ("renamed",)
    assert row(found, "2.1").certainty == "probable"


def test_an_indicator_under_another_parent_is_moved(tmp_path: Path) -> None:
    line = '  - {code: "1.2", name: 政务公开到位, points: 4, rule: {type: met}}\n'
    found = compared(tmp_path, (line, ""), ('  - {code: "2.1"', line + '  - {code: "2.1"'))
    assert "moved" in row(found, "1.2").changes
    assert "上级 1 → 2" in row(found, "1.2").details[0]


def test_added_and_removed(tmp_path: Path) -> None:
    line = '  - {code: "2.1", name: 重大决策听取意见, points: 5, rule: {type: met}}'
    found = compared(
        tmp_path, (line, '  - {code: "2.1", name: 行政复议办理质量, points: 5, rule: {type: met}}')
    )
    assert row(found, "2.1").changes == ("removed",)
    assert [item.new[0].name for item in found.rows if item.changes == ("added",)] == [
        "行政复议办理质量"
    ]


WHOLE = """\
- code: "1"
  name: 严格执法
  children:
  - {code: "1.1", name: 行政执法公示和执法全过程记录和重大执法决定法制审核, points: 6, rule: {type: met}}
"""
PARTS = """\
- code: "1"
  name: 严格执法
  children:
  - {code: "1.1", name: 行政执法公示, points: 2, rule: {type: met}}
  - {code: "1.2", name: 执法全过程记录, points: 2, rule: {type: met}}
  - {code: "1.3", name: 重大执法决定法制审核, points: 2, rule: {type: met}}
"""


def test_split_and_merged(tmp_path: Path) -> None:
    whole, parts = tree(tmp_path, WHOLE, "whole"), tree(tmp_path, PARTS, "parts")
    split, merged = compare(whole, parts), compare(parts, whole)
    assert row(split, "1.1").changes == ("split",)
    assert [node.code for node in row(split, "1.1").new] == ["1.1", "1.2", "1.3"]
    assert row(merged, "1.2").changes == ("merged",)
    assert [node.code for node in row(merged, "1.2").old] == ["1.1", "1.2", "1.3"]
    for found in (split, merged):
        assert {item.certainty for item in found.rows if len(item.old) + len(item.new) > 2} == {
            "probable"
        }
        all_once(found)


def test_namesakes_keep_to_their_parents(tmp_path: Path) -> None:
    body = """\
    - code: "1"
      name: 依法履职
      children: [{code: "1.1", name: 组织领导, points: 1}, {code: "1.2", name: 清单管理, points: 1}]
    - code: "2"
      name: 依法决策
      children: [{code: "2.1", name: 组织领导, points: 1}, {code: "2.2", name: 专家论证, points: 1}]
    """
    swapped = body.replace('"1.', '"x.').replace('"2.', '"1.').replace('"x.', '"2.')
    swapped = (
        swapped.replace('code: "1"', 'code: "x"')
        .replace('code: "2"', 'code: "1"')
        .replace('"x"', '"2"')
    )
    found = compare(tree(tmp_path, body, "old"), tree(tmp_path, swapped, "new"))
    assert [node.code for node in row(found, "1.1").new] == ["2.1"]
    assert [node.code for node in row(found, "2.1").new] == ["1.1"]


def test_what_the_head_says_is_compared(tmp_path: Path) -> None:
    old = tree(tmp_path, BLOCK, "old")
    body = (
        BLOCK
        + "vetoes:\n- {code: V1, name: 发生重大舆情, effect: cap, at: 59}\ncriteria:\n- {type: total, min: 90}\n"
    )
    found = {item.key: item.new for item in compare(old, tree(tmp_path, body, "new")).head}
    assert found["vetoes"] == "V1 发生重大舆情（封顶59 分）"
    assert "不低于 90" in found["criteria"]


NAMES = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "组织领导",
                "行政执法公示",
                "执法全过程记录",
                "行政执法公示和执法全过程记录",
                "清单管理",
            ]
        ),
        st.sampled_from(
            ["", "查阅台账并抽查案卷，逐项核对办理情况和时限", "不少于60学时", "不少于40学时"]
        ),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


def made_of(blocks: list[list[tuple[str, str, bool]]], ident: str) -> IndicatorTree:
    lines = [HEAD.format(ident=ident).rstrip()]
    for first, block in enumerate(blocks, 1):
        lines += [f'- code: "{first}"', f"  name: {block[0][0]}", "  children:"]
        for second, (name, text, binding) in enumerate(block, 1):
            told = f", text: {text}" if text else ""
            lines.append(
                f'  - {{code: "{first}.{second}", name: {name}{told}, binding: '
                f"{str(binding).lower()}}}"
            )
    text = "\n".join(lines)
    data, root, _ = parse(text, "x.yaml")
    assert root is not None
    made, _ = read_tree(Document(Path("x.yaml"), "x.yaml", data, root, text.encode()))
    assert made is not None
    return made


@given(st.lists(NAMES, min_size=1, max_size=3), st.lists(NAMES, min_size=1, max_size=3))
def test_any_two_trees_leave_no_node_out(old: list[Any], new: list[Any]) -> None:
    one, other = made_of(old, "old"), made_of(new, "new")
    all_once(compare(one, other))
    assert compare(one, one).equal
