"""What was found out about files, kept under ``.shifan/`` by path, size and time, so that nothing is read twice.

The store is derived and disposable: without it the next scan reads the files again.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import quote

from scoring.evidence.probing import Probe, State

SCHEMA = """
create table if not exists probes (
    file text primary key, size integer not null, mtime_ns integer not null, ocr text not null, type text not null,
    pages integer, state text not null, reason text not null, fingerprint text not null, dhash text not null,
    probe text not null
)
"""


class ProbeStore:
    """Probes of the files below ``evidence/``, by their path relative to it. A broken store is thrown away."""

    def __init__(self, workspace: Path) -> None:
        self.path = workspace / ".shifan" / "probes.sqlite"
        self.path.parent.mkdir(exist_ok=True)
        try:
            self._base = self._open()
        except sqlite3.DatabaseError:
            self.path.unlink(missing_ok=True)
            self._base = self._open()

    def _open(self) -> sqlite3.Connection:
        base = sqlite3.connect(self.path, timeout=30)
        base.execute("pragma journal_mode = wal")
        base.execute(SCHEMA)
        base.execute("select count(dhash) from probes").fetchone()
        return base

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._base.close()

    def known(self, file: str, size: int, mtime_ns: int, ocr: str) -> Probe | None:
        """The probe of a file that has not changed since, made with at least as much OCR as is asked for."""
        row = self._base.execute("select size, mtime_ns, ocr, probe from probes where file = ?", (file,)).fetchone()
        if row is None or (row[0], row[1]) != (size, mtime_ns) or _depth(row[2]) < _depth(ocr):
            return None
        return _decoded(row[3])

    def keep(self, file: str, size: int, mtime_ns: int, ocr: str, probe: Probe) -> None:
        """Remembers a probe; ``commit`` makes it last."""
        text = json.dumps(probe.to_dict(), ensure_ascii=True)
        dhash = probe.photo.dhash if probe.photo and probe.text_source != "ocr" else ""
        facts = (probe.type, probe.pages, probe.state, probe.reason, probe.fingerprint, dhash)
        row = (file, size, mtime_ns, ocr, *facts, text)
        self._base.execute("insert or replace into probes values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def commit(self) -> None:
        """Writes what was remembered."""
        self._base.commit()


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
    path = workspace / ".shifan" / "probes.sqlite"
    if not path.is_file():
        return {}
    try:
        base = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=5)
        try:
            rows = base.execute("select file, type, pages, state, reason, fingerprint, dhash from probes").fetchall()
        finally:
            base.close()
    except sqlite3.Error:
        return {}
    return {
        file: Brief(kind, pages or 0, state, reason, mark, dhash)
        for file, kind, pages, state, reason, mark, dhash in rows
    }


def _depth(ocr: str) -> int:
    return ("off", "auto", "all").index(ocr)


def _decoded(text: str) -> Probe | None:
    try:
        return Probe.from_dict(json.loads(text))
    except (ValueError, KeyError, TypeError):
        return None
