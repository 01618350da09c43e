"""Bringing a copy back: everything is checked before the first byte is written; what stands is
copied first.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import zipfile
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from scoring.problems import ScoringError
from scoring.storage import (
    Author,
    RecordChanges,
    Transaction,
    place,
    verify_journal,
    write_atomic,
    write_records,
)
from scoring.storage.days import believe
from scoring.storage.journal import ACCEPTS, FIRST, JOURNAL, Journal, digest_of_line
from scoring.workbench.backup import form
from scoring.workbench.backup.making import DATABASE, make, stored_at
from scoring.workbench.server import LOCK
from scoring.zip_faults import ZIP_FAULTS

MOST_FILES = 100_000
DO = "restore"


class CannotRestoreError(ScoringError):
    """A copy is not brought back: it is damaged, another workspace's, or something stands where it
    would go.
    """

    usual = "unreadable"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back. ``missing`` are evidence files that the other disk did not have;
    ``before`` the copy of what stood there.
    """

    files: int
    made: str
    lines: int
    accounts: bool
    evidence: int
    missing: tuple[str, ...]
    before: Path | None


@dataclass(frozen=True, slots=True)
class _Copy:
    manifest: Mapping[str, Any]
    files: Mapping[str, bytes]
    evidence: tuple[Mapping[str, Any], ...]
    accounts: bytes | None


def restore(
    archive: Path,
    workspace: Path,
    state: Path,
    *,
    author: Author,
    now: datetime,
    passphrase: str = "",
    evidence_from: Path | None = None,
    over: bool = False,
) -> Restored:
    """Brings a copy back into an empty place, or with ``over`` into the workspace that it was made
    of.

    Raises :class:`CannotRestoreError`, and :class:`~scoring.storage.days.FarDayError` for a clock
    that is far from what the workspace holds now; nothing is changed then.
    """
    copy = _read(archive)
    # Now and not at the end: what is brought back may be old, and says nothing of the clock.
    if not author.stated:
        believe(workspace, author.on)
    database = _accounts(copy, passphrase)
    stands = (workspace / "workspace.yaml").exists()
    if workspace.exists() and any(workspace.iterdir()) and not (stands and over):
        how = "要盖过它，加 --over（先自动备份现在的）" if stands else "换一个空文件夹"
        raise CannotRestoreError(f"{workspace} 里已有内容，没有动它。{how}")
    before = None
    if stands:
        _same(copy, workspace)
        # Also where the journal is broken: that is what a copy is brought back for.
        before = make(
            workspace,
            state,
            now=now,
            passphrase=passphrase,
            reason="before-restore",
            as_it_stands=True,
        ).path
    workspace.mkdir(parents=True, exist_ok=True)
    with _unserved(workspace):
        _put(copy, workspace)
    evidence, missing = _evidence(copy, workspace, evidence_from)
    if database is not None:
        _put_accounts(database, state)
    _note(workspace, replace(author, stated=True), archive.name)
    lines = int(copy.manifest["journal"]["lines"])
    backup_day = str(copy.manifest["made"])
    return Restored(
        len(copy.files), backup_day, lines, database is not None, evidence, missing, before
    )


