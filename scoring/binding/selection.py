"""Which pieces are bound, in which order: those that count for an indicator now, each once, at the
first of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from scoring.evidence.model import Evidence, Proof
from scoring.indicators.model import Indicator, IndicatorTree
from scoring.values import natural_key
from scoring.workspace import Workspace

Division = Literal["block", "indicator", "unit"]
"""How volumes are divided: by nodes of the first level, by scored indicators, or by the units that
supplied."""
NO_UNIT = "未注明单位"


@dataclass(frozen=True, slots=True)
class Slot:
    """A piece under a leaf. ``bound`` where its pages lie; elsewhere the list of the leaf points to
    them.
    """

    leaf: Indicator
    record: Evidence
    proofs: tuple[Proof, ...]
    group: str
    bound: bool


def slots_of(workspace: Workspace, tree: IndicatorTree, division: Division) -> list[Slot]:
    """All pieces that count, under every leaf that they count for, group after group in the order
    of the tree.
    """
    by_id = {record.id: record for record in workspace.records}
    # Bound once, however many leaves a piece proves.
    held: set[str] = set()
    slots = []
    for leaf in tree.leaves():
        support = workspace.supports.get(leaf.code)
        if support:
            carrying = {ident for met in support.requirements for ident in met.carried_by}
        else:
            carrying = set()
        for ident in sorted(carrying, key=lambda name: (natural_key(name), name)):
            record = by_id[ident]
            proofs = tuple(proof for proof in record.proves if proof.indicator == leaf.code)
            group = _group(leaf, record, tree, division)
            slots.append(Slot(leaf, record, proofs, group, ident not in held))
            held.add(ident)
    # Sorting is stable: within a group the order of the tree stays.
    order = {group: index for index, group in enumerate(_groups(slots, workspace, division))}
    return sorted(slots, key=lambda slot: order[slot.group])


def _group(leaf: Indicator, record: Evidence, tree: IndicatorTree, division: Division) -> str:
    if division == "unit":
        return record.unit or NO_UNIT
    if division == "indicator":
        return leaf.code
    return tree.path(leaf.code)[0].code


def _groups(slots: list[Slot], workspace: Workspace, division: Division) -> Iterator[str]:
    """Groups in their order: nodes as the tree has them, units as ``workspace.yaml`` lists them."""
    seen = dict.fromkeys(slot.group for slot in slots)
    if division == "unit":
        listed = [name for name in workspace.head.units if name in seen]
        yield from [*listed, *(name for name in seen if name not in listed)]
    else:
        yield from seen
