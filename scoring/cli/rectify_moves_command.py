"""The commands that add an event to an item, and ``open`` for items from outside."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from scoring.actions import item_opening, items
from scoring.cli.ledger_writing import Refused, day_of, person_option
from scoring.cli.rectify_moving import (
    WHO,
    item_options,
    move_item,
    move_options,
    step,
)
from scoring.cli.screen import visible
from scoring.cli.shared import FINE, today_option, workspace_option
from scoring.cli.writing import author, written
from scoring.rectification.transitions import Do
from scoring.values import ONGOING

if TYPE_CHECKING:
    from scoring.workspace.changes import ChangeSet


def _plain_move(
    do: Do, help_: str, note: str, *, word: str = "理由", required: bool = True, who: str = WHO
) -> Any:
    """A command for a step that needs nothing but who takes it and why."""

    @click.command(name=do, help=help_)
    @move_options(note, word=word, required=required, who=who)
    @click.pass_context
    def command(
        ctx: click.Context,
        folder: str | None,
        today: str | None,
        ident: str,
        person: str,
        note: str,
    ) -> int:
        """Exit code 2 when the item's status does not allow it."""
        return move_item(ctx, folder, ident, step(do, today, person, note), today)

    return command


start = _plain_move(
    "start", "开始整改：未整改、退回、重新打开的事项。", "说明", word="说明", required=False
)
return_ = _plain_move("return", "退回申报，写明理由。", "为什么退回", who="退回的人")
reopen = _plain_move(
    "reopen", "重新打开已销号的事项，写明理由：佐证变了，或者又失分了。", "为什么重新打开"
)


@click.command(name="submit", help="申报验收，写明佐证编号（先登记）。申报的人不能销自己的号。")
@move_options("说明", word="说明", required=False)
@click.option(
    "--evidence",
    "-e",
    metavar="佐证编号",
    multiple=True,
    required=True,
    help="证明已整改的佐证，可以写多次",
)
@click.pass_context
def submit(
    ctx: click.Context,
    folder: str | None,
    today: str | None,
    ident: str,
    person: str,
    note: str,
    evidence: tuple[str, ...],
) -> int:
    """Exit code 2 when the item's status does not allow it or a piece is not registered."""
    # Several numbers in one option are as good as the option several times.
    words = ",".join(evidence).replace("，", ",").split(",")
    pieces = tuple(dict.fromkeys(filter(None, words)))
    move = step("submit", today, person, note, evidence=pieces)
    return move_item(ctx, folder, ident, move, today)


@click.command(
    name="close", help="销号：由申报人以外的人核实。申报的佐证都要已登记、现在有效、审核通过。"
)
@move_options("核实的情况", word="理由", who="核实销号的人")
@click.option(
    "--despite",
    metavar="理由",
    default="",
    help="失分还没有消除仍要销号的，另外写明理由，印在销号单和通报上",
)
@click.pass_context
def close(
    ctx: click.Context,
    folder: str | None,
    today: str | None,
    ident: str,
    person: str,
    note: str,
    despite: str,
) -> int:
    """Exit code 2 with the reason when it cannot be signed off."""
    move = step("close", today, person, note, despite=despite.strip())
    return move_item(ctx, folder, ident, move, today)


@click.command(
    name="extend",
    help="延期：批准人写明新的期限和理由。最初的期限保留；已经逾期的，记为逾期后延期。",
)
@move_options("为什么延期", word="理由")
@click.option("--to", "until", metavar="日期", required=True, help="新的期限")
@click.option("--approved-by", metavar="姓名", help="谁批准的（默认：--by 的人）")
@click.pass_context
def extend(
    ctx: click.Context,
    folder: str | None,
    today: str | None,
    ident: str,
    person: str,
    note: str,
    until: str,
    approved_by: str | None,
) -> int:
    """Exit code 2 when the item has no date, or the new one is not later."""
    # Left out, the approver enters the extension himself; an empty name is still refused.
    approver = person if approved_by is None else approved_by
    move = step(
        "extend", today, person, note, to=day_of(until, "--to"), approved_by=approver.strip()
    )
    return move_item(ctx, folder, ident, move, today)


