"""``shifan rectify sync``: from the gaps of the current round to the ledger."""

from __future__ import annotations

from pathlib import Path

import click

from scoring.actions import item_opening
from scoring.cli.ledger_writing import day_of, person_option
from scoring.cli.shared import FINE, deliver, format_option, opened, today_option, workspace_option
from scoring.cli.writing import author, written
from scoring.documents.rectification.ledger import SYNCED, sync_data, sync_rows, sync_text
from scoring.people import SYSTEM
from scoring.rectification.writing import whole
from scoring.views.sheet import headings


@click.command(
    name="sync",
    short_help="从当前轮次的失分生成、更新整改清单；不重复、不删除。",
    help="对照当前轮次的失分更新整改清单：新的失分新增事项，未销号的更新失分；失分已消除的、销号后又失分的，只提示。"
    "不重复新增，不删除。再运行一次，没有变化就不写文件。",
)
@workspace_option
@format_option
@today_option
@person_option("经办人，记入立项和日志（默认：系统）", required=False)
@click.option("--due", metavar="日期", help="指标体系没有写时限、或时限已过的新事项，用这个日期")
@click.option("--preview", is_flag=True, help="只看会有什么变化，不写入")
@click.pass_context
def sync(
    ctx: click.Context,
    folder: str | None,
    form: str,
    output: Path | None,
    today: str | None,
    person: str | None,
    due: str | None,
    preview: bool,
) -> int:
    """Exit code 2 where the ledger cannot be changed safely."""
    until = day_of(due, "--due") if due else None
    by = author(person or "", today)
    if preview:
        # Without the lock: a look keeps nobody from writing.
        workspace, _ = opened(ctx, folder)
        # An item that cannot be read would be taken for missing, and be opened once more.
        whole(workspace.problems)
        proposals = item_opening.proposed(workspace, by.on, by.by or SYSTEM, until)
    else:
        stated = today is not None
        proposals = written(
            ctx,
            folder,
            by,
            "rectify sync",
            lambda changes: item_opening.sync(changes, until, stated=stated),
        )
    text = ("预览，没有写入。\n\n" if preview else "") + sync_text(proposals)
    deliver(
        form,
        output,
        data=sync_data(proposals),
        headings=headings(SYNCED),
        rows=sync_rows(proposals),
        text=text,
    )
    return FINE
