"""Writing into a workspace: whole files in one step, one record of a file, and several files as one
transaction.

Hand-edited files stay the user's: a splice changes the lines of the record that it is about and no
other byte.

Nothing is loaded before it is used: a command that gives the answer of last time needs the seal and
nothing else.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scoring.storage.atomic import write_atomic
    from scoring.storage.changeset import Author, RecordChanges, Saved, write_records
    from scoring.storage.journal import Journal, JournalFault, examine_journal, verify_journal
    from scoring.storage.journal_end import missing_end
    from scoring.storage.placing import PlaceError, place, spare_place
    from scoring.storage.records import (
        IrregularError,
        RecordFile,
        StoredRecord,
        UnknownRecordError,
        version,
    )
    from scoring.storage.recovery import SetAside, set_aside
    from scoring.storage.seal import is_sealed, seal_of, sealed, sealer, unsealed, user_folder
    from scoring.storage.splice import (
        DROP,
        Edit,
        MapEdit,
        append_record,
        apply_edits,
        remove_record,
    )
    from scoring.storage.transaction import Busy, SlippedIn, Transaction, Unfinished, text_of
    from scoring.storage.yaml_text import Bare, Quoted

__all__ = [
    "DROP",
    "Author",
    "Bare",
    "Busy",
    "Edit",
    "IrregularError",
    "Journal",
    "JournalFault",
    "MapEdit",
    "PlaceError",
    "Quoted",
    "RecordChanges",
    "RecordFile",
    "Saved",
    "SetAside",
    "SlippedIn",
    "StoredRecord",
    "Transaction",
    "Unfinished",
    "UnknownRecordError",
    "append_record",
    "apply_edits",
    "examine_journal",
    "is_sealed",
    "missing_end",
    "place",
    "remove_record",
    "seal_of",
    "sealed",
    "sealer",
    "set_aside",
    "spare_place",
    "text_of",
    "unsealed",
    "user_folder",
    "verify_journal",
    "version",
    "write_atomic",
    "write_records",
]

_WHERE = {
    "Author": "scoring.storage.changeset",
    "Bare": "scoring.storage.yaml_text",
    "Busy": "scoring.storage.transaction",
    "DROP": "scoring.storage.splice",
    "Edit": "scoring.storage.splice",
    "IrregularError": "scoring.storage.records",
    "Journal": "scoring.storage.journal",
    "JournalFault": "scoring.storage.journal",
    "MapEdit": "scoring.storage.splice",
    "PlaceError": "scoring.storage.placing",
    "Quoted": "scoring.storage.yaml_text",
    "RecordChanges": "scoring.storage.changeset",
    "RecordFile": "scoring.storage.records",
    "Saved": "scoring.storage.changeset",
    "SetAside": "scoring.storage.recovery",
    "SlippedIn": "scoring.storage.transaction",
    "StoredRecord": "scoring.storage.records",
    "Transaction": "scoring.storage.transaction",
    "Unfinished": "scoring.storage.transaction",
    "UnknownRecordError": "scoring.storage.records",
    "append_record": "scoring.storage.splice",
    "apply_edits": "scoring.storage.splice",
    "examine_journal": "scoring.storage.journal",
    "is_sealed": "scoring.storage.seal",
    "missing_end": "scoring.storage.journal_end",
    "place": "scoring.storage.placing",
    "remove_record": "scoring.storage.splice",
    "seal_of": "scoring.storage.seal",
    "sealed": "scoring.storage.seal",
    "sealer": "scoring.storage.seal",
    "set_aside": "scoring.storage.recovery",
    "spare_place": "scoring.storage.placing",
    "text_of": "scoring.storage.transaction",
    "unsealed": "scoring.storage.seal",
    "user_folder": "scoring.storage.seal",
    "verify_journal": "scoring.storage.journal",
    "version": "scoring.storage.records",
    "write_atomic": "scoring.storage.atomic",
    "write_records": "scoring.storage.changeset",
}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(_WHERE[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
