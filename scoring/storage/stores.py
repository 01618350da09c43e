"""SQLite files under ``.shifan/`` that this user's shifan made itself.

SQLite believes what it opens: a view without end stands in for a table, and a journal beside the
file may name any file of the user for deletion. So a file is opened only when its header carries
the mark of this user, which is asked for before SQLite sees it; then its schema has to be ours to
the letter, and no query runs for ever. Whatever does not fit is thrown away: these stores can
always be made anew.

The mark comes along when a folder is handed on, so it says nothing of what a table holds. A store
whose rows are sealed one by one needs no more; any other is sealed as a *whole*: after each write
the seal of all its bytes lies beside it, and it is opened only while they are the same.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
import struct
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from urllib.parse import quote

from filelock import FileLock, Timeout

from scoring.storage.atomic import write_atomic
from scoring.storage.placing import PlaceError, place
from scoring.storage.seal import is_sealed, seal_of

FOLDER = ".shifan"
_BESIDE = ("", "-journal", "-wal", "-shm")
"""What SQLite keeps under the name of a store, and beside it."""
_SEAL = ".seal"
_HEADER = 100
_USER_VERSION, _APPLICATION_ID = slice(60, 64), slice(68, 72)
_SUPER_JOURNAL = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"
"""How a journal ends that names another file. Ours never do; SQLite would delete that file."""
_STEPS = 1_000_000
_MOST_TICKS = 500
"""Together 5·10⁸ steps of SQLite's machine, some ten seconds: no honest run of ours comes near
it."""


class ForeignStoreError(sqlite3.DatabaseError):
    """A store that this user's shifan did not make, or not in this shape."""


def open_store(
    workspace: Path,
    name: str,
    tables: Sequence[str],
    *,
    timeout: float = 10,
    begin: Sequence[str] = (),
    whole: bool = False,
) -> sqlite3.Connection:
    """The store ``.shifan/NAME`` with these ``tables`` (SQL statements), made anew where it is
    missing or not ours.

    ``begin``: pragmas for each connection. ``whole``: sealed as a whole; each write is made inside
    :func:`sealing`. Raises ``sqlite3.Error``, ``OSError`` or ``PlaceError`` where there can be no
    such file; the caller does without then.
    """
    place(workspace, FOLDER, folder=True).mkdir(exist_ok=True)
    path = _places(workspace, name)[0]

    def opened() -> sqlite3.Connection | None:
        if not _is_ours(path, name, tables):
            return None
        try:
            base = _connected(str(path), tables, timeout, begin)
        except ForeignStoreError:
            return None
        if whole and not _is_whole(base, workspace, name):
            base.close()
            return None
        return base

    # A whole store is looked at while nobody is between a write and its seal.
    base = None if whole else opened()
    if base is not None:
        return base
    with _alone(workspace, name, timeout):
        # Of two processes only the first makes one.
        base = opened()
        if base is not None:
            return base
        discard_store(workspace, name)
        _make(path, name, tables)
        base = _connected(str(path), tables, timeout, begin)
        if whole:
            _seal(base, workspace, name)
        return base


@contextlib.contextmanager
def sealing(
    base: sqlite3.Connection, workspace: Path, name: str, *, timeout: float = 10
) -> Iterator[None]:
    """Around a write into a store that is sealed as a whole: nobody else writes meanwhile, and it
    is sealed afterwards.

    Where the seal cannot be written, the store is made anew the next time.
    """
    with _alone(workspace, name, timeout):
        yield
        with contextlib.suppress(OSError, PlaceError):
            _seal(base, workspace, name)


@contextlib.contextmanager
def _alone(workspace: Path, name: str, timeout: float) -> Iterator[None]:
    """The lock beside a store. On a share without locks, or with a process that hangs, it goes on
    all the same: that costs what was kept.
    """
    lock = FileLock(place(workspace, f"{FOLDER}/{name}.lock"), timeout=timeout)
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(Timeout, OSError, NotImplementedError):
            stack.enter_context(lock)
        yield


def _seal(base: sqlite3.Connection, workspace: Path, name: str) -> None:
    path = place(workspace, f"{FOLDER}/{name}{_SEAL}")
    write_atomic(path, seal_of(f"whole:{name}", _digest(base)), sync=False)


def _is_whole(base: sqlite3.Connection, workspace: Path, name: str) -> bool:
    """Whether all bytes of a store are as they were sealed."""
    try:
        mark = place(workspace, f"{FOLDER}/{name}{_SEAL}").read_bytes()
        return is_sealed(f"whole:{name}", _digest(base), mark)
    except (OSError, PlaceError, sqlite3.Error):
        return False


