"""What the commands share that write into the ledger:
one lock around reading, judging and writing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click

from scoring.cli.shared import DAY, FIRST_DAY, LAST_DAY, WRONG_USE

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
        # By pattern as well: Python reads 20261122 and 2026-W47-7 as days too.
        if DAY.fullmatch(text) and FIRST_DAY <= (day := date.fromisoformat(text)) <= LAST_DAY:
            return day
        raise ValueError(text)
    except ValueError:
        wanted = f"应写成 2026-11-22 这样的日期，在 {FIRST_DAY.year} 年到 {LAST_DAY.year} 年之间"
        raise click.BadParameter(wanted, param_hint=option) from None
