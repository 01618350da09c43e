"""Writing into a workspace: whole files in one step, one record of a file, and several files as one
transaction.

Hand-edited files stay the user's: a splice changes the lines of the record that it is about and no
other byte.
"""

from scoring.storage.atomic import write_atomic
from scoring.storage.changeset import Author, RecordChanges, Saved, write_records
from scoring.storage.journal import Journal, JournalFault, missing_end, verify_journal
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
from scoring.storage.splice import DROP, Edit, MapEdit, append_record, apply_edits, remove_record
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
