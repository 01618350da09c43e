"""How days, moments, sizes and bars are written on a page."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest

from scoring.workbench.drawing import (
    countdown,
    day_text,
    environment,
    moment_text,
    size_text,
    width,
)

TODAY = date(2026, 11, 22)
NOW = datetime.now().astimezone()


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 11, 26), "11月26日"),
        ("2026-11-26", "11月26日"),
        ("2026-11-26T08:00:00+08:00", "11月26日"),
        (date(2025, 3, 5), "2025年3月5日"),
        ("持续推进", "持续推进"),
        (None, ""),
        ("", ""),
    ],
)
def test_a_day_has_its_year_where_that_is_another_one(day: Any, text: str) -> None:
    assert day_text(day, TODAY) == text


def test_without_a_today_no_year_is_said() -> None:
    assert day_text(date(2019, 1, 2)) == "1月2日"


@pytest.mark.parametrize(("ago", "begins"), [(timedelta(0), "今天 "), (timedelta(days=1), "昨天 ")])
def test_a_moment_of_today_and_yesterday_is_called_so(ago: timedelta, begins: str) -> None:
    moment = NOW - ago
    for at in (moment, moment.isoformat(), moment.timestamp()):
        assert moment_text(at) == f"{begins}{moment:%H:%M}"


def test_an_older_moment_has_its_day() -> None:
    moment = datetime(2019, 3, 5, 8, 0, tzinfo=UTC)
    assert moment_text(moment) == "2019年3月5日 08:00"


@pytest.mark.parametrize(
    ("at", "text"), [(None, ""), ("", ""), ("2026-11-26", "11月26日"), ("昨天下午", "昨天下午")]
)
def test_what_is_no_moment_is_shown_as_it_is(at: Any, text: str) -> None:
    assert moment_text(at) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 KB"),
        (1, "1 KB"),
        (1536, "2 KB"),
        (1024**2, "1.0 MB"),
        (int(9.5 * 1024**2), "9.5 MB"),
        (30 * 1024**2, "30 MB"),
        (int(1.5 * 1024**3), "1.5 GB"),
    ],
)
def test_a_size_is_written_as_people_read_it(size: int, text: str) -> None:
    assert size_text(size) == text


@pytest.mark.parametrize(
    ("share", "name"), [(0, "w0"), (49.6, "w50"), (100, "w100"), (180, "w100"), (-3, "w0")]
)
def test_a_bar_has_a_class_for_its_width(share: float, name: str) -> None:
    assert width(share) == name


def test_the_deadline_counts_days_and_knows_its_hour() -> None:
    ends = datetime(2026, 11, 22, 18, 0)
    assert countdown(None, TODAY) is None
    assert countdown(ends, TODAY) == {"days": 0, "text": "11月22日 18:00", "over": False}
    for hour, over in ((17, False), (19, True)):
        counted = countdown(ends, TODAY, datetime(2026, 11, 22, hour))
        assert counted is not None
        assert counted["over"] is over
    past = countdown(ends, TODAY + timedelta(days=1))
    assert past is not None
    assert (past["days"], past["over"]) == (-1, True)


def test_what_strangers_wrote_is_text_on_a_page() -> None:
    template = environment().from_string("{{ name }}")
    assert template.render(name="<script>alert(1)</script>") == (
        "&lt;script&gt;alert(1)&lt;/script&gt;"
    )


def test_an_unknown_name_on_a_page_is_a_fault_and_no_blank() -> None:
    with pytest.raises(Exception, match="nothing"):
        environment().from_string("{{ nothing.at_all }}").render()


@pytest.mark.parametrize(
    ("value", "text"), [(Fraction(1, 3), "0.33"), (Fraction(5, 2), "2.50"), ("9.40", "9.40")]
)
def test_scores_are_rounded_once_on_the_page(value: Fraction | str, text: str) -> None:
    assert environment().from_string("{{ value|rounded }}").render(value=value) == text
