"""Notices: one line a thing for one person, until it is read."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable
from dataclasses import dataclass

from scoring.workbench.store.database import Database


@dataclass(frozen=True, slots=True)
class Notice:
    """One line. ``kind`` and ``key`` name the thing: what happens to it again renews the line."""

    id: int
    kind: str
    key: str
    text: str
    url: str
    who: str
    at: float
    read: float | None


class Notices:
    """The table of notices."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def tell(
        self,
        accounts: Iterable[int],
        kind: str,
        key: str,
        text: str,
        *,
        url: str = "",
        who: str = "",
    ) -> None:
        """One line for each account; a second one about the same thing takes the place of the
        first, unread again.
        """
        now = time.time()
        with self._db.together():
            for account in accounts:
                self._db.run(
                    "DELETE FROM notice WHERE account = ? AND kind = ? AND key = ?",
                    (account, kind, key),
                )
                self._db.run(
                    "INSERT INTO notice(account, kind, key, text, url, who, at) "
                    "VALUES(?,?,?,?,?,?,?)",
                    (account, kind, key, text, url, who, now),
                )

    def renew(self, account: int, kind: str, key: str, text: str, *, url: str = "") -> bool:
        """A line about what is due: told again only where it says something else than before.
        Whether it is new.
        """
        row = self._db.row(
            "SELECT text FROM notice WHERE account = ? AND kind = ? AND key = ?",
            (account, kind, key),
        )
        if row is not None and row["text"] == text:
            return False
        self.tell([account], kind, key, text, url=url)
        return True

    def of(self, account: int, limit: int = 50) -> list[Notice]:
        """The latest notices of an account."""
        rows = self._db.rows(
            "SELECT * FROM notice WHERE account = ? ORDER BY at DESC LIMIT ?", (account, limit)
        )
        return [_notice(row) for row in rows]

    def unread(self, account: int) -> int:
        """How many are unread."""
        row = self._db.row(
            "SELECT count(*) AS n FROM notice WHERE account = ? AND read IS NULL", (account,)
        )
        return row["n"] if row else 0

    def read_all(self, account: int) -> None:
        """Marks all as read."""
        self._db.run(
            "UPDATE notice SET read = ? WHERE account = ? AND read IS NULL", (time.time(), account)
        )


def _notice(row: sqlite3.Row) -> Notice:
    return Notice(
        row["id"],
        row["kind"],
        row["key"],
        row["text"],
        row["url"],
        row["who"],
        row["at"],
        row["read"],
    )
