"""``shifan report``: documents to hand in."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scoring.cli import review_book, shared, word_template
from scoring.cli.indicators_show_command import read_tree
from scoring.cli.screen import visible
from scoring.cli.shared import (
    PROBLEMS,
    UNPRINTABLE,
    opened,
    tell_later,
    today_option,
    workspace_option,
)
from scoring.documents.final_copy import LARGEST, SEALED, WITH_EVIDENCE, Final, UnsoundError
from scoring.documents.inspection.one_round import UnsuitableRoundError
from scoring.documents.rectification.issued import NoPaperError
from scoring.documents.registry import (
    NAMES,
    NoLedgerError,
    Wishes,
    left_out,
    produce,
    rendered,
    unable,
)
from scoring.documents.tree_document import tree_page
from scoring.pdf.errors import RenderError
from scoring.pdf.parts import prefork
from scoring.storage import write_atomic

if TYPE_CHECKING:
    from scoring.documents.final_copy import Which
    from scoring.workspace import Workspace

KINDS = [
    "self",
    "criteria",
    "brief",
    "catalogue",
    "tree",
    "rectification",
    "tasks",
    "bulletin",
    "monthly",
    "reading-slip",
    "urge",
    "closing",
    "comparison",
    "inspection",
    "review-book",
    "all",
]
LONG = {"self", "catalogue", "tree", "rectification", "tasks", "all"}
"""Documents that may run to hundreds of pages, and are printed by several processes then."""
ISSUED = {"urge", "monthly", "reading-slip"}
"""Documents that are issued and kept, each under its number."""
FORMS = ["pdf", "html", "docx", "xlsx", "json"]


@click.command(
    name="report",
    help="生成文书，放入工作区的 reports/ 文件夹：self 自评报告，criteria 创建条件对照表，brief 一页简报，"
    "catalogue 佐证材料目录，tree 指标体系表，rectification 短板整改清单，tasks "
    "任务分解表和交办单，"
    "bulletin 通报（最近一期，没有印发过的是本周预览），monthly 整改月报，reading-slip "
    "送阅件（一页），urge 督办单（最近一份，--number 选别的），"
    "closing 销号单，comparison 轮次对比（全部自评轮次），"
    "inspection 评查意见书（有核验或模拟的认定才能生成）；all 全部，没有整改清单时不含整改的七种。"
    "review-book 评查册（单独生成，只有 html）：评查人员用浏览器打开，逐项看佐证、给核验分。"
    "工作区 templates/ 里有自备模板（如 closing.html.j2、closing.docx）的，用自备的。",
)
@workspace_option
@today_option
@click.argument("kinds", metavar="[文书…]", nargs=-1, type=click.Choice(KINDS))
@click.option(
    "--to", "forms", multiple=True, type=click.Choice(FORMS), help="文件格式，可重复（默认 pdf）"
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="路径",
    help="输出到这个文件（只生成一份时）或文件夹",
)
@click.option(
    "--tree",
    "wanted_tree",
    metavar="ID或文件",
    help="只与 tree 一起用：打印这一套指标体系，不需要工作区（须写 -o）",
)
@click.option(
    "--for",
    "classes",
    multiple=True,
    metavar="类别",
    help="与 --tree 一起用：只印对这类对象的指标和分值，如 县、山区（每种选一个，可写多次；也可写成 地区=山区）。"
    "评查册：给哪位评查人，只有分给他的指标，看不到别人的评分",
)
@click.option("--draft", is_flag=True, help="每页加“草稿”水印")
@click.option("--mark", metavar="文字", help="封面和页眉加标注，如 内部资料")
@click.option(
    "--final",
    is_flag=True,
    help="定稿：PDF/A-3 归档格式，自评报告和佐证材料目录内附佐证；数据有错误时不出",
)
@click.option("--tagged", is_flag=True, help="定稿加无障碍标签（PDF/UA-1、PDF/A-3a），慢三成")
@click.option(
    "--attach",
    type=click.Choice(["none", "counting", "all"]),
    help="定稿附哪些佐证：none 不附，counting 起作用的（默认），all 登记的全部",
)
@click.option(
    "--max-size",
    type=click.IntRange(1, 2000),
    metavar="MB",
    help="定稿所附佐证的总量上限（默认 100）",
)
@click.option(
    "--seal",
    is_flag=True,
    help="最后加用印页（自评报告、创建条件对照表、佐证材料目录、短板整改清单）",
)
@click.option(
    "--round",
    "round_",
    metavar="轮次",
    help="评查册用于哪个核验或模拟轮次（默认：评估日最近的一轮）；评查意见书只写这一轮，由它的评查组出具",
)
@click.option(
    "--month", metavar="月份", help="整改月报写哪个月，如 2026-11（默认：--today 的月份）"
)
@click.option(
    "--number",
    type=click.IntRange(1, 9999),
    metavar="登记号",
    help="打印印发过的哪一份督办单、整改月报、送阅件：papers/ 里的编号",
)
@click.option(
    "--embed", is_flag=True, help="评查册：把 PDF 和图片装进文件里，单独一个文件就能看（文件会大）"
)
@click.option(
    "--copy",
    "copy_",
    metavar="文件夹",
    type=click.Path(path_type=Path),
    help="评查册：连同用到的佐证文件一起放进这个新文件夹，可拷到U盘",
)
@click.option(
    "--word-template",
    "template_only",
    is_flag=True,
    help="不生成文书，只把 Word 的版式样本（写 bulletin 的，取自备模板的示例）放进工作区的 templates/，供改版式；"
    "-o 另放别处",
)
@click.pass_context
def command(
    ctx: click.Context,
    folder: str | None,
    today: str | None,
    kinds: tuple[str, ...],
    forms: tuple[str, ...],
    output: Path | None,
    wanted_tree: str | None,
    classes: tuple[str, ...],
    draft: bool,
    mark: str | None,
    final: bool,
    tagged: bool,
    attach: Which | None,
    max_size: int | None,
    seal: bool,
    round_: str | None,
    month: str | None,
    number: int | None,
    embed: bool,
    copy_: Path | None,
    template_only: bool,
) -> int:
    """Exit code 1 when the data holds errors or the ledger is wanting,
    4 when a document cannot be rendered.
    """
    if template_only:
        # An option that would have no effect is refused: people take its silence for consent.
        others = (forms, wanted_tree, classes, draft, mark, final, seal, round_, embed, copy_)
        return word_template.handed_out(ctx, folder, kinds, output, other=any(others))
    wishes = Wishes(
        shared.today(today), draft=draft, mark=mark, progress=_tell, notice=_notice, seal=seal
    )
    order = _final(
        kinds, forms, final=final, tagged=tagged, attach=attach, max_size=max_size, draft=draft
    )
    wishes = replace(wishes, final=order)
    _sealable(kinds, seal=seal)
    if "review-book" in kinds:
        other = any((draft, mark, wanted_tree, final, seal))
        review_book.usable(kinds, forms, output, copy_, other=other)
        if len(classes) > 1:
            raise click.UsageError("评查册一次给一位评查人：--for 姓名 只写一次")
        asked = review_book.Asked(wishes.today, round_, output, copy_, embed, "".join(classes))
        return review_book.made(ctx, folder, asked)
    if embed or copy_ is not None:
        raise click.UsageError("--embed、--copy 只用于评查册：shifan report review-book")
    wishes = _of_one_kind(wishes, kinds, month, round_)
    wishes = _of_one_paper(wishes, kinds, number, month)
    if wanted_tree is not None:
        return _tree_alone(
            ctx,
            (wanted_tree, classes),
            kinds,
            list(dict.fromkeys(forms)) or ["pdf"],
            output,
            wishes,
        )
    if classes:
        raise click.UsageError("--for 与 --tree 一起用；工作区的文书按 workspace.yaml 里选定的类别")
    if not final and (not forms or "pdf" in forms) and set(kinds or ["self"]) & LONG:
        _ahead(ctx, folder)
    workspace, code = opened(ctx, folder)
    tell_later(workspace, wishes.today)
    # A document that was not made says more than errors in the data.
    return _produced(workspace, kinds, forms, wishes, output) or code


def _of_one_kind(
    wishes: Wishes, kinds: tuple[str, ...], month: str | None, round_: str | None
) -> Wishes:
    """With the wishes that only one document understands.
    Raises ``UsageError`` where it is not asked for.
    """
    if month is not None:
        if "monthly" not in kinds:
            raise click.UsageError("--month 只用于整改月报（monthly）")
        wishes = replace(wishes, month=_month(month, wishes.today))
    if round_ is not None:
        if set(kinds) != {"inspection"}:
            raise click.UsageError("--round 只用于评查册（review-book）和评查意见书（inspection）")
        wishes = replace(wishes, round=round_)
    return wishes


def _of_one_paper(
    wishes: Wishes, kinds: tuple[str, ...], number: int | None, month: str | None
) -> Wishes:
    """With the number of an issued paper. Raises ``UsageError``
    where it is not one that is asked for.
    """
    if number is None:
        return wishes
    if len(kinds) != 1 or kinds[0] not in ISSUED:
        raise click.UsageError(
            "--number 只用于督办单（urge）、整改月报（monthly）和送阅件，一次一种"
        )
    if month is not None:
        raise click.UsageError("--number 和 --month 只写一个：印发过的月报写的是哪个月已经定了")
    return replace(wishes, number=number)


def _produced(
    workspace: Workspace,
    kinds: tuple[str, ...],
    forms: tuple[str, ...],
    wishes: Wishes,
    output: Path | None,
) -> int:
    """Prints the path of each document that was made, and what was left out; the exit code, 0 where
    all went well.
    """
    try:
        for path in produce(
            workspace, list(kinds) or ["self"], list(forms) or ["pdf"], wishes, output
        ):
            click.echo(str(path))
    except (NoLedgerError, UnsoundError) as error:
        click.echo(f"文书没有生成：{error}", err=True)
        return PROBLEMS
    except NoPaperError as error:
        raise click.BadParameter(visible(str(error)), param_hint="--number") from None
    except UnsuitableRoundError as error:
        raise click.BadParameter(visible(str(error)), param_hint="--round") from None
    except RenderError as error:
        click.echo(f"文书没有生成：{error}", err=True)
        return UNPRINTABLE
    # Of ``all`` only: who asked for one of these by name got an error instead.
    if names := left_out(workspace, kinds):
        click.echo(
            f"还没有整改清单，没有生成：{'、'.join(names)}。清单用 shifan rectify sync 生成。",
            err=True,
        )
    for sentence in unable(workspace, kinds):
        click.echo(sentence, err=True)
    return 0


def _month(text: str, today: date) -> date:
    """The first day of a month that has begun."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        raise click.BadParameter("应写成 2026-11 这样的月份", param_hint="--month") from None
    # A report on a month that has not begun would have nothing to say.
    if first > today:
        raise click.BadParameter(f"{text} 还没有开始（今天按 {today}）", param_hint="--month")
    return first