def _read(path: Path) -> _Copy:
    """A copy with every digest checked. Raises :class:`CannotRestoreError` for anything that is not
    whole.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            copy = _copy_in(archive, path)
    except CannotRestoreError:
        raise
    except _FOREIGN:
        raise CannotRestoreError(f"{path} 读不出来，可能已经损坏，没有恢复") from None
    except ZIP_FAULTS:
        raise CannotRestoreError(f"{path} 已经损坏（不是完整的 zip），没有恢复") from None
    _journal(copy, path)
    return copy


_FOREIGN = (
    OSError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    EOFError,
    RecursionError,
    NotImplementedError,
)
"""How a manifest fails that is none, or that somebody made up: other shapes, brackets without end,
ways of packing that are not ours."""


def _copy_in(archive: zipfile.ZipFile, path: Path) -> _Copy:
    """What an archive holds, each file by its digest; a file that no line of the manifest names is
    none of ours.
    """
    infos = {info.filename: info for info in archive.infolist()}
    if len(infos) > MOST_FILES or form.MANIFEST not in infos:
        raise CannotRestoreError(f"{path} 不是 shifan 的备份")
    manifest = json.loads(_bytes(archive, infos[form.MANIFEST]))
    if manifest.get("format") != form.FORMAT:
        stated = str(manifest.get("format"))[:40]
        raise CannotRestoreError(f"{path} 不是这个版本能恢复的备份（{stated}）")
    listed = manifest["files"].items()
    files = {name: _checked(archive, infos, name, about) for name, about in listed}
    inside = {name.removeprefix(form.FILES) for name in infos if name.startswith(form.FILES)}
    if extra := sorted(inside - files.keys()):
        raise CannotRestoreError(f"备份里多出 {extra[0]}，不在清单里，没有恢复")
    evidence = json.loads(_bytes(archive, infos[form.EVIDENCE]))
    accounts = None
    if form.ACCOUNTS in infos:
        accounts = _bytes(archive, infos[form.ACCOUNTS])
    return _Copy(manifest, files, tuple(evidence), accounts)


def _bytes(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    if info.file_size > form.LARGEST:
        raise CannotRestoreError(f"备份里的 {info.filename[:60]} 太大，没有恢复")
    return archive.read(info)


def _checked(
    archive: zipfile.ZipFile,
    infos: Mapping[str, zipfile.ZipInfo],
    name: str,
    said: Mapping[str, Any],
) -> bytes:
    if not form.safe_name(name):
        raise CannotRestoreError(f"备份里有会写到工作区外面的文件名“{name[:60]}”，没有恢复")
    info = infos.get(form.FILES + name)
    data = _bytes(archive, info) if info else b""
    if info is None or form.digest(data) != said["sha256"]:
        raise CannotRestoreError(f"备份里的 {name} 和备份时的摘要不一致，已经损坏，没有恢复")
    return data


def _journal(copy: _Copy, path: Path) -> None:
    """The chain of the copy's own journal, from its first line to the one that the manifest
    names.
    """
    previous = FIRST
    for number, line in enumerate(copy.files.get(JOURNAL, b"").splitlines(keepends=True), 1):
        try:
            said = json.loads(line).get("prev")
        except (ValueError, AttributeError, RecursionError):
            said = None
        if said != previous:
            raise CannotRestoreError(
                f"{path} 的 journal.jsonl 第 {number} 行接不上前一行，记录被改过，没有恢复"
            )
        previous = digest_of_line(line)
    last = copy.manifest["journal"]["last"]
    if (last or FIRST) != previous:
        raise CannotRestoreError(f"{path} 的 journal.jsonl 末尾和备份时不一致，没有恢复")


def _same(copy: _Copy, workspace: Path) -> None:
    """Refuses a copy of another workspace: the first lines of the two journals tell."""
    if (workspace / JOURNAL).is_file():
        first = next(iter((workspace / JOURNAL).open("rb")), b"")
    else:
        first = b""
    first_line = copy.manifest["journal"]["first"]
    if first and first_line and digest_of_line(first) != first_line:
        raise CannotRestoreError(
            f"这是另一个工作区的备份（{copy.manifest.get('workspace', '')}），没有恢复到 "
            f"{workspace}。是同一个、只是操作记录的开头被改过的，请恢复到一个空文件夹"
        )
    if not (first and first_line) and copy.manifest.get("workspace") != workspace.resolve().name:
        raise CannotRestoreError(
            f"看不出这份备份是不是 {workspace} 的（没有操作记录），没有恢复；请恢复到一个空文件夹"
        )


def _accounts(copy: _Copy, passphrase: str) -> bytes | None:
    if copy.accounts is None or not passphrase:
        return None
    data = form.unsealed(copy.accounts, passphrase)
    if data is None:
        raise CannotRestoreError("备份口令不对，账号解不开，没有恢复。不要账号的，就不写口令")
    return data


class _unserved:  # noqa: N801 - reads as what it is for
    """Holds the workspace against a running workbench. Raises :class:`CannotRestoreError` where one
    runs.
    """

    def __init__(self, workspace: Path) -> None:
        place(workspace, ".shifan", folder=True).mkdir(exist_ok=True)
        self._lock = FileLock(str(place(workspace, LOCK)))

    def __enter__(self) -> None:
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise CannotRestoreError("工作台正开着，先停下它再恢复") from None

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def _put(copy: _Copy, workspace: Path) -> None:
    """Every file as it was; files that came after the copy go, all of them into the copy that was
    made before.
    """
    with Transaction(workspace):
        for name, path in list(form.files_of(workspace)):
            if name not in copy.files:
                path.unlink()
        for name, data in copy.files.items():
            target = place(workspace, name)
            target.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(target, data)
    faults = verify_journal(workspace / JOURNAL)
    if faults or Journal(workspace / JOURNAL).head() != (copy.manifest["journal"]["last"] or FIRST):
        raise CannotRestoreError("恢复以后的 journal.jsonl 和备份不一致，请查磁盘")


def _evidence(copy: _Copy, workspace: Path, source: Path | None) -> tuple[int, tuple[str, ...]]:
    """Brings evidence files back from the other disk, each checked by its digest; what is missing
    is told.
    """
    brought, missing = 0, []
    for row in copy.evidence:
        name, sha256 = str(row["file"]), str(row["sha256"])
        if not _plain(name):
            continue
        target = place(workspace, "/".join((*form.EVIDENCE_FILES, name)))
        if target.is_file() and target.stat().st_size == row["size"]:
            continue
        stored = _kept_file(source, sha256)
        if stored is None:
            missing.append(name)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(stored, target)
        # With its old time the file needs not be read again: its digest is known by size and time.
        with suppress(OSError, TypeError, ValueError):
            os.utime(target, ns=(int(row["time"]), int(row["time"])))
        brought += 1
    return brought, tuple(missing)


def _kept_file(source: Path | None, sha256: str) -> Path | None:
    """The file with this content on the other disk; None where it is not there, or not whole."""
    if source is None or not sha256.isalnum():
        return None
    stored = stored_at(source, sha256)
    if stored.is_file() and form.digest(stored.read_bytes()) == sha256:
        return stored
    return None


def _plain(name: str) -> bool:
    parts = Path(name).parts
    return bool(parts) and ".." not in parts and not Path(name).is_absolute() and "\\" not in name


def _put_accounts(data: bytes, state: Path) -> None:
    """The accounts; what stood there is kept beside them, every session has ended."""
    state.mkdir(parents=True, exist_ok=True)
    target = state / DATABASE
    if target.exists():
        target.replace(target.with_name(f"{DATABASE}.before-restore"))
    for tail in ("-wal", "-shm"):
        target.with_name(DATABASE + tail).unlink(missing_ok=True)
    write_atomic(target, data)
    with closing(sqlite3.connect(target, isolation_level=None)) as connection:
        connection.execute("DELETE FROM session")


def _note(workspace: Path, author: Author, name: str) -> None:
    """One line in the journal: from which copy the workspace goes on."""

    def plan(changes: RecordChanges) -> None:
        # Whoever restores says that the workspace goes on from the copy: what came after it is gone
        # because it was meant to go. Ends that the copy itself tells as missing stay told.
        changes.details |= {"backup": name, ACCEPTS: []}
        changes.always = True

    write_records(workspace, author, DO, plan)
