"""What a person can do with an item of the rectification ledger: move it, keep its measures, put it
in other words. How items come about: ``item_opening``; the weekly bulletin: ``bulletins``.

Each is a plan for a change set: names are completed, rights asked and the move judged on what
stands under the lock. ``stated`` says whether a person wrote the day: one that a clock gave is not
believed far from the newest step.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from scoring.actions.authority import acting, named
from scoring.actions.lookup import units_of_item
from scoring.actions.rights import Action, Thing, may
from scoring.rectification import writing
from scoring.rectification.clock import implausible
from scoring.rectification.ledger import AFTER, Event, RectificationItem, Status
from scoring.rectification.open_dates import leaves_year_open
from scoring.rectification.state import ItemState, states
from scoring.rectification.transitions import Circumstances, Move, refusal
from scoring.storage.layout import LEDGER
from scoring.values import offered
from scoring.workspace import Workspace
from scoring.workspace.changes import Change, ChangeSet, RefusedError

ACTIONS: dict[str, Action] = {
    "start": "item_start",
    "submit": "item_submit",
    "return": "item_return",
    "close": "item_close",
    "reopen": "item_reopen",
    "extend": "item_extend",
    "progress": "item_progress",
    "apply": "item_apply",
    "review": "item_review",
    "receive": "item_receive",
    "object": "item_receive",
    "settle": "item_return",
    "interview": "item_escalate",
    "refer": "item_escalate",
    "correct": "item_correct",
    "postpone": "item_measure",
}
"""The right that each move needs."""
OWN_WORD = frozenset({"progress", "receive", "object"})
"""What a unit says for itself: its name follows from the person where there is only one."""
APART = frozenset({"id", "events", "measures", "due", "lost"})
"""Keys of an item that change by steps of their own, or by the program alone."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of an item: as it was before, its status now, and what still stands against
    signing it off.
    """

    item: RectificationItem
    status: Status
    doubts: tuple[str, ...]


def move(changes: ChangeSet, ident: str, wanted: Move, *, stated: bool = True) -> Moved:
    """Adds one event to an item. Raises :class:`RefusedError` and ``ForbiddenError`` with the
    reason.
    """
    workspace = changes.workspace
    state = state_of(workspace, ident, wanted.on)
    item = writing.item_of(changes, ident, workspace.tree)
    believe(workspace, wanted.on, stated=stated)
    event = _named(workspace, item, wanted)
    changes.author = replace(changes.author, by=event.by)
    reason = refusal(item, event, _circumstances(workspace, item, state.gap))
    if reason:
        raise RefusedError(reason)
    event = _with_date_before(item, event)
    writing.add_event(changes, ident, event)
    _move_date(changes, item, event)
    return Moved(item, _status_after(item, event), _doubts(workspace, event))


def _doubts(workspace: Workspace, event: Move) -> tuple[str, ...]:
    """What of the submitted evidence still stands against signing the item off."""
    if event.do != "submit":
        return ()
    objections = map(workspace.proofs.objection, event.evidence)
    return tuple(objection for objection in objections if objection)


def _with_date_before(item: RectificationItem, event: Move) -> Move:
    """A move of a measure's date, with the date that stood there."""
    if event.do != "postpone" or event.measure is None:
        return event
    return replace(event, was=item.measures[event.measure - 1].due)


def _move_date(changes: ChangeSet, item: RectificationItem, event: Move) -> None:
    """The date of a measure moves with its step, and back where that step is corrected."""
    if event.do == "postpone" and event.measure is not None:
        writing.move_measure(changes, item.id, event.measure, event.to)
    elif event.do == "correct" and event.of is not None:
        wrong = item.events[event.of - 1]
        number = wrong.measure if wrong.do == "postpone" else None
        # A measure that somebody took out by hand since has no date to put back.
        if number is not None and number <= len(item.measures):
            writing.move_measure(changes, item.id, number, wrong.was)


def add_measure(
    changes: ChangeSet, ident: str, text: str, due: date | str | None = None, *, stated: bool = True
) -> int:
    """Adds a measure to an item that is not closed, due when the item is unless a day is given; its
    number.
    """
    item = _measured(changes, ident, stated=stated)
    if due is None:
        whole_dates(text)
    writing.add_measure(changes, ident, text, due or item.due)
    return len(item.measures) + 1


def finish_measure(changes: ChangeSet, ident: str, number: int, *, stated: bool = True) -> None:
    """Says that a measure of an item, counted from 1, was done on the author's day."""
    item = _measured(changes, ident, stated=stated)
    writing.finish_measure(changes, item, number, changes.author.on)


def change_item(
    changes: ChangeSet, ident: str, fields: dict[str, Any], *, expected: str | None = None
) -> None:
    """Other words about an item: lead units, person in charge, effort and the like; its history is
    never touched.
    """
    apart = sorted(set(fields) & APART)
    if apart:
        raise RefusedError(f"{'、'.join(apart)} 不能直接改：期限用延期，措施和经过用各自的办法")
    item = item_under_lock(changes, ident)
    acting(changes, "assign", Thing.item(item, changes.workspace.units))
    changes.change(Change("item", LEDGER, ident, fields, expected=expected))


