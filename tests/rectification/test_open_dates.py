"""A measure whose words name a day without its year would bind nobody; other numbers are none."""

from __future__ import annotations

import pytest

from scoring.rectification.open_dates import leaves_year_open, means_a_day


@pytest.mark.parametrize(
    "text",
    [
        "10月1日前公开清单",
        "十月底完成整改",
        "年底前补齐台账",
        "国庆节前整改到位",
        "下周五报送材料",
        "10.1前完成",
        "２月５日办结",  # typed in full width
    ],
)
def test_a_day_without_its_year(text: str) -> None:
    assert leaves_year_open(text)


@pytest.mark.parametrize(
    "text",
    ["公开 2026 年清单", "按月通报进展", "办结率达到 98.5%", "补齐第 3 页", "每季度复查一次"],
)
def test_what_is_no_day(text: str) -> None:
    assert not leaves_year_open(text)


@pytest.mark.parametrize(
    "text", ["10.1", "10月", "26.10.1", "四季度", "2026年底", "限10月1日前完成"]
)
def test_a_bracket_that_does_not_say_which_day(text: str) -> None:
    assert means_a_day(text)


@pytest.mark.parametrize("text", ["牵头单位", "见第3页", "附件2"])
def test_a_bracket_that_says_something_else(text: str) -> None:
    assert not means_a_day(text)
