"""Drafts: what a person has typed and not saved yet, by account and form."""

from __future__ import annotations

import json
import sqlite3
import time
from dataclasses import dataclass
from typing import Any

from scoring.workbench.store.database import Database

KEPT = 90 * 86_400.0
"""How long after its last change a draft is kept; the list of drafts shows when it will go."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields of one form as typed, and the digest of the record that it was drawn from."""

    key: str
    base: str
    fields: dict[str, Any]
    at: float


class Drafts:
    """The table of drafts."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def keep(self, account: int, key: str, base: str, fields: dict[str, Any]) -> Draft:
        """Keeps what was typed, in place of what was kept before."""
        now = time.time()
        text = json.dumps(fields, ensure_ascii=False)
        values = (account, key, base, text, now)
        self._db.run(
            "INSERT OR REPLACE INTO draft(account, key, base, fields, at) VALUES(?,?,?,?,?)", values
        )
        return Draft(key, base, fields, now)

    def find(self, account: int, key: str) -> Draft | None:
        """The draft of one form."""
        row = self._db.row("SELECT * FROM draft WHERE account = ? AND key = ?", (account, key))
        if row:
            return _draft(row)
        return None

    def of(self, account: int) -> list[Draft]:
        """All drafts of an account, the latest first."""
        rows = self._db.rows("SELECT * FROM draft WHERE account = ? ORDER BY at DESC", (account,))
        return [_draft(row) for row in rows]

    def drop(self, account: int, key: str) -> bool:
        """Takes a draft away; whether there was one."""
        return self._db.run("DELETE FROM draft WHERE account = ? AND key = ?", (account, key)) > 0

    def sweep(self) -> int:
        """Takes away what nobody has touched for longer than drafts are kept; how many."""
        return self._db.run("DELETE FROM draft WHERE at < ?", (time.time() - KEPT,))


def _draft(row: sqlite3.Row) -> Draft:
    return Draft(row["key"], row["base"], json.loads(row["fields"]), row["at"])
