"""Files that are to be imported: reading all of them before any is taken in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import click

from scoring.cli.screen import visible
from scoring.cli.shared import UNREADABLE
from scoring.problems import joined
from scoring.sheets import UnreadableFile

F = TypeVar("F")


def read_all(ctx: click.Context, files: Sequence[Path], read: Callable[[Path], F]) -> list[F]:
    """What the files hold. Ends the command with code 3, having told each file that cannot be read.

    Raises a usage error for a file that is not there.
    """
    found, broken = [], False
    for path in files:
        # A name that is not there is a slip of the command; what is there and unreadable is told
        # file by file, so that all of them can be asked for again at once.
        if not path.is_file():
            raise click.BadParameter(
                f"{path} {'是一个文件夹' if path.is_dir() else '不存在'}", param_hint="文件"
            )
        try:
            found.append(read(path))
        except UnreadableFile as error:
            click.echo(visible(f"{path.name}：{joined(error.what, error.fix)}。"), err=True)
            broken = True
    if broken:
        ctx.exit(UNREADABLE)
    return found
