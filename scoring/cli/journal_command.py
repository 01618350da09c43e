"""``shifan journal``: what a person says about the journal itself."""

from __future__ import annotations

import click

from scoring.actions.accepting import accept_lost_ends
from scoring.cli.ledger_writing import person_option
from scoring.cli.shared import FINE, today_option, workspace_option
from scoring.cli.writing import author, written
from scoring.storage.journal import LostEnd


@click.group(
    name="journal", help="操作记录（journal.jsonl）：末尾少过记录的，查明、恢复以后由人认可。"
)
def command() -> None:
    """The group; its command stands below."""


@command.command(
    name="accept",
    help="认可：check 说日志末尾少了记录或换过（J002），已经查明、从备份恢复好的，由人记明，以后不再提示。"
    "少了记录的那一行和这一次认可都留在日志里。",
)
@workspace_option
@today_option
@click.option("--note", metavar="文字", required=True, help="查到了什么、怎样处理的")
@person_option("谁认可的，记入日志")
@click.pass_context
def accept(
    ctx: click.Context, folder: str | None, today: str | None, note: str, person: str
) -> int:
    """Exit code 2 where nothing is missing, and for somebody who may not."""
    by = author(person, today)
    accepted = written(
        ctx, folder, by, "journal accept", lambda changes: accept_lost_ends(changes, note)
    )
    for end in accepted:
        place = f"第 {end.line} 行" if isinstance(end, LostEnd) else "日志末尾"
        click.echo(f"{place}：原有 {end.size} 字节，末行摘要 {end.sha256[:12]}…，已认可")
    return FINE
