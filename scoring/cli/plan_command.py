"""``shifan plan``: the cheapest way to a target, and the order to do it in."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import click

from scoring.cli import shared
from scoring.cli.ledger_writing import day_of
from scoring.cli.shared import (
    FINE,
    deliver,
    fine_if,
    format_option,
    needs_file,
    opened,
    today_option,
    workspace_option,
)
from scoring.documents.plan_report import (
    STEP_COLUMNS,
    plan_data,
    plan_rows,
    plan_text,
    plan_workbook,
)
from scoring.planning import GoalError, Wishes, make_plan
from scoring.storage import write_atomic
from scoring.values import number
from scoring.views.head import issuer_of
from scoring.views.sheet import headings


@click.command(
    name="plan",
    help="算出最省的推进计划：选哪些整改事项、按什么次序做，到限期能达到目标总分、等次或创建条件，而且总人日最少。"
    "每个牵头单位一次做一个事项，不同单位同时做；节假日照算。达不到的，给出最接近的办法，退出码1。",
)
@workspace_option
@format_option
@today_option
@click.option("--target", metavar="分", help="目标总分，如 90")
@click.option("--grade", metavar="等次", help="目标等次，如 良好")
@click.option("--criterion", metavar="条件", help="目标创建条件的编号，如 C2")
@click.option("--ready", is_flag=True, help="目标是创建条件全部达到")
@click.option("--by", metavar="日期", required=True, help="限期，到这一天（含）为止")
@click.option(
    "--days", metavar="人日", help="一共可用多少人日（默认不限）；不够时给出其中最好的办法"
)
@click.option(
    "--people",
    type=click.IntRange(1, 1000),
    metavar="人数",
    default=1,
    show_default=True,
    help="每个牵头单位投入几个人，一起做同一个事项",
)
@click.option(
    "--default-effort",
    metavar="人日",
    default="5",
    show_default=True,
    help="没有写人日（effort）的事项按多少人日估",
)
@click.option("--to", "target_form", type=click.Choice(["xlsx"]), help="生成工作簿（与 -o 一起用）")
@click.pass_context
def command(
    ctx: click.Context,
    folder: str | None,
    form: str,
    output: Path | None,
    today: str | None,
    target: str | None,
    grade: str | None,
    criterion: str | None,
    ready: bool,
    by: str,
    days: str | None,
    people: int,
    default_effort: str,
    target_form: str | None,
) -> int:
    """Exit code 0 when the plan reaches its goal, 1 when none does or the data holds errors."""
    needs_file(target_form, output)
    goal = _goal(target, grade, criterion, ready=ready)
    # Days are judged before the workspace is opened: that takes a second where it is large.
    day, last = shared.today(today), day_of(by, "--by")
    if last < day:
        raise click.BadParameter(f"{last} 已经过去（今天按 {day}）", param_hint="--by")
    wishes = Wishes(
        today=day,
        by=last,
        target=None if target is None else _amount(target, "--target"),
        criterion=criterion,
        grade=grade,
        ready=ready,
        budget=None if days is None else _amount(days, "--days"),
        people=people,
        default_effort=_amount(default_effort, "--default-effort"),
    )
    workspace, code = opened(ctx, folder)
    try:
        plan = make_plan(workspace, wishes)
    except GoalError as error:
        raise click.BadParameter(str(error), param_hint=goal) from None
    if target_form and output is not None:
        write_atomic(output, plan_workbook(plan, issuer_of(workspace)))
        click.echo(str(output))
    else:
        deliver(
            form,
            output,
            data=plan_data(plan),
            headings=headings(STEP_COLUMNS),
            rows=plan_rows(plan),
            text=plan_text(plan),
        )
    # A plan on faulty data may be reached on paper only.
    return fine_if(plan.reached and code == FINE)


def _goal(target: str | None, grade: str | None, criterion: str | None, *, ready: bool) -> str:
    """The option by which the goal is stated. Raises a usage error unless it is just one."""
    stated = _goals(target, grade, criterion, ready=ready)
    wanted = [name for name, given in stated.items() if given]
    if len(wanted) == 1:
        return wanted[0]
    sentence = f"写了 {'、'.join(wanted)}" if wanted else "一个也没有写"
    raise click.UsageError(f"目标写一个：--target、--grade、--criterion 或 --ready（{sentence}）")


def _goals(
    target: str | None, grade: str | None, criterion: str | None, *, ready: bool
) -> dict[str, bool]:
    """The options that name a goal, and which of them are given."""
    return {
        "--target": target is not None,
        "--grade": grade is not None,
        "--criterion": criterion is not None,
        "--ready": ready,
    }


def _amount(text: str, option: str) -> Fraction:
    """A number that an option gives, not negative. Raises a usage error for anything else."""
    try:
        amount = number(text)
    except ValueError:
        raise click.BadParameter(f"“{text}”不是数字，应写成 90 或 2.5", param_hint=option) from None
    if amount < 0:
        raise click.BadParameter("不能小于0", param_hint=option)
    return amount
