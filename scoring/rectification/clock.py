"""Days that cannot be meant: a computer whose clock is wrong must not lock the ledger.

No step may be earlier than the one before it, so that one step with a day far ahead would keep
everybody out.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from scoring.rectification.ledger import RectificationItem
from scoring.storage.days import FarDayError, is_far

TOO_FAR = 400
"""So many days after the newest step no day is believed, stated or not."""


def newest_step(ledger: Iterable[RectificationItem]) -> date | None:
    """The day of the newest step of the whole ledger that counts."""
    # Every save of a day that nobody stated asks: once for each item.
    days = (item.newest for item in ledger)
    return max((day for day in days if day is not None), default=None)


def believe_ledger(day: date, ledger: Iterable[RectificationItem]) -> None:
    """Raises :class:`~scoring.storage.days.FarDayError` where a day that nobody stated is far from
    the newest step of the ledger.
    """
    newest = newest_step(ledger)
    if newest is not None and is_far(day, newest):
        raise FarDayError(day, newest, "整改清单里最近的一步")


def implausible(day: date, ledger: Iterable[RectificationItem], *, stated: bool) -> str:
    """Why a step on ``day`` is not taken down, in Chinese; "" where it is. ``stated``: a person
    wrote the day.
    """
    newest = newest_step(ledger)
    if newest is None:
        return ""
    # Only forward: a day before the newest step is refused by the order of the steps already.
    apart = (day - newest).days
    if apart > TOO_FAR:
        return f"日期 {day} 比清单里最近的一步（{newest}）晚 {apart} 天，请核对电脑的日期或 --today"
    if not stated and is_far(day, newest):
        return str(FarDayError(day, newest, "清单里最近的一步"))
    return ""
