"""认可日志的缺失: a person says that an end of the journal which went missing is in order, after a
backup was brought back above all.

Nothing is taken out: the line that told it stays, and another one says who accepted it and why.
"""

from __future__ import annotations

from scoring.actions.authority import acting
from scoring.storage.journal import ACCEPTS, JOURNAL, LostEnd, examine_journal
from scoring.storage.journal_end import KeptEnd, lost_end
from scoring.workspace.changes import ChangeSet, RefusedError


def accept_lost_ends(changes: ChangeSet, note: str) -> tuple[LostEnd | KeptEnd, ...]:
    """Accepts every end of the journal that is told as missing now; these are given back, one that
    no line tells yet as a :class:`KeptEnd`.

    Raises :class:`RefusedError` where nothing is missing, without a name, which a workspace
    without people has to ask for too, and without a ``note`` that says what came of it.
    """
    if not acting(changes, "accept_journal"):
        raise RefusedError("请写明是谁认可的（命令里用 --by）")
    note = " ".join(note.split())
    if not note:
        raise RefusedError("请写明查到了什么、怎样处理的（命令里用 --note）")
    workspace = changes.transaction.workspace
    lost = examine_journal(workspace / JOURNAL).lost
    untold = lost_end(workspace)
    if not lost and untold is None:
        raise RefusedError("日志没有少记录，不用认可")
    changes.details |= {ACCEPTS: [end.line for end in lost], "note": note}
    changes.always = True
    return (*lost, *([untold] if untold else ()))
