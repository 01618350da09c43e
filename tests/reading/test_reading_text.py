"""Plain text and Markdown as blocks."""

from __future__ import annotations

import pytest

from scoring.reading.blocks import Paragraph, Table
from scoring.reading.model import UnreadableError
from scoring.reading.text import read


def paragraphs(text: str) -> list[str]:
    return [block.text for block in read(text.encode()).blocks if isinstance(block, Paragraph)]


def test_each_line_is_a_paragraph_named_by_its_number():
    reading = read("示例县工作要点\n\n一、加强领导\n".encode("gbk"))
    assert [(block.text, block.where) for block in reading.blocks] == [
        ("示例县工作要点", "第1行"),
        ("一、加强领导", "第3行"),
    ]


def test_the_signs_of_markdown_are_no_text():
    assert paragraphs("# 工作要点\n- **公开**清单\n> 引用 `代码`\n") == [
        "工作要点",
        "公开清单",
        "引用 代码",
    ]


def test_a_table_of_pipes_is_a_table():
    """
    | 一级指标 | 分值 |
    | --- | ---: |
    | 职能履行 | 12 |
    """
    text = "说明\n| 一级指标 | 分值 |\n| --- | ---: |\n| 职能<br>履行 | **12** |\n后记\n"
    first, table, last = read(text.encode()).blocks
    assert isinstance(table, Table)
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["一级指标", "分值"],
        ["职能\n履行", "12"],
    ]
    assert [row.where for row in table.rows] == ["第2行", "第4行"]
    assert (first.text, last.text) == ("说明", "后记")


def test_a_pipe_in_a_cell_is_written_with_a_stroke_before_it():
    (table,) = read("| 甲 | 乙 |\n|---|---|\n| a\\|b | c |\n".encode()).blocks
    assert [cell.text for cell in table.rows[1].cells] == ["a|b", "c"]


def test_a_lone_pipe_makes_no_table():
    assert paragraphs("甲|乙\n丙\n") == ["甲|乙", "丙"]


def test_text_broken_at_a_fixed_width_is_joined_and_told():
    line = "各乡镇人民政府县政府各部门要切实加强对法治政府建"
    reading = read("\n".join([line] * 7).encode())
    assert [block.text for block in reading.blocks] == [line * 7]
    assert [(remark.kind, remark.did) for remark in reading.remarks] == [("wrapped", "接成 1 段")]


def test_a_form_feed_ends_a_line_as_every_system_ends_one():
    assert paragraphs("甲\r\n乙\r丙\f丁") == ["甲", "乙", "丙", "丁"]


def test_a_text_of_more_lines_than_any_index_has_is_refused():
    with pytest.raises(UnreadableError, match="超过上限 50000 段"):
        read(b"x\n" * 50_001)