def state_of(workspace: Workspace, ident: str, today: date) -> ItemState:
    """The item with this id on ``today``. Raises :class:`RefusedError` for any other."""
    nodes = workspace.score().by_code
    by_id = {
        state.item.id: state for state in states(workspace.ledger, nodes, workspace.proofs, today)
    }
    if ident not in by_id:
        raise RefusedError(f"整改清单里没有“{ident}”{offered(ident, by_id)}")
    return by_id[ident]


def item_under_lock(changes: ChangeSet, ident: str) -> RectificationItem:
    """The item as it stands under the lock. Raises :class:`RefusedError` for an unknown one, with
    the nearest, and for one whose record is faulty.
    """
    workspace = changes.workspace
    if changes.record(LEDGER, ident) is None:
        known = [item.id for item in workspace.ledger]
        raise RefusedError(f"整改清单里没有“{ident}”{offered(ident, known)}")
    return writing.item_of(changes, ident, workspace.tree)


def whole_dates(text: str) -> None:
    """Raises :class:`RefusedError` for a measure whose words name a day without its year."""
    if leaves_year_open(text):
        raise RefusedError(
            f"措施“{text}”里的日期没有写年份：期限另外写（命令里用 --due 2026-10-15），"
            "措施里写全年月日"
        )


def believe(workspace: Workspace, day: date, *, stated: bool) -> None:
    """Raises :class:`RefusedError` for a day that cannot be meant: no later step could come before
    it.
    """
    if reason := implausible(day, workspace.ledger, stated=stated):
        raise RefusedError(reason)


def _measured(changes: ChangeSet, ident: str, *, stated: bool) -> RectificationItem:
    """The item whose measures are to change, where the author may change them."""
    workspace = changes.workspace
    state_of(workspace, ident, changes.author.on)
    item = writing.item_of(changes, ident, workspace.tree)
    believe(workspace, changes.author.on, stated=stated)
    acting(changes, "item_measure", Thing.item(item, workspace.units))
    if item.closed:
        raise RefusedError(f"{ident} 已销号，措施不能再改")
    return item


def _circumstances(
    workspace: Workspace, item: RectificationItem, gap: Fraction | None
) -> Circumstances:
    parts = [other for other in workspace.ledger if other.part_of == item.id]
    units = units_of_item(workspace.units, item)
    return Circumstances(workspace.proofs, workspace.people, units, gap, parts)


def _named(workspace: Workspace, item: RectificationItem, wanted: Move) -> Move:
    """The move with the full names of everybody in it. Raises for unknown names, and for people
    that may not.
    """
    thing = Thing.item(item, workspace.units)
    by = named(workspace, wanted.by, _right(workspace, wanted, thing), thing)
    approved_by = _approver(workspace, wanted.approved_by, thing)
    decided_by = _approver(workspace, wanted.decided_by, thing)
    unit = workspace.units.name(wanted.unit) if wanted.unit else ""
    if wanted.do in OWN_WORD and unit:
        # A unit speaks for itself alone; who collects the words of all may enter another's.
        named(workspace, by, ACTIONS[wanted.do], Thing.unit(unit, workspace.units))
    elif wanted.do in OWN_WORD:
        unit = _only_unit(workspace, item, by)
    return replace(wanted, by=by, approved_by=approved_by, decided_by=decided_by, unit=unit)


def _approver(workspace: Workspace, given: str, thing: Thing) -> str:
    """The full name of whoever approved or decided; "" where nobody is named."""
    if not given:
        return ""
    return named(workspace, given, "item_approve", thing)


def _right(workspace: Workspace, wanted: Move, thing: Thing) -> Action:
    """The right that a move needs. The date of a measure is moved by its unit, or by whoever may
    extend the item.
    """
    people, units = workspace.people, workspace.units
    usual = ACTIONS[wanted.do]
    if wanted.do != "postpone" or not people.roled or people.unknown(wanted.by):
        return usual
    if may(wanted.by, "item_extend", thing, people=people, units=units) is None:
        return "item_extend"
    return usual


def _only_unit(workspace: Workspace, item: RectificationItem, by: str) -> str:
    """The one unit of a person that is concerned with the item; "" where there is none, or more
    than one.
    """
    units = units_of_item(workspace.units, item)
    person = workspace.people.find(by)
    if person is not None:
        own = set(map(workspace.units.name, person.units))
        units = tuple(unit for unit in units if unit in own)
    return units[0] if len(units) == 1 else ""


def _status_after(item: RectificationItem, event: Move) -> Status:
    if event.do == "correct":
        corrected = Event(on=event.on, do="correct", of=event.of)
        return item.model_copy(update={"events": (*item.events, corrected)}).status
    return AFTER.get(event.do, item.status)
