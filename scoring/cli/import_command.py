"""``shifan indicators import``: an official document becomes a tree, with every doubt reported."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scoring.cli.screen import escaped, visible
from scoring.cli.shared import UNREADABLE, fine_if
from scoring.indicators.importing import DocumentImportError, to_yaml
from scoring.indicators.importing.child import import_in_child
from scoring.indicators.loading import read_tree
from scoring.storage import write_atomic
from scoring.yamlio import Document, parse

if TYPE_CHECKING:
    from scoring.indicators.importing import Imported


@click.command(
    name="import",
    help="把官方文件（Word、Excel、WPS、网页、文本、PDF、CSV）转成指标体系 YAML，并列出每一处存疑和处理办法。"
    "不加 -o 只显示结果，不写文件。",
)
@click.argument("source", metavar="文件", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    metavar="OUT.yaml",
    type=click.Path(dir_okay=False, path_type=Path),
    help="写入的 YAML",
)
@click.option("--id", "ident", metavar="ID", help="体系的 id（默认取自文件名）")
@click.option("--title", metavar="标题", help="体系的标题（默认取自文件）")
@click.option("--levels", type=click.IntRange(1, 3), help="最多几级（默认按文件）")
@click.option("--table", type=click.IntRange(min=1), help="文件里有几张表时，取第几张")
@click.option("--document", type=click.IntRange(min=1), help="文件里有几篇文稿时，只取第几篇")
@click.option(
    "--report",
    metavar="文件",
    type=click.Path(dir_okay=False, path_type=Path),
    help="把导入情况写入这个文件",
)
@click.option("--force", is_flag=True, help="OUT.yaml 已存在且内容不同时，覆盖它")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="输出格式",
)
def command(
    source: Path,
    output: Path | None,
    ident: str | None,
    title: str | None,
    levels: int | None,
    table: int | None,
    document: int | None,
    report: Path | None,
    force: bool,
    form: str,
) -> int:
    """Exit code 1 when the tree has errors or is not fit for use (a report, wrong totals).

    2 for an occupied target, 3 for an unreadable source.
    """
    try:
        with _Progress() as progress:
            imported = import_in_child(
                source,
                id=ident,
                title=title,
                levels=levels,
                table=table,
                document=document,
                progress=progress.tell,
            )
    except DocumentImportError as error:
        click.echo(f"没有导入：{error.what}{error.fix}", err=True)
        return UNREADABLE
    data = to_yaml(imported).encode("utf-8")
    # The same again is no loss; anything else may be a tree that somebody has worked on since.
    if output is not None and not force and output.exists() and output.read_bytes() != data:
        raise click.UsageError(f"{output} 已存在且内容不同，没有覆盖。换一个名字，或加 --force")
    # The report first: a report that cannot be written then leaves no tree behind.
    if report is not None:
        write_atomic(report, imported.summary().encode("utf-8"))
    if output is not None:
        write_atomic(output, data)
    if form == "json":
        sys.stdout.write(
            escaped(json.dumps(imported.as_dict(), ensure_ascii=False, indent=2)) + "\n"
        )
    else:
        sys.stdout.write(visible(imported.summary()))
    return _checked(imported, data, output)


def _checked(imported: Imported, data: bytes, output: Path | None) -> int:
    """Whether what was written passes ``check``; says why not."""
    name = output.name if output else "（导入结果）"
    parsed, root, problems = parse(data.decode("utf-8"), name)
    if root is not None:
        _, found = read_tree(Document(output or Path(name), name, parsed, root, data))
        problems = problems + found
    faults = [item for item in problems if item.severity == "error"]
    for item in faults:
        click.echo(f"{item.where} {item.rule} {item.sentence}", err=True)
    place = f"已写入 {output}，" if output else "（加 -o 文件名.yaml 写入文件）"
    if faults:
        verdict = f"有 {len(faults)} 处要先改正，见上。"
    # Sound YAML of a half-read table passes every check, so
    # that fitness is asked apart from faults.
    elif not imported.fit:
        verdict = "但不能直接使用，原因见报告开头。"
    else:
        verdict = "可以通过 check。"
    click.echo(f"{place}{verdict}存疑 {len(imported.notices)} 处，请对照原件核对。", err=True)
    return fine_if(imported.fit and not faults)


class _Progress:
    """A progress bar on a terminal for sources that take long; silent elsewhere."""

    def __init__(self) -> None:
        self.bar: object | None = None

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self.bar is not None:
            click.echo("", err=True)

    def tell(self, done: int, whole: int) -> None:
        """Shows how far the reading is."""
        if sys.stderr.isatty():
            self.bar = whole
            click.echo(f"\r正在读取 {done}/{whole} 页", nl=False, err=True)
