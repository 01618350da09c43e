"""``journal.jsonl``: who changed what, when. One line for each write, each with the digest of the
line before.

A line that was altered or taken out breaks the chain at its place. A chain alone does not show a
cut tail, so the digest of the last line is printed in reports.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import astuple, dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from scoring.problems import CannotError
from scoring.storage.atomic import write_atomic
from scoring.storage.journal_entry import entry_of
from scoring.storage.note import FOLDER, notes_left
from scoring.storage.placing import spare_place
from scoring.storage.seal import sealed, unsealed

JOURNAL = "journal.jsonl"
FIRST = "0" * 64
BLOCK = 1 << 16
"""Bytes that are read at a time from the end."""
SEARCHED = 1 << 24
"""Bytes at the end in which the line of a save is looked for: some ten thousand saves."""
_CHECKED = ".shifan/journal.checked"
_WORTH_KEEPING = 1 << 18
"""Bytes that a journal has to have grown by before a new checkpoint is kept: reading fewer costs
nothing."""
MISSING_END = "missing_end"
"""The key of a line whose writer saw that lines which he had written were gone."""
ACCEPTS = "accepts"
"""The key of a line with which a person accepts what such lines tell, by their numbers."""


@dataclass(frozen=True, slots=True)
class JournalFault:
    """A line (from 1) at which the chain breaks."""

    line: int
    what: str


@dataclass(frozen=True, slots=True)
class LostEnd:
    """A line (from 1) that was written where lines before it were gone: the writer's shifan had
    known a journal of ``size`` bytes whose last line had the digest ``sha256``.
    """

    line: int
    at: str
    by: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Examined:
    """What a journal shows: where its chain breaks, and the ends that went missing and that nobody
    has accepted since.
    """

    faults: tuple[JournalFault, ...] = ()
    lost: tuple[LostEnd, ...] = ()


def line_of(entry: Mapping[str, Any], previous: str) -> bytes:
    """The bytes of an entry in the chain, line end included."""
    chained = {**entry, "prev": previous}
    text = json.dumps(chained, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8") + b"\n"


def digest_of_line(line: bytes) -> str:
    """What the next line names as the one before it; ``line`` with its line end."""
    return hashlib.sha256(line).hexdigest()


class Journal:
    """The journal of one workspace. Appending is the transaction's business; this reads."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def head(self, upto: int | None = None) -> str:
        """The digest of the last line (of the first ``upto`` bytes), or zeros where there is none.
        Reads the tail.
        """
        last = next(self.backwards(upto=upto), None)
        if last is None:
            return FIRST
        return digest_of_line(last + b"\n")

    def size(self) -> int:
        """Bytes of the journal, 0 where there is none."""
        try:
            return self.path.stat().st_size
        except FileNotFoundError:
            return 0

    def last(self) -> dict[str, Any] | None:
        """The newest entry that can be read, None where there is none."""
        return next(self.newest_first(), None)

    def newest_first(self, limit: int | None = None) -> Iterator[dict[str, Any]]:
        """The entries from the end, as far as the last ``limit`` bytes hold them (None: all)."""
        for line in self.backwards(limit):
            entry = entry_of(line)
            if entry is not None:
                yield entry

    def entry_of_save(self, save_id: str) -> dict[str, Any] | None:
        """The entry that a save with this id wrote; None where it is not among the newest ones."""
        # Looked for as bytes first: parsing every line of a long journal would take a second.
        mark = json.dumps(save_id, ensure_ascii=False).encode("utf-8")
        for line in self.backwards(SEARCHED):
            if mark in line:
                entry = entry_of(line)
                if entry is not None and entry.get("save") == save_id:
                    return entry
        return None

    def entries(self) -> list[dict[str, Any]]:
        """All entries that can be read, oldest first."""
        return list(self.oldest_first())

    def oldest_first(self, mark: bytes = b"") -> Iterator[dict[str, Any]]:
        """The entries from the beginning, one at a time; with a ``mark`` those alone whose lines
        hold these bytes: taking all of a long journal apart takes a second.
        """
        try:
            stream = self.path.open("rb")
        except FileNotFoundError:
            return
        with stream:
            for line in stream:
                if mark in line:
                    entry = entry_of(line)
                    if entry is not None:
                        yield entry

    def backwards(self, limit: int | None = None, upto: int | None = None) -> Iterator[bytes]:
        """The lines from the last to the first, without line ends and blank ones."""
        try:
            stream = self.path.open("rb")
        except FileNotFoundError:
            return
        with stream:
            place = stream.seek(0, os.SEEK_END)
            place = place if upto is None else min(place, upto)
            lowest = 0 if limit is None else max(0, place - limit)
            # The line of which the beginning lies further up, its blocks last first: joined once,
            # for a line may be as long as somebody likes.
            behind: list[bytes] = []
            while place > lowest:
                step = min(BLOCK, place - lowest)
                place -= step
                stream.seek(place)
                begun, *whole = stream.read(step).split(b"\n")
                if whole:
                    whole[-1] += b"".join(reversed(behind))
                    behind.clear()
                    yield from (line for line in reversed(whole) if line)
                behind.append(begun)
            if place == 0 and any(behind):
                yield b"".join(reversed(behind))


