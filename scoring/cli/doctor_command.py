"""``shifan doctor``: what is missing on this machine, and the command that mends it."""

from __future__ import annotations

import click

from scoring.cli.shared import fine_if
from scoring.documents.health import survey
from scoring.documents.terminal import table


@click.command(
    name="doctor", help="检查本机：排版组件、字体、磁盘、终端和文字识别是否齐备，缺什么、怎么装。"
)
def command() -> int:
    """Exit code 1 when documents cannot be printed here."""
    findings = survey()
    click.echo(
        table(
            ["项目", "状态", "说明"],
            [[item.name, item.state, item.remark] for item in findings],
            widths=[None, None, 60],
        )
    )
    # What only some need (text recognition, a cluster) may be missing on a sound machine.
    return fine_if(not any(item.needed and not item.fine for item in findings))
