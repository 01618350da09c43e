"""The texts of all evidence files and their full-text index, in one SQLite file under ``.shifan/``.

Texts are kept by the SHA-256 of their file, so a file that moves keeps its text and one that
changes gets a new one. The whole store is disposable: missing, damaged or not made by this user, it
is made anew and filled again.

SQLite's own tokenizers find no Chinese word of two characters, so the index holds pairs of
characters that were cut here. Of its tokenizers ``ascii`` leaves every other character alone,
whatever version of Unicode SQLite knows.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from scoring.evidence.search.bigrams import clean, fold, tokens
from scoring.evidence.search.query import Term
from scoring.storage.placing import PlaceError
from scoring.storage.stores import discard_store, memory_store, open_store, sealing

T = TypeVar("T")

FILE = "text.sqlite"
_TABLES = (
    "CREATE TABLE texts (id INTEGER PRIMARY KEY, sha256 TEXT UNIQUE NOT NULL, state TEXT NOT NULL,"
    " ocr INTEGER NOT NULL, body TEXT NOT NULL)",
    "CREATE VIRTUAL TABLE words USING fts5(body, content='', tokenize='ascii')",
)
# It can always be made anew, so it need not survive a power cut; a damaged one is recognised.
_BEGIN = ("PRAGMA synchronous = OFF",)
_PATIENCE = 30
"""Seconds to wait for another process that writes."""
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_UNUSABLE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    """The text of one file, pages parted by form feeds. ``state`` is that of its probe (``ok``,
    ``unread`` …), ``ocr`` whether pictures of text were read.
    """

    sha256: str
    text: str
    state: str = "ok"
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What the store knows of one file, without its text."""

    state: str
    ocr: bool
    has_text: bool


