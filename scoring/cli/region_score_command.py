"""``score``, ``rank``, ``indicators`` and ``show`` of a region."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from scoring.cli.region_shared import (
    Progress,
    engine_of,
    engine_options,
    opened_region,
    opened_results,
    region_option,
)
from scoring.cli.shared import FINE, deliver, fine_if, format_option, relative_spread
from scoring.documents.region.indicator_listing import (
    county_data,
    county_rows,
    county_text,
    indicator_columns,
    indicator_rows,
    indicators_data,
    indicators_text,
    node_columns,
)
from scoring.documents.region.rank_listing import rank_columns, rank_data, rank_rows, rank_text
from scoring.region.certainty import DRAWS, SEED, SPREAD, certainty
from scoring.region.results import rank as ranked
from scoring.region.results import weakest as weakest_of
from scoring.region.scoring_run import score_region
from scoring.region.standing import code_of
from scoring.views.sheet import headings

if TYPE_CHECKING:
    from scoring.region.certainty import Certainty
    from scoring.region.model import Track
    from scoring.region.results import Ranking, Results

TRACKS = ["claimed", "supported", "verified", "current"]


@click.command(
    name="score", help="按统一口径复算所有报送，写出 rounds/ 里的结果；没有变化的不重算。"
)
@region_option
@engine_options
@click.option("--again", is_flag=True, help="全部重算")
@click.option("--preview", is_flag=True, help="版本不符的也按统一的指标体系试算，标明，不排名")
@click.pass_context
def score(
    ctx: click.Context,
    folder: str | None,
    engine_name: str,
    workers: int | None,
    tls: Path | None,
    again: bool,
    preview: bool,
) -> int:
    """Exit code 1 when a line of the roster has no score,
    3 when the run itself cannot be trusted.
    """
    engine = engine_of(engine_name, workers, tls)
    region = opened_region(ctx, folder)
    progress = Progress("计分")
    run = score_region(
        region, engine, preview=preview, again=again, on_answer=progress, on_start=progress.start
    )
    progress.end()
    click.echo(str(run.folder))
    click.echo(
        f"新计分 {run.scored} 个，沿用 {run.kept} 个，没有得分 {len(run.refused)} 个。", err=True
    )
    for code, reason in run.refused.items():
        click.echo(f"  {region.record.counties[code].name}：{reason}", err=True)
    return fine_if(not run.refused)


@click.command(name="rank", help="排名：得分、名次、分布；没有名次的说明原因，未报的列在最后。")
@region_option
@format_option
@click.option(
    "--by",
    "track",
    type=click.Choice(TRACKS),
    help="按哪种分：自评、佐证、核验、现分（默认见 region.yaml）",
)
@click.option(
    "--within",
    multiple=True,
    metavar="栏目",
    help="在哪一栏之内排名，如 级别、地区、分组（可写多次）",
)
@click.option(
    "--first",
    type=click.IntRange(1, 10_000),
    metavar="名次",
    help="分值是估计的，名次有多稳：换一万种说得过去的分值，各单位有多大可能排进前几名",
)
@click.option(
    "--draws",
    type=click.IntRange(100, 100_000),
    help="与 --first 合用：换多少次（默认：10000）",
    metavar="次数",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    help="与 --first 合用：随机数的种子（默认：1）",
    metavar="整数",
)
@click.option(
    "--spread",
    help="与 --first 合用：每项分值的典型相对波动，0% 至 50%（默认：25%）",
    metavar="百分数",
)
@click.pass_context
def rank(
    ctx: click.Context,
    folder: str | None,
    form: str,
    output: Path | None,
    track: str | None,
    within: tuple[str, ...],
    first: int | None,
    draws: int | None,
    seed: int | None,
    spread: str | None,
) -> int:
    """Exit code 1 when a line of the roster is missing, returned or to be decided."""
    if first is None and (draws, seed, spread) != (None, None, None):
        raise click.UsageError("--draws、--seed、--spread 只能与 --first 一起用")
    width = None if spread is None else relative_spread(spread)
    results = opened_results(ctx, folder)
    ranking = ranked(results, track=cast("Track | None", track), within=within or None)
    if first is None:
        sure = None
    else:
        sure = _certainty(results, ranking, first, draws, seed, width)
    deliver(
        form,
        output,
        data=rank_data(results, ranking, sure),
        headings=headings(rank_columns(sure)),
        rows=rank_rows(ranking, sure),
        text=rank_text(results, ranking, sure),
    )
    settled = all(line.settled for line in (*results.lines, *results.others))
    return fine_if(settled)


def _certainty(
    results: Results,
    ranking: Ranking,
    first: int,
    draws: int | None,
    seed: int | None,
    spread: Fraction | None,
) -> Certainty:
    """How sure the ranks are, unless the points are official and nobody asked
    to vary them all the same.
    """
    # Official points are not in doubt: to vary them all the
    # same is a question that has to be asked.
    if results.region.tree.points_basis == "published" and spread is None:
        raise click.UsageError(
            "指标体系的分值是公布的，不是估计的，名次没有这种不确定。"
            "如果要看分值调整会有什么影响，请写明幅度，如 --first 3 --spread 25%"
        )
    return certainty(
        results,
        ranking,
        first,
        draws=DRAWS if draws is None else draws,
        seed=SEED if seed is None else seed,
        spread=SPREAD if spread is None else spread,
    )


@click.command(
    name="indicators",
    help="各项指标在全区域的得分率：平均、中位数、高低、满分零分未评各几个，失分在哪里。",
)
@region_option
@format_option
@click.option("--weakest", type=click.IntRange(1, 1000), metavar="项数", help="只列失分最多的几项")
@click.option("--by-rate", is_flag=True, help="与 --weakest 合用：改按平均得分率从低到高")
@click.option("--level", type=click.Choice(["1", "2", "3"]), help="列第几级指标（默认：末级）")
@click.pass_context
def indicators(
    ctx: click.Context,
    folder: str | None,
    form: str,
    output: Path | None,
    weakest: int | None,
    by_rate: bool,
    level: str | None,
) -> int:
    """Always 0: what is missing is told by ``status``."""
    if by_rate and not weakest:
        raise click.UsageError("--by-rate 只能与 --weakest 一起用")
    results = opened_results(ctx, folder)
    figures = results.indicators(int(level) if level else None)
    if weakest:
        figures = weakest_of(figures, weakest)[1 if by_rate else 0]
    deliver(
        form,
        output,
        data=indicators_data(results, figures),
        headings=headings(indicator_columns(results)),
        rows=indicator_rows(results, figures),
        text=indicators_text(results, figures),
    )
    return FINE


@click.command(name="show", help="一个单位：报送、名次、得分与失分，逐项说明为什么。")
@region_option
@format_option
@click.argument("word", metavar="编码或名称")
@click.pass_context
def show(ctx: click.Context, folder: str | None, form: str, output: Path | None, word: str) -> int:
    """Exit code 1 when it has no score or asks for a decision."""
    results = opened_results(ctx, folder)
    code = code_of(results.region, word)
    ranking = ranked(results)
    county = next((item for item in ranking.everyone if item.code == code), None)
    if county is None:
        raise click.UsageError(f"{results.region.record.counties[code].name} 还没有报送。")
    deliver(
        form,
        output,
        data=county_data(results, ranking, county),
        headings=headings(node_columns(results)),
        rows=county_rows(results, county),
        text=county_text(results, ranking, county),
    )
    return fine_if(county.rank and county.line.settled)
