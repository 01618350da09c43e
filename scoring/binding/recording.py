"""Page numbers written back into the register, so that the next binding keeps them and reports can cite them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from scoring.binding.numbering import Place
from scoring.evidence.review import REGISTER
from scoring.storage import Edit, Transaction, apply_edits
from scoring.yamlio import parse


def keep_numbers(workspace: Path, places: Mapping[str, Place], *, by: str, on: date) -> int:
    """Writes ``bound`` into the records whose place is new, and returns their number. Other bytes stay."""
    with Transaction(workspace) as transaction:
        text = transaction.read(REGISTER)
        data, _, _ = parse(text, REGISTER)
        edits: dict[str, Edit] = {}
        for index, item in enumerate(data if isinstance(data, list) else []):
            ident = item.get("id") if isinstance(item, dict) else None
            if isinstance(ident, str) and ident in places and item.get("bound") != _plain(places[ident]):
                edits[ident] = Edit(index, {"bound": _value(places[ident])})
        if edits:
            edited = apply_edits(text, list(edits.values()))
            entry = {"on": on.isoformat(), "do": "evidence bind", "by": by, "records": sorted(edits)}
            transaction.commit({REGISTER: edited}, entry)
    return len(edits)


def _value(place: Place) -> dict[str, Any]:
    return {"volume": place.volume, "page": place.labels[0], "last": place.labels[-1], "pages": len(place.labels)}


def _plain(place: Place) -> dict[str, str]:
    """The same as the file reads back: all text."""
    return {key: str(value) for key, value in _value(place).items()}
