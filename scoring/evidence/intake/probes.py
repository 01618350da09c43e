"""What was found out about files, kept under ``.shifan/`` by path, size and time, so that nothing
is read twice.

The store is derived and disposable: without it the next scan reads the files again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from scoring.evidence.probe_tables import FILE, TABLES, Seals
from scoring.evidence.probing import STATE_NAMES, Probe, State
from scoring.evidence.unopened import unopened as unopened
from scoring.reading.sniff import opens_as
from scoring.storage import PlaceError
from scoring.storage.stores import memory_store, open_store, read_store

_BEGIN = ("pragma journal_mode = wal",)
_BRIEF = "file, size, mtime_ns, ocr, type, pages, state, reason, fingerprint, dhash"


UNOPENABLE = frozenset({"empty", "zeroed", "encrypted", "truncated", "broken"})


class ProbeStore:
    """Probes of the files below ``evidence/``, by their path relative to it.

    A broken store is thrown away; one that cannot be used, for want of disk or because another
    program holds it, remembers nothing: that costs time, never a record.
    """

    def __init__(self, workspace: Path) -> None:
        self._waiting: dict[str, tuple[object, ...]] = {}
        self._opened: dict[str, tuple[str, str]] = {}
        self._seals = Seals()
        try:
            self._base = open_store(workspace, FILE, TABLES, begin=_BEGIN)
        except (sqlite3.Error, OSError, PlaceError):
            self._base = memory_store(TABLES)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._base.close()

    def known(self, file: str, size: int, mtime_ns: int, ocr: str) -> Probe | None:
        """The probe of a file that has not changed since, made with at least as much OCR as is
        asked for.
        """
        query = f"select {_BRIEF}, digest, seal, probe from probes where file = ?"  # noqa: S608 - our own columns
        try:
            row = self._base.execute(query, (file,)).fetchone()
        except sqlite3.Error:
            return None
        if row is None or row[1:3] != (size, _storable(mtime_ns)) or _depth(row[3]) < _depth(ocr):
            return None
        *facts, digest, mark, text = row
        if self._seals.probe(*facts, digest) != mark or _digest(text) != digest:
            return None
        return _decoded(text)

    def keep(self, file: str, size: int, mtime_ns: int, ocr: str, probe: Probe) -> None:
        """Remembers a probe; ``commit`` makes it last."""
        text = json.dumps(probe.to_dict(), ensure_ascii=True)
        facts = (
            file,
            size,
            _storable(mtime_ns),
            ocr,
            probe.type,
            probe.pages,
            probe.state,
            probe.reason,
            *looks(probe),
        )
        digest = _digest(text)
        # Written only on commit: an open transaction would make a scan beside this one wait.
        self._waiting[file] = (*facts, text, digest, self._seals.probe(*facts, digest))
        if probe.sha256:
            self._opened[probe.sha256] = (probe.state, why_unopened(probe))

    def commit(self) -> None:
        """Writes what was remembered, where that is possible."""
        rows, self._waiting = list(self._waiting.values()), {}
        opened, self._opened = self._opened, {}
        if not rows:
            return
        closed = [
            (digest, state, reason, self._seals.unopened(digest, state, reason))
            for digest, (state, reason) in opened.items()
            if reason
        ]
        readable = [(digest,) for digest, (_, reason) in opened.items() if not reason]
        with contextlib.suppress(sqlite3.Error), self._base:
            marks = ", ".join("?" * len(rows[0]))
            self._base.executemany(f"insert or replace into probes values ({marks})", rows)  # noqa: S608 - only marks
            self._base.executemany("delete from unopened where sha256 = ?", readable)
            self._base.executemany("insert or replace into unopened values (?, ?, ?, ?)", closed)

    def keep_pages(self, counted: Mapping[str, int]) -> None:
        """Remembers numbers of pages at once, where that is possible."""
        with contextlib.suppress(sqlite3.Error), self._base:
            rows = [(*row, self._seals.pages(*row)) for row in sorted(counted.items())]
            self._base.executemany("insert or replace into pages values (?, ?, ?)", rows)


@dataclass(frozen=True, slots=True)
class Brief:
    """What lists say about a probed file. ``fingerprint`` and ``dhash`` serve to find
    near-duplicates.
    """

    type: str
    pages: int
    state: State
    reason: str
    fingerprint: str
    dhash: str


def briefs(workspace: Path) -> dict[str, Brief]:
    """The probes of earlier scans in brief, by file; empty where there was none. Reads only, and
    creates nothing.
    """
    seal = Seals().probe
    rows = _rows(workspace, f"select {_BRIEF}, digest, seal from probes")  # noqa: S608 - our own columns
    return {
        row[0]: Brief(row[4], row[5] or 0, *row[6:10]) for row in rows if seal(*row[:-1]) == row[-1]
    }


def why_unopened(probe: Probe) -> str:
    """Why the office that gets this file cannot open it, in a sentence; empty for a file that
    opens.

    Words that wait for OCR, pictures and films open. A file of another family than its name
    promises does not: a program that is called .pdf, a RAR archive that is called .zip.
    """
    if probe.state in UNOPENABLE:
        return f"{STATE_NAMES[probe.state]}：{probe.reason}"
    if probe.state == "unsupported" and probe.type in ("rar", "7z", "gz", "tar", "exe", "unknown"):
        return probe.reason
    if probe.mismatch and not opens_as(Path(probe.path), probe.type):
        return f"{probe.mismatch}，按名字打不开"
    return ""


def counted_pages(workspace: Path) -> dict[str, int]:
    """The pages that were counted earlier, by the digest of the file. Reads only, and creates
    nothing.
    """
    seal = Seals().pages
    rows = _rows(workspace, "select sha256, pages, seal from pages")
    return {sha256: pages for sha256, pages, mark in rows if seal(sha256, pages) == mark}


def _rows(workspace: Path, query: str) -> list[Any]:
    base = read_store(workspace, FILE, TABLES)
    if base is None:
        return []
    try:
        return base.execute(query).fetchall()
    except sqlite3.Error:
        return []
    finally:
        base.close()


def _storable(mtime_ns: int) -> int:
    """A time as SQLite holds it: its numbers end in the year 2262, the clocks of some cameras do
    not.
    """
    return max(-(2**63), min(mtime_ns, 2**63 - 1))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def looks(probe: Probe) -> tuple[str, str]:
    """Sketch and picture hash by which a file is compared. One page of print looks like another: by
    its text only.
    """
    page = probe.text_source == "ocr" or probe.state == "unread"
    return probe.fingerprint, probe.photo.dhash if probe.photo and not page else ""


def _depth(ocr: str) -> int:
    if ocr in ("off", "auto", "all"):
        return ("off", "auto", "all").index(ocr)
    return -1


def _decoded(text: str) -> Probe | None:
    try:
        return Probe.from_dict(json.loads(text))
    except (ValueError, KeyError, TypeError):
        return None
