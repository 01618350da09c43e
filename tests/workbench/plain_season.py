"""A season as plain as can be: what every score, state and bulletin must be, reckoned without the
program.

One indicator of 4 points a unit, in proportion to what is done of ten; one item a unit; a bulletin
a week.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

POINTS = 4


@dataclass
class Item:
    """One item: its dates, its state, and how often its unit was told."""

    due: date
    status: str = "未整改"
    told: list[int] = field(default_factory=list)
    decided: bool = False

    def late(self, day: date) -> int:
        """Days overdue."""
        return 0 if self.status == "已销号" else max(0, (day - self.due).days)


@dataclass
class PlainSeason:
    """Everything by unit; marks by unit and inspector."""

    day: date
    done: dict[str, int]
    items: dict[str, Item]
    marks: dict[str, dict[str, Fraction]] = field(default_factory=dict)
    settled: dict[str, Fraction] = field(default_factory=dict)
    bulletins: int = 0

    def claimed(self, unit: str) -> Fraction:
        """What the unit claims."""
        return Fraction(POINTS * self.done[unit], 10)

    def verified(self, unit: str) -> Fraction | None:
        """The arbiter's mark, else that of the round whose name stands last."""
        if unit in self.settled:
            return self.settled[unit]
        marks = self.marks.get(unit, {})
        return marks[max(marks)] if marks else None

    def current(self, unit: str) -> Fraction:
        """Verified where inspected, else claimed: no evidence is asked for."""
        verified = self.verified(unit)
        return self.claimed(unit) if verified is None else verified

    def total(self) -> Fraction:
        """Of all units."""
        return sum((self.current(unit) for unit in self.done), Fraction(0))

    def issue(self) -> dict[str, tuple[int, str]]:
        """The bulletin of this week: who is told, the how manieth time, and which step that
        makes."""
        self.bulletins += 1
        told: dict[str, tuple[int, str]] = {}
        for unit, item in self.items.items():
            if not item.late(self.day):
                continue
            item.told.append(self.bulletins)
            run = 1
            while self.bulletins - run in item.told:
                run += 1
            step = "notice"
            if not item.decided:
                step = "referral" if run >= 3 else "interview" if len(item.told) >= 2 else "notice"
            elif run >= 3:
                step = "referral"
            told[unit] = (len(item.told), step)
        return told

    def next_week(self) -> None:
        """A week later."""
        self.day += timedelta(days=7)
