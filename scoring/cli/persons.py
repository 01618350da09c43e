"""Whoever a command names: one of the people of the workspace, and allowed to do what is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.actions.authority import named
from scoring.actions.rights import WHOLE

if TYPE_CHECKING:
    from scoring.actions.rights import Action, Thing
    from scoring.workspace import Opening, Workspace


def person_of(
    workspace: Workspace | Opening,
    given: str,
    action: Action | None = None,
    thing: Thing | None = None,
) -> str:
    """The full name of whoever ``--by`` gives, where the people of the workspace may do ``action``.

    Ends the command with code 2 for anybody else; see :func:`scoring.actions.authority.named`.
    """
    return named(workspace, given, action, thing or WHOLE)
