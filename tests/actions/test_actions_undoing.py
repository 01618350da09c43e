"""改回: one line of the journal is taken back, as a change of its own, where nothing has changed since.

{"do": "finding 1.1", "records": ["1.1"],
 "before": {"rounds/2026-self.yaml": {"findings/1.1": "  \"1.1\": {done: 9, of: 10}"}},
 "after":  {"rounds/2026-self.yaml": {"findings/1.1": "  \"1.1\": {done: 8, of: 10}"}}}
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

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
    office,
    put,
    refused,
    sound,
)

from scoring.actions import evidence, item_opening, rounds, tree, tree_shape
from scoring.actions.tree_lines import LONGEST, lines_between, noted_lines, put_back
from scoring.actions.undoing import can_undo, texts_of, undo
from scoring.indicators.library import find_tree

ROOT = "1"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return office(tmp_path)


def taken_back(home: Path, change: Callable[[], object]) -> None:
    """Every file of the user is the same, byte for byte, after a change and its 改回."""
    before = contents(home)
    change()
    assert contents(home) != before
    do(home, "李明", undo, journal(home)[-1])
    after = contents(home)
    before.pop("journal.jsonl", None)
    after.pop("journal.jsonl")
    assert after == before


# -- records


def test_a_finding_is_as_it_was(home: Path) -> None:
    said = {"done": 8, "of": 10}
    taken_back(home, lambda: do(home, "王敏", rounds.set_finding, "1.1", said))
    entry = journal(home)[-1]
    assert (entry["by"], entry["records"]) == ("李明", ["1.1"])


def test_a_review_and_a_mapping_are_taken_back(home: Path) -> None:
    taken_back(home, lambda: do(home, "陈晨", evidence.review, "E0001", accept=True))
    taken_back(home, lambda: do(home, "陈晨", evidence.map_piece, "E0001", "1.2"))


def test_what_was_added_goes(home: Path) -> None:
    wish = {"source": "check", "problem": "自查", "due": date(2026, 12, 1), "lead": ["县司法局"]}
    taken_back(home, lambda: do(home, "赵倩", item_opening.open_item, **wish))


def test_what_was_taken_out_comes_back(home: Path) -> None:
    do(home, "王敏", rounds.set_finding, "1.2", None)
    assert do(home, "李明", undo, journal(home)[-1]) == [f"{ROUND}#findings/1.2"]
    assert set(sound(home).current.findings) == {"1.1", "1.2"}


def test_taking_back_is_taken_back(home: Path) -> None:
    do(home, "王敏", rounds.set_finding, "1.1", {"done": 8, "of": 10})
    changed = (home / ROUND).read_bytes()
    do(home, "李明", undo, journal(home)[-1])
    do(home, "李明", undo, journal(home)[-1])
    assert (home / ROUND).read_bytes() == changed


def test_what_changed_since_is_not_overwritten(home: Path) -> None:
    do(home, "王敏", rounds.set_finding, "1.1", {"done": 8, "of": 10})
    entry = journal(home)[-1]
    do(home, "王敏", rounds.set_finding, "1.1", {"done": 7, "of": 10})
    sentence = refused(home, "李明", undo, entry)
    assert sentence == "1.1 在那以后又改过，不能直接改回；请打开它再改"
    do(home, "李明", undo, journal(home)[-1])
    do(home, "李明", undo, entry)  # one step after the other it can be


def test_a_change_by_hand_is_not_overwritten_either(home: Path) -> None:
    do(home, "王敏", rounds.set_finding, "1.1", {"done": 8, "of": 10})
    put(home, ROUND, "{done: 8, of: 10}", "{done: 8, of: 10, note: 手工}")
    assert "在那以后又改过" in refused(home, "李明", undo, journal(home)[-1])


def test_a_line_without_texts_cannot_be_taken_back(home: Path) -> None:
    entry: dict[str, Any] = {"do": "report", "records": ["self"], "by": "李明"}
    assert not can_undo(entry)
    sentence = refused(home, "李明", undo, entry)
    assert sentence == "这一条只记了谁改的，没有记原文，改不回去"


@pytest.mark.parametrize("by", ["王敏", "赵六", "周敏", "赵倩", "沈维"])
def test_only_the_working_group_takes_back(home: Path, by: str) -> None:
    do(home, "王敏", rounds.set_finding, "1.1", {"done": 8, "of": 10})
    assert "可以的有：陈晨、高远、李明" in refused(home, by, undo, journal(home)[-1])


@pytest.mark.parametrize("part", [None, "text", {"a.yaml": "text"}, []])
def test_a_damaged_line_holds_no_texts(part: Any) -> None:
    assert texts_of({"before": part}, "before") == {}
    assert noted_lines({"lines": part}) == {}


# -- the tree


def removal(home: Path) -> None:
    wish = tree_shape.Removal("1.2", {ROOT: "6"}, along=True)
    do(home, "李明", tree_shape.remove_node, wish)


def test_an_indicator_that_went_comes_back_with_all_that_went_along(home: Path) -> None:
    """Its place, its comments, the points of its parent, its findings and what proves it."""
    put(home, TREE, '  - code: "1.2"\n', '  # 以县里的为准\n  - code: "1.2"   # 公开\n')
    before = contents(home)
    removal(home)
    assert "1.2" not in sound(home).tree.by_code
    do(home, "李明", undo, journal(home)[-1])
    after = contents(home)
    assert after[TREE] == before[TREE]
    assert after[REGISTER] == before[REGISTER]
    workspace = sound(home)
    assert set(workspace.current.findings) == {"1.1", "1.2"}
    assert workspace.score().root.applicable == 10
    assert "1.2" in journal(home)[-1]["records"]


def test_an_indicator_that_came_goes(home: Path) -> None:
    cells = {"name": "培训", "points": "2", "rule": "达标得分"}
    wish = tree_shape.NewNode(ROOT, "1.3", cells, (), {ROOT: "12"})
    taken_back(home, lambda: do(home, "李明", tree_shape.add_node, wish))


def test_an_edit_of_a_node_is_taken_back(home: Path) -> None:
    edit = tree.NodeEdit("1.1", {"name": "网上可办"})
    taken_back(home, lambda: do(home, "李明", tree.edit_nodes, [edit]))


def test_another_place_of_the_tree_may_have_changed_since(home: Path) -> None:
    removal(home)
    entry = journal(home)[-1]
    put(home, TREE, "title: 示例指标体系", "title: 示范指标体系")
    do(home, "李明", undo, entry)
    tree_now = sound(home).tree
    assert (tree_now.title, "1.2" in tree_now.by_code) == ("示范指标体系", True)


def test_the_same_place_may_not(home: Path) -> None:
    removal(home)
    entry = journal(home)[-1]
    put(home, TREE, "name: 网上办理", "name: 网上可办")
    sentence = refused(home, "李明", undo, entry)
    assert sentence.startswith("指标体系的这一处在那以后又改过")


def test_what_would_be_wrong_then_keeps_a_change(home: Path) -> None:
    """The new indicator has a finding by now."""
    cells = {"name": "培训", "points": "2", "rule": "达标得分"}
    wish = tree_shape.NewNode(ROOT, "1.3", cells, (), {ROOT: "12"})
    do(home, "李明", tree_shape.add_node, wish)
    entry = journal(home)[-1]
    do(home, "王敏", rounds.set_finding, "1.3", {"met": True})
    sentence = refused(home, "李明", undo, entry)
    assert sentence.startswith("现在改回，会有不对的地方：")
    assert "1.3" in sentence


def test_the_tree_is_put_back_by_who_may_change_it(home: Path) -> None:
    removal(home)
    sentence = refused(home, "陈晨", undo, journal(home)[-1])
    assert "不能由陈晨（专班）分派单位、期限和责任人；可以的有：李明" in sentence


def test_a_tree_that_came_with_the_tool_is_taken_back_on_its_copy(tmp_path: Path) -> None:
    """The first change copies it into the workspace; taking it back leaves the copy as shipped."""
    head = samples.SOUND[HEAD].replace("tree: sample", "tree: case-file")
    blank = {ROUND: samples.SOUND[ROUND].split("findings")[0].replace("sample", "case-file")}
    home = office(tmp_path, {HEAD: head, REGISTER: "[]\n", LEDGER: "[]\n", **blank})
    workspace = sound(home)
    leaf = next(iter(workspace.tree.leaves()))
    do(home, "李明", tree.edit_nodes, [tree.NodeEdit(leaf.code, {"name": "另一个名称"})])
    do(home, "李明", undo, journal(home)[-1])
    shipped = find_tree("case-file", None)
    assert shipped is not None
    assert sound(home).tree.by_code[leaf.code].name == leaf.name


# -- lines


def test_the_lines_of_a_change_make_the_text_again() -> None:
    before = "".join(f"{number}\n" for number in range(100))
    for after in (
        before.replace("50\n", ""),
        before.replace("50\n", "五十\n又一行\n"),
        before + "尾\n",
        "头\n" + before,
        before.removesuffix("99\n"),
        "".join(before.splitlines(keepends=True)[1:]),
    ):
        lines = lines_between("t.yaml", before, after)["t.yaml"]
        assert len(lines["before"].splitlines()) <= 8
        assert put_back(after, lines["before"], lines["after"]) == before


def test_lines_that_stand_twice_or_no_more_are_left_alone() -> None:
    assert put_back("a\nb\na\nb\n", "c\n", "a\nb\n") is None
    assert put_back("a\nc\n", "b\n", "d\n") is None
    assert put_back("a\n", "b\n", "") is None


def test_a_change_of_everything_is_not_kept() -> None:
    long = "长" * LONGEST
    assert lines_between("t.yaml", "短\n", f"{long}\n") == {}
