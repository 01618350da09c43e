"""The SQLite file of the workbench: opening, migrating, and one connection that threads take turns
on.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from scoring.problems import ScoringError

NAME = "server.db"
APPLICATION = 0x53484946
"""Marks the file as ours (``SHIF``), so that another program's database is never migrated by
mistake."""

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE account(
        id INTEGER PRIMARY KEY, login TEXT NOT NULL UNIQUE COLLATE NOCASE, person TEXT NOT NULL, hash TEXT NOT NULL,
        must_change INTEGER NOT NULL DEFAULT 1, disabled INTEGER NOT NULL DEFAULT 0, created REAL NOT NULL,
        seen REAL, settings TEXT NOT NULL DEFAULT '{}');
    CREATE TABLE session(
        digest TEXT PRIMARY KEY, account INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
        made REAL NOT NULL, seen REAL NOT NULL, ends REAL NOT NULL, agent TEXT NOT NULL DEFAULT '');
    CREATE INDEX session_account ON session(account);
    CREATE TABLE attempt(login TEXT NOT NULL COLLATE NOCASE, address TEXT NOT NULL, at REAL NOT NULL);
    CREATE INDEX attempt_login ON attempt(login, at);
    CREATE INDEX attempt_address ON attempt(address, at);
    CREATE TABLE draft(
        account INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE, key TEXT NOT NULL,
        base TEXT NOT NULL DEFAULT '', fields TEXT NOT NULL, at REAL NOT NULL, PRIMARY KEY(account, key));
    CREATE TABLE upload(
        token TEXT PRIMARY KEY, account INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
        target TEXT NOT NULL DEFAULT '{}', name TEXT NOT NULL, size INTEGER NOT NULL, got INTEGER NOT NULL DEFAULT 0,
        sha256 TEXT NOT NULL DEFAULT '', state TEXT NOT NULL DEFAULT 'open', result TEXT NOT NULL DEFAULT '{}',
        at REAL NOT NULL);
    CREATE INDEX upload_account ON upload(account, state);
    CREATE TABLE notice(
        id INTEGER PRIMARY KEY, account INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
        kind TEXT NOT NULL, key TEXT NOT NULL, text TEXT NOT NULL, url TEXT NOT NULL DEFAULT '',
        who TEXT NOT NULL DEFAULT '', at REAL NOT NULL, read REAL);
    CREATE UNIQUE INDEX notice_key ON notice(account, kind, key);
    CREATE TABLE saved(
        save_id TEXT NOT NULL, account INTEGER NOT NULL, status INTEGER NOT NULL, answer TEXT NOT NULL,
        at REAL NOT NULL, PRIMARY KEY(account, save_id));
    """,
    """
    CREATE INDEX attempt_at ON attempt(at);
    CREATE INDEX draft_at ON draft(at);
    CREATE INDEX saved_at ON saved(at);
    """,  # what is swept by its age is found by it: a season leaves tens of thousands of lines
)
"""One script for each version of the file; a new version is a new entry, never a changed one. The
table ``saved`` is used no more: a save that comes again is known by its line in the journal."""


class NewerStateError(ScoringError):
    """The file was written by a newer program."""

    usual = "unreadable"

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} 是更新的版本写的，这个版本不能用它。请升级 shifan。")


class ForeignStateError(ScoringError):
    """The file is not a database of the workbench, or it is damaged."""

    usual = "unreadable"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} 不是工作台的数据，或者已经损坏，没有动它。可以用 shifan serve restore "
            "恢复备份。"
        )


class UpgradeError(ScoringError):
    """A file of an older program could not be brought to the form of this one."""

    usual = "unreadable"

    def __init__(self, path: Path, copy: Path, reason: str) -> None:
        super().__init__(
            f"{path} 是旧版本的数据，升级没有成功（{reason}），原样没有动；升级以前的副本在 "
            f"{copy}。磁盘满了的先腾出空间再启动，或者用原来的版本。"
        )


