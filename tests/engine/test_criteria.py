"""创建条件: each type met and not met, with what is required, what is there, and what fails."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest

from scoring.engine import Assessment
from scoring.engine.criteria import Verdict, months_before, shown

Score = Callable[[str], Assessment]
COUNTY = """
--- # tree
vetoes: [{{code: V1, name: 舆情}}, {{code: V2, name: 失信}}]
criteria:
- {criterion}
indicators:
- code: "1"
  name: 甲
  points: 20
  children:
  - {{code: "1.1", name: 甲一, points: 10, binding: true, evidence: none}}
  - {{code: "1.2", name: 甲二, points: 10, evidence: [{{name: 通知}}, {{name: 台账}}]}}
- code: "2"
  name: 乙
  points: 80
  children:
  - {{code: "2.1", name: 乙一, points: 40, binding: true, evidence: none}}
  - {{code: "2.2", name: 乙二, points: 30, evidence: none}}
  - {{code: "2.3", name: 乙三, points: 10, binding: true}}
- {{code: "3", name: 亮点, kind: bonus, points: 4, binding: true}}
--- # evidence
- {{id: E1, url: "https://www.example.gov.cn/1", seen: 2026-05-01, proves: [{{indicator: "1.2", item: 通知}}]}}
--- # rounds/self
findings:
  "1.1": {{score: 10, reason: 台账}}
  "1.2": {{score: 8, reason: 台账}}
  "2.1": {{score: 36, reason: 台账}}
  "2.3": {{not_applicable: 无}}
vetoes: {{V1: {{on: 2025-11-20, note: 已处置}}, V2: false}}
--- # ledger
- id: R0001
  problem: 缺台账
  events: [{{on: 2026-09-01, do: open}}, {{on: 2026-09-02, do: start}}]
- id: R0002
  problem: 缺通知
  events:
  - {{on: 2026-09-01, do: open}}
  - {{on: 2026-09-02, do: start}}
  - {{on: 2026-09-03, do: submit}}
  - {{on: 2026-09-04, do: close}}
