"""A cell as its spreadsheet shows it: the value under its format code."""

from __future__ import annotations

import datetime

import pytest

from scoring.reading.model import UnreadableError
from scoring.reading.number_formats import as_text, display, has_year, is_date, matters


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.0, "3"),
        (92.10000000000001, "92.1"),
        (0.1 + 0.2, "0.3"),
        (-0.5, "-0.5"),
        (1e20, "100000000000000000000"),
        (True, "是"),
        (False, "否"),
        (12, "12"),
        ("文字", "文字"),
        (datetime.datetime(2026, 3, 2, 9, 30), "2026-03-02"),
        (datetime.date(2026, 3, 2), "2026-03-02"),
        (datetime.time(9, 30), "09:30:00"),
    ],
)
def test_a_value_without_a_format_is_written_as_a_person_reads_it(value, text):
    assert as_text(value) == text


def test_a_number_beyond_all_counting_is_written_with_a_power():
    assert as_text(1.5e300) == "1.5E+300"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_no_spreadsheet_can_hold_means_a_damaged_file(value):
    with pytest.raises(UnreadableError, match="已损坏"):
        as_text(value)


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (0.95, "0%", "95%"),
        (0.953, "0.0%", "95.3%"),
        (0.955, "0%", "96%"),
        (12, "0.00", "12.00"),
        (12.5, "0.##", "12.5"),
        (12, "0.##", "12"),
        (7, "000", "007"),
        (1234567, "#,##0", "1,234,567"),
        (1234567, '#,##0,"千元"', "1,235千元"),
        (3, '0"件"', "3件"),
        (3, '"共"0"件"', "共3件"),
        (-5, "0;(0)", "(5)"),
        (-5, "0", "-5"),
        (0, '0;-0;"无"0', "无0"),
        (5, "0_ ", "5"),
        (100, '"￥"0.00', "￥100.00"),
        (100, "[$￥-804]0.00", "￥100.00"),
    ],
)
def test_figures_follow_their_code(value, code, text):
    assert display(value, code) == text


def test_grouping_can_be_left_out_for_those_who_reckon_with_the_text():
    assert display(1234567, "#,##0.0", grouping=False) == "1234567.0"


@pytest.mark.parametrize("code", ["# ?/?", "0.00E+00", "@", "[>100]0;0.0"])
def test_a_code_that_is_no_plain_number_gives_the_plain_value(code):
    assert display(0.5, code) == "0.5"


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (46023, 'm"月"d"日"', "1月1日"),
        (46023, "yyyy/m/d", "2026/1/1"),
        (46023, "yy-mm-dd", "26-01-01"),
        (46023, 'yyyy"年"mmm', "2026年1月"),
        (46023.5, "h:mm", "12:00"),
        (46023.52, 'h"时"mm"分"ss"秒"', "12时28分48秒"),
        (46023.75, "mm:ss", "00:00"),
        (46023, "aaaa", "星期四"),
        (46023, "aaa", "周四"),
        (46023, "dddd", "星期四"),
        (46023.25, "上午/下午h:mm", "上午6:00"),
        (46023.75, "AM/PM", "下午"),
        (46023.75, "h:mm AM/PM", "6:00 下午"),
        (46023, "上午/下午hh:mm", "上午12:00"),
        (datetime.date(2026, 3, 2), "yyyy.m.d", "2026.3.2"),
        (datetime.time(9, 5), "h:mm", "9:05"),
    ],
)
def test_a_number_under_a_code_of_a_day_is_that_day(value, code, text):
    assert display(value, code) == text


def test_workbooks_of_old_macs_count_their_days_from_1904():
    assert display(0, "yyyy-mm-dd", date_1904=True) == "1904-01-01"


@pytest.mark.parametrize("value", [-1, 3_000_000])
def test_a_number_that_is_no_day_stays_a_number(value):
    assert display(value, "yyyy-mm-dd") == str(value)


def test_words_and_choices_are_not_formatted():
    assert display("96%", "0.00") == "96%"
    assert display(True, "0.00") == "是"


def test_whether_a_code_shows_a_day_and_whether_with_its_year():
    assert is_date("yyyy-mm-dd")
    assert is_date("[h]:mm")
    assert not is_date('0"d"')
    assert not is_date("General")
    assert has_year("yyyy/m")
    assert not has_year('m"月"d"日"')


def test_the_general_code_shows_nothing_else_than_the_value():
    assert not any(map(matters, ["", "General", "@", "G/通用格式"]))
    assert matters("0.00")
