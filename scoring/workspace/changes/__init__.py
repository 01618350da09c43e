"""The one way to change a workspace: judged under the lock, merged, spliced, written as one, with one line.

:func:`submit` writes changes of records and answers with an outcome. :func:`carry_out` does whatever a plan does with
a :class:`ChangeSet`, and does it again where an editor slipped in.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from scoring.storage import SlippedIn, Transaction
from scoring.storage.journal import JOURNAL, Journal
from scoring.workspace.changes.changeset import ChangeSet, commit_together, saved_of
from scoring.workspace.changes.judges import JUDGES, Judge, Scene, field_of
from scoring.workspace.changes.merging import Merge, merged, plain
from scoring.workspace.changes.model import (
    LEDGER,
    REGISTER,
    UNSET,
    WORKSPACE,
    Author,
    Change,
    Conflict,
    ConflictError,
    Forbidden,
    ForbiddenError,
    Kind,
    Outcome,
    Refused,
    RefusedError,
    Saved,
    Via,
)

__all__ = [
    "JUDGES",
    "LEDGER",
    "REGISTER",
    "UNSET",
    "WORKSPACE",
    "Author",
    "Change",
    "ChangeSet",
    "Conflict",
    "ConflictError",
    "Forbidden",
    "ForbiddenError",
    "Judge",
    "Kind",
    "Merge",
    "Outcome",
    "Refused",
    "RefusedError",
    "Saved",
    "Scene",
    "Via",
    "carry_out",
    "commit_together",
    "field_of",
    "merged",
    "plain",
    "saved_again",
    "saved_of",
    "submit",
]

T = TypeVar("T")
TRIES = 6
"""How often a plan is carried out anew because an editor saved a file meanwhile."""
PAUSE = 0.05
"""Seconds before it is tried again, more each time: an editor that saves in place takes a moment."""


def submit(
    folder: Path,
    changes: Sequence[Change],
    author: Author,
    do: str,
    *,
    save_id: str = "",
    judges: Mapping[str, Judge] | None = None,
) -> Outcome:
    """Writes changes of records, all or none. The same ``save_id`` again gets the same answer and writes nothing.

    Raises ``storage.Busy``, ``SlippedIn``, ``IrregularError`` and ``OSError``; nothing is written then.
    """

    def plan(changeset: ChangeSet) -> None:
        for change in changes:
            changeset.change(change)

    try:
        return carry_out(folder, author, do, plan, save_id=save_id, judges=judges)[1]
    except (ConflictError, RefusedError, ForbiddenError) as error:
        return error.outcome


def carry_out(
    folder: Path,
    author: Author,
    do: str,
    plan: Callable[[ChangeSet], T],
    *,
    save_id: str = "",
    judges: Mapping[str, Judge] | None = None,
) -> tuple[T | None, Saved]:
    """Does under the lock what ``plan`` does with a change set, and writes it; what the plan returned, and the answer.

    The plan has to be such that it can be carried out anew: where somebody saves one of the files by hand before it is
    written, it starts from the beginning. It returns None where ``save_id`` was written before. What it raises ends
    the write, with nothing written; so do ``storage.Busy``, ``SlippedIn`` and ``OSError``.
    """
    for attempt in range(1, TRIES + 1):
        try:
            with Transaction(folder) as transaction:
                known = saved_again(folder, save_id)
                if known is not None:
                    return None, known
                changes = ChangeSet(transaction, author, do, save_id=save_id, judges=judges)
                result = plan(changes)
                return result, changes.commit()
        except SlippedIn:
            if attempt == TRIES:
                raise
            time.sleep(PAUSE * attempt)
    raise AssertionError


def saved_again(folder: Path, save_id: str) -> Saved | None:
    """The answer that a save with this id got; None for a new one."""
    entry = Journal(folder / JOURNAL).entry_of_save(save_id) if save_id else None
    return saved_of(entry) if entry is not None else None
