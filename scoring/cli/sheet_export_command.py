"""``shifan sheet export``: workbooks that the units fill in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scoring.cli import shared
from scoring.cli.shared import opened, today_option, workspace_option
from scoring.sheets import KINDS, units_of
from scoring.sheets import export as exported
from scoring.storage import write_atomic

if TYPE_CHECKING:
    from scoring.workspace import Workspace

KIND_HELP = (
    "findings 认定表、evidence 佐证登记表、rectification 整改清单、tasks 任务分解表、"
    "tree 指标体系（规则、分值、佐证要求）、reviews 佐证审核表、vetoes 一票否决表"
)


@click.command(
    name="export",
    short_help="导出给各单位填写的工作簿，写明种类",
    help=f"导出工作簿：{KIND_HELP}。同样的内容和日期，导出的文件逐字节相同。",
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
    """Exit code 2 for an unknown unit or one without rows,
    and unless exactly one target is given.
    """
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
