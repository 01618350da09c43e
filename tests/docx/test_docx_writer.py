"""A page of HTML as a Word document: paragraphs, headings, tables, lists, links, sections,
contents."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from helpers_docx import DAY, lines, made, marks, page, raw_of, text_of

from scoring.docx import pictures

SVG = (
    '<svg viewBox="0 0 200 100" role="img" aria-label="各部分得分"><rect width="200" '
    'height="100"/></svg>'
)


def test_headings_are_words_own_and_the_navigation_finds_them() -> None:
    paper = made("<main><h1>一、总体</h1><h2>（一）得分</h2><h3>1. 基本分</h3><p>正文。</p></main>")
    assert lines(paper) == [
        ("Heading 1", "一、总体"),
        ("Heading 2", "（一）得分"),
        ("Heading 3", "1. 基本分"),
        ("公文正文", "正文。"),
    ]


def test_white_space_is_that_of_a_browser() -> None:
    paper = made("<p>\n  一\n  二 <b> 三</b> 四  <br>  五&nbsp;六\n</p>")
    assert paper.paragraphs[0].text == "一 二 三 四\n五\u00a0六"


def test_words_have_styles_and_chinese_marks_their_face() -> None:
    paper = made(
        '<p>得<b>分</b>：<em>八</em><span class="soft">（约）</span><span class="vain">“缺”'
        "</span></p>"
    )
    runs = paper.paragraphs[0].runs
    assert [
        (run.text, run.style.name) for run in runs if run.style.name != "Default Paragraph Font"
    ] == [
        ("分", "强调"),
        ("八", "着重"),
        ("（约）", "浅字"),
        ("“缺”", "短板"),
    ]
    assert {run._element.rPr.rFonts.get(qn("w:hint")) for run in runs} == {"eastAsia"}


def test_what_no_rule_names_takes_the_style_of_its_tag() -> None:
    paper = made(
        '<section class="new"><div class="newer"><p '
        'class="newest">一</p>二</div><article>三</article></section>'
    )
    assert lines(paper) == [("公文正文", "一"), ("公文正文", "二"), ("公文正文", "三")]


def test_the_same_class_means_another_style_in_another_place() -> None:
    paper = made(
        '<section class="form"><div class="title">交办单</div><h2>整改事项</h2><p>请办理。'
        "</p></section>"
    )
    assert lines(paper) == [
        ("表单题名", "交办单"),
        ("表单标题", "整改事项"),
        ("表单正文", "请办理。"),
    ]


def test_markup_in_a_text_comes_out_as_it_stands() -> None:
    evil = "</w:t><w:br/>{{ 7 * 7 }}{%p if %}&amp;县\u0007"
    paper = made(f"<p>{evil.replace('&', '&amp;').replace('<', '&lt;')}</p>")
    assert paper.paragraphs[0].text == evil.replace("\u0007", "")


# ---- tables -------------------------------------------------------------------------------------------------------

TABLE = """
<table class="grid tight"><colgroup><col style="width:20%"><col style="width:10%"><col style="width:70%"></colgroup>
<thead><tr><th>板块</th><th>编号</th><th>指标</th></tr></thead>
<tbody class="band"><tr class="band"><td colspan="3">第一部分</td></tr></tbody>
<tbody><tr><td class="group" rowspan="2">甲</td><td class="code">1.1</td><td>公开<br>及时</td></tr>
<tr><td class="code">1.2</td><td><p>一</p><p>二</p></td></tr></tbody>
<tbody class="long"><tr class="parted"><td>乙</td><td class="num">2.00</td><td></td></tr>
<tr class="total"><td colspan="2">合计</td><td class="num">9</td></tr></tbody></table>"""


@pytest.fixture(scope="module")
def table() -> Any:
    return made(f"<main>{TABLE}</main>").tables[0]


def test_the_head_stands_on_every_page_and_rows_stay_whole(table: Any) -> None:
    rows = table._tbl.findall(qn("w:tr"))
    heads = [row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in rows]
    whole = [row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows]
    assert heads == [True, False, False, False, False, False]
    assert whole == [True, True, True, True, False, True], (
        "a row that may be taller than a page is cut"
    )


def test_cells_are_merged_as_on_the_page(table: Any) -> None:
    rows = table._tbl.findall(qn("w:tr"))
    spans = [
        [int((marks(cell, "gridSpan") or ["1"])[0]) for cell in row.iter(qn("w:tc"))]
        for row in rows
    ]
    assert spans == [[1, 1, 1], [3], [1, 1, 1], [1, 1, 1], [1, 1, 1], [2, 1]]
    assert [marks(row, "vMerge") for row in rows] == [[], [], ["restart"], ["continue"], [], []]
    order = [qn(f"w:{name}") for name in ("tcW", "gridSpan", "vMerge", "shd", "vAlign")]
    for properties in table._tbl.iter(qn("w:tcPr")):
        tags = [order.index(child.tag) for child in properties]
        assert tags == sorted(tags), "the order of the schema"


def test_columns_have_the_widths_of_the_page(table: Any) -> None:
    widths = [column.width.mm for column in table.columns]
    assert sum(widths) == pytest.approx(156, abs=0.1)
    assert widths == pytest.approx([31.2, 15.6, 109.2], abs=0.2)


def test_lines_and_paragraphs_of_a_cell(table: Any) -> None:
    assert table.cell(2, 2).text == "公开\n及时"
    assert [paragraph.text for paragraph in table.cell(3, 2).paragraphs] == ["一", "二"]
    assert [paragraph.text for paragraph in table.cell(4, 2).paragraphs] == [""]
    styles = [
        table.cell(row, column).paragraphs[0].style.name
        for row, column in ((0, 0), (2, 1), (4, 1), (2, 2))
    ]
    assert styles == ["密排表头", "密排居中", "密排数字", "密排文字"]


def test_what_belongs_together_stays_on_one_page(table: Any) -> None:
    kept = [
        all(
            paragraph.paragraph_format.keep_with_next
            for cell in row.cells
            for paragraph in cell.paragraphs
        )
        for row in table.rows
    ]
    assert kept[1:] == [True, True, False, True, False], (
        "a band, a short group, the row above a total"
    )


def test_no_date_is_broken() -> None:
    paper = made(
        '<main><table class="grid tight"><colgroup><col style="width:4%"><col '
        'style="width:96%"></colgroup>'
        '<tbody class="long"><tr><td '
        'class="date">2026-11-22</td><td>一</td></tr></tbody></table></main>'
    )
    (narrow, _) = [column.width.mm for column in paper.tables[0].columns]
    assert narrow > 10 * 4.5 * 25.4 / 72 + 2


def test_two_tables_stay_two_and_a_line_follows_the_last() -> None:
    body = made(f"<main>{TABLE}{TABLE}</main>").element.body
    assert [child.tag.split("}")[1] for child in body] == ["tbl", "p", "tbl", "p", "sectPr"]


def test_the_head_of_a_card_is_a_heading_above_it() -> None:
    card = (
        '<table class="grid card"><colgroup><col style="width:12%"><col '
        'style="width:88%"></colgroup><thead><tr>'
        '<th class="head" colspan="2"><span id="c-1">1.1　公开</span></th></tr></thead>'
        "<tbody><tr><th>得分</th><td>1.00</td></tr></tbody></table>"
    )
    paper = made(f'<main><p>见<a href="#c-1">1.1</a></p>{card}</main>')
    assert ("Heading 4", "1.1　公开") in lines(paper)
    assert [cell.text for cell in paper.tables[0].rows[0].cells] == ["得分", "1.00"]
    (target,) = marks(paper.element.body, "bookmarkStart", "name")
    assert marks(paper.element.body, "hyperlink", "anchor") == [target]


@pytest.mark.parametrize(
    ("bands", "levels"),
    [
        # What stands among the bookmarks of the PDF.
        (["<td data-mark='一、甲'>一、甲</td>", "<td>合计</td>"], ["密排标题1", "密排文字"]),
        (
            ["<td data-below='C1　得分'>C1　得分<span class=soft>　差 3 分</span></td>"],
            ["密排标题2"],
        ),
        # The first band of a block opens it; those below stand under it.
        (
            ["<td>1.1 公开　<span class=opens>甲</span></td>", "<td>1.2 办理　甲</td>"],
            ["密排标题1", "密排标题2"],
        ),
        # A label is one, whatever the page says of it.
        (["<th data-mark='得分'>得分</th>"], ["密排标签"]),
    ],
)
def test_a_band_that_the_bookmarks_name_is_a_heading(bands: list[str], levels: list[str]) -> None:
    rows = "".join(f'<tbody class="band"><tr class="band">{band}</tr></tbody>' for band in bands)
    paper = made(f'<section class="land"><table class="grid tight">{rows}</table></section>')
    heads = [row.cells[0].paragraphs[0] for row in paper.tables[0].rows]
    assert [head.style.name for head in heads] == levels
    for head, level in zip(heads, levels, strict=True):
        outline = head.style.element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        heading = level[-1] if level[-1].isdecimal() else ""
        assert (outline is not None) == bool(heading)
        if heading:
            assert int(outline.get(qn("w:val"))) == int(heading) - 1
            # It looks like the texts of its table, whatever an office makes of them.
            assert head.style.base_style.name == "密排文字"


def test_the_title_of_a_paper_without_a_cover_is_its_first_heading() -> None:
    paper = made(
        '<section class="flow"><div class="title">示例县<br>送阅件</div><p>一</p></section>'
    )
    (title,) = [item for item in paper.paragraphs if item.style.name == "封面标题"]
    outline = title.style.element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
    assert outline.get(qn("w:val")) == "0"
    assert title.text == "示例县\n送阅件"


def test_a_table_that_says_more_than_it_has_stays_a_table() -> None:
    paper = made(
        '<main><table class="grid"><tr><td rowspan="99" colspan="999">一</td><td '
        'colspan="x">二</td></tr>'
        "<tr></tr><tr><td>三</td><td>四</td><td>五</td></tr></table></main>"
    )
    widths = [column.width for column in paper.tables[0].columns]
    assert len(widths) == 101
    assert all(width > 0 for width in widths)
    for cell in paper.element.body.iter(qn("w:tc")):
        assert cell[-1].tag == qn("w:p")


# ---- lists, links, pictures ---------------------------------------------------------------------------------------


def test_lists_have_the_marks_of_word() -> None:
    paper = made("<main><ul><li>一</li></ul><ol><li>二</li></ol></main>")
    assert lines(paper) == [("列表项目", "一"), ("列表编号", "二")]
    numbers = [paper.styles[name].element.pPr.numPr.numId.val for name in ("列表项目", "列表编号")]
    assert numbers == [1, 2]


def test_links_lead_to_their_place_or_nowhere() -> None:
    paper = made(
        '<p><a href="#a">甲</a><a href="#missing">乙</a><a href="https://example.invalid/x">丙</a>'
        '<a href="javascript:x">丁</a></p><p id="a">这里</p>'
    )
    assert paper.paragraphs[0].text == "甲乙丙丁"
    links = list(paper.element.body.iter(qn("w:hyperlink")))
    assert [text_of(link) for link in links] == ["甲", "丙"]
    assert links[0].get(qn("w:anchor")) in marks(paper.paragraphs[1]._p, "bookmarkStart", "name")
    assert paper.part.rels[links[1].get(qn("r:id"))].target_ref == "https://example.invalid/x"


def test_bookmarks_have_names_that_word_takes_and_no_two_the_same() -> None:
    idents = ["e-1.1", "e_1_1", "e" * 60, "e" * 61]
    body = "".join(f'<p><a href="#{ident}">见</a></p><p id="{ident}">此</p>' for ident in idents)
    names = marks(made(body).element.body, "bookmarkStart", "name")
    assert len(set(names)) == len(idents)
    assert all(
        len(name) <= 40 and name.replace("_", "").isalnum() and name[0].isalpha() for name in names
    )


def test_a_chart_is_a_picture_as_wide_as_the_line_and_says_what_it_is() -> None:
    paper = made(f"<main><figure>{SVG}<figcaption>图1　得分</figcaption></figure></main>")
    (shape,) = paper.inline_shapes
    assert (round(shape.width.mm), round(shape.height.mm)) == (156, 78)
    assert shape._inline.docPr.get("descr") == "各部分得分"
    assert lines(paper)[-1] == ("图题", "图1　得分")


def test_without_the_libraries_of_printing_picture_and_caption_are_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from scoring.pdf.errors import RenderError

    def missing(*_: object, **__: object) -> list[bytes]:
        raise RenderError("library", "缺少")

    monkeypatch.setattr(pictures, "render_many", missing)
    paper = made(f"<main><figure>{SVG}<figcaption>图1</figcaption></figure><p>表旁</p></main>")
    assert lines(paper) == [("公文正文", "表旁")]


def test_a_page_without_charts_starts_no_printing(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> list[bytes]:
        raise AssertionError("drawn")

    monkeypatch.setattr(pictures, "render_many", never)
    assert made("<p>一</p>").paragraphs[0].text == "一"


# ---- sections -----------------------------------------------------------------------------------------------------

BOOK = """
<section class="cover"><div class="class">内部资料</div><div class="head"><div class="title">自评<br>报告</div></div>
<div class="facts"><table><tr><th>对象</th><td>示例县</td></tr></table></div><div class="issuer">办</div>
<div class="date">2026年</div></section><div class="mark-source">内部资料</div>
<nav class="toc"><h1>目录</h1><ol><li class="l1"><a href="#s1">一、总体</a></li>
<li><a href="#s2">二、目录</a></li></ol></nav>
<main><h1 id="s1">一、总体</h1><h2>（一）不进目录</h2><p>正文</p></main>
<section class="land"><h1 id="s2">二、目录</h1></section><section class="rest"><p>完</p></section>"""


@pytest.fixture(scope="module")
def book() -> Any:
    return made(BOOK)


def test_every_kind_of_page_is_a_section(book: Any) -> None:
    shapes = [section.orientation == WD_ORIENT.LANDSCAPE for section in book.sections]
    assert shapes == [False, False, False, True, False]
    numbers = [section._sectPr.find(qn("w:pgNumType")) for section in book.sections]
    starts = [
        None if item is None else (item.get(qn("w:fmt")), item.get(qn("w:start")))
        for item in numbers
    ]
    assert starts == [None, ("upperRoman", "1"), (None, "1"), None, None]
    kinds = [section._sectPr.find(qn("w:type")).get(qn("w:val")) for section in book.sections]
    assert kinds == ["nextPage", "oddPage", "oddPage", "nextPage", "nextPage"]


def test_one_sided_copies_have_no_blank_pages() -> None:
    paper = made(BOOK, more=' class="simplex"')
    kinds = {section._sectPr.find(qn("w:type")).get(qn("w:val")) for section in paper.sections}
    assert kinds == {"nextPage"}


def test_heads_say_title_and_mark_and_the_number_stands_outside(book: Any) -> None:
    section = book.sections[2]
    assert section.header.paragraphs[0].text == "内部资料\t示例县情况"
    assert section.even_page_header.paragraphs[0].text == "示例县情况\t内部资料"
    feet = [foot.paragraphs[0] for foot in (section.footer, section.even_page_footer)]
    assert [(foot.text, foot.alignment.name) for foot in feet] == [
        ("— 1 —", "RIGHT"),
        ("— 1 —", "LEFT"),
    ]
    assert book.sections[0].footer.paragraphs[0].text == "", "the cover has none"
    assert (
        marks(section.footer._element, "instrText", "space")
        or "PAGE" in section.footer._element.xml
    )
    assert "内部资料" not in [text for style, text in lines(book) if style != "封面标注"]


def test_the_contents_are_words_own_field_and_name_what_the_page_names(book: Any) -> None:
    body = book.element.body
    (code,) = [node.text for node in body.iter(qn("w:instrText"))]
    assert code.split()[:3] == ["TOC", r"\o", '"1-3"']
    links = list(body.iter(qn("w:hyperlink")))
    assert [text_of(link) for link in links] == ["一、总体", "二、目录"]
    places = {node.get(qn("w:name")): node.getparent() for node in body.iter(qn("w:bookmarkStart"))}
    assert [text_of(places[link.get(qn("w:anchor"))]) for link in links] == ["一、总体", "二、目录"]
    assert book.settings.element.find(qn("w:updateFields")) is not None
    assert marks(body, "fldChar", "fldCharType") == ["begin", "separate", "end"]
    styles = {text: style for style, text in lines(book)}
    assert styles["（一）不进目录"] == "小节标题2"
    outline = book.styles["小节标题2"].element.pPr.find(qn("w:outlineLvl")).get(qn("w:val"))
    assert outline == "3", "deeper than the contents go"


def test_the_break_behind_the_contents_is_not_inside_of_their_field(book: Any) -> None:
    (end,) = [
        node
        for node in book.element.body.iter(qn("w:fldChar"))
        if node.get(qn("w:fldCharType")) == "end"
    ]
    paragraph = next(end.iterancestors(qn("w:p")))
    assert paragraph.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is None


def test_each_form_begins_on_a_right_hand_page_with_page_one() -> None:
    paper = made(
        '<section class="form"><p>一</p></section><section class="form"><p>二</p></section>'
    )
    assert len(paper.sections) == 2
    for section in paper.sections:
        assert section._sectPr.find(qn("w:type")).get(qn("w:val")) == "oddPage"
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"


def test_a_signature_stays_with_the_line_above_it_and_so_does_what_is_cut_off() -> None:
    paper = made(
        '<section class="form"><p>请办理。</p><div class="sign"><p>办</p><p>日</p></div>'
        '<div class="slip"><p class="cut">裁下</p><h2>回执</h2>'
        '<table class="fields"><tr><th>日期</th><td></td></tr></table></div></section>'
    )
    kept = [
        bool(paragraph.paragraph_format.keep_with_next)
        for paragraph in paper.paragraphs
        if paragraph.text
    ]
    assert kept == [True, True, False, True, True]


def test_draft_stands_across_every_page() -> None:
    paper = made(BOOK, more=' data-draft="草稿"')
    for section in paper.sections:
        assert section.header._element.xml.count('string="草稿"') == 1
        assert section.even_page_header._element.xml.count('string="草稿"') == 1
    assert 'string="草稿"' not in made(BOOK).sections[1].header._element.xml


# ---- bytes --------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_same_page_and_day_same_bytes_without_a_clock() -> None:
    first = raw_of(page(BOOK + SVG, more=' data-draft="草稿"'))
    assert raw_of(page(BOOK + SVG, more=' data-draft="草稿"')) == first
    archive = zipfile.ZipFile(io.BytesIO(first))
    assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
    assert len(archive.namelist()) == len(set(archive.namelist()))
    properties = Document(io.BytesIO(first)).core_properties
    assert (properties.title, properties.author) == ("示例县情况", "示例县依法治县办")
    assert properties.created.replace(tzinfo=None) == datetime(DAY.year, DAY.month, DAY.day)


def test_an_empty_page_is_an_empty_document() -> None:
    assert made("").paragraphs[0].text == ""


def test_a_row_to_write_in_is_as_high_as_the_page_says() -> None:
    paper = made(
        '<table class="grid"><tr><td>事由<td>整改</tr><tr><td '
        'style="height:24mm">批示<td></tr></table>'
    )
    heights = [row.height for row in paper.tables[0].rows]
    assert heights[0] is None
    assert round(heights[1].mm) == 24
