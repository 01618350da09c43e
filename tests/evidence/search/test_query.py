"""What was asked for: words, and phrases in quotes; nothing typed is read as syntax.

shifan evidence search 办理清单 "一次 办成"
"""

from __future__ import annotations

import pytest

from scoring.evidence.search.query import MOST_TERMS, EmptyQueryError, parse


def matches(words: str | list[str]) -> list[str]:
    return [term.match for term in parse(words)]


def test_blanks_part_words_and_quotes_hold_a_phrase_together() -> None:
    assert [term.text for term in parse('公开 "annual report" 清单')] == [
        "公开",
        "annual report",
        "清单",
    ]
    assert matches("“annual report”") == ['"annual report"']


def test_of_several_arguments_one_with_a_blank_is_a_phrase() -> None:
    assert [term.text for term in parse(["annual report", "公开"])] == ["annual report", "公开"]


def test_a_quote_that_is_not_closed_reaches_to_the_end() -> None:
    assert [term.text for term in parse('公开 "annual report')] == ["公开", "annual report"]


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("清单", '"清单"'),
        ("办理清单", '"办理 理清 清单"'),
        ("清", '"清"*'),
        ("PDF", '"pdf"'),
        ("2026年", '"2026 年"*'),
        ("年2026", '"年 2026"'),
    ],
)
def test_a_word_becomes_the_pairs_that_the_index_holds(words: str, asked: str) -> None:
    assert matches(words) == [asked]


@pytest.mark.parametrize("words", ["a OR b*", "NEAR(a b)", "title:公开", "a AND NOT b", "-公开"])
def test_signs_of_a_query_language_are_only_signs(words: str) -> None:
    found = matches(words)
    assert found
    for match in found:
        assert match.startswith('"')
        assert match.rstrip("*").endswith('"')
        assert match.count('"') == 2


def test_blanks_inside_a_chinese_phrase_are_the_typists() -> None:
    assert matches('"办理 清单"') == matches("办理清单")


def test_the_pattern_finds_a_phrase_over_a_broken_line_and_a_word_only_whole() -> None:
    (phrase,) = parse("办理清单")
    assert phrase.pattern.search("一次办理\n清 单") is not None
    (word,) = parse("PDF")
    assert word.pattern.search("a pdf.") is not None
    assert word.pattern.search("pdfs") is None


def test_the_same_word_twice_is_asked_once() -> None:
    assert len(parse("清单 清单 ＰＤＦ pdf")) == 2


def test_no_more_than_so_many_words_are_used() -> None:
    assert len(parse(" ".join(f"w{number}" for number in range(MOST_TERMS + 9)))) == MOST_TERMS


@pytest.mark.parametrize("words", ["", "   ", "，。！", '""', [], ["", "—"]])
def test_a_query_without_letters_and_digits_is_refused(words: str | list[str]) -> None:
    with pytest.raises(EmptyQueryError, match="没有可以查的字词"):
        parse(words)
