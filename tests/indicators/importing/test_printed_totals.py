"""Rows 总分, 合计 and 小计 of a table, held against the points that were read.

| 1 依法履职 | 1.1 网上办理 | 6 |
|            | 1.2 公开到位 | 4 |
| 小计       |              | 10 |
| 合计       |              | 12 |      写明合计 12，读到的合计 10 分
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from scoring.indicators.importing.drafts import Draft
from scoring.indicators.importing.notices import NoticeLog
from scoring.indicators.importing.printed_totals import check_totals
from scoring.indicators.importing.rows import Line, PrintedTotal

ROW: Any = None
"""The cells of a row say nothing here."""


def block(name: str, *points: str, kind: str = "base") -> Draft:
    parts = [Draft("", name=f"{name}{at}", points=one, kind=kind) for at, one in enumerate(points)]
    return Draft("", name=name, kind=kind, children=parts)


FIRST, SECOND = block("依法履职", "6", "4"), block("行政执法", "5", "2.5")
BONUS = block("创新做法", "3", kind="bonus")


def doubts(roots: list[Draft], *totals: tuple[str, str, int]) -> list[tuple[str, str, str]]:
    """Rule, place and words of what is told of rows (label, number, lines before it)."""
    log = NoticeLog()
    lines = [Line(ROW, [root, child]) for root in roots for child in root.children]
    printed = [
        PrintedTotal(f"第{at}行", label, (Decimal(number),) if number else (), before)
        for at, (label, number, before) in enumerate(totals, 1)
    ]
    check_totals(printed, lines, roots, log)
    return [(notice.rule, notice.where, notice.what) for notice in log.items]


@pytest.mark.parametrize(
    "totals",
    [
        [("总分", "17.5", 4)],
        [("小计", "10", 2), ("小计", "7.5", 4), ("合计", "17.5", 4)],
        [("小计", "17.50", 4)],
        [("小计", "7.5", 4)],
        [("合计", "", 4)],
        [("合计", "0", 4)],
    ],
    ids=str,
)
def test_a_total_that_some_sum_agrees_with(totals: list[tuple[str, str, int]]) -> None:
    assert doubts([FIRST, SECOND], *totals) == []


def test_a_total_with_or_without_bonus() -> None:
    assert doubts([FIRST, SECOND, BONUS], ("总分", "17.5", 5)) == []
    assert doubts([FIRST, SECOND, BONUS], ("总分", "20.5", 5)) == []


def test_a_total_that_nothing_agrees_with() -> None:
    assert doubts([FIRST, SECOND], ("合计", "18", 4)) == [
        ("IMP77", "第1行", "写明合计 18，读到的合计 17.5 分")
    ]


def test_both_sums_are_told_where_there_is_bonus() -> None:
    ((_, _, what),) = doubts([FIRST, SECOND, BONUS], ("总分", "100", 5))
    assert what == "写明总分 100，读到的合计 17.5或 20.5 分"


def test_a_subtotal_is_that_of_the_rows_since_the_last_one() -> None:
    lines = doubts([FIRST, SECOND], ("小计", "10", 2), ("小计", "9", 4))
    assert lines == [("IMP77", "第2行", "写明小计 9，读到的合计 7.5 分")]


def test_a_subtotal_without_points_before_it_is_not_judged() -> None:
    assert doubts([block("依法履职", "", "")], ("小计", "10", 2)) == []
