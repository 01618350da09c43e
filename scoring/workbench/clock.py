"""The day that stands for today in a workbench, and whether a person answers for it."""

from __future__ import annotations

from datetime import date

from scoring.storage.days import is_far


class Clock:
    """``fixed`` stands still; ``confirmed`` is a day on which a person has said that the computer's
    clock is right.
    """

    def __init__(self, fixed: date | None = None, confirmed: date | None = None) -> None:
        self._fixed = fixed
        self._confirmed = confirmed

    @property
    def today(self) -> date:
        """The day that was asked for, else the calendar's."""
        # Asked anew each time: the server stays open over midnight.
        return self._fixed or date.today()

    def answered_for(self, day: date) -> bool:
        """Whether a person answers for ``day``: it was asked for, or the clock was confirmed and has
        not leapt since. Any other day is held against the newest event before something is written.
        """
        if self._fixed is not None:
            return True
        if self._confirmed is None or is_far(day, self._confirmed):
            return False
        # Confirmed once, the clock goes on: the days that it came to by itself are as good.
        self._confirmed = max(self._confirmed, day)
        return True
