"""``shifan round sample``: draws what an inspection looks at, so that anyone can draw it again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from scoring.actions.samples import Draw, check_sample, draw_sample, try_out
from scoring.cli.shared import (
    FINE,
    deliver,
    fine_if,
    format_option,
    opened,
    today_option,
    workspace_option,
)
from scoring.cli.writing import author, written
from scoring.documents.inspection.sample import (
    CHECK,
    check_data,
    check_rows,
    check_text,
    sample_columns,
    sample_data,
    sample_rows,
    sample_text,
)
from scoring.inspection.save_sample import DO
from scoring.views.sheet import headings

if TYPE_CHECKING:
    from scoring.documents.inspection.sample import Drawing
    from scoring.rounds.sampling import SampleBy
    from scoring.workspace.changes import ChangeSet

MOST = 10_000


@click.command(
    name="sample",
    short_help="为核验或模拟轮次抽样：指标、佐证、案卷；同一个种子抽出同样的结果。",
    help="为核验或模拟轮次抽样。按板块、再按测评方式、牵头单位或风险分层抽指标，每项指标抽佐证，另可从案卷清单里抽案卷；"
    "结果和种子写进这个轮次的文件。同一个种子、同一份名册，谁来抽都一样，用 --check 复核。"
    "不写轮次，就用唯一还没有抽样的核验、模拟轮次。",
)
@workspace_option
@format_option
@today_option
@click.argument("name", metavar="[轮次]", required=False)
@click.option(
    "--by",
    type=click.Choice(["methods", "units", "risk"]),
    default="risk",
    show_default=True,
    help="板块之内按什么分层：methods 测评方式，units 牵头单位，risk 风险（风险大的机会大）",
)
@click.option("--size", type=click.IntRange(1, MOST), metavar="项数", help="抽几项指标")
@click.option(
    "--seed", metavar="种子", help="一段文字或数字；请用事先说定、事后可查的，如开会的日期"
)
@click.option(
    "--evidence",
    "pieces",
    type=click.IntRange(1, MOST),
    metavar="件数",
    help="每项指标最多抽几件佐证（默认：10 件以内的全看）",
)
@click.option("--methods", metavar="方式,…", help="只从有这些测评方式的指标里抽，用逗号隔开")
@click.option("--unit", "units", metavar="单位,…", help="只从这些单位牵头的指标里抽，用逗号隔开")
@click.option(
    "--cases",
    "listed",
    type=click.Path(path_type=Path),
    metavar="文件",
    help="案卷清单（xlsx 或 csv）：案号一列，承办单位一列（可以没有）",
)
@click.option("--case-size", type=click.IntRange(1, MOST), metavar="件数", help="抽几件案卷")
@click.option("--preview", is_flag=True, help="只看抽到什么，不写入轮次；试过的种子记入日志")
@click.option("--again", is_flag=True, help="已经抽过的重新抽；原来的记录留在日志里")
@click.option("--check", is_flag=True, help="按记录的种子重抽一遍，看是否相同，名册有没有改动")
@click.option("--person", default="", metavar="姓名", help="记入 journal.jsonl 的经办人")
@click.pass_context
def command(
    ctx: click.Context,
    folder: str | None,
    form: str,
    output: Path | None,
    today: str | None,
    name: str | None,
    by: str,
    size: int | None,
    seed: str | None,
    pieces: int | None,
    methods: str | None,
    units: str | None,
    listed: Path | None,
    case_size: int | None,
    preview: bool,
    again: bool,
    check: bool,
    person: str,
) -> int:
    """Exit code 1 where ``--check`` finds a difference, 2 for a draw that cannot be made,
    3 for an unreadable list.
    """
    if check:
        return _check(ctx, folder, form, output, name, listed)
    # No seed of our own making: one that was not agreed on beforehand convinces nobody.
    if size is None or seed is None or not seed.strip():
        raise click.UsageError("抽样要写 --size（抽几项指标）和 --seed（种子）")
    if (listed is None) != (case_size is None):
        raise click.UsageError("--cases（案卷清单）和 --case-size（抽几件）要一起写")
    wish = Draw(
        name,
        cast("SampleBy", by),
        size,
        seed.strip(),
        pieces,
        _words(methods),
        _words(units),
        listed,
        case_size or 0,
    )
    by_whom = author(person, today)
    if preview:
        drawing = try_out(opened(ctx, folder)[0], wish, by_whom, again=again, tell=_tell)
    else:

        def plan(changes: ChangeSet) -> Drawing:
            return draw_sample(changes, wish, again=again, tell=_tell)

        drawing = written(ctx, folder, by_whom, DO, plan)
    outside = [code for code in drawing.item.findings if code not in drawing.sample.indicators]
    if outside:
        click.echo(f"注意：本轮次已有 {len(outside)} 项认定不在抽中的指标里。", err=True)
    deliver(
        form,
        output,
        data=sample_data(drawing, written=not preview),
        headings=headings(sample_columns(drawing)),
        rows=sample_rows(drawing),
        text=sample_text(drawing, written=not preview),
    )
    return FINE


def _check(
    ctx: click.Context,
    folder: str | None,
    form: str,
    output: Path | None,
    name: str | None,
    listed: Path | None,
) -> int:
    item, redrawn = check_sample(opened(ctx, folder)[0], name, listed, tell=_tell)
    deliver(
        form,
        output,
        data=check_data(item, redrawn),
        headings=headings(CHECK),
        rows=check_rows(redrawn),
        text=check_text(item, redrawn),
    )
    return fine_if(redrawn.same and redrawn.frame_same)


def _words(text: str | None) -> tuple[str, ...]:
    """The words of an option, separated by commas of either kind."""
    parts = (text or "").replace("，", ",").replace("、", ",").split(",")
    return tuple(part.strip() for part in parts if part.strip())


def _tell(sentence: str) -> None:
    click.echo(sentence, err=True)
