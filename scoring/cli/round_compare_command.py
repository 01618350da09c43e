"""``shifan round compare``: what changed between rounds, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from scoring.cli import shared
from scoring.cli.shared import (
    FINE,
    UNPRINTABLE,
    deliver,
    format_option,
    needs_file,
    opened,
    today_option,
    workspace_option,
)
from scoring.documents.registry import Wishes, rendered
from scoring.documents.rounds.comparison import (
    chosen,
    compare_data,
    compare_text,
    node_columns,
    node_rows,
    total_rows,
)
from scoring.documents.rounds.comparison_document import comparison_page
from scoring.inspection.history import CannotCompareError, compare_rounds
from scoring.pdf.errors import RenderError
from scoring.storage import write_atomic
from scoring.views.sheet import headings

if TYPE_CHECKING:
    from scoring.engine.scores import Track
    from scoring.inspection.history import Compared
    from scoring.workspace import Workspace


@click.command(
    name="compare",
    help="对比两个或更多轮次：每个指标和总分变了多少，各有多少是因为体系、认定、佐证、核验变化，相加恰好等于总变化。"
    "不写轮次的，按评估日对比全部自评轮次。模拟和核验轮次，比的是由它核验之后的那个自评轮次。",
)
@workspace_option
@format_option
@today_option
@click.argument("rounds", metavar="[轮次…]", nargs=-1)
@click.option(
    "--track",
    type=click.Choice(["claimed", "supported", "current"]),
    default="current",
    show_default=True,
    help="比哪个分数：claimed 自评分，supported 佐证分，current 现分",
)
@click.option("--level", type=click.IntRange(1, 3), metavar="级", help="只列到第几级指标")
@click.option("--changed", is_flag=True, help="只列有变化的指标")
@click.option(
    "--to",
    "target",
    type=click.Choice(["xlsx", "pdf", "html", "docx"]),
    help="生成文书（与 -o 一起用）",
)
@click.pass_context
def command(
    ctx: click.Context,
    folder: str | None,
    form: str,
    output: Path | None,
    today: str | None,
    rounds: tuple[str, ...],
    track: str,
    level: int | None,
    changed: bool,
    target: str | None,
) -> int:
    """Exit code 2 for rounds that are not there, 3 for a tree that cannot be read,
    4 for a document.
    """
    needs_file(target, output)
    # A document with rows left out could be taken for the whole comparison once it is printed.
    if target and (level or changed):
        raise click.UsageError("--level 和 --changed 只用于屏幕、csv 和 json，文书总是完整的")
    workspace, code = opened(ctx, folder)
    try:
        compared = compare_rounds(workspace, rounds, cast("Track", track))
    except CannotCompareError as error:
        return shared.refused(error)
    for past in compared.pasts:
        if past.faulty:
            click.echo(
                f"注意：轮次 {past.named.id} 有 {past.faulty} 项认定有误，按未评处理。", err=True
            )
    if target and output:
        return _document(workspace, compared, target, output, today) or code
    lines = chosen(compared.found, level, changed=changed)
    rows = [*node_rows(compared, lines), *total_rows(compared)]
    text = compare_text(compared, lines) if form == "table" else ""
    data = compare_data(compared, lines) if form == "json" else {}
    deliver(
        form, output, data=data, headings=headings(node_columns(compared)), rows=rows, text=text
    )
    return code


def _document(
    workspace: Workspace, compared: Compared, target: str, output: Path, today: str | None
) -> int:
    day = shared.today(today)
    try:
        page = comparison_page(workspace, compared, day)
        write_atomic(output, rendered(page, target, Wishes(day), workspace.path))
    except RenderError as error:
        click.echo(f"文书没有生成：{error}", err=True)
        return UNPRINTABLE
    click.echo(str(output))
    return FINE
