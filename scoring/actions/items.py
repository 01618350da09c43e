"""What a person can do with the rectification ledger: move an item, keep its measures, open items,
issue a bulletin.

Each is a plan for a change set: names are completed, rights asked and the move judged on what
stands under the lock. ``stated`` says whether a person wrote the day: one that a clock gave is not
believed far from the newest step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from scoring.actions.authority import acting, named
from scoring.actions.rights import Action, Thing, may
from scoring.people import SYSTEM
from scoring.rectification import compile_bulletin, writing
from scoring.rectification.bulletin import Bulletin
from scoring.rectification.clock import implausible
from scoring.rectification.ledger import AFTER, Event, RectificationItem, Status
from scoring.rectification.open_dates import leaves_year_open
from scoring.rectification.proposals import Proposals, next_ids, opening, propose
from scoring.rectification.state import ItemState, gap_of, states
from scoring.rectification.transitions import Circumstances, Move, refusal
from scoring.storage import Quoted
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
    _believe(workspace, wanted.on, stated=stated)
    event = _named(workspace, item, wanted)
    changes.author = replace(changes.author, by=event.by)
    reason = refusal(item, event, _circumstances(workspace, item, state.gap))
    if reason:
        raise RefusedError(reason)
    event = _with_date_before(item, event)
    writing.add_event(changes, ident, event)
    _move_date(changes, item, event)
    objections = (
        (workspace.proofs.objection(piece) for piece in event.evidence)
        if event.do == "submit"
        else ()
    )
    return Moved(item, _status_after(item, event), tuple(why for why in objections if why))


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
        if (
            wrong.do == "postpone"
            and wrong.measure is not None
            and wrong.measure <= len(item.measures)
        ):
            writing.move_measure(changes, item.id, wrong.measure, wrong.was)


def add_measure(
    changes: ChangeSet, ident: str, text: str, due: date | str | None = None, *, stated: bool = True
) -> int:
    """Adds a measure to an item that is not closed, due when the item is unless a day is given; its
    number.
    """
    item = _measured(changes, ident, stated=stated)
    if due is None:
        _whole_dates(text)
    writing.add_measure(changes, ident, text, due or item.due)
    return len(item.measures) + 1


def finish_measure(changes: ChangeSet, ident: str, number: int, *, stated: bool = True) -> None:
    """Says that a measure of an item, counted from 1, was done on the author's day."""
    item = _measured(changes, ident, stated=stated)
    writing.finish_measure(changes, item, number, changes.author.on)


def open_item(
    changes: ChangeSet,
    *,
    source: str,
    problem: str,
    due: date | str,
    indicator: str | None = None,
    lead: Sequence[str] = (),
    support: Sequence[str] = (),
    person: str | None = None,
    measures: Sequence[str] = (),
    stated: bool = True,
) -> str:
    """Opens an item that follows from no loss, and gives its number. Without ``lead`` the
    indicator's own.
    """
    workspace, day = changes.workspace, changes.author.on
    writing.whole(workspace.problems)
    _believe(workspace, day, stated=stated)
    by = acting(changes, "item_open")
    owner = named(workspace, person) if person else None
    if indicator is not None:
        _known_indicator(workspace, indicator)
    for text in measures:
        _whole_dates(text)
    leads = list(lead) or _leads(workspace, indicator)
    if not leads:
        raise RefusedError("要写明牵头单位 --lead")
    ident = next(
        next_ids([*(item.id for item in workspace.ledger), *writing.taken_ids(workspace.path)])
    )
    fields: dict[str, Any] = {
        "indicator": Quoted(indicator) if indicator else None,
        "source": source,
        "problem": problem,
        "lead": leads,
        "support": list(support),
        "person": owner,
        "due": due,
        "measures": [{"text": text, "due": due} for text in measures],
        "events": [opening(day, by)],
    }
    changes.append(LEDGER, {"id": ident, **{key: value for key, value in fields.items() if value}})
    return ident


