"""What the commands share that write into the ledger: one lock around reading, judging and writing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import click

from scoring.cli.shared import DAY, UNREADABLE, WRONG_USE, opened, workspace_folder

if TYPE_CHECKING:
    from scoring.rectification.state import ItemState
    from scoring.storage import Transaction
    from scoring.workspace import Workspace

C = TypeVar("C", bound=Callable[..., Any])


class Refused(click.ClickException):
    """A change that is not allowed: the reason on the error stream, exit code 2."""

    exit_code = WRONG_USE


@contextmanager
def writing(ctx: click.Context, folder: str | None) -> Iterator[tuple[Transaction, Workspace]]:
    """The workspace, read under the lock under which it will be written."""
    from scoring.rectification.writing import RefusedError
    from scoring.storage import Busy, Transaction

    path = workspace_folder(ctx, folder)
    if not (path / "workspace.yaml").is_file():
        opened(ctx, str(path))
    try:
        with Transaction(path) as transaction:
            yield transaction, opened(ctx, str(path))[0]
    except RefusedError as error:
        raise Refused(str(error)) from None
    except Busy:
        click.echo("另一个程序正在写这个工作区，请稍后再试。", err=True)
        ctx.exit(UNREADABLE)


def plausible(workspace: Workspace, day: date, *, stated: bool) -> None:
    """Ends the command with code 2 for a day that a wrong clock may have given."""
    from scoring.rectification.clock import implausible

    if reason := implausible(day, workspace.ledger, stated=stated):
        raise Refused(reason)


def person_option(text: str, *, required: bool = True) -> Callable[[C], C]:
    """``--by``: who does it."""
    return click.option("--by", "person", metavar="姓名", required=required, help=text)


def day_of(text: str, option: str) -> date:
    """A date that an option gives. Raises a usage error for anything else."""
    try:
        if DAY.fullmatch(text):
            return date.fromisoformat(text)
        raise ValueError(text)
    except ValueError:
        raise click.BadParameter("应写成 2026-11-22 这样的日期", param_hint=option) from None


def state_of(workspace: Workspace, ident: str, today: date) -> ItemState:
    """The item with this id on ``today``. Raises a usage error for any other."""
    from scoring.rectification.state import states
    from scoring.values import offered

    nodes = workspace.assess().by_code
    found = {state.item.id: state for state in states(workspace.ledger, nodes, workspace.proofs, today)}
    if ident not in found:
        raise click.BadParameter(f"整改清单里没有“{ident}”{offered(ident, found)}", param_hint="事项编号")
    return found[ident]