def _digest(base: sqlite3.Connection) -> bytes:
    """Of the file as SQLite reads it: opening it a second time would take SQLite's own locks off
    it.
    """
    return hashlib.sha256(base.serialize()).digest()


def memory_store(tables: Sequence[str]) -> sqlite3.Connection:
    """A store that lasts as long as its connection, for where there can be no file."""
    base = sqlite3.connect(":memory:")
    for statement in tables:
        base.execute(statement)
    return base


def read_store(workspace: Path, name: str, tables: Sequence[str]) -> sqlite3.Connection | None:
    """The store for reading only; None where there is none, or none that is ours. Creates and
    changes nothing.
    """
    try:
        path = _places(workspace, name)[0]
        if not _is_ours(path, name, tables):
            return None
        return _connected(f"file:{quote(str(path.absolute()))}?mode=ro", tables, 5, ())
    except (sqlite3.Error, OSError, PlaceError):
        return None


def discard_store(workspace: Path, name: str) -> None:
    """Takes the store away, with what SQLite keeps beside it. Raises ``OSError`` or ``PlaceError``
    where it cannot.
    """
    for path in [*_places(workspace, name), place(workspace, f"{FOLDER}/{name}{_SEAL}")]:
        path.unlink(missing_ok=True)


def _places(workspace: Path, name: str) -> list[Path]:
    """The file and its companions, each of them inside the workspace."""
    return [place(workspace, f"{FOLDER}/{name}{tail}") for tail in _BESIDE]


def _mark(name: str, tables: Sequence[str]) -> bytes:
    """Eight bytes of header that only this user's shifan can write, and only for tables of this
    shape.
    """
    shape = hashlib.sha256("\n".join(tables).encode()).digest()
    return seal_of(f"store:{name}", shape)[:8]


def _is_ours(path: Path, name: str, tables: Sequence[str]) -> bool:
    try:
        with path.open("rb") as stream:
            header = stream.read(_HEADER)
    except FileNotFoundError:
        return False
    if header[_USER_VERSION] + header[_APPLICATION_ID] != _mark(name, tables):
        return False
    journal = path.with_name(f"{path.name}-journal")
    try:
        with journal.open("rb") as stream:
            stream.seek(-len(_SUPER_JOURNAL), os.SEEK_END)
            return stream.read() != _SUPER_JOURNAL
    except OSError:
        # None, or one too short to name anything.
        return True


def _make(path: Path, name: str, tables: Sequence[str]) -> None:
    """A new and empty store at ``path``, which appears whole; another process may be quicker."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix="new-", suffix=".sqlite")
    os.close(handle)
    version, application = struct.unpack(">ii", _mark(name, tables))
    try:
        with contextlib.closing(sqlite3.connect(draft)) as base, base:
            base.execute("PRAGMA synchronous = OFF")
            for statement in tables:
                base.execute(statement)
            base.execute(f"PRAGMA user_version = {version}")
            base.execute(f"PRAGMA application_id = {application}")
        with contextlib.suppress(FileExistsError):
            _settle(Path(draft), path)
    finally:
        Path(draft).unlink(missing_ok=True)


def _settle(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:
        # A disk without hard links.
        draft.replace(path)


def _connected(
    place_: str, tables: Sequence[str], timeout: float, begin: Sequence[str]
) -> sqlite3.Connection:
    base = sqlite3.connect(place_, timeout=timeout, uri=place_.startswith("file:"))
    try:
        _limit(base)
        base.execute("PRAGMA trusted_schema = OFF")
        base.execute("PRAGMA cell_size_check = ON")
        if _schema(base) != _expected(tuple(tables)):
            raise ForeignStoreError("not the tables of this version")
        for statement in begin:
            base.execute(statement)
    except sqlite3.OperationalError:
        base.close()
        raise
    except sqlite3.DatabaseError as error:
        base.close()
        raise ForeignStoreError(str(error)) from error
    return base


def _limit(base: sqlite3.Connection) -> None:
    """A damaged tree of pages can be walked without end: at some point a query is broken off."""
    ticks = 0

    def tick() -> int:
        nonlocal ticks
        ticks += 1
        return int(ticks > _MOST_TICKS)

    base.set_progress_handler(tick, _STEPS)


def _schema(base: sqlite3.Connection) -> frozenset[tuple[str, ...]]:
    return frozenset(
        base.execute("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master LIMIT 100")
    )


@cache
def _expected(tables: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    with contextlib.closing(memory_store(tables)) as base:
        return _schema(base)
