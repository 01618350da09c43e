"""Page numbers written back into the register, so that the next binding keeps them and reports can
cite them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from scoring.binding.numbering import Place
from scoring.evidence.model import Bound
from scoring.storage.layout import REGISTER
from scoring.workspace.changes import Author, Change, ChangeSet, carry_out


def keep_numbers(workspace: Path, places: Mapping[str, Place], author: Author) -> int:
    """Writes ``bound`` into the records whose place is new, and returns their number. Other bytes
    stay.
    """

    def plan(changes: ChangeSet) -> int:
        before = {record.id: record.bound for record in changes.workspace.records}
        count = 0
        for ident, place in places.items():
            bound = _bound(place)
            # Only what is new is written: other records keep their bytes and their versions.
            if ident in before and before[ident] != bound:
                changes.change(Change("evidence", REGISTER, ident, {"bound": bound.model_dump()}))
                count += 1
        return count

    count, _ = carry_out(workspace, author, "evidence bind", plan)
    return count or 0


def _bound(place: Place) -> Bound:
    return Bound(
        volume=place.volume, page=place.labels[0], last=place.labels[-1], pages=len(place.labels)
    )
