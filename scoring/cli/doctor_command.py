"""``shifan doctor``: what is missing on this machine, and the command that mends it."""

from __future__ import annotations

import click

from scoring.cli.shared import fine_if
from scoring.documents.health import survey
from scoring.documents.terminal import listing
from scoring.views.sheet import Column, cells_under

COLUMNS = (
    Column("项目", cell=lambda finding: finding.name),
    Column("状态", cell=lambda finding: finding.state),
    Column("说明", fold=60, cell=lambda finding: finding.remark),
)


@click.command(
    name="doctor", help="检查本机：排版组件、字体、磁盘、终端和文字识别是否齐备，缺什么、怎么装。"
)
def command() -> int:
    """Exit code 1 when documents cannot be printed here."""
    findings = survey()
    click.echo(listing(COLUMNS, [cells_under(COLUMNS, finding) for finding in findings]))
    # What only some need (text recognition, a cluster) may be missing on a sound machine.
    return fine_if(not any(item.needed and not item.fine for item in findings))
