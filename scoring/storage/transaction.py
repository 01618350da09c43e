"""Several files and their line in the journal, written as one: all or nothing, under a lock.

The new contents are first put down in ``.shifan/pending.json``, whole and with a digest; then the files are replaced,
the journal gets its line, and the note is taken away. Whoever takes the lock next finishes what a killed process left,
so a file is never half old and half new, and no line is lost or doubled.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from filelock import FileLock, Timeout

from scoring.problems import CannotError
from scoring.storage.atomic import sweep_drafts, write_atomic
from scoring.storage.journal import Journal, line_of

PENDING = "pending.json"


class Busy(CannotError):
    """Another process is writing into this workspace and did not finish in time."""

    def __init__(self) -> None:
        super().__init__("另一个程序正在写这个工作区，什么都没有写入。请等它完成后再试", unreadable=True)


class Transaction:
    """A write into one workspace. Enter it before reading what is to be changed, so that nobody else writes meanwhile.

    ``wait`` is how many seconds to wait for another writer before :class:`Busy` is raised.
    """

    def __init__(self, workspace: Path, *, wait: float = 30) -> None:
        self.workspace = workspace
        self._folder = workspace / ".shifan"
        self._wait = wait
        self._lock: FileLock | None = None

    def __enter__(self) -> Self:
        self._folder.mkdir(exist_ok=True)
        self._lock = FileLock(str(self._folder / "lock"))
        try:
            self._lock.acquire(timeout=self._wait)
        except Timeout:
            raise Busy from None
        self._finish_pending()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._lock is not None:
            self._lock.release()

    def read(self, name: str) -> str:
        """The text of a file of the workspace, "" where it does not exist; line ends as they are."""
        return text_of(self.workspace, name)

    def commit(self, files: Mapping[str, str | bytes], entry: Mapping[str, Any]) -> None:
        """Writes the files (by name in the workspace) and the journal line ``entry``. ``OSError`` leaves all as it was,
        or, after the files were begun, to be finished by the next writer.
        """
        contents = {name: data.encode("utf-8") if isinstance(data, str) else data for name, data in files.items()}
        digests = {name: hashlib.sha256(data).hexdigest() for name, data in contents.items()}
        journal = Journal(self.workspace / "journal.jsonl")
        line = line_of({**entry, "files": digests}, journal.head())
        note: dict[str, Any] = {
            "files": {name: base64.b64encode(data).decode("ascii") for name, data in contents.items()},
            "line": line.decode("utf-8"),
        }
        note["digest"] = _digest(note)
        write_atomic(self._folder / PENDING, json.dumps(note).encode("utf-8"))
        self._carry_out(contents, line)

    def _carry_out(self, contents: Mapping[str, bytes], line: bytes) -> None:
        for name, data in contents.items():
            sweep_drafts(self.workspace / name)
            write_atomic(self.workspace / name, data)
        _append(self.workspace / "journal.jsonl", line)
        (self._folder / PENDING).unlink()

    def _finish_pending(self) -> None:
        path = self._folder / PENDING
        if not path.exists():
            return
        try:
            note = json.loads(path.read_text("utf-8"))
            sound = isinstance(note, dict) and note.get("digest") == _digest(note)
        except ValueError:
            sound = False
        if not sound:
            path.unlink()  # never carried out: the note itself is written in one step, so this is not ours
            return
        contents = {name: base64.b64decode(data) for name, data in note["files"].items()}
        self._carry_out(contents, note["line"].encode("utf-8"))


def text_of(workspace: Path, name: str) -> str:
    """The text of a file of a workspace, "" where it does not exist; line ends as they are."""
    path = workspace / name
    return path.read_bytes().decode("utf-8") if path.exists() else ""


def _digest(note: Mapping[str, Any]) -> str:
    kept = {"files": note.get("files"), "line": note.get("line")}
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode("utf-8")).hexdigest()


def _append(path: Path, line: bytes) -> None:
    """Adds ``line`` unless it is there already; a torn last line of a killed append is completed, not doubled."""
    raw = path.read_bytes() if path.exists() else b""
    if raw.endswith(line):
        return
    kept = raw
    if raw and not raw.endswith(b"\n"):
        start = raw.rfind(b"\n") + 1
        kept = raw[:start] if line.startswith(raw[start:]) else raw + b"\n"
    if kept == raw:
        with path.open("ab") as stream:
            stream.write(line)
            stream.flush()
            os.fsync(stream.fileno())
    else:
        write_atomic(path, kept + line)
