"""Each kind of block of a page, read back from the Word file with python-docx: what style it has,
how wide and how far apart it stands, and what stays with it on a page.

A page is 11906 twips wide with margins of 1587 (28 mm) and 1474 (26 mm): its line is 8845 twips,
156 mm.
"""

from __future__ import annotations

from typing import Any

import pytest
from docx.oxml.ns import qn
from docx.shared import Twips
from helpers_docx import lines, made, marks, text_of


def form(fields: Any) -> list[Any]:
    return [paragraph.paragraph_format for paragraph in fields.paragraphs if paragraph.text]


# -- paragraphs and boxes


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ('<p class="flush">各单位：</p>', [("公文顶格", "各单位：")]),
        ('<p class="basis">依据</p>', [("说明小字", "依据")]),
        ('<div class="callout"><p>结论</p></div>', [("结论框", "结论")]),
        ('<div class="veto"><p>否决</p></div>', [("警示框", "否决")]),
        ('<p class="made">制表：办</p>', [("制表", "制表：办")]),
        ('<div class="sign"><p>办</p></div>', [("落款", "办")]),
        ('<div class="helped"><ul><li>县教育局</li></ul></div>', [("协办", "县教育局")]),
        ("<dl><dt>名</dt><dd>值</dd></dl>", [("公文正文", "名"), ("公文正文", "值")]),
        ("<blockquote>引</blockquote>", [("公文正文", "引")]),
        ("<h4>1. 细目</h4><p>文</p>", [("公文正文", "1. 细目"), ("公文正文", "文")]),
        (
            '<section class="form"><p class="flush">县司法局：</p><p>请</p></section>',
            [("表单顶格", "县司法局："), ("表单正文", "请")],
        ),
        (
            '<section class="brief"><div class="title">简报</div><h2>一</h2><p class="verdict">合格</p></section>',
            [("单页题名", "简报"), ("单页标题", "一"), ("单页结论", "合格")],
        ),
        (
            '<section class="brief brief-dense"><div class="title">简报</div><h2>一</h2></section>',
            [("单页紧排题名", "简报"), ("单页标题", "一")],
        ),
    ],
)  # fmt: skip
def test_a_block_takes_the_style_of_its_class(body: str, wanted: list[tuple[str, str]]) -> None:
    assert lines(made(body)) == wanted


def test_words_between_blocks_are_paragraphs_of_their_own() -> None:
    paper = made("<div>前<p>中</p>后<b>面</b><p>末</p></div>")
    assert [text for _, text in lines(paper)] == ["前", "中", "后面", "末"]


@pytest.mark.parametrize(
    "body",
    ["<hr>", "<p></p>", "<p>  </p>", "<div><span></span></div>", '<div class="mark-source">密</div>'],
)  # fmt: skip
def test_what_holds_no_words_makes_no_paragraph(body: str) -> None:
    paper = made(f"<p>一</p>{body}<p>二</p>")
    assert lines(paper) == [("公文正文", "一"), ("公文正文", "二")]


def test_a_place_that_is_led_to_and_holds_nothing_is_the_next_paragraph() -> None:
    paper = made('<p><a href="#p1">见</a></p><div id="p1"></div><p>此</p>')
    (name,) = marks(paper.element.body, "hyperlink", "anchor")
    marked = [
        paragraph.text
        for paragraph in paper.paragraphs
        if name in marks(paragraph._p, "bookmarkStart", "name")
    ]
    assert marked == ["此"]


def test_the_line_of_an_issue_is_set_in_and_its_day_stands_at_the_end() -> None:
    """280 twips from both edges of the line: the tab stands at 8845 − 280 = 8565."""
    paper = made('<main><p class="issued">示例县<span class="day">2026年11月印发</span></p></main>')
    (paragraph,) = [item for item in paper.paragraphs if item.text]
    assert paragraph.text == "示例县\t2026年11月印发"
    layout = paragraph.paragraph_format
    assert (layout.left_indent, layout.right_indent) == (Twips(280), Twips(280))
    (stop,) = layout.tab_stops
    assert round(stop.position.twips) == 8565


# -- where hands and seals go


def test_the_first_line_of_a_signature_stands_apart_and_the_others_do_not() -> None:
    """580 twips in a report, 320 in a letter, 120 in a form."""
    sign = '<div class="sign"><p>示例县依法治县办</p><p>2026年11月22日</p></div>'
    for around, space in (
        ("main", 580),
        ('section class="flow"', 320),
        ('section class="form"', 120),
    ):
        tag = around.split()[0]
        paper = made(f"<{around}><p>此致</p>{sign}</{tag}>")
        befores = [item.space_before for item in form(paper)]
        assert befores == [None, Twips(space), None], around
        kept = [bool(item.keep_with_next) for item in form(paper)]
        assert kept == [True, True, False], "the line above it, and all but its last"


