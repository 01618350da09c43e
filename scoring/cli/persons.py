"""Whoever a command names: one of the people of the workspace, and allowed to do what is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from scoring.cli.ledger_writing import Refused

if TYPE_CHECKING:
    from scoring.actions.rights import Action, Thing
    from scoring.workspace import Opening, Workspace

C = TypeVar("C", bound=Callable[..., Any])


def person_of(
    workspace: Workspace | Opening, given: str, action: Action | None = None, thing: Thing | None = None
) -> str:
    """The full name of whoever ``--by`` gives, where the people of the workspace may do ``action``.

    A workspace that names nobody takes any name; one that gives nobody a role compares names alone. Ends the command
    with code 2 for anybody else, and where rights are kept and nobody is named.
    """
    from scoring.actions.rights import WHOLE, may

    people = workspace.people
    name = given.strip()
    if not people:
        return name
    if not name:
        if people.roled and action is not None:
            raise Refused("这个工作区按人员分工，请用 --by 写明是谁办的")
        return name
    if unknown := people.unknown(name):
        raise Refused(unknown)
    if people.roled and action is not None:
        refusal = may(name, action, thing or WHOLE, people=people, units=workspace.units)
        if refusal is not None:
            raise Refused(str(refusal))
    return people.name(name)
