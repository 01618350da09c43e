"""``shifan round part``: where each unit stands with its part of a round,
and the steps from 下达 to 已审.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scoring.actions import rounds
from scoring.actions.lookup import round_of
from scoring.actions.tasks import units_with_tasks
from scoring.cli import shared
from scoring.cli.screen import visible
from scoring.cli.shared import (
    FINE,
    deliver,
    format_option,
    opened,
    text_option,
    today_option,
    workspace_option,
)
from scoring.cli.writing import author, written
from scoring.documents.terminal import listing
from scoring.rounds.parts import NAMES, possible, state_of
from scoring.views.sheet import Column, cells_under, headings

if TYPE_CHECKING:
    from scoring.rounds.parts import PartDo, PartState
    from scoring.workspace.changes import ChangeSet

PARTS = (
    Column("单位", cell=lambda row: str(row["unit"])),
    Column("状态", cell=lambda row: str(row["state"])),
    Column("日期", cell=lambda row: str(row["on"])),
    Column("经办人", cell=lambda row: str(row["by"])),
    Column("说明", cell=lambda row: str(row["note"])),
    Column("可以", cell=lambda row: "、".join(NAMES[do] for do in row["possible"])),
)
"""The units of a round, each as JSON gives it."""
ROUND = "哪一轮（默认：工作区的当前轮次）"


@click.group(
    name="part", help="各单位在一轮里的任务：下达、签收、异议、填报、报送、退回、审定，走到哪一步。"
)
def part() -> None:
    """The group; its commands stand below."""


@part.command(name="list", help="列出每个单位走到哪一步，接下来可以做什么。")
@workspace_option
@format_option
@click.option("--round", "round_id", metavar="轮次", help=ROUND)
@click.pass_context
def list_(
    ctx: click.Context, folder: str | None, form: str, output: Path | None, round_id: str | None
) -> int:
    """Exit code 2 for an unknown round."""
    workspace, code = opened(ctx, folder)
    round_ = round_of(workspace, round_id)
    known = round_.head.parts
    # Units that once had a task stay in the list, so that an upheld objection can still be seen.
    names = list(dict.fromkeys([*units_with_tasks(workspace), *known]))
    data: list[dict[str, Any]] = []
    for name in names:
        events = known.get(name, ())
        last = events[-1] if events else None
        data.append(
            {
                "unit": name,
                "state": state_of(events),
                "on": str(last.on) if last else "",
                "by": last.by if last else "",
                "note": (last.note or "") if last else "",
                "possible": list(possible(state_of(events))),
            }
        )
    rows = [cells_under(PARTS, row) for row in data]
    deliver(
        form,
        output,
        data={"round": round_.id, "parts": data},
        headings=headings(PARTS),
        rows=rows,
        text=listing(PARTS, rows),
    )
    return code


def _step(do: PartDo, help_: str, *, reason: bool = False, several: bool = False) -> click.Command:
    @click.command(name=do, help=help_)
    @workspace_option
    @today_option
    @click.argument(
        "units", metavar="单位…" if several else "单位", nargs=-1 if several else 1, required=True
    )
    @click.option("--round", "round_id", metavar="轮次", help=ROUND)
    @click.option("--by", default="", metavar="姓名", help="谁办的")
    @text_option("--note", "理由或说明", "理由", required=reason)
    @click.pass_context
    def command(
        ctx: click.Context,
        folder: str | None,
        today: str | None,
        units: str | tuple[str, ...],
        round_id: str | None,
        by: str,
        note: str,
    ) -> int:
        """Exit code 2 where the state of the part does not allow the step,
        or this person may not.
        """
        asked = (units,) if isinstance(units, str) else units
        day = shared.today(today)

        # All units or none: a list that was given out half would be given out twice.
        def plan(changes: ChangeSet) -> list[tuple[str, PartState]]:
            return [
                rounds.step_part(changes, unit, do, on=day, note=note.strip(), round_id=round_id)
                for unit in dict.fromkeys(asked)
            ]

        for unit, state in written(ctx, folder, author(by, today), f"round part {do}", plan):
            click.echo(visible(f"{unit}：{NAMES[do]}，现在是“{state}”"))
        return FINE

    return command


for command in (
    _step("assign", "下达：把这一轮的任务交给单位，可以写几个单位。", several=True),
    _step("receive", "签收：单位收到了任务。"),
    _step("object", "提出异议：单位认为不是自己的职责，写明理由。", reason=True),
    _step("uphold", "采纳异议：收回单位的任务，写明理由。", reason=True),
    _step("overrule", "维持任务：不采纳异议，写明理由。", reason=True),
    _step("fill", "填报：单位开始填写。"),
    _step("submit", "报送：单位审核后交给专班，交了以后单位不能再改。"),
    _step("recall", "撤回报送：专班还没有开始审核的，单位可以撤回再改。"),
    _step("return", "退回：专班退回单位修改，写明理由。", reason=True),
    _step("approve", "审定：专班认可单位报送的内容。"),
):
    part.add_command(command)
