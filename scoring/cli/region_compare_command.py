"""``compare``, ``outliers`` and ``alike`` of a region: what changed, what does not hold, what is
the same elsewhere.
"""

from __future__ import annotations

from pathlib import Path

import click

from scoring.cli.region_shared import opened_results, region_option
from scoring.cli.shared import FINE, deliver, format_option
from scoring.documents.region.leads_listing import (
    ALIKE,
    COMPARED,
    OUTLIERS,
    alike_data,
    alike_rows,
    alike_text,
    compare_data,
    compare_rows,
    compare_text,
    outlier_rows,
    outliers_data,
    outliers_text,
)
from scoring.region.history import compare as compared
from scoring.region.history import earlier_rounds
from scoring.region.leads import alike as same
from scoring.region.leads import outliers as found
from scoring.region.results import rank
from scoring.views.sheet import headings


@click.command(
    name="compare",
    help="与以前一轮比较：各单位得分和名次的变化，各项指标平均得分率的升降；不可比的列出。",
)
@region_option
@format_option
@click.argument("round_name", metavar="[轮次]", required=False)
@click.pass_context
def compare(
    ctx: click.Context, folder: str | None, form: str, output: Path | None, round_name: str | None
) -> int:
    """Exit code 2 where there is no such round."""
    results = opened_results(ctx, folder)
    # The newest of the earlier rounds is what people mean by "last time".
    chosen = round_name or next(iter(earlier_rounds(results.region)), None)
    if chosen is None:
        raise click.UsageError("rounds/ 里没有以前轮次的结果，没有可比的。")
    comparison = compared(results, rank(results), chosen)
    deliver(
        form,
        output,
        data=compare_data(comparison),
        headings=headings(COMPARED),
        rows=compare_rows(comparison),
        text=compare_text(comparison),
    )
    return FINE


@click.command(
    name="outliers", help="站不住的得分：核验后保留的比例明显偏低的单位，核减最多的指标。只是线索。"
)
@region_option
@format_option
@click.pass_context
def outliers(ctx: click.Context, folder: str | None, form: str, output: Path | None) -> int:
    """Always 0: leads are no faults."""
    results = opened_results(ctx, folder)
    leads = found(results)
    deliver(
        form,
        output,
        data=outliers_data(leads),
        headings=headings(OUTLIERS),
        rows=outlier_rows(leads),
        text=outliers_text(leads),
    )
    return FINE


@click.command(
    name="alike",
    help="同一份文件出现在几个单位的登记里：按校验值，扫描过的也按文字。只是线索。",
)
@region_option
@format_option
@click.pass_context
def alike(ctx: click.Context, folder: str | None, form: str, output: Path | None) -> int:
    """Always 0: leads are no faults."""
    results = opened_results(ctx, folder)
    leads = same(results)
    deliver(
        form,
        output,
        data=alike_data(leads),
        headings=headings(ALIKE),
        rows=alike_rows(leads),
        text=alike_text(leads),
    )
    return FINE
