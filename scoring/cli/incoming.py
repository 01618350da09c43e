"""Files that are to be imported: reading all of them before any is taken in, and waiting for nobody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from scoring.cli.screen import visible
from scoring.cli.shared import UNREADABLE

if TYPE_CHECKING:
    from scoring.sheets import Outcome

F = TypeVar("F")


def read_all(ctx: click.Context, files: Sequence[Path], read: Callable[[Path], F]) -> list[F]:
    """What the files hold. Ends the command with code 3, having told each file that cannot be read.

    Raises a usage error for a file that is not there.
    """
    from scoring.sheets import UnreadableFile

    found, broken = [], False
    for path in files:
        if not path.is_file():
            raise click.BadParameter(f"{path} {'是一个文件夹' if path.is_dir() else '不存在'}", param_hint="文件")
        try:
            found.append(read(path))
        except UnreadableFile as error:
            click.echo(visible(f"{path.name}：{error.what}。{error.fix}。"), err=True)
            broken = True
    if broken:
        ctx.exit(UNREADABLE)
    return found


def taken_in(ctx: click.Context, take_in: Callable[[], Outcome]) -> Outcome:
    """What an import did. Ends the command with code 3 while somebody else is writing."""
    from scoring.storage import Busy

    try:
        return take_in()
    except Busy:
        click.echo("另一个程序正在写入这个工作区，没有导入。请稍后再试。", err=True)
        ctx.exit(UNREADABLE)
