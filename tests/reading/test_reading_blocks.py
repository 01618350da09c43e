"""Paragraphs and tables: spans resolved to a grid, and the same content as plain text."""

from __future__ import annotations

from scoring.reading.blocks import (
    MAX_COLUMNS,
    Paragraph,
    Placed,
    make_table,
    paragraphs_of,
    plain_text,
    text_of,
)


def texts(table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_a_merged_cell_stands_in_every_field_that_it_covers_with_one_anchor():
    """
    | 职能履行 | 公开 |
    |  〃      | 审批 |
    """
    cells = [Placed(0, 0, "职能履行", rowspan=2), Placed(0, 1, "公开"), Placed(1, 1, "审批")]
    table = make_table(cells, 2, "表1")
    assert texts(table) == [["职能履行", "公开"], ["职能履行", "审批"]]
    assert table.rows[0].cells[0].anchor == table.rows[1].cells[0].anchor == (0, 0)
    assert table.rows[1].cells[1].anchor == (1, 1)


def test_fields_that_no_cell_covers_are_empty_and_each_is_a_cell_of_its_own():
    table = make_table([Placed(0, 0, "甲"), Placed(1, 2, "乙")], 2, "表1")
    assert texts(table) == [["甲", "", ""], ["", "", "乙"]]
    assert table.rows[0].cells[1].anchor != table.rows[0].cells[2].anchor


def test_of_two_cells_that_overlap_the_first_one_wins():
    table = make_table([Placed(0, 0, "先", colspan=2), Placed(0, 1, "后")], 1, "表1")
    assert texts(table) == [["先", "先"]]


def test_a_span_that_reaches_out_of_the_table_is_cut():
    """A hostile file may claim a cell over a billion columns."""
    table = make_table([Placed(0, 0, "甲", rowspan=10**9, colspan=10**9)], 2, "表1")
    assert len(table.rows) == 2
    assert {len(row.cells) for row in table.rows} == {MAX_COLUMNS}


def test_a_span_of_nothing_is_one_field():
    assert texts(make_table([Placed(0, 0, "甲", 0, 0)], 1, "表1")) == [["甲"]]


def test_rows_are_named_by_table_and_number_unless_they_have_a_name_of_their_own():
    table = make_table([Placed(0, 0, "甲")], 3, "表2", {1: "第8行"})
    assert [row.where for row in table.rows] == ["表2第1行", "第8行", "表2第3行"]


def test_the_number_that_the_word_processor_draws_belongs_to_what_is_seen():
    assert Paragraph("加强领导", "第1段", number="一、").full == "一、加强领导"


def test_a_block_as_text_has_a_line_for_each_row_and_each_text_once():
    table = make_table(
        [Placed(0, 0, "甲", colspan=2), Placed(0, 2, "乙"), Placed(1, 1, "丙")], 2, "表1"
    )
    assert text_of(table) == "甲\t乙\n丙"
    assert text_of(Paragraph("正文", "第1段", "1.")) == "1.正文"


def test_in_the_plain_text_of_blocks_a_merged_cell_is_said_once_and_a_cell_keeps_to_its_line():
    cells = [Placed(0, 0, "甲", rowspan=2), Placed(0, 1, "乙"), Placed(1, 1, "丙\n丁")]
    blocks = [Paragraph("标题", "第1段"), Paragraph(" ", "第2段"), make_table(cells, 2, "表1")]
    assert plain_text(blocks) == "标题\n甲\t乙\n丙 丁"


def test_a_document_laid_out_in_a_table_becomes_paragraphs():
    """Short cells side by side are one line; long ones keep their lines, a merged one comes
    once."""
    long = "县司法局会同有关部门，每半年组织一次行政执法案卷评查，评查结果在全县范围内通报。"
    table = make_table(
        [
            Placed(0, 0, "一、"),
            Placed(0, 1, "加强领导"),
            Placed(1, 0, f"{long}\n责任单位：县司法局", colspan=2),
        ],
        2,
        "表1",
    )
    blocks = paragraphs_of([table])
    assert [block.text for block in blocks] == ["一、 加强领导", long, "责任单位：县司法局"]
    assert [block.where for block in blocks] == ["表1第1行", "表1第2行", "表1第2行"]


def test_a_paragraph_of_several_lines_becomes_one_for_each_with_its_number_before_the_first():
    blocks = paragraphs_of([Paragraph("甲\n\n乙", "第3段", "1.")])
    assert [(block.number, block.text, block.where) for block in blocks] == [
        ("1.", "甲", "第3段"),
        ("", "乙", "第3段"),
    ]