class Database:
    """One connection to ``server.db`` in ``folder``, opened for all threads; each use takes the
    lock.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(
            OSError
        ):  # a folder that somebody else owns, or a file system without modes
            folder.chmod(0o700)
        self.path = folder / NAME
        self._lock = threading.RLock()
        fresh = not self.path.exists()
        try:
            self._connection = sqlite3.connect(
                self.path, check_same_thread=False, isolation_level=None
            )
            self._connection.row_factory = sqlite3.Row
            self._settle(fresh=fresh)
        except UpgradeError:
            self._connection.close()
            raise
        except sqlite3.DatabaseError as error:
            raise ForeignStateError(self.path) from error
        if os.name == "posix":
            self.path.chmod(0o600)

    def _settle(self, *, fresh: bool) -> None:
        """Looks whose file it is, sets how it is written, and brings it to the newest version."""
        run = self._connection.execute
        # The nightly backup reads the same file; who meets it waits a moment instead of failing.
        run("PRAGMA busy_timeout = 5000")
        version = run("PRAGMA user_version").fetchone()[0]
        if not fresh and not self._is_ours(version):
            raise ForeignStateError(self.path)
        if version > len(MIGRATIONS):
            raise NewerStateError(self.path)
        run("PRAGMA journal_mode = WAL")
        # A draft that was answered for outlives a power cut, which NORMAL does not promise with
        # WAL.
        run("PRAGMA synchronous = FULL")
        run("PRAGMA foreign_keys = ON")
        if version == len(MIGRATIONS):
            return
        copy = self.path.with_name(f"{NAME}.v{version}")
        try:
            if version:
                self.copy_to(copy)
            self._migrate(version)
        except sqlite3.Error as error:
            with contextlib.suppress(sqlite3.Error):
                run("ROLLBACK")
            if not version:
                raise
            raise UpgradeError(self.path, copy, str(error)) from error

    def _is_ours(self, version: int) -> bool:
        """Whether the file bears our mark, or nothing yet: a killed first start leaves it empty."""
        run = self._connection.execute
        owner = run("PRAGMA application_id").fetchone()[0]
        if owner == APPLICATION:
            return True
        return not (owner or version or run("SELECT 1 FROM sqlite_master").fetchone())

    def _migrate(self, version: int) -> None:
        """Brings the file to the newest version, all steps or none."""
        steps = "".join(MIGRATIONS[version:])
        self._connection.executescript(
            f"PRAGMA application_id = {APPLICATION}; BEGIN IMMEDIATE; {steps}"
            f" PRAGMA user_version = {len(MIGRATIONS)}; COMMIT;"
        )

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        """All rows of a query."""
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def row(self, query: str, values: Sequence[Any] = ()) -> sqlite3.Row | None:
        """The first row of a query."""
        with self._lock:
            found: sqlite3.Row | None = self._connection.execute(query, values).fetchone()
            return found

    def run(self, query: str, values: Sequence[Any] = ()) -> int:
        """Carries out one statement; how many rows it touched."""
        with self._lock:
            return self._connection.execute(query, values).rowcount

    def note(self, query: str, values: Sequence[Any] = ()) -> None:
        """As :meth:`run`, without waiting for the disk: for what happens many times a minute, and
        of which a power cut may take the last.
        """
        with self._lock:
            self._connection.execute("PRAGMA synchronous = NORMAL")
            try:
                self._connection.execute(query, values)
            finally:
                self._connection.execute("PRAGMA synchronous = FULL")

    def insert(self, query: str, values: Sequence[Any] = ()) -> int:
        """Carries out one INSERT; the id of the new row."""
        with self._lock:
            return self._connection.execute(query, values).lastrowid or 0

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """Several statements as one: all of them or, after an exception, none."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def copy_to(self, target: Path) -> None:
        """A whole copy of the database at ``target``, taken while others go on reading and
        writing.
        """
        with self._lock:
            target.unlink(missing_ok=True)
            self._connection.execute("VACUUM INTO ?", (str(target),))
        if os.name == "posix":
            target.chmod(0o600)  # it holds the same secrets

    def close(self) -> None:
        """Ends the connection."""
        with self._lock:
            self._connection.close()
