"""Handing out a round: which task goes to which unit, who there sees to it, and until when it may
be written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from scoring.actions.authority import acting
from scoring.actions.lookup import leaf_of, unit_of, units_of_leaf
from scoring.actions.rights import Thing
from scoring.actions.rounds import move_part
from scoring.indicators.model import Indicator
from scoring.rounds.parts import PartMove, assigned_to, refusal, state_of
from scoring.storage import DROP, StoredRecord
from scoring.values import natural_key
from scoring.workspace import Workspace
from scoring.workspace.changes import WORKSPACE, Change, ChangeSet, RefusedError, plain


def handlers_of(workspace: Workspace, code: str) -> tuple[str, ...]:
    """Who sees to an indicator in the current round (经办人): people of its units, not
    inspectors.
    """
    given = workspace.current.head.assignments
    if not given or code not in workspace.tree.by_code:
        return ()
    return assigned_to(given, code, workspace.tree)


def assign_handlers(changes: ChangeSet, wanted: Mapping[str, str]) -> None:
    """Gives each indicator (code) to the person who sees to it; "" takes it from whoever has it.

    Raises :class:`RefusedError` for somebody who works for none of its units.
    """
    workspace = changes.workspace
    before = workspace.current.head.assignments
    lists = {name: list(codes) for name, codes in before.items()}
    for code, handler in wanted.items():
        node = leaf_of(workspace, code)
        acting(changes, "assign", Thing.indicator(node, workspace.units))
        _take_away(lists, code)
        if handler:
            lists.setdefault(_handler(workspace, node, handler), []).append(code)
    for name, codes in lists.items():
        if codes != list(before.get(name, ())):
            value = sorted(codes, key=natural_key) or DROP
            changes.change(Change("assignment", workspace.current.file, name, value=value))


def _take_away(lists: Mapping[str, list[str]], code: str) -> None:
    """An indicator has one who sees to it: whoever had it loses it."""
    for codes in lists.values():
        if code in codes:
            codes.remove(code)


def _handler(workspace: Workspace, node: Indicator, given: str) -> str:
    people = workspace.people
    if unknown := people.unknown(given):
        raise RefusedError(unknown)
    person = people.find(given)
    concerned = set(units_of_leaf(workspace.units, node))
    own = map(workspace.units.name, person.units) if person is not None else ()
    if person is None or concerned.isdisjoint(own):
        raise RefusedError(f"{given}不在 {node.code} 的牵头、配合单位里，不能做它的经办人")
    return person.name


def units_with_tasks(workspace: Workspace) -> list[str]:
    """Every unit that leads or supports an indicator, groups by their members, in the order of the
    list of units.
    """
    concerned: set[str] = set()
    for node in workspace.tree.leaves():
        concerned.update(units_of_leaf(workspace.units, node))
    # A name that the tree has and the list of units lacks is a problem of its own; it gets its row.
    listed = [name for name in workspace.head.units if name in concerned]
    return listed + sorted(concerned - set(listed))


def issue(changes: ChangeSet, units: Sequence[str], on: date, note: str = "") -> list[str]:
    """下达: hands their part of the current round to the units that do not have it yet; the names
    of those.
    """
    workspace = changes.workspace
    issued = []
    for given in units:
        name = unit_of(workspace, given)
        if state_of(workspace.current.head.parts.get(name, ())) == "未下达":
            move_part(changes, name, PartMove("assign", on, changes.author.by, note))
            issued.append(name)
    return issued


def first_entry(
    workspace: Workspace, unit: str, stored: StoredRecord | None, on: date, by: str
) -> Change | None:
    """填报: the step of a unit's part that follows by itself from its first entry; None where there
    is nothing to add.

    ``stored`` is the unit's part as it stands; where another step slips in, the change conflicts
    and may be let go.
    """
    events = workspace.current.head.parts.get(unit, ())
    step = PartMove("fill", on, by)
    # A unit that was never given the task fills in all the same; only the step is left out then.
    if not events or refusal(unit, events, step):
        return None
    if stored is None or not isinstance(stored.data, list):
        return None
    value = [*plain(stored.data), step.event()]
    return Change("part", workspace.current.file, unit, value=value, expected=stored.version)


def set_deadline(changes: ChangeSet, moment: datetime | None) -> None:
    """截止: until when units write into the current round; None takes the limit away."""
    acting(changes, "lock_round")
    value = DROP if moment is None else moment.strftime("%Y-%m-%d %H:%M")
    changes.change(Change("setting", WORKSPACE, "deadline", value=value))
