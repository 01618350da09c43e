"""What a column of a table holds, by its heading."""

from __future__ import annotations

import pytest

from scoring.indicators.importing.headings import classify


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("一级指标", "level1"),
        ("二级指标", "level2"),
        ("三级指标", "level3"),
        ("三级指标（共125项）", "level3"),
        ("分值", "points"),
        ("序号", "number"),
        ("牵头单位", "lead"),
        ("责任单位", "support"),
        ("配合单位", "support"),
        ("完成时限", "due"),
        ("备注", "remark"),
        (" 牵 头 单 位 ", "lead"),
        ("牵头\n单位", "lead"),
    ],
)
def test_a_heading_names_the_meaning_of_its_column(text, role):
    heading = classify(text)
    assert heading is not None
    assert (heading.role, heading.guessed) == (role, "")


def test_a_slip_of_one_character_is_guessed_and_told():
    heading = classify("责任単位")
    assert heading is not None
    assert (heading.role, heading.guessed) == ("support", "责任单位")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "县司法局",
        "公开办理时限压缩清单，群众可以查询。",
        "10分",
        "（一）",
        "建立健全工作机制并落实到位" * 3,
    ],
)
def test_what_stands_in_cells_is_no_heading(text):
    assert classify(text) is None


def test_a_sentence_that_happens_to_hold_a_word_of_headings_is_content():
    assert classify("建立重点工作任务推进落实制度") is None
