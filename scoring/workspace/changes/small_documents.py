"""Records as small documents of their own, and edits that are read back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from scoring.problems import Problem
from scoring.storage import DROP, IrregularError, RecordFile, Transaction
from scoring.storage.records import LIST, Section
from scoring.workspace.changes.merging import plain
from scoring.workspace.changes.model import LEDGER, REGISTER, SECTIONS, WORKSPACE, Change
from scoring.yamlio import Document, parse


def sections_of(name: str) -> list[Section]:
    """The sections of a file whose entries are records; none for a file that the journal keeps by its digest alone."""
    if name in (REGISTER, LEDGER):
        return [LIST]
    if name == WORKSPACE:
        return [SECTIONS["unit"], SECTIONS["person"], ()]
    if name.startswith("rounds/") and name.endswith((".yaml", ".yml")):
        return [("findings",), ("vetoes",), ("parts",), ("assignments",), ()]
    return []


def safely(edit: Callable[[], RecordFile], name: str) -> RecordFile:
    """The edited file. Raises ``IrregularError`` where its way of writing does not allow the edit."""
    try:
        return edit()
    except (ValueError, LookupError, TypeError) as error:
        raise IrregularError(name) from error


def read_back(file: RecordFile, key: str, wanted: Mapping[str, Any]) -> None:
    """Raises ``IrregularError`` unless the record reads as it was meant."""
    stored = file.record(key)
    meant = {name: value for name, value in plain(wanted).items() if value is not DROP}
    if stored is None or plain(stored.data) != meant:
        raise IrregularError(file.name)


def document_of(change: Change, text: str) -> tuple[Document | None, list[Problem]]:
    """A record alone as a document: a list of one, or its section with one entry."""
    data, root, problems = parse(alone(text, change.section), change.file)
    if root is None:
        return None, problems
    return Document(Path(change.file), change.file, data, root, b""), problems


def alone(text: str, section: Section) -> str:
    """The text of a record as a file of its own."""
    if not section:
        return text if text.endswith("\n") else text + "\n"
    indent = "" if text[:1] in " \t" else "  "
    lines = "".join(f"{indent}{line}" for line in text.splitlines(keepends=True))
    return f"{section[0]}:\n{lines}\n"


def whole(file: RecordFile, transaction: Transaction | None = None) -> Document | None:
    """A whole file as a document; None where it cannot be read."""
    data, root, _ = parse(file.text.removeprefix("\ufeff"), file.name)
    if root is None:
        return None
    home = transaction.workspace if transaction else Path()
    return Document(home / file.name, file.name, data, root, b"")
