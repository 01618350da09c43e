"""Answers that were given to saves, by save id, for a day: a request that is sent again gets the
same answer.
"""

from __future__ import annotations

import json
import time
from typing import Any

from scoring.workbench.store.database import Database

KEPT = 86_400.0


class Saves:
    """The table of answered saves."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def find(self, account: int, save_id: str) -> tuple[int, dict[str, Any]] | None:
        """Status and answer of a save that was answered before."""
        row = self._db.row(
            "SELECT status, answer FROM saved WHERE account = ? AND save_id = ?", (account, save_id)
        )
        if row:
            return (row["status"], json.loads(row["answer"]))
        return None

    def keep(self, account: int, save_id: str, status: int, answer: dict[str, Any]) -> None:
        """Remembers an answer; those older than a day go."""
        now = time.time()
        self._db.run("DELETE FROM saved WHERE at < ?", (now - KEPT,))
        text = json.dumps(answer, ensure_ascii=False)
        values = (save_id, account, status, text, now)
        self._db.run(
            "INSERT OR REPLACE INTO saved(save_id, account, status, answer, at) VALUES(?,?,?,?,?)",
            values,
        )
