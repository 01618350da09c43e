"""``shifan sheet``: workbooks that the units fill in, out and back in."""

from __future__ import annotations

import json
import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scoring.cli import shared
from scoring.cli.incoming import read_all
from scoring.cli.screen import escaped, visible
from scoring.cli.shared import FINE, PROBLEMS, opened, today_option, workspace_option

if TYPE_CHECKING:
    from scoring.sheets import Change, Outcome
    from scoring.workspace import Workspace

KIND_HELP = (
    "findings 认定表、evidence 佐证登记表、rectification 整改清单、tasks 任务分解表、"
    "tree 指标体系（规则、分值、佐证要求）、reviews 佐证审核表、vetoes 一票否决表"
)
WORDS = {"new": "新增", "delete": "删除"}
SHOWN = 60
"""Characters of an old or new text on the screen."""


@click.group(name="sheet", help="导出、导入给各单位填写的工作簿（WPS、Excel 均可填写）。")
def command() -> None:
    """The group."""


@command.command(
    name="export", help=f"导出工作簿：{KIND_HELP}。同样的内容和日期，导出的文件逐字节相同。"
)
@workspace_option
@today_option
@click.argument(
    "kind",
    metavar="种类",
    type=click.Choice(
        ["findings", "evidence", "rectification", "tasks", "tree", "reviews", "vetoes"],
        case_sensitive=False,
    ),
)
@click.option(
    "-o",
    "--output",
    metavar="文件",
    type=click.Path(dir_okay=False, path_type=Path),
    help="写入的工作簿（.xlsx）",
)
@click.option("--unit", metavar="单位", help="只导出这个单位的行（全称或简称）")
@click.option(
    "--all-units",
    "units",
    metavar="文件夹",
    type=click.Path(file_okay=False, path_type=Path),
    help="给每个单位各导出一份，放进这个文件夹",
)
@click.pass_context
def export(
    ctx: click.Context,
    folder: str | None,
    today: str | None,
    kind: str,
    output: Path | None,
    unit: str | None,
    units: Path | None,
) -> int:
    """Exit code 2 for an unknown unit or one without rows, and unless exactly one target is
    given.
    """
    from scoring.sheets import KINDS, units_of
    from scoring.sheets import export as exported
    from scoring.storage import write_atomic

    if (output is None) == (units is None):
        raise click.UsageError("用 -o 写明一个 .xlsx 文件，或用 --all-units 写明文件夹，选一种")
    if unit is not None and units is not None:
        raise click.UsageError("--unit 与 --all-units 不能同时用")
    if output is not None and output.suffix.lower() != ".xlsx":
        raise click.BadParameter("文件名要以 .xlsx 结尾", param_hint="-o")
    day = shared.today(today)
    workspace, code = opened(ctx, folder)
    table = KINDS[kind](workspace)
    if output is not None:
        own = _unit(workspace, unit, units_of(table)) if unit is not None else None
        write_atomic(output, exported(workspace, kind, today=day, unit=own, table=table))
        click.echo(str(output))
        return code
    assert units is not None
    names = units_of(table)
    if not names:
        raise click.UsageError(f"{table.title}里没有写明单位的行，没有可导出的")
    for name in names:
        target = units / f"{_file_name(name)}-{table.title}.xlsx"
        write_atomic(target, exported(workspace, kind, today=day, unit=name, table=table))
        click.echo(str(target))
    return code


@command.command(
    name="import",
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
    # The reader of workbooks loads numpy and reckons nothing with it: a second thread of its only
    # keeps the child from beginning as a copy of this process.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from scoring.actions.sheets import import_books, import_results
    from scoring.confined import Confined
    from scoring.sheets import Terms, review_results
    from scoring.sheets.child import read_in_child
    from scoring.sheets.review_file import read_result

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
    return PROBLEMS if outcome.faults else FINE


def _unit(workspace: Workspace, given: str, names: list[str]) -> str:
    """The full name of a unit that has rows."""
    name = shared.unit_of(workspace, given, names)
    if name not in names:
        raise click.BadParameter(f"“{name}”在这张表里没有任何一行", param_hint="--unit")
    return name


def _file_name(unit: str) -> str:
    """A unit's name as part of a file's name."""
    return (
        "".join("_" if sign in '\\/:*?"<>|' or sign < " " else sign for sign in unit).strip(" .")[
            :80
        ]
        or "_"
    )


def _are_results(files: tuple[Path, ...]) -> bool:
    """Whether the files are results of the review book. Raises a usage error for a mixture."""
    results = [path.suffix.lower() == ".json" for path in files]
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
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"


def _line(change: Change) -> str:
    place = f"{change.file} 第 {change.row} 行" if change.row is not None else change.file
    if change.do == "edit":
        said = f"“{change.heading}”：{_short(change.old)} → {_short(change.new)}"
    else:
        said = f"{WORDS[change.do]}：{_short(change.new or change.old)}"
    return f"{change.sheet} {change.id or '（新）'} {said}（{place}）"


def _show(outcome: Outcome, *, preview: bool) -> None:
    for change in outcome.changes:
        click.echo(visible(_line(change)))
    rows = len({(change.sheet, change.id, change.row) for change in outcome.changes})
    if not outcome.changes:
        said = "没有改动，什么也没有写。" if not outcome.faults else "没有可以写入的改动。"
    elif outcome.written:
        said = f"已导入 {rows} 行、{len(outcome.changes)} 处改动。"
    else:
        said = f"{'预览' if preview else '未写入'}：{rows} 行、{len(outcome.changes)} 处改动。"
    click.echo(f"{said}没有改动的 {outcome.unchanged} 行。")


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
