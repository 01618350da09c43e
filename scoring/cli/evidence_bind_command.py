"""``shifan evidence bind``: the evidence that counts,
bound into volumes of A4 pages with running numbers.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from scoring.binding.numbering import RenumberError
from scoring.binding.portal import parcel, read_portal
from scoring.binding.recording import keep_numbers
from scoring.binding.volumes import BindError, Terms, bind
from scoring.cli.shared import (
    UNPRINTABLE,
    fine_if,
    opened,
    tell,
    today_option,
    workspace_option,
)
from scoring.cli.writing import begun_by
from scoring.pdf.errors import RenderError
from scoring.storage import place

if TYPE_CHECKING:
    from scoring.binding.portal import Portal
    from scoring.binding.selection import Division
    from scoring.binding.volumes import Bound


@click.command(
    name="bind",
    short_help="装订佐证材料卷：每件材料排成 A4 页，统一编页号，带封面、目录、提交表，证明处划红线",
    help="装订佐证材料卷：起作用的每件材料排成 A4 页，统一编页号，"
    "带封面、卷内目录、提交表，证明处划红线；页号写回登记表。",
)
@workspace_option
@today_option
@click.option(
    "--by",
    "division",
    type=click.Choice(["block", "indicator", "unit"]),
    default="block",
    show_default=True,
    help="分卷办法：block 按一级指标，indicator 按指标，unit 按报送单位",
)
@click.option(
    "--max-pages",
    type=click.IntRange(min=10),
    default=200,
    show_default=True,
    metavar="页数",
    help="每卷页数",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="文件夹",
    help="输出到这个文件夹（默认放入工作区的 reports/佐证材料卷）",
)
@click.option("--renumber", is_flag=True, help="全部重新分卷、编页号（报告里引用过的页号会变）")
@click.option(
    "--portal",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="文件",
    help="申报平台的限制（YAML）：按它拆分、改名，并列出放不进的",
)
@click.option("--without-ocr", is_flag=True, help="不识别扫描页上的文字（扫描件只在页边标记）")
@click.option("--person", metavar="姓名", default="", help="谁在装订，记入日志")
@click.pass_context
def command(
    ctx: click.Context,
    folder: str | None,
    today: str | None,
    division: str,
    max_pages: int,
    output: Path | None,
    renumber: bool,
    portal: Path | None,
    without_ocr: bool,
    person: str,
) -> int:
    """Exit code 1 when the data holds errors, 4 when a volume cannot be printed."""
    workspace, code = opened(ctx, folder)
    by = begun_by(workspace.path, person, today)
    target = output or place(workspace.path, "reports/佐证材料卷", folder=True)
    # A scan would take the volumes in as evidence of their own.
    if target.resolve().is_relative_to((workspace.path / "evidence").resolve()):
        raise click.BadParameter("卷册不能放在工作区的 evidence/ 里，那里是原件", param_hint="-o")
    limits = _limits(portal)
    terms = Terms(cast("Division", division), max_pages, renumber, not without_ocr)
    hidden = not sys.stderr.isatty()
    try:
        with click.progressbar(
            length=len(workspace.records), label="排页", file=sys.stderr, hidden=hidden
        ) as pieces:
            bound = bind(
                workspace, workspace.score(), target, terms, on_piece=lambda: pieces.update(1)
            )
    except RenumberError as error:
        raise click.UsageError(
            f"{error}已按另一种分卷办法编过页号。要改变办法，请加 --renumber 全部重编。"
        ) from None
    except (RenderError, BindError) as error:
        click.echo(f"卷册没有生成：{error}", err=True)
        return UNPRINTABLE
    # Only now that the volumes are there: a register must not name pages that nobody printed.
    keep_numbers(workspace.path, bound.places, by)
    click.echo(str(target))
    click.echo(_summary(bound), err=True)
    if limits is not None:
        if output:
            parcels = target / "上传"
        else:
            parcels = place(workspace.path, "reports/佐证材料卷/上传", folder=True)
        code = max(code, _hand_over(bound, limits, parcels))
    return code


def _limits(path: Path | None) -> Portal | None:
    """What the portal takes; a usage error that names every fault of its file."""
    if path is None:
        return None
    limits, problems = read_portal(path)
    for item in problems:
        tell(item)
    if limits is None or any(item.severity == "error" for item in problems):
        raise click.BadParameter("申报平台的限制有误，见上", param_hint="--portal")
    return limits


def _hand_over(bound: Bound, limits: Portal, target: Path) -> int:
    """The volumes as the portal takes them, in a folder of their own. Exit code 1 when something
    does not fit.
    """
    sent = parcel([volume.file for volume in bound.volumes], limits, target)
    click.echo(f"按平台限制另存 {len(sent.files)} 个文件：{target}", err=True)
    for sentence in sent.faults:
        click.echo(f"放不进平台：{sentence}", err=True)
    return fine_if(not sent.faults)


def _summary(bound: Bound) -> str:
    pages = sum(volume.pages for volume in bound.volumes)
    fresh = sum(volume.fresh for volume in bound.volumes)
    lines = [
        f"共 {len(bound.volumes)} 卷 {pages} 页，材料 {len(bound.places)} 件；本次装订 {fresh} 卷"
    ]
    plain = [f"第{volume.number}卷{volume.plain}" for volume in bound.volumes if volume.plain]
    lines.append(
        f"可长期保存的 PDF/A {len(bound.volumes) - len(plain)} 卷"
        + (f"；{'；'.join(plain)}" if plain else "")
    )
    if bound.sheets:
        lines.append(
            f"排不成页面的 {len(bound.sheets)} 件，卷内有说明页："
            f"{'、'.join(sorted(bound.sheets)[:12])}"
        )
    if bound.unmarked:
        lines.append(
            f"没有找到所指文字的 {len(bound.unmarked)} 件，没有划线："
            f"{'、'.join(bound.unmarked[:12])}"
        )
    return "\n".join(lines)
