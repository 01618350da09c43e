"""One event added to an item: names completed, rights asked, the move judged and written under one lock."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import click

from scoring.cli.ledger_writing import Refused, plausible, state_of, writing
from scoring.cli.persons import person_of
from scoring.cli.screen import visible
from scoring.cli.shared import FINE

if TYPE_CHECKING:
    from scoring.actions.rights import Action
    from scoring.rectification.ledger import RectificationItem, Status
    from scoring.rectification.moves import Circumstances, Move
    from scoring.workspace import Workspace

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
}
"""The right that each move needs."""
OWN_WORD = frozenset({"progress", "receive", "object"})
"""What a unit says for itself: its name follows from the person where there is only one."""


def _circumstances(workspace: Workspace, item: RectificationItem, gap: Fraction | None) -> Circumstances:
    from scoring.rectification.moves import Circumstances

    parts = [other for other in workspace.ledger if other.part_of == item.id]
    units = dict.fromkeys(member for name in (*item.lead, *item.support) for member in workspace.units.expand(name))
    return Circumstances(workspace.proofs, workspace.people, tuple(units), gap, parts)


def _named(workspace: Workspace, item: RectificationItem, move: Move) -> Move:
    """The move with the full names of everybody in it; ends the command for names and for people that may not."""
    from scoring.actions.rights import Thing

    thing = Thing.item(item, workspace.units)
    by = person_of(workspace, move.by, ACTIONS[move.do], thing)
    approved_by = person_of(workspace, move.approved_by, "item_approve", thing) if move.approved_by else ""
    decided_by = person_of(workspace, move.decided_by, "item_approve", thing) if move.decided_by else ""
    unit = workspace.units.name(move.unit) if move.unit else ""
    if move.do in OWN_WORD and not unit:
        unit = _only_unit(workspace, item, by)
    return replace(move, by=by, approved_by=approved_by, decided_by=decided_by, unit=unit)


def _only_unit(workspace: Workspace, item: RectificationItem, by: str) -> str:
    """The one unit of a person that is concerned with the item; "" where there is none, or more than one."""
    person = workspace.people.find(by)
    concerned = {member for name in (*item.lead, *item.support) for member in workspace.units.expand(name)}
    own = {workspace.units.name(unit) for unit in person.units} if person else concerned
    return next(iter(own & concerned)) if len(own & concerned) == 1 else ""


def move_item(ctx: click.Context, folder: str | None, ident: str, move: Move, today: str | None) -> int:
    """Judges and writes one event under one lock, and says where the item stands now.

    ``today`` is what ``--today`` says: a day that nobody stated is not believed where it is far from the newest step.
    """
    from scoring.rectification.ledger import AFTER, MOVE_NAMES
    from scoring.rectification.moves import refusal
    from scoring.rectification.writing import add_event, item_of

    with writing(ctx, folder) as (transaction, workspace):
        state = state_of(workspace, ident, move.on)
        assert workspace.tree is not None
        item = item_of(transaction, ident, workspace.tree)
        plausible(workspace, move.on, stated=today is not None)
        move = _named(workspace, item, move)
        reason = refusal(item, move, _circumstances(workspace, item, state.gap))
        if reason:
            raise Refused(reason)
        add_event(transaction, ident, move)
    status = AFTER.get(move.do, item.status)
    if move.do == "correct":
        status = _after_correction(item, move)
    click.echo(f"{ident} {visible(item.problem)}：{MOVE_NAMES[move.do]}，现在是“{status}”")
    if move.do == "submit":
        doubtful = [why for why in (workspace.proofs.objection(piece) for piece in move.evidence) if why]
        if doubtful:
            click.echo(f"提醒：销号前还要解决：{'；'.join(doubtful)}。", err=True)
    return FINE


def _after_correction(item: RectificationItem, move: Move) -> Status:
    from scoring.rectification.ledger import Event

    return item.model_copy(update={"events": (*item.events, Event(on=move.on, do="correct", of=move.of))}).status
