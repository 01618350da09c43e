"""``shifan demo``: the worked example, copied and printed."""

from __future__ import annotations

from pathlib import Path

import click

from scoring.cli import shared
from scoring.cli.shared import FINE, UNPRINTABLE, today_option


@click.command(
    name="demo",
    help="把示例县工作区复制到文件夹（默认 shifan-demo），评分并生成它的全部文书和评查册。"
    "不写 --today 时，按示例所在的那一天（2026-11-27）计算逾期。",
)
@today_option
@click.argument("folder", metavar="[文件夹]", default="shifan-demo", type=click.Path(path_type=Path))
def command(folder: Path, today: str | None) -> int:
    """Exit code 2 when the folder holds something already, 4 when a document cannot be rendered."""
    from scoring.demo import LAST_DAY, MOCK, copy_example, what_to_see
    from scoring.reporting.documents import Wishes, produce
    from scoring.reporting.printing.errors import RenderError
    from scoring.reporting.review_book import Where, make
    from scoring.reporting.tables import headline
    from scoring.workspace import open_workspace

    day = LAST_DAY if today is None else shared.today(today)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        there = "已有内容" if folder.is_dir() else "是一个文件"
        raise click.UsageError(f"{folder} {there}，为免覆盖没有动它。请换一个文件夹名。")
    copy_example(folder)
    workspace = open_workspace(folder).whole()
    assessment = workspace.assess()
    click.echo(f"示例县工作区已复制到 {folder}。")
    click.echo(headline(assessment))
    click.echo("正在生成文书，要一两分钟……", err=True)
    try:
        click.echo(str(make(workspace, MOCK, Where(), day)))
        for path in produce(workspace, ["all"], ["html", "xlsx", "json", "pdf"], Wishes(day), None):
            click.echo(str(path))
    except RenderError as error:
        click.echo(f"文书没有生成：{error}", err=True)
        return UNPRINTABLE
    click.echo(what_to_see(folder))
    return FINE
