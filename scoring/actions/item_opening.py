"""How items of the rectification ledger come about: from the losses of the round, from outside, and
from one item that is broken down to several units.

Each is a plan for a change set, judged on what stands under the lock.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from scoring.actions.authority import acting, named
from scoring.actions.items import believe, item_under_lock, whole_dates
from scoring.actions.lookup import members_of, node_of, units_of_item
from scoring.indicators.model import Indicator
from scoring.people import SYSTEM
from scoring.rectification import writing
from scoring.rectification.ledger import Measure, RectificationItem
from scoring.rectification.proposals import Proposals, next_ids, opening, propose
from scoring.storage import Quoted
from scoring.storage.layout import LEDGER
from scoring.values import offered
from scoring.workspace import Workspace
from scoring.workspace.changes import ChangeSet, RefusedError


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
    believe(workspace, day, stated=stated)
    by = acting(changes, "item_open")
    owner = named(workspace, person) if person else None
    leads = list(lead)
    if indicator is not None:
        node = _assessed(workspace, indicator)
        leads = leads or list(node.lead)
    for text in measures:
        whole_dates(text)
    if not leads:
        raise RefusedError("要写明牵头单位 --lead")
    ident = next(_free_ids(workspace))
    fields = {
        "id": ident,
        "indicator": _code(indicator),
        "source": source,
        "problem": problem,
        "lead": leads,
        "support": list(support),
        "person": owner,
        "due": due,
        "measures": [{"text": text, "due": due} for text in measures],
        "events": [opening(day, by)],
    }
    changes.append(LEDGER, _ordered(fields))
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
    believe(workspace, day, stated=stated)
    item = item_under_lock(changes, ident)
    by = acting(changes, "item_open")
    if item.closed:
        raise RefusedError(f"{ident} 已销号，不用分解")
    if item.part_of is not None:
        raise RefusedError(f"{ident} 本身是从 {item.part_of} 分解来的，不再分解")
    wanted = _parts_of(workspace, item, units)
    having = _units_with_parts(workspace, ident)
    new = [unit for unit in wanted if unit not in having]
    if not new:
        raise RefusedError(f"{ident} 已经分解到{'、'.join(wanted)}，没有要增加的")
    shared = _shared_by_parts(item, due or item.deadline)
    parts = dict(zip(_free_ids(workspace), new, strict=False))
    for number, unit in parts.items():
        own = {"id": number, "lead": [unit], "events": [opening(day, by)]}
        changes.append(LEDGER, _ordered({**shared, **own}))
    return parts


def _units_with_parts(workspace: Workspace, ident: str) -> set[str]:
    """The units that have a part of an item already."""
    having: set[str] = set()
    for part in workspace.ledger:
        if part.part_of == ident:
            having.update(part.lead)
    return having


def _shared_by_parts(item: RectificationItem, until: date | str | None) -> dict[str, Any]:
    """What every part takes over from the item that is broken down. What the loss is stays with the
    item: it would be counted twice.
    """
    return {
        "indicator": _code(item.indicator),
        "source": item.source,
        "problem": item.problem,
        "part_of": item.id,
        "due": until,
        "measures": [_open_measure(one, until) for one in item.measures if one.done is None],
    }


def _parts_of(
    workspace: Workspace, item: RectificationItem, given: Sequence[str]
) -> tuple[str, ...]:
    """The units to which an item is broken down. Raises :class:`RefusedError` for one that is not
    responsible.
    """
    units = workspace.units
    responsible = units_of_item(units, item)
    chosen = members_of(units, given)
    for name in chosen:
        if name not in responsible:
            raise RefusedError(
                f"“{name}”不是 {item.id} 的牵头或责任单位{offered(name, responsible)}"
            )
    if chosen:
        return chosen
    # A group in the item is why it is broken down; units named one by one beside it work together.
    groups = [name for name in (*item.lead, *item.support) if _is_group(workspace, name)]
    names = members_of(units, groups) or responsible
    if len(names) < 2:
        raise RefusedError(f"{item.id} 只有{'、'.join(names) or '未明确的单位'}办理，不用分解")
    return names


def _is_group(workspace: Workspace, name: str) -> bool:
    return workspace.units.expand(name) != (workspace.units.name(name),)


def sync(changes: ChangeSet, due: date | None = None, *, stated: bool = True) -> Proposals:
    """Opens an item for each loss that has none, and updates what is lost by the others."""
    workspace = changes.workspace
    writing.whole(workspace.problems)
    believe(workspace, changes.author.on, stated=stated)
    by = acting(changes, "item_open") or SYSTEM
    changes.author = replace(changes.author, by=by)
    proposals = proposed(workspace, changes.author.on, by, due)
    writing.carry_out(changes, proposals)
    return proposals


def proposed(workspace: Workspace, day: date, by: str, due: date | None) -> Proposals:
    """What :func:`sync` would do."""
    taken = writing.taken_ids(workspace.path)
    return propose(workspace.score(), workspace.ledger, today=day, by=by, due=due, taken=taken)


def _free_ids(workspace: Workspace) -> Iterator[str]:
    """Numbers that no item has or had: one that was taken out by hand leaves its number unused."""
    known = [item.id for item in workspace.ledger]
    return next_ids([*known, *writing.taken_ids(workspace.path)])


def _code(indicator: str | None) -> str | None:
    """A code as the ledger's file holds it: in quotes, or 1.10 would be read as a number."""
    return Quoted(indicator) if indicator else None


def _open_measure(measure: Measure, until: date | str | None) -> dict[str, Any]:
    """A measure that is still to be done, as a part of the item gets it."""
    if until:
        return {"text": measure.text, "due": until}
    return {"text": measure.text}


KEYS = (
    "id",
    "indicator",
    "source",
    "problem",
    "lead",
    "support",
    "person",
    "part_of",
    "due",
    "measures",
    "events",
)
"""The keys of a new record, in the order in which docs/format.md shows them."""


def _ordered(fields: Mapping[str, Any]) -> dict[str, Any]:
    """A record in the order of the contract, without the keys that say nothing."""
    return {key: fields[key] for key in KEYS if fields.get(key)}


def _assessed(workspace: Workspace, code: str) -> Indicator:
    """The indicator with this code. Raises :class:`RefusedError` for an unknown one, and for one that
    is left aside for this kind of object.
    """
    if aside := workspace.tree.not_assessed(code):
        raise RefusedError(aside)
    return node_of(workspace, code)
