"""Columns that fill the line and break no date, code or figure."""

from __future__ import annotations

import pytest

from scoring.docx.widths import fitted, least_width

HALF = 9 / 2 * 25.4 / 72
"""A half-width character of 9 points, in millimetres."""


def test_least_width_heeds_the_longest_line_that_a_column_can_hold() -> None:
    around = least_width({"1": 18}, 9) - HALF
    assert least_width({"2026-12-15": 18}, 9) - around == pytest.approx(10 * HALF)
    assert least_width({"√ 未触发": 10}, 9) - around == pytest.approx(8 * HALF)
    assert least_width({"12": 18, "2026-12-15": 18}, 9) - around == pytest.approx(10 * HALF)
    assert least_width({"5月": 18}, 9) - around == pytest.approx(3.5 * HALF), (
        "programs leave a little between the two"
    )


def test_a_text_that_is_longer_than_any_column_does_not_count() -> None:
    assert least_width({"a" * 40: 18}, 9) == 0
    assert least_width({"材料审查、网络检索": 10}, 9) == 0
    assert least_width({}, 9) == 0


def test_columns_fill_the_line_and_none_is_too_narrow_where_all_have_room() -> None:
    assert fitted([1, 1, 2], [10, 10, 10], 100) == pytest.approx([25, 25, 50])
    assert fitted([1, 1, 8], [20, 10, 10], 100) == pytest.approx([20, 80 / 9, 640 / 9], abs=1.5)
    assert sum(fitted([1, 1, 8], [20, 15, 10], 100)) == pytest.approx(100)
    assert fitted([1, 3], [80, 90], 100) == pytest.approx([25, 75]), (
        "no room for all: as they were wished for"
    )
