"""The session: keeps the newest snapshot, replaces it when a change was stored or a file edited, tells listeners."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from scoring.indicators.loading import TreeMemo
from scoring.live.snapshot import Changed, Snapshot, difference
from scoring.live.watch import Mark, marks
from scoring.problems import Problem
from scoring.workspace import Workspace, open_workspace

Listener = Callable[[Snapshot, Changed], None]
EVERY = 0.5
"""Seconds between two looks at the files."""
REMEMBERED = 500
"""So many versions back a reader is told exactly what changed; whoever is further behind draws everything again."""


class Session:
    """A workspace that stays open. Use it as a context manager, or call :meth:`close`.

    Raises :class:`~scoring.problems.ScoringError` where nothing can be scored at ``path``. ``today`` gives the date
    that stands for today; ``watch`` says whether edits by hand are looked for in the background.
    """

    def __init__(self, path: Path, *, today: Callable[[], date] = date.today, watch: bool = True) -> None:
        self.path = path
        self.today = today
        self.trouble: tuple[Problem, ...] = ()
        """Why the newest state of the files cannot be scored; the snapshot is the last one that could."""
        self._trees = TreeMemo()
        self._lock = threading.RLock()
        self._news = threading.Condition()
        self._listeners: dict[int, Listener] = {}
        self._history: deque[tuple[int, Changed]] = deque(maxlen=REMEMBERED)
        self._closed = threading.Event()
        self._marks: Mapping[str, Mark | None] = marks(path)
        workspace = open_workspace(path, trees=self._trees).whole()
        self._snapshot = Snapshot(1, workspace, workspace.assess())
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
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the threads. What was acknowledged is stored already."""
        self._closed.set()
        with self._news:
            self._news.notify_all()
        if self._watcher is not None and self._watcher is not threading.current_thread():
            self._watcher.join(timeout=10)

    def refresh(self) -> Snapshot:
        """Looks at the files now; the newest snapshot, a new one where something was edited."""
        with self._lock:
            now = marks(self.path)
            if now != self._marks:
                self._marks = now
                self._reopen()
            return self._snapshot

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Calls ``listener`` with each new snapshot, on the thread that made it; it must be quick and must not raise.

        Returns what ends the subscription.
        """
        key = id(listener)
        self._listeners[key] = listener
        return lambda: self._listeners.pop(key, None) and None

    def wait(self, version: int, timeout: float | None = None) -> tuple[Snapshot, Changed]:
        """The newest snapshot as soon as there is one later than ``version``, with what changed since.

        After ``timeout`` seconds, and when the session is closed, the snapshot that there is.
        """
        with self._news:
            self._news.wait_for(lambda: self._snapshot.version > version or self._closed.is_set(), timeout)
            return self._snapshot, self.since(version)

    def since(self, version: int) -> Changed:
        """What changed since a version; ``whole`` where that is too long ago to say."""
        with self._news:
            if version >= self._snapshot.version:
                return Changed()
            later = [changed for number, changed in self._history if number > version]
            if len(later) < self._snapshot.version - version:
                return Changed(whole=True)
            changed = Changed()
            for item in later:
                changed |= item
            return changed

    def _watch(self) -> None:
        while not self._closed.wait(EVERY):
            try:
                self.refresh()
            except OSError:  # a network drive that is away for a moment
                continue

    def _reopen(self) -> None:
        opening = open_workspace(self.path, trees=self._trees)
        if opening.workspace is None:
            self.trouble = opening.problems
            return
        self.trouble = ()
        self._publish(opening.workspace)

    def _publish(self, workspace: Workspace) -> None:
        old = self._snapshot
        assessment = workspace.assess(old.assessment)
        new = Snapshot(old.version + 1, workspace, assessment)
        changed = difference(old, new)
        with self._news:
            self._history.append((new.version, changed))
            self._snapshot = new
            self._news.notify_all()
        for listener in list(self._listeners.values()):
            listener(new, changed)
