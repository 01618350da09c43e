"""Records as small documents of their own, and edits that are read back."""

from __future__ import annotations

import re
from pathlib import Path

from scoring.problems import Problem
from scoring.storage import RecordFile, Transaction
from scoring.storage.records import LIST, Section
from scoring.workspace.changes.model import Change
from scoring.yamlio import Document, parse

_DASH = re.compile(r" *-(?=[ \r\n])")


def document_of(change: Change, text: str) -> tuple[Document | None, list[Problem]]:
    """A record alone as a document: a list of one, or its section with one entry."""
    data, root, problems = parse(alone(text, change.section), change.file)
    if root is None:
        return None, problems
    return Document(Path(change.file), change.file, data, root, b""), problems


def alone(text: str, section: Section) -> str:
    """The text of a record as a file of its own."""
    if section is LIST:
        text = _with_dash(text)
    if not section:
        if text.endswith("\n"):
            return text
        return text + "\n"
    indent = "" if text[:1] in " \t" else "  "
    lines = "".join(f"{indent}{line}" for line in text.splitlines(keepends=True))
    return f"{section[0]}:\n{lines}\n"


def _with_dash(text: str) -> str:
    """A record of a list with its dash.

    The record of a file that cannot be cut (one that begins with ``---``, a list in brackets) comes
    without: from its first key or bracket on, while its other lines stand as deep as in the file.
    """
    if _DASH.match(text):
        return text
    lines = (line for line in text.splitlines()[1:] if line.strip(" \t"))
    depths = [len(line) - len(line.lstrip(" ")) for line in lines if line.lstrip()[0] != "#"]
    # Its keys stand below each other, so that the shallowest line is one of them.
    in_brackets = text.startswith("{")
    depth = 2 if in_brackets else max(2, min(depths, default=2))
    return "-" + " " * (depth - 1) + text


def whole(file: RecordFile, transaction: Transaction | None = None) -> Document | None:
    """A whole file as a document; None where it cannot be read."""
    data, root, _ = parse(file.text.removeprefix("\ufeff"), file.name)
    if root is None:
        return None
    home = transaction.workspace if transaction else Path()
    return Document(home / file.name, file.name, data, root, b"")
