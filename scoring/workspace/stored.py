"""A record of a workspace as its file holds it: its text, its data,
and the version that a change refers to.
"""

from __future__ import annotations

from scoring.pieces.model import PiecedDocument, SourceFile
from scoring.storage import RecordFile, StoredRecord
from scoring.storage.records import LIST, Section
from scoring.yamlio import decode


def stored_record(source: SourceFile, key: str, section: Section) -> StoredRecord | None:
    """The record with this key in a section of a file;
    None where there is none, or the file cannot be read.
    """
    document = source.document
    if isinstance(document, PiecedDocument) and section in (LIST, (document.section,)):
        found = _piece_text(document, key)
        if found is None:
            return None
        text = found if section is LIST else f"{document.section}:\n{found}"
        return RecordFile.of(source.name, text, section).record(key)
    # Not cut at its records, or another section: then the whole file is read for the one record.
    text_of_file, _ = decode(source.raw, source.name)
    if text_of_file is None:
        return None
    return RecordFile.of(source.name, text_of_file, section).record(key)


def _piece_text(document: PiecedDocument, key: str) -> str | None:
    if document.section is not None:
        piece = document.pieces.get(key)
        if piece is not None:
            return piece.text
        return None
    for number, data in enumerate(document.data):
        if str(data.get("id", "")) == key:
            return document.pieces[number].text
    return None
