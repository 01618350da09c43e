"""A round's file read whole: its head, findings under their codes, and vetoes.

::

    round: r
    kind: self
    window: {months: 12}            # so many whole months before the month of the assessment
    findings: {"1.1": {…}}
    vetoes: {V1: false, V2: {on: 2026-03-02, authority: 市委}}
"""

from __future__ import annotations

from datetime import date

import pytest
from helpers_rounds import HEAD, document, read, round_of

from scoring.rounds.reading import read_head, remarks_of


def test_a_window_of_months_ends_before_the_month_of_the_assessment() -> None:
    head, problems = read_head(document(HEAD.format(kind="self") + "window: {months: 12}\n"))
    assert problems == []
    assert head is not None
    assert head.window is not None
    assert (head.window.start, head.window.end) == (date(2025, 11, 1), date(2026, 10, 31))


@pytest.mark.parametrize("months", ["0", "601", "x"])
def test_a_window_of_no_months_or_of_half_a_century_is_none(months: str) -> None:
    _, problems = read_head(document(HEAD.format(kind="self") + f"window: {{months: {months}}}\n"))
    assert {problem.rule for problem in problems} <= {"S001", "S002"}
    assert problems


def test_a_window_that_ends_before_it_begins() -> None:
    text = HEAD.format(kind="self") + "window: {from: 2026-10-31, to: 2025-01-01}\n"
    _, (problem,) = read_head(document(text))
    assert (problem.rule, problem.what) == ("F008", "时间窗从 2026-10-31 到 2025-01-01，前后颠倒")


def test_findings_that_are_no_map() -> None:
    round_, (problem,) = read("findings: [1, 2]\n")
    assert (problem.rule, round_.findings) == ("S003", {})


@pytest.mark.parametrize(
    ("code", "rule", "what", "fix"),
    [
        ("1", "F010", "“1 依法履职”是上级指标，认定应写在它的下级上", ""),
        ("1.6", "F001", "认定了不存在的指标“1.6”", "是不是“1."),
    ],
)
def test_a_code_that_is_none_of_a_leaf(code: str, rule: str, what: str, fix: str) -> None:
    round_, (problem,) = read(f'findings:\n  "{code}": {{met: true}}\n')
    assert (problem.rule, problem.what) == (rule, what)
    assert problem.fix.startswith(fix)
    assert round_.faulty == frozenset()


def test_a_faulty_finding_is_known_by_its_code() -> None:
    round_, _ = read('findings:\n  "1.2": {met: maybe}\n  "1.1": {done: 9, of: 10}\n')
    assert (round_.faulty, set(round_.findings)) == (frozenset({"1.2"}), {"1.1"})


def test_a_veto_with_its_circumstances() -> None:
    round_ = round_of("vetoes: {V1: false, V2: {on: 2026-03-02, authority: 市委}}\n")
    assert set(round_.vetoes) == {"V2"}
    assert round_.vetoes["V2"].on == date(2026, 3, 2)
    assert round_.declared == {"V1", "V2"}


def test_a_veto_of_a_later_day_counts_and_is_told() -> None:
    round_, (problem,) = read("vetoes: {V1: {on: 2026-12-01}}\n")
    assert (problem.rule, set(round_.vetoes)) == ("F035", {"V1"})
    assert problem.what == "一票否决“V1”的日期 2026-12-01 晚于评估日 2026-11-20，仍按已触发计"


@pytest.mark.parametrize(
    ("body", "rule", "what"),
    [
        ("vetoes: [V1]\n", "S003", "vetoes：应按“编号: true/false”逐项填写"),
        ("vetoes: {V9: true}\n", "F005", "一票否决事项“V9”不存在"),
        ("vetoes: {V1: 没有}\n", "S004", "V1：写 true、false，或 {on: 日期"),
        ("vetoes: {V1: {on: 昨天}}\n", "S004", "“on”"),
    ],
)
def test_a_veto_that_says_neither_yes_nor_no(body: str, rule: str, what: str) -> None:
    _, (problem,) = read(body)
    assert problem.rule == rule
    assert what in problem.what


def test_evidence_that_the_register_does_not_have_is_told_where_it_is_named() -> None:
    body = 'findings:\n  "1.1": {done: 9, of: 10, opened: [E0001, E0009], untrue: [E0007], penalty: 1}\n'
    source = document(HEAD.format(kind="mock") + body)
    round_, _ = read(body, "mock")
    first, second = remarks_of(round_, {"E0001"}, source)
    assert first.what == "指标“1.1”查阅的佐证“E0009”不在登记表里"
    assert second.what == "指标“1.1”认定不实的佐证“E0007”不在登记表里"
    assert first.where.line == 5
