"""The Word file: text is text, merges and head as they were asked for, the bytes come from the input alone."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from scoring.documents.registry import Wishes, rendered
from scoring.documents.sheet import Column, Sheet
from scoring.documents.tree_document import tree_page
from scoring.documents.word.tables import WIDTH, word_file
from scoring.indicators.library import shipped
from scoring.indicators.loading import load_tree

DAY = date(2026, 11, 22)
COLUMNS = (Column("一级指标", 16, centre=True), Column("名称", 20), Column("分值", 4, number=True))


def raw(*rows: tuple[str, ...], merges: tuple[tuple[int, int, int], ...] = ()) -> bytes:
    sheet = Sheet("表", "附表标题", COLUMNS, rows, merges, ("说明一行",))
    return word_file([sheet], title="标题", issuer="示例县", day=DAY)


def written(*rows: tuple[str, ...], merges: tuple[tuple[int, int, int], ...] = ()) -> Any:
    return Document(io.BytesIO(raw(*rows, merges=merges)))


def test_title_table_and_notes_stand_in_order() -> None:
    paper = written(("甲", "子一", "5"))
    assert [paragraph.text for paragraph in paper.paragraphs if paragraph.text] == ["标题", "说明一行"]
    texts = [[cell.text for cell in row.cells] for row in paper.tables[0].rows]
    assert texts == [["一级指标", "名称", "分值"], ["甲", "子一", "5"]]


def test_the_second_sheet_has_its_own_heading() -> None:
    first = Sheet("一", "首表", COLUMNS, (("甲", "乙", "1"),))
    second = Sheet("二", "条件与说明", COLUMNS, (("丙", "丁", "2"),))
    paper = Document(io.BytesIO(word_file([first, second], title="体系", issuer="", day=DAY)))
    assert [paragraph.text for paragraph in paper.paragraphs if paragraph.text] == ["体系", "条件与说明"]
    assert len(paper.tables) == 2


def test_merged_cells_are_one_cell_and_say_their_text_once() -> None:
    table = written(("甲", "子一", "1"), ("甲", "子二", "2"), ("乙", "子三", "3"), merges=((0, 0, 1),)).tables[0]
    first = table.columns[0].cells
    assert first[1]._tc is first[2]._tc
    assert [cell.text for cell in first] == ["一级指标", "甲", "甲", "乙"]
    assert table._tbl.xml.count("甲") == 1


def test_the_head_repeats_and_rows_stay_whole() -> None:
    table = written(("甲", "子一", "1")).tables[0]
    head, row = table.rows[0]._tr, table.rows[1]._tr
    assert head.find(qn("w:trPr")).find(qn("w:tblHeader")) is not None
    assert row.find(qn("w:trPr")).find(qn("w:cantSplit")) is not None


def test_lines_of_a_cell_are_paragraphs() -> None:
    cell = written(("甲", "第一行\n第二行", "1")).tables[0].rows[1].cells[1]
    assert [paragraph.text for paragraph in cell.paragraphs] == ["第一行", "第二行"]


def test_no_date_is_broken_and_the_table_fills_the_page() -> None:
    table = written(("甲", "子一", "2026-12-31")).tables[0]
    widths = [column.width.mm for column in table.columns]
    assert widths[2] > 16
    assert sum(widths) == pytest.approx(WIDTH, abs=0.1)
    assert [cell.width.mm for cell in table.rows[1].cells] == pytest.approx(widths, abs=0.1)


def test_what_no_file_can_hold_is_taken_out() -> None:
    table = written(("甲\x00\x1b乙\u202e", "<w:t>&", "1")).tables[0]
    assert [cell.text for cell in table.rows[1].cells] == ["甲乙", "<w:t>&", "1"]


def test_same_sheets_same_bytes_without_a_clock() -> None:
    assert raw(("甲", "子一", "1")) == raw(("甲", "子一", "1"))
    with zipfile.ZipFile(io.BytesIO(raw(("甲", "子一", "1")))) as archive:
        assert {item.date_time for item in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = written(("甲", "子一", "1")).core_properties
    assert (properties.created.date(), properties.modified.date()) == (DAY, DAY)
    assert (properties.title, properties.author, properties.last_modified_by) == ("标题", "示例县", "")


def test_elements_stand_in_the_order_of_the_schema() -> None:
    order = [qn(f"w:{name}") for name in ("tcW", "gridSpan", "vMerge", "tcBorders", "shd", "noWrap", "tcMar", "vAlign")]
    table = written(("甲", "子一", "1"), ("甲", "子二", "2"), merges=((0, 0, 1),)).tables[0]
    for properties in table._tbl.iter(qn("w:tcPr")):
        tags = [order.index(child.tag) for child in properties]
        assert tags == sorted(tags)


@pytest.mark.parametrize("source", shipped(), ids=lambda path: path.stem)
def test_every_leaf_of_a_shipped_tree_stands_in_the_table(source: Path) -> None:
    tree, _ = load_tree(source, source.name)
    assert tree is not None
    paper = Document(io.BytesIO(rendered(tree_page(tree, DAY), "docx", Wishes(DAY), None)))
    rows = [[cell.text for cell in row.cells] for row in paper.tables[0].rows]
    code = rows[0].index("编号")
    assert [row[code] for row in rows[1:]] == [leaf.code for leaf in tree.leaves()]
    assert next(paragraph.text for paragraph in paper.paragraphs) == tree.title
