"""``access.jsonl``: who logged in, exported and opened evidence.

The same chain as the journal, and no contents of fields.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from datetime import datetime
from pathlib import Path

from scoring.storage import Journal, PlaceError, place
from scoring.storage.journal import line_of

NAME = "access.jsonl"
log = logging.getLogger("shifan.workbench")


class AccessLog:
    """Appends lines; the digest of the last one is kept, so that a line costs one write."""

    def __init__(self, workspace: Path) -> None:
        self._workspace = workspace
        self._lock = threading.Lock()
        self._size = -1
        self._head = ""

    def add(self, do: str, *, by: str, address: str = "", what: str = "") -> None:
        """One line. A disk that is full costs the line, not what the person came to do; the
        server's log says so.
        """
        at = datetime.now().astimezone().isoformat(timespec="seconds")
        entry = {"at": at, "by": by, "do": do, "address": address, "what": what}
        entry = {key: value for key, value in entry.items() if value}
        try:
            path = place(self._workspace, NAME)
            with self._lock:
                self._write(path, entry)
        except (OSError, PlaceError) as error:
            log.error("access.jsonl: %s", error)

    def _write(self, path: Path, entry: dict[str, str]) -> None:
        size = path.stat().st_size if path.exists() else 0
        if size != self._size:
            # Somebody else has written, or the log was begun anew: the chain goes on from what is
            # there.
            self._head = Journal(path).head()
        line = line_of(entry, self._head)
        with path.open("ab") as stream:
            stream.write(line)
        self._size = size + len(line)
        self._head = hashlib.sha256(line).hexdigest()
