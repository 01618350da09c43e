"""What stands on the page and is no indicator."""

from __future__ import annotations

import pytest

from scoring.indicators.importing.running_heads import (
    contents_entry,
    is_contents_entry,
    is_contents_heading,
    is_furniture,
    is_signature,
    metadata,
    strip_page_number,
)


@pytest.mark.parametrize(
    "text",
    [
        "当前位置：首页>公开",
        "上一篇：工作要点",
        "扫一扫分享",
        "打印",
        "责任编辑：张三",
        "第 3 页 共 12 页",
        "— 5 —",
    ],
)
def test_navigation_and_page_numbers_belong_to_the_page(text):
    assert is_furniture(text)


@pytest.mark.parametrize(
    "text", ["一、加强组织领导", "县司法局牵头", "公开办理清单（责任单位：县司法局）"]
)
def test_items_do_not(text):
    assert not is_furniture(text)


def test_a_line_of_metadata_names_issuer_number_and_day():
    line = "索 引 号：X123 发布机构：示例县人民政府 成文日期：2026-3-2 文 号：示政发(2026)15号"
    found = metadata(line.replace("索 引 号", "索引号"))
    assert found == {
        "index": "X123",
        "issuer": "示例县人民政府",
        "date": "2026-03-02",
        "doc_no": "示政发〔2026〕15号",
    }


@pytest.mark.parametrize("line", ["加强文号管理。", "推进政务公开", "发布机构" + "很长的文字" * 60])
def test_a_sentence_is_no_metadata(line):
    assert metadata(line) is None


def test_a_key_without_a_value_still_makes_a_line_of_metadata():
    assert metadata("索引号：") == {}


def test_several_organs_side_by_side_issue_together():
    assert metadata("发布机构：中共示例县委 示例县人民政府") == {
        "issuer": "中共示例县委、示例县人民政府"
    }


@pytest.mark.parametrize("text", ["2026年3月2日", "二〇二六年三月二日", "2026-03-02"])
def test_a_day_alone_is_a_signature(text):
    assert is_signature(text)


def test_contents_are_told_by_heading_and_entries():
    assert is_contents_heading("目 录")
    assert is_contents_entry("一、总体要求……………3")
    assert not is_contents_entry("一、总体要求")
    assert contents_entry("一、总体要求  12") == 12
    assert contents_entry("办理时限压缩到 12 天。") is None
    assert strip_page_number("一、总体要求……………3") == "一、总体要求"
