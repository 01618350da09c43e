"""One event added to an item, judged and written under one lock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from scoring.actions import items
from scoring.cli.screen import visible
from scoring.cli.shared import FINE
from scoring.cli.writing import author, written
from scoring.rectification.ledger import MOVE_NAMES

if TYPE_CHECKING:
    from scoring.rectification.transitions import Move


def move_item(
    ctx: click.Context, folder: str | None, ident: str, move: Move, today: str | None
) -> int:
    """Adds the event, and says where the item stands now.

    ``today`` is what ``--today`` says: a day that nobody stated is not believed where it is far
    from the newest step.
    """
    by, stated = author(move.by, today), today is not None
    moved = written(
        ctx,
        folder,
        by,
        f"rectify {move.do}",
        lambda changes: items.move(changes, ident, move, stated=stated),
    )
    click.echo(
        f"{ident} {visible(moved.item.problem)}：{MOVE_NAMES[move.do]}，现在是“{moved.status}”"
    )
    if moved.doubts:
        click.echo(f"提醒：销号前还要解决：{'；'.join(moved.doubts)}。", err=True)
    return FINE
