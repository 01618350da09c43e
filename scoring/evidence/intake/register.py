"""Writing into the register while others may do so too: records are added, and single keys of
others changed.

Each write is one change set. Between two of our own nobody else mostly writes; what was read before
is then not parsed again, which for thousands of records would take longer than the files
themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from scoring.storage import Author, RecordChanges, RecordFile, write_records
from scoring.storage.changeset import Cut
from scoring.storage.layout import REGISTER


class Writer:
    """Adds to the register of one workspace. New ids count on from the highest of ``ids``: none is
    used twice.
    """

    def __init__(self, workspace: Path, ids: Iterable[str]) -> None:
        self.workspace = workspace
        self._highest = 0
        self._kept: Cut = {}
        self._files: set[str] = set()
        self._read: RecordFile | None = None
        self._count_on(ids)

    def next_id(self) -> str:
        """The number after the highest one: first E0001."""
        self._highest += 1
        return f"E{self._highest:04d}"

    def write(
        self,
        records: Sequence[dict[str, Any]],
        changes: Mapping[str, Mapping[str, Any]],
        author: Author,
    ) -> dict[str, str]:
        """Adds ``records`` and applies ``changes`` (keys by record id) as one write by ``author``.

        Returns the id that each record got, by the one that it came with: another where somebody
        else has taken that meanwhile, none where they have registered its file. Raises ``Busy`` and
        ``OSError``; nothing is written then.
        """

        def plan(writing: RecordChanges) -> dict[str, str]:
            return self._plan(writing, records, changes)

        return write_records(self.workspace, author, "evidence scan", plan, kept=self._kept)

    def _plan(
        self,
        writing: RecordChanges,
        records: Sequence[dict[str, Any]],
        changes: Mapping[str, Mapping[str, Any]],
    ) -> dict[str, str]:
        register = writing.file(REGISTER)
        if register is not self._read:
            self._look(register)
        fitted = self._fitted(register, records)
        for ident, keys in changes.items():
            if ident in register.places:
                writing.edit(REGISTER, ident, keys)
        writing.append(REGISTER, *fitted.values())
        # After an edit files may stand under other names: then the register is looked at anew.
        self._read = None if changes else writing.file(REGISTER)
        return {ident: record["id"] for ident, record in fitted.items()}

    def _count_on(self, ids: Iterable[str]) -> None:
        numbers = (
            int(match[1]) for name in ids if (match := re.fullmatch(r"E(\d{1,9})", name, re.ASCII))
        )
        self._highest = max(self._highest, *numbers, 0)

    def _look(self, register: RecordFile) -> None:
        """What somebody else has registered meanwhile."""
        self._files = {
            str(data.get("file")) for data in register.data().values() if isinstance(data, dict)
        }
        self._count_on(register.keys)

    def _fitted(
        self, register: RecordFile, records: Sequence[dict[str, Any]]
    ) -> dict[str, dict[str, Any]]:
        """The records whose files nobody has registered, with ids that nobody has taken, by the ids
        they came with.
        """
        fitted = {}
        taken = set(self._files)
        for record in records:
            if record["file"] not in taken:
                if record["id"] in register.places:
                    ident = self.next_id()
                else:
                    ident = record["id"]
                fitted[record["id"]] = {**record, "id": ident}
                taken.add(record["file"])
        self._files = taken
        return fitted
