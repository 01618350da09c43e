"""Workbooks opened: sheets with their texts, and what a person should know of them."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from scoring.reading.model import Limits, UnreadableError
from scoring.reading.spreadsheet import Sheet, load_sheet, open_book


def book(workbook: Workbook) -> bytes:
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def first_sheet(workbook: Workbook) -> Sheet:
    data = book(workbook)
    sheet = open_book(data).sheets[0]
    load_sheet(sheet, data)
    return sheet


def rows(workbook: Workbook, **how) -> list[list[str]]:
    return list(first_sheet(workbook).rows(**how))


def test_a_cell_is_the_text_that_its_sheet_shows():
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(["事项", 0.95, 1234567, True, None])
    sheet["B1"].number_format, sheet["C1"].number_format = "0%", "#,##0"
    assert rows(workbook) == [["事项", "95%", "1,234,567", "是"]]
    assert rows(workbook, grouping=False)[0][2] == "1234567"


def test_what_is_struck_out_is_not_read_and_told():
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(["旧稿", "新稿"])
    sheet["A1"].font = Font(strike=True)
    found = first_sheet(workbook)
    assert list(found.rows()) == [["", "新稿"]]
    assert [remark.what for remark in found.remarks()] == ["工作表“Sheet”里 A1 的文字划掉了"]


def test_a_formula_without_a_value_is_told_by_its_cell():
    workbook = Workbook()
    workbook.active.append(["合计", "=SUM(C1:C9)"])
    (remark,) = first_sheet(workbook).remarks()
    assert (remark.kind, remark.what) == (
        "no_value",
        "工作表“Sheet”里 B1 是公式，文件里没有算出的值",
    )


def test_hidden_rows_are_read_and_told():
    workbook = Workbook()
    sheet = workbook.active
    for row in range(1, 5):
        sheet.append([f"第{row}行"])
    for row in (2, 3):
        sheet.row_dimensions[row].hidden = True
    found = first_sheet(workbook)
    assert [line[0] for line in found.rows()] == ["第1行", "第2行", "第3行", "第4行"]
    assert [remark.what for remark in found.remarks()] == ["工作表“Sheet”第 2—3 行是隐藏的"]


def test_a_table_that_begins_in_a_later_column_keeps_its_place():
    workbook = Workbook()
    workbook.active["C2"] = "甲"
    lines = rows(workbook)
    assert [line for line in lines if any(line)] == [["", "", "甲"]]


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"not a workbook at all", b""])
def test_what_is_no_workbook_is_told(data):
    with pytest.raises(UnreadableError):
        open_book(data)


def test_a_workbook_that_would_explode_is_not_opened():
    with pytest.raises(UnreadableError, match="已拒绝打开"):
        open_book(book(Workbook()), Limits(members=2))


def test_sheets_stand_in_their_order():
    workbook = Workbook()
    workbook.active.title = "甲"
    workbook.create_sheet("乙")
    assert [sheet.name for sheet in open_book(book(workbook)).sheets] == ["甲", "乙"]
