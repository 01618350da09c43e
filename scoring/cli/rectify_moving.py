"""What the commands share that add one event to an item: their options, and the event judged and
written under one lock.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from scoring.actions import items
from scoring.cli import shared
from scoring.cli.ledger_writing import person_option
from scoring.cli.screen import visible
from scoring.cli.shared import FINE, text_option, today_option, workspace_option
from scoring.cli.writing import author, written
from scoring.rectification.ledger import MOVE_NAMES
from scoring.rectification.transitions import Do, Move

C = TypeVar("C", bound=Callable[..., Any])
WHO = "谁办的，记入经过和日志"


def item_options(who: str = WHO) -> Callable[[C], C]:
    """The options that every command about one item has: workspace, day, item and person."""
    options = (
        workspace_option,
        today_option,
        click.argument("ident", metavar="事项编号"),
        person_option(who),
    )
    return _all_of(*options)


def move_options(
    note: str, *, word: str = "文字", required: bool = True, who: str = WHO
) -> Callable[[C], C]:
    """The options of a step: those of every item, and ``--note``,
    which ``word`` says what to fill in.
    """
    return _all_of(item_options(who), text_option("--note", note, word, required=required))


def step(do: Do, today: str | None, person: str, note: str, **more: Any) -> Move:
    """A step as its command states it; ``more`` are the further fields of the move."""
    return Move(do, shared.today(today), person.strip(), note.strip(), **more)


def move_item(
    ctx: click.Context, folder: str | None, ident: str, move: Move, today: str | None
) -> int:
    """Adds the event, and says where the item stands now.

    ``today`` is what ``--today`` says: a day that nobody stated is not believed where it is far
    from the newest step.
    """
    moved = written(
        ctx,
        folder,
        author(move.by, today),
        f"rectify {move.do}",
        lambda changes: items.move(changes, ident, move, stated=today is not None),
    )
    click.echo(
        f"{ident} {visible(moved.item.problem)}：{MOVE_NAMES[move.do]}，现在是“{moved.status}”"
    )
    # The step is done; what stands against the next one is said while somebody can still see to it.
    if moved.doubts:
        click.echo(f"提醒：销号前还要解决：{'；'.join(moved.doubts)}。", err=True)
    return FINE


def _all_of(*decorators: Callable[[Any], Any]) -> Callable[[C], C]:
    """Several decorators as one, the first as the outermost, as if each stood on a line of its own."""

    def decorate(command: C) -> C:
        for decorator in reversed(decorators):
            command = decorator(command)
        return command

    return decorate
