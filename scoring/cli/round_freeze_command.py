"""``shifan round freeze``: keeps which evidence carries a round now, so that later additions do not
change its past.
"""

from __future__ import annotations

import click

from scoring.actions.new_rounds import freeze_round
from scoring.cli.shared import FINE, today_option, workspace_option
from scoring.cli.writing import author, written


@click.command(
    name="freeze",
    help="把一个自评轮次现在的佐证情况存档（rounds/名称.support.json），以后对比轮次时用存档，"
    "不受此后增减佐证的影响。用 round new --from 或 --switch 换轮次时会自动存档。",
)
@workspace_option
@today_option
@click.argument("name", metavar="轮次")
@click.option("--again", is_flag=True, help="已有存档的，按现在的登记表重新存档")
@click.option("--by", default="", metavar="姓名", help="记入 journal.jsonl 的经办人")
@click.pass_context
def command(
    ctx: click.Context, folder: str | None, today: str | None, name: str, again: bool, by: str
) -> int:
    """Exit code 2 for a round that cannot be kept or is kept already,
    3 for a register that cannot be read.
    """
    by_whom = author(by, today)
    file = written(
        ctx,
        folder,
        by_whom,
        "round freeze",
        lambda changes: freeze_round(changes, name, again=again),
    )
    click.echo(file)
    return FINE
