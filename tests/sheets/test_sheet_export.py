"""What goes out: for people in colour and locked, for the machine with hidden ids, and the same
bytes every time."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from sheet_samples import TODAY, make, sheet, table

from scoring.sheets import KINDS, export, read_book, units_of
from scoring.workspace import open_workspace


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make(tmp_path / "w")


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_same_input_gives_the_same_bytes(folder: Path, kind: str) -> None:
    first = export(open_workspace(folder).whole(), kind, today=TODAY)
    assert export(open_workspace(folder).whole(), kind, today=TODAY) == first
    assert export(open_workspace(folder).whole(), kind, today=date(2026, 11, 23)) != first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("kind", list(KINDS))
def test_no_cell_is_a_formula_and_every_cell_is_text(folder: Path, kind: str) -> None:
    book = openpyxl.load_workbook(sheet(folder, kind))
    cells = [
        cell for page in book for row in page.iter_rows() for cell in row if cell.value is not None
    ]
    assert {cell.data_type for cell in cells} == {"s"}
    said = {cell.value for cell in cells}
    if kind == "findings":
        assert {"=1+1", "1.10", "96/100"} <= said
    if kind == "evidence":
        assert {"@一次办清单", "2026-03-01", "示政发〔2026〕1号"} <= said


def test_what_people_see(folder: Path) -> None:
    book = openpyxl.load_workbook(sheet(folder, "findings"))
    page = book["认定表"]
    assert book.sheetnames[:2] == ["认定表", "填写说明"]
    assert [book[name].sheet_state for name in book.sheetnames[2:]] == ["veryHidden"]
    assert page.freeze_panes == "D3"
    assert page.column_dimensions["A"].hidden
    assert page.print_title_rows == "$1:$2"
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert page.protection.sheet
    assert not page.protection.password
    assert (page.protection.sort, page.protection.autoFilter) == (False, False)
    heads = {cell.value: cell.column for cell in page[2]}
    for head, locked in (("编号", True), ("评分标准", True), ("认定", False), ("备注", False)):
        cell = page.cell(3, heads[head])
        assert cell.protection.locked is locked, head
        assert (cell.fill.fgColor.rgb == "00FFFBE6") is not locked, head
        assert cell.number_format == "@"
        assert cell.alignment.wrap_text
    shown = {str(rule.sqref): rule for rule in page.data_validations.dataValidation}
    assert {rule.formula1 for rule in shown.values()} == {'"是,否"', '"优,良"'}
    assert not any(rule.showErrorMessage for rule in shown.values()), (
        "不适用 must be free to be typed"
    )


def test_a_long_drop_down_stands_on_a_hidden_sheet(folder: Path) -> None:
    names = "".join(f"  第{number}个名称很长的单位，带逗号: {{}}\n" for number in range(40))
    make(folder, {"workspace.yaml": (folder / "workspace.yaml").read_text("utf-8") + names})
    book = openpyxl.load_workbook(sheet(folder, "evidence"))
    rules = [rule.formula1 for rule in book["佐证登记表"].data_validations.dataValidation]
    assert "_lists!$A$1:$A$43" in rules
    assert book["_lists"].sheet_state == "veryHidden"
    assert book["_lists"]["A1"].value == "县司法局"
    assert book["_lists"]["A43"].value == "第39个名称很长的单位，带逗号"


@pytest.mark.parametrize(
    ("kind", "unit", "ids"),
    [
        ("findings", "县司法局", ["1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7"]),
        ("findings", "县水务局", ["1.8", "1.9"]),
        ("evidence", "县教育局", ["E0002"]),
        ("rectification", "县水务局", ["R0002"]),
        ("tasks", "县水务局", ["1.8", "1.9"]),
    ],
)
def test_a_unit_gets_its_own_rows(folder: Path, kind: str, unit: str, ids: list[str]) -> None:
    book = read_book(sheet(folder, kind, unit))
    assert [line.id for line in book.lines if line.id] == ids
    assert book.head["unit"] == unit


def test_the_units_of_a_table_are_those_with_rows(folder: Path) -> None:
    workspace = open_workspace(folder).whole()
    assert units_of(table(workspace, "findings")) == ["县司法局", "县教育局", "县水务局"]
    assert units_of(table(workspace, "evidence")) == ["县司法局", "县教育局"]


def test_control_characters_go_and_long_texts_are_locked(folder: Path) -> None:
    text = (folder / "evidence/register.yaml").read_text("utf-8")
    text = text.replace("title: 公开栏目", 'title: "公\\u0007开\\u202e栏目"').replace(
        "方静怡, on: 2026-05-02", "方静怡, on: 2026-05-02, note: 好"
    )
    text = text.replace('title: "@一次办清单"', f"title: {'长' * 40_000}")
    make(folder, {"evidence/register.yaml": text})
    path = sheet(folder, "evidence")
    lines = {line.id: line for line in read_book(path).lines}
    assert lines["E0002"].cells["题名"].text == "公开栏目"
    assert lines["E0001"].cells["题名"].text.endswith("（原文 40000 字，此处截断）")
    page = openpyxl.load_workbook(path)["佐证登记表"]
    assert page["C3"].protection.locked
    assert not page["C4"].protection.locked


def test_the_tasks_say_that_they_do_not_come_back(folder: Path) -> None:
    book = openpyxl.load_workbook(sheet(folder, "tasks"))
    said = "\n".join(
        str(cell.value) for row in book["填写说明"].iter_rows() for cell in row if cell.value
    )
    assert "不导回系统" in said
    line = read_book(sheet(folder, "tasks")).lines[0]
    assert line.cells["需要的佐证材料"].text == "办理清单\n公告（网上）\n甲；乙"
    assert line.cells["评分标准"].text == "达到标准得满分，未达到不得分"
