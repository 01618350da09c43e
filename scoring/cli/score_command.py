"""``shifan score``: the three tracks, what is lost, and whether the conditions are met."""

from __future__ import annotations

from pathlib import Path

import click

from scoring.cli.ledger_writing import day_of
from scoring.cli.shared import deliver, format_option, opened, relative_spread, workspace_option
from scoring.documents.data import score_data
from scoring.documents.score_listing import node_columns, node_rows, score_text, total_rows
from scoring.views.sheet import headings, row_under


@click.command(
    name="score",
    help="计算当前轮次的得分：一票否决与创建条件、自评分、佐证分、核验分、现分，以及每一分失在哪里。",
)
@workspace_option
@format_option
@click.option("--level", type=click.Choice(["1", "2", "3"]), help="只列到第几级指标（默认全部）")
@click.option(
    "--projected",
    metavar="日期",
    help="另算一个预测分：到这一天为止到期的整改事项都整改到位，能得多少分",
)
@click.option(
    "--estimate",
    "wanted",
    is_flag=True,
    help="按核验的抽样结果推算全部核验会得多少分；只作参考，不计入得分",
)
@click.option(
    "--robust", is_flag=True, help="另推算：分值是估计的，换成别的合理分值，总分、等次、条件会怎样"
)
@click.option(
    "--draws",
    type=click.IntRange(100, 100_000),
    help="与 --robust 合用：抽取多少次分值（默认：10000）",
    metavar="次数",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    help="与 --robust 合用：随机数的种子，同一种子结果相同（默认：1）",
    metavar="整数",
)
@click.option(
    "--spread",
    help="与 --robust 合用：每项分值的典型相对波动，0% 至 50%（默认：25%）",
    metavar="百分数",
)
@click.option(
    "--chart",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="文件",
    help="与 --robust 合用：总分的分布另画成一张图（SVG，WPS、Word 可以插入）",
)
@click.pass_context
def command(
    ctx: click.Context,
    folder: str | None,
    form: str,
    output: Path | None,
    level: str | None,
    projected: str | None,
    wanted: bool,
    robust: bool,
    draws: int | None,
    seed: int | None,
    spread: str | None,
    chart: Path | None,
) -> int:
    """Exit code 1 when the data holds errors."""
    if not robust and (draws, seed, spread, chart) != (None, None, None, None):
        raise click.UsageError("--draws、--seed、--spread、--chart 只能与 --robust 一起用")
    width = None if spread is None else relative_spread(spread)
    day = day_of(projected, "--projected") if projected else None
    workspace, code = opened(ctx, folder)
    assessment = workspace.score()
    beside = []
    if day or wanted or robust:
        # Only now: a score alone has no use for what these need.
        from scoring.cli import score_beside

        if day:
            beside.append(score_beside.forecast(workspace, assessment, day))
        if wanted:
            beside.append(score_beside.sampled(workspace, assessment))
        if robust:
            how = score_beside.Draws(draws, seed, width)
            beside.append(score_beside.varied(assessment, how, chart))
    # No system has more than three levels.
    deepest = int(level or 3)
    columns = node_columns(assessment)
    codes = [item.node.code for item in assessment.nodes if item.node.level <= deepest]
    deliver(
        form,
        output,
        data=lambda: score_data(assessment) | {part.key: part.data for part in beside},
        headings=headings(columns),
        rows=lambda: [
            *node_rows(assessment, codes),
            *total_rows(assessment),
            *(row_under(columns, texts) for part in beside for texts in part.rows),
        ],
        text=lambda: "\n".join(
            [score_text(workspace, assessment, deepest), *(part.text for part in beside)]
        ),
    )
    return code
