"""Accounts: a login, the person whose real name it stands for, and the hash of a password."""

from __future__ import annotations

import json
import sqlite3
import time
from dataclasses import dataclass, field
from typing import Any

from scoring.problems import ScoringError
from scoring.workbench.store.database import Database


@dataclass(frozen=True, slots=True)
class Account:
    """One login. Units and roles are the person's and stand in ``people`` of the workspace."""

    id: int
    login: str
    person: str
    hash: str
    must_change: bool
    disabled: bool
    created: float
    seen: float | None
    settings: dict[str, Any] = field(default_factory=dict)


class TakenError(ScoringError):
    """The login, or the person (``name``), has an account already."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}”已经有账号了；要改口令用 reset，要停用用 disable")
        self.name = name


class Accounts:
    """The table of accounts, with the failed attempts to log in."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, login: str, person: str, hashed: str, *, must_change: bool) -> Account:
        """A new account. Raises :class:`TakenError` where the login or the person has one
        already.
        """
        # Asked first for the message alone; that no two are made at once, the table itself sees to.
        if self.of_person(person) is not None:
            raise TakenError(person)
        try:
            ident = self._db.insert(
                "INSERT INTO account(login, person, hash, must_change, created) VALUES(?,?,?,?,?)",
                (login, person, hashed, int(must_change), time.time()),
            )
        except sqlite3.IntegrityError:
            raise TakenError(login) from None
        found = self.by_id(ident)
        assert found is not None
        return found

    def all(self) -> list[Account]:
        """Every account, by login."""
        return [_account(row) for row in self._db.rows("SELECT * FROM account ORDER BY login")]

    def by_id(self, ident: int) -> Account | None:
        """The account with this id."""
        row = self._db.row("SELECT * FROM account WHERE id = ?", (ident,))
        if row:
            return _account(row)
        return None

    def by_login(self, login: str) -> Account | None:
        """The account with this login; capitals do not matter."""
        row = self._db.row("SELECT * FROM account WHERE login = ?", (login,))
        if row:
            return _account(row)
        return None

    def of_person(self, person: str) -> Account | None:
        """The account of a person."""
        row = self._db.row("SELECT * FROM account WHERE person = ?", (person,))
        if row:
            return _account(row)
        return None

    def set_password(self, ident: int, hashed: str, *, must_change: bool) -> None:
        """A new password."""
        values = (hashed, int(must_change), ident)
        self._db.run("UPDATE account SET hash = ?, must_change = ? WHERE id = ?", values)

    def disable(self, ident: int, *, disabled: bool = True) -> None:
        """Shuts an account, or opens it again; sessions of a shut one end at once."""
        with self._db.together():
            self._db.run("UPDATE account SET disabled = ? WHERE id = ?", (int(disabled), ident))
            if disabled:
                self._db.run("DELETE FROM session WHERE account = ?", (ident,))

    def set_settings(self, ident: int, settings: dict[str, Any]) -> None:
        """Text size, single keys and the like."""
        text = json.dumps(settings, ensure_ascii=False)
        self._db.run("UPDATE account SET settings = ? WHERE id = ?", (text, ident))

    def note_seen(self, ident: int) -> None:
        """Remembers that the person was here now."""
        self._db.run("UPDATE account SET seen = ? WHERE id = ?", (time.time(), ident))

    def note_failure(self, login: str, address: str) -> None:
        """Remembers one failed login; what is older than a day goes."""
        now = time.time()
        self._db.run("DELETE FROM attempt WHERE at < ?", (now - 86_400,))
        self._db.run("INSERT INTO attempt VALUES(?,?,?)", (login, address, now))

    def forget_failures(self, login: str, address: str) -> None:
        """A login that worked clears the account's own failures, not those of others at the
        address.
        """
        self._db.run("DELETE FROM attempt WHERE login = ? AND address = ?", (login, address))

    def failures(self, login: str, address: str, since: float) -> tuple[int, int, float]:
        """Failed logins since then: of the login, of the address, and when the last of either
        was.
        """
        mine = self._db.row(
            "SELECT count(*) AS n, coalesce(max(at), 0) AS last FROM attempt WHERE login = ? AND "
            "at > ?",
            (login, since),
        )
        there = self._db.row(
            "SELECT count(*) AS n, coalesce(max(at), 0) AS last FROM attempt WHERE address = ? "
            "AND at > ?",
            (address, since),
        )
        assert mine is not None
        assert there is not None
        return mine["n"], there["n"], max(mine["last"], there["last"])


def _account(row: sqlite3.Row) -> Account:
    return Account(
        id=row["id"],
        login=row["login"],
        person=row["person"],
        hash=row["hash"],
        must_change=bool(row["must_change"]),
        disabled=bool(row["disabled"]),
        created=row["created"],
        seen=row["seen"],
        settings=json.loads(row["settings"]),
    )
