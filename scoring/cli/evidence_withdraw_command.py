"""``shifan evidence withdraw`` and ``resubmit``: a unit takes a piece back that nobody has reviewed,
and hands it in again.
"""

from __future__ import annotations

import click

from scoring.actions.withdrawing import resubmit_piece, withdraw_piece
from scoring.cli.ledger_writing import person_option
from scoring.cli.screen import visible
from scoring.cli.shared import FINE, today_option, workspace_option
from scoring.cli.writing import author, written

WHO = "哪位经办人，要是交这件佐证的单位的人"


@click.command(
    name="withdraw",
    help="撤回一件佐证：单位在专班审核以前收回交错的；编号和经过都留着，不算分，也不再等审。",
)
@workspace_option
@today_option
@click.argument("ident", metavar="佐证编号")
@person_option(WHO)
@click.option("--note", metavar="说明", default="", help="为什么撤回")
@click.pass_context
def withdraw(
    ctx: click.Context, folder: str | None, today: str | None, ident: str, person: str, note: str
) -> int:
    """Exit code 2 for a piece that was looked at, and for another unit's."""
    record = written(
        ctx,
        folder,
        author(person, today),
        f"evidence withdraw {ident}",
        lambda changes: withdraw_piece(changes, ident, note.strip()),
    )
    click.echo(visible(f"{ident} {record.label}：已撤回；改好以后用 evidence resubmit 再交"))
    return FINE


@click.command(name="resubmit", help="再交一件撤回过的佐证：重新等专班审核。")
@workspace_option
@today_option
@click.argument("ident", metavar="佐证编号")
@person_option(WHO)
@click.pass_context
def resubmit(
    ctx: click.Context, folder: str | None, today: str | None, ident: str, person: str
) -> int:
    """Exit code 2 for a piece that was not taken back."""
    record = written(
        ctx,
        folder,
        author(person, today),
        f"evidence resubmit {ident}",
        lambda changes: resubmit_piece(changes, ident),
    )
    click.echo(visible(f"{ident} {record.label}：又交了，等专班审核"))
    return FINE
