"""The weekly bulletin: as it would be, and put on record."""

from __future__ import annotations

from datetime import date

from scoring.actions.authority import acting
from scoring.actions.items import believe
from scoring.rectification import compile_bulletin, writing
from scoring.rectification.bulletin import Bulletin
from scoring.rectification.state import gap_of
from scoring.workspace import Workspace
from scoring.workspace.changes import ChangeSet


def issue_bulletin(changes: ChangeSet, week: date, *, stated: bool = True) -> Bulletin:
    """Puts the bulletin of the week of a day on record."""
    workspace, day = changes.workspace, changes.author.on
    writing.whole(workspace.problems, bulletins=True)
    believe(workspace, day, stated=stated)
    acting(changes, "issue_bulletin")
    return compile_bulletin.issue(changes, compiled(workspace, week, day))


def compiled(workspace: Workspace, week: date, today: date) -> Bulletin:
    """The bulletin as the workspace's own terms make it."""
    # What an item still loses is told as of now: a bulletin is frozen with it.
    nodes = workspace.score().by_code
    gaps = {item.id: gap for item in workspace.ledger if (gap := gap_of(item, nodes))}
    return compile_bulletin.compile_bulletin(
        workspace.head.name,
        workspace.ledger,
        workspace.units,
        workspace.bulletins,
        week,
        today,
        ladder=workspace.ladder,
        gaps=gaps,
    )
