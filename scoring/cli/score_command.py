"""``shifan score``: the three tracks, what is lost, and whether the conditions are met."""

from __future__ import annotations

from pathlib import Path

import click

from scoring.cli.ledger_writing import day_of
from scoring.cli.shared import deliver, format_option, opened, workspace_option


@click.command(
    name="score", help="计算当前轮次的得分：一票否决与创建条件、自评分、佐证分、核验分、现分，以及每一分失在哪里。"
)
@workspace_option
@format_option
@click.option("--level", type=click.Choice(["1", "2", "3"]), help="只列到第几级指标（默认全部）")
@click.option("--projected", metavar="日期", help="另算一个预测分：到这一天为止到期的整改事项都整改到位，能得多少分")
@click.pass_context
def command(
    ctx: click.Context, folder: str | None, form: str, output: Path | None, level: str | None, projected: str | None
) -> int:
    """Exit code 1 when the data holds errors."""
    from scoring.reporting.data import score_data
    from scoring.reporting.ledger_report import projected_data, projected_rows, projected_text
    from scoring.reporting.tables import NODE_HEADINGS, node_row, score_text, total_rows

    day = day_of(projected, "--projected") if projected else None
    workspace, code = opened(ctx, folder)
    assessment = workspace.assess()
    outlook = workspace.project(day, assessment) if day else None
    deepest = int(level or 3)
    nodes = [item for item in assessment.nodes if item.node.level <= deepest]
    deliver(
        form,
        output,
        data={**score_data(assessment), **({"projected": projected_data(outlook)} if outlook else {})},
        headings=NODE_HEADINGS,
        rows=[
            *(node_row(item) for item in nodes),
            *total_rows(assessment),
            *(projected_rows(outlook) if outlook else []),
        ],
        text=score_text(workspace, assessment, deepest) + ("\n" + projected_text(outlook) if outlook else ""),
    )
    return code