def test_a_signer_is_a_block_at_the_end_of_the_line() -> None:
    """14 characters of 320 twips are 4480: on a line of 8845 twips it begins at 4365; a line of it
    that is 10 characters wide stands in its middle, 640 twips from both its edges."""
    paper = made(
        '<main><div class="signer" style="width:14em"><p>示例县人民政府</p>'
        '<p style="width:10em">（盖章）</p></div></main>'
    )
    first, second = form(paper)
    assert (first.left_indent, first.space_before) == (Twips(4365), Twips(2320))
    assert (second.left_indent, second.right_indent) == (Twips(4365 + 640), Twips(640))


# -- headings


def test_a_heading_that_begins_a_page_does_so_unless_it_is_the_first() -> None:
    paper = made('<main><h1 class="page">一</h1><p>文</p><h1 class="page">二</h1></main>')
    assert [bool(item.page_break_before) for item in form(paper)] == [False, False, True]


def test_a_deep_heading_looks_like_text_and_shows_in_the_navigation() -> None:
    paper = made("<main><h5>（1）细目</h5></main>")
    (paragraph,) = [item for item in paper.paragraphs if item.text]
    assert paragraph.style.name == "公文正文"
    assert marks(paragraph._p, "outlineLvl") == ["4"]
    assert paragraph.paragraph_format.keep_with_next


def test_a_heading_that_the_contents_leave_out_takes_another_style() -> None:
    toc = '<nav class="toc"><h1>目录</h1><a href="#a">一</a></nav>'
    paper = made(f'{toc}<main><h1 id="a">一</h1><h1>附</h1><h2>附一</h2></main>')
    styles = {text: style for style, text in lines(paper)}
    assert (styles["目录"], styles["附"], styles["附一"]) == ("目录标题", "小节标题1", "小节标题2")


# -- what stays together


def test_what_is_to_be_in_one_piece_is_kept_and_a_note_stays_with_its_line() -> None:
    paper = made(
        '<main><div class="keep"><p>一</p><p>二</p></div><p>三</p><p class="tied">四</p>'
        '<div style="break-inside: avoid"><p>五</p><p>六</p></div></main>'
    )
    assert [bool(item.keep_with_next) for item in form(paper)] == [
        True, False, True, False, True, False,
    ]  # fmt: skip


def test_a_note_below_a_table_stays_with_its_last_row() -> None:
    rows = "<tr><td>甲</td></tr><tr><td>乙</td></tr>"
    paper = made(
        f'<main><table class="grid"><tbody class="long">{rows}</tbody></table>'
        '<p class="tablenote">注</p></main>'
    )
    kept = [
        bool(row.cells[0].paragraphs[0].paragraph_format.keep_with_next)
        for row in paper.tables[0].rows
    ]
    assert kept == [False, True]
    assert [child.tag.split("}")[1] for child in paper.element.body][:2] == ["tbl", "p"]


# -- tables of their own kind


def test_a_box_of_figures_has_lines_of_three_kinds() -> None:
    paper = made(
        '<main><table class="scores"><tr><td><span class="label">自评</span>'
        '<span class="value">86.50</span><span class="remark">满分 100</span></td></tr></table></main>'
    )
    (cell,) = paper.tables[0].rows[0].cells
    assert paper.tables[0].style.name == "得分表"
    assert [(item.style.name, item.text) for item in cell.paragraphs] == [
        ("得分名称", "自评"),
        ("得分数值", "86.50"),
        ("得分说明", "满分 100"),
    ]
    assert marks(cell._tc, "vAlign") == ["top"]
    assert marks(cell._tc, "shd", "fill") == []


def test_a_form_has_labels_of_24_millimetres_and_fields_that_share_the_rest() -> None:
    """Two labels and two fields: (156 − 2 × 24) ÷ 2 = 54 mm for each field."""
    paper = made(
        '<main><table class="fields"><tr><th>日期</th><td></td><th>经办</th><td></td></tr></table></main>'
    )
    assert [round(column.width.mm) for column in paper.tables[0].columns] == [24, 54, 24, 54]
    styles = [cell.paragraphs[0].style.name for cell in paper.tables[0].rows[0].cells]
    assert styles == ["表单标签", "表单文字", "表单标签", "表单文字"]
    assert marks(paper.tables[0]._tbl, "shd", "fill") == ["EFEFEF", "EFEFEF"]


def test_columns_without_a_word_on_their_width_share_the_line() -> None:
    paper = made('<main><table class="grid"><tr><td>1</td><td>2</td><td>3</td></tr></table></main>')
    assert [round(column.width.mm) for column in paper.tables[0].columns] == [52, 52, 52]


def test_a_short_row_ends_in_an_empty_cell_and_a_merged_cell_keeps_its_column() -> None:
    paper = made(
        '<main><table class="grid"><tr><td rowspan="2">甲</td><td>1</td><td>2</td></tr>'
        "<tr><td>3</td></tr></table></main>"
    )
    rows = [
        [text_of(cell) for cell in row.iter(qn("w:tc"))]
        for row in paper.tables[0]._tbl.iter(qn("w:tr"))
    ]
    assert rows == [["甲", "1", "2"], ["", "3", ""]]
    assert marks(paper.tables[0]._tbl, "vMerge") == ["restart", "continue"]


