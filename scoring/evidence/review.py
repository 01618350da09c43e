"""Decisions about one record: accepting or returning it, and saying which indicators it proves.

Each is one transaction that changes the keys of that record and no other byte of the register.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from scoring.evidence.model import Evidence
from scoring.storage import Edit, Transaction, apply_edits
from scoring.yamlio import parse

REGISTER = "evidence/register.yaml"


class NoSuchRecord(Exception):
    """The register has no record with this id."""


def decide(workspace: Path, ident: str, state: str, *, by: str, on: date, note: str | None, stamp: str | None) -> None:
    """Writes the review of a record: ``accepted`` with its stamp, or ``returned`` with the reason."""
    review: dict[str, Any] = {"state": state, "by": by, "on": on}
    if note:
        review["note"] = note
    if stamp:
        review["stamp"] = stamp
    entry = {"on": on.isoformat(), "do": f"evidence review {state}", "by": by}
    _change(workspace, ident, lambda _: {"review": review}, entry)


def remap(
    workspace: Path, record: Evidence, proofs: Sequence[Mapping[str, Any]], *, tree: str, by: str, on: date
) -> None:
    """Replaces what a record proves under the indicator system ``tree``; what it proves under others stays."""

    def changes(item: Mapping[str, Any]) -> dict[str, Any]:
        stated = item.get("proves")
        others = [
            proof
            for proof in (stated if isinstance(stated, list) else [])
            if isinstance(proof, dict) and proof.get("tree") not in (None, tree)
        ]
        return {"proves": [*others, *proofs]}

    _change(workspace, record.id, changes, {"on": on.isoformat(), "do": "evidence map", "by": by})


def proofs_of(record: Evidence) -> list[dict[str, Any]]:
    """What a record proves, in the keys of the file."""
    found = []
    for proof in record.proves:
        data = proof.model_dump(exclude_none=True)
        if data["state"] == "confirmed":
            del data["state"]
        found.append(data)
    return found


def _change(
    workspace: Path, ident: str, changes: Callable[[Mapping[str, Any]], Mapping[str, Any]], entry: Mapping[str, Any]
) -> None:
    with Transaction(workspace) as transaction:
        text = transaction.read(REGISTER)
        data, _, _ = parse(text, REGISTER)
        items = data if isinstance(data, list) else []
        index = next((at for at, item in enumerate(items) if isinstance(item, dict) and item.get("id") == ident), None)
        if index is None:
            raise NoSuchRecord(ident)
        edited = apply_edits(text, [Edit(index, changes(items[index]))])
        transaction.commit({REGISTER: edited}, {**entry, "records": [ident]})
