"""S17: one field for codes, names, document numbers, units, items and the text of evidence; only
what may be seen.
"""

from __future__ import annotations

import logging
import threading
from typing import Any

from scoring.engine import NodeResult
from scoring.evidence.search import EmptyQueryError, Finder, TextIndex, fill
from scoring.rectification.state import ItemState
from scoring.workbench.access import Access
from scoring.workbench.office import Office
from scoring.workbench.routing import get
from scoring.workbench.views.items import listed
from scoring.workbench.web import Answer, Call, Data

MOST = 50
BESIDE = 12
"""Indicators and items that stand beside the pieces that were found."""
LONGEST = 200
log = logging.getLogger("shifan.workbench")
_FILLING = threading.Lock()


def search(call: Call) -> Answer:
    """Indicators, items and units by their words, and evidence by its register and its text."""
    view, access = call.view, Access(call.view, call.who)
    words = call.query.get("q", "").strip()[:LONGEST]
    hits = _hits(call, access, words) if words else []
    data: Data = {"total": len(hits), "hits": hits[:MOST]}
    extra: dict[str, Any] = {"q": words, "indicators": [], "items": [], "units": []}
    if words:
        low = words.lower()
        leaves = [item for item in view.assessment.leaves() if item.node.code in access.leaves]
        extra |= {
            "indicators": [item for item in leaves if low in _text_of(item)][:BESIDE],
            "items": [one for one in listed(view, access) if low in _text_of_item(one)][:BESIDE],
            "units": _units(access, low),
        }
    return Answer(data, "search.html", extra)


def _text_of(item: NodeResult) -> str:
    return f"{item.node.code} {item.node.name}".lower()


def _text_of_item(state: ItemState) -> str:
    return f"{state.item.id} {state.item.problem}".lower()


def _units(access: Access, low: str) -> list[str]:
    """Units by a part of their name, for who sees them all."""
    if not access.everything:
        return []
    return [name for name in access.workspace.units.names if low in name.lower()][:8]


def _hits(call: Call, access: Access, words: str) -> list[Data]:
    """The pieces that hold all words, of those that the visitor may open."""
    workspace = call.view.workspace
    # Narrowed before the search: a count or a snippet of the others would already tell of them.
    records = [record for record in workspace.records if record.id in access.evidence]
    # Never in the request: reading new scans takes minutes, and what is indexed is found at once.
    _fill_later(call.office)
    try:
        with TextIndex.open(workspace.path) as index:
            found = Finder(index, records, workspace.files).find(words, MOST)
    except EmptyQueryError:
        return []
    by_id = {record.id: record for record in records}
    return [
        {
            "id": hit.id,
            "title": by_id[hit.id].label,
            "page": hit.page or 0,
            "place": hit.place,
            "snippet": hit.snippet,
            "indicators": list(dict.fromkeys(proof.indicator for proof in by_id[hit.id].proves)),
        }
        for hit in found.hits
    ]


def _fill_later(office: Office) -> None:
    """Reads texts that the index does not have yet, in the background and once at a time."""
    if _FILLING.acquire(blocking=False):
        threading.Thread(target=_fill, args=(office,), daemon=True).start()


def _fill(office: Office) -> None:
    workspace = office.desk.view().workspace
    try:
        with TextIndex.open(workspace.path) as index:
            fill(index, workspace.path, workspace.records, workspace.files)
    # A thread has nobody above it: without this line a fault of one file would vanish unseen.
    except Exception:
        log.exception("text index")
    finally:
        _FILLING.release()


SPOTS = (get("/search", search),)
