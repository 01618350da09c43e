"""What a change did to a record is told field by field, in words."""

from __future__ import annotations

import pytest

from scoring.people import PersonRecord
from scoring.rounds.model import RoundRecord
from scoring.schema import Record
from scoring.workbench.views.changed_fields import (
    UNSEEN,
    FieldChange,
    changed_fields,
    record_title,
)
from scoring.workspace.record import UnitRecord, WorkspaceRecord

ROUND, LEDGER, REGISTER = (
    "rounds/2026-self.yaml#findings/4.2.2",
    "rectification.yaml#R0028",
    "evidence/register.yaml#E0001",
)


def test_only_the_fields_that_differ_are_told_with_the_names_of_the_rule() -> None:
    before = '  "4.2.2": {checked: 20, failed: 2}\n'
    after = '  "4.2.2": {checked: 20, failed: 1, note: 以平台为准}\n'
    assert changed_fields(ROUND, before, after) == [
        FieldChange("不合格数", "2", "1"),
        FieldChange("备注", "", "以平台为准"),
    ]
    assert changed_fields(ROUND, before, after, {"failed": "未归档"})[0].name == "未归档"


def test_a_step_is_told_as_a_sentence_and_those_before_it_are_left_out() -> None:
    before = "- id: R0028\n  events:\n  - {on: 2026-11-01, do: open}\n"
    after = before + "  - {on: 2026-11-26, do: return, by: 李明, note: 缺文字说明}\n"
    assert changed_fields(LEDGER, before, after) == [
        FieldChange("经过", "", "2026-11-26 李明 退回：缺文字说明")
    ]


def test_what_only_the_program_reads_is_left_out() -> None:
    before = "- id: E0001\n  title: 甲\n  review: {state: pending}\n"
    after = "- id: E0001\n  title: 甲\n  review: {state: accepted, by: 王建平, stamp: 3f2a}\n"
    [change] = changed_fields(REGISTER, before, after)
    assert (change.before, change.after) == ("状态 待审", "状态 已采纳，姓名 王建平")


def test_a_new_record_is_told_by_its_first_fields_and_one_that_went_by_what_it_was() -> None:
    text = (
        "- id: R0028\n  indicator: '4.2.2'\n  source: mock\n  cause: evidence\n  problem: 缺视频\n"
    )
    told = changed_fields(LEDGER, "", text)
    assert [change.after for change in told] == ["4.2.2", "模拟测评", "佐证不足", "缺视频"]
    assert [change.before for change in changed_fields(LEDGER, text, "")][-1] == "缺视频"


@pytest.mark.parametrize("text", ["x: [", "- 1\n- 2\n", "\x07", "false", "* a", "{}"])
def test_a_text_that_is_no_record_is_told_somehow(text: str) -> None:
    for before, after in ((text, ""), ("", text), (text, "a: 1\n")):
        for change in changed_fields("workspace.yaml#people/李明", before, after):
            assert change.name


@pytest.mark.parametrize("model", [WorkspaceRecord, RoundRecord, PersonRecord, UnitRecord])
def test_what_stands_at_the_head_of_a_file_has_a_name_too(model: type[Record]) -> None:
    """An edit by hand may change any of it: the log page tells it without the key of the file."""
    for key in model.model_fields:
        if key not in UNSEEN:
            assert not record_title(key).isascii(), key
    before, after = 'inspection: {differ: "0.3"}\n', 'inspection: {differ: "0.2"}\n'
    assert changed_fields("workspace.yaml#/inspection", before, after) == [
        FieldChange("须仲裁的分差", "0.3", "0.2")
    ]
    assert (record_title("1.1.2"), record_title("E0001")) == ("1.1.2", "E0001")


def test_a_draw_says_how_it_was_stratified_and_by_no_persons_name() -> None:
    text = 'sample:\n  by: risk\n  size: 24\n  seed: "甲"\n  frame: 3f2a\n'
    rows = changed_fields("rounds/2026-inspection.yaml#/sample", "", text)
    assert rows == [
        FieldChange("分层办法", "", "风险"),
        FieldChange("种子", "", "甲"),
        FieldChange("名册摘要", "", "3f2a"),
    ]
