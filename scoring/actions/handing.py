"""交卷 and 退回: an inspector says that the marks of a round are done, and who leads may give them
back.
"""

from __future__ import annotations

from typing import Any

from scoring.actions.authority import acting
from scoring.actions.lookup import round_of
from scoring.actions.rights import Thing
from scoring.inspection.blind import counterparts, has_handed_in, marks, tasks
from scoring.people import People
from scoring.rounds.model import Round
from scoring.values import first_few
from scoring.workspace import Workspace
from scoring.workspace.changes import Change, ChangeSet, RefusedError

SHOWN = 3
"""So many indicators without a mark are named in a refusal."""


def unmarked(workspace: Workspace, round_: Round, name: str) -> list[str]:
    """What somebody still has to mark in a round."""
    done = {code for code, _ in marks(round_)}
    own = tasks(round_, workspace.tree, workspace.people, name)
    return [code for code in own if code not in done]


def hand_in(changes: ChangeSet, note: str = "", *, round_id: str) -> int:
    """The author hands in the own marks of a round; how many there are. What is missing needs a
    reason.

    Raises :class:`RefusedError` where nothing is the author's, or it was handed in already.
    """
    workspace, reason = changes.workspace, note.strip()
    round_ = round_of(workspace, round_id)
    codes = tasks(round_, workspace.tree, workspace.people, changes.author.by)
    # Who was given nothing has no right that comes with a task; who leads has one all the same.
    assigned = (changes.author.by,) if codes else ()
    by = acting(changes, "verify", Thing(f"轮次 {round_.id}", assigned=assigned))
    if not codes:
        raise RefusedError(f"{round_.id} 没有分给{by}的指标，不用交卷")
    if has_handed_in(round_, workspace.people, by):
        raise RefusedError(f"{by}已经交过卷；要改的，请评查组长退回")
    missing = unmarked(workspace, round_, by)
    if missing and not reason:
        listed = first_few(missing, SHOWN)
        raise RefusedError(f"还有 {listed}没有评；确实评不了的，写明原因再交卷")
    event = {"on": changes.author.on, "do": "hand_in", "by": by, "note": reason}
    _step(changes, round_, by, event)
    return len(codes) - len(missing)


def give_back(changes: ChangeSet, inspector: str, note: str, *, round_id: str) -> None:
    """Gives an inspector's marks back to be mended, while no counterpart has handed in and could be
    looked up.

    Raises :class:`RefusedError` without a reason, and where somebody has seen, or can see, the
    other's marks.
    """
    workspace, reason = changes.workspace, note.strip()
    round_ = round_of(workspace, round_id)
    by = acting(changes, "draw_sample")
    people = workspace.people
    name = people.name(inspector)
    written = _as_written(round_, people, name)
    if written is None or not has_handed_in(round_, people, name):
        raise RefusedError(f"{name}还没有交卷，不用退回")
    if not reason:
        raise RefusedError("退回要写明原因")
    others = counterparts(workspace, round_, name)
    if others:
        raise RefusedError(
            f"{'、'.join(others)}也已交卷，双方能看到对方的评分，不能再退回重评；有差异的走仲裁"
        )
    event = {"on": changes.author.on, "do": "return", "by": by, "note": reason}
    _step(changes, round_, written, event)


def _as_written(round_: Round, people: People, name: str) -> str | None:
    """The name under which the round's file keeps what somebody handed in: an earlier spelling, or
    the deputy's.
    """
    for written in round_.head.handed_in:
        if people.same_hand(written, name):
            return written
    return None


def _step(changes: ChangeSet, round_: Round, name: str, event: dict[str, Any]) -> None:
    steps = {
        written: [one.model_dump(exclude_none=True) for one in events]
        for written, events in round_.head.handed_in.items()
    }
    if not event["note"]:
        del event["note"]
    steps.setdefault(name, []).append(event)
    changes.change(Change("setting", round_.file, "handed_in", value=steps))
