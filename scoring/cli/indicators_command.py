"""``shifan indicators``: indicator trees, imported, read and compared."""

from __future__ import annotations

import click

from scoring.cli.lazy import LazyGroup, Members

MEMBERS: Members = {
    "confirm": ("confirm_command", "确认导入时推定的评分规则和完成时限"),
    "diff": (
        "indicators_show_command:diff",
        "对照新旧两套指标体系：未变、改名、移动、拆分、合并、新增、取消和分值变化，逐项列出",
    ),
    "import": (
        "import_command",
        "把官方文件（Word、Excel、WPS、网页、文本、PDF、CSV）转成指标体系 YAML，并列出每一处存疑和处理办法",
    ),
    "list": ("indicators_show_command:list_", "列出内置的指标体系"),
    "show": ("indicators_show_command:show", "显示一套指标体系：内置体系的 id，或 YAML 文件"),
}


@click.group(
    cls=LazyGroup,
    members=MEMBERS,
    name="indicators",
    help="指标体系：导入官方文件，确认推定的内容，查看内置的和自己的，新旧版本对照。",
)
def command() -> None:
    """The group; each command is a module beside."""
