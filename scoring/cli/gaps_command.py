"""``shifan gaps``: where the points are lost, and whose they are."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import click

from scoring.cli.shared import deliver, format_option, opened, workspace_option
from scoring.documents.data import gaps_data
from scoring.documents.terminal import listing
from scoring.engine import View, gaps
from scoring.values import format_fixed
from scoring.views.columns import cells_of_line, columns_of, headings_of
from scoring.views.loss import LossView, loss_view


@click.command(
    name="gaps",
    help="列出失分：按牵头单位、一级指标、原因或测评方式，从多到少。各行相加等于总失分。",
)
@workspace_option
@format_option
@click.option(
    "--by",
    "view",
    type=click.Choice(["unit", "level", "cause", "method"]),
    default="unit",
    show_default=True,
    help="unit 牵头单位，level 一级指标，cause 失分原因，method 测评方式",
)
@click.option(
    "--in-full",
    is_flag=True,
    help="多个单位牵头的，每个单位都计全部失分（各行相加会大于总失分；只用于 --by unit）",
)
@click.pass_context
def command(
    ctx: click.Context, folder: str | None, form: str, output: Path | None, view: str, in_full: bool
) -> int:
    """Exit code 1 when the data holds errors."""
    if in_full and view != "unit":
        raise click.UsageError("--in-full 只能与 --by unit 一起用")
    workspace, code = opened(ctx, folder)
    assessment = workspace.score()
    rows = gaps(assessment, cast("View", view), workspace.units, in_full=in_full)
    lines = [cells_of_line(loss_view(row)) for row in rows]
    total = format_fixed(assessment.losses.total)
    text = listing(columns_of(LossView), lines)
    # Rows that do not add up to the total below them have to say so.
    note = "（每个牵头单位计全部失分，各行相加大于总失分）" if in_full else ""
    deliver(
        form,
        output,
        data=gaps_data(rows),
        headings=headings_of(LossView),
        rows=lines,
        text=f"{text}\n\n总失分 {total} 分{note}",
    )
    return code
