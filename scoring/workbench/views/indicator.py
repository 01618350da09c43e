"""One indicator as its work page shows it: node, finding, requirements with their pieces, and what
happened to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scoring.engine import NodeResult
from scoring.evidence.model import Evidence, Proof
from scoring.evidence.support import Met, fits
from scoring.views.evidence import type_of
from scoring.views.words import number_key
from scoring.workbench.access import Access
from scoring.workbench.desk import View

Data = dict[str, Any]


def requirements(view: View, access: Access, item: NodeResult) -> list[Data]:
    """What a leaf asks for, with the pieces that were offered and why they count or do not."""
    if item.leaf is None:
        return []
    offered = offered_for(view, item.node.code)
    open_to = access.evidence
    return [
        {
            "name": met.requirement.name,
            "kinds": list(met.requirement.kinds),
            "min": met.requirement.min,
            "met": met.met,
            "pieces": [
                piece(view, record, proof, met, open_=record.id in open_to)
                for record, proof in offered
                if fits(record, proof, met.requirement)
            ],
        }
        for met in item.leaf.support.requirements
    ]


def offered_for(view: View, code: str) -> list[tuple[Evidence, Proof]]:
    """The pieces that name a leaf, by number."""
    index: dict[str, list[tuple[Evidence, Proof]]] = view.once(
        "offered", lambda: _offered(view.workspace.records)
    )
    return index.get(code, [])


def _offered(records: Iterable[Evidence]) -> dict[str, list[tuple[Evidence, Proof]]]:
    found: dict[str, list[tuple[Evidence, Proof]]] = {}
    for record in sorted(records, key=lambda record: number_key(record.id)):
        for proof in record.proves:
            found.setdefault(proof.indicator, []).append((record, proof))
    return found


def piece(view: View, record: Evidence, proof: Proof, met: Met, *, open_: bool) -> Data:
    """One piece under a requirement. Who may not open it still sees that it is there."""
    reasons = dict(met.in_vain)
    state = view.workspace.standings.get(record.id)
    return {
        "id": record.id,
        "title": record.label,
        "type": type_of(record),
        "counts": record.id in met.carried_by,
        "reason": reasons.get(record.id, ""),
        "review": record.review.state,
        "stale": bool(state and state.stale),
        "locate": proof.locate or "",
        "what": proof.what or "",
        "unit": record.unit or "",
        "open": open_,
    }


def mark_of(item: NodeResult, waiting: bool, returned: bool) -> tuple[str, str]:
    """The sign before a leaf in a list: its tone and its character."""
    losses = item.marks.losses
    if returned:
        return "bad", "退"
    if losses.unassessed or (item.leaf is not None and item.leaf.open):
        return "", ""
    if losses.evidence:
        if waiting:
            return ("half", "…")
        return ("half", "!")
    return "ok", "✓"
