"""Issuing a 督办单: for items that are still open, to the units that lead them, on record and never
changed again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from scoring.actions.authority import acting
from scoring.people import SYSTEM
from scoring.rectification import papers
from scoring.rectification.compile_bulletin import leads
from scoring.rectification.ledger import RectificationItem
from scoring.rectification.papers import Paper, PaperItem
from scoring.rectification.state import overdue_days
from scoring.values import offered
from scoring.workspace import Workspace
from scoring.workspace.changes import ChangeSet, RefusedError
from scoring.yamlio import Document, parse

MOST = 5_000
"""Papers that are read."""


def papers_of(workspace: Path) -> list[Paper]:
    """The issued papers of a workspace, oldest first; one that cannot be read is left out."""
    documents = []
    for path in sorted((workspace / papers.FOLDER).glob("*.yaml"))[:MOST]:
        if path.is_symlink() or not path.is_file():
            continue
        raw = path.read_bytes()
        name = f"{papers.FOLDER}/{path.name}"
        data, root, _ = parse(raw.decode("utf-8", "replace"), name)
        if root is not None:
            documents.append(Document(path, name, data, root, raw))
    return papers.read_papers(documents)[0]


def issue_paper(
    changes: ChangeSet,
    idents: Sequence[str],
    *,
    kind: papers.PaperKind = "urge",
    reply: date | None = None,
    text: str = "",
) -> Paper:
    """Issues a paper for items. Raises :class:`RefusedError` for unknown or closed ones, and a date
    that is over.
    """
    workspace, day = changes.workspace, changes.author.on
    by = acting(changes, "issue_bulletin") or SYSTEM
    items = [_item(workspace, ident) for ident in dict.fromkeys(idents)]
    if not items:
        raise RefusedError("先选要督办的事项")
    if reply is not None and reply < day:
        raise RefusedError(f"回复时限 {reply} 已经过了（今天按 {day}）")
    units = list(dict.fromkeys(unit for item in items for unit in leads(item, workspace.units)))
    known = papers_of(workspace.path)
    listed = tuple(
        PaperItem(
            id=item.id,
            indicator=item.indicator,
            problem=item.problem,
            lead=tuple(leads(item, workspace.units)),
            due=item.deadline,
            days=overdue_days(item, day),
        )
        for item in items
    )
    paper = Paper(
        number=known[-1].number + 1 if known else 1,
        kind=kind,
        name=workspace.head.name,
        issued=day,
        by=by,
        units=tuple(units),
        items=listed,
        reply=reply,
        text=text.strip() or None,
    )
    papers.issue(changes, paper)
    return paper


def _item(workspace: Workspace, ident: str) -> RectificationItem:
    item = next((one for one in workspace.ledger if one.id == ident), None)
    if item is None:
        raise RefusedError(
            f"整改清单里没有“{ident}”{offered(ident, [one.id for one in workspace.ledger])}"
        )
    if item.closed:
        raise RefusedError(f"{ident} 已销号，不用督办")
    return item