def split_item(
    changes: ChangeSet,
    ident: str,
    units: Sequence[str] = (),
    *,
    due: date | str | None = None,
    stated: bool = True,
) -> dict[str, str]:
    """Breaks an item down to units, each with its own state and sign-off; the new items with their
    units.

    Without ``units`` to each member of the groups that are responsible for it, where there are
    groups, else to each responsible unit. A unit that has a part already gets no second one. The
    item itself is submitted and signed off when all its parts are.
    """
    workspace, day = changes.workspace, changes.author.on
    writing.whole(workspace.problems)
    _believe(workspace, day, stated=stated)
    item = _item(changes, ident)
    by = acting(changes, "item_open")
    if item.closed:
        raise RefusedError(f"{ident} 已销号，不用分解")
    if item.part_of is not None:
        raise RefusedError(f"{ident} 本身是从 {item.part_of} 分解来的，不再分解")
    wanted = _parts_of(workspace, item, units)
    having = {unit for part in workspace.ledger if part.part_of == ident for unit in part.lead}
    new = [unit for unit in wanted if unit not in having]
    if not new:
        raise RefusedError(f"{ident} 已经分解到{'、'.join(wanted)}，没有要增加的")
    ids = next_ids([*(other.id for other in workspace.ledger), *writing.taken_ids(workspace.path)])
    until = due or item.deadline
    records = []
    for unit in new:
        fields: dict[str, Any] = {
            "indicator": Quoted(item.indicator) if item.indicator else None,
            "source": item.source,
            "problem": item.problem,
            "lead": [unit],
            "part_of": ident,
            "due": until,
            "measures": [
                {"text": measure.text, **({"due": until} if until else {})}
                for measure in item.measures
                if measure.done is None
            ],
            "events": [opening(day, by)],
        }
        records.append({"id": next(ids), **{key: value for key, value in fields.items() if value}})
    changes.append(LEDGER, *records)
    return {str(record["id"]): unit for record, unit in zip(records, new, strict=True)}


def _parts_of(workspace: Workspace, item: RectificationItem, given: Sequence[str]) -> list[str]:
    """The units to which an item is broken down. Raises :class:`RefusedError` for one that is not
    responsible.
    """
    units = workspace.units
    responsible = [*item.lead, *item.support]
    every = list(dict.fromkeys(member for name in responsible for member in units.expand(name)))
    if given:
        names = list(
            dict.fromkeys(member for name in given for member in units.expand(units.name(name)))
        )
        strange = [name for name in names if name not in every]
        if strange:
            raise RefusedError(
                f"“{strange[0]}”不是 {item.id} 的牵头或责任单位{offered(strange[0], every)}"
            )
        return names
    groups = [
        units.expand(name)
        for name in responsible
        if tuple(units.expand(name)) != (units.name(name),)
    ]
    names = list(dict.fromkeys(member for members in groups for member in members)) or every
    if len(names) < 2:
        raise RefusedError(f"{item.id} 只有{'、'.join(names) or '未明确的单位'}办理，不用分解")
    return names


def change_item(
    changes: ChangeSet, ident: str, fields: dict[str, Any], *, expected: str | None = None
) -> None:
    """Other words about an item: lead units, person in charge, effort and the like; its history is
    never touched.
    """
    held = sorted(set(fields) & {"id", "events", "measures", "due", "lost"})
    if held:
        raise RefusedError(f"{'、'.join(held)} 不能直接改：期限用延期，措施和经过用各自的办法")
    item = _item(changes, ident)
    acting(changes, "assign", Thing.item(item, changes.workspace.units))
    changes.change(Change("item", LEDGER, ident, fields, expected=expected))


def sync(changes: ChangeSet, due: date | None = None, *, stated: bool = True) -> Proposals:
    """Opens an item for each loss that has none, and updates what is lost by the others."""
    workspace = changes.workspace
    writing.whole(workspace.problems)
    _believe(workspace, changes.author.on, stated=stated)
    by = acting(changes, "item_open") or SYSTEM
    changes.author = replace(changes.author, by=by)
    proposals = proposed(workspace, changes.author.on, by, due)
    writing.carry_out(changes, proposals)
    return proposals


def proposed(workspace: Workspace, day: date, by: str, due: date | None) -> Proposals:
    """What :func:`sync` would do."""
    taken = writing.taken_ids(workspace.path)
    return propose(workspace.score(), workspace.ledger, today=day, by=by, due=due, taken=taken)


def issue_bulletin(changes: ChangeSet, week: date, *, stated: bool = True) -> Bulletin:
    """Puts the bulletin of the week of a day on record."""
    workspace, day = changes.workspace, changes.author.on
    writing.whole(workspace.problems, bulletins=True)
    _believe(workspace, day, stated=stated)
    acting(changes, "issue_bulletin")
    return compile_bulletin.issue(changes, compiled(workspace, week, day))


def compiled(workspace: Workspace, week: date, today: date) -> Bulletin:
    """The bulletin as the workspace's own terms make it."""
    nodes = workspace.score().by_code
    gaps = {item.id: gap for item in workspace.ledger if (gap := gap_of(item, nodes))}
    return compile_bulletin.compile_bulletin(
        workspace.head.name,
        workspace.ledger,
        workspace.units,
        workspace.bulletins,
        week,
        today,
        ladder=workspace.ladder,
        gaps=gaps,
    )


def state_of(workspace: Workspace, ident: str, today: date) -> ItemState:
    """The item with this id on ``today``. Raises :class:`RefusedError` for any other."""
    nodes = workspace.score().by_code
    by_id = {
        state.item.id: state for state in states(workspace.ledger, nodes, workspace.proofs, today)
    }
    if ident not in by_id:
        raise RefusedError(f"整改清单里没有“{ident}”{offered(ident, by_id)}")
    return by_id[ident]


