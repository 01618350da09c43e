"""``shifan submit``: what a county hands in, and the cover sheet that goes with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scoring.cli import shared
from scoring.cli.shared import FINE, PROBLEMS, UNPRINTABLE, opened, today_option, workspace_option
from scoring.documents.data import score_data
from scoring.documents.region.cover_sheet import cover_sheet_page
from scoring.documents.registry import Wishes, rendered
from scoring.evidence.package import safe_name
from scoring.pdf.errors import RenderError
from scoring.storage import place, write_atomic
from scoring.submission import pack

if TYPE_CHECKING:
    from datetime import date

    from scoring.submission import Packed
    from scoring.workspace import Workspace


@click.command(
    name="submit",
    help="报送：把本单位的指标认定、佐证登记、整改台账和当天的佐证状态打成一个报送包，交给省、市汇总；同时打印报送表。",
)
@workspace_option
@today_option
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="文件",
    help="报送包放在哪里，以 .zip 结尾（默认放入工作区的 reports/）",
)
@click.option("--by", "person", metavar="姓名", help="谁报送的，写进报送包和报送表")
@click.option("--with-evidence", is_flag=True, help="连佐证文件一起打包（默认只报登记和校验值）")
@click.option("--anyway", is_flag=True, help="检查有错误也打包；包里会写明错误有几处")
@click.option("--without-sheet", is_flag=True, help="不打印报送表")
@click.option("--force", is_flag=True, help="已有同名的报送包时替换它")
@click.pass_context
def command(
    ctx: click.Context,
    folder: str | None,
    today: str | None,
    output: Path | None,
    person: str | None,
    with_evidence: bool,
    anyway: bool,
    without_sheet: bool,
    force: bool,
) -> int:
    """Exit code 1 when the data holds errors (nothing is packed without ``--anyway``),
    4 for the cover sheet.
    """
    day = shared.today(today)
    workspace, code = opened(ctx, folder)
    if code and not anyway:
        click.echo(
            f"检查有 {len(workspace.errors)} 处错误，没有打包。先用 shifan check 逐项改正；"
            "确要带着错误报送的，加 --anyway。",
            err=True,
        )
        return PROBLEMS
    target = _target(workspace, output, day, force=force)
    score = score_data(workspace.score())
    packed = pack(workspace, target, day, score=score, by=person, with_evidence=with_evidence)
    click.echo(str(packed.path))
    click.echo(_summary(packed), err=True)
    if without_sheet:
        return code
    return _cover_sheet(workspace, packed, day, person) or code


def _target(workspace: Workspace, output: Path | None, day: date, *, force: bool) -> Path:
    """Where the package goes. Raises a usage error for a place that it must not take."""
    name = safe_name(f"报送包-{workspace.head.name}-{workspace.head.round}-{day}.zip", most=120)
    target = output or place(workspace.path, f"reports/{name}")
    if target.suffix.lower() != ".zip":
        raise click.BadParameter("报送包的文件名要以 .zip 结尾", param_hint="-o")
    if target.resolve().is_relative_to((workspace.path / "evidence").resolve()):
        raise click.BadParameter("报送包不能放在工作区的 evidence/ 里，那里是原件", param_hint="-o")
    if target.exists() and not (force and target.is_file()):
        raise click.UsageError(
            f"{target} 已经存在。要替换它，请加 --force；要留着它，请用 -o 换一个名称。"
        )
    return target


def _summary(packed: Packed) -> str:
    if packed.left_out:
        left_out = f"；没有收入的佐证文件 {len(packed.left_out)} 件"
    else:
        left_out = ""
    return (
        f"共 {packed.files} 个文件，{packed.octets / 1000:.0f} KB{left_out}。\n"
        f"指纹 {packed.fingerprint}（回执上的应与此相同）"
    )


def _cover_sheet(workspace: Workspace, packed: Packed, day: date, person: str | None) -> int:
    """Prints the cover sheet beside the package; exit code 4 where it cannot be rendered."""
    page = cover_sheet_page(workspace, packed, day, person)
    try:
        content = rendered(page, "pdf", Wishes(day), workspace.path)
    except RenderError as error:
        click.echo(f"报送包已经打好，报送表没有生成：{error}", err=True)
        return UNPRINTABLE
    path = packed.path.with_name(f"报送表-{packed.path.stem.removeprefix('报送包-')}.pdf")
    write_atomic(path, content)
    click.echo(str(path))
    return FINE
