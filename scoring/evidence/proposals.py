"""Writes suggestions into the register as ``state: proposed``: they support nothing until a person confirms them.

One transaction for all of them. A record gets new lines at the end of its ``proves``; no other byte changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from scoring.evidence.review import REGISTER
from scoring.storage import Edit, Transaction, apply_edits
from scoring.storage.splice import key_text
from scoring.yamlio import parse

Wanted = tuple[str, str | None]
"""The code of an indicator, and the requirement of it that the suggestion speaks of."""


def propose(
    workspace: Path, wanted: Mapping[str, Sequence[Wanted]], *, by: str, on: date
) -> dict[str, tuple[str, ...]]:
    """Adds the indicators, each with its requirement, to the records named by id, and returns the codes that were new.

    A code that a record already has, confirmed or proposed, is left alone; when nothing is new, nothing is written.
    """
    with Transaction(workspace) as transaction:
        text = transaction.read(REGISTER)
        data, _, _ = parse(text, REGISTER)
        new: dict[int, list[dict[str, str]]] = {}
        told: dict[str, tuple[str, ...]] = {}
        for index, record in enumerate(data if isinstance(data, list) else []):
            ident = record.get("id") if isinstance(record, dict) else None
            if not isinstance(ident, str) or ident in told:
                continue
            items = dict(wanted.get(ident, ()))
            codes = _missing(record, list(items))
            if codes:
                told[ident] = codes
                new[index] = [_proposed(code, items[code]) for code in codes]
        if new:
            entry = {"on": on.isoformat(), "do": "evidence suggest", "by": by, "records": list(told)}
            transaction.commit({REGISTER: _with_proofs(text, data, new)}, entry)
    return told


def _proposed(code: str, item: str | None) -> dict[str, str]:
    return {"indicator": code, **({"item": item} if item else {}), "state": "proposed"}


def _missing(record: Mapping[str, Any], codes: Sequence[str]) -> tuple[str, ...]:
    proofs = record.get("proves") or []
    have = (
        {proof.get("indicator") for proof in proofs if isinstance(proof, dict)} if isinstance(proofs, list) else set()
    )
    return tuple(code for code in dict.fromkeys(codes) if code not in have)


def _with_proofs(text: str, data: Sequence[Any], new: Mapping[int, list[dict[str, str]]]) -> str:
    """The register with the new proofs: as lines of their own where a record's ``proves`` is a list of one line each,
    else by writing that key anew.
    """
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    if not isinstance(node, yaml.SequenceNode):
        raise ValueError("not a list")
    newline = "\r\n" if "\r\n" in text else "\n"
    lines: list[tuple[int, str]] = []
    edits: list[Edit] = []
    for index, proofs in new.items():
        place = _end_of_proofs(node.value[index])
        if place is None:
            old = data[index].get("proves") or []
            edits.append(Edit(index, {"proves": [*old, *proofs]}))
            continue
        end, indent = place
        after = text.find("\n", end) + 1
        added = key_text("proves", proofs, indent, newline).split(newline, 1)[1]
        lines.append((after, added) if after else (len(text), newline + added))
    for at, added in sorted(lines, reverse=True):
        text = text[:at] + added + text[at:]
    return apply_edits(text, edits) if edits else text


def _end_of_proofs(record: yaml.Node) -> tuple[int, int] | None:
    """Where the last proof of a record ends and how far its dash is indented; None where it has no line of its own."""
    if not isinstance(record, yaml.MappingNode) or record.flow_style:
        return None
    value = next((value for key, value in record.value if key.value == "proves"), None)
    if not isinstance(value, yaml.SequenceNode) or value.flow_style or not value.value:
        return None
    last = value.value[-1]
    if not isinstance(last, yaml.MappingNode) or not last.flow_style:
        return None
    return last.end_mark.index, value.start_mark.column
