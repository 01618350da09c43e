"""The box of fields that government sites print above a document.

索引号：009-2026-0301    发布机构：示例县司法局
文号：示司发〔2026〕5号   成文日期：2026-03-05
"""

from __future__ import annotations

import pytest

from scoring.evidence.probing.infobox import InfoBox, read_box

BOX = [
    "索引号：009-2026-0301    发布机构：示例县司法局",
    "文号：示司发〔2026〕5号   成文日期：2026-03-05",
    "",
    "关于公布行政执法主体的通知",
]


def test_the_fields_are_read_with_the_lines_that_belong_to_them() -> None:
    expected = InfoBox("示司发〔2026〕5号", "示例县司法局", "2026-03-05", frozenset({0, 1}))
    assert read_box(BOX) == expected


def test_labels_without_a_colon_are_told_apart_by_the_gaps() -> None:
    box = read_box(["索引号 009-1  主题分类 司法  发文机关 示例县政府", "成文日期 2026年3月5日"])
    assert (box.issuer, box.written, box.doc_no) == ("示例县政府", "2026年3月5日", "")


def test_an_empty_field_is_none_and_the_first_of_two_counts() -> None:
    box = read_box(["文号：", "索引号：1  发布机构：甲局", "发布机构：乙局"])
    assert (box.doc_no, box.issuer) == ("", "甲局")


def test_one_label_is_a_word_of_the_text() -> None:
    assert read_box(["文号：示司发〔2026〕5号", "各乡镇人民政府："]) == InfoBox()


def test_labels_of_a_news_page_make_no_box() -> None:
    assert read_box(["标题：县里开会  来源：示例日报", "发布时间：2026-03-05"]) == InfoBox()


@pytest.mark.parametrize("lines", [[], [""], ["各单位的文号由办公室统一编制"], ["正文"] * 30 + BOX])
def test_what_has_no_box_at_its_head_gives_none(lines: list[str]) -> None:
    assert read_box(lines) == InfoBox()
