"""The note of a write under way: enough to finish or undo it after a kill, and believed only under
this user's seal.
"""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from scoring.problems import CannotError
from scoring.storage import disk
from scoring.storage.atomic import DRAFT, write_atomic
from scoring.storage.placing import place
from scoring.storage.seal import sealed, unsealed

FOLDER = ".shifan"
PENDING = "pending-"
OLD_PENDING = "pending.json"
"""The note of versions before 0.2, which nobody sealed."""
_PURPOSE = "pending"
_NAME = re.compile(rf"{PENDING}[0-9a-f]{{16}}")
_DRAFT = re.compile(rf"\.{PENDING}[0-9a-f]{{16}}\.[a-z0-9_]{{8}}")
_MOST_BYTES = 1 << 28
"""More is no note of ours: the longest holds the lines of one group of saves."""


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """One file of a write: its name in the workspace, its draft's name beside it, and the digests
    of old and new.

    ``before`` is None where there was no file.
    """

    name: str
    draft: str
    before: str | None
    after: str

    def target_in(self, workspace: Path) -> Path:
        """Where the file lies, behind a link that stays inside the workspace."""
        return target_of(workspace, self.name)

    def draft_in(self, workspace: Path) -> Path:
        """Where the draft lies, beside the file."""
        return self.target_in(workspace).with_name(self.draft)


def target_of(workspace: Path, name: str) -> Path:
    """The file that a name of the workspace stands for. Raises ``PlaceError`` for what leads
    outside.
    """
    path = place(workspace, name)
    return Path(os.path.realpath(path)) if os.path.islink(path) else path  # noqa: PTH114 - often


@dataclass(frozen=True, slots=True)
class Note:
    """``lines`` are to stand in the journal at ``offset``, behind the line with digest ``head``;
    then the files.
    """

    offset: int
    head: str
    lines: bytes
    files: tuple[PlannedFile, ...]


def write_note(workspace: Path, note: Note) -> Path:
    """Puts the note down in one step, on the disk when this returns, and says where.

    A power cut may come between the journal's line and the exchange: what the line says is then
    finished by this note, so it has to be on the disk before the line is.
    """
    path = place(workspace, f"{FOLDER}/{PENDING}{secrets.token_hex(8)}")
    fields = {**asdict(note), "lines": note.lines.decode("utf-8", "surrogatepass")}
    try:
        write_atomic(path, sealed(_PURPOSE, json.dumps(fields).encode("utf-8")))
    except OSError:
        # The folder's name of it may be there, and only not be on the disk.
        with suppress(OSError):
            take_away(path)
        raise
    return path


def take_away(path: Path) -> None:
    """Takes a note away: what it announced is done, or undone."""
    disk.remove(path)


def sweep_notes(workspace: Path) -> None:
    """Takes away the drafts of notes that killed writers left. Only under the lock."""
    for path in place(workspace, FOLDER, folder=True).iterdir():
        if _DRAFT.fullmatch(path.name):
            with suppress(OSError):
                path.unlink()


def notes_left(workspace: Path) -> Iterator[tuple[Path, Note | None]]:
    """The notes that killed writers left, the oldest write first; None for one that is not this
    user's.
    """
    folder = place(workspace, FOLDER, folder=True)
    paths = [
        path for path in folder.iterdir() if _NAME.fullmatch(path.name) or path.name == OLD_PENDING
    ]
    notes = [(path, _read(workspace, path)) for path in paths]
    return iter(sorted(notes, key=lambda item: (item[1].offset if item[1] else -1, item[0].name)))


def _read(workspace: Path, path: Path) -> Note | None:
    if path.name == OLD_PENDING or path.is_symlink() or not path.is_file():
        return None
    try:
        if path.stat().st_size > _MOST_BYTES:
            return None
        data = unsealed(_PURPOSE, path.read_bytes())
        if data is not None:
            return _note(json.loads(data), workspace)
        return None
    except (OSError, ValueError, TypeError, KeyError, RecursionError, CannotError):
        return None


def _note(fields: dict[str, Any], workspace: Path) -> Note:
    files = tuple(PlannedFile(**item) for item in fields["files"])
    for item in files:
        prefix = disk.draft_prefix(item.target_in(workspace))
        if not (item.draft.startswith(prefix) and DRAFT.fullmatch(item.draft.removeprefix(prefix))):
            raise ValueError(item.draft)
    return Note(
        int(fields["offset"]),
        fields["head"],
        fields["lines"].encode("utf-8", "surrogatepass"),
        files,
    )
