"""What was found out about files, kept under ``.shifan/`` by path, size and time, so that nothing is read twice.

The store is derived and disposable: without it the next scan reads the files again.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

from scoring.evidence.probing import STATE_NAMES, Probe, State
from scoring.evidence.unopened import unopened as unopened
from scoring.reading.sniff import opens_as

SCHEMA = """
create table if not exists probes (
    file text primary key, size integer not null, mtime_ns integer not null, ocr text not null, type text not null,
    pages integer, state text not null, reason text not null, fingerprint text not null, dhash text not null,
    probe text not null
)
"""
VERSION = 2
"""Raised where readers get more out of the same file, so that what was read before is read again."""
UNOPENED = "create table if not exists unopened (sha256 text primary key, state text not null, reason text not null)"
"""Files that intake could not open, by their digest, so that a copy or a renamed file is known as well."""
PAGES = "create table if not exists pages (sha256 text primary key, pages integer not null)"
"""Page numbers by the digest of a file, counted for catalogues: 0 for one that cannot be read."""


UNOPENABLE = frozenset({"empty", "zeroed", "encrypted", "truncated", "broken"})


class ProbeStore:
    """Probes of the files below ``evidence/``, by their path relative to it.

    A broken store is thrown away; one that cannot be used, for want of disk or because another program holds it,
    remembers nothing: that costs time, never a record.
    """

    def __init__(self, workspace: Path) -> None:
        self.path = workspace / ".shifan" / "probes.sqlite"
        self._waiting: dict[str, tuple[object, ...]] = {}
        self._opened: dict[str, tuple[str, str]] = {}
        try:
            self.path.parent.mkdir(exist_ok=True)
            self._base = self._open(str(self.path))
        except (sqlite3.OperationalError, OSError):
            self._base = self._open(":memory:")
        except sqlite3.DatabaseError:
            self.path.unlink(missing_ok=True)
            self._base = self._open(str(self.path))

    @staticmethod
    def _open(place: str) -> sqlite3.Connection:
        base = sqlite3.connect(place, timeout=10)
        try:
            base.execute("pragma journal_mode = wal")
            if base.execute("pragma user_version").fetchone() != (VERSION,):
                base.execute("drop table if exists probes")
                base.execute(f"pragma user_version = {VERSION}")
            base.execute(SCHEMA)
            base.execute(PAGES)
            base.execute(UNOPENED)
            base.execute("select count(dhash) from probes").fetchone()
        except sqlite3.Error:
            base.close()
            raise
        return base

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._base.close()

    def known(self, file: str, size: int, mtime_ns: int, ocr: str) -> Probe | None:
        """The probe of a file that has not changed since, made with at least as much OCR as is asked for."""
        try:
            row = self._base.execute("select size, mtime_ns, ocr, probe from probes where file = ?", (file,)).fetchone()
        except sqlite3.Error:
            return None
        if row is None or (row[0], row[1]) != (size, mtime_ns) or _depth(row[2]) < _depth(ocr):
            return None
        return _decoded(row[3])

    def keep(self, file: str, size: int, mtime_ns: int, ocr: str, probe: Probe) -> None:
        """Remembers a probe; ``commit`` makes it last."""
        text = json.dumps(probe.to_dict(), ensure_ascii=True)
        facts = (probe.type, probe.pages, probe.state, probe.reason, *looks(probe))
        # Written only on commit: an open transaction would make a scan beside this one wait.
        self._waiting[file] = (file, size, mtime_ns, ocr, *facts, text)
        if probe.sha256:
            self._opened[probe.sha256] = (probe.state, why_unopened(probe))

    def commit(self) -> None:
        """Writes what was remembered, where that is possible."""
        rows, self._waiting = list(self._waiting.values()), {}
        opened, self._opened = self._opened, {}
        if not rows:
            return
        closed = [(digest, state, reason) for digest, (state, reason) in opened.items() if reason]
        readable = [(digest,) for digest, (_, reason) in opened.items() if not reason]
        with contextlib.suppress(sqlite3.Error), self._base:
            self._base.executemany("insert or replace into probes values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
            self._base.executemany("delete from unopened where sha256 = ?", readable)
            self._base.executemany("insert or replace into unopened values (?, ?, ?)", closed)

    def keep_pages(self, counted: Mapping[str, int]) -> None:
        """Remembers numbers of pages at once, where that is possible."""
        with contextlib.suppress(sqlite3.Error), self._base:
            self._base.executemany("insert or replace into pages values (?, ?)", sorted(counted.items()))


@dataclass(frozen=True, slots=True)
class Brief:
    """What lists say about a probed file. ``fingerprint`` and ``dhash`` serve to find near-duplicates."""

    type: str
    pages: int
    state: State
    reason: str
    fingerprint: str
    dhash: str


def briefs(workspace: Path) -> dict[str, Brief]:
    """The probes of earlier scans in brief, by file; empty where there was none. Reads only, and creates nothing."""
    rows = _rows(workspace, "select file, type, pages, state, reason, fingerprint, dhash from probes")
    return {
        file: Brief(kind, pages or 0, state, reason, mark, dhash)
        for file, kind, pages, state, reason, mark, dhash in rows
    }


def why_unopened(probe: Probe) -> str:
    """Why the office that gets this file cannot open it, in a sentence; empty for a file that opens.

    Words that wait for OCR, pictures and films open. A file of another family than its name promises does not: a
    program that is called .pdf, a RAR archive that is called .zip.
    """
    if probe.state in UNOPENABLE:
        return f"{STATE_NAMES[probe.state]}：{probe.reason}"
    if probe.state == "unsupported" and probe.type in ("rar", "7z", "gz", "tar", "exe", "unknown"):
        return probe.reason
    return f"{probe.mismatch}，按名字打不开" if probe.mismatch and not opens_as(Path(probe.path), probe.type) else ""


def counted_pages(workspace: Path) -> dict[str, int]:
    """The pages that were counted earlier, by the digest of the file. Reads only, and creates nothing."""
    return dict(_rows(workspace, "select sha256, pages from pages"))


def _rows(workspace: Path, query: str) -> list[Any]:
    path = workspace / ".shifan" / "probes.sqlite"
    if not path.is_file():
        return []
    try:
        base = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=5)
        try:
            return base.execute(query).fetchall()
        finally:
            base.close()
    except sqlite3.Error:
        return []


def looks(probe: Probe) -> tuple[str, str]:
    """Sketch and picture hash by which a file is compared. One page of print looks like another: by its text only."""
    page = probe.text_source == "ocr" or probe.state == "unread"
    return probe.fingerprint, probe.photo.dhash if probe.photo and not page else ""


def _depth(ocr: str) -> int:
    return ("off", "auto", "all").index(ocr) if ocr in ("off", "auto", "all") else -1


def _decoded(text: str) -> Probe | None:
    try:
        return Probe.from_dict(json.loads(text))
    except (ValueError, KeyError, TypeError):
        return None
