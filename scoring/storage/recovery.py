"""What a killed write left: finished where the journal has its line, undone where it has not.

A file that was edited by hand since keeps that edit. The change is merged into it record by record;
where the same record was edited, the change is set aside in ``.shifan/aside`` and ``check`` reports
it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scoring.storage import disk
from scoring.storage.atomic import write_atomic
from scoring.storage.journal import JOURNAL
from scoring.storage.journal_entry import in_shape
from scoring.storage.merging import entries_of, fitted, stands_in, text_at
from scoring.storage.note import FOLDER, Note, PlannedFile, notes_left, sweep_notes, take_away
from scoring.storage.placing import PlaceError, place, spare_place

ASIDE = f"{FOLDER}/aside"
SWAPPED = f"{FOLDER}/swapped"
WATCHED_SECONDS = 60
"""How long a file that was swapped out is watched: an editor may hold it open and save into it
yet."""
MOST_WATCHED = 32


class UncutError(OSError):
    """The journal could not be cut: what stands in it holds."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """Something that could not be put in place by itself: a change (``entry``), or an edit that
    came too late.

    ``path`` holds it whole, ``file`` is the file of the workspace that it belongs to.
    """

    path: Path
    file: str
    entry: Mapping[str, Any]


def put_right(workspace: Path) -> None:
    """Finishes or undoes what killed writers left. Only under the lock."""
    sweep_notes(workspace)
    for path, note in notes_left(workspace):
        # No note of ours, or one without our seal: believing it would let a copied folder write.
        if note is None:
            _throw_away(path)
            continue
        try:
            if stands(workspace, note):
                _finish(workspace, note)
            else:
                withdraw(workspace, note)
            _flush(workspace, note)
        except OSError:
            # A file is held open, or the disk refuses: the note stays, and writers of other files
            # go on.
            continue
        take_away(path)
    look_at_swapped(workspace)


def _flush(workspace: Path, note: Note) -> None:
    """What was put right is on the disk before the note goes: without it a power cut could bring
    the old state back.
    """
    for folder in {item.target_in(workspace).parent for item in note.files}:
        disk.sync_folder(folder)


def _throw_away(path: Path) -> None:
    """A note that is not ours. A folder of that name stays: nothing in it is read."""
    with contextlib.suppress(OSError):
        path.unlink()


def stands(workspace: Path, note: Note) -> bool:
    """Whether the journal holds the lines of the note whole: only then does the change hold."""
    try:
        with place(workspace, JOURNAL).open("rb") as stream:
            stream.seek(note.offset)
            return stream.read(len(note.lines)) == note.lines
    except FileNotFoundError:
        return False


def withdraw(workspace: Path, note: Note) -> None:
    """Undoes a write: its lines leave the journal first, then each old file comes back, and the
    drafts go.

    Raises :class:`UncutError` where the journal cannot be cut: then the change holds, and the next
    writer finishes it; ``OSError`` where a file cannot be swapped back yet. What came back is on
    the disk when this returns.
    """
    # The line first: if the power goes between, files without a line are undone, and a line
    # without its files would be carried out.
    _cut_journal(workspace, note)
    for item in note.files:
        target, draft = item.target_in(workspace), item.draft_in(workspace)
        ours_stands = disk.digest_of(target) == item.after
        if ours_stands and not draft.exists():
            disk.remove(target)  # nothing was swapped out: there was no file
        elif ours_stands and disk.digest_of(draft) != item.after:
            _bring_back(draft, target, item.after)
        disk.sync_folder(
            target.parent
        )  # before the draft goes: it may hold the only copy of the old file
        disk.remove(draft)


def _bring_back(draft: Path, target: Path, ours: str) -> None:
    """Swaps the old file in again. What comes out must be ours; else an editor saved just now, and
    that stays.
    """
    disk.exchange(draft, target)
    if disk.digest_of(draft) != ours:
        disk.exchange(draft, target)


def _cut_journal(workspace: Path, note: Note) -> None:
    """Takes the lines of the note out of the journal, whole or torn, unless others follow them."""
    path = place(workspace, JOURNAL)
    try:
        with path.open("rb") as stream:
            stream.seek(note.offset)
            behind = stream.read(len(note.lines) + 1)
    except FileNotFoundError:
        return
    # A power cut may leave the new length of the file without its bytes: they read as zeros.
    if behind and note.lines.startswith(behind.rstrip(b"\0")):
        try:
            disk.cut(path, note.offset)
        except OSError as error:
            raise UncutError(*error.args) from error


def _finish(workspace: Path, note: Note) -> None:
    for item in note.files:
        target, draft = item.target_in(workspace), item.draft_in(workspace)
        present, kept = disk.digest_of(target), disk.digest_of(draft)
        # The kill came before the exchange: the draft still holds what is to stand.
        if present == item.before and kept == item.after:
            disk.exchange(draft, target)
        elif present == item.after and kept not in (None, item.before, item.after):
            # The kill came before what was swapped out had been looked at: an edit by hand.
            _bring_back(draft, target, item.after)
            _merge_or_set_aside(workspace, note, item, on_top=False)
        elif present != item.after:
            _merge_or_set_aside(workspace, note, item, on_top=kept != item.after)
        disk.remove(draft)


def _merge_or_set_aside(workspace: Path, note: Note, item: PlannedFile, *, on_top: bool) -> None:
    """A hand edit came between: each change goes into the file as it is now, or is kept apart.

    ``on_top``: the change stood in the file already when it was edited.
    """
    target = item.target_in(workspace)
    standing = text_at(target)
    fitting = fitted(standing, item.name, entries_of(note.lines, item.name), on_top=on_top)
    if fitting.text is not None and fitting.text != standing:
        draft = disk.draft_beside(target)
        disk.write_draft(draft, fitting.text.encode("utf-8"), target)
        disk.exchange(draft, target)
        disk.sync_folder(target.parent)
        disk.remove(draft)
    for entry in fitting.left:
        _set_aside(workspace, item.name, entry)


def _set_aside(workspace: Path, name: str, entry: Mapping[str, Any]) -> None:
    folder = place(workspace, ASIDE, folder=True)
    disk.make_folder(folder)
    content = json.dumps({"file": name, "entry": entry}, ensure_ascii=False, indent=1).encode(
        "utf-8"
    )
    # Named for its content: put right twice, it is set aside once.
    end = hashlib.sha256(content).hexdigest()[:16]
    write_atomic(place(workspace, f"{ASIDE}/{end}.json"), content)


def set_aside(workspace: Path) -> Iterator[SetAside]:
    """What was set aside and is not in its file yet, for ``check``. Read with distrust: it may be
    somebody else's.
    """
    folder = spare_place(workspace, ASIDE, folder=True)
    if folder is None or not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path.suffix == ".json" and path.is_file() and not path.is_symlink():
            content = _content(path)
            if content is not None and not _arrived(workspace, content):
                yield SetAside(path, str(content["file"]), content["entry"])


def _content(path: Path) -> dict[str, Any] | None:
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    sound = (
        isinstance(content, dict)
        and isinstance(content.get("file"), str)
        and isinstance(content.get("entry"), dict)
    )
    if not sound:
        return None
    return {**content, "entry": in_shape(content["entry"])}


def _arrived(workspace: Path, content: Mapping[str, Any]) -> bool:
    """Whether the file holds by now what was set aside."""
    name = content["file"]
    try:
        text = place(workspace, name).read_bytes().decode("utf-8")
        return stands_in(text, name, content["entry"])
    # It may be somebody else's: anything may stand in it.
    except (OSError, ValueError, LookupError, TypeError, AttributeError, PlaceError):
        return False


def watch_swapped(workspace: Path, item: PlannedFile) -> None:
    """Keeps the file that was swapped out for a minute: who had it open before may still save into
    it.
    """
    draft = item.draft_in(workspace)
    if not draft.exists():
        return
    folder = place(workspace, SWAPPED, folder=True)
    disk.make_folder(folder)
    # Its new name says when it was saved last and what it held: a later save shows by both.
    saved = draft.stat().st_mtime_ns
    end = item.draft.rsplit(".", 1)[-1]
    flat = item.name.replace("/", "!")
    draft.replace(place(workspace, f"{SWAPPED}/{saved:x}-{(item.before or '')[:16]}-{end}-{flat}"))


def look_at_swapped(workspace: Path, *, seconds: float = WATCHED_SECONDS) -> None:
    """Looks at the files that were swapped out: one that was saved into since is set aside, an old
    one goes.
    """
    folder = spare_place(workspace, SWAPPED, folder=True)
    if folder is None or not folder.is_dir():
        return
    entries = [(entry, entry.stat(follow_symlinks=False)) for entry in os.scandir(folder)]
    entries.sort(key=lambda item: item[1].st_ctime)
    too_many = len(entries) - MOST_WATCHED
    now = time.time()
    for number, (entry, state) in enumerate(entries):
        if not stat.S_ISREG(state.st_mode):
            continue
        saved, digest, name = _swapped_name(entry.name)
        untouched = f"{state.st_mtime_ns:x}" == saved
        if not untouched and not (disk.digest_of(Path(entry)) or "").startswith(digest):
            _keep_late_edit(workspace, Path(entry), name)
        elif now - state.st_ctime > seconds or number < too_many:
            # Renaming set this time: since then it lies here.
            disk.remove(Path(entry))


def _swapped_name(name: str) -> tuple[str, str, str]:
    """When the file was saved last, how its digest begins, and which file of the workspace it
    was.
    """
    saved, digest, _, flat = (*name.split("-", 3), "", "", "")[:4]
    return saved, digest, flat.replace("!", "/")


def _keep_late_edit(workspace: Path, path: Path, name: str) -> None:
    folder = place(workspace, ASIDE, folder=True)
    disk.make_folder(folder)
    kept = place(workspace, f"{ASIDE}/{path.name}")
    path.replace(kept)
    entry = {"do": "late edit", "by": "手工", "kept": kept.name}
    _set_aside(workspace, name, entry)