def _ahead(ctx: click.Context, folder: str | None) -> None:
    """Let the renderer load while the workspace is read."""
    prefork.begin(shared.workspace_folder(ctx, folder))


def _final(
    kinds: tuple[str, ...],
    forms: tuple[str, ...],
    *,
    final: bool,
    tagged: bool,
    attach: Which | None,
    max_size: int | None,
    draft: bool,
) -> Final | None:
    """The order for final copies; None for working copies. Raises ``UsageError`` for wishes that do
    not go together.
    """
    if not final:
        if tagged or attach is not None or max_size is not None:
            raise click.UsageError("--tagged、--attach、--max-size 只用于定稿，与 --final 一起写")
        return None
    if draft:
        raise click.UsageError("定稿和草稿只能要一种：--final 或 --draft")
    # The archive format is PDF/A-3, which no other form can be.
    if set(forms) - {"pdf"}:
        raise click.UsageError("定稿只有 pdf 一种格式")
    chosen = set(kinds) or {"self"}
    if attach in ("counting", "all") and not chosen & {*WITH_EVIDENCE, "all"}:
        raise click.UsageError("只有自评报告（self）和佐证材料目录（catalogue）的定稿附佐证")
    return Final(tagged, attach or "counting", max_size or LARGEST)


def _sealable(kinds: tuple[str, ...], *, seal: bool) -> None:
    if seal and not (set(kinds) or {"self"}) & {*SEALED, "all"}:
        raise click.UsageError("用印页只用于自评报告、创建条件对照表、佐证材料目录和短板整改清单")


