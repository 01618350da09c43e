"""The workspace as the pages see it: the newest snapshot of a live session, with what pages reckon
from it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar, cast

from scoring.actions.lookup import members_of
from scoring.engine import Assessment, GapRow
from scoring.engine.gaps import View as GapView
from scoring.evidence.model import Evidence
from scoring.indicators.model import Indicator
from scoring.live import Session, Snapshot
from scoring.problems import ScoringError
from scoring.rounds.parts import READ_ONLY, state_of
from scoring.storage import StoredRecord, Transaction
from scoring.workbench.clock import Clock
from scoring.workbench.people import GROUP_ROLES, UNIT_ROLES, Visitor
from scoring.workspace import Workspace, open_workspace
from scoring.workspace.changes import (
    Author,
    Change,
    ChangeSet,
    Outcome,
    carry_out,
)

FINDINGS = ("findings",)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class View:
    """One state of the workspace. What is reckoned from it is kept with it, so that a second page
    costs nothing.
    """

    snapshot: Snapshot
    today: date
    sealed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Marks that this visitor may not see yet: indicators by the file of their round
    (``inspection.blind``)."""
    _kept: dict[Hashable, Any] = field(default_factory=dict)
    _standing: dict[Hashable, Any] = field(default_factory=dict)

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
        """What ``reckon`` gives, reckoned at most once for this state (twice where two threads
        meet: harmless).
        """
        if key not in self._kept:
            # Without a lock: two threads may reckon the same, and either result will do.
            self._kept[key] = reckon()
        return cast("T", self._kept[key])

    def standing(self, key: Hashable, reckon: Callable[[], T]) -> T:
        """Like :meth:`once`, for what follows from tree, units, people and assignments alone: kept
        while they stand.
        """
        if key not in self._standing:
            self._standing[key] = reckon()
        return cast("T", self._standing[key])

    def after(self, snapshot: Snapshot, today: date) -> View:
        """The view of a later state, with what still stands."""
        if _ground(self.snapshot) != _ground(snapshot):
            return View(snapshot, today)
        return View(snapshot, today, _standing=self._standing)

    @property
    def records(self) -> dict[str, Evidence]:
        """The registered pieces by id."""
        return self.once("records", lambda: {one.id: one for one in self.workspace.records})

    def members(self, names: Iterable[str]) -> list[str]:
        """The single units behind names of which some are groups (各乡镇 …), each once."""
        return list(members_of(self.workspace.units, names))

    def gaps(self, by: GapView) -> tuple[GapRow, ...]:
        """Where points are lost, by unit, level, cause or method."""
        return self.snapshot.gaps(by)


def _ground(snapshot: Snapshot) -> tuple[Any, ...]:
    """What rights and shares follow from. The tree is kept while its file stands, so that its
    identity will do.
    """
    workspace = snapshot.workspace
    assignments = [
        (round_.id, round_.kind, dict(round_.head.assignments)) for round_ in workspace.rounds
    ]
    # The id and not the tree: comparing two trees leaf by leaf would cost more than it saves.
    return id(snapshot.assessment.tree), workspace.units, workspace.people, assignments


class Desk:
    """The newest :class:`View` of one workspace, for all threads."""

    def __init__(
        self,
        path: Path,
        today: date | None = None,
        *,
        watch: bool = True,
        confirmed: date | None = None,
    ) -> None:
        """``today`` and ``confirmed`` are those of :class:`~scoring.workbench.clock.Clock`."""
        self.path = path
        self._clock = Clock(today, confirmed)
        self.session = Session(path, today=lambda: self.today, watch=watch)
        self._view: View | None = None

    def close(self) -> None:
        """Ends the session."""
        self.session.close()

    @property
    def today(self) -> date:
        """The day that stands for today."""
        return self._clock.today

    def answered_for(self, day: date) -> bool:
        """Whether a person answers for ``day``."""
        return self._clock.answered_for(day)

    def view(self) -> View:
        """The newest state."""
        snapshot, today = self.session.snapshot, self.today
        # Read once: another thread may put a newer view there at any moment.
        known = self._view
        if known is None:
            known = self._view = View(snapshot, today)
        elif known.snapshot is not snapshot or known.today != today:
            known = self._view = known.after(snapshot, today)
        return known

    def record(
        self, view: View, file: str, key: str, section: tuple[str, ...] | None = None
    ) -> StoredRecord | None:
        """A record as its file holds it, with the version of its text; None where there is none."""
        try:
            return view.snapshot.record(file, key, section)
        except (ScoringError, OSError):
            return None

    def finding(self, view: View, code: str) -> StoredRecord | None:
        """The entry of a leaf in the current round's file; None where there is none."""
        return self.record(view, view.assessment.round.file, code, FINDINGS)

    def submit(
        self, changes: Sequence[Change], author: Author, do: str, save_id: str = ""
    ) -> Outcome:
        """Writes changes through the one write path; the newest state holds them when this
        returns.
        """
        return self.session.submit(changes, author, save_id=save_id, do=do)

    def carry_out(
        self, author: Author, do: str, plan: Callable[[ChangeSet], T], save_id: str = ""
    ) -> T | None:
        """Does under the lock what ``plan`` does; None where this save was carried out before.

        The workspace that the plan sees is the session's own, brought up to date under the lock:
        nothing is opened a second time.
        """
        session = self.session

        def newest(_: Transaction) -> Workspace:
            snapshot = session.look()
            if session.trouble:  # the snapshot is older than the files: the opening says why
                return open_workspace(self.path).whole()
            return snapshot.workspace

        def write() -> T | None:
            session.note_edits_now()  # what was edited by hand came first
            result, _ = carry_out(
                self.path, author, do, plan, save_id=save_id, opener=newest, kept=session.cut
            )
            session.look()
            session.see_lines()
            return result

        return session.change(write)

    def preview(self, change: Change, author: Author) -> tuple[Outcome, Assessment | None]:
        """What a change would give: judged and scored, with nothing written, on whatever day."""
        outcome, snapshot = self.session.preview([change], replace(author, stated=True))
        if snapshot is None:
            return outcome, None
        return outcome, snapshot.assessment

    def closed(self, view: View, visitor: Visitor, node: Indicator) -> str:
        """Why nobody writes this finding any more, in Chinese: 截止, 定稿, or the part was handed
        in; "" when open.
        """
        head = view.assessment.round.head
        if head.locked is not None:
            return f"本轮已由{head.locked.by}于 {head.locked.on} 定稿，只能看；要改请找专班组长打开"
        if not visitor.has(*UNIT_ROLES) or visitor.has(*GROUP_ROLES):
            return ""  # deadline and handing in bind the units, not the working group
        deadline = view.workspace.head.deadline
        if deadline is not None and self.now() > deadline.replace(tzinfo=None):
            return f"自评已于 {deadline:%m月%d日 %H:%M} 截止，只能看；要改请找专班"
        return _handed_in(view, visitor, node)

    def now(self) -> datetime:
        """The moment that stands for now: the clock's, on the day that stands for today."""
        return datetime.combine(self.today, datetime.now().time())


def _handed_in(view: View, visitor: Visitor, node: Indicator) -> str:
    """Why a unit's own part is closed; "" while one of the visitor's units may still write."""
    parts = view.assessment.round.head.parts
    members = view.members(node.lead)
    states = {unit: state_of(parts.get(unit, ())) for unit in visitor.units if unit in members}
    if not states or any(state not in READ_ONLY for state in states.values()):
        return ""
    unit, state = next(iter(states.items()))
    return f"{unit}这一部分{state}，只能看；要改请先撤回，或请专班退回"
