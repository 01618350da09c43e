"""抽样: the draw of an inspection, once and on record; and a second round, so that two look at it
independently.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scoring.actions.authority import acting
from scoring.actions.rounds import round_of
from scoring.actions.samples import Draw, draw_sample
from scoring.documents.inspection.sample import Drawing
from scoring.inspection.save_sample import copy_sample
from scoring.rounds.forms import KIND_NAMES, Terms, usual_window
from scoring.workspace import open_workspace
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
    if not wish.seed.strip():
        raise RefusedError("先写种子：一段事先说定、事后可查的文字或数字")
    return draw_sample(changes, replace(wish, seed=wish.seed.strip()))


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
    if first.kind == "self" or first.head.basis is None:
        raise RefusedError(f"{first.id} 不是核验轮次，不能另开一轮")
    people = workspace.people
    names = tuple(dict.fromkeys(people.name(name) for name in inspectors))
    for name in names:
        if people and not people.knows(name):
            raise RefusedError(people.unknown(name))
    taken = {item.id for item in workspace.rounds}
    ending = "arbitration" if arbitration else ""
    wanted = [f"{first.id}-{ending}"] if ending else []
    wanted += [f"{first.id}{f'-{ending}' if ending else ''}-{number}" for number in range(2, 100)]
    name = next(item for item in wanted if item not in taken)
    window = first.head.window
    terms = Terms(
        name,
        first.kind,
        max(first.head.as_of, changes.author.on),
        (window.start, window.end) if window else usual_window(first.head.as_of),
        first.head.basis,
        group=(first.head.group or KIND_NAMES[first.kind]) + ("（仲裁）" if arbitration else ""),
        inspectors=names,
        arbitration=arbitration,
    )
    opening = open_workspace(changes.transaction.workspace)
    new_round(changes, opening, terms, source=None, wanted_tree=None, switch=False)
    if first.head.sample is not None and not arbitration:
        copy_sample(changes, f"rounds/{name}.yaml", first.head.sample)
    return name
