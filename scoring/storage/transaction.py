"""Several files and their lines in the journal, written as one: all or nothing, under a lock.

The order of a write, each step in :mod:`scoring.storage.disk`:

1. a note in ``.shifan`` says what is about to happen, under this user's seal, and is flushed;
2. the new files are put down whole as drafts beside the old ones and flushed with their folders (a full or faulty disk
   shows here, before anything is done);
3. the journal gets its lines and is flushed: from here on the change holds;
4. each draft changes places with its file in one step, and what was swapped out is compared with what the change was
   judged on. Where an editor has slipped in, everything is taken back and the caller judges again;
5. the folders are flushed, and only then the note is taken away; where they cannot be, it stays for the next writer.

Each step is on the disk before the next one relies on it: a power cut loses what was not flushed,
in any order. What a killed process left is put right by whoever takes the lock next, see
:mod:`scoring.storage.recovery`.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from filelock import FileLock, Timeout

from scoring.problems import CannotError
from scoring.storage import disk
from scoring.storage.atomic import sweep_drafts
from scoring.storage.journal import JOURNAL, Journal, digest_of_line, line_of
from scoring.storage.journal_end import keep_end, telling
from scoring.storage.note import FOLDER, Note, PlannedFile, take_away, target_of, write_note
from scoring.storage.placing import place
from scoring.storage.recovery import UncutError, put_right, watch_swapped, withdraw

Contents = Mapping[str, str | bytes]


class Busy(CannotError):
    """Another process is writing into this workspace and did not finish in time."""

    def __init__(self) -> None:
        super().__init__("另一个程序正在写这个工作区，什么都没有写入。请等它完成后再试")
        self.kind = "busy"


class SlippedIn(CannotError):
    """Somebody edited one of the files (``names``) between judging and writing. Nothing was
    written: judge again.
    """

    def __init__(self, names: Sequence[str]) -> None:
        listed = "、".join(names)
        super().__init__(f"{listed} 刚被别的程序改过，什么都没有写入。请等它保存好再试")
        self.kind = "busy"
        self.names = tuple(names)


class ReadOnly(CannotError):
    """Somebody has made a file read-only: whoever did that does not want it written."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} 是只读的，什么都没有写入。确实要改的，先去掉它的只读属性", unreadable=True
        )
        self.name = name


class Unfinished(CannotError):
    """The journal has the change and could not be cut again: it holds, and the next writer puts it
    into the files.
    """

    def __init__(self) -> None:
        super().__init__(
            "改动已经记入日志，文件还没有写好：磁盘出了问题。请先检查磁盘；"
            "下一次写入时会自动写完，不要再录一遍",
            unreadable=True,
        )


