"""``shifan evidence``: the register of evidence, its files and what they support."""

from __future__ import annotations

import click

from scoring.cli.lazy import LazyGroup, Members

MEMBERS: Members = {
    "bind": (
        "evidence_bind_command",
        "装订佐证材料卷：每件材料排成 A4 页，统一编页号，带封面、目录、提交表，证明处划红线",
    ),
    "list": ("evidence_list_command:list_", "列出佐证登记表：每条记录能否支撑得分，不能的说明原因"),
    "map": (
        "evidence_review_command:map_",
        "说明一件佐证证明哪个指标的哪项要求；--confirm 确认系统建议的对应关系，--remove 去掉",
    ),
    "pack": (
        "evidence_pack_command",
        "打包迎检卷宗：按指标分文件夹，带总目录、卷内目录、缺失清单、可离线浏览的 index.html 和校验清单",
    ),
    "resubmit": ("evidence_withdraw_command:resubmit", "再交一件撤回过的佐证：重新等专班审核"),
    "review": (
        "evidence_review_command:review",
        "审核一件佐证：--accept 通过，--return 退回并写明原因",
    ),
    "scan": (
        "evidence_scan_command",
        "把文件、文件夹或 zip 收进佐证登记表：识别类型、算校验值、查重，读出标题、文号、发文机关、日期",
    ),
    "search": (
        "evidence_search_command",
        "在登记内容和材料正文里查找：几个词要同时出现；加引号的是一整句",
    ),
    "show": (
        "evidence_review_command:show",
        "显示一件佐证的全部登记内容、现在是否有效，以及它支撑的指标",
    ),
    "suggest": ("evidence_suggest_command", "推荐材料可能证明的指标，按把握大小排列并说明依据"),
    "verify": (
        "evidence_verify_command",
        "核对卷宗（文件夹或 zip）或装订好的材料卷是否完整、有无改动；不写卷宗的，核对工作区的佐证文件夹与登记表",
    ),
    "withdraw": (
        "evidence_withdraw_command:withdraw",
        "撤回一件佐证：单位在专班审核以前收回交错的；编号和经过都留着，不算分，也不再等审",
    ),
}


@click.group(
    cls=LazyGroup,
    members=MEMBERS,
    name="evidence",
    help="佐证材料：把文件登记进来，对应到指标，审核，检索，打成迎检卷宗。",
)
def command() -> None:
    """The group; each command is a module beside."""
