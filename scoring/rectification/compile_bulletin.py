"""Compiles the bulletin of a week from the ledger's events and the bulletins on record.

A unit that is overdue is notified of each problem that it is overdue with; ``notices`` says which
step of the ladder that makes. An item that was broken down to its units is counted by its parts and
not itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from scoring.engine import CAUSE_NAMES
from scoring.engine.gaps import owners
from scoring.engine.units import Units
from scoring.rectification.bulletin import (
    STEP_NAMES,
    Bulletin,
    BulletinItem,
    BulletinTotals,
    BulletinUnit,
    file_of,
    text_of,
)
from scoring.rectification.ledger import OWN_SOURCES, SOURCE_NAMES, RectificationItem
from scoring.rectification.notices import Ladder, notices
from scoring.rectification.state import overdue_days, review_missed
from scoring.rectification.writing import RefusedError
from scoring.storage import RecordChanges
from scoring.values import natural_key


def monday(day: date) -> date:
    """The Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


def kind_of(item: RectificationItem) -> str:
    """The kind of problem (同类问题): the cause of the loss, or where an item from outside came
    from.
    """
    if item.source in OWN_SOURCES:
        return CAUSE_NAMES.get(item.cause, "其他")
    return SOURCE_NAMES[item.source]


def compile_bulletin(
    name: str,
    ledger: Iterable[RectificationItem],
    units: Units,
    issued: Sequence[Bulletin],
    week: date,
    today: date,
    *,
    ladder: Ladder | None = None,
    gaps: Mapping[str, Fraction] | None = None,
) -> Bulletin:
    """The bulletin of the week of ``week`` as it reads on ``today``. ``gaps``: the losses that
    stand now, by item.

    Raises :class:`RefusedError` for a week to come,
    and for one that was issued or that lies before one that was.
    """
    start = monday(week)
    if start > today:
        raise RefusedError(f"{start} 起的一周还没有开始（今天按 {today}）")
    last = issued[-1] if issued else None
    if last is not None and last.week >= start:
        same = next((item for item in issued if item.week == start), None)
        if same:
            raise RefusedError(
                f"{start} 起的一周已印发{same.label}通报（{file_of(same.number)}），不能再发"
            )
        raise RefusedError(f"{last.label}通报已到 {last.until}，不能再发更早的一周（{start}）")
    until = min(start + timedelta(days=6), today)
    since = start
    if last is not None and last.week == start - timedelta(days=7):
        since = last.until + timedelta(days=1)
    everything = [item for item in (whole.upto(until) for whole in ledger) if item is not None]
    broken_down = {item.part_of for item in everything if item.part_of}
    now = [item for item in everything if item.id not in broken_down]
    period = _Period(since, until)
    overdue = sorted(
        (item for item in now if overdue_days(item, until)),
        key=lambda item: (-overdue_days(item, until), natural_key(item.id)),
    )
    return Bulletin(
        number=last.number + 1 if last else 1,
        name=name,
        week=start,
        since=since,
        until=until,
        totals=totals(now, until, gaps),
        units=_ranking(now, units, period),
        new=_named(period.having(now, "open"), until),
        submitted=_named(period.having(now, "submit"), until),
        closed=_named(period.having(now, "close"), until, period.despites(now)),
        returned=_named(period.having(now, "return"), until, period.reasons(now, "return")),
        reopened=_named(period.having(now, "reopen"), until, period.reasons(now, "reopen")),
        extended=_named(period.having(now, "extend"), until, period.reasons(now, "extend")),
        progress=_named(period.having(now, "progress"), until, period.reports(now)),
        unreviewed=_named([item for item in now if review_missed(item, until)], until),
        overdue=_named(overdue, until),
        notices=notices(
            overdue, now, issued, ladder or Ladder(), kind_of, lambda item: leads(item, units)
        ),
    )


def issue(changes: RecordChanges, bulletin: Bulletin) -> Bulletin:
    """Puts a bulletin on record, in the name of the author. Raises :class:`RefusedError` where its
    file is there.
    """
    file = file_of(bulletin.number)
    if changes.read(file):
        raise RefusedError(f"{file} 已经有了，印发过的通报不能覆盖")
    issued = bulletin.model_copy(update={"issued": changes.author.on, "by": changes.author.by})
    changes.put(file, text_of(issued))
    changes.name(bulletin.label)
    return issued


