"""An indicator comes into the tree or goes out of it, with the points of its neighbours.

before: 1 依法履职 10 = 1.1 6 + 1.2 4
after:  1 依法履职 12 = 1.1 6 + 1.2 4 + 1.3 2
"""

from __future__ import annotations

from pathlib import Path

import pytest
import samples
from helpers_office import (
    LEDGER,
    REGISTER,
    ROUND,
    TREE,
    do,
    last_entry,
    office,
    put,
    refused,
    sound,
)

from scoring.actions.tree import Fault, node_cells, node_version
from scoring.actions.tree_shape import (
    Carried,
    NewNode,
    Removal,
    add_node,
    carried_by,
    next_code,
    remove_node,
    try_added,
    try_removed,
)
from scoring.sheets.tree_nodes import NOTHING

CELLS = {"name": "培训", "points": "2", "rule": "达标得分"}
PARENT = {"1": "12"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return office(tmp_path)


def new(code: str = "1.3", parent: str = "1", **more: str) -> NewNode:
    return NewNode(parent, code, {**CELLS, **more}, (), PARENT if parent == "1" else {})


def faults(home: Path, wish: NewNode | Removal) -> list[Fault]:
    workspace = sound(home)
    if isinstance(wish, NewNode):
        return list(try_added(workspace, wish).faults)
    return list(try_removed(workspace, wish).faults)


def codes(home: Path) -> list[str]:
    return list(sound(home).tree.by_code)


# -- coming


def test_an_indicator_comes_with_the_points_of_its_parent(home: Path) -> None:
    do(home, "李明", add_node, new())
    tree = sound(home).tree
    assert (tree.by_code["1.3"].name, tree.by_code["1.3"].points, tree.by_code["1"].points) == (
        "培训",
        2,
        12,
    )
    assert last_entry(home) == ("李明", ["1.3"])
    assert sound(home).score().root.applicable == 12


def test_an_indicator_stands_in_the_order_of_its_code(home: Path) -> None:
    do(home, "李明", add_node, new("1.10"))
    do(home, "李明", add_node, NewNode("1", "1.1a", CELLS, (), {"1": "14"}))
    assert codes(home) == ["1", "1.1", "1.1a", "1.2", "1.10", "2"]


def test_an_indicator_asks_for_evidence(home: Path) -> None:
    needs = [{"name": "培训通知", "kinds": "文件"}, {"name": ""}, {"name": "签到表", "min": "2"}]
    do(home, "李明", add_node, NewNode("1", "1.3", CELLS, needs, PARENT))
    requirements = sound(home).tree.by_code["1.3"].requirements or ()
    assert [(one.name, one.min) for one in requirements] == [("培训通知", 1), ("签到表", 2)]
    do(home, "李明", add_node, NewNode("1", "1.4", {**CELLS, "evidence": NOTHING}, (), {"1": "14"}))
    assert sound(home).tree.by_code["1.4"].requirements == ()


def test_an_indicator_comes_on_the_top_level(home: Path) -> None:
    do(home, "李明", add_node, new("3", ""))
    assert codes(home)[-1] == "3"


def test_a_leaf_that_nothing_hangs_on_becomes_a_branch(home: Path) -> None:
    do(home, "李明", add_node, new("3", ""))
    do(home, "李明", add_node, NewNode("3", "3.1", CELLS))
    tree = sound(home).tree
    assert [child.code for child in tree.by_code["3"].children] == ["3.1"]
    assert not tree.by_code["3"].leaf


@pytest.mark.parametrize(
    ("wish", "field", "what"),
    [
        (new(""), "code", "没有写编号"),
        (new("1.2"), "code", "编号 1.2 已经是“公开到位”"),
        (new("1.3", "9"), "parent", "没有编号是“9”的指标"),
        (new("1.1.1", "1.1"), "parent", "1.1 已经是最后一级（一级指标、二级指标），下面不能再加"),
        (new("1.3", name=""), "name", "指标名称不能空"),
        (new("1.3", points="两分"), "points", "两分"),
        (new("1.3", lead="县教玉局"), "lead", "单位名单里没有“县教玉局”"),
        (new("1.3", rule="按心情得分"), "rule", "没有“按心情得分”这种评分规则"),
    ],
)
def test_what_cannot_come(home: Path, wish: NewNode, field: str, what: str) -> None:
    found = {fault.field: fault.what for fault in faults(home, wish)}
    assert what in found[field]
    assert what in refused(home, "李明", add_node, wish)


def test_a_leaf_with_findings_becomes_no_branch(home: Path) -> None:
    put(home, TREE, "levels: [一级指标, 二级指标]", "levels: [一级指标, 二级指标, 三级指标]")
    (fault,) = faults(home, new("1.1.1", "1.1"))
    assert fault.what.startswith("1.1 现在自己评分，在 2026-self 有 1 条认定，有 1 件材料（E0001）")


def test_a_need_that_means_nothing_is_told_with_its_line(home: Path) -> None:
    wish = NewNode("1", "1.3", CELLS, [{"name": "通知", "kinds": "文书"}], PARENT)
    assert [fault.field for fault in faults(home, wish)] == ["need0.kinds"]


def test_points_that_do_not_add_up_then_are_refused(home: Path) -> None:
    wish = NewNode("1", "1.3", CELLS)
    assert "下级合计 12 分，相差 2 分" in refused(home, "李明", add_node, wish)
    wish = NewNode("1", "1.3", CELLS, (), {"1": "十二"})
    assert refused(home, "李明", add_node, wish).startswith("1：")


@pytest.mark.parametrize("by", ["王敏", "陈晨", "钱立", "赵倩"])
def test_only_who_leads_the_group_changes_the_tree(home: Path, by: str) -> None:
    assert "可以的有：李明" in refused(home, by, add_node, new())
    assert "可以的有：李明" in refused(home, by, remove_node, Removal("1.2"))


@pytest.mark.parametrize(("parent", "following"), [("1", "1.3"), ("", "3"), ("1.1", "1.1.1")])
def test_the_code_that_follows(home: Path, parent: str, following: str) -> None:
    assert next_code(sound(home).tree, parent) == following


# -- what hangs on one


def test_what_hangs_on_an_indicator_and_all_below_it(home: Path) -> None:
    workspace = sound(home)
    carried = carried_by(workspace, workspace.tree.by_code["1"])
    assert carried == Carried(
        (("2026-self", "1.1"), ("2026-self", "1.2")), (), ("E0001", "E0002"), ("R0001",)
    )
    assert not carried.nothing
    assert carried_by(workspace, workspace.tree.by_code["2"]).nothing


# -- going


def test_an_indicator_goes_with_what_hangs_on_it(home: Path) -> None:
    do(home, "李明", remove_node, Removal("1.2", {"1": "6"}, along=True))
    assert codes(home) == ["1", "1.1", "2"]
    workspace = sound(home)
    assert set(workspace.current.findings) == {"1.1"}
    assert [len(record.proves) for record in workspace.records] == [1, 0]
    assert workspace.score().root.applicable == 6
    assert last_entry(home)[1][0] == "1.2"


def test_an_indicator_that_nothing_hangs_on_goes_by_itself(home: Path) -> None:
    do(home, "李明", remove_node, Removal("2"))
    assert "2" not in codes(home)


def test_what_hangs_on_it_keeps_it(home: Path) -> None:
    (fault,) = faults(home, Removal("1.2", {"1": "6"}))
    assert fault.what == "1.2 在 2026-self 有 1 条认定，有 1 件材料（E0002）"
    assert "连同认定和材料的对应关系" in fault.fix


def test_an_item_of_the_ledger_keeps_it_in_any_case(home: Path) -> None:
    (fault,) = faults(home, Removal("1.1", {"1": "4"}, along=True))
    assert fault.what == "整改事项 R0001 是为它立的"


def test_a_closed_round_keeps_it_in_any_case(home: Path) -> None:
    put(home, ROUND, "findings:", "locked: {on: 2026-11-21, by: 李明}\nfindings:")
    (fault,) = faults(home, Removal("1.2", {"1": "6"}, along=True))
    assert fault.what.startswith("已经定稿的轮次 2026-self 里有它的认定")


def test_many_things_are_told_shortly(home: Path) -> None:
    more = "".join(
        f"- {{id: E001{number}, url: https://example.com/{number}, seen: 2026-04-01, "
        f'proves: [{{indicator: "1.2"}}]}}\n'
        for number in range(5)
    )
    put(home, REGISTER, "- id: E0001", f"{more}- id: E0001")
    (fault,) = faults(home, Removal("1.2", {"1": "6"}))
    assert "有 6 件材料（E0010、E0011、E0012、E0013 等 6 个）" in fault.what


def test_points_that_do_not_add_up_keep_it(home: Path) -> None:
    sentence = refused(home, "李明", remove_node, Removal("1.2", along=True))
    assert sentence == "“依法履职”10 分，下级合计 6 分，相差 4 分"


def test_what_names_it_elsewhere_keeps_it(home: Path) -> None:
    """A criterion asks for its rate."""
    put(home, TREE, 'codes: ["1"], min: 50%', 'codes: ["1.2"], min: 50%')
    sentence = refused(home, "李明", remove_node, Removal("1.2", {"1": "6"}, along=True))
    assert "1.2" in sentence


def test_an_unknown_code_does_not_go(home: Path) -> None:
    assert "指标体系里没有编号“1.9”" in refused(home, "李明", remove_node, Removal("1.9"))


def test_who_saw_something_else_looks_again(home: Path) -> None:
    seen = node_version(*node_cells(sound(home), "1.2"))
    put(home, TREE, "name: 公开到位", "name: 公开及时")
    wish = Removal("1.2", {"1": "6"}, along=True, expected=seen)
    sentence = refused(home, "李明", remove_node, wish)
    assert sentence == "1.2 刚被别人改过，没有去掉；请看过现在的内容再办"
    seen = node_version(*node_cells(sound(home), "1.2"))
    do(home, "李明", remove_node, Removal("1.2", {"1": "6"}, along=True, expected=seen))


def test_a_branch_goes_with_all_below_it(home: Path) -> None:
    put(home, LEDGER, samples.SOUND[LEDGER], "[]\n")
    put(home, TREE, '- {type: rate, codes: ["1"], min: 50%}\n', "")
    do(home, "李明", add_node, new("3", ""))
    do(home, "李明", remove_node, Removal("1", along=True))
    assert codes(home) == ["2", "3"]
    assert dict(sound(home).current.findings) == {}
