"""``shifan rectify list`` and ``show``: the ledger as it stands on a day."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scoring.actions.items import state_of
from scoring.cli import shared
from scoring.cli.shared import (
    deliver,
    format_option,
    opened,
    tell_later,
    today_option,
    workspace_option,
)
from scoring.documents.rectification.ledger import (
    item_data,
    list_text,
    show_data,
    show_text,
)
from scoring.rectification.compile_bulletin import leads
from scoring.rectification.state import states
from scoring.views.columns import cells_of_line, headings_of
from scoring.views.item import ItemView, item_view

if TYPE_CHECKING:
    from scoring.rectification.state import ItemState
    from scoring.workspace import Workspace

STATUSES = ["未整改", "整改中", "待验收", "退回", "重新打开", "已销号"]


@click.command(
    name="list",
    help="列出整改清单，按轻重排列：一票否决和约束性指标在前，再按失分多少。颜色按当天推算。",
)
@workspace_option
@format_option
@today_option
@click.option("--unit", metavar="单位", help="只列这个单位牵头的事项")
@click.option("--status", type=click.Choice(STATUSES), help="只列这种状态的事项")
@click.option("--overdue", is_flag=True, help="只列逾期的事项")
@click.option(
    "--colour",
    type=click.Choice(["红", "黄", "蓝", "无"]),
    help="只列这种颜色：红 逾期，黄 滞后，蓝 临期",
)
@click.pass_context
def list_(
    ctx: click.Context,
    folder: str | None,
    form: str,
    output: Path | None,
    today: str | None,
    unit: str | None,
    status: str | None,
    overdue: bool,
    colour: str | None,
) -> int:
    """Exit code 1 when the data holds errors."""
    day = shared.today(today)
    workspace, code = opened(ctx, folder)
    tell_later(workspace, day)
    shown = list(states(workspace.ledger, workspace.score().by_code, workspace.proofs, day))
    if unit:
        shown = _led_by(workspace, shown, unit)
    if status is not None:
        shown = [state for state in shown if state.item.status == status]
    if overdue:
        shown = [state for state in shown if state.overdue_days]
    if colour is not None:
        shown = [state for state in shown if state.colour == colour]
    deliver(
        form,
        output,
        data={"items": [item_data(state) for state in shown]},
        headings=headings_of(ItemView),
        rows=[cells_of_line(item_view(state.item, state)) for state in shown],
        text=list_text(shown, workspace.ledger, day),
    )
    return code


def _led_by(workspace: Workspace, shown: list[ItemState], given: str) -> list[ItemState]:
    """The items that a unit leads: by its own name, as a member of a group, or as that group.

    Raises a usage error for a unit that nobody knows.
    """
    used = [name for item in workspace.ledger for name in item.lead]
    unit = shared.unit_of(workspace, given, used)
    return [
        state for state in shown if unit in (*leads(state.item, workspace.units), *state.item.lead)
    ]


@click.command(name="show", help="显示一个整改事项的全部内容、经过，以及现在可以做什么。")
@workspace_option
@format_option
@today_option
@click.argument("ident", metavar="事项编号")
@click.pass_context
def show(
    ctx: click.Context,
    folder: str | None,
    form: str,
    output: Path | None,
    today: str | None,
    ident: str,
) -> int:
    """Exit code 2 for an unknown item."""
    day = shared.today(today)
    workspace, code = opened(ctx, folder)
    state = state_of(workspace, ident, day)
    text = show_text(state, workspace.score())
    deliver(
        form,
        output,
        data=show_data(state),
        headings=headings_of(ItemView),
        rows=[cells_of_line(item_view(state.item, state))],
        text=text,
    )
    return code
