"""Characters: what is compared is folded, what is kept is cleaned, Chinese numerals are numbers."""

from __future__ import annotations

import pytest

from scoring.reading.wording import (
    chinese_to_int,
    clean,
    fold,
    int_to_chinese,
    read_number,
    squeeze,
    strange_characters,
    unsteered,
)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("（１）ＡＢＣ：", "(1)ABC:"),
        ("责任单位︰县司法局﹔", "责任单位:县司法局;"),
        ("二○二六年", "二〇二六年"),
        ("甲\u3000乙\u00a0丙\t丁", "甲 乙 丙 丁"),
        ("一、加强领导", "一、加强领导"),
    ],
)
def test_full_width_forms_and_special_spaces_are_folded_to_plain_ones(written, plain):
    assert fold(written) == plain


def test_folding_keeps_the_place_of_every_character():
    """What is found in the folded text is cut out of the text itself, so places must agree."""
    text = "（一）县司法局：\u3000落实“一次办”\u200b（10分）。" * 8
    assert len(fold(text)) == len(text)
    assert fold(text[:20]) == fold(text)[:20]


def test_spaces_inside_chinese_are_slips_and_counted():
    """Justified text in a PDF comes with spaces between the signs; the count tells how often."""
    assert clean("政 务 公 开 ") == ("政务公开", 3)
    assert clean("政务公开") == ("政务公开", 0)


def test_spaces_between_chinese_and_figures_go_without_being_counted():
    assert clean("办理 96 件（含 3 件）") == ("办理96件（含3件）", 0)


def test_spaces_between_latin_words_stay():
    assert clean("Open  Government   2026") == ("Open Government 2026", 0)


def test_line_ends_of_every_system_are_one_and_empty_lines_go():
    assert clean("一\r\n\r\n二\r三\n  \n四") == ("一\n二\n三\n四", 0)


def test_invisible_characters_go():
    assert clean("政\u200b务\ufeff公\u00ad开")[0] == "政务公开"


def test_squeezing_leaves_what_makes_two_writings_one():
    assert squeeze(" 县 司法局（ 牵头 ）\n") == squeeze("县司法局(牵头)")


@pytest.mark.parametrize("text", ["\x1b[31m红\x1b[0m", "名\u202e称", "a\x07b", "\u2066隔\u2069离"])
def test_what_steers_a_terminal_or_turns_the_writing_is_taken_out(text):
    kept = unsteered(text)
    assert not set("\x1b\x07\u202e\u2066\u2069") & set(kept)


def test_separators_of_lines_and_paragraphs_end_lines():
    assert unsteered("甲\u2028乙\u2029丙\n丁\t戊") == "甲\n乙\n丙\n丁\t戊"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("三", 3),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("三十五", 35),
        ("一百零三", 103),
        ("两千", 2000),
        ("二〇二六", 2026),
        ("二○二六", 2026),
        ("〇", 0),
    ],
)
def test_chinese_numerals_and_series_of_digits_are_numbers(text, number):
    assert chinese_to_int(text) == number


@pytest.mark.parametrize("text", ["", "12", "三个", "第三", "abc"])
def test_what_is_no_numeral_is_none(text):
    assert chinese_to_int(text) is None


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "〇"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (100, "一百"), (103, "一百零三"),
     (110, "一百一十"), (2006, "二千零六")],
)  # fmt: skip
def test_numbers_are_written_as_headings_count(number, text):
    assert int_to_chinese(number) == text


def test_reading_a_written_number_gives_the_number_again():
    assert [chinese_to_int(int_to_chinese(number)) for number in range(1, 2000)] == list(
        range(1, 2000)
    )


def test_rare_characters_are_named_once_each_in_their_order():
    """釆 for 采 looks the same in print; no official text means it."""
    assert strange_characters("釆取措施，釆用办法，祎") == ["釆", "祎"]
    assert strange_characters("采取措施 ABC 123，。") == []


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("十二", 12), ("０", 0), ("², 个", None), ("三个", None), ("", None)],
)
def test_a_number_may_stand_in_figures_or_in_numerals(text, number):
    assert read_number(text) == number
