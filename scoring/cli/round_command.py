"""``shifan round``: rounds, the tasks of the units in them, samples and comparisons."""

from __future__ import annotations

import click

from scoring.cli.lazy import LazyGroup, Members

MEMBERS: Members = {
    "arbitrate": (
        "round_marks_command:arbitrate",
        "仲裁：几位评查人员评分不同的指标，由没有评过的评查组长定分，写进 --round，以它为准",
    ),
    "compare": (
        "round_compare_command",
        "对比两个或更多轮次：每个指标和总分变了多少，各有多少是因为体系、认定、佐证、核验变化，相加恰好等于总变化",
    ),
    "freeze": (
        "round_freeze_command",
        "把一个自评轮次现在的佐证情况存档（rounds/名称.support.json），以后对比轮次时用存档，不受此后增减佐证的影响",
    ),
    "new": ("round_new_command:new", "新建一个轮次文件 rounds/名称.yaml"),
    "part": (
        "round_part_command:part",
        "各单位在一轮里的任务：下达、签收、异议、填报、报送、退回、审定，走到哪一步",
    ),
    "sample": (
        "round_sample_command",
        "为核验或模拟轮次抽样：指标、佐证、案卷；同一个种子抽出同样的结果",
    ),
    "withdraw": (
        "round_marks_command:withdraw",
        "撤回一项评分：由评分的人或评查组长写明理由；不再计分，原来的评分记在轮次文件的 withdrawn 里",
    ),
}


@click.group(
    cls=LazyGroup, members=MEMBERS, name="round", help="轮次：新建、为核验抽样、对比、佐证存档。"
)
def command() -> None:
    """The group; each command is a module beside."""
