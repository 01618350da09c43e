"""Cells of a workbook as people read them, rows of a form, and ids that go on.

::

    0.96 under the format 0%   96%          1,234.50   1234.50        3.0   3
    2026-03-05 00:00           2026-03-05   true       是             #N/A  an error
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sheet_samples import TODAY, make

from scoring.sheets import export, read_book
from scoring.sheets.form import LONGEST, digest, row, safe
from scoring.sheets.reading import Book
from scoring.sheets.table import next_ids, places
from scoring.sheets.words import unknown
from scoring.sheets.workbook_parts import UnreadableWorkbook
from scoring.workspace import open_workspace


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cells")
    path = folder / "认定表.xlsx"
    workspace = open_workspace(make(folder / "county")).whole()
    path.write_bytes(export(workspace, "findings", today=TODAY))
    return path


def edited(workbook: Path, tmp_path: Path, do: Callable[[Any], None]) -> Book:
    """The workbook after ``do`` has changed its first sheet."""
    book = openpyxl.load_workbook(workbook)
    do(book[book.sheetnames[0]])
    target = tmp_path / "改.xlsx"
    book.save(target)
    return read_book(target)


@pytest.mark.parametrize(
    ("value", "code", "text", "kind"),
    [
        ("是", "@", "是", "text"),
        (True, "General", "是", "text"),
        (3.0, "General", "3", "number"),
        (0.96, "0%", "96%", "number"),
        (0.965, "0%", "96.5%", "number"),
        (0.1 + 0.2, "General", "0.3", "number"),
        (1e15, "General", "1000000000000000", "number"),
        (datetime(2026, 3, 5), "yyyy-mm-dd", "2026-03-05", "date"),
        (date(2026, 3, 5), "yyyy-mm-dd", "2026-03-05", "date"),
        (time(9, 30), "hh:mm", "09:30:00", "date"),
        (timedelta(days=1, hours=2), "[h]:mm:ss", "1 day, 2:00:00", "date"),
        ("1,234.50", "@", "1234.50", "text"),
        ("\u200b96\u00ad%", "@", "96%", "text"),
        ("甲，乙", "@", "甲，乙", "text"),
        ("#N/A", "@", "#N/A", "error"),
        (None, "General", "", "text"),
    ],
)
def test_a_cell_is_read_as_a_person_reads_it(
    workbook: Path, tmp_path: Path, value: object, code: str, text: str, kind: str
) -> None:
    def do(page: Any) -> None:
        column = next(cell.column for cell in page[2] if cell.value == "备注")
        page.cell(3, column).value = value
        page.cell(3, column).number_format = code

    cell = edited(workbook, tmp_path, do).lines[0].cells["备注"]
    assert (cell.text, cell.kind) == (text, kind)


def test_columns_are_found_by_their_headings_and_rows_by_their_ids(
    workbook: Path, tmp_path: Path
) -> None:
    def do(page: Any) -> None:
        page.insert_cols(3)
        page.insert_rows(1)
        page.row_dimensions[5].hidden = True

    book, before = edited(workbook, tmp_path, do), read_book(workbook)
    assert [line.id for line in book.lines] == [line.id for line in before.lines]
    assert book.lines[0].cells["认定"] == before.lines[0].cells["认定"]
    assert [line.number for line in book.lines if line.hidden] == [5]


def test_headings_twice_merged_cells_and_sheets_without_a_table(
    workbook: Path, tmp_path: Path
) -> None:
    def do(page: Any) -> None:
        page.merge_cells("C3:C4")
        page.cell(2, page.max_column + 1).value = "认定"

    book = edited(workbook, tmp_path, do)
    assert (book.merged, book.doubled) == (("C3:C4",), ("认定",))

    def without_ids(page: Any) -> None:
        page.delete_cols(1)

    with pytest.raises(UnreadableWorkbook, match="找不到带隐藏列"):
        edited(workbook, tmp_path, without_ids)


def test_a_formula_shows_its_value_and_an_empty_one_nothing(workbook: Path, tmp_path: Path) -> None:
    def do(page: Any) -> None:
        page.cell(3, 8).value = "=1+1"

    cells = edited(workbook, tmp_path, do).lines[0].cells.values()
    (formula,) = [cell for cell in cells if cell.formula]
    assert formula.broken


def test_a_text_is_cleaned_before_it_goes_into_a_cell() -> None:
    assert safe(" 甲\r\n乙\x07\u202e ") == "甲\n乙"
    long = safe("长" * (LONGEST + 1))
    assert len(long) < LONGEST
    assert long.endswith(f"……（原文 {LONGEST + 1} 字，此处截断）")


def test_a_cell_that_would_come_back_cut_is_closed() -> None:
    made = row("1.1", {"note": "长" * (LONGEST + 1), "finding": "是"}, {"note", "finding"})
    assert made.open == {"finding"}


def test_digests_tell_texts_apart_and_are_short() -> None:
    assert digest("是") != digest("否")
    assert len(digest("")) == 12


@pytest.mark.parametrize(
    ("known", "ids"),
    [
        ([], ["E0001", "E0002"]),
        (["E0009"], ["E0010", "E0011"]),
        (["E7", "旧-3"], ["E8", "E9"]),
        (["E99"], ["E100", "E101"]),
    ],
)
def test_ids_go_on_behind_the_highest(known: list[str], ids: list[str]) -> None:
    assert next_ids("E", known, 2) == ids


def test_records_stand_where_they_were_first_written() -> None:
    data = [{"id": " E1 "}, "x", {"id": "E2"}, {"id": "E1"}, {"title": "无编号"}]
    assert places(data) == {"E1": 0, "E2": 2}
    assert places(None) == {}


def test_a_word_that_is_none_of_the_list_is_told_with_the_nearest() -> None:
    assert unknown("有制渡 2", ["有制度", "有台账"]) == "“有制渡 2”不在名单里，是不是“有制度”？"
    assert unknown("甲", ["有制度"]) == "“甲”不在名单里，可用的有：有制度"
