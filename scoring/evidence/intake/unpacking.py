"""An archive becomes a folder of its name, whole or not at all; the folder remembers which archive
it came from.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scoring.confined import Confined, ConfinedError, Limits
from scoring.evidence.probing import UnreadableError
from scoring.reading import archives
from scoring.storage import place

MARK = ".unpacked"
LIMITS = Limits(cpu=60, wall=300)
"""For one archive, of which at most 600 MB are unpacked."""
STALE = 24 * 3600
"""Seconds after which a draft is taken for one that a killed scan has left."""


@dataclass(frozen=True, slots=True)
class Scratch:
    """A folder for what is not finished, and the child that unpacks: one for all archives of a
    scan, begun with the first.
    """

    folder: Path
    child: Confined


@contextlib.contextmanager
def drafts(workspace: Path) -> Iterator[Scratch]:
    """A folder of our own below ``.shifan/`` for what is not finished, gone afterwards; old
    left-overs go as well.
    """
    # Things are deleted here: never by way of a link that leads somewhere else.
    home = place(workspace, ".shifan/incoming", folder=True)
    home.mkdir(parents=True, exist_ok=True)
    own = Path(tempfile.mkdtemp(dir=home))
    try:
        now = own.stat().st_mtime
        for other in home.iterdir():
            # Another scan may be at work beside this one.
            with contextlib.suppress(OSError):
                if now - other.lstat().st_mtime > STALE:
                    shutil.rmtree(other)
        with Confined(LIMITS) as child:
            yield Scratch(own, child)
    finally:
        shutil.rmtree(own, ignore_errors=True)


def unpack(archive: Path, place: Path, scratch: Scratch) -> tuple[Path, dict[str, str]]:
    """Where the members of ``archive`` lie, ``place`` if it is free, and those that were refused,
    each with the reason.

    Unpacked once: as long as size and time of the archive agree with the mark in the folder nothing
    is read, and after them its digest decides. A folder of that name that is not from this archive
    is left alone and a numbered one made. Raises ``UnreadableError`` for an archive that is broken
    or a bomb, ``OSError`` where the disk fails.
    """
    info = archive.stat()
    known = {"size": info.st_size, "mtime_ns": info.st_mtime_ns}
    digest = ""
    free, number = place, 1
    while free.exists():
        mark = _mark(free)
        digest = digest or ("" if known.items() <= mark.items() else _digest(archive))
        if not digest or mark.get("sha256") == digest:
            return free, _refused(mark)
        number += 1
        free = place.with_name(f"{place.name}（{number}）")
    free.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=scratch.folder))
    refused = _unpacked(archive, draft, scratch.child)
    mark = known | {"sha256": digest or _digest(archive), "refused": refused}
    (draft / MARK).write_text(json.dumps(mark), "utf-8")
    draft.chmod(free.parent.stat().st_mode & 0o777)
    # The folder appears whole or not at all, so that an interrupted scan unpacks it again.
    draft.replace(free)
    return free, refused


def _unpacked(archive: Path, draft: Path, child: Confined) -> dict[str, str]:
    """The members that were refused, with the reasons. Done by a child: an archive may break
    whoever reads it.
    """
    errors = (UnreadableError, OSError, PermissionError, FileNotFoundError)
    try:
        # A function of the ground, so that the child loads what it needs for archives and nothing
        # else.
        refused = child.call(f"{archives.__name__}:refused_members", archive, draft, errors=errors)
    except ConfinedError as error:
        raise UnreadableError("broken", f"压缩包展不开：{error}。请单独解压后再扫描。") from error
    return {str(name): str(reason) for name, reason in refused.items()}


def from_archive(file: Path, home: Path) -> bool:
    """Whether a file below ``home`` came out of an archive that was unpacked here."""
    return any((parent / MARK).exists() for parent in file.parents if parent.is_relative_to(home))


def _mark(folder: Path) -> dict[str, Any]:
    try:
        data = json.loads((folder / MARK).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if isinstance(data, dict):
        return data
    return {}


def _refused(mark: Mapping[str, Any]) -> dict[str, str]:
    """The members that were refused, with the reasons: a mark may come from a stick, so that only
    texts count.
    """
    refused = mark.get("refused")
    if not isinstance(refused, dict):
        return {}
    return {name: reason for name, reason in refused.items() if isinstance(reason, str)}


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