@click.command(
    name="measure",
    help="增加一条整改措施（--add），记下第几条措施已完成（--done），或者经批准改一条措施的期限（--move）。未销号的事项才可以。",
)
@item_options()
@click.option("--add", "text", metavar="措施", help="增加的措施")
@click.option("--due", metavar="日期", help="这条措施的期限（默认：事项的时限）")
@click.option(
    "--done",
    "number",
    type=click.IntRange(1, 999),
    metavar="序号",
    help="第几条措施今天完成，从 1 数起",
)
@click.option(
    "--move",
    "moved",
    type=click.IntRange(1, 999),
    metavar="序号",
    help="改第几条措施的期限，从 1 数起",
)
@click.option("--to", "until", metavar="日期", help="--move：改到哪天")
@click.option("--approved-by", metavar="姓名", default="", help="--move：谁批准的")
@click.option("--note", metavar="理由", default="", help="--move：为什么改期")
@click.pass_context
def measure(
    ctx: click.Context,
    folder: str | None,
    today: str | None,
    ident: str,
    text: str | None,
    due: str | None,
    number: int | None,
    moved: int | None,
    until: str | None,
    approved_by: str,
    note: str,
    person: str,
) -> int:
    """Exit code 2 for a closed item, a measure that is not there,
    or unless one of the three is asked for.
    """
    # One line in the journal says one thing.
    if [text, number, moved].count(None) != 2:
        raise click.UsageError("写 --add 措施、--done 序号 或 --move 序号，选一种")
    if moved is None and (until or approved_by or note):
        raise click.UsageError("--to、--approved-by、--note 与 --move 一起写")
    if moved is not None:
        if until is None:
            raise click.UsageError("--move 要用 --to 写明改到哪天")
        move = step(
            "postpone",
            today,
            person,
            note,
            to=day_of(until, "--to"),
            approved_by=approved_by.strip(),
            measure=moved,
        )
        return move_item(ctx, folder, ident, move, today)
    if text is not None:
        text = text.strip()
    if not person.strip() or text == "":
        raise Refused("--add 和 --by 不能是空白")
    planned = day_of(due, "--due") if due else None
    stated = today is not None

    def plan(changes: ChangeSet) -> str:
        if text is not None:
            added = items.add_measure(changes, ident, text, planned, stated=stated)
            return f"第 {added} 条措施：{visible(text)}"
        assert number is not None
        items.finish_measure(changes, ident, number, stated=stated)
        return f"第 {number} 条措施已完成"

    sentence = written(ctx, folder, author(person, today), "rectify measure", plan)
    click.echo(f"{ident} {sentence}")
    return FINE


@click.command(name="open", help="登记不从失分来的整改事项：督察反馈、舆情、上级通报、自查。")
@workspace_option
@today_option
@click.option(
    "--source",
    type=click.Choice(["supervision", "opinion", "superior", "check"]),
    required=True,
    help="supervision 督察反馈，opinion 舆情，superior 上级通报，check 自查",
)
@click.option("--problem", metavar="问题", required=True, help="是什么问题")
@click.option("--indicator", metavar="指标编号", help="涉及哪个指标")
@click.option(
    "--lead", metavar="单位", multiple=True, help="牵头单位，可以写多次（默认：指标的牵头单位）"
)
@click.option("--support", metavar="单位", multiple=True, help="责任单位，可以写多次")
@click.option("--person", "owner", metavar="姓名", help="责任人")
@click.option("--due", metavar="日期", required=True, help="时限，如 2026-12-31，或 持续推进")
@click.option("--measure", "measures", metavar="措施", multiple=True, help="整改措施，可以写多次")
@person_option(WHO)
@click.pass_context
def open_(
    ctx: click.Context,
    folder: str | None,
    today: str | None,
    source: str,
    problem: str,
    indicator: str | None,
    lead: tuple[str, ...],
    support: tuple[str, ...],
    owner: str | None,
    due: str,
    measures: tuple[str, ...],
    person: str,
) -> int:
    """Exit code 2 for an unknown indicator, or without a lead unit."""
    until: date | str = due if due == ONGOING else day_of(due, "--due")
    if not problem.strip() or not person.strip():
        raise Refused("--problem 和 --by 不能是空白")

    def plan(changes: ChangeSet) -> str:
        return item_opening.open_item(
            changes,
            source=source,
            problem=problem.strip(),
            due=until,
            indicator=indicator,
            lead=lead,
            support=support,
            person=owner,
            measures=measures,
            stated=today is not None,
        )

    ident = written(ctx, folder, author(person, today), "rectify open", plan)
    click.echo(f"{ident} 已立项：{visible(problem.strip())}")
    return FINE


@click.command(
    name="split",
    help="分解：把一个事项分解到各乡镇、各部门，各自整改、各自销号；都销号以后，原事项才能申报、销号。",
)
@item_options()
@click.option(
    "--unit",
    "units",
    metavar="单位",
    multiple=True,
    help="分解到哪些单位，可以写多次，统称按所含单位（默认：责任单位里的统称）",
)
@click.option("--due", metavar="日期", help="各单位的时限（默认：原事项的时限）")
@click.pass_context
def split(
    ctx: click.Context,
    folder: str | None,
    today: str | None,
    ident: str,
    units: tuple[str, ...],
    due: str | None,
    person: str,
) -> int:
    """Exit code 2 for an item that is closed or a part itself,
    and for units that are not responsible.
    """
    until: date | str | None
    if due in (None, ONGOING):
        until = due
    else:
        until = day_of(str(due), "--due")

    def plan(changes: ChangeSet) -> dict[str, str]:
        return item_opening.split_item(changes, ident, units, due=until, stated=today is not None)

    parts = written(ctx, folder, author(person, today), "rectify split", plan)
    click.echo(
        f"{ident} 分解到 {len(parts)} 个单位："
        + "、".join(f"{number} {visible(unit)}" for number, unit in parts.items())
    )
    return FINE
