"""What a killed write left and no writer has put right yet, told without writing anything.

The next writing command finishes or undoes it (:mod:`scoring.storage.recovery`); until one comes,
the files lack what the journal has.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from scoring import libraries
from scoring.storage import disk
from scoring.storage.merging import entries_of, fitted, text_at
from scoring.storage.note import FOLDER, Note, PlannedFile, notes_left
from scoring.storage.placing import PlaceError, spare_place
from scoring.storage.recovery import stands

Fate = Literal["waits", "apart", "edit"]
"""``waits``: the next writer puts it in. ``apart``: the same record was edited by hand, so it stays
out. ``edit``: an edit by hand that was swapped out unseen; the next writer brings it back."""


@dataclass(frozen=True, slots=True)
class Unwritten:
    """A change that the journal has and its file has not: the file, the line, what will come."""

    file: str
    entry: Mapping[str, Any]
    fate: Fate


def unwritten(workspace: Path) -> list[Unwritten]:
    """What lies there unfinished, by the order of the journal; empty while a writer is at work: he
    puts it right, and what he writes himself is under way.
    """
    if spare_place(workspace, FOLDER, folder=True) is None or not _left(workspace):
        return []
    with contextlib.ExitStack() as stack:
        lock = workspace / FOLDER / "lock"
        # Nobody writes without it. It is never made here: whoever asks writes nothing.
        if lock.is_file():
            try:
                stack.enter_context(libraries.filelock.FileLock(str(lock)).acquire(timeout=0))
            except libraries.filelock.Timeout:
                return []
            # A folder that may only be read has no writer.
            except (OSError, NotImplementedError):
                pass
        return [one for note in _left(workspace) for one in _of_note(workspace, note)]


def _left(workspace: Path) -> list[Note]:
    """The notes of this user whose lines the journal has: their changes hold."""
    try:
        notes = [note for _, note in notes_left(workspace) if note is not None]
        return [note for note in notes if stands(workspace, note)]
    except (OSError, PlaceError):
        return []


def _of_note(workspace: Path, note: Note) -> Iterator[Unwritten]:
    for item in note.files:
        try:
            yield from _of_file(workspace, note, item)
        except (OSError, PlaceError):
            continue  # what cannot be read is told as such


def _of_file(workspace: Path, note: Note, item: PlannedFile) -> Iterator[Unwritten]:
    """What the next writer would do with a file; the same cases as recovery has."""
    target, draft = item.target_in(workspace), item.draft_in(workspace)
    present, kept = disk.digest_of(target), disk.digest_of(draft)
    entries = entries_of(note.lines, item.name)
    if present == item.before and kept == item.after:
        yield from (Unwritten(item.name, entry, "waits") for entry in entries)
    elif present == item.after:
        if kept not in (None, item.before, item.after):
            yield Unwritten(item.name, entries[-1], "edit")
    else:
        text = text_at(target)
        fitting = fitted(text, item.name, entries, on_top=kept != item.after)
        yield from (Unwritten(item.name, entry, "waits") for entry in fitting.placed)
        yield from (Unwritten(item.name, entry, "apart") for entry in fitting.left)
