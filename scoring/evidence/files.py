"""The state of each evidence file: inside the workspace, there, readable, unchanged.

Digests are kept in ``.shifan/hashes`` by path and by what the system says of the file without
opening it, so that a second look at unchanged files reads nothing else. The cache is sealed: one
that came with somebody else's workspace counts as none. It is written only once hashing has taken
real work; losing it costs time, never truth.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from scoring.evidence.model import Evidence
from scoring.storage import sealed, spare_place, unsealed, write_atomic

FileState = Literal["ok", "link", "missing", "outside", "unreadable", "changed", "unopened"]
"""``unreadable``: its bytes cannot be read, or there are none; ``unopened``: they can, and no
program can open them."""

CACHE = ".shifan/hashes"
_AT_ONCE = 1 << 16
"""Bytes that are read in one go."""
WORTH_KEEPING = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class FileFact:
    """What the file of a record was found to be. ``sha256`` and ``size`` are as found, None where
    it was not read; ``reason`` says why it cannot be opened.
    """

    state: FileState
    sha256: str | None = None
    size: int | None = None
    reason: str = ""


class HashCache:
    """Digests by path and :func:`_print` of a workspace's files. A broken or foreign cache file
    counts as none.
    """

    def __init__(self, workspace: Path) -> None:
        self.path = spare_place(workspace, CACHE)
        self.hashed = 0
        self.entries: dict[str, list[int | str]] = {}
        try:
            # Only what this user's shifan wrote: a cache that came with a folder could vouch for
            # any file.
            data = unsealed(CACHE, self.path.read_bytes()) if self.path else None
            self.entries = json.loads(data) if data else {}
        except (OSError, ValueError):
            pass

    def digest(self, path: str | Path, name: str, info: os.stat_result) -> str:
        """The SHA-256 of the file at ``path``; raises ``OSError`` when it cannot be read."""
        outside = _print(info)
        known = self.entries.get(name)
        if known is not None and known[1:] == outside:
            return str(known[0])
        with open(path, "rb", buffering=0) as stream:  # noqa: PTH123 - thousands of them
            # Most files are small, and a buffer for a large one costs more than they do.
            data = stream.read(info.st_size + 1) if info.st_size <= _AT_ONCE else b""
            if len(data) == info.st_size:
                found = hashlib.sha256(data).hexdigest()
            else:
                stream.seek(0)
                found = hashlib.file_digest(stream, "sha256").hexdigest()
        self.entries[name] = [found, *outside]
        self.hashed += info.st_size
        return found

    def keep(self) -> None:
        """Writes the cache when this run hashed enough to make it worth while; failing to is
        harmless.
        """
        # Writing a few thousand lines costs more than reading a few small files again.
        if self.path is None or self.hashed < WORTH_KEEPING:
            return
        with contextlib.suppress(OSError):
            write_atomic(self.path, sealed(CACHE, json.dumps(self.entries).encode()))


def _print(info: os.stat_result) -> list[int | str]:
    """What is known of a file from outside. Size and time can be set by whoever packs a folder, the
    time of the last change and the number on the disk cannot: a file that was swapped is read
    again.
    """
    return [info.st_size, info.st_mtime_ns, info.st_ctime_ns, info.st_ino]


def look(
    records: Iterable[Evidence], workspace: Path, unopened: Mapping[str, str] | None = None
) -> dict[str, FileFact]:
    """The state of every record's file, by record id. ``unopened``: why files cannot be opened, by
    digest.
    """
    cache = HashCache(workspace)
    # Links are followed once, here: what a name leads to is compared with where the folder is.
    home = Path(os.path.realpath(workspace / "evidence"))
    if not home.is_relative_to(os.path.realpath(workspace)):
        # The folder itself is a link to somewhere else: nothing in it belongs to the workspace.
        return {record.id: FileFact("outside" if record.file else "link") for record in records}
    folder, plain = str(workspace / "evidence"), set[str]()
    facts = {
        record.id: _fact(record, folder, home, cache, unopened or {}, plain) for record in records
    }
    cache.keep()
    return facts


def _fact(
    record: Evidence,
    folder: str,
    home: Path,
    cache: HashCache,
    unopened: Mapping[str, str],
    plain: set[str],
) -> FileFact:
    if record.file is None:
        return FileFact("link" if record.url else "missing")
    if not inside(record.file, home, plain):
        return FileFact("outside")
    path = f"{folder}/{record.file}"  # thousands of them: a path object each takes too long
    try:
        info = os.stat(path)  # noqa: PTH116 - as above
    except PermissionError:
        return FileFact("unreadable")
    except (OSError, ValueError):
        return FileFact("missing")
    if not stat.S_ISREG(info.st_mode):
        return FileFact("missing")
    # An empty file has a digest too, and would pass for evidence with the right one.
    if info.st_size == 0:
        return FileFact("unreadable", size=0)
    try:
        digest = cache.digest(path, record.file, info)
    except OSError:
        return FileFact("unreadable", size=info.st_size)
    if digest in unopened:
        return FileFact("unopened", digest, info.st_size, unopened[digest])
    changed = record.sha256 is not None and record.sha256 != digest
    return FileFact("changed" if changed else "ok", digest, info.st_size)


def _through_link(home: str, name: str, plain: set[str] | None) -> bool:
    """Whether a step of a name below ``home`` is a link. To resolve every step of thousands of names
    is slow; only links can lead out.
    """
    here = home
    *folders, last = name.split("/")
    for part in folders:
        here = f"{here}/{part}"
        if plain is None or here not in plain:
            if os.path.islink(here):  # noqa: PTH114 - a third of the time that pathlib takes
                return True
            if plain is not None:
                plain.add(here)
    return os.path.islink(f"{here}/{last}")  # noqa: PTH114 - as above


def inside(name: str, home: Path, plain: set[str] | None = None) -> bool:
    """Whether a path of the register stays below ``home`` (a resolved folder), links followed.
    ``plain`` are folders that were seen to be no links, for callers with many names at once.
    """
    if "\0" in name or "\\" in name or name.startswith("/") or ":" in name.split("/")[0]:
        return False
    try:
        if ".." not in name.split("/") and not _through_link(str(home), name, plain):
            return True
        return Path(os.path.realpath(home / name)).is_relative_to(home)
    except OSError:
        # A folder that may not be entered, a name that is too long: it cannot be opened, so it
        # cannot lead out either.
        return ".." not in name.split("/")
    except ValueError:
        return False
