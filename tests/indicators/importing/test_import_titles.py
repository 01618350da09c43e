"""The title of a document: its own, not that of the notice that carries it."""

from __future__ import annotations

import pytest

from scoring.indicators.importing.titles import (
    choose_title,
    document_number,
    format_doc_no,
    looks_like_title,
    title_of_page,
)


@pytest.mark.parametrize(
    "text",
    [
        "示例县法治建设指标体系",
        "2026年工作要点",
        "《考核细则》",
        "示例县工作方案（2024—2027年）",
        "重点任务清单(征求意见稿)",
    ],
)
def test_a_line_that_ends_in_a_kind_of_document_can_be_a_title(text):
    assert looks_like_title(text)


@pytest.mark.parametrize(
    "text",
    ["", "要点", "加强组织领导。", "责任单位：县司法局", "一、总体要求", "示例县人民政府" * 20],
)
def test_a_sentence_or_a_heading_is_none(text):
    assert not looks_like_title(text)


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["示例县法治建设指标体系"], "示例县法治建设指标体系"),
        (
            ["关于印发《示例县2026年工作要点》的通知", "各乡镇：", "示例县2026年工作要点"],
            "示例县2026年工作要点",
        ),
        (["关于印发示例县2026年工作要点的通知"], "示例县2026年工作要点"),
        (["示例县法治政府建设", "示范创建指标体系"], "示例县法治政府建设示范创建指标体系"),
        (
            ["示例县人民政府文件", "示政发〔2026〕15号", "示例县2026年法治建设工作要点"],
            "示例县2026年法治建设工作要点",
        ),
        (["近日，示例县印发《法治政府建设实施方案》，主要内容如下"], "法治政府建设实施方案"),
        (["没有标题的正文。"], ""),
        ([], ""),
    ],
)
def test_of_the_lines_before_the_first_item_the_title_is_chosen(lines, title):
    assert choose_title(lines) == title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("示例县2026年工作要点_示例县人民政府", "示例县2026年工作要点"),
        ("关于印发《示例县2026年工作要点》的通知-示例县", "示例县2026年工作要点"),
        ("示例县人民政府门户网站", ""),
        ("", ""),
    ],
)
def test_the_title_of_a_page_comes_without_the_name_of_the_site(text, title):
    assert title_of_page(text) == title


def test_number_organs_and_day_stand_on_lines_of_their_own():
    """
    示政发〔2026〕15号
    中共示例县委  示例县人民政府
    2026年3月2日
    """
    lines = [
        "示政发〔2026〕15号",
        "示例县人民政府",
        "正文一行",
        "中共示例县委  示例县人民政府",
        "2026年3月2日",
    ]
    assert document_number(lines) == {
        "doc_no": "示政发〔2026〕15号",
        "date": "2026-03-02",
        "issuer": "示例县人民政府、中共示例县委",
    }


def test_an_organ_that_stands_neither_under_a_number_nor_over_a_day_is_a_heading():
    assert document_number(["示例县人民政府", "2026年工作要点"]) == {}


@pytest.mark.parametrize(
    "text", ["示政发(2026)15号", "示政发【2026】第15号", "示政发 〔2026〕 15 号"]
)
def test_a_number_has_the_brackets_of_the_standard(text):
    assert format_doc_no(text) == "示政发〔2026〕15号"
