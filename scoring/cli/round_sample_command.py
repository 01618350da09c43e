"""``shifan round sample``: draws what an inspection looks at, so that anyone can draw it again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from scoring.cli.ledger_writing import Refused
from scoring.cli.shared import (
    FINE,
    PROBLEMS,
    UNREADABLE,
    deliver,
    format_option,
    opened,
    today_option,
    workspace_option,
)
from scoring.cli.writing import author, written

if TYPE_CHECKING:
    from scoring.engine.frame import Frame
    from scoring.inspection.cases import CaseList
    from scoring.rounds.model import Round
    from scoring.rounds.sampling import SampleBy, SampleRecord
    from scoring.workspace import Workspace
    from scoring.workspace.changes import ChangeSet

MOST = 10_000


class Unreadable(click.ClickException):
    """A list that cannot be read: the reason on the error stream, exit code 3."""

    exit_code = UNREADABLE


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
@click.option("--seed", metavar="种子", help="一段文字或数字；请用事先说定、事后可查的，如开会的日期")
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
    """Exit code 1 where ``--check`` finds a difference, 2 for a draw that cannot be made, 3 for an unreadable list."""
    from scoring.actions.authority import acting
    from scoring.documents.inspection.sample import SAMPLE_HEADINGS, Drawing, sample_data, sample_rows, sample_text
    from scoring.inspection.recording import DO, record_sample, tried_out
    from scoring.people import SYSTEM

    if check:
        return _check(ctx, folder, form, output, name, listed)
    if size is None or seed is None or not seed.strip():
        raise click.UsageError("抽样要写 --size（抽几项指标）和 --seed（种子）")
    if (listed is None) != (case_size is None):
        raise click.UsageError("--cases（案卷清单）和 --case-size（抽几件）要一起写")

    def draw(workspace: Workspace) -> Drawing:
        item = _round(workspace, name, wanted=again)
        if item.head.sample is not None and not (again or preview):
            raise Refused(f"{item.id} 已经抽过样（种子 {item.head.sample.seed}）；要重新抽，请加 --again")
        frame = _narrowed(workspace, _frame(workspace, item), methods, units)
        cases = _cases(workspace, listed) if listed is not None else None
        sample = _drawn(frame, cast("SampleBy", by), (size, seed.strip(), pieces), cases, case_size or 0)
        return Drawing(item, workspace.tree, frame, sample, {record.id: record.label for record in workspace.records})

    if preview:
        workspace, _ = opened(ctx, folder)
        drawing = draw(workspace)
        tried_out(workspace.path, drawing.item, drawing.sample, author(person.strip() or SYSTEM, today))
    else:

        def plan(changes: ChangeSet) -> Drawing:
            drawing = draw(changes.workspace)
            drawn_by = acting(changes, "draw_sample") or SYSTEM
            changes.author = replace(changes.author, by=drawn_by)
            record_sample(changes, drawing.item, drawing.sample, drawing.frame)
            return drawing

        drawing = written(ctx, folder, author(person, today), DO, plan)
    outside = [code for code in drawing.item.findings if code not in drawing.sample.indicators]
    if outside:
        click.echo(f"注意：本轮次已有 {len(outside)} 项认定不在抽中的指标里。", err=True)
    deliver(
        form,
        output,
        data=sample_data(drawing, written=not preview),
        headings=SAMPLE_HEADINGS,
        rows=sample_rows(drawing),
        text=sample_text(drawing, written=not preview),
    )
    return FINE


def _drawn(
    frame: Frame, by: SampleBy, asked: tuple[int, str, int | None], cases: CaseList | None, case_size: int
) -> SampleRecord:
    from scoring.inspection.sampling import PIECES, CannotDrawError, Terms, draw, draw_cases

    size, seed, pieces = asked
    try:
        drawn = draw_cases(cases, case_size, seed) if cases is not None else None
        return draw(frame, Terms(by, size, seed, pieces or PIECES), drawn)
    except CannotDrawError as error:
        raise Refused(str(error)) from None


def _check(
    ctx: click.Context, folder: str | None, form: str, output: Path | None, name: str | None, listed: Path | None
) -> int:
    from scoring.documents.inspection.sample import CHECK_HEADINGS, check_data, check_rows, check_text
    from scoring.inspection.recording import recorded_frame
    from scoring.inspection.redrawing import redraw

    workspace = opened(ctx, folder)[0]
    item = _round(workspace, name, wanted=True)
    sample = item.head.sample
    if sample is None:
        raise Refused(f"{item.id} 还没有抽样，或者抽样记录有错误（见 shifan check）")
    now = _frame(workspace, item).narrowed(sample.methods, sample.units)
    then = recorded_frame(workspace.path, sample.frame)
    if listed is None and sample.cases is not None and (workspace.path / sample.cases.file).is_file():
        listed = workspace.path / sample.cases.file
    redrawn = redraw(sample, now, then, _cases(workspace, listed) if listed is not None else None)
    deliver(
        form,
        output,
        data=check_data(item, redrawn),
        headings=CHECK_HEADINGS,
        rows=check_rows(redrawn),
        text=check_text(item, redrawn),
    )
    return FINE if redrawn.same and redrawn.frame_same else PROBLEMS


def _round(workspace: Workspace, name: str | None, *, wanted: bool) -> Round:
    """The round named, or the only inspection or mock that has (``wanted``) or has not been drawn for yet."""
    from scoring.values import offered

    rounds = {item.id: item for item in workspace.rounds}
    if name is not None:
        if name not in rounds:
            raise click.BadParameter(f"没有轮次“{name}”{offered(name, rounds)}", param_hint="轮次")
        return rounds[name]
    looking = [item for item in rounds.values() if item.kind != "self"]
    found = [item for item in looking if (item.head.sample is not None) == wanted] or looking
    if len(found) == 1:
        return found[0]
    if not found:
        raise click.UsageError("没有核验或模拟轮次。先用 shifan round new 名称 --kind inspection（或 mock）新建一个")
    raise click.UsageError(f"有几个核验、模拟轮次，请写明是哪一个：{'、'.join(item.id for item in found)}")


def _frame(workspace: Workspace, item: Round) -> Frame:
    """The whole frame for a round. Refuses a round that verifies nothing."""
    if item.kind == "self":
        raise Refused(f"{item.id} 是自评轮次，不抽样；抽样用于核验和模拟轮次")
    if item.head.basis is None:
        raise Refused(f"{item.id} 没有写 basis，不知道核验的是哪一轮；请在 {item.file} 里补上")
    frame = workspace.frame(item)
    basis = next((one for one in workspace.rounds if one.id == item.head.basis), None)
    if frame is None or basis is None:
        raise Refused(f"{item.id} 的 basis 写的是“{item.head.basis}”，找不到这个轮次，或者就是它自己")
    if basis.kind != "self":
        raise Refused(f"{item.id} 的 basis“{basis.id}”不是自评轮次")
    return frame


def _narrowed(workspace: Workspace, frame: Frame, methods: str | None, units: str | None) -> Frame:
    from scoring.values import offered

    wanted = _words(methods)
    known = [method for leaf in workspace.tree.leaves() for method in leaf.record.methods]
    for method in wanted:
        if method not in known:
            said = f"指标体系里没有测评方式“{method}”{offered(method, known)}"
            raise click.BadParameter(said, param_hint="--methods")
    owners = [workspace.units.name(unit) for unit in _words(units)]
    leading = [workspace.units.name(name) for leaf in workspace.tree.leaves() for name in leaf.lead]
    for unit in owners:
        if unit not in leading:
            said = f"没有哪项指标由“{unit}”牵头{offered(unit, leading, '牵头的有')}"
            raise click.BadParameter(said, param_hint="--unit")
    return frame.narrowed(wanted, owners)


def _words(text: str | None) -> list[str]:
    """The words of an option, separated by commas of either kind."""
    parts = (text or "").replace("，", ",").replace("、", ",").split(",")
    return [part.strip() for part in parts if part.strip()]


def _cases(workspace: Workspace, path: Path) -> CaseList:
    from scoring.inspection.cases import FaultyListError, UnreadableListError, read_cases

    try:
        found = read_cases(path, workspace.path)
    except UnreadableListError as error:
        raise Unreadable(str(error)) from None
    except FaultyListError as error:
        raise Refused(str(error)) from None
    for said, where in found.titles:
        click.echo(f"案卷清单{where}“{said}”看作标题，没有计作案卷；确是案卷的，在上面加一行列名“案号”。", err=True)
    return found
