"""Writing into the register while others may do so too: records are added, and single keys of others changed.

Each write is one transaction. Between two of our own nobody else mostly writes; the register is then not read through
again, which for thousands of records would take longer than the files themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from scoring.storage import Edit, Transaction, append_record, apply_edits
from scoring.storage.splice import record_text
from scoring.yamlio import parse

REGISTER = "evidence/register.yaml"


class Writer:
    """Adds to the register of one workspace. New ids count on from the highest of ``ids``: none is used twice."""

    def __init__(self, workspace: Path, ids: Iterable[str]) -> None:
        self.workspace = workspace
        self._highest = 0
        self._text: str | None = None
        self._places: dict[str, int] = {}
        self._files: set[str] = set()
        self._indent = 0
        self._count_on(ids)

    def next_id(self) -> str:
        """The number after the highest one: first E0001."""
        self._highest += 1
        return f"E{self._highest:04d}"

    def write(
        self, records: Sequence[dict[str, Any]], changes: Mapping[str, Mapping[str, Any]], entry: Mapping[str, Any]
    ) -> dict[str, str]:
        """Adds ``records`` and applies ``changes`` (keys by record id) in one transaction, with the line ``entry``.

        Returns the id that each record got, by the one that it came with: another where somebody else has taken that
        meanwhile, none where they have registered its file. Raises ``Busy`` and ``OSError``; nothing is written then.
        """
        with Transaction(self.workspace) as transaction:
            text = transaction.read(REGISTER)
            if text != self._text:
                self._read(text)
            fitted = self._fitted(records)
            edits = [Edit(self._places[ident], keys) for ident, keys in changes.items() if ident in self._places]
            after = self._appended(apply_edits(text, edits) if edits else text, list(fitted.values()))
            touched = [*(record["id"] for record in fitted.values()), *changes]
            if touched:
                transaction.commit({REGISTER: after}, {**entry, "records": touched})
            # After an edit the places are the same, but files may stand under other names.
            self._text = None if edits else after
        return {ident: record["id"] for ident, record in fitted.items()}

    def _count_on(self, ids: Iterable[str]) -> None:
        numbers = (int(found[1]) for name in ids if (found := re.fullmatch(r"E(\d{1,9})", name, re.ASCII)))
        self._highest = max(self._highest, *numbers, 0)

    def _read(self, text: str) -> None:
        data, _, _ = parse(text, REGISTER)
        present = enumerate(data if isinstance(data, list) else [])
        records = [(at, item) for at, item in present if isinstance(item, dict)]
        self._places = {str(item.get("id")): at for at, item in reversed(records)}
        self._files = {str(item.get("file")) for _, item in records}
        self._text = None
        self._count_on(self._places)

    def _fitted(self, records: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
        """The records whose files nobody has registered, with ids that nobody has taken, by the ids they came with."""
        fitted = {}
        for record in records:
            if record["file"] not in self._files:
                ident = self.next_id() if record["id"] in self._places else record["id"]
                fitted[record["id"]] = {**record, "id": ident}
                self._files.add(record["file"])
        return fitted

    def _appended(self, text: str, records: Sequence[Mapping[str, Any]]) -> str:
        if not records:
            return text
        rest = list(records)
        if text != self._text:
            before, text = text, append_record(text, rest.pop(0))
            added = text[len(before) :].lstrip("\r\n") if text.startswith(before) else ""
            self._indent = len(added) - len(added.lstrip(" "))
        newline = "\r\n" if "\r\n" in text else "\n"
        return text + "".join(record_text(record, self._indent, newline) for record in rest)
