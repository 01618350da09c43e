"""The day of a computer's clock: believed near the last write, else it has to be stated."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from scoring.storage.days import FAR, TAIL, FarDayError, believe, is_far, newest_day
from scoring.storage.journal import FIRST, line_of

NEWEST = date(2026, 11, 20)


def line(on: str, **keys: Any) -> bytes:
    return line_of({"on": on, "do": "finding", **keys}, FIRST)


def written(folder: Path, *lines: bytes | str) -> Path:
    """A workspace whose journal holds a line for each day, or the bytes as they are."""
    journal = b"".join(one if isinstance(one, bytes) else line(one) for one in lines)
    (folder / "journal.jsonl").write_bytes(journal)
    return folder


def test_a_quarter_of_a_year_either_way_is_believed_and_a_day_more_is_not() -> None:
    for side in (1, -1):
        assert not is_far(NEWEST + side * timedelta(days=FAR), NEWEST)
        assert is_far(NEWEST + side * timedelta(days=FAR + 1), NEWEST)
    assert FAR == 31 + 30 + 31, "no three months are longer"


def test_where_nothing_was_written_yet_every_day_is_believed(tmp_path: Path) -> None:
    assert not is_far(date(1970, 1, 1), None)
    assert newest_day(tmp_path) is None
    believe(tmp_path, date(1970, 1, 1))


def test_the_newest_of_the_days_counts_and_not_the_last(tmp_path: Path) -> None:
    """A clock that goes back by two months with each write leads nobody back."""
    folder = written(tmp_path, "2026-11-20", "2026-09-20", "2026-10-01")
    assert newest_day(folder) == NEWEST
    believe(folder, NEWEST - timedelta(days=FAR))
    with pytest.raises(FarDayError):
        believe(folder, date(2026, 7, 20))


def test_a_day_that_somebody_stated_says_nothing_of_the_clock(tmp_path: Path) -> None:
    """What happened in January is entered in November, with --today."""
    late = line("2026-01-05", stated=True, at="2026-11-20T09:00:00.000+08:00")
    ahead = line("2027-06-01", stated=True, at="2026-11-20T09:00:00.000+08:00")
    folder = written(tmp_path, "2026-11-20", late, ahead)
    assert newest_day(folder) == NEWEST
    believe(folder, date(2026, 11, 22))
    with pytest.raises(FarDayError):
        believe(folder, date(2026, 1, 6))
    with pytest.raises(FarDayError):
        believe(folder, date(2027, 6, 1))


def test_where_all_days_were_stated_the_newest_of_them_counts(tmp_path: Path) -> None:
    moment = "2026-11-30T09:00:00.000+08:00"
    days = ("2026-03-01", "2026-05-01", "2026-04-01")
    folder = written(tmp_path, *(line(day, stated=True, at=moment) for day in days))
    assert newest_day(folder) == date(2026, 5, 1)


@pytest.mark.parametrize("right", ["2027-08-01", "2026-11-20"])
def test_whoever_states_the_day_that_the_clock_shows_has_looked_at_it(
    tmp_path: Path, right: str
) -> None:
    """Nothing was written for long, or the clock was wrong before: the days go on from there."""
    moment = f"{right}T09:00:00.000+08:00"
    folder = written(tmp_path, "2027-02-10", line(right, stated=True, at=moment))
    assert newest_day(folder) == date.fromisoformat(right)
    believe(folder, date.fromisoformat(right) + timedelta(days=1))


def test_an_edit_by_hand_vouches_for_no_day(tmp_path: Path) -> None:
    by_hand = line("2029-06-01", via="hand")
    assert newest_day(written(tmp_path, "2026-11-20", by_hand)) == NEWEST
    assert newest_day(written(tmp_path, by_hand, by_hand)) is None
    text = line("2026-11-22", note='"via":"hand"')  # somebody wrote it into a text
    assert newest_day(written(tmp_path, by_hand, text)) == date(2026, 11, 22)


def test_only_the_newest_writes_count(tmp_path: Path) -> None:
    """A journal grows for years: days of long ago say nothing of the clock."""
    many = [line("2026-11-20", note="长" * 200) for _ in range(TAIL // 600)]
    assert newest_day(written(tmp_path, "2029-06-01", *many)) == NEWEST
    assert newest_day(written(tmp_path, *many, "2026-11-22")) == date(2026, 11, 22)
    # A single line may be longer than that, and lines without a day may be.
    longest = line("2026-11-20", note="长" * TAIL)
    hands = [line("2029-06-01", via="hand", note="长" * 200) for _ in range(TAIL // 600)]
    assert newest_day(written(tmp_path, "2029-06-01", longest)) == NEWEST
    assert newest_day(written(tmp_path, longest, *hands)) == NEWEST


@pytest.mark.parametrize("torn", [b'{"do": "finding"}\n', b'{"on": "some day"}\n', b"[1]\n"])
def test_a_line_without_a_day_says_nothing_of_the_clock(tmp_path: Path, torn: bytes) -> None:
    assert newest_day(written(tmp_path, "2026-11-20", torn)) == NEWEST
    assert newest_day(written(tmp_path, torn)) is None
    believe(tmp_path, date(1970, 1, 1))


@pytest.mark.parametrize(
    ("day", "side"),
    [
        (date(2027, 11, 20), "晚 365 天"),
        (date(1970, 1, 1), "早 20777 天"),
        (date(2026, 8, 19), "早 93 天"),
    ],
)
def test_the_message_has_both_days_how_far_apart_and_what_to_do(
    tmp_path: Path, day: date, side: str
) -> None:
    with pytest.raises(FarDayError) as refused:
        believe(written(tmp_path, "2026-11-20"), day)
    assert refused.value.day == day
    assert refused.value.compared == f"日期 {day} 比这个工作区最近一次写入（2026-11-20）{side}"
    assert f"--today {day}" in str(refused.value)
    assert "改正电脑的日期" in str(refused.value)