def _item(changes: ChangeSet, ident: str) -> RectificationItem:
    """The item as it stands under the lock. Raises :class:`RefusedError` for an unknown one, with
    the nearest, and for one whose record is faulty.
    """
    workspace = changes.workspace
    if changes.record(LEDGER, ident) is None:
        known = [item.id for item in workspace.ledger]
        raise RefusedError(f"整改清单里没有“{ident}”{offered(ident, known)}")
    return writing.item_of(changes, ident, workspace.tree)


def _whole_dates(text: str) -> None:
    if leaves_year_open(text):
        raise RefusedError(
            f"措施“{text}”里的日期没有写年份：期限另外写（命令里用 --due 2026-10-15），"
            "措施里写全年月日"
        )


def _believe(workspace: Workspace, day: date, *, stated: bool) -> None:
    if reason := implausible(day, workspace.ledger, stated=stated):
        raise RefusedError(reason)


def _measured(changes: ChangeSet, ident: str, *, stated: bool) -> RectificationItem:
    """The item whose measures are to change, where the author may change them."""
    workspace = changes.workspace
    state_of(workspace, ident, changes.author.on)
    item = writing.item_of(changes, ident, workspace.tree)
    _believe(workspace, changes.author.on, stated=stated)
    acting(changes, "item_measure", Thing.item(item, workspace.units))
    if item.closed:
        raise RefusedError(f"{ident} 已销号，措施不能再改")
    return item


def _circumstances(
    workspace: Workspace, item: RectificationItem, gap: Fraction | None
) -> Circumstances:
    parts = [other for other in workspace.ledger if other.part_of == item.id]
    units = dict.fromkeys(
        member for name in (*item.lead, *item.support) for member in workspace.units.expand(name)
    )
    return Circumstances(workspace.proofs, workspace.people, tuple(units), gap, parts)


def _named(workspace: Workspace, item: RectificationItem, wanted: Move) -> Move:
    """The move with the full names of everybody in it. Raises for unknown names, and for people
    that may not.
    """
    thing = Thing.item(item, workspace.units)
    by = named(workspace, wanted.by, _right(workspace, wanted, thing), thing)
    if wanted.approved_by:
        approved_by = named(workspace, wanted.approved_by, "item_approve", thing)
    else:
        approved_by = ""
    if wanted.decided_by:
        decided_by = named(workspace, wanted.decided_by, "item_approve", thing)
    else:
        decided_by = ""
    unit = workspace.units.name(wanted.unit) if wanted.unit else ""
    if wanted.do in OWN_WORD and unit:
        # A unit speaks for itself alone; who collects the words of all may enter another's.
        named(workspace, by, ACTIONS[wanted.do], Thing.unit(unit, workspace.units))
    elif wanted.do in OWN_WORD:
        unit = _only_unit(workspace, item, by)
    return replace(wanted, by=by, approved_by=approved_by, decided_by=decided_by, unit=unit)


def _right(workspace: Workspace, wanted: Move, thing: Thing) -> Action:
    """The right that a move needs. The date of a measure is moved by its unit, or by whoever may
    extend the item.
    """
    people, units = workspace.people, workspace.units
    known = people.roled and not people.unknown(wanted.by)
    if (
        wanted.do == "postpone"
        and known
        and may(wanted.by, "item_extend", thing, people=people, units=units) is None
    ):
        return "item_extend"
    return ACTIONS[wanted.do]


def _only_unit(workspace: Workspace, item: RectificationItem, by: str) -> str:
    """The one unit of a person that is concerned with the item; "" where there is none, or more
    than one.
    """
    person = workspace.people.find(by)
    concerned = {
        member for name in (*item.lead, *item.support) for member in workspace.units.expand(name)
    }
    own = {workspace.units.name(unit) for unit in person.units} if person else concerned
    if len(own & concerned) == 1:
        return next(iter(own & concerned))
    return ""


def _status_after(item: RectificationItem, event: Move) -> Status:
    if event.do == "correct":
        corrected = Event(on=event.on, do="correct", of=event.of)
        return item.model_copy(update={"events": (*item.events, corrected)}).status
    return AFTER.get(event.do, item.status)


def _leads(workspace: Workspace, indicator: str | None) -> list[str]:
    node = workspace.tree.by_code.get(indicator or "")
    if node:
        return list(node.lead)
    return []


def _known_indicator(workspace: Workspace, code: str) -> None:
    if aside := workspace.tree.not_assessed(code):
        raise RefusedError(aside)
    if code not in workspace.tree.by_code:
        raise RefusedError(f"“{code}”不在指标体系里{offered(code, workspace.tree.by_code)}")
