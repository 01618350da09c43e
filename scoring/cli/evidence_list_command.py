"""``shifan evidence list``: what is in the register, and whether it counts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scoring.actions.lookup import members_of
from scoring.cli.shared import deliver, format_option, opened, unit_of, workspace_option
from scoring.documents.evidence_data import evidence_data
from scoring.documents.evidence_listing import RECORDS, evidence_rows, evidence_table
from scoring.documents.terminal import listing
from scoring.evidence import selection
from scoring.evidence.intake import briefs
from scoring.evidence.selection import lacking
from scoring.views.sheet import Column, cells_under, headings

if TYPE_CHECKING:
    from scoring.workspace import Workspace


FLAGS = {
    "missing": "只列缺的：文件不在的记录，和还没有满足的佐证要求",
    "expired": "只列已失效、未生效或不在时间窗内的",
    "duplicate": "只列重复和相近的",
    "unmapped": "只列还没有对应到指标的",
    "unread": "只列扫描时没有读出来的",
    "pending": "只列待审核、待复审的",
}
LACKING = (
    Column("指标", cell=lambda row: str(row["indicator"])),
    Column("名称", fold=26, cell=lambda row: str(row["name"])),
    Column("缺的佐证", fold=24, cell=lambda row: str(row["item"])),
    Column("类型", fold=16, cell=lambda row: "、".join(row["kinds"])),
    Column("需要", cell=lambda row: str(row["min"])),
    Column("有效", cell=lambda row: str(row["have"])),
    Column("牵头单位", fold=24, cell=lambda row: "、".join(row["lead"])),
)
"""The requirements that are not met, each as JSON gives it."""


def flag_options(function: click.decorators.FC) -> click.decorators.FC:
    """One switch for each state that a record may be asked for."""
    for name, text in reversed(FLAGS.items()):
        # Click lists options in the reverse of the order in which they are put on.
        function = click.option(f"--{name}", is_flag=True, help=text)(function)
    return function


@click.command(name="list", help="列出佐证登记表：每条记录能否支撑得分，不能的说明原因。")
@workspace_option
@format_option
@click.option("--unit", metavar="单位", help="只列某个单位的")
@click.option("--invalid", is_flag=True, help="只列现在不起作用的")
@flag_options
@click.pass_context
def list_(
    ctx: click.Context,
    /,
    folder: str | None,
    form: str,
    output: Path | None,
    unit: str | None,
    invalid: bool,
    **flags: bool,
) -> int:
    """Exit code 1 when the data holds errors."""
    workspace, code = opened(ctx, folder)
    data = evidence_data(workspace)
    wanted = None
    if unit:
        used = [record.unit for record in workspace.records if record.unit]
        wanted = unit_of(workspace, unit, used)
        data["records"] = [row for row in data["records"] if _unit_of_row(workspace, row) == wanted]
    if invalid:
        data["records"] = [row for row in data["records"] if not row["counts"]]
    why = _selected(workspace, [name for name, asked in flags.items() if asked])
    if why is not None:
        data["records"] = [row for row in data["records"] if row["id"] in why]
    rows = evidence_rows(data["records"], why or {})
    text = evidence_table(data["records"], rows)
    if flags["missing"]:
        data["requirements"] = _lacking(workspace, wanted)
        text += "\n\n" + _lacking_text(data["requirements"])
    deliver(form, output, data=data, headings=headings(RECORDS), rows=rows, text=text)
    return code


def _unit_of_row(workspace: Workspace, row: dict[str, Any]) -> str:
    """The full name of the unit that supplied a piece; "" where none is named."""
    return workspace.units.name(row["unit"]) if row["unit"] else ""


def _selected(workspace: Workspace, flags: list[str]) -> dict[str, str] | None:
    """The records that any of the flags asks for, each with the reason; None without flags."""
    if not flags:
        return None
    records, standings, files = workspace.records, workspace.standings, workspace.files
    probes = briefs(workspace.path)
    choose = {
        "missing": lambda: selection.gone(records, files),
        "expired": lambda: selection.expired(records, standings, workspace.supports),
        "duplicate": lambda: selection.duplicates(records, files, probes),
        "unmapped": lambda: selection.unmapped(records),
        "unread": lambda: selection.unread(records, probes),
        "pending": lambda: selection.pending(records, standings),
    }
    reasons: dict[str, str] = {}
    for flag in flags:
        for ident, reason in choose[flag]().items():
            reasons[ident] = f"{reasons[ident]}；{reason}" if ident in reasons else reason
    return reasons


def _lacking(workspace: Workspace, unit: str | None) -> list[dict[str, Any]]:
    """The requirements that are not met, of the unit's own indicators where one is named."""
    by_code, units = workspace.score().by_code, workspace.units
    asked = [
        leaf for leaf in workspace.tree.leaves() if by_code[leaf.code].state != "not_applicable"
    ]
    return [
        {
            "indicator": item.node.code,
            "name": item.node.name,
            "item": item.item,
            "kinds": list(item.kinds),
            "min": item.wanted,
            "have": item.have,
            "lead": list(item.node.lead),
        }
        for item in lacking(asked, workspace.supports)
        if unit is None or unit in members_of(units, item.node.lead)
    ]


def _lacking_text(rows: list[dict[str, Any]]) -> str:
    text = listing(LACKING, [cells_under(LACKING, row) for row in rows])
    return f"还没有满足的佐证要求：{len(rows)} 项\n{text}"
