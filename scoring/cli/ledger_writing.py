"""What the commands share that write into the ledger: one lock around reading, judging and writing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import click

from scoring.cli.shared import DAY, WRONG_USE

if TYPE_CHECKING:
    from scoring.rectification.state import ItemState
    from scoring.workspace import Workspace

C = TypeVar("C", bound=Callable[..., Any])


class Refused(click.ClickException):
    """A change that is not allowed: the reason on the error stream, exit code 2."""

    exit_code = WRONG_USE


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
    """The item with this id on ``today``. Raises ``RefusedError`` for any other."""
    from scoring.actions.items import state_of

    return state_of(workspace, ident, today)