"""


def verdict(score: Score, criterion: str, text: str = COUNTY) -> Verdict:
    return score(text.format(criterion=criterion)).verdicts[0]


@pytest.mark.parametrize(
    ("criterion", "met", "required", "actual", "failing"),
    [
        # 1.1 10, 1.2 8 × 1/2, 2.1 36, 2.2 open, 2.3 gone: 50 of 90, converted 500/9 on the current track
        ("{type: total, min: 55.5}", True, "≥ 55.5", "55.56", ()),
        ("{type: total, min: 55.56}", False, "≥ 55.56", "55.556", ()),
        ("{type: total, min: 60, track: claimed}", True, "≥ 60", "60.00", ()),
        ("{type: total, min: 1, track: verified}", False, "≥ 1", "尚未核验", ()),
        ('{type: rate, level: 1, min: "50%"}', True, "各项 ≥ 50%", "最低 51.43%", ()),
        ('{type: rate, level: 1, min: "60%"}', False, "各项 ≥ 60%", "最低 51.43%", ("2",)),
        (
            '{type: rate, level: 1, min: "80%", track: claimed}',
            False,
            "各项 ≥ 80%",
            "最低 51.43%",
            ("2",),
        ),
        (
            '{type: rate, codes: ["1.1", "2.1", "2.3"], min: "90%"}',
            True,
            "各项 ≥ 90%",
            "最低 90.00%",
            (),
        ),
        (
            '{type: rate, codes: ["1.2", "2.2"], min: "41%"}',
            False,
            "各项 ≥ 41%",
            "最低 0.00%",
            ("1.2", "2.2"),
        ),
        ('{type: rate, codes: ["2.3"], min: "100%"}', True, "各项 ≥ 100%", "没有适用的指标", ()),
        (
            '{type: rate, codes: ["1.1"], min: "1%", track: verified}',
            False,
            "各项 ≥ 1%",
            "最低 0.00%",
            ("1.1",),
        ),
        ("{type: binding}", False, "全部满分", "1/2 项满分", ("2.1",)),
        (
            '{type: count, codes: ["1.1", "1.2", "2.1"], at_least: 1}',
            True,
            "至少 1 项满分",
            "1 项满分",
            (),
        ),
        (
            '{type: count, codes: ["1.1", "1.2", "2.1"], at_least: 1, rest: "40%"}',
            True,
            "至少 1 项满分，其余 ≥ 40%",
            "1 项满分",
            (),
        ),
        (
            '{type: count, codes: ["1.1", "1.2", "2.1"], at_least: 1, rest: "85%"}',
            False,
            "至少 1 项满分，其余 ≥ 85%",
            "1 项满分，1 项偏低",
            ("1.2",),
        ),
        (
            '{type: count, codes: ["1.1", "2.1"], at_least: 2}',
            False,
            "至少 2 项满分",
            "1 项满分",
            ("2.1",),
        ),
        (
            '{type: count, codes: ["1.1", "2.3"], at_least: 2}',
            True,
            "至少 1 项满分",
            "1 项满分",
            (),
        ),
        (
            '{type: count, codes: ["2.3"], at_least: 1, rest: "100%"}',
            True,
            "至少 0 项满分，其余 ≥ 100%",
            "0 项满分",
            (),
        ),
        ('{type: completeness, min: "66.66%"}', True, "≥ 66.66%", "66.67%", ()),
        ('{type: completeness, min: "66.67%"}', False, "≥ 66.67%", "66.667%", ("2.2",)),
        ('{type: evidence, min: "50%"}', True, "≥ 50%", "50.00%（1/2 项）", ()),
        ('{type: evidence, min: "51%"}', False, "≥ 51%", "50.00%（1/2 项）", ("1.2",)),
        ("{type: no_veto}", False, "无", "1 项", ("V1",)),
        ("{type: no_veto, months: 12}", False, "12 个月内无（2025-11-20 以来）", "1 项", ("V1",)),
        ("{type: no_veto, months: 11}", True, "11 个月内无（2025-12-20 以来）", "无", ()),
        ("{type: rectified}", False, "全部销号", "1/2 项销号", ("R0001",)),
    ],
)
def test_met_and_not_met(
    score: Score, criterion: str, met: bool, required: str, actual: str, failing: tuple[str, ...]
) -> None:
    got = verdict(score, criterion)
    assert (got.met, got.required, got.actual, got.failing) == (met, required, actual, failing)


EMPTY = """
--- # tree
vetoes: [{{code: V1, name: 舆情}}]
criteria: [{criterion}]
indicators: [{{code: "1", name: 甲, points: 10, binding: true}}]
--- # rounds/self
findings: {{"1": {{not_applicable: 无}}}}
"""


@pytest.mark.parametrize(
    ("criterion", "actual"),
    [
        ("{type: binding}", "0/0 项满分"),
        ('{type: rate, level: 1, min: "90%"}', "没有适用的指标"),
        ('{type: rate, level: 3, min: "90%"}', "没有适用的指标"),
        ('{type: count, codes: ["1"], at_least: 1}', "0 项满分"),
        ('{type: completeness, min: "100%"}', "100.00%"),
        ('{type: evidence, min: "100%"}', "100.00%（0/0 项）"),
        ("{type: no_veto}", "无"),
        ("{type: rectified}", "没有整改清单"),
    ],
)
def test_empty_set_is_met(score: Score, criterion: str, actual: str) -> None:
    got = verdict(score, criterion, EMPTY)
    assert (got.met, got.actual, got.failing) == (True, actual, ())


def test_veto_without_a_date_never_lapses(score: Score) -> None:
    text = COUNTY.replace("V1: {{on: 2025-11-20, note: 已处置}}", "V1: true")
    assert not verdict(score, "{type: no_veto, months: 1}", text).met


def test_own_text_and_number_where_the_tree_gives_none(got: Assessment) -> None:
    """
    --- # tree
    criteria:
    - {type: total, min: 60}
    - {id: 门槛, text: 两项都要过半, source: 示例县创建方案, type: rate, codes: ["1"], min: "50%"}
    - {type: rate, level: 1, min: "50%", track: supported}
    indicators: [{code: "1", name: 甲, points: 10}]
    --- # rounds/self
    findings: {}
    """
    assert [(item.id, item.text, item.source) for item in got.verdicts] == [
        ("1", "总分（现分）不低于 60 分", ""),
        ("门槛", "两项都要过半", "示例县创建方案"),
        ("3", "第 1 级各指标得分率（佐证分）不低于 50%", ""),
    ]


@pytest.mark.parametrize(
    ("day", "months", "back"),
    [
        (date(2026, 11, 20), 12, date(2025, 11, 20)),
        (date(2026, 1, 31), 1, date(2025, 12, 31)),
        (date(2026, 1, 31), 2, date(2025, 11, 30)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 1, 31), 0, date(2026, 1, 31)),
        (date(2026, 1, 31), 99999, date.min),
    ],
)
def test_months_before(day: date, months: int, back: date) -> None:
    assert months_before(day, months) == back


@pytest.mark.parametrize(
    ("value", "bound", "text"),
    [
        ("80", "80", "80.00"),
        ("79.996", "80", "79.996"),
        ("79.9999999996", "80", "79.9999999996"),
        ("79.99", "80", "79.99"),
        ("80.004", "80.003", "80.004"),  # met, and must not look unmet either
        ("80.001", "80", "80.00"),
    ],
)
def test_value_is_shown_on_the_side_of_its_bound_where_it_is(
    value: str, bound: str, text: str
) -> None:
    assert shown(Fraction(value), Fraction(bound)) == text


def test_share_is_shown_with_percent_and_never_looks_met_when_it_is_not() -> None:
    assert shown(Fraction(2, 3), Fraction("0.6667"), share=True) == "66.667%"
    assert shown(Fraction(199999, 200000), Fraction(1), share=True) == "99.9995%"
    assert shown(Fraction(1), Fraction(1), share=True) == "100.00%"
