"""What a person can do about the rounds themselves: begin one, keep for good which evidence carries
one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from scoring.actions.authority import acting, named
from scoring.problems import ScoringError
from scoring.rounds.forms import KIND_NAMES, Terms, usual_window
from scoring.rounds.model import Round
from scoring.rounds.snapshot import file_of
from scoring.storage import RecordChanges
from scoring.values import offered, unfit_code
from scoring.workspace import Opening, Workspace, open_workspace
from scoring.workspace.changes import ChangeSet, RefusedError
from scoring.workspace.new_round import Created, new_round
from scoring.workspace.round_snapshots import frozen_text, register_doubtful


@dataclass(frozen=True, slots=True)
class NewRound:
    """A round that somebody wants to begin.

    ``window`` is the usual one where it is left out, ``basis`` the current round; ``source`` names
    the round whose findings are taken over, ``tree`` another indicator system. ``switch`` makes the
    new round the current one.
    """

    name: str
    kind: Literal["self", "mock", "inspection"]
    as_of: date
    window: tuple[date, date] | None = None
    basis: str | None = None
    source: str | None = None
    tree: str | None = None
    group: str = ""
    inspectors: tuple[str, ...] = ()
    arbitration: bool = False
    switch: bool = False


def begin_round(changes: RecordChanges, wish: NewRound) -> Created:
    """Writes the file of a new round. Raises :class:`RefusedError` for a wish that means nothing.

    It takes a workspace that cannot be scored as well: a new round may be what mends it.
    """
    _sensible(wish)
    # Opened under the lock, and not as ``changes.workspace``: that asks for one that can be scored.
    opening = open_workspace(changes.transaction.workspace)
    changes.author = replace(changes.author, by=named(opening, changes.author.by, "new_round"))
    verified = None if wish.kind == "self" else _basis(opening, wish.basis)
    inspectors = dict.fromkeys(named(opening, inspector) for inspector in wish.inspectors)
    terms = Terms(
        round_name(wish.name),
        wish.kind,
        wish.as_of,
        wish.window or _usual(verified, wish.as_of),
        verified.id if verified else None,
        group=wish.group.strip(),
        inspectors=tuple(inspectors),
        arbitration=wish.arbitration,
    )
    return new_round(
        changes, opening, terms, source=wish.source, wanted_tree=wish.tree, switch=wish.switch
    )


def round_name(text: str) -> str:
    """A name that may be a code and a file name. Raises :class:`RefusedError` for any other."""
    if why := unfit_code(text):
        raise RefusedError(f"轮次的名称“{text}”不能用：{why}")
    return text.strip()


def freeze_round(changes: ChangeSet, name: str, *, again: bool = False) -> str:
    """Keeps the supports of a self round as they are under the lock, and says in which file.

    ``again`` replaces what was kept before. Raises ``ScoringError`` where the register is faulty.
    """
    file = file_of(name)
    round_ = _own_round(changes.workspace, name)
    acting(changes, "lock_round")
    if register_doubtful(changes.workspace):
        raise ScoringError(
            "佐证登记表有误，没有存档。改正后再试；全部问题见 shifan check", "unreadable"
        )
    # Kept supports are evidence of what was claimed: never replaced without a word.
    if changes.read(file) and not again:
        raise RefusedError(f"已有存档 {file}，没有改动。要按现在的登记表重新存档，加 --again")
    changes.details["round"] = round_.id
    changes.put(file, frozen_text(changes.workspace, round_, changes.author.on))
    return file


def _sensible(wish: NewRound) -> None:
    if wish.kind != "self":
        return
    if wish.basis:
        raise RefusedError("--basis 只用于核验（inspection）和模拟（mock）轮次")
    if wish.group or wish.inspectors or wish.arbitration:
        raise RefusedError(
            "--group、--inspector、--arbitration 只用于核验（inspection）和模拟（mock）轮次"
        )


def _usual(verified: Round | None, as_of: date) -> tuple[date, date]:
    """The window where none is asked for. Evidence is judged by the window of the round that is
    verified.
    """
    window = verified.head.window if verified else None
    if window:
        return (window.start, window.end)
    return usual_window(as_of)


def _basis(opening: Opening, name: str | None) -> Round:
    """The round that is verified: the one named, or the current one. It must exist and verify none
    itself.
    """
    by_id = {item.id: item for item in opening.rounds}
    wanted = name or (opening.head.round if opening.head else "")
    if wanted not in by_id:
        raise RefusedError(f"没有轮次“{wanted}”{offered(wanted, by_id)}")
    basis = by_id[wanted]
    if basis.kind != "self" and basis.head.basis:
        kind = KIND_NAMES[basis.kind]
        raise RefusedError(f"“{wanted}”本身是{kind}；请写它所核验的自评轮次“{basis.head.basis}”")
    return basis


def _own_round(workspace: Workspace, name: str) -> Round:
    """The self round of that name. Raises :class:`RefusedError` where there is none."""
    round_ = next((item for item in workspace.rounds if item.id == name), None)
    if round_ is None:
        known = [item.id for item in workspace.rounds if item.kind == "self"]
        raise RefusedError(f"没有轮次“{name}”{offered(name, known, '能存档的有')}")
    if round_.kind != "self":
        raise RefusedError(f"“{name}”不是自评轮次，佐证情况属于它所核验的轮次")
    return round_
