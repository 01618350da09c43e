"""``shifan score``: the three tracks, what is lost, and whether the conditions are met."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scoring.cli.ledger_writing import day_of
from scoring.cli.shared import deliver, format_option, opened, relative_spread, workspace_option
from scoring.documents.charts import histogram
from scoring.documents.data import score_data
from scoring.documents.inspection.estimate import estimate_data, estimate_rows, estimate_text
from scoring.documents.rectification.ledger import projected_data, projected_rows, projected_text
from scoring.documents.robust_report import histogram_of, robust_data, robust_rows, robust_text
from scoring.documents.tables import (
    beside_nodes,
    node_headings,
    node_row,
    score_text,
    total_rows,
)
from scoring.inspection.estimate import estimate
from scoring.storage import write_atomic
from scoring.views.indicator import verified_columns

if TYPE_CHECKING:
    from scoring.engine import Assessment
    from scoring.engine.sensitivity import Robustness


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
    outlook = workspace.project(day, assessment) if day else None
    guess = estimate(workspace, assessment) if wanted else None
    simulation = _simulated(assessment, draws, seed, width) if robust else None
    if simulation and chart:
        _drawn(simulation, chart)
    deepest = int(level or 3)
    columns = verified_columns(assessment)
    nodes = [item for item in assessment.nodes if item.node.level <= deepest]
    deliver(
        form,
        output,
        data=lambda: {
            **score_data(assessment),
            **({"projected": projected_data(outlook)} if outlook else {}),
            **({"estimate": estimate_data(guess)} if wanted else {}),
            **({"robust": robust_data(simulation)} if simulation else {}),
        },
        headings=node_headings(assessment),
        rows=lambda: [
            *(node_row(item, columns) for item in nodes),
            *total_rows(assessment),
            *beside_nodes(
                [
                    *(projected_rows(outlook) if outlook else []),
                    *(estimate_rows(guess) if wanted else []),
                    *(robust_rows(simulation) if simulation else []),
                ],
                assessment,
            ),
        ],
        text=lambda: (
            score_text(workspace, assessment, deepest)
            + ("\n" + projected_text(outlook) if outlook else "")
            + ("\n" + estimate_text(guess) if wanted else "")
            + ("\n" + robust_text(simulation) if simulation else "")
        ),
    )
    return code


def _drawn(simulation: Robustness, path: Path) -> None:
    """Writes the distribution as a picture of its own."""
    write_atomic(path, f"{histogram(histogram_of(simulation))}\n".encode())
    click.echo(str(path), err=True)


def _simulated(
    assessment: Assessment, draws: int | None, seed: int | None, spread: Fraction | None
) -> Robustness:
    """The simulation, unless the points are official and nobody said that they should be varied all
    the same.
    """
    if assessment.tree.points_basis == "published" and spread is None:
        raise click.UsageError(
            "这套指标体系的分值是官方公布的（points.basis: published），不是估计，"
            "没有什么可推算的。"
            "如果要看分值调整会有什么影响，请写明幅度，如 --robust --spread 25%"
        )
    # numpy comes with it, for which a score without draws has no use.
    from scoring.engine.sensitivity import DRAWS, SEED, SPREAD, simulate

    return simulate(
        assessment,
        draws=DRAWS if draws is None else draws,
        seed=SEED if seed is None else seed,
        spread=SPREAD if spread is None else spread,
    )
