"""Which pieces carried which requirement: the part of a support that can be kept, and held against
a tree again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from scoring.evidence.files import FileFact
from scoring.evidence.model import Evidence, Proof, Window
from scoring.evidence.support import Support, Validity, standing, supports
from scoring.indicators.model import IndicatorTree

CarriedBy = Mapping[str, Mapping[str, tuple[str, ...]]]
"""By code of the leaf and name of the requirement: the ids of the pieces that carry it. What
carries nothing is out."""
SOUND = Validity(sound=True, reasons=(), in_window=True, window_reason="", stale=False)


def carried_by(found: Mapping[str, Support]) -> dict[str, dict[str, tuple[str, ...]]]:
    """What carries what, out of the supports of all leaves by code."""
    carried = {
        code: {
            item.requirement.name: item.carried_by
            for item in support.requirements
            if item.carried_by
        }
        for code, support in found.items()
    }
    return {code: names for code, names in carried.items() if names}


def supported(tree: IndicatorTree, kept: CarriedBy) -> dict[str, Support]:
    """The support of every leaf of ``tree`` by what was kept; a requirement that is not in it is
    carried by nothing.
    """
    proofs: dict[str, list[Proof]] = defaultdict(list)
    for leaf in tree.leaves():
        for name, idents in kept.get(leaf.code, {}).items():
            for ident in idents:
                proofs[ident].append(Proof(indicator=leaf.code, item=name))
    records = [Evidence(id=ident, proves=tuple(found)) for ident, found in proofs.items()]
    return supports(tree, records, dict.fromkeys(proofs, SOUND))


def carried_now(
    tree: IndicatorTree,
    records: Sequence[Evidence],
    files: Mapping[str, FileFact],
    window: Window | None,
    as_of: date,
) -> dict[str, Support]:
    """The support of every leaf by the register of today, judged at ``as_of`` under ``window``,
    before verification.

    ``records`` are those that hold under ``tree``, ``files`` the state of each one's file.
    """
    standings = {
        record.id: standing(record, files[record.id], window, as_of, tree) for record in records
    }
    return supports(tree, records, standings)
