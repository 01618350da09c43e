"""What was exported, what the workbook says now, what the workspace says now.

::

    __id   编号    认定      备注          exported: 是, 空白; the workbook: 否, 空白
    1.1    1.1    否                     the workspace: 是 (then the change is taken in)
                                        the workspace: 否 (then it is no change)
                                        the workspace: 9/10 (then both have changed)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import pytest

from scoring.sheets.comparing import CellFault, Prefer, Wishes, compare
from scoring.sheets.form import ID, BadCell, Form, FormColumn, Row, digest, row
from scoring.sheets.reading import Book, Cell, Line
from scoring.sheets.table import Table

COLUMNS = (
    FormColumn("code", "编号", 8),
    FormColumn("finding", "认定", 20),
    FormColumn("note", "备注", 20),
)
LETTERS = {ID: "A", "编号": "B", "认定": "C", "备注": "D"}


class Small(Table):
    """A table of a few rows, without a workspace; full-width digits are the same value."""

    kind = "findings"
    title = "认定表"

    def __init__(self, rows: Mapping[str, Mapping[str, str]], blank: Row | None = None) -> None:
        texts = {
            ident: {"code": ident, "finding": "", "note": "", **cells}
            for ident, cells in rows.items()
        }
        self.form = Form(
            self.kind,
            self.title,
            COLUMNS,
            tuple(row(ident, cells, {"finding", "note"}) for ident, cells in texts.items()),
            "code",
            (),
            blank,
        )

    def convert(
        self, row: Row | None, cells: Mapping[str, str]
    ) -> tuple[dict[str, Any], list[BadCell]]:
        return {key: text.replace("９", "9") for key, text in cells.items()}, []

    def twin(self, cells: Mapping[str, str]) -> str | None:
        return "1.1" if cells.get("finding") == "已有" else None


def exported(rows: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """The digests that went out."""
    keys = ("code", "finding", "note")
    return {
        ident: {key: digest({"code": ident, **cells}.get(key, "")) for key in keys}
        for ident, cells in rows.items()
    }


def line(
    number: int, ident: str, code: str = "", finding: str = "", note: str = "", **more: Any
) -> Line:
    cells = {
        ID: Cell(ident),
        "编号": Cell(code or ident),
        "认定": more.pop("cell", Cell(finding)),
        "备注": Cell(note),
    }
    return Line(number, ident, cells, **more)


def book(base: Mapping[str, Mapping[str, str]], *lines: Line, **more: Any) -> Book:
    more = {"letters": LETTERS, "sheet": "认定表", **more}
    return Book("甲.xlsx", {"kind": "findings"}, exported(base), {}, lines=lines, **more)


def told(
    now: Mapping[str, Mapping[str, str]],
    workbook: Book,
    *,
    prefer: str | None = None,
    delete: bool = False,
    blank: Row | None = None,
) -> Wishes:
    wishes = Wishes(Small(now, blank))
    compare(wishes, workbook, prefer=cast("Prefer | None", prefer), delete=delete)
    return wishes


def whats(faults: list[CellFault]) -> list[str]:
    return [fault.what for fault in faults]


BASE = {"1.1": {"finding": "是"}, "1.2": {"finding": "否"}}


def test_an_unchanged_row_asks_for_nothing() -> None:
    wishes = told(BASE, book(BASE, line(3, "1.1", finding="是"), line(4, "1.2", finding="否")))
    assert (wishes.edits, wishes.unchanged, wishes.faults) == ({}, 2, [])


def test_a_changed_cell_is_wished_for_with_its_place() -> None:
    wishes = told(BASE, book(BASE, line(3, "1.1", finding="否"), line(4, "1.2", finding="否")))
    ((text, place),) = wishes.edits["1.1"].values()
    assert (text, str(place), wishes.unchanged) == ("否", "甲.xlsx 第 3 行", 1)


def test_what_the_workspace_says_already_is_no_change() -> None:
    """By another hand, by an earlier import of the same workbook, or written another way."""
    for now, text in (("否", "否"), ("9", "９")):
        workbook = book({"1.1": {"finding": "是"}}, line(3, "1.1", finding=text))
        assert told({"1.1": {"finding": now}}, workbook).edits == {}


@pytest.mark.parametrize(
    ("prefer", "edits", "faults", "notes"),
    [
        (None, 0, 1, 0),
        ("workspace", 0, 0, 1),
        ("sheet", 1, 0, 0),
    ],
)
def test_where_both_sides_have_changed_somebody_has_to_say_which_stands(
    prefer: str | None, edits: int, faults: int, notes: int
) -> None:
    workbook = book({"1.1": {"finding": "是"}}, line(3, "1.1", finding="否"))
    wishes = told({"1.1": {"finding": "9/10"}}, workbook, prefer=prefer)
    counted = (len(wishes.edits.get("1.1", {})), len(wishes.faults), len(wishes.notes))
    assert counted == (edits, faults, notes)
    if faults:
        assert wishes.faults[0].what == (
            "导出之后工作区里也改过这一格：表里是“否”，工作区里是“9/10”"
        )


def test_two_workbooks_that_wish_otherwise_are_both_left_out() -> None:
    wishes = Wishes(Small(BASE))
    for finding in ("否", "9/10"):
        workbook = book(BASE, line(3, "1.1", finding=finding), line(4, "1.2", finding="否"))
        compare(wishes, workbook, prefer=None, delete=False)
    assert whats(wishes.faults) == ["与 甲.xlsx 第 3 行填的不一样：这里是“9/10”，那里是“否”"]


def test_a_column_sorted_by_itself_is_found_by_the_texts_that_moved() -> None:
    base = {f"1.{number}": {"finding": f"{number}/9"} for number in range(1, 6)}
    turned = [line(number + 2, f"1.{number}", finding=f"{6 - number}/9") for number in range(1, 6)]
    wishes = told(base, book(base, *turned))
    (fault,) = wishes.faults
    assert (fault.column, fault.row) == ("C", None)
    assert "有 4 格的内容换到了别的行" in fault.what
    assert wishes.edits == {}


def test_yes_and_no_changed_both_ways_is_no_sorting() -> None:
    workbook = book(BASE, line(3, "1.1", finding="否"), line(4, "1.2", finding="是"))
    assert told(BASE, workbook).faults == []


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        (
            [line(3, "1.3", finding="是")],
            "隐藏的编号“1.3”不是导出时的：编号被改过，或者是别处抄来的行",
        ),
        ([line(3, "1.1"), line(4, "1.1")], "“1.1”出现了两次，另一处在第 3 行"),
        ([line(3, "1.1", code="1.2")], "这一格是“1.2”，与这一行隐藏的编号“1.1”对不上"),
        ([line(3, "", finding="是")], "这张表不能新增行"),
        ([line(3, "1.1", cell=Cell("#N/A", "error"))], "这一格是错误值 #N/A"),
        ([line(3, "1.1", cell=Cell("", formula=True))], "这一格是公式，没有算出的值"),
        (
            [line(3, "1.1", cell=Cell("2026-03-05", "date"))],
            "这一格被表格软件当成了日期 2026-03-05",
        ),
    ],
)
def test_a_row_that_cannot_be_taken_in(lines: list[Line], what: str) -> None:
    assert what in whats(told(BASE, book(BASE, *lines)).faults)[-1]


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ({"letters": {ID: "A", "编号": "B"}}, "找不到“认定”列，表头被改过或整列被删了"),
        ({"doubled": ("认定",)}, "有两列的表头都是“认定”"),
        ({"merged": ("C3:C4",)}, "C3:C4 是合并单元格"),
    ],
)
def test_a_table_that_was_taken_apart_is_not_looked_at_further(
    more: dict[str, Any], what: str
) -> None:
    wishes = told(BASE, book(BASE, line(3, "1.1", finding="否"), **more))
    assert what in whats(wishes.faults)
    assert wishes.edits == {}


def test_what_does_no_harm_is_noted() -> None:
    letters = {**LETTERS, "我的列": "E"}
    workbook = book(BASE, line(3, "1.1", finding="否", hidden=True), letters=letters, macros=True)
    notes = told(BASE, workbook).notes
    assert "甲.xlsx：多出的列没有导入：我的列" in notes
    assert "甲.xlsx：带有宏，没有理会" in notes
    assert "甲.xlsx 第 3 行是隐藏或筛选掉的，其中的改动同样导入" in notes


def test_a_new_row_is_wished_for_once() -> None:
    blank = row("", {}, {"finding", "note"})
    new = [line(5, "", finding="甲"), line(6, "", finding="已有"), line(7, "")]
    wishes = told({}, book({}, *new), blank=blank)
    assert [texts for texts, _ in wishes.new] == [{"finding": "甲"}]
    assert wishes.notes == ["甲.xlsx 第 6 行：已在工作区里（1.1），没有重复新增"]
    twice = told({}, book({}, new[0], line(6, "", finding="甲")), blank=blank)
    assert whats(twice.faults) == ["与另一个新增的行完全相同"]


@pytest.mark.parametrize(
    ("now", "delete", "deleted", "fault"),
    [
        (BASE, True, ["1.2"], ""),
        (BASE, False, [], ""),
        ({**BASE, "1.2": {"finding": "是"}}, True, [], "表里删去了“1.2”，但导出之后工作区里改过它"),
    ],
)
def test_a_row_that_came_back_no_more(
    now: Mapping[str, Mapping[str, str]], delete: bool, deleted: list[str], fault: str
) -> None:
    wishes = told(now, book(BASE, line(3, "1.1", finding="是")), delete=delete)
    assert list(wishes.deleted) == deleted
    assert whats(wishes.faults) == ([fault] if fault else [])
    if not delete:
        assert wishes.notes == ["甲.xlsx：少了 1 行（1.2），没有删除；确要删除的加 --delete"]


def test_a_fault_is_printed_with_sheet_row_column_and_what_to_write() -> None:
    fault = CellFault("甲.xlsx", "认定表", 3, "C", "认定", "“也许”不是“是”或“否”", "是 或 否")
    assert str(fault) == (
        "甲.xlsx “认定表” 第 3 行 C 列（认定）：“也许”不是“是”或“否”。应填：是 或 否"
    )
    assert str(CellFault("甲.xlsx", "", None, None, "", "打不开")) == "甲.xlsx：打不开"
