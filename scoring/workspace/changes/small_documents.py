"""Records as small documents of their own, and edits that are read back."""

from __future__ import annotations

from pathlib import Path

from scoring.problems import Problem
from scoring.storage import RecordFile, Transaction
from scoring.storage.records import Section
from scoring.workspace.changes.model import Change
from scoring.yamlio import Document, parse


def document_of(change: Change, text: str) -> tuple[Document | None, list[Problem]]:
    """A record alone as a document: a list of one, or its section with one entry."""
    data, root, problems = parse(alone(text, change.section), change.file)
    if root is None:
        return None, problems
    return Document(Path(change.file), change.file, data, root, b""), problems


def alone(text: str, section: Section) -> str:
    """The text of a record as a file of its own."""
    if not section:
        if text.endswith("\n"):
            return text
        return text + "\n"
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