def test_bands_heads_and_totals_are_shaded() -> None:
    paper = made(
        '<main><table class="grid"><thead><tr><th>名</th></tr></thead>'
        '<tbody><tr class="band"><td>一</td></tr><tr><td>甲</td></tr>'
        '<tr class="total"><td>合计</td></tr></tbody></table></main>'
    )
    shades = [marks(row._tr, "shd", "fill") for row in paper.tables[0].rows]
    assert shades == [["EFEFEF"], ["E2E2E2"], [], ["EFEFEF"]]


def test_a_table_in_a_cell_is_one_and_a_paragraph_ends_the_cell() -> None:
    inner = '<table class="grid"><tr><td>内</td></tr></table>'
    paper = made(f'<main><table class="grid"><tr><td>外{inner}</td></tr></table></main>')
    (cell,) = paper.tables[0].rows[0].cells
    assert cell.tables[0].rows[0].cells[0].text == "内"
    assert cell._tc[-1].tag == qn("w:p")
    assert [column.width for column in cell.tables[0].columns] > [0]


def test_a_table_without_rows_is_none_and_its_title_stays() -> None:
    paper = made('<main><table class="grid"><caption>表1</caption></table><p>一</p></main>')
    assert paper.tables == []
    assert lines(paper) == [("图题", "表1"), ("公文正文", "一")]


@pytest.mark.parametrize(("css", "millimetres"), [("tall", 16), ("roomy", 34)])
def test_a_row_to_write_in_has_the_height_of_its_class(css: str, millimetres: int) -> None:
    paper = made(
        f'<main><table class="fields"><tr class="{css}"><th>意见</th><td></td></tr></table></main>'
    )
    assert round(paper.tables[0].rows[0].height.mm) == millimetres


# -- the cover


def test_a_cover_has_its_title_a_third_down_its_facts_below_and_its_issuer_at_the_foot() -> None:
    """With one line above it (内部资料) the title stands 36 − 10.2 = 25.8 mm lower than that line;
    facts have a column of 34 mm for their names on a line 36 mm shorter than that of the page."""
    paper = made(
        '<section class="cover"><div class="class">内部资料</div>'
        '<div class="head"><div class="title">自评报告</div><div class="subtitle">示例县</div></div>'
        '<div class="facts"><table><tr><th>对象</th><td>示例县</td></tr></table></div>'
        '<div class="issuer">示例县依法治县办</div><div class="date">2026年11月</div></section>'
    )
    assert lines(paper) == [
        ("封面标注", "内部资料"),
        ("封面大标题", "自评报告"),
        ("封面副题", "示例县"),
        ("封面落款", "示例县依法治县办"),
        ("封面落款", "2026年11月"),
    ]
    title = next(item for item in paper.paragraphs if item.text == "自评报告")
    assert round(title.paragraph_format.space_before.mm, 1) == 25.8
    facts = paper.tables[0]
    assert facts.style.name == "要素表"
    assert [cell.paragraphs[0].style.name for cell in facts.rows[0].cells] == [
        "封面要素名",
        "封面要素",
    ]
    assert round(facts.columns[0].width.mm) == 34
    framed = [
        item.text for item in paper.paragraphs if item._p.find(f".//{qn('w:framePr')}") is not None
    ]
    assert framed == ["示例县依法治县办", "2026年11月"]


# -- pages that an office made itself


@pytest.mark.parametrize(
    "body",
    [
        "<table><tr></tr></table>",
        "<table><thead></thead><tbody><tr></tr><tr></tr></tbody></table>",
        '<img data-drawing="x">',
        '<img data-drawing="-1">',
        '<img src="https://example.invalid/a.png">',
        '<section class="cover"><div class="head"></div></section>',
    ],
    ids=["a row without cells", "rows without cells", "no number", "a number below nothing",
         "a picture from elsewhere", "a cover without a title"],
)  # fmt: skip
def test_what_says_nothing_makes_nothing(body: str) -> None:
    paper = made(f"<p>一</p>{body}<main><p>二</p></main>")
    assert [text for _, text in lines(paper)] == ["一", "二"]
    assert paper.tables == []
    assert len(paper.inline_shapes) == 0


def test_a_cover_whose_head_is_a_table_has_it() -> None:
    paper = made(
        '<section class="cover"><div class="head"><table><tr><td>自评报告</td></tr></table></div></section>'
    )
    assert paper.tables[0].rows[0].cells[0].text == "自评报告"


@pytest.mark.parametrize(
    "body",
    [
        '<div class="signer" style="width:1.2.3em"><p>盖章</p></div>',
        '<table class="fields"><tr style="height:1.2.3mm"><td>盖章</td></tr></table>',
        '<table><colgroup><col style="width:1..2%"></colgroup><tr><td>盖章</td></tr></table>',
        '<table><colgroup><col style="width:0%"></colgroup><tr><td>盖章</td></tr></table>',
        '<div class="signer" style="width:999999999em"><p>盖章</p></div>',
    ],
)
def test_a_measure_that_is_none_is_no_measure(body: str) -> None:
    paper = made(f"<main>{body}</main>")
    assert "盖章" in text_of(paper.element.body)
    for column in (column for table in paper.tables for column in table.columns):
        assert round(column.width.mm) == 156
