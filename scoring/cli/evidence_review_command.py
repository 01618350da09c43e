"""``shifan evidence review``, ``map`` and ``show``: one record at a time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scoring.actions import evidence
from scoring.cli.shared import FINE, deliver, format_option, opened, today_option, workspace_option
from scoring.cli.writing import author, written
from scoring.documents.evidence_data import evidence_data
from scoring.documents.evidence_listing import RECORDS, evidence_rows, record_text
from scoring.values import offered
from scoring.views.sheet import headings

if TYPE_CHECKING:
    from scoring.evidence.model import Evidence
    from scoring.workspace import Workspace
    from scoring.workspace.changes import ChangeSet


def record_of(workspace: Workspace, ident: str) -> Evidence:
    """The record with this id. Raises a usage error for any other."""
    found = {record.id: record for record in workspace.records}
    if ident not in found:
        raise click.BadParameter(
            f"登记表里没有“{ident}”{offered(ident, found)}", param_hint="佐证编号"
        )
    return found[ident]


@click.command(
    name="review",
    help="审核一件佐证：--accept 通过，--return 退回并写明原因。通过后文件或指标再有变化，会显示“待复审”。",
)
@workspace_option
@today_option
@click.argument("ident", metavar="佐证编号")
@click.option("--accept", is_flag=True, help="审核通过")
@click.option("--return", "reason", metavar="原因", help="退回，并写明原因")
@click.option("--note", metavar="备注", help="通过时的备注")
@click.option("--by", "person", required=True, metavar="姓名", help="审核人")
@click.pass_context
def review(
    ctx: click.Context,
    folder: str | None,
    today: str | None,
    ident: str,
    accept: bool,
    reason: str | None,
    note: str | None,
    person: str,
) -> int:
    """Exit code 2 for an unknown record, or unless exactly one decision is given.

    Where another's decision is overtaken, also one of the same moment, the answer says so.
    """
    if accept == (reason is not None):
        raise click.UsageError("写 --accept（通过）或 --return 原因（退回），选一种")
    by = author(person, today)
    state = "accepted" if accept else "returned"

    def plan(changes: ChangeSet) -> tuple[Evidence, str]:
        # As it stands under the lock: whoever decided while this command waited is told too.
        record = evidence.review(changes, ident, accept=accept, note=note if accept else reason)
        return record, evidence.decision_of_another(changes.workspace, record, by.by)

    record, earlier = written(ctx, folder, by, f"evidence review {state}", plan)
    click.echo(f"{ident} {record.label}：{'审核通过' if accept else '已退回'}")
    if earlier:
        again = "再次" if record.review.state == state else "改为"
        decision = f"{again}{evidence.DECISIONS[state]}"
        click.echo(f"原来{earlier}，现由{by.by}{decision}；两次都记在日志里。请和对方核对")
    return FINE


@click.command(
    name="map",
    help="说明一件佐证证明哪个指标的哪项要求；--confirm 确认系统建议的对应关系，--remove 去掉。",
)
@workspace_option
@today_option
@click.argument("ident", metavar="佐证编号")
@click.argument("code", metavar="指标编号")
@click.option("--item", metavar="要求", help="佐证要求的名称（默认：按类型对应）")
@click.option("--locate", metavar="位置", help="在文件的什么位置，如 第3页")
@click.option("--what", metavar="内容", help="证明了什么")
@click.option("--confirm", is_flag=True, help="确认系统建议的对应关系")
@click.option("--remove", is_flag=True, help="去掉与这个指标的对应关系")
@click.option("--by", "person", metavar="姓名", default="", help="谁在对应，记入日志")
@click.pass_context
def map_(
    ctx: click.Context,
    folder: str | None,
    today: str | None,
    ident: str,
    code: str,
    item: str | None,
    locate: str | None,
    what: str | None,
    confirm: bool,
    remove: bool,
    person: str,
) -> int:
    """Exit code 2 for an unknown record, indicator or requirement."""
    record = written(
        ctx,
        folder,
        author(person, today),
        "evidence map",
        lambda changes: evidence.map_piece(
            changes,
            ident,
            code,
            item=item,
            locate=locate,
            what=what,
            confirm=confirm,
            remove=remove,
        ),
    )
    click.echo(
        f"{ident} {record.label}：{'已去掉与' if remove else '已对应到'} "
        f"{code}{' 的对应关系' if remove else ''}"
    )
    return FINE


@click.command(name="show", help="显示一件佐证的全部登记内容、现在是否有效，以及它支撑的指标。")
@workspace_option
@format_option
@click.argument("ident", metavar="佐证编号")
@click.pass_context
def show(ctx: click.Context, folder: str | None, form: str, output: Path | None, ident: str) -> int:
    """Exit code 2 for an unknown record."""
    workspace, code = opened(ctx, folder)
    record_of(workspace, ident)
    row = next(item for item in evidence_data(workspace)["records"] if item["id"] == ident)
    deliver(
        form,
        output,
        data=row,
        headings=headings(RECORDS),
        rows=evidence_rows([row]),
        text=record_text(row),
    )
    return code
