"""What a person does with the items of the ledger: move one, open one, break it down, keep its
measures, issue a bulletin.

    - id: R0001
      problem: 有一项没有上网
      lead: [县司法局]
      events:
      - {on: 2026-09-01, do: open}
      - {on: 2026-09-03, do: start}
      - {on: 2026-11-22, do: submit, by: 王敏, evidence: [E0001]}
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from helpers_office import (
    DAY,
    HEAD,
    REGISTER,
    do,
    items_of,
    last_entry,
    put,
    rectifying,
    refused,
    sound,
)

from scoring.actions import items
from scoring.rectification.transitions import Move
from scoring.workspace.changes import RefusedError


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return rectifying(tmp_path)


def step(do_: Any, by: str, note: str = "", *, on: date = DAY, **more: Any) -> Move:
    return Move(do_, on, by, note, **more)


def move(home: Path, wanted: Move, ident: str = "R0001", **more: Any) -> items.Moved:
    moved: items.Moved = do(home, wanted.by, items.move, ident, wanted, **more)
    return moved


def not_moved(home: Path, wanted: Move, ident: str = "R0001", **more: Any) -> str:
    return refused(home, wanted.by, items.move, ident, wanted, **more)


# -- the life of an item


def test_an_item_goes_from_submission_to_sign_off(home: Path) -> None:
    moved = move(home, step("submit", "小王", "全部上网", evidence=("E0001",)))
    assert (moved.item.status, moved.status) == ("整改中", "待验收")
    closed = move(home, step("close", "赵倩", "已核实", despite="年底前复查"))
    assert closed.status == "已销号"
    assert [(event.do, event.by) for event in items_of(home)["R0001"].events[2:]] == [
        ("submit", "王敏"),
        ("close", "赵倩"),
    ]
    assert last_entry(home) == ("赵倩", ["R0001"])


def test_what_stands_against_a_sign_off_is_said_when_it_is_handed_in(home: Path) -> None:
    put(home, REGISTER, "  review: {state: accepted, by: 陈晨, on: 2026-11-20}\n", "")
    moved = move(home, step("submit", "王敏", evidence=("E0001",)))
    assert any("E0001" in doubt for doubt in moved.doubts)


def test_an_item_is_returned_and_handed_in_again(home: Path) -> None:
    move(home, step("submit", "王敏", evidence=("E0001",)))
    assert move(home, step("return", "赵倩", "缺页")).status == "退回"
    assert move(home, step("start", "赵六")).status == "整改中"


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        (step("submit", "王敏"), "R0001 申报验收要写明佐证编号"),
        (step("submit", "王敏", evidence=("E0009",)), "登记表里没有 E0009"),
        (step("submit", "王敏", evidence=("E0002",)), "E0002"),  # it proves another indicator
        (step("close", "赵倩", "属实"), "现在是“整改中”，不能销号；可以：申报验收（submit）"),
        (step("return", "赵倩", "缺页"), "现在是“整改中”"),
        (step("extend", "赵倩", "等公示"), "延期要写明新的期限和批准人"),
        (step("extend", "赵倩", to=DAY, approved_by="李明"), "延期要写明理由"),
        (step("apply", "王敏", "等公示", to=date(2026, 11, 1)), "R0001"),  # before the date it has
        (step("start", "王敏"), "现在是“整改中”，不能开始整改"),
        (step("interview", "赵倩", record="〔2026〕1号"), "约谈由领导决定，要写明是谁决定的"),
        (step("refer", "赵倩", decided_by="沈维"), "移交要写明记录"),
        (step("review", "赵倩", next=date(2027, 1, 1)), "R0001"),  # it has a date of its own
        (step("correct", "赵倩", "记错了", of=9), "R0001"),
        (step("progress", "王敏", " "), "填报进展要写明内容"),
    ],
)
def test_a_move_that_does_not_follow_is_refused(home: Path, wanted: Move, why: str) -> None:
    assert why in not_moved(home, wanted)


@pytest.mark.parametrize(
    ("by", "do_", "who"),
    [
        ("吴静", "submit", "王敏"),  # the unit supports and does not lead
        ("陈晨", "start", "王敏"),
        ("王敏", "close", "李明"),
        ("王敏", "extend", "李明"),
        ("周敏", "progress", "王敏"),
        ("沈维", "return", "李明"),
        ("老魏", "correct", "李明"),
    ],
)
def test_a_move_is_made_by_who_may(home: Path, by: str, do_: str, who: str) -> None:
    wanted = step(do_, by, "理由", evidence=("E0001",), to=DAY, approved_by="李明", of=2)
    sentence = not_moved(home, wanted)
    assert sentence.startswith(f"R0001 不能由{by}")
    assert who in sentence


def test_whoever_handed_in_does_not_sign_off(home: Path) -> None:
    """Not even where he may do both: two hands are two people."""
    put(
        home,
        HEAD,
        "王敏: {units: [县司法局], roles: [填报人]",
        "王敏: {units: [县司法局], roles: [填报人, 督办]",
    )
    move(home, step("submit", "王敏", evidence=("E0001",)))
    assert "王敏 是申报的人，销号要由另一个人" in not_moved(home, step("close", "小王", "属实"))


def test_a_deputy_is_the_same_hand(home: Path) -> None:
    put(home, HEAD, "  何苗: {deputy_of: 赵倩}", "  何苗: {deputy_of: 王敏, roles: [督办]}")
    move(home, step("submit", "王敏", evidence=("E0001",)))
    assert "销号要由另一个人" in not_moved(home, step("close", "何苗", "属实"))


# -- extensions


def test_an_extension_names_who_approved_it(home: Path) -> None:
    until = date(2026, 12, 20)
    move(home, step("extend", "赵倩", "等公示", to=until, approved_by="李 明"))
    now = items_of(home)["R0001"]
    assert (now.deadline, now.due, now.events[-1].approved_by) == (
        until,
        date(2026, 12, 1),
        "李明",
    )


def test_an_extension_is_approved_by_who_may(home: Path) -> None:
    for approver in ("王敏", "陈晨", "周敏"):
        wanted = step("extend", "赵倩", "等公示", to=date(2026, 12, 20), approved_by=approver)
        sentence = not_moved(home, wanted)
        assert f"不能由{approver}" in sentence
        assert "李明、沈维" in sentence


def test_an_application_leaves_the_date(home: Path) -> None:
    move(home, step("apply", "王敏", "等公示", to=date(2026, 12, 20)))
    assert items_of(home)["R0001"].deadline == date(2026, 12, 1)


# -- what a unit says for itself


def test_a_word_of_a_unit_is_of_the_unit_of_whoever_says_it(home: Path) -> None:
    move(home, step("progress", "吴静", "已提供清单"))
    event = items_of(home)["R0001"].events[-1]
    assert (event.do, event.by, event.unit, event.note) == (
        "progress",
        "吴静",
        "县教育局",
        "已提供清单",
    )


def test_a_unit_speaks_for_itself_alone(home: Path) -> None:
    sentence = not_moved(home, step("progress", "吴静", "已办", unit="县司法局"))
    assert "县司法局 不能由吴静" in sentence
    move(home, step("progress", "陈晨", "县司法局电话报的", unit="司法局"))
    assert items_of(home)["R0001"].events[-1].unit == "县司法局"


def test_who_has_no_unit_here_says_which_one(home: Path) -> None:
    assert "填报进展要写明是哪个单位" in not_moved(home, step("progress", "赵倩", "催过"))


def test_a_unit_that_is_not_concerned_says_nothing(home: Path) -> None:
    sentence = not_moved(home, step("progress", "陈晨", "已办", unit="县水务局"))
    assert sentence == "“县水务局”不是 R0001 的牵头或责任单位；有：县司法局、县教育局"


def test_an_objection_is_settled(home: Path) -> None:
    wanted = step("settle", "赵倩", "维持", unit="县教育局")
    assert "县教育局没有对 R0001 提出异议" in not_moved(home, wanted)
    move(home, step("object", "吴静", "不是我单位的职责"))
    move(home, wanted)
    assert items_of(home)["R0001"].events[-1].do == "settle"


# -- leaders, corrections


def test_an_interview_is_decided_by_a_leader(home: Path) -> None:
    wanted = step("interview", "赵倩", decided_by="沈 维", record="〔2026〕1号")
    move(home, wanted)
    event = items_of(home)["R0001"].events[-1]
    assert (event.decided_by, event.record) == ("沈维", "〔2026〕1号")
    sentence = not_moved(home, step("refer", "赵倩", decided_by="陈晨", record="〔2026〕2号"))
    assert "不能由陈晨" in sentence


def test_a_wrong_step_is_answered_by_another_hand(home: Path) -> None:
    move(home, step("submit", "王敏", evidence=("E0001",)))
    moved = move(home, step("correct", "赵倩", "交错了", of=3))
    assert moved.status == "整改中"
    events = items_of(home)["R0001"].events
    assert [event.do for event in events] == ["open", "start", "submit", "correct"]
    assert "已经更正过" in not_moved(home, step("correct", "李明", "再改", of=3))


# -- days


def test_a_move_is_not_before_the_one_before_it(home: Path) -> None:
    early = date(2026, 9, 2)
    sentence = not_moved(home, step("apply", "王敏", "等公示", on=early, to=date(2027, 1, 1)))
    assert "上一步在 2026-09-03" in sentence


def test_a_day_far_away_is_believed_only_where_somebody_wrote_it(home: Path) -> None:
    far = date(2027, 6, 1)
    wanted = step("progress", "王敏", "已办", on=far)
    assert "2027-06-01" in not_moved(home, wanted, stated=False)
    too_far = step("progress", "王敏", "已办", on=date(2028, 6, 1))
    assert "请核对电脑的日期或 --today" in not_moved(home, too_far)
    move(home, wanted)


def test_an_unknown_item_is_refused_with_the_nearest_one(home: Path) -> None:
    sentence = not_moved(home, step("progress", "王敏", "已办"), "R001")
    assert "整改清单里没有“R001”" in sentence
    assert "R0001" in sentence
    with pytest.raises(RefusedError, match="R0009"):
        items.state_of(sound(home), "R009", DAY)


# -- measures


def test_a_measure_is_due_with_its_item_and_done_on_the_day_it_is_said(home: Path) -> None:
    assert do(home, "王敏", items.add_measure, "R0001", "公开清单") == 1
    assert do(home, "王敏", items.add_measure, "R0001", "复查", date(2026, 11, 25)) == 2
    measures = items_of(home)["R0001"].measures
    assert [(one.text, one.due, one.done) for one in measures] == [
        ("公开清单", date(2026, 12, 1), None),
        ("复查", date(2026, 11, 25), None),
    ]
    do(home, "赵六", items.finish_measure, "R0001", 1)
    assert items_of(home)["R0001"].measures[0].done == DAY


def test_what_goes_on_without_a_date_is_not_extended(home: Path) -> None:
    until = date(2026, 12, 20)
    wanted = step("extend", "赵倩", "等公示", to=until, approved_by="李明")
    assert "没有期限，不用延期" in not_moved(home, wanted, "R0009")


def test_a_measure_that_is_done_or_not_there_is_not_finished(home: Path) -> None:
    do(home, "王敏", items.add_measure, "R0001", "公开清单")
    do(home, "王敏", items.finish_measure, "R0001", 1)
    assert "R0001" in refused(home, "王敏", items.finish_measure, "R0001", 1)
    sentence = refused(home, "王敏", items.finish_measure, "R0001", 2)
    assert sentence == "R0001 有 1 条措施，没有第 2 条"


@pytest.mark.parametrize("text", ["10月1日前公开清单", "年底前公开", "国庆前办结"])
def test_a_measure_that_leaves_its_year_open_is_refused(home: Path, text: str) -> None:
    sentence = refused(home, "王敏", items.add_measure, "R0001", text)
    assert sentence.startswith(f"措施“{text}”里的日期没有写年份")
    do(home, "王敏", items.add_measure, "R0001", text, date(2026, 11, 30))


@pytest.mark.parametrize("by", ["吴静", "陈晨", "周敏", "沈维"])
def test_measures_are_the_lead_units(home: Path, by: str) -> None:
    sentence = refused(home, by, items.add_measure, "R0001", "公开清单")
    assert f"R0001 不能由{by}" in sentence


def test_the_measures_of_a_closed_item_stay(home: Path) -> None:
    move(home, step("submit", "王敏", evidence=("E0001",)))
    move(home, step("close", "赵倩", "属实", despite="年底前复查"))
    sentence = refused(home, "王敏", items.add_measure, "R0001", "公开清单")
    assert sentence == "R0001 已销号，措施不能再改"


def test_the_date_of_a_measure_moves_with_an_approver_and_back_with_a_correction(
    home: Path,
) -> None:
    do(home, "王敏", items.add_measure, "R0001", "公开清单", date(2026, 11, 25))
    until = date(2026, 11, 30)
    wanted = step("postpone", "王敏", "等公示", to=until, approved_by="李明", measure=1)
    move(home, wanted)
    item = items_of(home)["R0001"]
    assert (item.measures[0].due, item.events[-1].was) == (until, date(2026, 11, 25))
    move(home, step("correct", "赵倩", "没有批准", of=3))
    assert items_of(home)["R0001"].measures[0].due == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"to": date(2026, 11, 30), "measure": 1}, "措施改期要写明批准人"),
        ({"to": date(2026, 11, 30), "measure": 2, "approved_by": "李明"}, "没有第 2 条"),
        ({"to": date(2026, 12, 30), "measure": 1, "approved_by": "李明"}, "时限是 2026-12-01"),
        ({"to": date(2026, 11, 30), "measure": 1, "approved_by": "王敏"}, "王敏"),
    ],
)
def test_a_measure_does_not_move_by_itself(home: Path, more: dict[str, Any], why: str) -> None:
    do(home, "王敏", items.add_measure, "R0001", "公开清单", date(2026, 11, 25))
    assert why in not_moved(home, step("postpone", "王敏", "等公示", **more))


# -- words about one


def test_words_about_an_item_are_changed(home: Path) -> None:
    do(home, "赵倩", items.change_item, "R0001", {"effort": 5, "person": "王敏"})
    item = items_of(home)["R0001"]
    assert (item.effort, item.person) == (5, "王敏")
    assert "不能由王敏" in refused(home, "王敏", items.change_item, "R0001", {"effort": 1})


@pytest.mark.parametrize("key", ["events", "due", "lost", "id", "measures"])
def test_what_has_a_way_of_its_own_is_not_changed_as_words(home: Path, key: str) -> None:
    sentence = refused(home, "赵倩", items.change_item, "R0001", {key: "x"})
    assert sentence.startswith(f"{key} 不能直接改")
