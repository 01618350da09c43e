"""``shifan rectify bulletin``: the weekly 通报, as a preview or issued and put on record."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scoring.cli import shared
from scoring.cli.ledger_writing import Refused, day_of, person_option, plausible, writing
from scoring.cli.persons import person_of
from scoring.cli.shared import FINE, deliver, format_option, opened, today_option, workspace_option

if TYPE_CHECKING:
    from scoring.rectification.bulletin import Bulletin
    from scoring.workspace import Workspace


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
    "--week", metavar="[日期]", is_flag=False, flag_value="", default="", help="哪一周：写其中任何一天（默认：本周）"
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
    """Exit code 2 for a week that was issued, that is earlier than one that was, or that is still to come."""
    from scoring.rectification import weekly
    from scoring.rectification.writing import RefusedError, whole
    from scoring.reporting.rectification.bulletin import UNIT_HEADINGS, bulletin_data, bulletin_text, unit_rows

    day = shared.today(today)
    chosen = day_of(week, "--week") if week else day
    by = (person or "").strip()
    if issue and not by:
        raise click.UsageError("印发要写明 --by 印发人")
    code = FINE
    if issue:
        with writing(ctx, folder) as (transaction, workspace):
            whole(workspace.problems, bulletins=True)
            plausible(workspace, day, stated=today is not None)
            by = person_of(workspace, by, "issue_bulletin")
            made = weekly.issue(transaction, _compiled(workspace, chosen, day), on=day, by=by)
    else:
        workspace, code = opened(ctx, folder)
        try:
            made = _compiled(workspace, chosen, day)
        except RefusedError as error:
            raise Refused(str(error)) from None
    deliver(
        form,
        output,
        data=bulletin_data(made),
        headings=UNIT_HEADINGS,
        rows=unit_rows(made),
        text=bulletin_text(made),
    )
    return code


def _compiled(workspace: Workspace, week: date, today: date) -> Bulletin:
    """The bulletin as the workspace's own terms make it."""
    from scoring.rectification import weekly
    from scoring.rectification.state import gap_of

    assert workspace.head is not None
    nodes = workspace.assess().by_code
    gaps = {item.id: gap for item in workspace.ledger if (gap := gap_of(item, nodes))}
    return weekly.compile_bulletin(
        workspace.head.name,
        workspace.ledger,
        workspace.units,
        workspace.bulletins,
        week,
        today,
        ladder=workspace.ladder,
        gaps=gaps,
    )
