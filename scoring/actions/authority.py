"""Who does something, and whether this person may: asked under the lock, on what stands there."""

from __future__ import annotations

from dataclasses import replace

from scoring.actions.rights import WHOLE, Action, Thing, may
from scoring.workspace import Opening, Workspace
from scoring.workspace.changes import ChangeSet, Forbidden, ForbiddenError, RefusedError


def acting(changes: ChangeSet, action: Action | None, thing: Thing = WHOLE) -> str:
    """The full name of the author, who may do ``action``; it stands in the journal from here on.

    Raises :class:`RefusedError` for an unknown name and :class:`ForbiddenError` for somebody who
    may not.
    """
    name = named(changes.workspace, changes.author.by, action, thing)
    changes.author = replace(changes.author, by=name)
    return name


def named(
    workspace: Workspace | Opening, given: str, action: Action | None = None, thing: Thing = WHOLE
) -> str:
    """The full name of whoever is meant by ``given``, where the people of the workspace may do
    ``action``.

    A workspace that names nobody takes any name; one that gives nobody a role compares names alone.
    """
    people = workspace.people
    name = given.strip()
    if not people:
        return name
    wanted = action if people.roled else None
    if not name and wanted is not None:
        raise RefusedError("这个工作区按人员分工，请写明是谁办的（命令里用 --by）")
    if not name:
        return name
    # Before the right: an unknown name is a slip of the pen, and the nearest one is what helps.
    if unknown := people.unknown(name):
        raise RefusedError(unknown)
    if wanted is not None:
        refusal = may(name, wanted, thing, people=people, units=workspace.units)
        if refusal is not None:
            raise ForbiddenError(Forbidden(refusal.message, refusal.who))
    return people.name(name)
