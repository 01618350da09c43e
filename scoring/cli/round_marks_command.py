"""``shifan round arbitrate`` and ``round withdraw``:
marks of inspectors that are settled or taken back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from scoring.actions import inspection
from scoring.cli.screen import visible
from scoring.cli.shared import FINE, today_option, workspace_option
from scoring.cli.writing import author, written

if TYPE_CHECKING:
    from scoring.rounds.finding import Finding
    from scoring.workspace.changes import ChangeSet

ROUND = "哪个核验或模拟轮次"


@click.command(
    name="arbitrate",
    help="仲裁：几位评查人员评分不同的指标，由没有评过的评查组长定分，写进 --round，以它为准。",
)
@workspace_option
@today_option
@click.argument("code", metavar="指标编号")
@click.option(
    "--round",
    "round_id",
    metavar="轮次",
    required=True,
    help=ROUND + "（各人评分之外的，或本组的仲裁轮次）",
)
@click.option("--score", metavar="分", required=True, help="定多少分")
@click.option("--reason", metavar="理由", required=True, help="为什么这样定")
@click.option("--opinion", type=click.Choice(["属实", "部分属实", "不实"]), help="对自评的意见")
@click.option("--opened", metavar="佐证编号", multiple=True, help="看过哪件佐证，可以写多次")
@click.option("--by", default="", metavar="姓名", help="谁仲裁的")
@click.pass_context
def arbitrate(
    ctx: click.Context,
    folder: str | None,
    today: str | None,
    code: str,
    round_id: str,
    score: str,
    reason: str,
    opinion: str | None,
    opened: tuple[str, ...],
    by: str,
) -> int:
    """Exit code 2 where nobody differs, or the author's own mark is one of those that differ."""
    finding: dict[str, Any] = {"score": score, "reason": reason.strip()}
    if opinion:
        finding["opinion"] = opinion
    if opened:
        finding["opened"] = list(opened)

    def plan(changes: ChangeSet) -> str:
        return inspection.arbitrate(changes, code, finding, round_id=round_id)

    written(ctx, folder, author(by, today), "round arbitrate", plan)
    click.echo(visible(f"{code} 已仲裁：{score} 分，{reason.strip()}（{round_id}）"))
    return FINE


@click.command(
    name="withdraw",
    help="撤回一项评分：由评分的人或评查组长写明理由；不再计分，原来的评分记在轮次文件的 withdrawn 里。",
)
@workspace_option
@today_option
@click.argument("code", metavar="指标编号")
@click.option("--round", "round_id", metavar="轮次", required=True, help=ROUND)
@click.option("--note", metavar="理由", required=True, help="为什么撤回")
@click.option("--by", default="", metavar="姓名", help="谁撤回的")
@click.pass_context
def withdraw(
    ctx: click.Context,
    folder: str | None,
    today: str | None,
    code: str,
    round_id: str,
    note: str,
    by: str,
) -> int:
    """Exit code 2 where there is no mark, or somebody else gave it."""

    def plan(changes: ChangeSet) -> Finding:
        return inspection.withdraw(changes, code, note, round_id=round_id)

    finding = written(ctx, folder, author(by, today), "round withdraw", plan)
    click.echo(visible(f"{code} 的评分已撤回（{round_id}）：{finding.reason or '没有写理由'}"))
    return FINE
