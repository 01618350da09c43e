"""抽样: the draw of an inspection, once and on record; and a second round, so that two look at it independently."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scoring.actions.authority import acting
from scoring.actions.rounds import round_of
from scoring.editions import new_round
from scoring.engine.frame import Frame
from scoring.inspection.recording import copy_sample, record_sample
from scoring.inspection.sampling import PIECES, CannotDrawError, Terms, draw
from scoring.people import SYSTEM
from scoring.rounds.forms import KIND_NAMES, usual_window
from scoring.rounds.forms import Terms as RoundTerms
from scoring.rounds.model import Round
from scoring.rounds.sampling import SampleBy, SampleRecord
from scoring.values import offered
from scoring.workspace import Workspace, open_workspace
from scoring.workspace.changes import ChangeSet, RefusedError


@dataclass(frozen=True, slots=True)
class DrawWish:
    """What is asked for before anybody sees the frame: how many, by what, and the seed."""

    size: int
    seed: str
    by: SampleBy = "risk"
    pieces: int = PIECES
    methods: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


def frame_for(workspace: Workspace, round_: Round, wish: DrawWish) -> Frame:
    """What is drawn from. Raises :class:`RefusedError` for a round that verifies nothing, or unknown names."""
    if round_.kind == "self":
        raise RefusedError(f"{round_.id} 是自评轮次，不抽样；抽样用于核验和模拟轮次")
    basis = next((one for one in workspace.rounds if one.id == round_.head.basis), None)
    frame = workspace.frame(round_) if basis is not None and basis.kind == "self" else None
    if frame is None:
        raise RefusedError(f"{round_.id} 没有写明核验的是哪个自评轮次（basis），不能抽样")
    known = [method for leaf in workspace.tree.leaves() for method in leaf.record.methods]
    for method in wish.methods:
        if method not in known:
            raise RefusedError(f"指标体系里没有测评方式“{method}”{offered(method, known)}")
    leading = [workspace.units.name(name) for leaf in workspace.tree.leaves() for name in leaf.lead]
    owners = [workspace.units.name(unit) for unit in wish.units]
    for unit in owners:
        if unit not in leading:
            raise RefusedError(f"没有哪项指标由“{unit}”牵头{offered(unit, leading, '牵头的有')}")
    return frame.narrowed(wish.methods, owners) if wish.methods or owners else frame


def draw_sample(changes: ChangeSet, wish: DrawWish, *, round_id: str) -> SampleRecord:
    """Draws for a round, once: the sample, its seed and its frame stand in the file and in the journal.

    Raises :class:`RefusedError` where it was drawn before, or somebody has begun to mark.
    """
    workspace = changes.workspace
    round_ = round_of(workspace, round_id)
    acting(changes, "draw_sample")
    if round_.head.sample is not None:
        raise RefusedError(f"{round_.id} 已经抽过样（种子 {round_.head.sample.seed}），一个轮次只抽一次")
    if round_.findings or round_.unscored:
        raise RefusedError(f"{round_.id} 已经有 {len(round_.findings) + len(round_.unscored)} 项评分，不能再抽样")
    seed = wish.seed.strip()
    if not seed:
        raise RefusedError("先写种子：一段事先说定、事后可查的文字或数字")
    frame = frame_for(workspace, round_, wish)
    try:
        sample = draw(frame, Terms(wish.by, wish.size, seed, wish.pieces), None)
    except CannotDrawError as error:
        raise RefusedError(str(error)) from None
    changes.author = replace(changes.author, by=changes.author.by or SYSTEM)
    record_sample(changes, round_, sample, frame)
    return sample


def second_round(changes: ChangeSet, inspectors: Sequence[str], *, round_id: str, arbitration: bool = False) -> str:
    """A round beside another one, over the same claim: for a second, independent look, or to settle differences.

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
    terms = RoundTerms(
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
