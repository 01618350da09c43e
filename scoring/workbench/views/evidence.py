"""Pieces of evidence as the register and the page of one show them."""

from __future__ import annotations

from typing import Any

from scoring.documents.evidence_data import evidence_data, piece_data
from scoring.evidence.model import Evidence
from scoring.workbench.access import Access
from scoring.workbench.desk import View
from scoring.workbench.web import not_found

Data = dict[str, Any]


def rows(view: View, access: Access) -> list[Data]:
    """The pieces that the visitor may open, as ``evidence list`` prints them."""
    seen = access.evidence
    return [row for row in _all(view) if row["id"] in seen]


def _all(view: View) -> list[Data]:
    records: list[Data] = view.once("register", lambda: evidence_data(view.workspace)["records"])
    return records


def row_of(view: View, ident: str) -> Data:
    """One piece as ``evidence list`` prints it."""
    # By itself: after every decision the state is a new one, and the answer is about one piece.
    return view.once(("piece", ident), lambda: piece_data(view.workspace, view.records[ident]))


def record_of(view: View, access: Access, ident: str) -> Evidence:
    """A piece that the visitor may open. Raises 404 for an unknown one, 403 for another's."""
    record = view.records.get(ident)
    if record is None:
        raise not_found(f"登记表里没有“{ident[:40]}”")
    if not access.sees_evidence(record):
        codes = [
            proof.indicator
            for proof in record.proves
            if proof.indicator in view.assessment.tree.by_code
        ]
        node = view.assessment.tree.by_code[codes[0]] if codes else None
        access.ask(
            "see_evidence", access.indicator(node) if node else access.unit(record.unit or "")
        )
        raise not_found(f"登记表里没有“{ident[:40]}”")
    return record


def used_by(view: View, access: Access, record: Evidence) -> list[Data]:
    """What a piece is used for: indicators, and rectification items that were submitted with it."""
    tree = view.assessment.tree
    records: list[Data] = [
        {
            "kind": "indicator",
            "key": proof.indicator,
            "name": tree.by_code[proof.indicator].name,
            "item": proof.item or "",
            "state": proof.state,
        }
        for proof in record.proves
        if proof.indicator in tree.by_code
    ]
    items = [
        {"kind": "item", "key": item.id, "name": item.problem, "item": "", "state": item.status}
        for item in view.workspace.ledger
        if item.id in access.items and any(record.id in event.evidence for event in item.events)
    ]
    return records + items
