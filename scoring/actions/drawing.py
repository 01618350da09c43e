"""抽样: the draw of an inspection, once and on record; and a second round, so that two look at it
independently.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from scoring.actions.authority import acting
from scoring.actions.lookup import round_of
from scoring.actions.samples import Draw, draw_sample
from scoring.documents.inspection.sample import Drawing
from scoring.inspection.save_sample import copy_sample
from scoring.people import People
from scoring.rounds.forms import KIND_NAMES, Terms, usual_window
from scoring.rounds.model import Round
from scoring.workspace import Workspace, open_workspace
from scoring.workspace.changes import ChangeSet, RefusedError
from scoring.workspace.new_round import new_round


def draw_once(changes: ChangeSet, wish: Draw) -> Drawing:
    """Draws for a round, once and before anybody has marked: the sample, its seed and its frame
    stand on record.

    Raises :class:`RefusedError` where it was drawn before, or somebody has begun to mark.
    """
    round_ = round_of(changes.workspace, wish.round_id)
    if round_.head.sample is not None:
        raise RefusedError(
            f"{round_.id} 已经抽过样（种子 {round_.head.sample.seed}），一个轮次只抽一次"
        )
    begun = len(round_.findings) + len(round_.unscored)
    if begun:
        raise RefusedError(f"{round_.id} 已经有 {begun} 项评分，不能再抽样")
    seed = wish.seed.strip()
    if not seed:
        raise RefusedError("先写种子：一段事先说定、事后可查的文字或数字")
    return draw_sample(changes, replace(wish, seed=seed))


def second_round(
    changes: ChangeSet, inspectors: Sequence[str], *, round_id: str, arbitration: bool = False
) -> str:
    """A round beside another one, over the same claim: for a second, independent look, or to settle
    differences.

    Its name is the other's with ``-2``, ``-3`` … or ``-arbitration`` behind it.
    """
    workspace = changes.workspace
    first = round_of(workspace, round_id)
    acting(changes, "arbitrate" if arbitration else "draw_sample")
    basis = first.head.basis
    if first.kind == "self" or basis is None:
        raise RefusedError(f"{first.id} 不是核验轮次，不能另开一轮")
    names = _known_people(workspace.people, inspectors)
    group = first.head.group or KIND_NAMES[first.kind]
    terms = Terms(
        _free_name(workspace, f"{first.id}-arbitration" if arbitration else first.id),
        first.kind,
        # Evidence that came since the first look is there for the second one.
        max(first.head.as_of, changes.author.on),
        _window(first),
        basis,
        group=f"{group}（仲裁）" if arbitration else group,
        inspectors=names,
        arbitration=arbitration,
    )
    opening = open_workspace(changes.transaction.workspace)
    new_round(changes, opening, terms, source=None, wanted_tree=None, switch=False)
    # Two who look independently look at the same; an arbiter looks at whatever differs.
    if first.head.sample is not None and not arbitration:
        copy_sample(changes, f"rounds/{terms.name}.yaml", first.head.sample)
    return terms.name


def _known_people(people: People, given: Sequence[str]) -> tuple[str, ...]:
    """The full names, each once. Raises :class:`RefusedError` for somebody that the list of people
    does not know.
    """
    for name in given if people else ():
        if unknown := people.unknown(name):
            raise RefusedError(unknown)
    return tuple(dict.fromkeys(map(people.name, given)))


def _free_name(workspace: Workspace, name: str) -> str:
    """The name, or the first one with a number behind it that no round has."""
    taken = {item.id for item in workspace.rounds}
    if name not in taken:
        return name
    number = 2
    while f"{name}-{number}" in taken:
        number += 1
    return f"{name}-{number}"


def _window(first: Round) -> tuple[date, date]:
    """The window of a round, the usual one where it states none."""
    window = first.head.window
    if window is None:
        return usual_window(first.head.as_of)
    return window.start, window.end
