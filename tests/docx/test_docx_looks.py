"""Which class of the page takes which style of the Word document."""

from __future__ import annotations

import pytest

from scoring.docx.looks import (
    BODY,
    Grid,
    Sheet,
    cell_style,
    grid_of,
    inside,
    paragraph_style,
    sheet_of,
    word_style,
)


@pytest.mark.parametrize(
    ("within", "keys", "tag", "style"),
    [
        ((), (), "h1", "标题1"),
        ((), (), "h5", BODY),
        ((), ("legend",), "p", "图例"),
        (("cover",), ("title",), "div", "封面大标题"),
        (("cover",), ("title", "long"), "div", "封面长标题"),
        (("form",), (), "p", "表单正文"),
        ((), ("unheard-of",), "section", BODY),
    ],
)
def test_a_paragraph_takes_the_style_of_its_class_else_of_its_tag(
    within: tuple[str, ...], keys: tuple[str, ...], tag: str, style: str
) -> None:
    assert paragraph_style(within, keys, tag) == style


def test_the_innermost_place_has_the_say() -> None:
    """<section class="form"><div class="sign"><p>: a signature on a form is no signature in a
    letter."""
    around = inside(inside((), ("form",)), ("sign",))
    assert paragraph_style(around, (), "p") == "表单落款"
    assert paragraph_style(inside((), ("sign",)), (), "p") == "落款"


def test_words_take_a_style_or_stay_as_those_around_them() -> None:
    assert word_style(("verdict-unmet",)) == "警示"
    assert word_style(("b",)) == "强调"
    assert word_style(("unheard-of",)) == ""


@pytest.mark.parametrize(
    ("within", "keys", "grid"),
    [
        ((), ("grid",), Grid("公文表格", "表格", 10)),
        ((), ("grid", "tight"), Grid("公文表格", "密排", 9)),
        ((), ("grid", "wide"), Grid("公文表格", "简表", 8.5)),
        (("brief",), ("grid",), Grid("公文表格", "简表", 8.5)),
        ((), ("fields",), Grid("公文表格", "表单", 11)),
        (("reading", "dense"), ("fields",), Grid("公文表格", "紧排表单", 10)),
        ((), ("scores",), Grid("得分表", "表格", 10)),
        (("cover", "facts"), (), Grid("要素表", "要素", 14)),
    ],
)
def test_a_table_is_as_dense_as_its_class_says(
    within: tuple[str, ...], keys: tuple[str, ...], grid: Grid
) -> None:
    assert grid_of(within, keys) == grid


@pytest.mark.parametrize(
    ("keys", "head", "label", "style"),
    [
        ((), True, False, "表格表头"),
        ((), False, True, "表格标签"),
        (("num",), False, False, "表格数字"),
        (("code",), False, False, "表格居中"),
        (("place",), False, True, "填写处"),
        ((), False, False, "表格文字"),
    ],
)
def test_a_cell_is_a_head_a_label_a_figure_or_text(
    keys: tuple[str, ...], head: bool, label: bool, style: str
) -> None:
    assert cell_style("表格", keys, head=head, label=label) == style


def test_the_facts_of_a_cover_have_two_styles_alone() -> None:
    assert cell_style("要素", (), head=False, label=True) == "封面要素名"
    assert cell_style("要素", ("num",), head=False, label=False) == "封面要素"


@pytest.mark.parametrize(
    ("keys", "tag", "sheet"),
    [
        (("cover",), "section", Sheet("封面")),
        (("toc",), "section", Sheet("目录", "oddPage", restart=True, roman=True)),
        ((), "main", Sheet("正文", "oddPage", restart=True)),
        (("land", "first"), "section", Sheet("宽横页", "oddPage", restart=True)),
        (("land",), "section", Sheet("宽横页", "nextPage", restart=True)),
        (("form", "slim"), "section", Sheet("表单", "oddPage", restart=True)),
        (("brief",), "section", Sheet("单页")),
        (("callout",), "div", None),
    ],
)
def test_an_element_may_begin_a_kind_of_page(
    keys: tuple[str, ...], tag: str, sheet: Sheet | None
) -> None:
    assert sheet_of(keys, tag, simplex=False, after_main=False) == sheet


def test_one_sided_copies_have_no_blank_pages() -> None:
    main = sheet_of((), "main", simplex=True, after_main=False)
    assert main is not None
    assert main.start == "nextPage"


def test_a_wide_page_inside_of_the_text_goes_on_counting() -> None:
    assert sheet_of(("land",), "section", simplex=False, after_main=True) == Sheet("横页")
