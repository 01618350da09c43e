"""Making a copy: under the lock of the workspace, so that nothing is caught half written; thirty
are kept.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from scoring.problems import ScoringError
from scoring.storage import Journal, Transaction, place, verify_journal
from scoring.storage.journal import JOURNAL, digest_of_line
from scoring.workbench.backup import form

KEPT = 30
NAME = re.compile(r"\d{8}-\d{6}[^/\\]*\.zip")
CHUNK = 1 << 20
DATABASE = "server.db"


class CannotBackUpError(ScoringError):
    """No copy was made; the message says why, in Chinese."""

    usual = "refused"


@dataclass(frozen=True, slots=True)
class Made:
    """A copy that was made. ``copied`` are the evidence files that were new on the other disk."""

    path: Path
    files: int
    evidence: int
    copied: int
    accounts: bool
    dropped: int


def make(
    workspace: Path,
    state: Path,
    *,
    now: datetime,
    passphrase: str = "",
    evidence_to: Path | None = None,
    reason: str = "",
    keep: int = KEPT,
    as_it_stands: bool = False,
) -> Made:
    """Copies a workspace into ``backups/`` and, where ``evidence_to`` names another disk, its
    evidence there.

    Without a passphrase the accounts stay out of it. Raises :class:`CannotBackUpError` for a broken
    journal, since a copy of it could not be checked, unless everything is wanted ``as_it_stands``:
    before something sound is put over it.
    """
    folder = place(workspace, form.FOLDER, folder=True)
    folder.mkdir(exist_ok=True)
    name = f"{now:%Y%m%d-%H%M%S}{f'-{reason}' if reason else ''}.zip"
    # Before the lock: hashing what is new may take minutes, and nobody could save meanwhile.
    listed = _evidence(workspace, _known(newest(workspace)))
    # Under the lock of the writers, so that register, rounds and journal are of one moment.
    with Transaction(workspace):
        faults = () if as_it_stands else verify_journal(workspace / JOURNAL)
        if faults:
            raise CannotBackUpError(
                f"journal.jsonl 第 {faults[0].line} 行起接不上，没有备份：先用 shifan check 查清，"
                "再从早先的备份恢复"
            )
        contents = {key: path.read_bytes() for key, path in form.files_of(workspace)}
        manifest = _manifest(workspace, contents, now)
    database = _database(state) if passphrase else None
    path = folder / name
    _write(
        path, contents, manifest, listed, form.sealed(database, passphrase) if database else None
    )
    copied = _copy_evidence(workspace, listed, evidence_to) if evidence_to else 0
    if evidence_to:
        shutil.copy2(path, evidence_to / name)
    return Made(
        path, len(contents), len(listed), copied, database is not None, _drop_old(folder, keep)
    )


def newest(workspace: Path) -> Path | None:
    """The newest copy of a workspace, by its name; None where there is none."""
    copies = sorted(
        path for path in (workspace / form.FOLDER).glob("*.zip") if NAME.fullmatch(path.name)
    )
    if copies:
        return copies[-1]
    return None


def _manifest(workspace: Path, contents: Mapping[str, bytes], now: datetime) -> dict[str, Any]:
    journal = contents.get(JOURNAL, b"")
    first = journal.split(b"\n", 1)[0]
    return {
        "format": form.FORMAT,
        "made": now.isoformat(timespec="seconds"),
        "workspace": workspace.resolve().name,
        "files": {
            key: {"sha256": form.digest(data), "size": len(data)} for key, data in contents.items()
        },
        "journal": {
            "lines": journal.count(b"\n"),
            "first": digest_of_line(first + b"\n") if first else "",
            "last": Journal(workspace / JOURNAL).head() if journal else "",
        },
    }


def _write(
    path: Path,
    contents: Mapping[str, bytes],
    manifest: dict[str, Any],
    listed: list[Any],
    accounts: bytes | None,
) -> None:
    """The zip in one step: a draft beside it, flushed, then renamed."""
    draft = path.with_suffix(".part")
    try:
        with draft.open("wb") as stream:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(form.MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
                archive.writestr(form.EVIDENCE, json.dumps(listed, ensure_ascii=False))
                for key, data in contents.items():
                    archive.writestr(form.FILES + key, data)
                if accounts is not None:
                    archive.writestr(form.ACCOUNTS, accounts)
            stream.flush()
            # Renamed before it is on the disk, a copy may be empty after a power cut, under its
            # final name.
            os.fsync(stream.fileno())
        draft.replace(path)
    except OSError as error:
        raise CannotBackUpError(
            f"备份没有写成：{error.strerror or error}（{path.parent}）"
        ) from None
    finally:
        draft.unlink(missing_ok=True)


def _database(state: Path) -> bytes | None:
    """The accounts as one file without open ends; None where there are none."""
    source = state / DATABASE
    if not source.is_file():
        return None
    with tempfile.TemporaryDirectory() as scratch:
        target = Path(scratch) / DATABASE
        with closing(sqlite3.connect(source)) as connection:
            # Copying the file alone would miss what still stands in the write-ahead log beside it.
            connection.execute("VACUUM INTO ?", (str(target),))
        return target.read_bytes()


def _known(path: Path | None) -> dict[tuple[str, int, int], str]:
    """The digests of the evidence files of an earlier copy, by name, size and time."""
    if path is None:
        return {}
    with suppress(OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile):
        with zipfile.ZipFile(path) as archive:
            rows = json.loads(archive.read(form.EVIDENCE))
        return {(row["file"], row["size"], row["time"]): row["sha256"] for row in rows}
    return {}


def _evidence(workspace: Path, known: Mapping[tuple[str, int, int], str]) -> list[dict[str, Any]]:
    """Every evidence file with its digest; only what is new since the last copy is read."""
    rows = []
    for name, path in form.evidence_of(workspace):
        with suppress(OSError):  # taken away meanwhile
            stat = path.stat()
            sha256 = known.get((name, stat.st_size, stat.st_mtime_ns)) or _hashed(path)
            rows.append(
                {"file": name, "size": stat.st_size, "time": stat.st_mtime_ns, "sha256": sha256}
            )
    return rows


def _hashed(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _copy_evidence(workspace: Path, listed: list[dict[str, Any]], target: Path) -> int:
    """Brings what is new to the other disk, each content once, under its digest."""
    copied = 0
    for row in listed:
        place_ = stored_at(target, row["sha256"])
        # By content: a file that was renamed, or handed in twice, is copied once.
        if place_.exists():
            continue
        place_.parent.mkdir(parents=True, exist_ok=True)
        draft = place_.with_suffix(".part")
        shutil.copyfile(workspace.joinpath(*form.EVIDENCE_FILES, row["file"]), draft)
        draft.replace(place_)
        copied += 1
    return copied


def stored_at(target: Path, sha256: str) -> Path:
    """Where a content lies on the other disk."""
    return target / "objects" / sha256[:2] / sha256


def _drop_old(folder: Path, keep: int) -> int:
    copies = sorted(path for path in folder.glob("*.zip") if NAME.fullmatch(path.name))
    old = copies[:-keep] if keep else []
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
