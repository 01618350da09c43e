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

from scoring.evidence.probing import Probe, State

SCHEMA = """
create table if not exists probes (
    file text primary key, size integer not null, mtime_ns integer not null, ocr text not null, type text not null,
    pages integer, state text not null, reason text not null, fingerprint text not null, dhash text not null,
    probe text not null
)
"""
PAGES = "create table if not exists pages (sha256 text primary key, pages integer not null)"
"""Page numbers by the digest of a file, counted for catalogues: 0 for one that cannot be read."""


class ProbeStore:
    """Probes of the files below ``evidence/``, by their path relative to it.

    A broken store is thrown away; one that cannot be used, for want of disk or because another program holds it,
    remembers nothing: that costs time, never a record.
    """

    def __init__(self, workspace: Path) -> None:
        self.path = workspace / ".shifan" / "probes.sqlite"
        self._waiting: dict[str, tuple[object, ...]] = {}
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
            base.execute(SCHEMA)
            base.execute(PAGES)
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

    def commit(self) -> None:
        """Writes what was remembered, where that is possible."""
        rows, self._waiting = list(self._waiting.values()), {}
        if not rows:
            return
        with contextlib.suppress(sqlite3.Error), self._base:
            self._base.executemany("insert or replace into probes values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

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
