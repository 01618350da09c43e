"""What the parts of a workbook say beside its values, and parts that are refused before they are
read."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from scoring.sheets.workbook_parts import MAX_COLUMNS, MAX_ROWS, UnreadableWorkbook, parts_of

SHEET = "xl/worksheets/sheet1.xml"


def saved(book: openpyxl.Workbook) -> bytes:
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


@pytest.fixture
def raw() -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    page.title = "表一"
    page["A1"], page["B2"], page["C3"] = "名称", "=1+1", "#DIV/0!"
    page["B4"].value, page["B4"].number_format = 0.96, "0%"
    page.row_dimensions[3].hidden = True
    book.create_sheet("表二")["A1"] = "=2"
    return saved(book)


def with_member(raw: bytes, name: str, content: bytes, *, beside: bool = False) -> bytes:
    """The archive with another member; ``beside``: the one of that name stays too."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(made, "w") as new:
        if beside:
            new.writestr(name, content)
        for item in old.namelist():
            if item != name or beside:
                new.writestr(item, old.read(item))
        if not beside:
            new.writestr(name, content)
    return made.getvalue()


def test_each_sheet_with_what_its_values_do_not_say(raw: bytes) -> None:
    parts = parts_of(raw)
    assert parts.formulas == {"表一": {"B2"}, "表二": {"A1"}}
    assert parts.errors == {"表一": {"C3": "#DIV/0!"}, "表二": {}}
    assert parts.hidden == {"表一": {3}, "表二": frozenset()}
    assert parts.formats["表一"][3, 1] == "0%"
    assert not parts.macros


def test_macros_are_told(raw: bytes) -> None:
    assert parts_of(with_member(raw, "xl/vbaProject.bin", b"")).macros


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        (f"A{MAX_ROWS + 1}", f"有 {MAX_ROWS + 1} 行"),
        ("SH1", f"有 {MAX_COLUMNS + 2} 列"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("beside", [False, True])
def test_a_cell_far_out_is_refused_also_in_the_first_of_two_sheets_with_one_name(
    raw: bytes, cell: str, what: str, beside: bool
) -> None:
    content = f'<worksheet><sheetData><row><c r="{cell}"/></row></sheetData></worksheet>'
    with pytest.raises(UnreadableWorkbook, match=what):
        parts_of(with_member(raw, SHEET, content.encode(), beside=beside))


def test_an_archive_that_is_no_workbook_and_one_that_is_torn(raw: bytes) -> None:
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("word/document.xml", "")
    with pytest.raises(UnreadableWorkbook, match=r"不是 \.xlsx 工作簿"):
        parts_of(other.getvalue())
    with pytest.raises(UnreadableWorkbook, match="损坏"):
        parts_of(raw[: len(raw) // 2])
