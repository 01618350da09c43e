"""撤回: a unit takes back a piece of evidence while the working group has not begun to review it,
and hands it in again.

The record keeps its number, its file and its history; until it is handed in again it supports
nothing and waits for nobody.
"""

from __future__ import annotations

from typing import Any, Literal

from scoring.actions.authority import acting
from scoring.actions.lookup import evidence_of
from scoring.actions.rights import Thing
from scoring.actions.rounds import writable
from scoring.evidence.model import Evidence
from scoring.rounds.parts import READ_ONLY, state_of
from scoring.storage.layout import REGISTER
from scoring.workspace import Workspace
from scoring.workspace.changes import Change, ChangeSet, RefusedError

Step = Literal["withdraw", "resubmit"]
STEPS: tuple[Step, ...] = ("withdraw", "resubmit")


def withdraw_piece(changes: ChangeSet, ident: str, note: str = "") -> Evidence:
    """Takes a piece of the author's own unit back.

    Raises :class:`RefusedError` for an unknown record and as :func:`refusal` says.
    """
    record, by = _own(changes, ident, "withdraw")
    review: dict[str, Any] = {"state": "withdrawn", "by": by, "on": changes.author.on}
    if note:
        review["note"] = note
    changes.change(Change("evidence", REGISTER, ident, {"review": review}))
    return record


def resubmit_piece(changes: ChangeSet, ident: str) -> Evidence:
    """Hands a piece in again that was taken back. Raises as :func:`withdraw_piece` does."""
    record, _ = _own(changes, ident, "resubmit")
    changes.change(Change("evidence", REGISTER, ident, {"review": {"state": "pending"}}))
    return record


def refusal(workspace: Workspace, record: Evidence, step: Step) -> str:
    """Why a piece cannot be taken back or handed in again, in Chinese; "" when it can. Who may is a
    matter of rights, not asked here.
    """
    unit = workspace.units.name(record.unit or "")
    part = state_of(workspace.current.head.parts.get(unit, ()))
    if part in READ_ONLY:
        way = "先撤回报送" if part == "已报送" else "请专班退回"
        return f"{unit}这一部分{part}，不能再动它的材料；要改的，{way}"
    withdrawn = record.review.state == "withdrawn"
    if step == "resubmit":
        return "" if withdrawn else f"{record.id} 没有撤回，不用再交"
    if withdrawn:
        return f"{record.id} 已经撤回了"
    return _in_use(workspace, record)


def _in_use(workspace: Workspace, record: Evidence) -> str:
    """Why a piece that is handed in stays: somebody has looked at it, or something rests on it."""
    confirmed = any(proof.state == "confirmed" for proof in record.proves)
    if record.review.state != "pending" or confirmed:
        return f"{record.id} 专班已开始审核，不能撤回；要改的，换一份，或请专班退回"
    if record.bound is not None:
        return f"{record.id} 已经装订成卷，不能撤回；要改的，请专班退回"
    # Also of steps that were corrected since: the history has to show what was handed in.
    for item in workspace.ledger:
        if any(record.id in event.evidence for event in item.events):
            return f"整改事项 {item.id} 附了 {record.id}，不能撤回"
    return ""


def _own(changes: ChangeSet, ident: str, step: Step) -> tuple[Evidence, str]:
    """The piece, and the full name of the author, who may take the step."""
    workspace = changes.workspace
    record = evidence_of(workspace, ident)
    by = acting(changes, "withdraw_evidence", thing_of(workspace, record))
    writable(workspace, workspace.current, changes.author.at)
    if reason := refusal(workspace, record, step):
        raise RefusedError(reason)
    return record, by


def thing_of(workspace: Workspace, record: Evidence) -> Thing:
    """The piece as the one unit's that handed it in, whichever indicators it proves."""
    # Unlike ``Thing.evidence``: a unit that leads the indicator does not take another's piece back.
    unit = (workspace.units.name(record.unit),) if record.unit else ()
    return Thing(f"佐证 {record.id}", unit)
