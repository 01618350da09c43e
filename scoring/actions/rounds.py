"""What a person can do in a round: findings and vetoes, a unit's part, the inspectors' work,
closing it for writing.

Each is a plan for a change set, judged on what stands under the lock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from scoring.actions.authority import acting
from scoring.actions.lookup import leaf_of, node_of, round_of, unit_of
from scoring.actions.recalling import looked_at
from scoring.actions.rights import Action, Thing
from scoring.indicators.model import Indicator
from scoring.rounds import parts
from scoring.rounds.model import Round
from scoring.rounds.parts import PartDo, PartEvent, PartMove, assigned_to
from scoring.storage import DROP, StoredRecord
from scoring.workspace import Workspace
from scoring.workspace.changes import Change, ChangeSet, RefusedError

PART_ACTIONS: Mapping[PartDo, Action] = {
    "assign": "assign",
    "receive": "receive",
    "object": "receive",
    "uphold": "assign",
    "overrule": "assign",
    "fill": "write_finding",
    "submit": "hand_in",
    "recall": "recall",
    "return": "review",
    "approve": "review",
}
"""The right that each step of a unit's part needs."""


def set_finding(
    changes: ChangeSet,
    code: str,
    finding: Mapping[str, Any] | None,
    *,
    round_id: str | None = None,
    expected: str | None = None,
) -> str:
    """Writes the finding of an indicator as a whole, None takes it out; its version ("" for none).

    ``round_id`` is the current round where it is left out. Raises :class:`RefusedError` with the
    problems, with the reason where the round is closed for writing, and ``ConflictError`` where
    somebody else changed the same.
    """
    workspace = changes.workspace
    round_ = round_of(workspace, round_id)
    node = leaf_of(workspace, code)
    # In a self-assessment the unit states facts; in the other rounds an inspector gives marks.
    right: Action = "write_finding" if round_.kind == "self" else "verify"
    acting(changes, right, _thing(workspace, round_, node))
    writable(workspace, round_, changes.author.at)
    if finding is None:
        change = Change("finding", round_.file, code, value=DROP, expected=expected)
    else:
        change = Change("finding", round_.file, code, finding, whole=True, expected=expected)
    return changes.change(change)


def set_veto(changes: ChangeSet, code: str, value: Any, *, expected: str | None = None) -> str:
    """Says whether a veto of the current round was triggered: true, false, or when, by whom and
    why.
    """
    workspace = changes.workspace
    acting(changes, "set_vetoes")
    writable(workspace, workspace.current, changes.author.at)
    return changes.change(
        Change("veto", workspace.current.file, code, value=value, expected=expected)
    )


def move_part(
    changes: ChangeSet, unit: str, wanted: PartMove, *, round_id: str | None = None
) -> parts.PartState:
    """Adds a step to the part of a unit (下达, 签收, 报送 …), and gives the state that it is in
    then.
    """
    workspace = changes.workspace
    round_ = round_of(workspace, round_id)
    name = workspace.units.name(unit)
    by = acting(changes, PART_ACTIONS[wanted.do], Thing.unit(name, workspace.units))
    events = round_.head.parts.get(name, ())
    step = replace(wanted, by=by)
    if reason := parts.refusal(name, events, step):
        raise RefusedError(reason)
    steps = with_step(changes.record(round_.file, name, ("parts",)), step.event())
    changes.change(Change("part", round_.file, name, value=steps))
    return parts.state_of([*events, PartEvent(on=step.on, do=step.do, by=by)])


def with_step(stored: StoredRecord | None, step: dict[str, Any]) -> list[Any]:
    """The steps that a record of the round's file holds, with one more. They are taken as the file
    has them, so that what a later version wrote into them stays.
    """
    if stored is None or not isinstance(stored.data, list):
        return [step]
    return [*stored.data, step]


def step_part(
    changes: ChangeSet,
    unit: str,
    do: PartDo,
    *,
    on: date,
    note: str = "",
    round_id: str | None = None,
) -> tuple[str, parts.PartState]:
    """The same by the name of the step: the full name of the unit, and the state that its part is
    in then.

    The unit has to be one of the workspace, by whichever of its names. Whether 专班 has looked at
    anything since the hand-in is found out here.
    """
    workspace = changes.workspace
    name = unit_of(workspace, unit)
    round_ = round_of(workspace, round_id)
    # Asked for a recall alone: it reads the journal.
    begun = do == "recall" and looked_at(changes, round_, name)
    wanted = PartMove(do, on, changes.author.by, note, begun=begun)
    return name, move_part(changes, name, wanted, round_id=round_id)


def assign_inspector(
    changes: ChangeSet, inspector: str, codes: Sequence[str], *, round_id: str
) -> None:
    """Says which indicators an inspector looks at; none takes the inspector out."""
    workspace = changes.workspace
    round_ = round_of(workspace, round_id)
    acting(changes, "draw_sample")
    name = workspace.people.name(inspector)
    for code in codes:
        node_of(workspace, code)
    changes.change(Change("assignment", round_.file, name, value=list(codes) or DROP))


def lock_round(changes: ChangeSet, note: str = "", *, round_id: str | None = None) -> None:
    """Closes a round for writing (定稿): findings and vetoes stay as they are until it is opened
    again.
    """
    workspace = changes.workspace
    round_ = round_of(workspace, round_id)
    by = acting(changes, "lock_round")
    if round_.head.locked is not None:
        raise RefusedError(
            f"{round_.id} 已于 {round_.head.locked.on} 由 {round_.head.locked.by} 定稿"
        )
    entry = {"on": changes.author.on, "by": by}
    if note:
        entry["note"] = note
    changes.change(Change("setting", round_.file, "locked", value=entry))


def unlock_round(changes: ChangeSet, *, round_id: str | None = None) -> None:
    """Opens a closed round again."""
    workspace = changes.workspace
    round_ = round_of(workspace, round_id)
    acting(changes, "lock_round")
    if round_.head.locked is None:
        raise RefusedError(f"{round_.id} 没有定稿，不用打开")
    changes.change(Change("setting", round_.file, "locked", value=DROP))


def writable(workspace: Workspace, round_: Round, moment: datetime | None = None) -> None:
    """Raises :class:`RefusedError` where nobody writes into a round any more: it is closed, or the
    time is over.
    """
    locked = round_.head.locked
    if locked is not None:
        raise RefusedError(
            f"{round_.id} 已于 {locked.on} 由 {locked.by} 定稿，不能再改；要改的，请专班组长打开"
        )
    deadline = workspace.head.deadline
    if round_ is not workspace.current or deadline is None or moment is None:
        return
    if moment.tzinfo is not None:
        # The deadline is written as a time of the clock on the wall, without a zone.
        moment = moment.astimezone().replace(tzinfo=None)
    if moment > deadline:
        raise RefusedError(
            f"{round_.id} 已于 {deadline:%Y-%m-%d %H:%M} 截止，不能再改；要改的，请专班组长改期"
        )


def _thing(workspace: Workspace, round_: Round, node: Indicator) -> Thing:
    assigned = assigned_to(round_.head.assignments, node.code, workspace.tree)
    return Thing.indicator(node, workspace.units, assigned)
