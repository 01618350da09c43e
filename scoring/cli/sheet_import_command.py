"""``shifan sheet import``: workbooks that the units filled in, and results of the review book."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scoring.actions.sheets import import_books, import_results
from scoring.cli import shared
from scoring.cli.incoming import read_all
from scoring.cli.screen import escaped, visible
from scoring.cli.shared import fine_if, opened, today_option, workspace_option
from scoring.confined import Confined
from scoring.sheets import Terms, review_results
from scoring.sheets.child import read_in_child
from scoring.sheets.review_file import read_result

if TYPE_CHECKING:
    from scoring.sheets import Change, Outcome

WORDS = {"new": "新增", "delete": "删除"}
SHOWN = 60
"""Characters of an old or new text on the screen."""


@click.command(
    name="import",
    short_help="把填好的工作簿、评查册的核验结果（.json）导回工作区，先逐格比较，列出每一处改动",
    help="把填好的工作簿，或评查册保存的核验结果（.json），导回工作区：先逐格比较，列出每一处改动；"
    "一份里有一处不对，那一份就一处也不写。可以一次导入多份。",
)
@workspace_option
@today_option
@click.argument("files", metavar="文件…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--preview", is_flag=True, help="只列出会有哪些改动，不写入")
@click.option(
    "--by",
    "person",
    metavar="姓名",
    default="",
    help="谁在导入，记入日志（默认：表上的单位、评查人）",
)
@click.option(
    "--prefer",
    type=click.Choice(["sheet", "workspace"]),
    help="表里和工作区里都改过的格子，以哪边为准（默认：列出来，不导入）",
)
@click.option("--delete", is_flag=True, help="表里删去的行，在工作区里也删去（整改事项除外）")
@click.option(
    "--as-round",
    metavar="名称",
    help="核验结果不写进原轮次，另立一个轮次：几位评查人各存各的，由系统合并",
)
@click.option(
    "--accept-edited", is_flag=True, help="核验结果文件保存以后被改动过的，也导入，日志里记明"
)
@click.option(
    "--together",
    is_flag=True,
    help="几份工作簿要么都导入，要么都不导入（默认：有错的那一份不导入）",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="输出格式",
)
@click.pass_context
def import_(
    ctx: click.Context,
    folder: str | None,
    today: str | None,
    files: tuple[Path, ...],
    preview: bool,
    person: str,
    prefer: Any,
    delete: bool,
    as_round: str | None,
    accept_edited: bool,
    together: bool,
    form: str,
) -> int:
    """Exit code 1 when a cell or a sheet is refused, 3 when a file is no workbook of ours."""
    day, stated = shared.today(today), today is not None
    if _are_results(files):
        if delete:
            raise click.UsageError("--delete 只用于工作簿")
        own = review_results.Terms(day, person, prefer, as_round, accept_edited, stated)
        workspace, _ = opened(ctx, folder)
        outcome = import_results(
            workspace, read_all(ctx, files, read_result), own, only_look=preview
        )
    elif as_round is not None or accept_edited:
        raise click.UsageError("--as-round 和 --accept-edited 只用于评查册的核验结果（.json）")
    else:
        workspace, _ = opened(ctx, folder)
        # One child for all of them: to start it costs more than to read a workbook.
        with Confined() as child:
            # A workbook may hold several tables: they are taken in together or not at all.
            books = read_all(ctx, files, partial(read_in_child, child))
        terms = Terms(day, person, prefer, delete, stated)
        outcome = import_books(workspace, books, terms, together=together, only_look=preview)
    if form == "json":
        sys.stdout.write(escaped(json.dumps(_data(outcome), ensure_ascii=False, indent=2)) + "\n")
    else:
        _show(outcome, preview=preview)
    for fault in outcome.faults:
        click.echo(visible(str(fault)), err=True)
    for note in outcome.notes:
        click.echo(visible(f"提示：{note}"), err=True)
    if outcome.faults:
        click.echo(
            f"有 {len(outcome.faults)} 处要改正，{_left_out(outcome, together=together)}", err=True
        )
    return fine_if(not outcome.faults)


def _are_results(files: tuple[Path, ...]) -> bool:
    """Whether the files are results of the review book. Raises a usage error for a mixture."""
    results = [path.suffix.lower() == ".json" for path in files]
    # Two kinds of files go two ways into the workspace, each whole or not at all.
    if any(results) and not all(results):
        raise click.UsageError("核验结果（.json）和工作簿（.xlsx）请分开导入")
    return all(results)


def _left_out(outcome: Outcome, *, together: bool) -> str:
    """What was not written, in words."""
    if together or not outcome.written:
        return "一处也没有写入。"
    files = "、".join(dict.fromkeys(fault.file for fault in outcome.faults))
    return f"{files} 没有导入，其余的已导入。"


def _short(text: str) -> str:
    line = " / ".join(text.split("\n")) or "空白"
    if len(line) <= SHOWN:
        return line
    return f"{line[:SHOWN]}…"


def _line(change: Change) -> str:
    if change.row is not None:
        place = f"{change.file} 第 {change.row} 行"
    else:
        place = change.file
    if change.do == "edit":
        sentence = f"“{change.heading}”：{_short(change.old)} → {_short(change.new)}"
    else:
        sentence = f"{WORDS[change.do]}：{_short(change.new or change.old)}"
    return f"{change.sheet} {change.id or '（新）'} {sentence}（{place}）"


def _show(outcome: Outcome, *, preview: bool) -> None:
    for change in outcome.changes:
        click.echo(visible(_line(change)))
    rows = len({(change.sheet, change.id, change.row) for change in outcome.changes})
    if not outcome.changes:
        if not outcome.faults:
            sentence = "没有改动，什么也没有写。"
        else:
            sentence = "没有可以写入的改动。"
    elif outcome.written:
        sentence = f"已导入 {rows} 行、{len(outcome.changes)} 处改动。"
    else:
        sentence = f"{'预览' if preview else '未写入'}：{rows} 行、{len(outcome.changes)} 处改动。"
    click.echo(f"{sentence}没有改动的 {outcome.unchanged} 行。")


def _data(outcome: Outcome) -> dict[str, Any]:
    return {
        "written": outcome.written,
        "unchanged": outcome.unchanged,
        "changes": [
            {
                "do": item.do,
                "sheet": item.sheet,
                "id": item.id,
                "heading": item.heading,
                "old": item.old,
                "new": item.new,
                "file": item.file,
                "row": item.row or 0,
            }
            for item in outcome.changes
        ],
        "faults": [
            {
                "file": item.file,
                "sheet": item.sheet,
                "row": item.row or 0,
                "column": item.column or "",
                "heading": item.heading,
                "what": item.what,
                "wanted": item.wanted,
            }
            for item in outcome.faults
        ],
        "notes": list(outcome.notes),
    }
