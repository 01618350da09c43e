"""The commands by which units report, apply and answer, and by which leaders decide on an item."""

from __future__ import annotations

from typing import Any

import click

from scoring.cli.ledger_writing import day_of
from scoring.cli.rectify_moving import move_item, move_options, step
from scoring.cli.shared import text_option
from scoring.rectification.transitions import Do

UNIT = "哪个单位（默认：--by 在这个事项里的单位）"


def _by_a_unit(
    do: Do, help_: str, note_: str, *, required: bool = True, unit_: str | None = None
) -> Any:
    """A command that says something in the name of one unit. ``unit_``: the help of ``--unit``
    where it has to be given.
    """

    @click.command(name=do, help=help_)
    @move_options(note_, required=required)
    @text_option("--unit", unit_ or UNIT, "单位", required=unit_ is not None)
    @click.pass_context
    def command(
        ctx: click.Context,
        folder: str | None,
        today: str | None,
        ident: str,
        person: str,
        note: str,
        unit: str,
    ) -> int:
        """Exit code 2 for a unit that is not concerned with the item."""
        move = step(do, today, person, note, unit=unit.strip())
        return move_item(ctx, folder, ident, move, today)

    return command


progress = _by_a_unit(
    "progress",
    "填报进展：牵头、责任单位各报各的，写这一段做了什么；清单和通报里列出。",
    "做了什么",
)
receive = _by_a_unit("receive", "签收：单位收到了交办单、督办单。", "说明", required=False)
object_ = _by_a_unit(
    "object",
    "提出异议：单位认为不是自己的职责，写明理由，等专班答复（settle）。",
    "为什么有异议",
)
settle = _by_a_unit(
    "settle", "答复一个单位的异议，写明维持还是改派。", "怎么答复", unit_="答复哪个单位"
)


@click.command(
    name="apply", help="申请延期：牵头单位写明要延到哪天和理由。批准（extend）以前，期限不变。"
)
@move_options("为什么要延期")
@click.option("--to", "until", metavar="日期", required=True, help="要延到哪天")
@click.pass_context
def apply(
    ctx: click.Context,
    folder: str | None,
    today: str | None,
    ident: str,
    person: str,
    note: str,
    until: str,
) -> int:
    """Exit code 2 for an item without a date, or a day that is not later."""
    move = step("apply", today, person, note, to=day_of(until, "--to"))
    return move_item(ctx, folder, ident, move, today)


@click.command(
    name="review", help="复查持续推进的事项，写明下次复查的日期。过了日期没有复查的，清单里标出。"
)
@move_options("复查的情况", required=False)
@click.option("--next", "following", metavar="日期", required=True, help="下次什么时候复查")
@click.pass_context
def review(
    ctx: click.Context,
    folder: str | None,
    today: str | None,
    ident: str,
    person: str,
    note: str,
    following: str,
) -> int:
    """Exit code 2 for an item that has a date of its own."""
    move = step("review", today, person, note, next=day_of(following, "--next"))
    return move_item(ctx, folder, ident, move, today)


# Neither can be put down without a leader and a record: a bulletin only proposes.
def _escalation(do: Do, help_: str, record: str) -> Any:
    @click.command(name=do, help=help_)
    @move_options("说明", required=False)
    @click.option("--decided-by", metavar="姓名", required=True, help="哪位领导决定的")
    @click.option("--record", metavar="记录", required=True, help=record)
    @click.pass_context
    def command(
        ctx: click.Context,
        folder: str | None,
        today: str | None,
        ident: str,
        person: str,
        note: str,
        decided_by: str,
        record: str,
    ) -> int:
        """Exit code 2 where no leader is named, or nothing was put on record."""
        move = step(do, today, person, note, decided_by=decided_by.strip(), record=record.strip())
        return move_item(ctx, folder, ident, move, today)

    return command


interview = _escalation(
    "interview",
    "记下约谈：通报只建议，领导决定，谈过以后记下来，这一步就办结了。",
    "谈话记录的编号或出处",
)
refer = _escalation(
    "refer", "记下移交：通报只建议，领导决定，移送以后记下来。", "移送函的文号或出处"
)


@click.command(
    name="correct", help="更正一步记错的经过：由办那一步以外的人更正，原来的记录留着，不再算数。"
)
@move_options("错在哪里")
@click.option(
    "--of",
    "number",
    type=click.IntRange(1, 9999),
    metavar="第几步",
    required=True,
    help="从 1 数起，见 show",
)
@click.pass_context
def correct(
    ctx: click.Context,
    folder: str | None,
    today: str | None,
    ident: str,
    person: str,
    note: str,
    number: int,
) -> int:
    """Exit code 2 for a step that is not there, one's own, or one on which later steps rest."""
    move = step("correct", today, person, note, of=number)
    return move_item(ctx, folder, ident, move, today)
