"""Days that a computer's clock gives and nobody wrote: far from the last write they are not
believed.

A clock that was lost or set back would put its day into every record and shift every deadline.
Whoever writes the day down (``--today``) means it.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from scoring.problems import CannotError
from scoring.storage.journal import JOURNAL, Journal

FAR = 92
"""So many days from the newest event on, either way, the day has to be stated."""


class FarDayError(CannotError):
    """The clock's day is far from what happened last; nothing was written."""

    def __init__(self, day: date, newest: date, event: str) -> None:
        apart = (day - newest).days
        side = "晚" if apart > 0 else "早"
        self.day = day
        self.compared = f"日期 {day} 比{event}（{newest}）{side} {abs(apart)} 天"
        """Both days and how far they are apart, for those who cannot give a command."""
        super().__init__(
            f"电脑的{self.compared}；日期没有错的，请用 --today {day} 写明，错的请先改正电脑的日期"
        )


def is_far(day: date, newest: date | None) -> bool:
    """Whether a day that nobody stated is too far from the newest event to be believed."""
    return newest is not None and abs((day - newest).days) > FAR


def believe(workspace: Path, day: date) -> None:
    """Raises :class:`FarDayError` where the clock's ``day`` is far from the last line of the
    journal.
    """
    newest = last_written(workspace)
    if newest is not None and is_far(day, newest):
        raise FarDayError(day, newest, "这个工作区最近一次写入")


def last_written(workspace: Path) -> date | None:
    """The day that the last write counts for; None where nothing was written yet."""
    entry = Journal(workspace / JOURNAL).last()
    try:
        if entry:
            return date.fromisoformat(str(entry["on"]))
        return None
    except (KeyError, ValueError):
        return None
