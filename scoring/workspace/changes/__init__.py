"""The one way to change a workspace: judged under the lock, merged,
spliced, written as one, with one line.

:func:`submit` writes changes of records and answers with an outcome. :func:`carry_out` does whatever a plan does with
a :class:`ChangeSet`, and does it again where an editor slipped in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from scoring.storage import Transaction
from scoring.storage.changeset import (
    Author,
    Cut,
    Saved,
    Via,
    carry_out_with,
    commit_together,
    saved_again,
    saved_of,
)
from scoring.storage.layout import LEDGER, REGISTER, WORKSPACE
from scoring.storage.records import plain
from scoring.storage.saves import ReusedIdError, request_of
from scoring.workspace.changes.changeset import ChangeSet, Opener
from scoring.workspace.changes.judges import JUDGES, Judge, Scene, field_of
from scoring.workspace.changes.merging import Merge, merged
from scoring.workspace.changes.model import (
    UNSET,
    Change,
    Conflict,
    ConflictError,
    Forbidden,
    ForbiddenError,
    Kind,
    Outcome,
    Refused,
    RefusedError,
    content_of,
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
    "Opener",
    "Outcome",
    "Refused",
    "RefusedError",
    "ReusedIdError",
    "Saved",
    "Scene",
    "Via",
    "carry_out",
    "commit_together",
    "content_of",
    "field_of",
    "merged",
    "plain",
    "saved_again",
    "saved_of",
    "submit",
]

T = TypeVar("T")


def submit(
    folder: Path,
    changes: Sequence[Change],
    author: Author,
    do: str,
    *,
    save_id: str = "",
    judges: Mapping[str, Judge] | None = None,
) -> Outcome:
    """Writes changes of records, all or none. The same ``save_id`` again
    gets the same answer and writes nothing.

    Raises ``ReusedIdError`` where the id came with other changes or from another author before,
    ``storage.Busy``, ``SlippedIn``, ``IrregularError`` and ``OSError``; nothing is written
    then.
    """

    def plan(changeset: ChangeSet) -> None:
        for change in changes:
            changeset.change(change)

    try:
        content = content_of(changes)
        return carry_out(folder, author, do, plan, save_id=save_id, content=content, judges=judges)[
            1
        ]
    except (ConflictError, RefusedError, ForbiddenError) as error:
        return error.outcome


def carry_out(
    folder: Path,
    author: Author,
    do: str,
    plan: Callable[[ChangeSet], T],
    *,
    save_id: str = "",
    content: Any = None,
    judges: Mapping[str, Judge] | None = None,
    opener: Opener | None = None,
    kept: Cut | None = None,
) -> tuple[T | None, Saved]:
    """Does under the lock what ``plan`` does with a change set, and writes it; see
    ``carry_out_with`` of storage. ``kept`` holds files that are cut into records already, and those
    that this write leaves.

    A ``save_id`` that was written before by somebody else, with another ``do``, or with another
    content is refused (``ReusedIdError``): the content is what the author says that he ``sent``, or
    plain data in ``content``.
    """
    request = request_of(author, do, content) if save_id else ""

    def begin(transaction: Transaction) -> ChangeSet:
        return ChangeSet(
            transaction,
            author,
            do,
            save_id=save_id,
            request=request,
            kept=kept,
            judges=judges,
            opener=opener,
        )

    return carry_out_with(folder, plan, begin, save_id=save_id, request=request)