@dataclass(frozen=True, slots=True)
class _Checkpoint:
    """How far the chain was found sound: so many bytes and lines, what they hash to, and the digest
    of the last line.

    ``state`` is what the system said of the file then: while it says the same, nothing has to be
    read.
    """

    size: int
    lines: int
    sha256: str
    head: str
    state: tuple[int, ...]
    lost: tuple[LostEnd, ...] = ()


def verify_journal(path: Path) -> list[JournalFault]:
    """Where the chain of the journal at ``path`` breaks; empty for a sound or missing journal."""
    return list(examine_journal(path).faults)


def examine_journal(path: Path) -> Examined:
    """Where the chain of the journal at ``path`` breaks, and which of its lines tell of an end that
    went missing. Both are empty for a sound or missing journal.

    What was found sound before is kept in the ``.shifan`` beside it under this user's seal, and
    only what came since is read line by line. The bytes before are still compared, by their digest.
    Half a line that a kill left is no fault while the next writer has yet to take it away.
    """
    workspace = path.parent
    known = _kept(workspace)
    try:
        if known is not None and known.state == _state(path):
            return Examined(lost=known.lost)
        raw = path.read_bytes()
    except FileNotFoundError:
        return Examined()
    raw = raw[: _end_of_whole_lines(workspace, raw)]
    # A view: what a season has written is not copied to be compared.
    if known is None or hashlib.sha256(memoryview(raw)[: known.size]).hexdigest() != known.sha256:
        known = _Checkpoint(0, 0, hashlib.sha256(b"").hexdigest(), FIRST, ())
    reading = _Reading(known)
    reading.take(raw[known.size :])
    if not reading.faults and raw.endswith(b"\n"):
        state = _state(path)
        if state[0] == len(raw) and (
            len(raw) - known.size >= _WORTH_KEEPING or known.size == len(raw)
        ):
            digest = hashlib.sha256(raw).hexdigest()
            _keep(workspace, reading.checkpoint(len(raw), digest, state))
    return Examined(tuple(reading.faults), tuple(reading.lost.values()))


def _end_of_whole_lines(workspace: Path, raw: bytes) -> int:
    """Where the half line begins that a killed writer left, by its own note; the end where there is
    none.
    """
    if not raw or raw.endswith(b"\n") or not (workspace / FOLDER).is_dir():
        return len(raw)
    with suppress(CannotError, OSError):
        for _, note in notes_left(workspace):
            if note is not None and note.lines.startswith(raw[note.offset :]):
                return note.offset
    return len(raw)


class _Reading:
    """Goes on from a checkpoint through the lines that follow."""

    def __init__(self, known: _Checkpoint) -> None:
        self.faults: list[JournalFault] = []
        self.lost = {end.line: end for end in known.lost}
        self._lines = known.lines
        self._head = known.head

    def take(self, raw: bytes) -> None:
        """Reads whole lines."""
        # One line at a time: a season's lines would take as much memory as the journal once more.
        for number, line in enumerate(BytesIO(raw), self._lines + 1):
            if line != b"\n":
                self._line(number, line.removesuffix(b"\n"))
        self._lines += raw.count(b"\n")

    def checkpoint(self, size: int, sha256: str, state: tuple[int, ...]) -> _Checkpoint:
        """Where the reading stands."""
        lost = tuple(self.lost.values())
        return _Checkpoint(size, self._lines, sha256, self._head, state, lost)

    def _line(self, number: int, line: bytes) -> None:
        entry = entry_of(line)
        named = entry.get("prev") if entry is not None else None
        if named is None:
            self.faults.append(JournalFault(number, "这一行不完整，读不出来"))
        elif named != self._head:
            self.faults.append(JournalFault(number, "与上一行对不上：有记录被改动或删去"))
        self._head = digest_of_line(line + b"\n")
        if entry is not None:
            self._note_ends(number, entry)

    def _note_ends(self, number: int, entry: Mapping[str, Any]) -> None:
        accepts = entry.get(ACCEPTS)
        if isinstance(accepts, list):
            # Whoever accepts has seen what the own line tells as well.
            for accepted in accepts:
                if isinstance(accepted, int):
                    self.lost.pop(accepted, None)
        elif MISSING_END in entry:
            told = entry[MISSING_END]
            size = told.get("size") if isinstance(told, dict) else None
            self.lost[number] = LostEnd(
                number,
                str(entry.get("at", "")),
                str(entry.get("by", "")),
                size if isinstance(size, int) else 0,
                str(told.get("sha256", "")) if isinstance(told, dict) else "",
            )


def _state(path: Path) -> tuple[int, ...]:
    state = path.stat()
    return (state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino, state.st_dev)


def _kept(workspace: Path) -> _Checkpoint | None:
    path = spare_place(workspace, _CHECKED)
    try:
        data = unsealed(_CHECKED, path.read_bytes()) if path else None
        fields = json.loads(data) if data else None
        if fields:
            lost = tuple(LostEnd(*end) for end in fields["lost"])
            return _Checkpoint(**{**fields, "state": tuple(fields["state"]), "lost": lost})
        return None
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _keep(workspace: Path, checkpoint: _Checkpoint) -> None:
    path = spare_place(workspace, _CHECKED)
    fields = {name: getattr(checkpoint, name) for name in checkpoint.__dataclass_fields__}
    fields["lost"] = [astuple(end) for end in checkpoint.lost]
    if path is not None and path.parent.is_dir():
        try:
            write_atomic(path, sealed(_CHECKED, json.dumps(fields).encode("utf-8")), sync=False)
        except OSError:
            return  # a checkpoint may be done without