class TextIndex:
    """The text store of one workspace. One thread may use it; several processes may share its
    file.
    """

    def __init__(self, workspace: Path | None) -> None:
        self._workspace = workspace
        self._names: dict[str, str] | None = None
        self._db = self._connect()

    @classmethod
    def open(cls, workspace: Path) -> TextIndex:
        """The store of the workspace in this folder; one in memory where the folder cannot be
        written.
        """
        return cls(workspace)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the file."""
        self._db.close()

    def put(
        self, sha256: str, text: str | Sequence[str], *, state: str = "ok", ocr: bool = False
    ) -> None:
        """Keeps the text of a file: one text with form feeds between pages, or one text for each
        page.
        """
        self.put_many(
            [Entry(sha256, text if isinstance(text, str) else "\f".join(text), state, ocr)]
        )

    def put_many(self, entries: Iterable[Entry]) -> None:
        """Keeps many texts in one write. What was kept under the same digest before is replaced."""
        made = [(entry.sha256, entry.state, entry.ocr, clean(entry.text)) for entry in entries]
        cut = [_cut(row[3]) for row in made]

        def write() -> None:
            with self._sealing(), self._db:
                self._db.execute("BEGIN IMMEDIATE")
                for row, words in zip(made, cut, strict=True):
                    self._drop(row[0])
                    sql = "INSERT INTO texts (sha256, state, ocr, body) VALUES (?, ?, ?, ?)"
                    place = self._db.execute(sql, row).lastrowid
                    self._db.execute(
                        "INSERT INTO words (rowid, body) VALUES (?, ?)", (place, words)
                    )

        self._names = None
        self._tried(write)

    def _sealing(self) -> contextlib.AbstractContextManager[None]:
        """Around a write: the file is sealed after it; a store in memory needs no seal."""
        if self._workspace is None:
            return contextlib.nullcontext()
        return sealing(self._db, self._workspace, FILE, timeout=_PATIENCE)

    def _drop(self, sha256: str) -> None:
        old = self._db.execute("SELECT id, body FROM texts WHERE sha256 = ?", (sha256,)).fetchone()
        if old is not None:
            # The index keeps no text of its own, so it must be told what it is to forget.
            sql = "INSERT INTO words (words, rowid, body) VALUES ('delete', ?, ?)"
            self._db.execute(sql, (old[0], _cut(old[1])))
            self._db.execute("DELETE FROM texts WHERE id = ?", (old[0],))

    def has(self, sha256: str) -> bool:
        """Whether the file with this digest was read before, whatever came of it."""
        return bool(self._rows("SELECT 1 FROM texts WHERE sha256 = ?", sha256))

    def known(self) -> dict[str, Known]:
        """What is known of each file, by digest."""
        rows = self._rows("SELECT sha256, state, ocr, body <> '' FROM texts")
        return {
            sha256: Known(state, bool(ocr), bool(has_text)) for sha256, state, ocr, has_text in rows
        }

    def text(self, sha256: str) -> str:
        """The text of a file, pages parted by form feeds; "" for a file without text or never
        read.
        """
        rows = self._rows("SELECT body FROM texts WHERE sha256 = ?", sha256)
        if rows:
            return str(rows[0][0])
        return ""

    def openings(self, length: int) -> dict[str, str]:
        """The first ``length`` characters of every text, by digest."""
        return dict(
            self._rows("SELECT sha256, substr(body, 1, ?) FROM texts WHERE body <> ''", length)
        )

    def holding(self, *terms: Term) -> set[str]:
        """The digests of the texts that hold all of the terms."""
        names = self.digests()
        # One long text is several times quicker to fetch than 20,000 rows.
        rows = self._rows(
            "SELECT group_concat(rowid) FROM words WHERE words MATCH ?", _all_of(terms)
        )
        return {names[row] for row in (rows[0][0] or "").split(",") if row in names}

    def ranked(self, terms: Sequence[Term], limit: int) -> list[str]:
        """The digests of the texts that hold all terms, the weightiest (BM25) first, at most
        ``limit``.
        """
        names = self.digests()
        sql = (
            "SELECT CAST(rowid AS TEXT) FROM words WHERE words MATCH ? ORDER BY rank, rowid LIMIT ?"
        )
        return [names[row[0]] for row in self._rows(sql, _all_of(terms), limit) if row[0] in names]

    def digests(self) -> dict[str, str]:
        """The digest of every text by its number in the index; read once, and again after a change
        made here.
        """
        if self._names is None:
            self._names = dict(self._rows("SELECT CAST(id AS TEXT), sha256 FROM texts"))
        return self._names

    def _rows(self, sql: str, *values: str | int) -> list[Any]:
        return self._tried(lambda: self._db.execute(sql, values).fetchall())

    def _tried(self, work: Callable[[], T]) -> T:
        """The result of ``work``. A damaged store is thrown away first and the work done on an
        empty one; where the file cannot be written, it is done on a copy in memory.
        """
        try:
            return work()
        except sqlite3.DatabaseError as error:
            if self._workspace is None or _code(error) not in _DAMAGED | _UNUSABLE:
                raise
            self._names = None
            if _code(error) in _DAMAGED:
                self._db.close()
                with contextlib.suppress(OSError, PlaceError):
                    discard_store(self._workspace, FILE)
                self._db = self._connect()
            else:
                memory = sqlite3.connect(":memory:")
                self._db.backup(memory)
                self._db.close()
                self._db, self._workspace = memory, None
            return work()

    def _connect(self) -> sqlite3.Connection:
        """A connection to a sound store of this version; to one in memory where there can be no
        file.
        """
        if self._workspace is not None:
            with contextlib.suppress(sqlite3.Error, OSError, PlaceError):
                return open_store(
                    self._workspace, FILE, _TABLES, timeout=_PATIENCE, begin=_BEGIN, whole=True
                )
        self._workspace = None
        return memory_store(_TABLES)


def _code(error: sqlite3.Error) -> int:
    return int(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)) & 0xFF


def _cut(body: str) -> str:
    return " ".join(tokens(fold(body)))


def _all_of(terms: Sequence[Term]) -> str:
    return " AND ".join(term.match for term in terms)
