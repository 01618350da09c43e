"""What an office is told of a file that it hands in."""

from __future__ import annotations

from scoring.reading.remarks import Remark, sentence


def test_what_matters_to_who_takes_a_file_is_said_in_one_line():
    remarks = [
        Remark("struck", "全文", "有 2 处删除线文字", "未计入"),
        Remark("hidden_rows", "工作表“表1”", "第 3 行隐藏", "照样读出"),
    ]
    assert sentence(remarks) == "有 2 处删除线文字，未计入；第 3 行隐藏，照样读出。"


def test_how_a_file_was_read_is_nothing_that_an_office_must_know():
    assert sentence([Remark("wrapped", "第1行", "文字按固定宽度折行", "接成 3 段")]) == ""


def test_the_same_thing_is_said_once():
    remarks = [Remark("no_value", f"单元格{place}", "公式没有结果", "按空读取") for place in "AB"]
    assert sentence(remarks) == "公式没有结果，按空读取。"


def test_nothing_to_say_is_nothing():
    assert sentence([]) == ""
