"""What a workbook says of its cells besides their values."""

from __future__ import annotations

import io
import zipfile

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from scoring.reading.package import open_package
from scoring.reading.sheet_marks import Marks
from scoring.reading.xlsx_marks import WorkbookMarks, extent


def saved(workbook: Workbook) -> bytes:
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def marks(workbook: Workbook, sheet: str = "Sheet") -> Marks:
    with open_package(saved(workbook)) as package:
        return WorkbookMarks(package).of(sheet)


def test_formats_that_show_something_else_than_the_value_are_kept_by_cell():
    workbook = Workbook()
    sheet = workbook.active
    sheet["A1"], sheet["B2"], sheet["C3"] = 0.95, 46023, 3
    sheet["A1"].number_format = "0%"
    sheet["B2"].number_format = "yyyy/m/d"
    assert marks(workbook).formats == {(0, 0): "0%", (1, 1): "yyyy/m/d"}


def test_struck_cells_are_told_from_the_others():
    workbook = Workbook()
    sheet = workbook.active
    sheet["A1"], sheet["A2"] = "删去", "保留"
    sheet["A1"].font = Font(strike=True)
    assert marks(workbook).struck == {(0, 0)}


def test_of_a_cell_that_is_struck_in_part_the_rest_is_left():
    workbook = Workbook()
    struck = TextBlock(InlineFont(strike=True), "不")
    workbook.active["B2"] = CellRichText("应当", struck, TextBlock(InlineFont(), "公开"))
    assert list(marks(workbook).texts.values()) in (["应当公开"], [])


def test_hidden_rows_and_columns_and_filters_are_told():
    workbook = Workbook()
    sheet = workbook.active
    for row in range(1, 5):
        sheet.append([row, row, row])
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["C"].hidden = True
    found = marks(workbook)
    assert (found.hidden_rows, found.hidden_columns, found.filtered) == ([1], [2], False)


def test_a_formula_that_nobody_has_reckoned_has_no_value():
    workbook = Workbook()
    workbook.active["A1"] = "=SUM(B1:B2)"
    assert marks(workbook).no_value == [(0, 0)]


def test_a_sheet_that_is_not_there_has_no_marks():
    assert marks(Workbook(), "没有") == Marks()


def test_damaged_parts_have_no_marks_for_the_values_tell_the_damage():
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(saved(Workbook()))) as source,
        zipfile.ZipFile(stream, "w") as target,
    ):
        for name in source.namelist():
            data = b"<broken" if name == "xl/styles.xml" else source.read(name)
            target.writestr(name, data)
    with open_package(stream.getvalue()) as package:
        assert WorkbookMarks(package).of("Sheet").formats == {}


def test_how_far_the_content_reaches_is_told_by_what_holds_something():
    """A column that is coloured down to row 1,048,576 is no content."""
    data = (
        b'<sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        b'<row r="1048576"><c r="C1048576" s="3"/></row>'
        b'<row r="7"><c r="B7" t="s"><v>0</v></c></row></sheetData>'
    )
    assert extent(data) == (7, 2)
    assert extent(b"<sheetData/>") == (0, 0)
