"""What rounds are called in a document, for people who never type an id."""

from __future__ import annotations

import pytest
from helpers_inspection import verifying_round
from samples import SOUND, Opener

from scoring.documents.rounds.naming import by_name, round_names

NAMES = {"2026-self": "2026年度自评", "2026-mock": "2026年模拟测评"}


def names(opened: Opener, *rounds: dict[str, str | bytes]) -> dict[str, str]:
    files = dict(SOUND)
    for item in rounds:
        files |= item
    return dict(round_names(opened(files).rounds))


def test_one_of_a_kind_in_a_year_needs_no_number(opened: Opener) -> None:
    """A self-assessment is of a year; the others only happen in one."""
    found = names(
        opened,
        verifying_round("m", "", kind="mock"),
        verifying_round("i", ""),
    )
    assert found == {
        "2026-self": "2026年度自评",
        "m": "2026年模拟测评",
        "i": "2026年核验",
    }


def test_several_of_a_kind_are_numbered_by_their_days_and_then_by_their_ids(
    opened: Opener,
) -> None:
    found = names(
        opened,
        verifying_round("c", "", kind="mock", day="2026-11-22"),
        verifying_round("b", "", kind="mock", day="2026-11-24"),
        verifying_round("a", "", kind="mock", day="2026-11-24"),
        verifying_round("old", "", kind="mock", day="2025-11-24"),
    )
    assert found["c"] == "2026年第一次模拟测评"
    assert found["a"] == "2026年第二次模拟测评"
    assert found["b"] == "2026年第三次模拟测评"
    assert found["old"] == "2025年模拟测评"


def test_a_round_that_comes_twice_is_one_round(opened: Opener) -> None:
    rounds = opened(SOUND).rounds
    assert round_names([*rounds, *rounds]) == {"2026-self": "2026年度自评"}
    assert round_names([]) == {}


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("模拟核验（2026-mock）", "模拟核验（2026年模拟测评）"),
        ("取自（2026-self、2026-mock）两轮", "取自（2026年度自评、2026年模拟测评）两轮"),
        ("总分（现分）不变", "总分（现分）不变"),
        ("（2026-self、另一轮）", "（2026-self、另一轮）"),
        ("没有括号 2026-self", "没有括号 2026-self"),
        ("（）", "（）"),
    ],
)
def test_ids_in_brackets_become_names_and_other_words_stay(sentence: str, told: str) -> None:
    assert by_name(NAMES)(sentence) == told