class Transaction:
    """A write into one workspace. Enter it before reading what is to be changed, so that nobody
    else writes meanwhile.

    ``wait`` is how many seconds to wait for another writer before :class:`Busy` is raised.
    ``digest`` gives the SHA-256 of what a file (by its name) is to hold: who writes the same files
    again and again has a quicker way than to begin at the beginning.
    """

    def __init__(
        self,
        workspace: Path,
        *,
        wait: float = 30,
        digest: Callable[[str, bytes], str] | None = None,
    ) -> None:
        self.workspace = workspace
        self._wait = wait
        self._digest = digest or (lambda _, data: _sha256(data))
        self._lock: FileLock | None = None
        self._seen: dict[str, str | None] = {}
        self._bytes: dict[str, bytes] = {}
        """The bytes of those files that the caller has in memory."""
        self.written: dict[str, tuple[bytes, str]] = {}
        """What was written here, by file: the bytes and their SHA-256. Spares who keeps it
        reckoning it again."""

    def __enter__(self) -> Self:
        lock = place(self.workspace, f"{FOLDER}/lock")
        disk.make_folder(lock.parent)
        self._lock = FileLock(str(lock))
        try:
            self._lock.acquire(timeout=self._wait)
        except Timeout:
            raise Busy from None
        try:
            # Before anything is read: what a killed writer left may stand in the files half done.
            put_right(self.workspace)
        except BaseException:
            self._lock.release()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._lock is not None:
            self._lock.release()

    def read(self, name: str) -> str:
        """The text of a file of the workspace, "" where it does not exist; line ends as they are.

        What was read is what a later :meth:`commit` is judged on.
        """
        return self.read_bytes(name).decode("utf-8")

    def read_bytes(self, name: str) -> bytes:
        """As :meth:`read`, undecoded."""
        try:
            raw = target_of(self.workspace, name).read_bytes()
        except FileNotFoundError:
            self.judged_on(name, None)
            return b""
        self.judged_on(name, _sha256(raw), raw)
        return raw

    def judged_on(self, name: str, sha256: str | None, raw: bytes | None = None) -> None:
        """Says what a file held when the change was judged, for callers that did not read it here
        (None: no file). Who has its bytes (``raw``) spares a digest of them.
        """
        self._seen[name] = sha256
        if raw is None:
            self._bytes.pop(name, None)
        else:
            self._bytes[name] = raw

    def judged_digest(self, name: str) -> str | None:
        """The digest of what a file held when the change was judged; None for no file, and for one
        that nobody has read.
        """
        return self._seen.get(name)

    def commit(self, files: Contents, entry: Mapping[str, Any]) -> None:
        """Writes the files (by name in the workspace) and the journal line ``entry``.

        Raises :class:`SlippedIn` where a file is not what was read before, ``PlaceError`` for a
        link that leaves the workspace, and ``OSError`` (no room, a file held open). In each case
        all is as it was, and stays so.
        """
        self.commit_all(files, [entry])

    def commit_all(self, files: Contents, entries: Sequence[Mapping[str, Any]]) -> None:
        """As :meth:`commit`, with a line for each of several changes that went into the same files
        together.
        """
        contents = {
            name: data.encode("utf-8") if isinstance(data, str) else data
            for name, data in files.items()
        }
        journal = Journal(target_of(self.workspace, JOURNAL))
        planned = [self._planned(name, data) for name, data in contents.items()]
        # A file that stays as it is gets no draft, but its digest stands in the line all the same.
        changed = tuple(item for item in planned if item.before != item.after)
        head = journal.head()
        # Said in the line itself: the end that is kept below would hide that it was another.
        lines = _lines(telling(self.workspace, entries), planned, journal, head)
        note = Note(journal.size(), head, lines, changed)
        path = write_note(self.workspace, note)
        try:
            for item in changed:
                self._write_draft(item, contents[item.name])
            self._sync_folders(changed)
            # From the next line on the change holds: whoever finds the note finishes it.
            disk.append(journal.path, note.lines)
            # The journal itself is new, and a file is only there once its folder says so on the
            # disk.
            if not note.offset:
                disk.sync_folder(journal.path.parent)
            for item in changed:
                self._exchange(item)
        except (OSError, CannotError):
            self._take_back(path, note)
            raise
        settled = self._settled(changed)
        keep_end(
            self.workspace, note.offset + len(note.lines), digest_of_line(_last_line(note.lines))
        )
        for item in changed:
            self.judged_on(item.name, item.after, contents[item.name])
            self.written[item.name] = (contents[item.name], item.after)
        if not settled:
            return  # note and drafts stay: the next writer sees to both
        for item in changed:
            self._put_aside(item)
        take_away(path)

    def note(self, entries: Sequence[Mapping[str, Any]]) -> None:
        """Adds lines to the journal that tell of what others did to the files; no file is written.
        Raises ``OSError`` as :meth:`commit` does, with nothing added.
        """
        self.commit_all({}, entries)

    def _planned(self, name: str, data: bytes) -> PlannedFile:
        path = target_of(self.workspace, name)
        if disk.is_read_only(path):
            raise ReadOnly(name)
        before = self._seen[name] if name in self._seen else disk.digest_of(path)
        return PlannedFile(name, disk.draft_beside(path).name, before, self._digest(name, data))

    def _write_draft(self, item: PlannedFile, data: bytes) -> None:
        path = item.target_in(self.workspace)
        disk.make_folder(path.parent)
        sweep_drafts(path)
        disk.write_draft(path.with_name(item.draft), data, path)

    def _sync_folders(self, files: Sequence[PlannedFile]) -> None:
        for folder in {folder for item in files for folder in self._folders_of(item)}:
            disk.sync_folder(folder)

    def _folders_of(self, item: PlannedFile) -> Iterator[Path]:
        """The folders whose names a file rests on. One that is new may lie in folders that a writer
        made who was killed before they were flushed.
        """
        folder = item.target_in(self.workspace).parent
        yield folder
        while item.before is None and self.workspace in folder.parents:
            folder = folder.parent
            yield folder

    def _settled(self, files: Sequence[PlannedFile]) -> bool:
        """Whether the new names are on the disk. Where they are not, the change holds all the same,
        for the journal has it: the note stays, and the next writer sees to the names.
        """
        try:
            self._sync_folders(files)
        except OSError:
            return False
        return True

    def _put_aside(self, item: PlannedFile) -> None:
        """Keeps what was swapped out in view. The write is done: watching for a late save of an
        editor is help, and no part of it.
        """
        try:
            watch_swapped(self.workspace, item)
        except OSError:
            with contextlib.suppress(OSError):
                disk.remove(item.draft_in(self.workspace))

    def _exchange(self, item: PlannedFile) -> None:
        """Swaps a draft in. Raises :class:`SlippedIn` where what came out is not what was
        judged.
        """
        target = item.target_in(self.workspace)
        draft = target.with_name(item.draft)
        try:
            came_out = disk.exchange(draft, target)
        # There was no file when it was judged, and somebody has made one since.
        except FileExistsError:
            raise SlippedIn([item.name]) from None
        if not self._is_as_judged(item, draft if came_out else None):
            raise SlippedIn([item.name])

    def _is_as_judged(self, item: PlannedFile, swapped_out: Path | None) -> bool:
        """Whether what came out of the place of a file (None: nothing) is what the change was
        judged on.
        """
        if swapped_out is None or item.before is None:
            return swapped_out is None and item.before is None
        # Comparing bytes in memory spares a digest; for a register of some megabytes it is felt.
        known = self._bytes.get(item.name)
        if known is not None:
            return disk.holds(swapped_out, known)
        return disk.digest_of(swapped_out) == item.before

    def _take_back(self, path: Path, note: Note) -> None:
        """Undoes what was begun. Where a file is held open meanwhile, the next writer goes on with
        undoing.
        """
        try:
            withdraw(self.workspace, note)
        # The line stands: saying that nothing was written would make people enter it twice.
        except UncutError as error:
            raise Unfinished from error
        except OSError:
            return
        take_away(path)


