"""``shifan evidence``: what is in the register, and whether it counts."""

from __future__ import annotations

from pathlib import Path

import click

from scoring.cli.shared import deliver, format_option, opened, table, workspace_option


@click.group(name="evidence", help="查看佐证材料：登记了什么，现在是否有效，为什么。")
def command() -> None:
    """The group; its commands stand below."""


@command.command(name="list", help="列出佐证登记表：每条记录能否支撑得分，不能的说明原因。")
@workspace_option
@format_option
@click.option("--unit", help="只列某个单位的")
@click.option("--invalid", is_flag=True, help="只列现在不起作用的")
@click.pass_context
def list_(ctx: click.Context, folder: str | None, form: str, output: Path | None, unit: str | None, invalid: bool) -> int:
    """Exit code 1 when the data holds errors."""
    from scoring.reporting.data import evidence_data
    from scoring.reporting.tables import EVIDENCE_HEADINGS, evidence_row

    workspace, code = opened(ctx, folder)
    data = evidence_data(workspace)
    wanted = workspace.units.name(unit) if unit else None
    data["records"] = [
        row
        for row in data["records"]
        if (wanted is None or (row["unit"] and workspace.units.name(row["unit"]) == wanted)) and not (invalid and row["counts"])
    ]
    rows = [evidence_row(row) for row in data["records"]]
    counted = sum(row["counts"] for row in data["records"])
    text = table(EVIDENCE_HEADINGS, rows, widths=[None, 30, None, None, None, 20, None, 36])
    deliver(form, output, data=data, headings=EVIDENCE_HEADINGS, rows=rows, text=f"{text}\n\n共 {len(rows)} 条，有效 {counted} 条")
    return code
