"""The session: keeps the newest snapshot, replaces it when a change was stored or a file edited,
tells listeners.
"""

from __future__ import annotations

import codecs
import hashlib
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from scoring.live.by_hand import Edit, HandEdits
from scoring.live.health import Health
from scoring.live.snapshot import REGISTER, SETTINGS, Changed, Snapshot, difference
from scoring.live.watch import Mark, marks, settling
from scoring.live.writer import Job, Writer, preview_of
from scoring.pieces.model import Written
from scoring.problems import CannotError, Problem
from scoring.storage import Transaction
from scoring.storage.changeset import Cut
from scoring.storage.journal import JOURNAL, Journal
from scoring.workspace import Workspace, open_workspace
from scoring.workspace.changes import Author, Change, Outcome, Saved
from scoring.workspace.memory import Memory

T = TypeVar("T")
Listener = Callable[[Snapshot, Changed], None]
EVERY = 0.5
"""Seconds between two looks at the files."""
SWEEP = 60
"""Seconds between two looks at every evidence file."""
REMEMBERED = 500
"""So many versions back a reader is told exactly what changed; whoever is further behind draws
everything again."""
log = logging.getLogger("shifan.live")


class Session:
    """A workspace that stays open. Use it as a context manager, or call :meth:`close`.

    Raises :class:`~scoring.problems.ScoringError` where nothing can be scored at ``path``.
    ``today`` gives the date that stands for today; ``watch`` says whether edits by hand are looked
    for in the background.
    """

    def __init__(
        self, path: Path | str, *, today: Callable[[], date] = date.today, watch: bool = True
    ) -> None:
        self.path = Path(path)
        self.today = today
        self.health = Health()
        self.trouble: tuple[Problem, ...] = ()
        """Why the newest state of the files cannot be scored; the snapshot is the last one that
        could."""
        self.cut: Cut = {}
        """Files as the last writes left them, cut into records: for whoever writes, under the lock.
        A file of thousands of records takes a hundred times as long to cut as to change."""
        self.notes_edits: Callable[[], bool] = lambda: True
        """Whether edits by hand may be written into the journal now."""
        self._memory = Memory()
        self._lock = threading.RLock()
        self._news = threading.Condition()
        self._listeners: dict[int, Listener] = {}
        self._history: deque[tuple[int, Changed]] = deque(maxlen=REMEMBERED)
        self._closed = threading.Event()
        self._journal = Journal(self.path / JOURNAL)
        self._journal_size = self._journal.size()
        """What the journal held before the files were looked at last."""
        self._marks: Mapping[str, Mark | None] = marks(self.path)
        workspace = open_workspace(self.path, memory=self._memory).whole()
        self._snapshot = Snapshot(1, workspace, workspace.assess())
        self._hand = HandEdits(self.path)
        self._hand.begin(self._memory.sources, self._journal_size)
        self._writer: Writer | None = None
        self._watcher: threading.Thread | None = None
        if watch:
            self._watcher = threading.Thread(target=self._watch, name="shifan-watch", daemon=True)
            self._watcher.start()

    @property
    def snapshot(self) -> Snapshot:
        """The newest state."""
        return self._snapshot

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the threads. What was acknowledged is stored already; what waits is still
        written.
        """
        self._closed.set()
        if self._writer is not None:
            self._writer.close()
        with self._news:
            self._news.notify_all()
        # A listener on the watcher's own thread may close the session: none can wait for itself.
        if self._watcher is not None and self._watcher is not threading.current_thread():
            self._watcher.join(timeout=10)
        self._note_edits(settled=False)

    def submit(
        self, changes: Sequence[Change], author: Author, save_id: str = "", do: str = "save"
    ) -> Outcome:
        """Writes changes of records, all or none; returns once they are stored and the snapshot
        shows them.

        The same ``save_id`` again gets the same answer and writes nothing. ``do`` is what the
        journal calls it. Raises ``storage.Busy``, ``SlippedIn``, ``IrregularError`` and
        ``OSError``; nothing is written then.
        """
        with self._lock:
            if self._writer is None:
                self._writer = Writer(self, self.health)
            writer = self._writer
        return writer.submit(Job(changes, author, do, save_id, time.perf_counter()))

    def preview(self, changes: Sequence[Change], author: Author) -> tuple[Outcome, Snapshot | None]:
        """What :meth:`submit` would do now, and the snapshot that would be the next one; nothing is
        written.

        The snapshot is None where the changes would not be saved; its version is that of no state
        that ever stood.
        """
        with self._lock:
            outcome, contents = preview_of(self, changes, author)
            if not isinstance(outcome, Saved):
                return outcome, None
            workspace = open_workspace(
                self.path, memory=self._memory.branched(), contents=contents
            ).whole()
            old = self._snapshot
            return outcome, Snapshot(old.version, workspace, workspace.assess(old.assessment))

    def refresh(self) -> Snapshot:
        """Looks at the files now; the newest snapshot, a new one where something was edited.

        An edit by hand that stood at the last look already gets its line in the journal.
        """
        with self._lock:
            size, now = self._journal.size(), marks(self.path)
            if now != self._marks or settling(now):
                self._marks, self._journal_size = now, size
                begun = time.perf_counter()
                if self._reopen():
                    self.health.noticed(time.perf_counter() - begun)
            snapshot = self._snapshot
        self._note_edits(settled=True)
        return snapshot

    def sweep(self) -> Snapshot:
        """Looks at every evidence file now; the newest snapshot, a new one where one came, went or
        changed.
        """
        with self._lock:
            begun = time.perf_counter()
            self._memory.sweep()
            self._reopen()
            self.health.swept(time.perf_counter() - begun)
            return self._snapshot

    def change(self, plan: Callable[[], T]) -> T:
        """Does something while nobody else looks at the files; for the writer."""
        with self._lock:
            return plan()

    def look(self) -> Snapshot:
        """Reads what has changed, without regard to when it was looked at last; for the writer,
        under the lock.
        """
        self._journal_size = self._journal.size()
        self._marks = marks(self.path)
        self._reopen()
        return self._snapshot

    def glance(self) -> Snapshot:
        """As :meth:`look`, but nothing is read where time, size and identity of every file are
        those of the last look; for the writer, under the lock.

        An edit that shows in none of them is later than what is judged here. Where it is in the
        file that is written, the exchange notices it; in any other, the look after the write does.
        """
        if marks(self.path) == self._marks:
            return self._snapshot
        return self.look()

    def text(self, name: str) -> str | None:
        """The text of a file as it was read last; None for one that is not there, or not in
        UTF-8.
        """
        raw = self.raw(name)
        if raw is None:
            return None
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            return None

    def raw(self, name: str) -> bytes | None:
        """The bytes of a file as it was read last."""
        source = self._memory.sources.get(name)
        if source is not None:
            return source.raw
        return None

    def digest(self, name: str) -> str | None:
        """The SHA-256 of a file as it was read last."""
        source = self._memory.sources.get(name)
        if source is None:
            return None
        step = (
            "digest" if name == REGISTER else f"sha256 {name}"
        )  # the opening has reckoned the register's
        return self._memory.once(
            step, (source,), lambda: source.sha256 or hashlib.sha256(source.raw).hexdigest()
        )

    def wrote(self, name: str, written: Written) -> None:
        """Takes note of what was just written, for the next :meth:`look`; for the writer."""
        if not written.raw.startswith(codecs.BOM_UTF8):
            self._memory.written[name] = written

    def note_edits(
        self, transaction: Transaction, edits: Sequence[Edit] | None = None
    ) -> frozenset[str]:
        """Writes the lines for edits by hand (None: for all) that have none; for writers, under
        both locks, after a look and before a write.

        Gives the files of which that was not possible now: the next look tries again, and no save
        fails for it.
        """
        edits = self._edits() if edits is None else edits
        if not self._is_to_note(edits):
            return frozenset(edit.name for edit in edits)
        try:
            first = self._hand.at_first()
            if first:
                transaction.note(first)
            self._hand.at_first_is_told()
            entries = self._hand.entries(edits)
            if entries:
                transaction.note(entries)
        except (OSError, CannotError):
            return frozenset(edit.name for edit in edits)
        for edit in edits:
            self._hand.is_told(edit)
        return frozenset()

    def note_edits_now(self) -> None:
        """As :meth:`note_edits`, for who is about to write by other ways; under the lock."""
        self.glance()
        self._note_edits(settled=False)

    def see_lines(self) -> None:
        """Takes note of what the journal tells, after a write by other ways than :meth:`submit` and
        a look; under the lock.
        """
        self._hand.entries(self._edits())

    def told(self, transaction: Transaction, untold: frozenset[str]) -> None:
        """What was just written has its lines; ``untold`` are files in which an edit by hand that
        has none came before. For the writer, under the lock, after a look.
        """
        for name, (raw, sha256) in transaction.written.items():
            if name not in untold:
                self._hand.wrote(name, self._memory.sources.get(name), raw, sha256)

    def _edits(self) -> list[Edit]:
        """The files in which somebody has edited, and no line says so."""
        start = len(f"{self.path}/")
        present = {path[start:] for path, state in self._marks.items() if state is not None}
        # Without its settings this is no workspace any more: nothing is told of what is left.
        if SETTINGS not in present:
            return []
        return self._hand.edits(self._memory.sources, present, self._journal_size)

    def _is_to_note(self, edits: Sequence[Edit]) -> bool:
        """Whether there may be lines to write, and they may be written."""
        if not edits and self._hand.all_at_first_is_told:
            return False
        return self.notes_edits() and (self.path / SETTINGS).exists()

    def _note_edits(self, *, settled: bool) -> None:
        """Writes the lines for edits by hand, with ``settled`` for those alone that nobody is in
        the middle of. What cannot be written now is tried again at the next look.
        """
        with self._lock:
            edits = self._edits()
            if settled:
                edits = self._hand.settled(edits)
        if not self._is_to_note(edits):
            return
        try:
            self._hand.make_out(edits)
            with self._lock:
                made_out = {edit.name: edit.new for edit in edits}
                edits = [
                    edit for edit in self._edits() if made_out.get(edit.name, edit) is edit.new
                ]
                # Most are no edits by hand, but what other processes wrote with a line.
                if not self._hand.at_first() and not self._hand.entries(edits):
                    self._hand.at_first_is_told()
                    return
                # A writer that is at work is not waited for.
                with Transaction(self.path, wait=0) as transaction:
                    self.note_edits(transaction, edits)
        except (OSError, CannotError):
            return

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Calls ``listener`` with each new snapshot, on the thread that made it; it must be quick
        and must not raise.

        Returns what ends the subscription.
        """
        key = id(listener)
        self._listeners[key] = listener

        def end() -> None:
            self._listeners.pop(key, None)

        return end

    def wait(self, version: int, timeout: float | None = None) -> tuple[Snapshot, Changed]:
        """The newest snapshot as soon as there is one later than ``version``, with what changed
        since.

        After ``timeout`` seconds, and when the session is closed, the snapshot that there is.
        """
        with self._news:
            self._news.wait_for(
                lambda: self._snapshot.version > version or self._closed.is_set(), timeout
            )
            return self._snapshot, self.since(version)

    def since(self, version: int) -> Changed:
        """What changed since a version; ``whole`` where that is too long ago to say."""
        with self._news:
            if version >= self._snapshot.version:
                return Changed()
            later = [changed for number, changed in self._history if number > version]
            # The history is bounded: with a gap in it nobody can say what did not change.
            if len(later) < self._snapshot.version - version:
                return Changed(whole=True)
            changed = Changed()
            for item in later:
                changed |= item
            return changed

    def _watch(self) -> None:
        swept = time.monotonic()
        fault = ""
        while not self._closed.wait(EVERY):
            try:
                if time.monotonic() - swept >= SWEEP:
                    self.sweep()
                    swept = time.monotonic()
                self.refresh()
            except OSError:  # a network drive that is away for a moment
                continue
            # A fault here must not end the watch: no edit would be seen for the rest of the day.
            except Exception as error:
                if repr(error) != fault:
                    fault = repr(error)
                    log.exception("watch")

    def _reopen(self) -> bool:
        """Opens again what has changed; whether there is a new snapshot."""
        opening = open_workspace(self.path, memory=self._memory)
        if opening.workspace is None:
            self.trouble = opening.problems
            return False
        self.trouble = ()
        if opening.workspace is self._snapshot.workspace:
            return False
        self._publish(opening.workspace)
        return True

    def _publish(self, workspace: Workspace) -> None:
        old = self._snapshot
        assessment = workspace.assess(old.assessment)
        new = Snapshot(old.version + 1, workspace, assessment)
        changed = difference(old, new)
        with self._news:
            self._history.append((new.version, changed))
            self._snapshot = new
            self._news.notify_all()
        # Copied: a listener may end its subscription while it is called.
        for listener in list(self._listeners.values()):
            listener(new, changed)
