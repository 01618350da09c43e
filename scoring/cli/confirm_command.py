"""``shifan indicators confirm``: what an import proposed is confirmed,
one by one or all at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from scoring.cli.persons import person_of
from scoring.cli.shared import FINE, opened, today_option, visible, workspace_option
from scoring.cli.writing import author
from scoring.problems import CannotError
from scoring.sheets.tree_confirm import confirm, proposals

if TYPE_CHECKING:
    from scoring.sheets.tree_confirm import Proposal

WORDS = {"rule": "规则", "due": "时限"}


@click.command(
    name="confirm",
    help="确认导入时推定的评分规则和完成时限。不写编号，只列出待确认的；写编号，确认这一项及其下级；--all 全部确认。",
)
@workspace_option
@today_option
@click.argument("codes", metavar="[编号…]", nargs=-1)
@click.option("--all", "every", is_flag=True, help="全部确认")
@click.option(
    "--only", type=click.Choice(list(WORDS)), help="只确认评分规则（rule）或完成时限（due）"
)
@click.option("--by", default="", metavar="姓名", help="记入 journal.jsonl 的经办人")
@click.pass_context
def command(
    ctx: click.Context,
    folder: str | None,
    today: str | None,
    codes: tuple[str, ...],
    every: bool,
    only: str | None,
    by: str,
) -> int:
    """Exit code 2 for a code that is not in the tree, or for codes together with ``--all``."""
    if codes and every:
        raise click.UsageError("写编号，或写 --all，选一种")
    workspace, _ = opened(ctx, folder)
    try:
        waiting = proposals(workspace, codes)
    except CannotError as error:
        raise click.BadParameter(str(error), param_hint="编号") from None
    # Without a word of consent nothing is confirmed: the command alone only shows what waits.
    if not codes and not every:
        _say_waiting(waiting)
        return FINE
    person = person_of(workspace, by, "new_round")
    keys = frozenset({only} if only else ())
    done, notes = confirm(workspace, waiting, only=keys, by=author(person, today))
    for item in done:
        words = "、".join(WORDS.get(key, key) for key in item.keys)
        click.echo(visible(f"{item.code} {item.name}：已确认{words}"))
    click.echo(f"已确认 {len(done)} 项。" if done else "没有待确认的内容，什么也没有写。")
    for note in notes:
        click.echo(visible(f"提示：{note}"), err=True)
    return FINE


def _say_waiting(waiting: Sequence[Proposal]) -> None:
    """What waits for a confirmation, and how to give it."""
    for item in waiting:
        click.echo(visible(f"{item.code} {item.name}　{item.values}"))
    how = "写编号或 --all 确认。" if waiting else ""
    click.echo(f"待确认 {len(waiting)} 项。{how}")
