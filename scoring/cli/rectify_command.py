"""``shifan rectify``: the ledger from discovery to sign-off."""

from __future__ import annotations

import click

from scoring.cli.lazy import LazyGroup, Members

MEMBERS: Members = {
    "apply": ("rectify_people_command:apply", "申请延期：牵头单位写明要延到哪天和理由"),
    "bulletin": ("rectify_bulletin_command:bulletin", "每周通报；--issue 编号印发"),
    "close": ("rectify_moves_command:close", "销号：由申报人以外的人核实"),
    "correct": (
        "rectify_people_command:correct",
        "更正一步记错的经过：由办那一步以外的人更正，原来的记录留着，不再算数",
    ),
    "extend": ("rectify_moves_command:extend", "延期：批准人写明新的期限和理由"),
    "interview": (
        "rectify_people_command:interview",
        "记下约谈：通报只建议，领导决定，谈过以后记下来，这一步就办结了",
    ),
    "list": (
        "rectify_list_command:list_",
        "列出整改清单，按轻重排列：一票否决和约束性指标在前，再按失分多少",
    ),
    "measure": (
        "rectify_moves_command:measure",
        "增加一条整改措施（--add），记下第几条措施已完成（--done），或者经批准改一条措施的期限（--move）",
    ),
    "object": (
        "rectify_people_command:object_",
        "提出异议：单位认为不是自己的职责，写明理由，等专班答复（settle）",
    ),
    "open": (
        "rectify_moves_command:open_",
        "登记不从失分来的整改事项：督察反馈、舆情、上级通报、自查",
    ),
    "papers": (
        "rectify_papers_command:papers",
        "列出印发过的督办单、约谈通知、整改月报、送阅件：发给谁，什么时候回复，谁还没有签收",
    ),
    "progress": (
        "rectify_people_command:progress",
        "填报进展：牵头、责任单位各报各的，写这一段做了什么；清单和通报里列出",
    ),
    "receive": ("rectify_people_command:receive", "签收：单位收到了交办单、督办单"),
    "refer": ("rectify_people_command:refer", "记下移交：通报只建议，领导决定，移送以后记下来"),
    "reopen": (
        "rectify_moves_command:reopen",
        "重新打开已销号的事项，写明理由：佐证变了，或者又失分了",
    ),
    "return": ("rectify_moves_command:return_", "退回申报，写明理由"),
    "review": ("rectify_people_command:review", "复查持续推进的事项，写明下次复查的日期"),
    "settle": ("rectify_people_command:settle", "答复一个单位的异议，写明维持还是改派"),
    "show": ("rectify_list_command:show", "显示一个整改事项的全部内容、经过，以及现在可以做什么"),
    "split": (
        "rectify_moves_command:split",
        "分解：把一个事项分解到各乡镇、各部门，各自整改、各自销号；都销号以后，原事项才能申报、销号",
    ),
    "start": ("rectify_moves_command:start", "开始整改：未整改、退回、重新打开的事项"),
    "submit": ("rectify_moves_command:submit", "申报验收，写明佐证编号（先登记）"),
    "sync": ("rectify_sync_command:sync", "从当前轮次的失分生成、更新整改清单；不重复、不删除"),
    "urge": (
        "rectify_papers_command:urge",
        "印发督办单：编号存入 papers/，发给这些事项的牵头单位，以后不再改动；用 report urge 打印",
    ),
}


@click.group(
    cls=LazyGroup,
    members=MEMBERS,
    name="rectify",
    help="短板整改：从失分生成整改清单，申报、销号、退回、延期，每周通报。",
)
def command() -> None:
    """The group; each command is a module beside."""
