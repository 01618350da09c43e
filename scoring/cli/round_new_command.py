"""``shifan round new``: a new round, blank or taken over from an earlier one."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal, cast

import click

from scoring.actions.new_rounds import NewRound, begin_round
from scoring.cli import shared
from scoring.cli.shared import (
    FINE,
    deliver,
    format_option,
    today_option,
    workspace_folder,
    workspace_option,
)
from scoring.cli.writing import author
from scoring.documents.rounds.carrying_over import (
    CARRIED,
    created_data,
    created_rows,
    created_text,
)
from scoring.storage import text_of, write_records
from scoring.views.sheet import headings
from scoring.workspace.new_round import opened_again

KINDS = ["self", "mock", "inspection"]


@click.command(
    name="new",
    help="新建一个轮次文件 rounds/名称.yaml。用 --from 沿用旧轮次的认定；再用 --tree 换新的指标体系时，"
    "只沿用对应关系确定的，其余都以“待确认”注明。不覆盖已有的轮次。",
)
@workspace_option
@format_option
@today_option
@click.argument("name", metavar="名称")
@click.option(
    "--kind",
    type=click.Choice(KINDS),
    default="self",
    show_default=True,
    help="self 自评，mock 模拟测评，inspection 核验",
)
@click.option("--basis", metavar="轮次", help="核验或模拟的是哪一轮（默认：工作区的当前轮次）")
@click.option("--from", "source", metavar="旧轮次", help="沿用这一轮的认定")
@click.option(
    "--tree", "wanted_tree", metavar="ID或文件", help="新的指标体系（默认：工作区现用的）"
)
@click.option("--as-of", "as_of", metavar="日期", help="评估日（默认：今天）")
@click.option(
    "--window",
    metavar="起..止",
    help="材料时间窗，如 2026-01-01..2027-10-31（默认：上一年1月1日至评估日；核验和模拟沿用所核验轮次的）",
)
@click.option("--group", default="", metavar="名称", help="核验、模拟：哪个评查组，意见书由它出具")
@click.option(
    "--inspector",
    "inspectors",
    multiple=True,
    metavar="姓名",
    help="核验、模拟：评查人员，可以写多次",
)
@click.option("--arbitration", is_flag=True, help="核验、模拟：这个轮次是仲裁，由没有评过的人定分")
@click.option("--switch", is_flag=True, help="同时把 workspace.yaml 的 tree 和 round 改为新的")
@click.option("--by", default="", metavar="姓名", help="记入 journal.jsonl 的经办人")
@click.pass_context
def new(
    ctx: click.Context,
    folder: str | None,
    form: str,
    output: Path | None,
    today: str | None,
    name: str,
    kind: str,
    basis: str | None,
    source: str | None,
    wanted_tree: str | None,
    as_of: str | None,
    window: str | None,
    group: str,
    inspectors: tuple[str, ...],
    arbitration: bool,
    switch: bool,
    by: str,
) -> int:
    """Exit code 2 for a round that exists or a name that cannot be used,
    3 for files that cannot be read.
    """
    person = author(by, today)
    wish = NewRound(
        name,
        cast("Literal['self', 'mock', 'inspection']", kind),
        _day(as_of, "--as-of") if as_of else person.on,
        _window(window) if window else None,
        basis,
        source,
        wanted_tree,
        group,
        inspectors,
        arbitration,
        switch,
    )
    home = workspace_folder(ctx, folder)
    # Kept, since a switch to a round that cannot be opened has to be taken back.
    before = text_of(home, "workspace.yaml") if switch else ""
    created = write_records(home, person, "round new", lambda changes: begin_round(changes, wish))
    if created.switched:
        opened_again(home, created, before, person)
    deliver(
        form,
        output,
        data=created_data(created),
        headings=headings(CARRIED),
        rows=created_rows(created),
        text=created_text(created),
    )
    return FINE


def _day(text: str, option: str) -> date:
    try:
        if shared.DAY.fullmatch(text):
            return date.fromisoformat(text)
        raise ValueError(text)
    except ValueError:
        raise click.BadParameter("应写成 2026-11-22 这样的日期", param_hint=option) from None


def _window(text: str) -> tuple[date, date]:
    start, found, end = text.partition("..")
    if not found:
        raise click.BadParameter("应写成 2026-01-01..2027-10-31", param_hint="--window")
    span = _day(start, "--window"), _day(end, "--window")
    if span[0] > span[1]:
        raise click.BadParameter("起不能晚于止", param_hint="--window")
    return span
