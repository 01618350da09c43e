"""一票否决 as a round states it.

vetoes:
  V1: {on: 2026-03-05, authority: 省委依法治省办, note: 通报}
  V2: false
"""

from __future__ import annotations

from datetime import date

import pytest
from helpers_rounds import HEAD, document, tree

from scoring.problems import Problem
from scoring.rounds.vetoes import TriggeredVeto, declared_vetoes, read_vetoes

AS_OF = date(2026, 11, 20)


def read(body: str) -> tuple[dict[str, TriggeredVeto], list[Problem]]:
    return read_vetoes(document(HEAD.format(kind="self") + body), tree(), AS_OF)


def fault(body: str) -> tuple[str, str, int]:
    """Rule, words and line of the one thing that is wrong; the vetoes begin in line 4."""
    _, (problem,) = read(body)
    return problem.rule, problem.what, problem.where.line


def test_a_round_without_vetoes_states_none() -> None:
    assert read("") == ({}, [])
    assert read("vetoes:\n") == ({}, [])
    assert declared_vetoes(document(HEAD.format(kind="self"))) == frozenset()


def test_true_has_happened_false_has_not() -> None:
    assert read("vetoes: {V1: true, V2: false}\n") == ({"V1": TriggeredVeto("V1")}, [])


def test_what_is_declared_is_what_anything_is_said_of() -> None:
    source = document(HEAD.format(kind="self") + "vetoes: {V1: true, V2: false}\n")
    assert declared_vetoes(source) == {"V1", "V2"}


def test_a_veto_with_its_circumstances() -> None:
    body = "vetoes:\n  V1: {on: 2026-03-05, authority: 省委依法治省办, note: 通报}\n"
    expected = TriggeredVeto("V1", date(2026, 3, 5), "省委依法治省办", "通报")
    assert read(body) == ({"V1": expected}, [])


def test_one_of_a_later_day_counts_and_is_told() -> None:
    body = "vetoes:\n  V1: {on: 2026-11-21}\n"
    assert set(read(body)[0]) == {"V1"}
    what = "一票否决“V1”的日期 2026-11-21 晚于评估日 2026-11-20，仍按已触发计"
    assert fault(body) == ("F035", what, 5)
    assert read("vetoes:\n  V1: {on: 2026-11-20}\n")[1] == []


@pytest.mark.parametrize(
    ("body", "rule", "what", "line"),
    [
        ("vetoes: [V1]\n", "S003", "vetoes：应按“编号: true/false”逐项填写", 4),
        ("vetoes: 没有\n", "S003", "vetoes：应按“编号: true/false”逐项填写", 4),
        ("vetoes:\n  V3: true\n", "F005", "一票否决事项“V3”不存在", 5),
        (
            "vetoes:\n  V1: 是\n",
            "S004",
            "V1：写 true、false，或 {on: 日期, authority: 认定机关, note: 说明}",
            5,
        ),
    ],
)
def test_what_cannot_be_read_as_a_veto(body: str, rule: str, what: str, line: int) -> None:
    assert read(body)[0] == {}
    assert fault(body) == (rule, what, line)


def test_a_code_that_is_nearly_one_is_offered() -> None:
    _, (problem,) = read("vetoes: {V11: true}\n")
    assert problem.fix == "是不是“V1”？"


def test_circumstances_that_cannot_be_read_are_told_and_the_veto_counts_all_the_same() -> None:
    vetoes, problems = read("vetoes:\n  V1: {on: 三月五日}\n  V2: {day: 2026-03-05}\n")
    assert vetoes == {"V1": TriggeredVeto("V1"), "V2": TriggeredVeto("V2")}
    assert [(item.where.line, item.severity) for item in problems] == [(5, "error"), (6, "error")]
