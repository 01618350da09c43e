"""Days that a computer's clock gives and nobody wrote: far from the last write they are not
believed.

A clock that was lost or set back would put its day into every record and shift every deadline.
Whoever writes the day down (``--today``) means it.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from pathlib import Path

from scoring.problems import CannotError
from scoring.storage.journal import JOURNAL, SEARCHED, Journal
from scoring.storage.journal_entry import entry_of

FAR = 92
"""So many days from the newest event on, either way, the day has to be stated."""
TAIL = 1 << 17
"""Bytes at the end of the journal whose days are compared: the last hundred writes or so."""
_BY_HAND, _STATED = b'"via":"hand"', b'"stated":true'
_ON = re.compile(rb'"on":"([^"]*)"')
"""Looked for as bytes: every save asks, and taking a hundred lines apart costs a millisecond.
Quotation marks within a text are written otherwise."""


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
    """Raises :class:`FarDayError` where the clock's ``day`` is far from the newest day that the
    journal vouches for, see :func:`newest_day`.
    """
    newest = newest_day(workspace)
    if newest is not None and is_far(day, newest):
        raise FarDayError(day, newest, "这个工作区最近一次写入")


def newest_day(workspace: Path) -> date | None:
    """The newest day that a clock gave among the newest writes; where people stated all of their
    days, the newest of these. None where nothing was written yet.

    The newest and not the last: a clock that goes back a little with each write would lead
    everybody back. A day that somebody stated, and that was not the clock's, says nothing of the
    clock, and neither does a line about an edit by hand.
    """
    path = workspace / JOURNAL
    try:
        state = path.stat()
    except FileNotFoundError:
        return None
    # The saves of one group all ask, and the journal is the same for each of them.
    return _newest_day(path, state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino)


@lru_cache(8)
def _newest_day(path: Path, *_state: int) -> date | None:
    clocks: list[date] = []
    stated: list[date] = []
    read = 0
    for line in Journal(path).backwards(SEARCHED):
        read += len(line)
        # Further back only where nothing says anything of a day yet.
        if read > TAIL and (clocks or stated):
            break
        if _BY_HAND in line:
            continue
        day = _day_of(line)
        if day is None:
            continue
        if _STATED not in line:
            clocks.append(day)
        elif f'"at":"{day}T'.encode() in line:
            # The day that the clock showed: somebody has looked at it and says that it is right.
            # It goes on from there, whatever the clock said before.
            clocks.append(day)
            break
        else:
            stated.append(day)
    return max(clocks or stated, default=None)


def _day_of(line: bytes) -> date | None:
    """The day that a line counts for; None where it names none."""
    named = _ON.findall(line)
    try:
        if len(named) == 1:
            return date.fromisoformat(named[0].decode("ascii"))
        # Something within the line has such a key too.
        return date.fromisoformat(str((entry_of(line) or {})["on"]))
    except (KeyError, ValueError):
        return None
