"""Where this user's shifan left the end of the journal: a chain alone does not show a cut tail.

Kept beside the workspace's derived files under this user's seal. A writer that finds another end
goes on, and says in its line what was missing: from there on everybody sees it, on every machine,
until a person accepts it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scoring.storage import disk
from scoring.storage.journal import FIRST, JOURNAL, MISSING_END, Journal, JournalFault
from scoring.storage.placing import spare_place
from scoring.storage.seal import sealed, unsealed

_END = ".shifan/journal.end"
_END_SIZE = 96
"""Characters of what is kept there, always as many: one that is put over another covers it."""


@dataclass(frozen=True, slots=True)
class KeptEnd:
    """The journal as it was after the last write of this user: so many bytes, and the digest of its
    last line.
    """

    size: int
    sha256: str


def keep_end(workspace: Path, size: int, head: str) -> None:
    """Remembers where the journal ended after a write of this user, see :func:`lost_end`."""
    path = spare_place(workspace, _END)
    if path is not None:
        data = json.dumps([size, head]).ljust(_END_SIZE).encode("utf-8")
        with suppress(OSError):
            disk.put_over(path, sealed(_END, data))


def lost_end(workspace: Path) -> KeptEnd | None:
    """The end that this user's shifan wrote last, where the journal no longer has it; None where it
    has, also with lines of others behind, and where none was kept.
    """
    kept = _kept(workspace)
    if kept is None:
        return None
    journal = Journal(workspace / JOURNAL)
    if journal.size() >= kept.size and journal.head(upto=kept.size) == kept.sha256:
        return None
    return kept


def missing_end(path: Path) -> JournalFault | None:
    """What is missing at the end of the journal at ``path`` and stands in no line yet, in words."""
    kept = lost_end(path.parent)
    if kept is None:
        return None
    if not path.exists():
        return JournalFault(1, "日志不见了，本机写入过的记录都不在")
    if Journal(path).size() < kept.size:
        return JournalFault(1, "日志的末尾少了，本机最后写入的记录不在")
    return JournalFault(1, "日志换成了另一份，本机最后写入的记录不在原来的地方")


def telling(workspace: Path, entries: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The lines to write, the first of them with what is missing before it."""
    lost = lost_end(workspace)
    if lost is None or not entries:
        return list(entries)
    missing = {MISSING_END: {"size": lost.size, "sha256": lost.sha256}}
    return [{**entries[0], **missing}, *entries[1:]]


def _kept(workspace: Path) -> KeptEnd | None:
    try:
        place = spare_place(workspace, _END)
        data = unsealed(_END, place.read_bytes()) if place else None
        size, head = json.loads(data) if data else (0, FIRST)
    except (OSError, ValueError, TypeError):
        return None
    if not size:
        return None
    return KeptEnd(size, head)
