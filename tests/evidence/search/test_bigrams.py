"""Text as tokens without a dictionary: Chinese in pairs of characters, all else as whole words.

一次办清单，共96项 → 一次 次办 办清 清单 单 共 96 项
"""

from __future__ import annotations

import pytest

from scoring.evidence.search.bigrams import clean, features, fold, runs, tokens


def test_chinese_is_cut_in_pairs_and_the_last_character_alone() -> None:
    assert list(tokens("一次办清单，共96项")) == [
        "一次",
        "次办",
        "办清",
        "清单",
        "单",
        "共",
        "96",
        "项",
    ]


def test_words_and_numbers_stay_whole_up_to_64_characters() -> None:
    assert list(tokens("pdf 2026 word2007")) == ["pdf", "2026", "word2007"]
    assert list(tokens("x" * 70)) == ["x" * 64]


def test_the_ranking_counts_pairs_and_no_single_characters() -> None:
    assert list(features("一次办清单，共96项 a")) == ["一次", "次办", "办清", "清单", "96"]


def test_no_pair_reaches_across_a_sign_or_a_change_of_script() -> None:
    assert list(runs("司法、行政app公开")) == [
        ("司法", True),
        ("行政", True),
        ("app", False),
        ("公开", True),
    ]


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("ＰＤＦ２０２６", "pdf2026"),
        ("（示例）", "(示例)"),
        ("Word", "word"),
        ("二○二六", "二〇二六"),
        ("⽂件", "文件"),
        ("İ", "i"),
        ("a\0b", "a b"),
        ("\ud800", "�"),
    ],
)
def test_forms_of_one_character_are_folded_in_place(written: str, folded: str) -> None:
    assert fold(written) == folded
    assert len(fold(written)) == len(written)


def test_a_line_that_breaks_inside_a_chinese_sentence_is_joined() -> None:
    assert (
        clean("各单位应当\n公开，\r\n　并报送。\n第二条 a\nb")
        == "各单位应当公开，并报送。\n第二条 a\nb"
    )


def test_what_utf8_cannot_hold_is_replaced() -> None:
    assert clean("a\0b\ud800c") == "a b?c"
