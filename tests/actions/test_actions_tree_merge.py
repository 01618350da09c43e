"""Two people on one node of the tree: what only one changed is taken over, what both changed is
asked.

                 分值   牵头单位     依据
    opened with  6      县司法局     第一条
    saved        5      县司法局     第二条
    typed here   6      县教育局     第三条
                 5      县教育局     ?
"""

from __future__ import annotations

from scoring.actions.tree import NodeEdit
from scoring.actions.tree_merge import NodeState, settled, sides
from scoring.sheets.tree_nodes import LISTED, NOTHING

BASE = {
    "name": "网上办理",
    "points": "6",
    "lead": "县司法局",
    "basis": "第一条",
    "evidence": LISTED,
}
LIST = {"id": "1.1#1", "name": "办理清单", "kinds": "文件", "min": "1"}
PAGE = {"id": "1.1#2", "name": "平台页面", "kinds": "图片"}


def state(*needs: dict[str, str], **cells: str) -> NodeState:
    return NodeState({**BASE, **cells}, needs)


def questions(base: NodeState, theirs: NodeState, mine: NodeState) -> list[str]:
    return [side.name for side in sides(base, theirs, mine) if side.asked]


def merged(base: NodeState, theirs: NodeState, mine: NodeState, **picks: str) -> NodeEdit:
    return settled("1.1", sides(base, theirs, mine), theirs, mine, picks)


def names(edit: NodeEdit) -> list[str]:
    return [need["name"] for need in edit.needs or ()]


def test_what_only_one_side_changed_is_taken_over() -> None:
    base, theirs, mine = state(LIST), state(LIST, points="5"), state(LIST, lead="县教育局")
    assert questions(base, theirs, mine) == []
    edit = merged(base, theirs, mine)
    assert (edit.code, edit.cells) == ("1.1", {"lead": "县教育局", "evidence": LISTED})
    assert list(edit.needs or ()) == [LIST]


def test_what_both_changed_is_asked() -> None:
    base = state(LIST)
    theirs, mine = state(LIST, basis="第二条"), state(LIST, basis="第三条")
    (side,) = [one for one in sides(base, theirs, mine) if one.asked]
    assert (side.key, side.name, side.base, side.theirs, side.mine) == (
        "basis",
        "依据",
        "第一条",
        "第二条",
        "第三条",
    )
    assert merged(base, theirs, mine, basis="mine").cells["basis"] == "第三条"
    assert "basis" not in merged(base, theirs, mine, basis="theirs").cells


def test_what_nobody_picked_stays_as_typed() -> None:
    """Nothing that somebody has typed is lost without a word."""
    base = state()
    theirs, mine = state(basis="第二条"), state(basis="第三条")
    assert merged(base, theirs, mine).cells["basis"] == "第三条"


def test_the_same_change_on_both_sides_is_no_question() -> None:
    base, same = state(), state(basis="第二条")
    assert questions(base, same, same) == []


def test_blanks_around_a_word_are_no_change() -> None:
    base, theirs, mine = state(), state(lead=" 县司法局 "), state(lead="县教育局")
    assert questions(base, theirs, mine) == []


def test_a_requirement_that_one_side_added_comes_in() -> None:
    base, theirs, mine = state(LIST), state(LIST, PAGE), state(LIST)
    assert names(merged(base, theirs, mine)) == ["办理清单", "平台页面"]
    assert names(merged(base, mine, theirs)) == ["办理清单", "平台页面"]


def test_a_requirement_that_was_typed_has_no_id_yet() -> None:
    base, theirs, mine = state(LIST), state(LIST), state(LIST, {**PAGE, "id": "x"})
    edit = merged(base, theirs, mine)
    assert edit.needs is not None
    assert edit.needs[1]["id"] == ""


def test_a_requirement_that_one_side_took_out_goes() -> None:
    base, theirs, mine = state(LIST, PAGE), state(LIST), state(LIST, PAGE)
    assert names(merged(base, theirs, mine)) == ["办理清单"]
    assert names(merged(base, mine, theirs)) == ["办理清单"]


def test_a_requirement_that_both_changed_is_asked_by_its_name() -> None:
    base = state(LIST)
    theirs, mine = state({**LIST, "min": "2"}), state({**LIST, "min": "3"})
    assert questions(base, theirs, mine) == ["要求“办理清单”"]
    assert (merged(base, theirs, mine).needs or ())[0]["min"] == "3"
    picked = settled("1.1", sides(base, theirs, mine), theirs, mine, {"need:办理清单": "theirs"})
    assert (picked.needs or ())[0]["min"] == "2"


def test_a_requirement_keeps_the_id_that_it_has_now() -> None:
    """The other side moved it to another place; the words are those typed here."""
    base = state(LIST)
    theirs = state({**LIST, "id": "1.1#4"})
    mine = state({**LIST, "min": "3"})
    assert [(need["id"], need["min"]) for need in merged(base, theirs, mine).needs or ()] == [
        ("1.1#4", "3")
    ]


def test_a_requirement_is_told_in_words() -> None:
    (side,) = [one for one in sides(state(), state(), state(PAGE)) if one.mine_changed]
    assert side.mine == "图片，1 件，必备，时间窗内"
    (side,) = [one for one in sides(state(), state(), state({"name": "台账"})) if one.mine_changed]
    assert side.mine == "种类不限，1 件，必备，时间窗内"


def test_listed_requirements_are_no_cell_of_their_own() -> None:
    """Whether evidence is asked for at all is one; that it is listed, the list says itself."""
    keys = [side.key for side in sides(state(LIST), state(LIST), state(LIST, evidence=NOTHING))]
    assert "evidence" in keys
    keys = [side.key for side in sides(state(LIST), state(LIST), state(LIST))]
    assert "evidence" not in keys


def test_a_state_after_an_edit() -> None:
    """What a form shows that was typed into: without the requirements whose name was taken out."""
    edit = NodeEdit("1.1", {"points": "4"}, [LIST, {**PAGE, "name": ""}])
    after = state(LIST, PAGE).with_edit(edit)
    assert (after.cells["points"], after.cells["lead"]) == ("4", "县司法局")
    assert list(after.needs) == [LIST]
    untouched = state(LIST, PAGE).with_edit(NodeEdit("1.1", {}))
    assert list(untouched.needs) == [LIST, PAGE]


def test_units_are_called_as_the_form_calls_them() -> None:
    found = sides(state(), state(), state(lead="县教育局", support="各单位"))
    assert [side.name for side in found if side.mine_changed] == ["牵头单位", "配合单位"]
