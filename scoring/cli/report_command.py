"""``shifan report``: documents to hand in."""

from __future__ import annotations

from pathlib import Path

import click

from scoring.cli import shared
from scoring.cli.shared import UNPRINTABLE, opened, today_option, workspace_option

KINDS = ["self", "all"]
FORMS = ["pdf", "html", "json"]


@click.command(name="report", help="生成文书，放入工作区的 reports/ 文件夹：self 自评报告；all 全部。")
@workspace_option
@today_option
@click.argument("kinds", metavar="[文书…]", nargs=-1, type=click.Choice(KINDS))
@click.option("--to", "forms", multiple=True, type=click.Choice(FORMS), help="文件格式，可重复（默认 pdf）")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="输出到这个文件（只生成一份时）或文件夹")
@click.option("--draft", is_flag=True, help="每页加“草稿”水印")
@click.option("--mark", help="封面和页眉加标注，如 内部资料")
@click.pass_context
def command(
    ctx: click.Context, folder: str | None, today: str | None, kinds: tuple[str, ...], forms: tuple[str, ...], output: Path | None, draft: bool, mark: str | None
) -> int:
    """Exit code 1 when the data holds errors, 4 when a document cannot be rendered."""
    from scoring.reporting.documents import Wishes, produce
    from scoring.reporting.errors import RenderError

    day = shared.today(today)
    workspace, code = opened(ctx, folder)
    try:
        for path in produce(workspace, list(kinds) or ["self"], list(forms) or ["pdf"], Wishes(day, draft=draft, mark=mark), output):
            click.echo(str(path))
    except RenderError as error:
        click.echo(f"文书没有生成：{error}", err=True)
        return UNPRINTABLE
    return code

