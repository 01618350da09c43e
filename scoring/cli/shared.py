"""What several commands share: options, opening the workspace, tables,
and the exit codes of reading commands.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from scoring.cli.screen import escaped
from scoring.cli.screen import visible as visible
from scoring.problems import Refusal, exit_code
from scoring.rectification.state import happened_later
from scoring.storage import write_atomic
from scoring.values import NUMBER, offered
from scoring.workspace import open_workspace

if TYPE_CHECKING:
    from scoring.indicators.model import Indicator
    from scoring.problems import Problem, ScoringError
    from scoring.workspace import Workspace

C = TypeVar("C", bound=Callable[..., Any])

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
FIRST_DAY, LAST_DAY = date(1980, 1, 1), date(2199, 12, 31)
"""The days that may stand for today: files in archives cannot be older, and at the ends of the
calendar there is no day before or after.
"""
FINE, PROBLEMS, WRONG_USE, UNREADABLE, UNPRINTABLE = 0, 1, 2, 3, 4
CODES: Mapping[Refusal, int] = {
    "refused": WRONG_USE,
    "forbidden": WRONG_USE,
    "conflict": WRONG_USE,
    "unreadable": UNREADABLE,
    "busy": UNREADABLE,
    "unprintable": UNPRINTABLE,
}
"""The exit code for what stood in the way."""


def fine_if(fine: object) -> int:
    """The exit code of a command that looks for something: 1 where not all is as it should be."""
    return FINE if fine else PROBLEMS


def format_option(command: C) -> C:
    """``--format`` and ``-o`` of a reading command."""
    choice = click.option(
        "--format",
        "form",
        type=click.Choice(["table", "json", "csv"]),
        default="table",
        show_default=True,
        help="输出格式",
    )
    target = click.option(
        "-o",
        "--output",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="文件",
        help="写入文件（csv 可直接用 WPS、Excel 打开）",
    )
    return choice(target(command))


def workspace_option(command: C) -> C:
    """``-w`` after the command's name, as well as before it."""
    return click.option(
        "-w",
        "--workspace",
        "folder",
        metavar="文件夹",
        help="工作区文件夹（默认：当前文件夹往上最近的一个）",
    )(command)


def text_option(name: str, help_: str, word: str, *, required: bool) -> Callable[[C], C]:
    """An option that takes words. What may be left out is empty then; what is required has no
    default at all: click would take even None for an answer.
    """
    if required:
        return click.option(name, metavar=word, required=True, help=help_)
    return click.option(name, metavar=word, default="", help=help_)


def today_option(command: C) -> C:
    """``--today``: the date that stands for today, so that a run can be repeated."""
    return click.option(
        "--today", metavar="日期", help="把哪一天当作今天，如 2026-11-22（默认：实际日期）"
    )(command)


def today(text: str | None) -> date:
    """The date of ``--today``, or the calendar's.
    Raises a usage error for anything that is no date.
    """
    # The only place of a command that asks the clock: every run can be repeated with --today.
    if text is None:
        return _sound_clock(date.today())
    try:
        if DAY.fullmatch(text) and FIRST_DAY <= (day := date.fromisoformat(text)) <= LAST_DAY:
            return day
        raise ValueError(text)
    except ValueError:
        sentence = f"应写成 2026-11-22 这样的日期，在 {FIRST_DAY.year} 年到 {LAST_DAY.year} 年之间"
        raise click.BadParameter(sentence, param_hint="--today") from None


def _sound_clock(day: date) -> date:
    """The calendar's date, unless the clock was lost:
    then every window and every deadline would be wrong.
    """
    if FIRST_DAY <= day <= LAST_DAY:
        return day
    raise click.UsageError(f"这台电脑的日期是 {day}，不对。请校准时钟，或用 --today 写明日期")


def workspace_folder(ctx: click.Context, folder: str | None) -> Path:
    """The workspace that ``-w`` names, else the nearest one at or above the current folder."""
    folder_name = folder or ctx.obj
    if folder_name is not None:
        path = Path(folder_name)
        if not path.is_dir():
            raise click.BadParameter(
                f"{folder_name} {'不是文件夹' if path.exists() else '不存在'}", param_hint="-w"
            )
        return path
    # As git does: a command works from any folder inside of the workspace.
    current = Path.cwd()
    for place in (current, *current.parents):
        if (place / "workspace.yaml").is_file():
            return place
    raise click.UsageError(
        "当前文件夹及其上级都不是工作区（没有 workspace.yaml）。请用 -w 指定，或用 shifan init "
        "新建、shifan demo 试用。"
    )


