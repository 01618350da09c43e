"""``journal.jsonl``: who changed what, when. One line for each write, each with the digest of the line before.

A line that was altered or taken out breaks the chain at its place. A chain alone does not show a cut tail, so the
digest of the last line is printed in reports.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FIRST = "0" * 64


@dataclass(frozen=True, slots=True)
class JournalFault:
    """A line (from 1) at which the chain breaks."""

    line: int
    what: str


def line_of(entry: Mapping[str, Any], previous: str) -> bytes:
    """The bytes of an entry in the chain, line end included."""
    text = json.dumps({**entry, "prev": previous}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8") + b"\n"


class Journal:
    """The journal of one workspace. Appending is the transaction's business; this reads."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def head(self) -> str:
        """The digest of the last line, or zeros where nothing has been written yet."""
        try:
            last = self.path.read_bytes().rstrip(b"\n").rsplit(b"\n", 1)[-1]
        except FileNotFoundError:
            return FIRST
        return hashlib.sha256(last + b"\n").hexdigest() if last else FIRST

    def entries(self) -> list[dict[str, Any]]:
        """All entries that can be read."""
        found = []
        for line in self._lines():
            try:
                entry = json.loads(line)
            except ValueError:
                continue
            if isinstance(entry, dict):
                found.append(entry)
        return found

    def _lines(self) -> list[bytes]:
        try:
            return self.path.read_bytes().splitlines()
        except FileNotFoundError:
            return []


def verify_journal(path: Path) -> list[JournalFault]:
    """Where the chain of the journal at ``path`` breaks; empty for a sound or missing journal."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return []
    faults = []
    previous = FIRST
    for number, line in enumerate(raw.split(b"\n"), 1):
        if not line:
            continue
        try:
            entry = json.loads(line)
            said = entry["prev"] if isinstance(entry, dict) else None
        except (ValueError, KeyError):
            said = None
        if said is None:
            faults.append(JournalFault(number, "这一行不完整，读不出来"))
        elif said != previous:
            faults.append(JournalFault(number, "与上一行对不上：有记录被改动或删去"))
        previous = hashlib.sha256(line + b"\n").hexdigest()
    return faults
