"""The table of a workbook before anything writes it: columns, rows, and which cells are merged."""

from __future__ import annotations

import pickle
from dataclasses import replace
from operator import attrgetter
from types import SimpleNamespace

from scoring.views.sheet import (
    Column,
    Sheet,
    cells_of,
    cells_under,
    head_of,
    headings,
    row_under,
    runs,
    shared,
)

COLUMNS = (
    Column("编号", centre=True, cell=attrgetter("code")),
    Column("指标", cell=lambda line: f"《{line.name}》"),
    Column("失分", number=True, cell=attrgetter("lost")),
)
LINE = SimpleNamespace(code="1.1", name="政务公开", lost="0.50")


def test_each_column_makes_its_cell_from_the_line() -> None:
    assert cells_under(COLUMNS, LINE) == ("1.1", "《政务公开》", "0.50")


def test_a_row_that_is_no_line_is_written_by_headings() -> None:
    """A total has nothing in most columns, and does not know in which place they stand."""
    assert row_under(COLUMNS, {"失分": "0.50", "编号": "合计"}) == ("合计", "", "0.50")
    assert row_under(COLUMNS, {"没有这一列": "1"}) == ("", "", "")


def test_equal_neighbours_are_merged_downwards() -> None:
    rows = [("一", "甲"), ("一", "甲"), ("一", "乙"), ("二", "乙")]
    assert runs(rows, 0) == [(0, 0, 2)]
    assert runs(rows, 1) == [(1, 0, 1)]


def test_equal_cells_under_different_parents_are_not_one() -> None:
    """乙 of block 一 and 乙 of block 二 are two indicators."""
    assert runs([("一", "乙"), ("二", "乙")], 1) == []


def test_blanks_are_never_merged() -> None:
    assert runs([("", "甲"), ("", "乙")], 0) == []
    assert runs([], 0) == []


def test_a_merged_cell_stands_once_and_goes_down() -> None:
    rows = (("一", "甲", "1"), ("一", "乙", "2"))
    sheet = Sheet("表", "表", COLUMNS, rows, merges=((0, 0, 1),))
    assert cells_of(sheet) == [
        [("一", 2, "mid"), ("甲", 1, ""), ("1", 1, "code")],
        [("乙", 1, ""), ("2", 1, "code")],
    ]


def test_columns_by_their_parts_of_a_page() -> None:
    """The workbook is as wide as the page, but no column so narrow that its heading breaks."""
    columns = shared({"编号": 8, "内容": 92}, wide=1.5, least=10, middle=20)
    assert head_of(columns) == (["编号", "内容"], [8, 92])
    assert [(column.width, column.centre) for column in columns] == [(12, True), (138, False)]
    assert headings(columns) == ["编号", "内容"]
    assert shared({"编号": 4})[0].width == 8


def test_a_column_travels_to_the_child_that_fills_in_templates_without_its_function() -> None:
    column = Column("自评", 10, number=True, cell=lambda line: line.claimed, fold=8)
    arrived = pickle.loads(pickle.dumps(column))
    assert arrived == replace(column, cell=None)
