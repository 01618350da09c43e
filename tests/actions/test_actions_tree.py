"""A node of the indicator system is changed in the words of the tree's workbook, all or nothing.

编号  指标名称  分值  评分规则    规则参数     牵头单位   佐证要求
1.1   网上办理  6     按比例得分  达到95%得满分  县司法局  办理清单（文件）
"""

from __future__ import annotations

from pathlib import Path

import pytest
import samples
from helpers_office import (
    HEAD,
    LEDGER,
    REGISTER,
    ROUND,
    TREE,
    contents,
    do,
    journal,
    last_entry,
    office,
    put,
    refused,
    sound,
)

from scoring.actions.tree import (
    Fault,
    NodeEdit,
    edit_nodes,
    node_cells,
    node_version,
    try_edits,
    unit_faults,
)
from scoring.indicators.model import Indicator
from scoring.sheets.tree_nodes import LISTED, NOTHING
from scoring.workspace import open_workspace

LIST = {"id": "1.1#1", "name": "办理清单", "kinds": "文件"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    put_comment = samples.SOUND[TREE].replace("    name: 网上办理", "    name: 网上办理   # 省定")
    return office(tmp_path, {TREE: put_comment})


def node(home: Path, code: str = "1.1") -> Indicator:
    return sound(home).tree.by_code[code]


def edited(home: Path, by: str = "李明", **cells: str) -> None:
    do(home, by, edit_nodes, [NodeEdit("1.1", cells)])


def needs(home: Path, *wanted: dict[str, str]) -> list[str]:
    """The requirements of 1.2, which nothing names yet, once these are wanted."""
    do(home, "李明", edit_nodes, [NodeEdit("1.2", {}, wanted)])
    return [one.name for one in node(home, "1.2").requirements or ()]


def faults(home: Path, *edits: NodeEdit) -> list[Fault]:
    return list(try_edits(sound(home), edits).faults)


# -- cells


def test_a_node_is_read_as_the_workbook_shows_it(home: Path) -> None:
    cells, requirements = node_cells(sound(home), "1.1")
    assert {key: cells[key] for key in ("name", "points", "rule", "evidence")} == {
        "name": "网上办理",
        "points": "6",
        "rule": "按比例得分",
        "evidence": LISTED,
    }
    assert [{key: one[key] for key in ("id", "name", "kinds")} for one in requirements] == [LIST]
    with pytest.raises(KeyError):
        node_cells(sound(home), "9")


def test_a_node_is_changed_and_its_comments_stay(home: Path) -> None:
    edited(
        home,
        name="网上可办",
        rule="按比例得分",
        parameters="达到95%得满分",
        lead="县司法局、县教育局",
        due="2026-12-31",
        methods="材料审查",
        binding="约束性",
        basis="实施纲要第六条",
    )
    now = node(home)
    assert (now.name, list(now.lead), str(now.record.due), now.record.binding) == (
        "网上可办",
        ["县司法局", "县教育局"],
        "2026-12-31",
        True,
    )
    text = (home / TREE).read_text("utf-8")
    assert "    name: 网上可办   # 省定\n" in text
    assert '  - code: "1.2"\n    name: 公开到位\n' in text
    assert last_entry(home) == ("李明", ["1.1"])
    assert list(journal(home)[-1]["lines"]) == [TREE]


def test_an_empty_cell_takes_the_words_out(home: Path) -> None:
    edited(home, basis="第六条", due="持续推进")
    edited(home, basis="", due=" ")
    assert (node(home).record.basis, node(home).record.due) == (None, None)
    assert "第六条" not in (home / TREE).read_text("utf-8")


def test_what_stays_as_it_is_writes_nothing(home: Path) -> None:
    edited(home, name="网上办理", points=" 6 ")
    assert journal(home) == []
    assert try_edits(sound(home), [NodeEdit("1.1", {"points": "6"})]).files == {}


def test_several_nodes_are_changed_at_once_or_none(home: Path) -> None:
    both = [NodeEdit("1.1", {"points": "7"}), NodeEdit("1.2", {"points": "3"})]
    do(home, "李明", edit_nodes, both)
    assert [node(home, code).points for code in ("1.1", "1.2")] == [7, 3]
    bad = [NodeEdit("1.1", {"points": "8"}), NodeEdit("1.2", {"points": "两分"})]
    assert "1.2：" in refused(home, "李明", edit_nodes, bad)


# -- what cannot be


@pytest.mark.parametrize(
    ("cells", "field", "what"),
    [
        ({"points": "六分"}, "points", "六分"),
        ({"points": "-1"}, "points", "-1"),
        ({"name": " "}, "name", "指标名称不能空"),
        ({"due": "年底"}, "due", "年底"),
        ({"rule": "按心情得分"}, "rule", "没有“按心情得分”这种评分规则"),
        ({"rule": "达线得分", "parameters": "很高"}, "parameters", "很高"),
        ({"binding": "大概"}, "binding", "大概"),
        ({"lead": "县教玉局"}, "lead", "单位名单里没有“县教玉局”"),
        ({"support": "县司法局、县水务局"}, "support", "单位名单里没有“县水务局”"),
    ],
)
def test_a_cell_that_means_nothing_is_told_with_its_column(
    home: Path, cells: dict[str, str], field: str, what: str
) -> None:
    (fault,) = faults(home, NodeEdit("1.1", cells))
    assert (fault.code, fault.field) == ("1.1", field)
    assert what in fault.what
    assert what in refused(home, "李明", edit_nodes, [NodeEdit("1.1", cells)])


def test_every_fault_is_told_at_once(home: Path) -> None:
    edits = [
        NodeEdit("1.1", {"points": "六分", "lead": "县水务局"}),
        NodeEdit("9.9", {"name": "无"}),
    ]
    assert [(fault.code, fault.field) for fault in faults(home, *edits)] == [
        ("1.1", "lead"),
        ("1.1", "points"),
        ("9.9", "code"),
    ]


def test_points_that_do_not_add_up_are_refused(home: Path) -> None:
    sentence = refused(home, "李明", edit_nodes, [NodeEdit("1.1", {"points": "5"})])
    assert sentence == "1.1：“依法履职”10 分，下级合计 9 分，相差 1 分"


def test_a_fault_that_was_there_before_keeps_nobody_out(home: Path) -> None:
    """The points do not add up already; other words may be changed all the same."""
    put(home, TREE, "    points: 4\n", "    points: 5\n")
    workspace = open_workspace(home).whole()
    tried = try_edits(workspace, [NodeEdit("1.1", {"basis": "第六条"})])
    assert tried.faults == ()
    assert tried.files


def test_units_are_compared_only_where_there_is_a_list(home: Path) -> None:
    head = samples.SOUND[HEAD]
    listed = head[head.index("units:") : head.index("report:")]
    (home / HEAD).write_text(head.replace(listed, ""), "utf-8")
    assert unit_faults(sound(home), "1.1", {"lead": "县水务局"}) == []


def test_a_name_of_a_unit_may_be_a_short_one_or_a_group(home: Path) -> None:
    assert unit_faults(sound(home), "1.1", {"lead": "司法局", "support": "各单位"}) == []
    (fault,) = unit_faults(sound(home), "1.1", {"lead": "县司发局"})
    assert (fault.nearest, fault.fix) == ("县司法局", "是不是“县司法局”")


# -- who may, and when


@pytest.mark.parametrize("by", ["王敏", "赵六", "陈晨", "钱立", "赵倩"])
def test_only_who_leads_the_group_changes_the_tree(home: Path, by: str) -> None:
    sentence = refused(home, by, edit_nodes, [NodeEdit("1.1", {"name": "网上可办"})])
    assert f"指标 1.1 不能由{by}" in sentence


def test_who_saw_something_else_looks_again(home: Path) -> None:
    seen = node_version(*node_cells(sound(home), "1.1"))
    do(home, "李明", edit_nodes, [NodeEdit("1.1", {"name": "网上可办"}, expected=seen)])
    edit = NodeEdit("1.1", {"name": "掌上可办"}, expected=seen)
    sentence = refused(home, "李明", edit_nodes, [edit])
    assert sentence == "1.1 刚被别人改过，没有写入；请看过现在的内容再改"


def test_a_version_is_of_what_the_form_shows(home: Path) -> None:
    cells, requirements = node_cells(sound(home), "1.1")
    assert node_version(cells, requirements) == node_version(
        {**cells, "sentence": "别的"}, requirements
    )
    assert node_version(cells, requirements) != node_version({**cells, "due": "年底"}, requirements)
    assert node_version(cells, requirements) != node_version(cells, [])


# -- requirements


def test_requirements_come_change_and_go(home: Path) -> None:
    listed = {"id": "", "name": "公开目录", "kinds": "文件"}
    page = {"id": "", "name": "平台页面", "kinds": "图片", "min": "2", "within": "不限时间"}
    assert needs(home, listed, page) == ["公开目录", "平台页面"]
    requirement = (node(home, "1.2").requirements or ())[1]
    assert (requirement.min, requirement.within) == (2, "any")
    renamed = {**listed, "id": "1.2#1", "name": "公开情况表"}
    assert needs(home, renamed, {**page, "id": "1.2#2"}) == ["公开情况表", "平台页面"]
    assert needs(home, {**page, "id": "1.2#2"}) == ["平台页面"]


def test_a_requirement_without_a_name_goes_and_an_empty_line_is_none(home: Path) -> None:
    page = {"id": "", "name": "平台页面"}
    needs(home, {"id": "", "name": "公开目录"})
    empty = {"id": "", "name": ""}
    assert needs(home, {"id": "1.2#1", "name": " "}, page, empty) == ["平台页面"]


def test_a_requirement_that_means_nothing_is_told_with_its_line(home: Path) -> None:
    wanted = [LIST, {"id": "", "name": "平台页面", "kinds": "图画", "min": "几件"}]
    keys = [fault.field for fault in faults(home, NodeEdit("1.1", {}, wanted))]
    assert sorted(keys) == ["need1.kinds", "need1.min"]


def test_evidence_is_asked_for_or_not_as_a_whole(home: Path) -> None:
    edit = NodeEdit("1.2", {"evidence": NOTHING})
    do(home, "李明", edit_nodes, [edit])
    assert node(home, "1.2").requirements == ()
    do(home, "李明", edit_nodes, [NodeEdit("1.2", {"evidence": ""})])
    assert "evidence: none" not in (home / TREE).read_text("utf-8")


# -- a tree that came with the tool


def test_a_tree_that_came_with_the_tool_is_copied_first(tmp_path: Path) -> None:
    head = samples.SOUND[HEAD].replace("tree: sample", "tree: case-file")
    blank = {ROUND: samples.SOUND[ROUND].split("findings")[0].replace("sample", "case-file")}
    home = office(tmp_path, {HEAD: head, REGISTER: "[]\n", LEDGER: "[]\n", **blank})
    leaf = next(iter(sound(home).tree.leaves()))
    tried = do(home, "李明", edit_nodes, [NodeEdit(leaf.code, {"name": "另一个名称"})])
    assert any("已复制到" in note for note in tried.notes)
    assert sound(home).tree.by_code[leaf.code].name == "另一个名称"
    assert "indicators/case-file.yaml" in contents(home)


def test_requirements_of_what_is_left_aside_for_this_kind_of_object_are_edited_too(
    home: Path,
) -> None:
    put(home, TREE, "levels:", "classes: {级别: [市, 县]}\nlevels:")
    aside = '  - {code: "1.3", name: 立法质量, points: 0, applies_to: {级别: [市]}, rule: {type: met}}\n'
    put(home, TREE, '- code: "2"\n', f'{aside}- code: "2"\n')
    workspace = open_workspace(home).whole()
    assert "1.3" not in workspace.tree.by_code
    need = {"name": "征求意见记录", "kinds": "文件"}
    tried = try_edits(workspace, [NodeEdit("1.3", {}, [need])])
    assert tried.faults == ()
    assert "征求意见记录" in tried.files[TREE]
