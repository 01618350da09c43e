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
from scoring.rectification.ledger import (
    OWN_SOURCES,
    SOURCE_NAMES,
    Event,
    Measure,
    RectificationItem,
)
from scoring.rectification.notices import Ladder, notices
from scoring.rectification.state import overdue_days, review_missed
from scoring.rectification.writing import RefusedError
from scoring.storage import RecordChanges
from scoring.values import natural_key


def monday(day: date) -> date:
    """The Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


def kind_of(item: RectificationItem) -> str:
    """The kind of problem (同类问题): the cause of the loss,
    or where an item from outside came from.
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
    last = issued[-1] if issued else None
    _refuse_week(start, issued, today)
    # A bulletin of the running week ends today; the rest of the week falls to the next one.
    until = min(start + timedelta(days=6), today)
    since = start
    # What happened between two bulletins belongs to the later one, so that no day falls between.
    if last is not None and last.week == start - timedelta(days=7):
        since = last.until + timedelta(days=1)
    now = _counted(ledger, until)
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


def _refuse_week(start: date, issued: Sequence[Bulletin], today: date) -> None:
    """Raises :class:`RefusedError` where no bulletin of that week may be made any more, or yet."""
    if start > today:
        raise RefusedError(f"{start} 起的一周还没有开始（今天按 {today}）")
    if not issued or issued[-1].week < start:
        return
    for bulletin in issued:
        if bulletin.week == start:
            raise RefusedError(
                f"{start} 起的一周已印发{bulletin.label}通报（{file_of(bulletin.number)}），不能再发"
            )
    last = issued[-1]
    raise RefusedError(f"{last.label}通报已到 {last.until}，不能再发更早的一周（{start}）")


def _counted(ledger: Iterable[RectificationItem], day: date) -> list[RectificationItem]:
    """The items as they stood at the end of a day; one that was broken down counts by its parts."""
    everything = [item for item in (whole.upto(day) for whole in ledger) if item is not None]
    # Counted as a whole and by its parts, one problem would
    # weigh twice in the ranking of its units.
    broken_down = {item.part_of for item in everything if item.part_of}
    return [item for item in everything if item.id not in broken_down]


def issue(changes: RecordChanges, bulletin: Bulletin) -> Bulletin:
    """Puts a bulletin on record, in the name of the author. Raises :class:`RefusedError` where its
    file is there.
    """
    file = file_of(bulletin.number)
    # Under the lock: two people may issue the same number at once.
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
    measures = [(item, measure) for item in known for measure in item.measures]
    done = sum(item.closed or _done_by(measure, day) for item, measure in measures)
    losing = sum(item.closed and bool((gaps or {}).get(item.id)) for item in known)
    return BulletinTotals(
        items=len(known),
        closed=_count(known, lambda item: item.closed),
        overdue=_count(known, lambda item: overdue_days(item, day)),
        measures=len(measures),
        measures_done=done,
        losing=losing or None,
    )


def _done_by(measure: Measure, day: date) -> bool:
    return measure.done is not None and measure.done <= day


@dataclass(frozen=True, slots=True)
class _Period:
    since: date
    until: date

    def holds(self, day: date) -> bool:
        """Whether a day lies in the period, both ends counted."""
        return self.since <= day <= self.until

    def events(self, item: RectificationItem, do: str) -> list[Event]:
        """The events of a kind that the item saw in the period."""
        return [event for event in item.standing if event.do == do and self.holds(event.on)]

    def has(self, item: RectificationItem, do: str) -> bool:
        """Whether the item saw such an event in the period."""
        return bool(self.events(item, do))

    def having(self, items: Iterable[RectificationItem], do: str) -> list[RectificationItem]:
        """The items that saw such an event in the period, by their numbers."""
        return sorted(
            (item for item in items if self.has(item, do)), key=lambda item: natural_key(item.id)
        )

    def reasons(self, items: Iterable[RectificationItem], do: str) -> dict[str, str]:
        """The reason that each item's last such event in the period states."""
        by_item = {}
        for item in items:
            for event in self.events(item, do):
                if event.note:
                    by_item[item.id] = event.note
        return by_item

    def despites(self, items: Iterable[RectificationItem]) -> dict[str, str]:
        """Why items were closed in the period while their loss stood."""
        by_item = {}
        for item in items:
            for event in self.events(item, "close"):
                if event.despite:
                    by_item[item.id] = f"失分未消除，{event.despite}"
        return by_item

    def reports(self, items: Iterable[RectificationItem]) -> dict[str, str]:
        """What the units of each item reported last in the period, each under its name."""
        by_item = {}
        for item in items:
            reports = [event for event in item.progress if self.holds(event.on)]
            by_item[item.id] = "；".join(
                f"{event.unit or event.by or ''}：{event.note or ''}" for event in reports
            )
        return by_item


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
    standings = {unit: _standing(mine, period.until) for unit, mine in owned.items()}
    lines: list[BulletinUnit] = []
    before: tuple[Fraction, int, int] | None = None
    for index, unit in enumerate(sorted(owned, key=lambda unit: (standings[unit], unit))):
        mine, standing = owned[unit], standings[unit]
        # Equal units share a rank: who stands first of two would
        # otherwise be decided by their names.
        rank = lines[-1].rank if standing == before else index + 1
        before = standing
        _, overdue, still_open = standing
        lines.append(
            BulletinUnit(
                rank=rank,
                unit=unit,
                items=len(mine),
                closed=len(mine) - still_open,
                open=still_open,
                overdue=overdue,
                new=_count(mine, lambda item: period.has(item, "open")),
                submitted=_count(mine, lambda item: period.has(item, "submit")),
                signed_off=_count(mine, lambda item: period.has(item, "close")),
                returned=_count(mine, lambda item: period.has(item, "return")),
            )
        )
    return tuple(lines)


def _standing(mine: Sequence[RectificationItem], day: date) -> tuple[Fraction, int, int]:
    """What a unit is ranked by, the best first: the share closed as a negative number, how many are
    overdue, how many open. The share is exact: two thirds are two thirds out of three and of six.
    """
    closed = _count(mine, lambda item: item.closed)
    overdue = _count(mine, lambda item: overdue_days(item, day))
    return -Fraction(closed, len(mine)), overdue, len(mine) - closed


def _count(items: Iterable[RectificationItem], what: Callable[[RectificationItem], object]) -> int:
    return sum(bool(what(item)) for item in items)


def ladder_text(steps: Mapping[str, int]) -> str:
    """How many units each step of the ladder concerns, in words."""
    return "，".join(
        f"{name} {steps[step]} 家次" for step, name in STEP_NAMES.items() if steps.get(step)
    )
