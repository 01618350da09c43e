"""Uploads that have begun: which file, how far it has come, and what became of it."""

from __future__ import annotations

import json
import secrets
import sqlite3
import time
from dataclasses import dataclass
from typing import Any

from scoring.workbench.store.database import Database

KEPT = 7 * 86_400.0
"""How long an unfinished upload can be taken up again."""


@dataclass(frozen=True, slots=True)
class Upload:
    """One file on its way. ``got`` bytes of ``size`` are here; ``state``: open, checking, done or
    refused.
    """

    token: str
    account: int
    target: dict[str, str]
    name: str
    size: int
    got: int
    sha256: str
    state: str
    result: dict[str, Any]
    at: float


class Uploads:
    """The table of uploads."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def begin(self, account: int, name: str, size: int, target: dict[str, str]) -> Upload:
        """A new upload under a token that cannot be guessed."""
        token = secrets.token_hex(16)
        text = json.dumps(target, ensure_ascii=False)
        values = (token, account, text, name, size, time.time())
        self._db.run(
            "INSERT INTO upload(token, account, target, name, size, at) VALUES(?,?,?,?,?,?)", values
        )
        found = self.find(token)
        assert found is not None
        return found

    def find(self, token: str) -> Upload | None:
        """The upload with this token."""
        row = self._db.row("SELECT * FROM upload WHERE token = ?", (token,))
        if row:
            return _upload(row)
        return None

    def of(self, account: int) -> list[Upload]:
        """The unfinished uploads of an account."""
        rows = self._db.rows(
            "SELECT * FROM upload WHERE account = ? AND state = 'open' ORDER BY at DESC", (account,)
        )
        return [_upload(row) for row in rows]

    def advance(self, token: str, got: int) -> None:
        """How far it has come. The power may take the last of these: then less is believed to be
        here than is, and that comes again.
        """
        self._db.note(
            "UPDATE upload SET got = ?, at = ? WHERE token = ?", (got, time.time(), token)
        )

    def finish(self, token: str, state: str, result: dict[str, Any], sha256: str = "") -> None:
        """What became of it."""
        text = json.dumps(result, ensure_ascii=False)
        values = (state, text, sha256, time.time(), token)
        self._db.run(
            "UPDATE upload SET state = ?, result = ?, sha256 = ?, at = ? WHERE token = ?", values
        )

    def drop(self, token: str) -> None:
        """Forgets it."""
        self._db.run("DELETE FROM upload WHERE token = ?", (token,))

    def stale(self) -> list[Upload]:
        """Unfinished ones that nobody took up again in time."""
        rows = self._db.rows(
            "SELECT * FROM upload WHERE state = 'open' AND at < ?", (time.time() - KEPT,)
        )
        return [_upload(row) for row in rows]


def _upload(row: sqlite3.Row) -> Upload:
    return Upload(
        token=row["token"],
        account=row["account"],
        target=json.loads(row["target"]),
        name=row["name"],
        size=row["size"],
        got=row["got"],
        sha256=row["sha256"],
        state=row["state"],
        result=json.loads(row["result"]),
        at=row["at"],
    )
