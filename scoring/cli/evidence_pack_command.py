"""``shifan evidence pack``: the 迎检卷宗, ready for a USB stick."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scoring.cli import shared
from scoring.cli.shared import UNPRINTABLE, opened, today_option, workspace_option
from scoring.documents.handover import pack, package_name
from scoring.evidence.package import replaceable
from scoring.pdf.errors import RenderError
from scoring.storage import place

if TYPE_CHECKING:
    from datetime import date

    from scoring.documents.handover import Packed
    from scoring.workspace import Workspace


@click.command(
    name="pack",
    help="打包迎检卷宗：按指标分文件夹，带总目录、卷内目录、缺失清单、可离线浏览的 index.html 和校验清单。",
)
@workspace_option
@today_option
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="路径",
    help="输出到这个文件夹；以 .zip 结尾的打成压缩包（默认放入工作区的 reports/）",
)
@click.option("--force", is_flag=True, help="已有同名卷宗时替换它")
@click.option("--all", "everything", is_flag=True, help="已退回、尚未确认的材料也收入")
@click.option("--without-pdf", is_flag=True, help="不生成 PDF 目录（材料上千件时要花些时间）")
@click.pass_context
def command(
    ctx: click.Context,
    folder: str | None,
    today: str | None,
    output: Path | None,
    force: bool,
    everything: bool,
    without_pdf: bool,
) -> int:
    """Exit code 1 when the data holds errors, 4 when the catalogue cannot be rendered."""
    day = shared.today(today)
    workspace, code = opened(ctx, folder)
    target = _target(workspace, output, day, force=force)
    count = sum(record.file is not None for record in workspace.records)
    try:
        hidden = not sys.stderr.isatty()
        with (
            click.progressbar(
                length=count, label="正在打包", file=sys.stderr, hidden=hidden
            ) as files,
            click.progressbar(length=1, label="编制目录", file=sys.stderr, hidden=hidden) as lists,
        ):

            def listed(done: int, whole: int) -> None:
                lists.length = whole
                lists.update(done - lists.pos)

            packed = pack(
                workspace,
                workspace.score(),
                target,
                day,
                everything=everything,
                with_pdf=not without_pdf,
                on_file=lambda _: files.update(1),
                on_list=listed,
            )
    except RenderError as error:
        click.echo(f"卷宗没有生成：{error}也可以加 --without-pdf，不生成 PDF 目录。", err=True)
        return UNPRINTABLE
    click.echo(str(packed.path))
    click.echo(_summary(packed), err=True)
    return code


def _target(workspace: Workspace, output: Path | None, day: date, *, force: bool) -> Path:
    """Where the package goes. Raises a usage error for a place that it must not take."""
    target = output or place(workspace.path, "reports", folder=True) / package_name(workspace, day)
    if target.resolve().is_relative_to((workspace.path / "evidence").resolve()):
        raise click.BadParameter("卷宗不能放在工作区的 evidence/ 里，那里是原件", param_hint="-o")
    if target.exists() or target.is_symlink():
        # Behind a link may be anybody's folder, and only a package is recognised as one of ours.
        if target.is_symlink() or not replaceable(target):
            raise click.BadParameter(
                f"{target} 已经存在，而且不是卷宗，不能替换；请换一个名称", param_hint="-o"
            )
        if not force and not (target.is_dir() and not any(target.iterdir())):
            raise click.UsageError(
                f"{target} 已经存在。要替换它，请加 --force；要留着它，请用 -o 换一个名称。"
            )
    return target


def _summary(packed: Packed) -> str:
    missing = f"缺失佐证 {packed.lacking} 项" if packed.lacking else "无缺失"
    return (
        f"收入文件 {packed.files} 个、链接 {packed.links} 条，共 {packed.octets / 1_000_000:.1f} "
        "MB；"
        f"{missing}；登记而未收入 {packed.left_out} 件，原因见缺失清单。\n"
        f"卷宗指纹 {packed.fingerprint}（核对时应与此相同）"
    )
