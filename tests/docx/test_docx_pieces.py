"""Paragraphs, cells, rows and tables before they are written: what is asked of each stands in its
XML, in the order of the schema, and nothing that was not asked for."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from scoring.docx.model import (
    SPACES,
    Block,
    Cell,
    Paragraph,
    Row,
    Table,
    bind,
    paragraphs_of,
)

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def element(xml: str) -> Any:
    return etree.fromstring(f"<x {SPACES}>{xml}</x>")[0]


def properties(xml: str) -> list[tuple[str, dict[str, str]]]:
    """Name and attributes of what stands in ``pPr``, ``tcPr`` or ``trPr``."""
    return [
        (child.tag.removeprefix(W), {key.removeprefix(W): value for key, value in child.items()})
        for child in element(xml)[0]
    ]


def table(*rows: Row) -> Table:
    return Table("T", [100, 200], list(rows))


def row(*texts: str, **more: Any) -> Row:
    return Row([Cell(100, blocks=[Paragraph("P", text)]) for text in texts], **more)


# -- paragraphs


def test_a_paragraph_says_its_style_and_nothing_else() -> None:
    assert Paragraph("P", "<w:r/>").xml() == '<w:p><w:pPr><w:pStyle w:val="P"/></w:pPr><w:r/></w:p>'


def test_what_differs_from_the_style_stands_in_the_order_of_the_schema() -> None:
    """pStyle, keepNext, pageBreakBefore, framePr, tabs, spacing, ind, outlineLvl, sectPr: Word calls
    a file damaged that has another order."""
    paragraph = Paragraph(
        "P",
        keep=True,
        fresh=True,
        frame='<w:framePr w:w="10"/>',
        tab=500,
        before=120,
        indent=(280, 140),
        outline=3,
        section="<w:sectPr/>",
    )
    assert properties(paragraph.xml()) == [
        ("pStyle", {"val": "P"}),
        ("keepNext", {}),
        ("pageBreakBefore", {}),
        ("framePr", {"w": "10"}),
        ("tabs", {}),
        ("spacing", {"before": "120"}),
        ("ind", {"left": "280", "right": "140", "firstLineChars": "0", "firstLine": "0"}),
        ("outlineLvl", {"val": "3"}),
        ("sectPr", {}),
    ]


@pytest.mark.parametrize(
    ("paragraph", "indent"),
    [
        (Paragraph("P", flush=True), {"firstLineChars": "0", "firstLine": "0"}),
        (Paragraph("P", flush=True, indent=(9, 9)), {"firstLineChars": "0", "firstLine": "0"}),
        (
            Paragraph("P", indent=(0, 0)),
            {"left": "0", "right": "0", "firstLineChars": "0", "firstLine": "0"},
        ),
    ],
    ids=["flush", "flush wins", "an indent of nothing is one"],
)
def test_where_the_first_line_begins(paragraph: Paragraph, indent: dict[str, str]) -> None:
    assert properties(paragraph.xml())[1:] == [("ind", indent)]


def test_no_space_above_is_something_else_than_none_said() -> None:
    assert properties(Paragraph("P", before=0).xml())[1:] == [("spacing", {"before": "0"})]
    assert properties(Paragraph("P").xml())[1:] == []


# -- tables


def test_a_cell_says_its_width_and_where_its_text_stands() -> None:
    assert properties(Cell(567).xml()) == [
        ("tcW", {"w": "567", "type": "dxa"}),
        ("vAlign", {"val": "center"}),
    ]


def test_a_cell_over_columns_and_rows_with_a_shade() -> None:
    cell = Cell(567, span=3, merge="restart", shade="EFEFEF", stand="top")
    assert properties(cell.xml()) == [
        ("tcW", {"w": "567", "type": "dxa"}),
        ("gridSpan", {"val": "3"}),
        ("vMerge", {"val": "restart"}),
        ("shd", {"val": "clear", "color": "auto", "fill": "EFEFEF"}),
        ("vAlign", {"val": "top"}),
    ]


def test_a_row_is_whole_unless_it_may_be_parted() -> None:
    assert properties(row("甲").xml()) == [("cantSplit", {})]
    assert properties(row("甲", parted=True).xml()) == []
    assert properties(row("甲", head=True, height=1361).xml()) == [
        ("cantSplit", {}),
        ("trHeight", {"val": "1361", "hRule": "atLeast"}),
        ("tblHeader", {}),
    ]


def test_a_table_is_as_wide_as_its_columns() -> None:
    made = element(table(row("甲", "乙")).xml())
    assert made.find(f"{W}tblPr/{W}tblW").get(f"{W}w") == "300"
    assert [column.get(f"{W}w") for column in made.find(f"{W}tblGrid")] == ["100", "200"]
    assert len(made.findall(f"{W}tr/{W}tc")) == 2


# -- what stays on one page


def kept(blocks: list[Block]) -> list[bool]:
    return [paragraph.keep for paragraph in paragraphs_of(blocks)]


def test_what_is_bound_keeps_each_with_the_next_and_the_last_with_none() -> None:
    blocks: list[Block] = [Paragraph("P"), Paragraph("P"), Paragraph("P")]
    bind(blocks)
    assert kept(blocks) == [True, True, False]
    bind([])
    alone: list[Block] = [Paragraph("P")]
    bind(alone)
    assert kept(alone) == [False]


def test_a_table_that_is_bound_is_kept_row_by_row() -> None:
    """Between paragraphs all its rows; at the end all but the last, behind which a page may
    begin."""
    between: list[Block] = [table(row("甲"), row("乙")), Paragraph("P")]
    bind(between)
    assert kept(between) == [True, True, False]
    at_the_end: list[Block] = [Paragraph("P"), table(row("甲"), row("乙"), row("丙"))]
    bind(at_the_end)
    assert kept(at_the_end) == [True, True, True, False]


def test_every_paragraph_is_found_in_tables_of_tables_too() -> None:
    inner = table(row("内"))
    outer = table(Row([Cell(100, blocks=[Paragraph("P", "外"), inner, Paragraph("P", "末")])]))
    blocks: list[Block] = [Paragraph("P", "首"), outer]
    assert [paragraph.runs for paragraph in paragraphs_of(blocks)] == ["首", "外", "内", "末"]
    outer.rows[0].keep()
    assert kept([outer]) == [True, False, True], "what stands in a table of a cell decides itself"
