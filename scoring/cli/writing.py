"""What the writing commands share: who writes, and a plan that is carried out under one lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import click

from scoring.cli import shared
from scoring.storage import Author
from scoring.storage.days import believe
from scoring.workspace.changes import carry_out

if TYPE_CHECKING:
    from pathlib import Path

    from scoring.storage import Transaction
    from scoring.workspace import Workspace
    from scoring.workspace.changes import ChangeSet

T = TypeVar("T")


def author(person: str, today: str | None) -> Author:
    """Whoever gives a command: the name of ``--by`` and the day of ``--today``, the clock's where
    it is left out.
    """
    return Author(person.strip(), shared.today(today), stated=today is not None)


def begun_by(workspace: Path, person: str, today: str | None) -> Author:
    """As :func:`author`, for work that takes long: a clock that cannot be right is refused now and
    not at its end.
    """
    by = author(person, today)
    if not by.stated:
        believe(workspace, by.on)
    return by


def written(
    ctx: click.Context,
    folder: str | None,
    by: Author,
    do: str,
    plan: Callable[[ChangeSet], T],
) -> T:
    """Carries a plan out on the workspace, opened under the lock, and gives what it returned.

    What the plan refuses ends the command with code 2, a busy workspace with 3.
    """
    path = shared.workspace_folder(ctx, folder)
    # Before the lock: taking it would leave its file in a folder that is no workspace.
    if not (path / "workspace.yaml").is_file():
        shared.opened(ctx, str(path))  # says what is missing, and ends the command

    def opener(transaction: Transaction) -> Workspace:
        return shared.opened(ctx, str(transaction.workspace))[0]

    # Opened by the command's own opener, so that faults of the
    # files are told in its words and codes.
    result, _ = carry_out(path, by, do, plan, opener=opener)
    return result  # type: ignore[return-value]  # without a save id the plan has always been carried out
