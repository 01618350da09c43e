"""Who supplied a piece of evidence: one answer for everybody who must keep two hands apart.

The register names a supplier where somebody registers what is his own unit's; of every other piece
only the journal knows who brought it in, by ``evidence scan``, an upload or an import.
"""

from __future__ import annotations

from pathlib import Path

from scoring.evidence.model import Evidence
from scoring.storage.journal_index import index_of
from scoring.storage.layout import REGISTER


def suppliers(record: Evidence, journal: Path | None) -> tuple[str, ...]:
    """The names as they stand in register and journal, the register's first; empty where neither
    says. ``journal`` is the file of the workspace, None where there is none to ask.

    Who put another file in the place of the first one supplied what is there now.
    """
    names = [record.by or ""]
    if journal is not None:
        index = index_of(journal)
        names.append(index.entered_by(REGISTER, record.id))
        names.append(index.renewed_by(REGISTER, record.id))
    return tuple(dict.fromkeys(name for name in names if name))
