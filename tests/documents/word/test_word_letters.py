"""What is written without a template: the look of the templates, slips that are handed out, codes in one line."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from scoring.documents.assets import templates_root
from scoring.documents.rectification.letter import Grid, Letter, Text
from scoring.documents.sheet import Column, Sheet
from scoring.documents.word.cells import fitted, least_width
from scoring.documents.word.letters import LINE, STYLES, letter_file
from scoring.documents.word.tables import word_file

DAY = date(2026, 11, 22)
RECEIPT = Grid((), (1, 2, 1, 2), (("收到日期", "", "承办人", ""),))
TABLE = Grid(("编号", "问题", "时限"), (1, 8, 1), (("R0001", "台账“不全”", "2026-12-15"),), (0, 2))
PARTS = (
    Text("title", "示例县任务分解表"),
    Text("h1", "任务"),
    TABLE,
    Text("page"),
    Text("title", "交　办　单"),
    Text("body", "请按时限完成。"),
    Text("right", "示例县依法治县办"),
    Text("right", "2026年11月22日"),
    Text("cut", "……"),
    Text("slip", "回　执"),
    Text("body", "已收到。"),
    RECEIPT,
    Text("page"),
    Text("title", "交　办　单"),
)


def letter(*parts: Any, mark: str = "") -> Any:
    made = letter_file(Letter(parts or PARTS), title="任务分解表和交办单", issuer="示例县", day=DAY, mark=mark)
    return Document(io.BytesIO(made))


def table(mark: str = "") -> Any:
    sheet = Sheet("表", "附表", (Column("编号", 8), Column("名称", 20)), (("1.1", "甲"),))
    return Document(io.BytesIO(word_file([sheet], title="指标体系", issuer="示例县", day=DAY, mark=mark)))


@pytest.mark.parametrize(("made", "title"), [(letter, "任务分解表和交办单"), (table, "指标体系")])
def test_heads_and_feet_are_those_of_the_templates(made: Any, title: str) -> None:
    paper = made(mark="内部资料")
    section = paper.sections[0]
    assert paper.settings.odd_and_even_pages_header_footer
    assert paper.settings.element.find(qn("w:mirrorMargins")) is not None
    assert section.different_first_page_header_footer
    heads = [head.paragraphs[0].text for head in (section.header, section.even_page_header, section.first_page_header)]
    assert heads == [f"内部资料\t{title}", f"{title}\t内部资料", "内部资料\t"]
    feet = (section.footer, section.even_page_footer, section.first_page_footer)
    assert [foot.paragraphs[0].text for foot in feet] == ["— 1 —"] * 3
    assert [foot.paragraphs[0].alignment.name for foot in feet] == ["RIGHT", "LEFT", "RIGHT"]


def test_faces_have_stand_ins_and_every_style_is_there() -> None:
    ours = Document(str(templates_root() / "word" / "self.docx"))
    for paper in (letter(), table()):
        known = {style.get(qn("w:styleId")): style for style in paper.styles.element.iter(qn("w:style"))}
        used = {node.get(qn("w:val")) for node in paper.element.body.iter(qn("w:pStyle"), qn("w:tblStyle"))}
        assert used <= set(known)
        (fonts,) = [rel.target_part.blob for rel in paper.part.rels.values() if rel.reltype.endswith("/fontTable")]
        assert fonts == next(
            rel.target_part.blob for rel in ours.part.rels.values() if rel.reltype.endswith("/fontTable")
        )
    assert set(STYLES) == {"title", "number", "to", "h1", "h2", "body", "note", "right", "cut", "slip"}


def test_each_slip_begins_on_a_right_hand_page_with_page_one() -> None:
    kinds, starts = [], []
    for section in letter().element.body.iter(qn("w:sectPr")):
        kinds.append(section.find(qn("w:type")).get(qn("w:val")))
        number = section.find(qn("w:pgNumType"))
        starts.append(number.get(qn("w:start")) if number is not None else None)
        order = [child.tag.split("}")[1] for child in section if not child.tag.endswith("Reference")]
        assert order == [name for name in ("type", "pgSz", "pgMar", "pgNumType", "titlePg") if name in order]
    assert (kinds, starts) == (["nextPage", "oddPage", "oddPage"], [None, "1", "1"])


def test_a_signature_stays_together_and_so_does_what_is_cut_off() -> None:
    paper = letter()
    kept = {
        paragraph.text
        for paragraph in paper.paragraphs
        if paragraph.paragraph_format.keep_with_next or paragraph.style.paragraph_format.keep_with_next
    }
    assert {"请按时限完成。", "示例县依法治县办", "……", "回　执", "已收到。"} <= kept
    assert "2026年11月22日" not in kept


def test_codes_and_dates_have_room_and_marks_are_chinese_ones() -> None:
    (grid, _) = letter().tables
    widths = [column.width.mm for column in grid.columns]
    assert widths[0] > 5 * 4.5 * 25.4 / 72 + 2
    assert widths[2] > 10 * 4.5 * 25.4 / 72 + 2
    assert sum(widths) == pytest.approx(LINE, abs=0.1)
    run = grid.rows[1].cells[1].paragraphs[0].runs[0]
    assert run._element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}").get(qn("w:hint")) == "eastAsia"


def test_least_width_heeds_what_must_not_be_broken() -> None:
    half = 9 / 2 * 25.4 / 72
    room = least_width([""], 9)
    assert least_width(["很长很长的一段话里有 2026-12-15 这一天"], 9) - room == pytest.approx(10 * half)
    assert least_width(["很长很长的一段话里有88.68%这个数"], 9) - room == pytest.approx(6 * half)
    assert least_width(["审核通过，2026年12月15日"], 9) - room == pytest.approx((14 + 2.5) * half)
    assert least_width(["√ 未触发"], 9) - room == pytest.approx(8 * half)
    assert least_width(["a" * 40], 9) == room, "what is longer than any column does not count"


def test_columns_fill_the_line_and_none_is_too_narrow_where_all_have_room() -> None:
    assert fitted([1, 1, 2], [10, 10, 10], 100) == pytest.approx([25, 25, 50])
    assert fitted([1, 1, 8], [20, 10, 10], 100) == pytest.approx([20, 80 / 9, 640 / 9], abs=1.5)
    assert sum(fitted([1, 1, 8], [20, 15, 10], 100)) == pytest.approx(100)
    assert fitted([1, 3], [80, 90], 100) == pytest.approx([25, 75]), "no room for all: as they were wished for"
