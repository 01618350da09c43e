"""问专班: a unit asks about an indicator of its own, the working group answers in the same place.

questions:
  "1.1":
  - {on: 2026-11-22, do: ask, by: 王敏, text: 部分办结的算不算？}
  - {on: 2026-11-22, do: answer, by: 陈晨, text: 不算}
"""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers_office import ROUND, do, last_entry, office, put, refused, sound

from scoring.actions.asking import talk
from scoring.rounds.questions import LONGEST

LOCKED = 'locked: {on: 2026-11-21, by: 李明}\nfindings:\n  "1.1"'


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return office(tmp_path)


def talks(home: Path, code: str = "1.1") -> list[tuple[str, str, str]]:
    """What stands about an indicator: who did what in which words."""
    steps = sound(home).current.head.questions.get(code, ())
    return [(step.by, step.do, step.text) for step in steps]


def test_a_question_and_its_answer_stand_in_the_round(home: Path) -> None:
    assert do(home, "小王", talk, "1.1", "ask", "部分办结的\n 算不算？ ") == []
    assert last_entry(home) == ("王敏", ["1.1"])
    assert do(home, "陈晨", talk, "1.1", "answer", "不算") == ["王敏"]
    assert talks(home) == [
        ("王敏", "ask", "部分办结的 算不算？"),
        ("陈晨", "answer", "不算"),
    ]


def test_who_asks_again_adds_to_what_stands(home: Path) -> None:
    do(home, "王敏", talk, "1.1", "ask", "算不算？")
    assert do(home, "赵六", talk, "1.1", "ask", "跨年的呢？") == ["王敏"]
    assert do(home, "李明", talk, "1.1", "answer", "都不算") == ["王敏", "赵六"]
    assert [by for by, _, _ in talks(home)] == ["王敏", "赵六", "李明"]
    assert talks(home, "1.2") == []


@pytest.mark.parametrize("text", ["", "  ", "\n\t"])
def test_a_question_has_words(home: Path, text: str) -> None:
    assert refused(home, "王敏", talk, "1.1", "ask", text) == "没有写要问的"
    do(home, "王敏", talk, "1.1", "ask", "算不算？")
    assert refused(home, "陈晨", talk, "1.1", "answer", text) == "没有写回答"


def test_a_question_has_not_too_many_words(home: Path) -> None:
    do(home, "王敏", talk, "1.1", "ask", "问" * LONGEST)
    assert "一次最多 500 个字，写了 501 个" in refused(
        home, "王敏", talk, "1.1", "ask", "问" * (LONGEST + 1)
    )


def test_nothing_is_answered_that_was_not_asked(home: Path) -> None:
    assert "没有等着回答的问题" in refused(home, "陈晨", talk, "1.1", "answer", "不算")
    do(home, "王敏", talk, "1.1", "ask", "算不算？")
    do(home, "陈晨", talk, "1.1", "answer", "不算")
    assert "也许别人已经答了" in refused(home, "高远", talk, "1.1", "answer", "不算")


@pytest.mark.parametrize(
    ("by", "step"),
    [
        ("吴静", "ask"),  # another unit
        ("陈晨", "ask"),  # who answers does not ask
        ("周敏", "ask"),
        ("王敏", "answer"),
        ("沈维", "answer"),
        ("周敏", "answer"),
    ],
)
def test_only_units_of_the_indicator_ask_and_only_the_group_answers(
    home: Path, by: str, step: str
) -> None:
    do(home, "王敏", talk, "1.1", "ask", "算不算？")
    assert f"不能由{by}" in refused(home, by, talk, "1.1", step, "文字")


def test_a_question_is_about_a_leaf(home: Path) -> None:
    assert "上级指标" in refused(home, "王敏", talk, "1", "ask", "算不算？")
    assert "1.1" in refused(home, "王敏", talk, "1.11", "ask", "算不算？")


def test_nothing_is_asked_in_a_closed_round(home: Path) -> None:
    put(home, ROUND, 'findings:\n  "1.1"', LOCKED)
    assert "由 李明 定稿" in refused(home, "王敏", talk, "1.1", "ask", "算不算？")


@pytest.mark.parametrize("text", ["on: yes", "{a: b}", "- 一", "#注", "'引”\"号", "&a *b !c"])
def test_words_that_look_like_yaml_stay_words(home: Path, text: str) -> None:
    do(home, "王敏", talk, "1.1", "ask", text)
    assert talks(home) == [("王敏", "ask", text)]