def totals(
    items: Iterable[RectificationItem], day: date, gaps: Mapping[str, Fraction] | None = None
) -> BulletinTotals:
    """Problems and measures as they stand on a day; ``gaps`` are the losses that stand, by item."""
    known = tuple(items)
    if gaps:
        losing = sum(item.closed and bool(gaps.get(item.id)) for item in known)
    else:
        losing = 0
    measures = [(item, measure) for item in known for measure in item.measures]
    done = [
        item.closed or (measure.done is not None and measure.done <= day)
        for item, measure in measures
    ]
    return BulletinTotals(
        items=len(known),
        closed=sum(item.closed for item in known),
        overdue=sum(bool(overdue_days(item, day)) for item in known),
        measures=len(measures),
        measures_done=sum(done),
        losing=losing or None,
    )


@dataclass(frozen=True, slots=True)
class _Period:
    since: date
    until: date

    def has(self, item: RectificationItem, do: str) -> bool:
        """Whether the item saw such an event in the period."""
        return any(
            event.do == do and self.since <= event.on <= self.until for event in item.standing
        )

    def having(self, items: Iterable[RectificationItem], do: str) -> list[RectificationItem]:
        return sorted(
            (item for item in items if self.has(item, do)), key=lambda item: natural_key(item.id)
        )

    def reasons(self, items: Iterable[RectificationItem], do: str) -> dict[str, str]:
        """The reason that each item's last such event in the period states."""
        return {
            item.id: event.note
            for item in items
            for event in item.standing
            if event.do == do and event.note and self.since <= event.on <= self.until
        }

    def despites(self, items: Iterable[RectificationItem]) -> dict[str, str]:
        """Why items were closed in the period while their loss stood."""
        return {
            item.id: f"失分未消除，{event.despite}"
            for item in items
            for event in item.standing
            if event.do == "close" and event.despite and self.since <= event.on <= self.until
        }

    def reports(self, items: Iterable[RectificationItem]) -> dict[str, str]:
        """What the units of each item reported last in the period, each under its name."""
        return {
            item.id: "；".join(
                f"{event.unit or event.by or ''}：{event.note or ''}"
                for event in item.progress
                if self.since <= event.on <= self.until
            )
            for item in items
        }


def _named(
    items: Iterable[RectificationItem], day: date, notes: Mapping[str, str] | None = None
) -> tuple[BulletinItem, ...]:
    return tuple(
        BulletinItem(
            id=item.id,
            indicator=item.indicator,
            problem=item.problem,
            kind=kind_of(item),
            lead=item.lead,
            due=item.deadline,
            days=overdue_days(item, day),
            note=(notes or {}).get(item.id) or None,
            extended_late=item.extended_late,
        )
        for item in items
    )


def leads(item: RectificationItem, units: Units) -> list[str]:
    """The units that lead an item, groups by their members; 未明确 where there is none."""
    return [unit for unit, _ in owners(item.lead, units)]


def _ranking(
    items: Sequence[RectificationItem], units: Units, period: _Period
) -> tuple[BulletinUnit, ...]:
    """Units by the share closed, then by fewer overdue, then by fewer open; those that are equal
    share a rank.
    """
    owned: dict[str, list[RectificationItem]] = defaultdict(list)
    for item in items:
        for unit in leads(item, units):
            owned[unit].append(item)

    def standing(unit: str) -> tuple[float, int, int]:
        mine = owned[unit]
        closed = sum(item.closed for item in mine)
        return (
            -closed / len(mine),
            _count(mine, lambda item: overdue_days(item, period.until)),
            len(mine) - closed,
        )

    ordered = sorted(owned, key=lambda unit: (standing(unit), unit))
    lines: list[BulletinUnit] = []
    for index, unit in enumerate(ordered):
        mine = owned[unit]
        tied = bool(index) and standing(unit) == standing(ordered[index - 1])
        rank = lines[-1].rank if tied else index + 1
        closed = sum(item.closed for item in mine)
        lines.append(
            BulletinUnit(
                rank=rank,
                unit=unit,
                items=len(mine),
                closed=closed,
                open=len(mine) - closed,
                overdue=_count(mine, lambda item: overdue_days(item, period.until)),
                new=_count(mine, lambda item: period.has(item, "open")),
                submitted=_count(mine, lambda item: period.has(item, "submit")),
                signed_off=_count(mine, lambda item: period.has(item, "close")),
                returned=_count(mine, lambda item: period.has(item, "return")),
            )
        )
    return tuple(lines)


def _count(items: Iterable[RectificationItem], what: Callable[[RectificationItem], object]) -> int:
    return sum(bool(what(item)) for item in items)


def ladder_text(steps: Mapping[str, int]) -> str:
    """How many units each step of the ladder concerns, in words."""
    return "，".join(
        f"{name} {steps[step]} 家次" for step, name in STEP_NAMES.items() if steps.get(step)
    )