def text_of(workspace: Path, name: str) -> str:
    """The text of a file of a workspace, "" where it does not exist; line ends as they are."""
    path = workspace / name
    if path.exists():
        return path.read_bytes().decode("utf-8")
    return ""


def _lines(
    entries: Sequence[Mapping[str, Any]],
    planned: Sequence[PlannedFile],
    journal: Journal,
    head: str,
) -> bytes:
    """The lines of the journal, each chained to the one before; the last one carries the digests of
    the files.
    """
    lines = [] if _ends_whole(journal) else [b"\n"]
    for number, entry in enumerate(entries, 1):
        stamped = {"at": now(), **entry}
        # Only the last line can know what the files are after all of them; one that tells of an
        # edit by hand says itself what it was of.
        if number == len(entries):
            stamped.setdefault("files", {item.name: item.after for item in planned})
            stamped.setdefault("was", {item.name: item.before for item in planned})
        lines.append(line_of(stamped, head))
        head = digest_of_line(lines[-1])
    return b"".join(lines)


def _last_line(lines: bytes) -> bytes:
    return lines[lines.rfind(b"\n", 0, len(lines) - 1) + 1 :]


def _ends_whole(journal: Journal) -> bool:
    """Whether the journal ends with a line end: a line that somebody cut stays as it is, and ours
    begins below.
    """
    size = journal.size()
    if size == 0:
        return True
    with journal.path.open("rb") as stream:
        stream.seek(size - 1)
        return stream.read(1) == b"\n"


def now() -> str:
    """The time on this machine's clock, with its zone."""
    return datetime.now().astimezone().isoformat(timespec="milliseconds")


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
