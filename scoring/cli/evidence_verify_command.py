"""``shifan evidence verify``: whether files are still what was handed over, or registered."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Self

import click

from scoring.binding.verifying import is_bound, verify_volumes
from scoring.cli.shared import (
    UNREADABLE,
    deliver,
    fine_if,
    format_option,
    opened,
    tell,
    workspace_folder,
    workspace_option,
)
from scoring.documents.terminal import listing
from scoring.evidence.model import read_register
from scoring.evidence.package import NotAPackageError, verify_evidence, verify_package
from scoring.views.sheet import Column, headings
from scoring.yamlio import read

if TYPE_CHECKING:
    from scoring.evidence.package import Differences

COLUMNS = (Column("情况"), Column("文件"))
"""One row for each file that is not as it was."""


@click.command(
    name="verify",
    help="核对卷宗（文件夹或 zip）或装订好的材料卷是否完整、有无改动；不写卷宗的，核对工作区的佐证文件夹与登记表。",
)
@workspace_option
@format_option
@click.argument(
    "pack", metavar="[卷宗]", required=False, type=click.Path(exists=True, path_type=Path)
)
@click.pass_context
def command(
    ctx: click.Context, folder: str | None, form: str, output: Path | None, pack: Path | None
) -> int:
    """Exit code 1 for any difference, 3 for what is no package
    or a register that cannot be read.
    """
    try:
        with _Progress() as progress:
            if pack is None:
                differences = _workspace(ctx, folder, progress)
            else:
                # Volumes first: they are held against the register, not only against their own
                # list.
                bound = _volumes(ctx, folder, pack)
                differences = verify_package(pack, progress.tell) if bound is None else bound
    except NotAPackageError as error:
        click.echo(f"无法核对：{error}。", err=True)
        return UNREADABLE
    rows = [
        *(["缺失", path] for path in differences.missing),
        *(["多余", path] for path in differences.extra),
        *(["内容变更", path] for path in differences.changed),
    ]
    data = {
        "missing": list(differences.missing),
        "extra": list(differences.extra),
        "changed": list(differences.changed),
    }
    deliver(
        form,
        output,
        data=data,
        headings=headings(COLUMNS),
        rows=rows,
        text=_text(differences, rows),
    )
    return fine_if(not differences)


def _volumes(ctx: click.Context, folder: str | None, pack: Path) -> Differences | None:
    """Bound volumes against the register of the workspace; None for what holds none."""
    if not pack.is_dir() or not is_bound(pack):
        return None
    workspace, _ = opened(ctx, folder)
    return verify_volumes(pack, workspace)


class _Progress:
    """How many files have been compared, on a terminal; silent elsewhere."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown and self._count:
            # The line of progress is wiped, so that the verdict does not stand behind a rest of it.
            click.echo(f"\r{' ' * 60}\r", err=True, nl=False)

    def tell(self, _: str) -> None:
        """One more file."""
        self._count += 1
        if self._shown:
            click.echo(f"\r正在核对，已核对 {self._count} 个文件", err=True, nl=False)


def _workspace(ctx: click.Context, folder: str | None, progress: _Progress) -> Differences:
    """The evidence folder of a workspace against its register;
    only the register is read besides.
    """
    home = workspace_folder(ctx, folder)
    document, problems = read(
        home / "evidence" / "register.yaml", "evidence/register.yaml", optional=True
    )
    records, faulty = read_register(document)
    # A record that cannot be understood would make its file look superfluous.
    faults = [item for item in (*problems, *faulty) if item.severity == "error"]
    for item in faults:
        tell(item)
    if faults:
        click.echo("登记表有误，无法核对。改正后再试。", err=True)
        ctx.exit(UNREADABLE)
    return verify_evidence(home / "evidence", records, progress.tell)


def _text(found: Differences, rows: list[list[str]]) -> str:
    sentence = f"核对 {found.checked} 个文件："
    sentence += (
        f"缺失 {len(found.missing)}，多余 {len(found.extra)}，内容变更 {len(found.changed)}"
        if rows
        else "没有缺失、多余或改动"
    )
    if found.unproved:
        sentence += f"；其中 {found.unproved} 个没有登记校验值，只能核对在不在"
    if found.fingerprint:
        sentence += f"\n卷宗指纹 {found.fingerprint}（应与打包时显示的相同）"
    if rows:
        return f"{listing(COLUMNS, rows)}\n\n{sentence}"
    return sentence
