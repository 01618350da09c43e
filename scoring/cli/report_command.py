"""``shifan report``: documents to hand in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scoring.cli import shared
from scoring.cli.shared import PROBLEMS, UNPRINTABLE, opened, today_option, workspace_option

if TYPE_CHECKING:
    from scoring.reporting.documents import Wishes

KINDS = ["self", "catalogue", "tree", "rectification", "tasks", "bulletin", "closing", "all"]
FORMS = ["pdf", "html", "docx", "xlsx", "json"]


@click.command(
    name="report",
    help="生成文书，放入工作区的 reports/ 文件夹：self 自评报告，catalogue 佐证材料目录，tree 指标体系表，"
    "rectification 短板整改清单，tasks 任务分解表和交办单，bulletin 通报（最近一期，没有印发过的是本周预览），"
    "closing 销号单；all 全部，没有整改清单时不含后四种。"
    "工作区 templates/ 里有自备模板（如 closing.html.j2、closing.docx）的，用自备的。",
)
@workspace_option
@today_option
@click.argument("kinds", metavar="[文书…]", nargs=-1, type=click.Choice(KINDS))
@click.option("--to", "forms", multiple=True, type=click.Choice(FORMS), help="文件格式，可重复（默认 pdf）")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="路径", help="输出到这个文件（只生成一份时）或文件夹"
)
@click.option(
    "--tree", "wanted_tree", metavar="ID或文件", help="只与 tree 一起用：打印这一套指标体系，不需要工作区（须写 -o）"
)
@click.option("--draft", is_flag=True, help="每页加“草稿”水印")
@click.option("--mark", metavar="文字", help="封面和页眉加标注，如 内部资料")
@click.pass_context
def command(
    ctx: click.Context,
    folder: str | None,
    today: str | None,
    kinds: tuple[str, ...],
    forms: tuple[str, ...],
    output: Path | None,
    wanted_tree: str | None,
    draft: bool,
    mark: str | None,
) -> int:
    """Exit code 1 when the data holds errors or the ledger is wanting, 4 when a document cannot be rendered."""
    from scoring.reporting.documents import NoLedgerError, Wishes, left_out, produce
    from scoring.reporting.errors import RenderError

    wishes = Wishes(shared.today(today), draft=draft, mark=mark)
    if wanted_tree is not None:
        return _tree_alone(ctx, wanted_tree, kinds, list(dict.fromkeys(forms)) or ["pdf"], output, wishes)
    workspace, code = opened(ctx, folder)
    try:
        for path in produce(workspace, list(kinds) or ["self"], list(forms) or ["pdf"], wishes, output):
            click.echo(str(path))
    except NoLedgerError as error:
        click.echo(f"文书没有生成：{error}", err=True)
        return PROBLEMS
    except RenderError as error:
        click.echo(f"文书没有生成：{error}", err=True)
        return UNPRINTABLE
    if names := left_out(workspace, kinds):
        click.echo(f"还没有整改清单，没有生成：{'、'.join(names)}。清单用 shifan rectify sync 生成。", err=True)
    return code


def _tree_alone(
    ctx: click.Context, wanted: str, kinds: tuple[str, ...], forms: list[str], output: Path | None, wishes: Wishes
) -> int:
    """The document of one tree, without a workspace; into a file, or into a folder under its usual name."""
    from scoring.cli.indicators_command import read_tree
    from scoring.reporting.documents import NAMES, rendered
    from scoring.reporting.errors import RenderError
    from scoring.reporting.tree_document import tree_page
    from scoring.storage import write_atomic

    if kinds != ("tree",):
        raise click.UsageError("--tree 只与 tree 一起用：shifan report tree --tree ID -o 文件")
    if output is None:
        raise click.UsageError("没有工作区时，要用 -o 写明输出到哪里")
    tree, code = read_tree(ctx, wanted, "--tree")
    page = tree_page(tree, wishes.today)
    try:
        for form in forms:
            folder = output.is_dir() or len(forms) > 1
            path = output / f"{NAMES['tree']}.{form}" if folder else output
            write_atomic(path, rendered(page, form, wishes, None))
            click.echo(str(path))
    except RenderError as error:
        click.echo(f"文书没有生成：{error}", err=True)
        return UNPRINTABLE
    return code
