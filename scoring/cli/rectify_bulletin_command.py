"""``shifan rectify bulletin``: the weekly 通报, as a preview or issued and put on record."""

from __future__ import annotations

from pathlib import Path

import click

from scoring.actions import bulletins
from scoring.cli import shared
from scoring.cli.ledger_writing import day_of, person_option
from scoring.cli.shared import FINE, deliver, format_option, opened, today_option, workspace_option
from scoring.cli.writing import author, written
from scoring.documents.rectification.bulletin import (
    bulletin_data,
    bulletin_text,
    unit_columns,
    unit_rows,
)
from scoring.views.sheet import headings


@click.command(
    name="bulletin",
    short_help="每周通报；--issue 编号印发。",
    help="每周通报：新增、申报、销号、退回、逾期，按单位排名；同一问题第二次通报建议约谈，连续三期建议移交，由领导决定，依据已印发的通报推算。"
    "不加 --issue 只预览；加了就编号存入 bulletins/，以后不再改动。",
)
@workspace_option
@format_option
@today_option
@click.option(
    "--week",
    metavar="[日期]",
    is_flag=False,
    flag_value="",
    default="",
    help="哪一周：写其中任何一天（默认：本周）",
)
@click.option("--issue", is_flag=True, help="印发：编号并存入 bulletins/")
@person_option("印发人，用 --issue 时必写", required=False)
@click.pass_context
def bulletin(
    ctx: click.Context,
    folder: str | None,
    form: str,
    output: Path | None,
    today: str | None,
    week: str,
    issue: bool,
    person: str | None,
) -> int:
    """Exit code 2 for a week that was issued, that is earlier than one that was,
    or that is still to come.
    """
    day = shared.today(today)
    chosen = day_of(week, "--week") if week else day
    by = (person or "").strip()
    # What is kept for good carries the name of whoever answers for it; a preview needs none.
    if issue and not by:
        raise click.UsageError("印发要写明 --by 印发人")
    code = FINE
    # Issued, it is compiled under the lock; what was previewed may have been overtaken by then.
    if issue:
        stated = today is not None
        issued = written(
            ctx,
            folder,
            author(by, today),
            "rectify bulletin",
            lambda changes: bulletins.issue_bulletin(changes, chosen, stated=stated),
        )
    else:
        workspace, code = opened(ctx, folder)
        issued = bulletins.compiled(workspace, chosen, day)
    deliver(
        form,
        output,
        data=bulletin_data(issued),
        headings=headings(unit_columns(issued)),
        rows=unit_rows(issued),
        text=bulletin_text(issued),
    )
    return code
