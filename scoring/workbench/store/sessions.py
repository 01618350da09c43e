"""Sessions: random tokens of which only the digest is kept, with an idle limit and an end."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
import time
from dataclasses import dataclass

from scoring.workbench.store.database import Database

HOUR = 3600.0
USUAL = (12 * HOUR, 7 * 24 * HOUR)
"""How long a session may idle, and how long it may last at all."""
STRICT = (8 * HOUR, 24 * HOUR)
"""The same for those who can open rounds or accounts."""
STEP = 60.0
"""A session's last use is written at most once a minute."""


@dataclass(frozen=True, slots=True)
class Session:
    """One session. ``ends`` is the moment after which it is none, whatever happens."""

    digest: str
    account: int
    made: float
    seen: float
    ends: float
    agent: str


class Sessions:
    """The table of sessions."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def begin(self, account: int, agent: str, *, longest: float) -> str:
        """A new session; the token that the browser is to show. It is never stored."""
        token = secrets.token_urlsafe(32)
        now = time.time()
        values = (digest_of(token), account, now, now, now + longest, agent[:200])
        self._db.run("INSERT INTO session VALUES(?,?,?,?,?,?)", values)
        return token

    def find(self, token: str, *, now: float | None = None) -> Session | None:
        """The session of a token, unless it has ended. Idle limits are the caller's, who knows the
        roles.
        """
        row = self._db.row("SELECT * FROM session WHERE digest = ?", (digest_of(token),))
        if row is None or row["ends"] < (time.time() if now is None else now):
            return None
        return _session(row)

    def touch(self, session: Session) -> None:
        """Writes down that the session was used, at most once a minute."""
        now = time.time()
        # Not at every request: each would be a write to the disk, and nobody needs the second.
        if now - session.seen >= STEP:
            self._db.run("UPDATE session SET seen = ? WHERE digest = ?", (now, session.digest))

    def end(self, digest: str) -> None:
        """Ends one session."""
        self._db.run("DELETE FROM session WHERE digest = ?", (digest,))

    def end_all(self, account: int, *, but: str = "") -> int:
        """Ends every session of an account, but for the one whose digest is given; how many."""
        return self._db.run("DELETE FROM session WHERE account = ? AND digest <> ?", (account, but))

    def of(self, account: int) -> list[Session]:
        """The sessions of an account that have not ended, the latest first."""
        rows = self._db.rows(
            "SELECT * FROM session WHERE account = ? AND ends > ? ORDER BY seen DESC",
            (account, time.time()),
        )
        return [_session(row) for row in rows]

    def online(self, within: float = 300) -> set[int]:
        """The accounts that were seen in the last minutes."""
        rows = self._db.rows(
            "SELECT DISTINCT account FROM session WHERE seen > ?", (time.time() - within,)
        )
        return {row["account"] for row in rows}


def digest_of(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _session(row: sqlite3.Row) -> Session:
    return Session(
        row["digest"], row["account"], row["made"], row["seen"], row["ends"], row["agent"]
    )
