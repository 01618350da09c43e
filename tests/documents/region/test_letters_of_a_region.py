"""A letter of a region: one column of blocks, from which page, workbook and JSON are laid out."""

from __future__ import annotations

from operator import attrgetter
from types import SimpleNamespace

from scoring.documents.layout import html_page
from scoring.documents.region.form import Form, form_page, form_table, grouped
from scoring.documents.region.letters import (
    Block,
    RegionLetter,
    heading,
    letter_page,
    note,
    para,
    table,
    table_of,
)
from scoring.views.sheet import Column

COLUMNS = (
    Column("单位", share=40, cell=attrgetter("name")),
    Column("得分", share=60, centre=True, cell=attrgetter("score")),
)
LINES = [SimpleNamespace(name="甲子县", score="9.40")]


def letter(*blocks: Block) -> RegionLetter:
    return RegionLetter("关于得分情况的通报", "", "示例省", "2026年11月28日", blocks, to="各有关县")


def test_a_table_takes_headings_and_widths_from_its_columns() -> None:
    made = form_table("得分", COLUMNS, [("甲子县", "9.40")])
    assert (made.headings, made.widths, made.centred) == (("单位", "得分"), (0.4, 0.6), (1,))
    assert table_of(COLUMNS, LINES, "得分") == Block("table", "得分", made)


def test_a_table_without_rows_is_one_line() -> None:
    assert table(COLUMNS, []) == note("（无）")
    assert table_of(COLUMNS, iter(())) == note("（无）")


def test_each_table_is_a_sheet_under_the_heading_that_it_follows() -> None:
    blocks = (
        heading("一、报送情况"),
        para("全部报送。"),
        table_of(COLUMNS, LINES),
        heading("（一）分组", 2),
        table_of(COLUMNS, LINES, "分组情况"),
    )
    sheets = letter_page(letter(*blocks)).sheets
    assert [(sheet.name, sheet.title) for sheet in sheets] == [
        ("1 一、报送情况", "一、报送情况"),
        ("2 （一）分组", "分组情况"),
    ]
    assert [column.width for column in sheets[0].columns] == [36, 54]
    assert [column.centre for column in sheets[0].columns] == [False, True]


def test_a_letter_without_tables_is_a_sheet_of_its_text() -> None:
    (sheet,) = letter_page(letter(heading("情况"), para("全部报送。"))).sheets
    assert sheet.rows == (("情况",), ("全部报送。",))


def test_the_page_says_to_whom_it_goes_and_shows_its_tables() -> None:
    page = html_page(letter_page(letter(para("全部报送。"), table_of(COLUMNS, LINES))))
    assert "各有关县：" in page
    assert '<td class="mid">9.40</td>' in page
    assert '<col style="width:40.0%">' in page


def test_names_of_strangers_are_text() -> None:
    lines = [SimpleNamespace(name="<script>县", score="9.40")]
    assert "&lt;script&gt;县" in html_page(letter_page(letter(table_of(COLUMNS, lines))))


def test_a_fingerprint_is_printed_in_groups_that_an_eye_can_compare() -> None:
    assert grouped("0123456789ab") == "0123 4567 89ab"
    form = Form(
        *("回执", "示例省 2026", "示例省", "2026年11月28日"),
        rows=((("报送单位", "甲子县"), ("轮次", "2026")),),
        fingerprint="0123456789ab",
    )
    page = form_page(form)
    assert page.sheets[0].rows[-1] == ("指纹", "0123456789ab")
    assert "0123 4567 89ab" in html_page(page)
