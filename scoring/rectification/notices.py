"""The ladder of notices: what counts as the same problem from one bulletin to the next, and which
step it makes.

A bulletin proposes 约谈 and 移交; a leader decides, and what was decided and put on record is
proposed no more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from scoring.rectification.bulletin import STEP_NAMES, Bulletin, BulletinNotice, Step
from scoring.rectification.ledger import Event, RectificationItem

Same = Literal["item", "indicator", "parent", "cause", "any"]
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Ladder:
    """The terms of a workspace: what is the same problem,
    and from when on 约谈 and 移交 are proposed.

    ``parents``: the heading above each indicator, by code.
    """

    same: Same = "item"
    interview: int = 2
    referral: int = 3
    parents: Mapping[str, str] = field(default_factory=dict)

    def key(self, item: RectificationItem, kind: str) -> Key:
        """What an item is held against in earlier bulletins; ``kind`` is its kind of problem."""
        indicator = item.indicator
        if self.same == "any":
            return "any", ""
        if self.same == "cause":
            return "cause", kind
        if self.same == "parent" and indicator is not None:
            return "parent", self.parents.get(indicator, indicator)
        if self.same == "indicator" and indicator is not None:
            return "indicator", indicator
        return "item", item.id


def notices(
    overdue: Iterable[RectificationItem],
    ledger: Sequence[RectificationItem],
    issued: Sequence[Bulletin],
    ladder: Ladder,
    kind_of: Callable[[RectificationItem], str],
    leads: Callable[[RectificationItem], list[str]],
) -> tuple[BulletinNotice, ...]:
    """Who is notified of what: items of a unit that are as far on the ladder stand together."""
    record = _Record(ledger, issued, ladder, kind_of, leads)
    together: dict[tuple[str, str, int, int, Step, str], list[str]] = defaultdict(list)
    for item in overdue:
        for unit in leads(item):
            # 同类问题 2 次通报 → 约谈, 连续三次 → 移交: repeats and
            # runs are counted apart.
            times, streak = record.count(unit, item)
            step, settled = record.step(unit, item, times, streak)
            together[unit, kind_of(item), times, streak, step, settled].append(item.id)
    rows = [
        BulletinNotice(
            unit=unit,
            kind=kind,
            items=tuple(ids),
            times=times,
            streak=streak,
            step=step,
            settled=settled or None,
        )
        for (unit, kind, times, streak, step, settled), ids in together.items()
    ]
    # The gravest step first: that is what a leader reads.
    order = list(STEP_NAMES)
    return tuple(
        sorted(rows, key=lambda row: (-order.index(row.step), row.unit, row.kind, row.items))
    )


@dataclass(frozen=True, slots=True)
class _Record:
    """What was said before, and what was decided."""

    ledger: Sequence[RectificationItem]
    issued: Sequence[Bulletin]
    ladder: Ladder
    kind_of: Callable[[RectificationItem], str]
    leads: Callable[[RectificationItem], list[str]]

    def count(self, unit: str, item: RectificationItem) -> tuple[int, int]:
        """The how manieth notice this is of the same problem of a unit,
        and in how many bulletins running.

        A bulletin in which it was not overdue only because its date was moved after it had passed
        breaks no run.
        """
        alike = self._alike(unit, item)
        said = [
            self._noticed(bulletin, unit, {other.id for other in alike}) for bulletin in self.issued
        ]
        # This bulletin is the first of the run, counted backwards.
        streak = 1
        for bulletin, noticed in zip(reversed(self.issued), reversed(said), strict=True):
            if noticed:
                streak += 1
            # A run that ends by moving the date after it had passed would be the cheapest way off
            # the ladder.
            elif not any(_put_off(other, bulletin.until) for other in alike):
                break
        return 1 + sum(said), streak

    def step(self, unit: str, item: RectificationItem, times: int, streak: int) -> tuple[Step, str]:
        """The step that this makes, and what was decided already."""
        referred, interviewed = self._last(unit, item, "refer"), self._last(unit, item, "interview")
        # A step that a leader has decided is not proposed again until the item is reopened.
        if streak >= self.ladder.referral and referred is None:
            return "referral", _decision(interviewed)
        if times >= self.ladder.interview and interviewed is None and referred is None:
            return "interview", ""
        return "notice", _decision(referred or interviewed)

    def _alike(self, unit: str, item: RectificationItem) -> list[RectificationItem]:
        wanted = self.ladder.key(item, self.kind_of(item))
        return [
            other
            for other in self.ledger
            if self.ladder.key(other, self.kind_of(other)) == wanted and unit in self.leads(other)
        ]

    def _noticed(self, bulletin: Bulletin, unit: str, ids: set[str]) -> bool:
        return any(
            notice.unit == unit and not ids.isdisjoint(notice.items) for notice in bulletin.notices
        )

    def _last(self, unit: str, item: RectificationItem, do: str) -> Event | None:
        """The last such decision on the same problem since it was last reopened."""
        decisions = [
            event
            for other in self._alike(unit, item)
            for event in _since_reopened(other)
            if event.do == do
        ]
        return max(decisions, key=lambda event: event.on, default=None)


def _since_reopened(item: RectificationItem) -> Sequence[Event]:
    steps = item.standing
    reopened = [index for index, event in enumerate(steps) if event.do == "reopen"]
    if reopened:
        return steps[reopened[-1] :]
    return steps


def _put_off(item: RectificationItem, day: date) -> bool:
    """Whether an item was open on a day and not overdue only because it had been extended late."""
    then = item.upto(day)
    return then is not None and not then.closed and then.extended_late


def _decision(event: Event | None) -> str:
    if event is None:
        return ""
    word = "约谈" if event.do == "interview" else "移交"
    return f"{event.decided_by or ''}已于 {event.on} 决定{word}，记录：{event.record or '（无）'}"
