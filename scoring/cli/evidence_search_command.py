"""``shifan evidence search``: full text over everything that is registered."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scoring.cli.shared import deliver, format_option, opened, workspace_option
from scoring.documents.terminal import listing
from scoring.evidence.probing import ocr_available
from scoring.evidence.search import EmptyQueryError, Finder, TextIndex, fill
from scoring.evidence.search.query import parse
from scoring.values import first_few
from scoring.views.sheet import Column, cells_under, headings

if TYPE_CHECKING:
    from scoring.evidence.search import Filled
    from scoring.workspace import Workspace

COLUMNS = (
    Column("编号", cell=lambda hit: str(hit["id"])),
    Column("题名", fold=28, cell=lambda hit: str(hit["title"])),
    Column("位置", cell=lambda hit: str(hit["place"])),
    Column("内容", fold=52, cell=lambda hit: str(hit["snippet"])),
    Column("指标", fold=14, cell=lambda hit: "、".join(hit["indicators"])),
)
"""The hits, each as JSON gives it."""
NAMED = 10


@click.command(
    name="search",
    help="在登记内容和材料正文里查找：几个词要同时出现；加引号的是一整句。两个字的词、文号、数字都能查。"
    "第一次使用时先读取材料正文，以后只读新的。",
)
@workspace_option
@format_option
@click.argument("words", metavar="词…", nargs=-1, required=True)
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="最多列几条"
)
@click.option("--ocr", is_flag=True, help="先识别扫描件和照片里的文字（较慢，识别过的不再重做）")
@click.pass_context
def command(
    ctx: click.Context,
    folder: str | None,
    form: str,
    output: Path | None,
    words: tuple[str, ...],
    limit: int,
    ocr: bool,
) -> int:
    """Exit code 2 for a query without a letter or digit, 1 when the data holds errors."""
    try:
        # Before the workspace is opened and texts are read, which may take minutes the first time.
        parse(words)
    except EmptyQueryError:
        raise click.BadParameter("里面没有可以查找的字", param_hint="词") from None
    workspace, code = opened(ctx, folder)
    with TextIndex.open(workspace.path) as index:
        filled(index, workspace, ocr=ocr)
        results = Finder(index, workspace.records, workspace.files).find(words, limit)
    records = {record.id: record for record in workspace.records}
    hits = []
    for hit in results.hits:
        title = records[hit.id].label
        codes = list(dict.fromkeys(proof.indicator for proof in records[hit.id].proves))
        hits.append(
            {
                "id": hit.id,
                "title": title,
                "page": hit.page or 0,
                "place": hit.place,
                "snippet": hit.snippet,
                "indicators": codes,
            }
        )
    rows = [cells_under(COLUMNS, hit) for hit in hits]
    shown = f"，列出前 {len(rows)} 件" if len(rows) < results.total else ""
    text = f"{listing(COLUMNS, rows)}\n\n找到 {results.total} 件{shown}"
    data = {"total": results.total, "hits": hits}
    deliver(form, output, data=data, headings=headings(COLUMNS), rows=rows, text=text)
    return code


def filled(index: TextIndex, workspace: Workspace, *, ocr: bool) -> Filled:
    """Brings the text store up to date, with progress on a terminal, and says which files have no
    text in it.
    """
    if ocr and not ocr_available():
        # Said and not refused: everything else can be searched all the same.
        click.echo("注意：本机没有安装文字识别组件，扫描件和照片里的文字读不出来。", err=True)
    result = fill(
        index, workspace.path, workspace.records, workspace.files, ocr=ocr, progress=_tell
    )
    if result.scans:
        hint = "" if ocr else "；加 --ocr 识别（较慢）"
        click.echo(
            f"注意：{len(result.scans)} 件扫描件的文字没有识别{hint}：{_some(result.scans)}",
            err=True,
        )
    if result.failed:
        click.echo(
            f"注意：{len(result.failed)} 件读不出正文，只用登记内容：{_some(result.failed)}",
            err=True,
        )
    return result


def _some(idents: tuple[str, ...]) -> str:
    return first_few(idents, NAMED, " 等")


def _tell(done: int, whole: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r正在读取正文 {done}/{whole}", nl=done == whole, err=True)