def opened(ctx: click.Context, folder: str | None) -> tuple[Workspace, int]:
    """The workspace, ready to be scored, and the exit code that its data calls for.

    Ends the command with code 3 when a file could not be read, and with 1 or 3 when there is
    nothing to score.
    """
    opening = open_workspace(workspace_folder(ctx, folder))
    workspace = opening.workspace
    code = exit_code(opening.problems)
    # A file that cannot be read may hold anything: a score without it would be a guess.
    if workspace is None or code == UNREADABLE:
        for item in opening.problems:
            if item.severity == "error":
                tell(item)
        click.echo("因此无法计算。改正后再试；全部问题见 shifan check。", err=True)
        ctx.exit(code or UNREADABLE)
    if code:
        faulty = len(workspace.current.faulty)
        note = f"其中 {faulty} 项认定有误，按未评处理；" if faulty else ""
        click.echo(
            f"注意：数据有 {len(workspace.errors)} 处错误，{note}结果仅供参考。详见 shifan check。",
            err=True,
        )
    return workspace, PROBLEMS if code else FINE


def needs_file(target: str | None, output: Path | None) -> None:
    """Raises a usage error where a document is asked for (``--to``) and no file for it."""
    if target and output is None:
        raise click.UsageError("--to 要与 -o 一起用，写明输出到哪个文件")


def leaf_of(workspace: Workspace, code: str, hint: str) -> Indicator:
    """The leaf with this code. Raises a usage error for any other code."""
    node = workspace.tree.by_code.get(code)
    if node is None:
        codes = [leaf.code for leaf in workspace.tree.leaves()]
        raise click.BadParameter(f"“{code}”不在指标体系里{offered(code, codes)}", param_hint=hint)
    if not node.leaf:
        raise click.BadParameter(f"“{code}”是上级指标，请写末级指标", param_hint=hint)
    return node


def unit_of(workspace: Workspace, given: str, used: Iterable[str]) -> str:
    """The full name of the unit that ``--unit`` gives.

    Raises a usage error unless the list of units knows it or it is among ``used``, the names in
    what is asked about.
    """
    units = workspace.units
    name = units.name(given)
    names = [*units.names, *map(units.name, used)]
    if name in names or units.known(name):
        return name
    hint = offered(given, names, also=units.aliases)
    sentence = f"没有登记“{given}”这个单位{hint}（单位名单在 workspace.yaml 里）"
    raise click.BadParameter(sentence, param_hint="--unit")


def tell_later(workspace: Workspace, day: date) -> None:
    """Says on the error stream that the ledger records what happened after ``day``:
    it is shown all the same.
    """
    later = happened_later(workspace.ledger, day)
    # Said and not refused: the list is asked for, and its state follows from all of its steps.
    if later:
        sentence = (
            f"整改清单里有 {len(later)} 条经过晚于 {day}（最晚 {later[-1]}），状态按全部经过算"
        )
        click.echo(f"注意：{sentence}；要与清单一致，请用 --today {later[-1]}。", err=True)


def tell(item: Problem) -> None:
    """One problem on the error stream."""
    click.echo(visible(f"{item.where} {item.rule} {item.sentence}"), err=True)


def refused(error: ScoringError) -> int:
    """Says why something cannot be done, and gives the exit code that this calls for."""
    for item in error.problems:
        # The sentence of a refused change is that of its first problem.
        if not str(error).startswith(item.what):
            tell(item)
    click.echo(visible(f"错误：{error}"), err=True)
    return CODES[error.kind]


def deliver(
    form: str,
    output: Path | None,
    *,
    data: Any,
    headings: Sequence[str],
    rows: Sequence[Sequence[str]] | Callable[[], Sequence[Sequence[str]]],
    text: str | Callable[[], str],
) -> None:
    """Prints a result as text, JSON or CSV, or writes it to ``output``.

    ``data``, ``rows`` and ``text`` may be functions: only that of the wanted form is called.
    """
    if form == "json":
        result = (
            escaped(json.dumps(data() if callable(data) else data, ensure_ascii=False, indent=2))
            + "\n"
        )
    elif form == "csv":
        result = as_csv(headings, rows() if callable(rows) else rows)
    else:
        result = visible(text() if callable(text) else text).rstrip("\n") + "\n"
    if output is None:
        sys.stdout.write(result)
        return
    # Excel and WPS take a CSV for GBK unless it opens with a byte order mark.
    write_atomic(output, result.encode("utf-8-sig" if form == "csv" else "utf-8"))
    click.echo(str(output))


def as_csv(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """CSV with a heading row. Text that a spreadsheet would take
    for a formula gets an apostrophe in front.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows([[_inert(visible(cell)) for cell in row] for row in rows])
    return stream.getvalue()


def _inert(cell: str) -> str:
    # A spreadsheet takes the signs of full width for the same.
    begins = unicodedata.normalize("NFKC", cell[:40]).lstrip()[:1]
    if begins in {"=", "+", "-", "@"} and not NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def relative_spread(text: str) -> Fraction:
    """The relative fluctuation that ``--spread`` states, at most one half."""
    number = text.strip().removesuffix("%").removesuffix("％")
    if number == text.strip() or not NUMBER.fullmatch(number) or not 0 <= Fraction(number) <= 50:
        raise click.BadParameter("应写成 25% 这样的百分数，从 0% 到 50%", param_hint="--spread")
    return Fraction(number) / 100
