"""The day of a computer's clock: believed near the last write, else it has to be stated."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from scoring.storage.days import FAR, FarDayError, believe, is_far, last_written
from scoring.storage.journal import FIRST, line_of

NEWEST = date(2026, 11, 20)


def written(folder: Path, *lines: bytes | str) -> Path:
    """A workspace whose journal holds a line for each day, or the bytes as they are."""
    journal = b"".join(
        line if isinstance(line, bytes) else line_of({"on": line, "do": "finding"}, FIRST)
        for line in lines
    )
    (folder / "journal.jsonl").write_bytes(journal)
    return folder


def test_a_quarter_of_a_year_either_way_is_believed_and_a_day_more_is_not() -> None:
    for side in (1, -1):
        assert not is_far(NEWEST + side * timedelta(days=FAR), NEWEST)
        assert is_far(NEWEST + side * timedelta(days=FAR + 1), NEWEST)
    assert FAR == 31 + 30 + 31, "no three months are longer"


def test_where_nothing_was_written_yet_every_day_is_believed(tmp_path: Path) -> None:
    assert not is_far(date(1970, 1, 1), None)
    assert last_written(tmp_path) is None
    believe(tmp_path, date(1970, 1, 1))


def test_the_last_line_of_the_journal_counts(tmp_path: Path) -> None:
    folder = written(tmp_path, "2026-11-22", "2026-01-05")
    assert last_written(folder) == date(2026, 1, 5)
    believe(folder, date(2026, 1, 6))
    with pytest.raises(FarDayError):
        believe(folder, date(2026, 11, 22))


@pytest.mark.parametrize("line", [b'{"do": "finding"}\n', b'{"on": "some day"}\n'])
def test_a_last_line_without_a_day_says_nothing_of_the_clock(tmp_path: Path, line: bytes) -> None:
    folder = written(tmp_path, "2026-11-20", line)
    assert last_written(folder) is None
    believe(folder, date(1970, 1, 1))


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
