"""Handing out a round: which task goes to which unit, who there sees to it, and until when it may
be written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from scoring.actions.authority import acting
from scoring.actions.rights import Thing
from scoring.actions.rounds import leaf_of, move_part
from scoring.indicators.model import Indicator
from scoring.rounds.parts import PartMove, assigned_to, refusal, state_of
from scoring.storage import DROP, StoredRecord
from scoring.values import natural_key, offered
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
    lists = {name: list(codes) for name, codes in workspace.current.head.assignments.items()}
    before = {name: list(codes) for name, codes in lists.items()}
    for code, given in wanted.items():
        node = leaf_of(workspace, code)
        acting(changes, "assign", Thing.indicator(node, workspace.units))
        name = _handler(workspace, node, given) if given else ""
        for codes in lists.values():
            if code in codes:
                codes.remove(code)
        if name:
            lists.setdefault(name, []).append(code)
    file = workspace.current.file
    for name, codes in lists.items():
        if codes != before.get(name, []):
            changes.change(
                Change("assignment", file, name, value=sorted(codes, key=natural_key) or DROP)
            )


def _handler(workspace: Workspace, node: Indicator, given: str) -> str:
    people, units = workspace.people, workspace.units
    if unknown := people.unknown(given):
        raise RefusedError(unknown)
    person = people.find(given)
    own = {member for unit in (*node.lead, *node.record.support) for member in units.expand(unit)}
    if person is None or own.isdisjoint(person.units):
        raise RefusedError(f"{given}不在 {node.code} 的牵头、配合单位里，不能做它的经办人")
    return person.name


def units_with_tasks(workspace: Workspace) -> list[str]:
    """Every unit that leads or supports an indicator, groups by their members, in the order of the
    list of units.
    """
    units = workspace.units
    concerned = {
        member
        for node in workspace.tree.leaves()
        for given in (*node.lead, *node.record.support)
        for member in units.expand(given)
    }
    listed = [name for name in workspace.head.units if name in concerned]
    return listed + sorted(concerned - set(listed))


def issue(changes: ChangeSet, units: Sequence[str], on: date, note: str = "") -> list[str]:
    """下达: hands their part of the current round to the units that do not have it yet; the names
    of those.
    """
    workspace = changes.workspace
    issued = []
    for given in units:
        name = workspace.units.name(given)
        if workspace.head.units and not workspace.units.known(name):
            raise RefusedError(f"单位名单里没有“{given}”{offered(given, workspace.units.names)}")
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
    if (
        stored is None
        or not isinstance(stored.data, list)
        or not events
        or refusal(unit, events, step)
    ):
        return None
    value = [*plain(stored.data), step.event()]
    return Change("part", workspace.current.file, unit, value=value, expected=stored.version)


def set_deadline(changes: ChangeSet, moment: datetime | None) -> None:
    """截止: until when units write into the current round; None takes the limit away."""
    acting(changes, "lock_round")
    value = DROP if moment is None else moment.strftime("%Y-%m-%d %H:%M")
    changes.change(Change("setting", WORKSPACE, "deadline", value=value))