def _tell(done: int, whole: int) -> None:
    """How far the parts of a long document are, on a terminal only."""
    if sys.stderr.isatty():
        click.echo(f"\r正在排版 {done}/{whole} 部分", nl=done == whole, err=True)


def _notice(sentence: str) -> None:
    click.echo(visible(f"注意：{sentence}。"), err=True)


def _tree_alone(
    ctx: click.Context,
    wanted: tuple[str, tuple[str, ...]],
    kinds: tuple[str, ...],
    forms: list[str],
    output: Path | None,
    wishes: Wishes,
) -> int:
    """The document of one tree, whole or for the classes ``wanted`` with it, without a workspace.

    It goes into a file, or into a folder under its usual name.
    """
    if kinds != ("tree",):
        raise click.UsageError("--tree 只与 tree 一起用：shifan report tree --tree ID -o 文件")
    if output is None:
        raise click.UsageError("没有工作区时，要用 -o 写明输出到哪里")
    source, classes = wanted
    tree, code = read_tree(ctx, source, "--tree", classes)
    page = tree_page(tree, wishes.today)
    try:
        for form in forms:
            folder = output.is_dir() or len(forms) > 1
            path = output / f"{NAMES['tree']}.{form}" if folder else output
            write_atomic(path, rendered(page, form, wishes, None))
            click.echo(str(path))
    except RenderError as error:
        click.echo(f"文书没有生成：{error}", err=True)
        return UNPRINTABLE
    return code
