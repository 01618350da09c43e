"""``shifan demo``: the worked example, copied and printed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from scoring.cli import shared
from scoring.cli.serve_command import command as serve
from scoring.cli.serve_shared import opened_store
from scoring.cli.shared import FINE, UNPRINTABLE, today_option
from scoring.demo import LAST_DAY, MOCK, copy_example, what_to_see
from scoring.documents.registry import Wishes, produce
from scoring.documents.review_book import Where, make
from scoring.documents.score_listing import headline
from scoring.pdf.errors import RenderError
from scoring.workbench.trial import accounts_text, prepare
from scoring.workspace import open_workspace


@click.command(
    name="demo",
    help="把示例县工作区复制到文件夹（默认 shifan-demo），评分并生成它的全部文书和评查册。"
    "不写 --today 时，按示例所在的那一天（2026-11-27）计算逾期。"
    "加 --serve 就不生成文书，给各角色备好账号，打开工作台。",
)
@today_option
@click.option(
    "--serve", "serving", is_flag=True, help="打开工作台试用；文件夹里已经是示例县的，接着用"
)
@click.option(
    "--port", default=8765, show_default=True, type=click.IntRange(0, 65535), help="工作台的端口"
)
@click.argument(
    "folder", metavar="[文件夹]", default="shifan-demo", type=click.Path(path_type=Path)
)
@click.pass_context
def command(ctx: click.Context, folder: Path, today: str | None, serving: bool, port: int) -> int:
    """Exit code 2 when the folder holds something already, 4 when a document cannot be rendered."""
    day = LAST_DAY if today is None else shared.today(today)
    # A demo that is served is gone on with; one that prints documents begins from nothing.
    if serving:
        return _serve(ctx, folder, day, port)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        there = "已有内容" if folder.is_dir() else "是一个文件"
        raise click.UsageError(f"{folder} {there}，为免覆盖没有动它。请换一个文件夹名。")
    copy_example(folder)
    workspace = open_workspace(folder).whole()
    assessment = workspace.score()
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


def _serve(ctx: click.Context, folder: Path, day: date, port: int) -> int:
    """The workbench on the example, with an account for each role; a folder that holds a workspace
    is gone on with.
    """
    if not (folder / "workspace.yaml").is_file():
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise click.UsageError(f"{folder} 已有别的内容，为免覆盖没有动它。请换一个文件夹名。")
        copy_example(folder)
    _, store = opened_store(ctx, str(folder), None)
    prepare(folder, store, day)
    store.close()
    click.echo(accounts_text(), err=True)
    return int(ctx.invoke(serve, folder=str(folder), port=port, today=day.isoformat()))
