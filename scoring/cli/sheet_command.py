"""``shifan sheet``: workbooks that the units fill in, out and back in."""

from __future__ import annotations

import click

from scoring.cli.lazy import LazyGroup, Members

MEMBERS: Members = {
    "export": ("sheet_export_command:export", "导出给各单位填写的工作簿，写明种类"),
    "import": (
        "sheet_import_command:import_",
        "把填好的工作簿、评查册的核验结果（.json）导回工作区，先逐格比较，列出每一处改动",
    ),
}


@click.group(
    cls=LazyGroup,
    members=MEMBERS,
    name="sheet",
    help="导出、导入给各单位填写的工作簿（WPS、Excel 均可填写）。",
)
def command() -> None:
    """The group; each command is a module beside."""
