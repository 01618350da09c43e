"""The workspace as the pages see it: the newest state, kept in memory and noticed anew when a file changes."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, cast

from scoring.actions.rights import Refusal
from scoring.engine import Assessment
from scoring.engine.gaps import GapRow, gaps
from scoring.indicators.model import Indicator
from scoring.workbench.people import Visitor
from scoring.workspace import Workspace, open_workspace
from scoring.yamlio import read

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class View:
    """One state of the workspace. What is reckoned from it is kept with it, so that a second page costs nothing."""

    version: int
    workspace: Workspace
    assessment: Assessment
    today: date
    _kept: dict[Hashable, Any] = field(default_factory=dict)

    def once(self, key: Hashable, reckon: Callable[[], T]) -> T:
        """What ``reckon`` gives, reckoned at most once for this state (twice where two threads meet: harmless)."""
        if key not in self._kept:
            self._kept[key] = reckon()
        return cast("T", self._kept[key])

    def gaps(self, by: str) -> list[GapRow]:
        """Where points are lost, by unit, level, cause or method."""
        return self.once(("gaps", by), lambda: gaps(self.assessment, by, self.workspace.units))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Stored:
    """One record as its file holds it, and the digest of its text."""

    data: dict[str, Any]
    version: str


WATCHED = ("workspace.yaml", "rectification.yaml", "evidence/register.yaml", "journal.jsonl")
FOLDERS = ("indicators", "rounds", "bulletins")
Mark = tuple[tuple[str, int, int], ...]


class Desk:
    """The newest :class:`View` of one workspace, for all threads."""

    def __init__(self, path: Path, today: date | None = None) -> None:
        self.path = path
        self._today = today
        self._lock = threading.Lock()
        self._mark: Mark = ()
        self._view: View | None = None

    @property
    def today(self) -> date:
        """The day that stands for today: the one that was asked for, else the calendar's."""
        return self._today or date.today()

    def view(self) -> View:
        """The newest state; opened again where a file has changed."""
        with self._lock:
            mark = self._look()
            known = self._view
            if known is None or mark != self._mark or known.today != self.today:
                workspace = open_workspace(self.path).whole()
                version = 1 if known is None else known.version + 1
                known = View(version, workspace, workspace.assess(), self.today)
                self._view, self._mark = known, mark
            return known

    def finding(self, view: View, code: str) -> Stored | None:
        """The entry of a leaf in the current round's file; None where there is none."""
        found: dict[str, Any] = view.once("findings", lambda: self._findings(view))
        data = found.get(code)
        if not isinstance(data, dict):
            return None
        text = json.dumps(data, ensure_ascii=False, sort_keys=True, default=str)
        return Stored(data, hashlib.sha256(text.encode()).hexdigest())

    def _findings(self, view: View) -> dict[str, Any]:
        current = view.assessment.round
        document, _ = read(self.path / current.file, current.file)
        data = document.data.get("findings") if document and isinstance(document.data, dict) else None
        return data if isinstance(data, dict) else {}

    def closed(self, view: View, visitor: Visitor, node: Indicator) -> Refusal | None:
        """Why nobody writes findings any more: after 截止, in a locked round, or of a part that was handed in."""
        return None

    def _look(self) -> Mark:
        """Size and time of every file that the state rests on."""
        names = [*WATCHED]
        for folder in FOLDERS:
            place = self.path / folder
            names += [f"{folder}/{item.name}" for item in sorted(place.iterdir())] if place.is_dir() else []
        found = []
        for name in names:
            try:
                info = os.stat(self.path / name)  # noqa: PTH116 - the cheapest look there is, taken at each request
            except OSError:
                continue
            found.append((name, info.st_size, info.st_mtime_ns))
        return tuple(found)
