"""The workspace as the pages see it: the newest snapshot of a live session, with what pages reckon from it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, cast

from scoring.actions.rights import Refusal
from scoring.engine import Assessment, GapRow
from scoring.engine.gaps import View as GapView
from scoring.indicators.model import Indicator
from scoring.live import Session, Snapshot
from scoring.workbench.people import Visitor
from scoring.workspace import Workspace
from scoring.yamlio import read

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class View:
    """One state of the workspace. What is reckoned from it is kept with it, so that a second page costs nothing."""

    snapshot: Snapshot
    today: date
    _kept: dict[Hashable, Any] = field(default_factory=dict)

    @property
    def version(self) -> int:
        """The number of the state; a later state has a higher one."""
        return self.snapshot.version

    @property
    def workspace(self) -> Workspace:
        """Everything that the files hold."""
        return self.snapshot.workspace

    @property
    def assessment(self) -> Assessment:
        """The scores of the current round."""
        return self.snapshot.assessment

    def once(self, key: Hashable, reckon: Callable[[], T]) -> T:
        """What ``reckon`` gives, reckoned at most once for this state (twice where two threads meet: harmless)."""
        if key not in self._kept:
            self._kept[key] = reckon()
        return cast("T", self._kept[key])

    def gaps(self, by: GapView) -> tuple[GapRow, ...]:
        """Where points are lost, by unit, level, cause or method."""
        return self.snapshot.gaps(by)


@dataclass(frozen=True, slots=True)
class Stored:
    """One record as its file holds it, and the digest of its text."""

    data: dict[str, Any]
    version: str


class Desk:
    """The newest :class:`View` of one workspace, for all threads."""

    def __init__(self, path: Path, today: date | None = None, *, watch: bool = True) -> None:
        self.path = path
        self._today = today
        self.session = Session(path, today=lambda: self.today, watch=watch)
        self._view: View | None = None

    def close(self) -> None:
        """Ends the session."""
        self.session.close()

    @property
    def today(self) -> date:
        """The day that stands for today: the one that was asked for, else the calendar's."""
        return self._today or date.today()

    def view(self) -> View:
        """The newest state."""
        snapshot, today = self.session.snapshot, self.today
        known = self._view
        if known is None or known.snapshot is not snapshot or known.today != today:
            known = View(snapshot, today)
            self._view = known
        return known

    def record(self, view: View, file: str, key: str) -> Stored | None:
        """A record as its file holds it; None where there is none."""
        document, _ = read(self.path / file, file, optional=True)
        data = document.data if document and isinstance(document.data, list) else []
        found = next((item for item in data if isinstance(item, dict) and item.get("id") == key), None)
        if found is None:
            return None
        text = json.dumps(found, ensure_ascii=False, sort_keys=True, default=str)
        return Stored(found, hashlib.sha256(text.encode()).hexdigest())

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
