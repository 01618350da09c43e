"""``shifan check``: every problem of every file, in one run, changing nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scoring.cli import shared
from scoring.cli.shared import (
    deliver,
    format_option,
    today_option,
    workspace_folder,
    workspace_option,
)
from scoring.problems import SEVERITY_NAMES, exit_code, in_order
from scoring.views.sheet import Column, cells_under, headings
from scoring.workspace import open_workspace
from scoring.workspace.date_checks import later_than

if TYPE_CHECKING:
    from scoring.problems import Problem

COLUMNS = (
    Column("级别", cell=lambda problem: SEVERITY_NAMES[problem.severity]),
    Column("规则", cell=lambda problem: problem.rule),
    Column("位置", cell=lambda problem: str(problem.where)),
    Column("问题", cell=lambda problem: problem.what),
    Column("怎么改", cell=lambda problem: problem.fix),
)


@click.command(
    name="check",
    help="检查工作区的全部文件，一次列出所有问题：在哪个文件第几行、是什么、怎么改。不改动任何文件。",
)
@workspace_option
@format_option
@today_option
@click.option("--quiet", is_flag=True, help="只列错误，不列警告和提示")
@click.pass_context
def command(
    ctx: click.Context,
    folder: str | None,
    form: str,
    output: Path | None,
    today: str | None,
    quiet: bool,
) -> int:
    """Exit code 0, 1 with errors, 3 when a file could not be read."""
    opening = open_workspace(workspace_folder(ctx, folder))
    later = later_than(opening, shared.today(today))
    problems = tuple(
        # The opening knows no day, so what lies in the future is
        # looked for here, in the same order.
        in_order([*opening.problems, *(item for item in later if item not in opening.problems)])
    )
    shown = [item for item in problems if not quiet or item.severity == "error"]
    rows = [cells_under(COLUMNS, item) for item in shown]
    deliver(
        form,
        output,
        data={"problems": [_data(item) for item in shown]},
        headings=headings(COLUMNS),
        rows=rows,
        text="\n".join([*(_line(row) for row in rows), _summary(problems)]),
    )
    # By all problems, also those that --quiet keeps from being shown.
    return exit_code(problems)


def _data(item: Problem) -> dict[str, str | int]:
    """A problem as JSON; one that is about a whole file stands at its beginning."""
    return {key: 1 if value is None else value for key, value in item.as_json().items()}


def _line(row: Sequence[str]) -> str:
    severity, rule, where, what, fix = row
    return f"{severity} {rule}  {where}\n    {what}\n    → {fix}"


def _summary(problems: Sequence[Problem]) -> str:
    if not problems:
        return "没有发现问题。"
    counts = [
        (name, sum(1 + item.more for item in problems if item.severity == key))
        for key, name in (("error", "错误"), ("warning", "警告"), ("notice", "提示"))
    ]
    listed = "，".join(f"{name} {count} 处" for name, count in counts if count)
    whole = sum(count for _, count in counts)
    return f"\n共 {whole} 处：{listed}。" + ("" if counts[0][1] else "没有错误，可以评分。")
