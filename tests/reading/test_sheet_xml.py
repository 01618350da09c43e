"""Spreadsheets that are one XML file, which business systems export and call .xls."""

from __future__ import annotations

import pytest

from scoring.reading.model import UnreadableError
from scoring.reading.sheet_xml import read

STYLES = (
    '<Styles><Style ss:ID="s1"><NumberFormat ss:Format="0%"/></Style>'
    '<Style ss:ID="s2"><NumberFormat ss:Format="Percent"/></Style></Styles>'
)


def book(rows: str, name: str = "办件") -> bytes:
    return (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        f'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">{STYLES}'
        f'<Worksheet ss:Name="{name}"><Table>{rows}</Table></Worksheet></Workbook>'
    ).encode()


def cell(text: str, kind: str = "String", more: str = "") -> str:
    return f'<Cell {more}><Data ss:Type="{kind}">{text}</Data></Cell>'


def texts(rows: str) -> list[list[str]]:
    (table,) = read(book(rows)).blocks
    return [[one.text for one in row.cells] for row in table.rows]


def test_a_sheet_is_a_table_under_its_name():
    (table,) = read(book(f"<Row>{cell('编号')}{cell('事项')}</Row>")).blocks
    assert table.where == "工作表“办件”"
    assert [one.text for one in table.rows[0].cells] == ["编号", "事项"]


@pytest.mark.parametrize(
    ("one", "seen"),
    [
        (cell("0.95", "Number"), "0.95"),
        (cell("3", "Number"), "3"),
        (cell("0.95", "Number", 'ss:StyleID="s1"'), "95%"),
        (cell("0.95", "Number", 'ss:StyleID="s2"'), "95.00%"),
        (cell("无", "Number"), "无"),
        (cell("2026-03-02T00:00:00.000", "DateTime"), "2026-03-02"),
        ("<Cell/>", ""),
    ],
)
def test_a_value_is_shown_as_its_style_says(one, seen):
    assert texts(f"<Row>{cell('甲')}{one}{cell('乙')}</Row>")[0] == ["甲", seen, "乙"]


def test_rows_and_cells_may_name_their_place():
    third = cell("丙", more='ss:Index="3"')
    rows = f'<Row>{cell("甲")}</Row><Row ss:Index="3">{third}</Row>'
    assert texts(rows) == [["甲", "", ""], ["", "", ""], ["", "", "丙"]]


def test_merged_cells_reach_over_their_fields():
    first, second = cell("职能", more='ss:MergeDown="1"'), cell("审批", more='ss:Index="2"')
    rows = f"<Row>{first}{cell('公开')}</Row><Row>{second}</Row>"
    assert texts(rows) == [["职能", "公开"], ["职能", "审批"]]


def test_blank_lines_before_the_declaration_do_no_harm():
    """XML forbids them; programs that export write them all the same."""
    assert read(b"\r\n\r\n" + book(f"<Row>{cell('甲')}</Row>")).blocks


def test_a_sheet_without_cells_is_no_table():
    assert read(book("<Row/>")).blocks == []


@pytest.mark.parametrize("place", ["1000000000", "99999999999999999999"])
def test_a_place_beyond_any_sheet_is_none(place):
    rows = f'<Row>{cell("甲")}</Row><Row ss:Index="{place}">{cell("远")}</Row>'
    assert texts(rows) == [["甲"], ["远"]]


def test_a_file_that_is_no_xml_is_damaged():
    with pytest.raises(UnreadableError, match="已损坏"):
        read(b"<Workbook><Worksheet>")
