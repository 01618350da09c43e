"""Workbooks as text: every sheet a page, every row a line."""

from __future__ import annotations

import pytest
from openpyxl import Workbook

from scoring.reading.model import Limits, UnreadableError
from scoring.reading.sheet_text import read_workbook


def book(tmp_path, **sheets: list[list[object]]):
    workbook = Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    path = tmp_path / "台账.xlsx"
    workbook.save(path)
    return path


def test_each_sheet_is_a_page_under_its_name_and_each_row_a_line(tmp_path):
    path = book(
        tmp_path,
        办件=[["编号", "事项", "时限"], [1, "建设许可", 0.5]],
        说明=[["数据截至年底"]],
    )
    assert read_workbook(path, Limits()).pages == [
        "办件\n编号\t事项\t时限\n1\t建设许可\t0.5",
        "说明\n数据截至年底",
    ]


def test_a_table_need_not_begin_in_the_first_column_nor_in_the_first_row(tmp_path):
    path = book(tmp_path, 表=[[], [None, None, "编号", "事项"], [None, None, 1, "许可"], []])
    assert read_workbook(path, Limits()).pages == ["表\n编号\t事项\n1\t许可"]


def test_a_cell_of_several_lines_stays_on_its_line(tmp_path):
    path = book(tmp_path, 表=[["编号", "事项"], [1, "许可\n审批"]])
    assert "1\t许可 审批" in read_workbook(path, Limits()).pages[0]


@pytest.mark.parametrize(
    ("rows", "title", "sure"),
    [
        ([["示例县办件清单"], ["编号", "事项", "时限"]], "示例县办件清单", "high"),
        ([["附件1"], ["示例县办件清单"], ["编号", "事项", "时限"]], "示例县办件清单", "medium"),
        ([["填报单位："], ["编号", "事项", "时限"]], None, ""),
        ([["编号", "事项", "时限"], ["示例县办件清单"]], None, ""),
        ([["表"], ["编号", "事项", "时限"]], None, ""),
    ],
)
def test_the_title_is_the_only_cell_of_one_of_the_first_rows(tmp_path, rows, title, sure):
    found = read_workbook(book(tmp_path, 表=rows), Limits()).title
    assert (found and found.value, found.confidence if found else "") == (title, sure)


def test_more_text_than_the_bound_is_cut_and_said(tmp_path):
    path = book(tmp_path, 甲=[["很长的内容" * 20] for _ in range(10)], 乙=[["第二张"]])
    content = read_workbook(path, Limits(text_chars=150))
    assert len(content.pages) == 1
    assert content.note == "表格内容过长，只读取了前面部分。"


def test_a_file_that_is_no_workbook_is_damaged(tmp_path):
    path = tmp_path / "台账.xlsx"
    path.write_bytes(b"PK\x03\x04nonsense")
    with pytest.raises(UnreadableError):
        read_workbook(path, Limits())
