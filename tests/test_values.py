"""Values as they stand in files: exact, and refused with a Chinese sentence when they are something
else."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from scoring.values import (
    Code,
    Count,
    Day,
    Due,
    Exact,
    Flag,
    Measure,
    Names,
    Quantity,
    Share,
    Text,
    did_you_mean,
    format_distinct,
    format_fixed,
    format_short,
    natural_key,
    nearest,
    number,
    percent,
    quantity,
)


def read(kind: Any, value: Any) -> Any:
    return TypeAdapter(kind).validate_python(value)


def refusal(kind: Any, value: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        read(kind, value)
    return str(caught.value.errors()[0]["msg"])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2", Fraction(2)),
        ("0.80", Fraction(4, 5)),
        ("39.7", Fraction(397, 10)),
        ("+1.5", Fraction(3, 2)),
        (" 3 ", Fraction(3)),
        ("0", Fraction(0)),
        ("007", Fraction(7)),
        ("999999999999999.999999999999", Fraction(999999999999999999999999999, 10**12)),
    ],
)
def test_numbers_are_exact(text: str, value: Fraction) -> None:
    assert read(Exact, text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "十",
        "1e3",
        "1/3",
        "nan",
        "inf",
        "-inf",
        ".5",
        "5.",
        "1_000",
        "1,000",
        "0x10",
        "1 2",
        "--1",
        "٣",
        "1" * 16,
    ],
)
def test_anything_else_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        number(text)
    assert "不是数字" in refusal(Exact, text) or "全角" in refusal(Exact, text)


@pytest.mark.parametrize("given", [None, [], {}, True, 1.5])
def test_other_shapes_are_no_number(given: object) -> None:
    assert "不是数字" in refusal(Exact, given)


def test_fullwidth_digits_are_named() -> None:
    assert refusal(Exact, "１０") == "“１０”含全角字符，请改用半角数字，如 2.5"
    assert refusal(Exact, "２．５") == "“２．５”含全角字符，请改用半角数字，如 2.5"


def test_negative_numbers_are_refused_but_minus_zero_is_zero() -> None:
    assert refusal(Exact, "-1") == "“-1”是负数，这里只能是零或正数"
    assert read(Exact, "-0") == 0


def test_counts_are_whole() -> None:
    assert read(Count, "3") == 3
    assert read(Count, "3.0") == 3
    assert refusal(Count, "2.5") == "“2.5”不是整数，这里要填件数、人数一类的整数"


def test_yes_and_no_are_words_not_flags() -> None:
    assert read(Flag, "true") is True
    assert read(Flag, "false") is False
    for word in ("yes", "no", "on", "True", "1", "是"):
        assert refusal(Flag, word) == f"“{word}”不是 true 或 false；是写 true，否写 false"


@pytest.mark.parametrize(
    "text",
    ["2026-3-5", "2026/03/05", "2026.03.05", "20260305", "2026年3月5日", "２０２６-０３-０５", ""],
)
def test_dates_have_one_form(text: str) -> None:
    assert "请写成 2026-03-05 这样的年-月-日" in refusal(Day, text)


@pytest.mark.parametrize("text", ["2026-02-29", "2026-13-01", "2026-00-10", "0000-01-01"])
def test_dates_that_do_not_exist(text: str) -> None:
    assert refusal(Day, text) == f"日期“{text}”不存在，请核对年月日"


def test_a_leap_day_exists() -> None:
    assert read(Day, "2024-02-29") == date(2024, 2, 29)


def test_a_deadline_is_a_date_or_ongoing() -> None:
    assert read(Due, "2026-12-31") == date(2026, 12, 31)
    assert read(Due, "持续推进") == "持续推进"
    assert refusal(Due, "年底") == (
        "“年底”不是日期，请写成 2026-03-05 这样的年-月-日（月、日各两位）；没有期限的写“持续推进”"
    )


@pytest.mark.parametrize(
    "code", ["1", "1.10", "01", "Ⅶ-1-1", "一", "E0001", "a_b", "1-1-1", "规定1"]
)
def test_codes_keep_their_text(code: str) -> None:
    assert read(Code, code) == code


@pytest.mark.parametrize(
    "code",
    [
        "../x",
        "a/b",
        "a\\b",
        ".",
        "..",
        "1.",
        ".1",
        "CON",
        "nul.1",
        "com1",
        "a b",
        "a:b",
        "a\0b",
        "x" * 41,
        "1*",
        "🙂",
    ],
)
def test_codes_are_safe_in_a_file_name(code: str) -> None:
    assert "编号要用作文件名" in refusal(Code, code)


def test_text_is_stripped_and_not_blank() -> None:
    assert read(Text, " 示例县 ") == "示例县"
    assert refusal(Text, "  ") == "这里不能是空白"
    assert refusal(Text, ["甲"]) == "这里要填一段文字，现在是一个列表"


def test_one_name_may_stand_without_a_list() -> None:
    assert read(Names, "县司法局") == ("县司法局",)
    assert read(Names, ["甲", "乙"]) == ("甲", "乙")


def test_quantities_remember_their_percent_sign() -> None:
    assert quantity("96%") == Quantity(Fraction(24, 25), percent=True)
    assert quantity("96％") == quantity("96%")
    assert quantity("96") == Quantity(Fraction(96), percent=False)
    assert str(read(Measure, "62.5%")) == "62.5%"
    assert str(read(Measure, "2.50")) == "2.5"
    assert "不是数字" in refusal(Measure, "%")
    assert "负数" in refusal(Measure, "-5%")


def test_shares_lie_between_nothing_and_all() -> None:
    assert read(Share, "80%") == Fraction(4, 5)
    assert read(Share, "1") == 1
    assert refusal(Share, "80") == "“80”应是比例：写成 80% 这样的百分数"
    assert "应是比例" in refusal(Share, "100.01%")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(2675, 1000), "2.68"),
        (Fraction(2665, 1000), "2.67"),
        (Fraction(5, 1000), "0.01"),
        (Fraction(4999, 10**6), "0.00"),
        (Fraction(-5, 1000), "-0.01"),
        (Fraction(-1, 1000), "0.00"),
        (Fraction(1, 3), "0.33"),
        (Fraction(10**36), "1" + "0" * 36 + ".00"),
    ],
)
def test_rounding_is_half_up_once(value: Fraction, text: str) -> None:
    assert format_fixed(value) == text


@given(st.fractions(), st.integers(0, 8))
def test_rounding_is_never_further_off_than_half_a_unit(value: Fraction, places: int) -> None:
    assert abs(Fraction(format_fixed(value, places)) - value) <= Fraction(1, 2 * 10**places)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(2), "2"),
        (Fraction(1, 2), "0.5"),
        (Fraction(1, 3), "0.33"),
        (Fraction(100), "100"),
        (Fraction(1, 1000), "0.001"),
        (Fraction(999, 1000), "0.999"),
        (Fraction(2, 300), "0.01"),
        (Fraction(0), "0"),
    ],
)
def test_plain_numbers_carry_no_needless_zeros(value: Fraction, text: str) -> None:
    assert format_short(value) == text


@pytest.mark.parametrize(
    ("value", "beside", "text"),
    [
        ("0.875", [], "0.88"),
        ("4.296875", ["5"], "4.3"),
        ("2", ["0", "3"], "2"),
        ("99.9999", ["100"], "99.9999"),
        ("0.0004", ["0"], "0.0004"),
        ("0.875", ["0.875"], "0.875"),
        ("0.836", ["0.838"], "0.836"),
    ],
)
def test_computed_values_are_told_shortly_but_never_across_a_bound(
    value: str, beside: list[str], text: str
) -> None:
    assert format_distinct(Fraction(value), *map(Fraction, beside)) == text


def test_a_third_of_a_bound_that_is_no_decimal_is_told_too() -> None:
    assert format_distinct(Fraction(100, 3), Fraction(100, 3)) == "33.33"


def test_percentages() -> None:
    assert percent(Fraction(962, 1000)) == "96.2%"
    assert percent(Fraction(2, 3)) == "66.67%"
    assert percent(Fraction(39, 40), 2) == "97.50%"


def test_codes_sort_naturally() -> None:
    codes = ["1.10", "1.2", "2", "10", "1.1.1", "1.1"]
    assert sorted(codes, key=natural_key) == ["1.1", "1.1.1", "1.2", "1.10", "2", "10"]
    assert sorted(["一", "1", "A"], key=natural_key) == ["1", "A", "一"]
    assert natural_key("x²") == ((1, "x²"),)


def test_the_nearest_name() -> None:
    assert nearest("县司法剧", ["县教育局", "县司法局"]) == "县司法局"
    assert nearest("完全无关", ["ratio"]) is None


@pytest.mark.parametrize(
    ("word", "known", "otherwise", "advice"),
    [
        ("rati", ["ratio", "met"], "", "是不是“ratio”？"),
        ("县司法", ["县司法局", "县财政局"], "", "是不是“县司法局”？"),
        ("xyz", ["ratio", "met"], "可用的有：ratio、met", "可用的有：ratio、met"),
        ("xyz", ["ratio"], "", ""),
        ("ratio", [], "先声明它", "先声明它"),
    ],
)
def test_the_nearest_name_is_asked_for_else_what_there_is_is_said(
    word: str, known: list[str], otherwise: str, advice: str
) -> None:
    assert did_you_mean(word, known, otherwise) == advice
