"""A workspace that was read, and the result of opening one: everything that can be scored, or why nothing can."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.engine import Assessment, Units, assess
from scoring.engine.frame import Frame, frame_of
from scoring.engine.projection import Projection, project
from scoring.evidence.files import FileFact
from scoring.evidence.model import Evidence
from scoring.evidence.support import Standing, Support
from scoring.indicators.model import IndicatorTree
from scoring.people import People
from scoring.problems import Problem, ScoringError
from scoring.rectification.bulletin import Bulletin
from scoring.rectification.ledger import RectificationItem
from scoring.rectification.notices import Ladder
from scoring.rectification.outlook import losses_of, mended_by
from scoring.rectification.proofs import Proofs
from scoring.rounds.model import Round
from scoring.rounds.snapshot import Snapshot
from scoring.workspace.record import WorkspaceRecord

if TYPE_CHECKING:
    from scoring.narrative import Narrative


@dataclass(frozen=True, slots=True)
class Workspace:
    """Everything read of a workspace that can be scored: its tree and its current round are there.

    ``problems`` are those of all files, in order; faulty records are left out of everything else.
    """

    path: Path
    head: WorkspaceRecord
    tree: IndicatorTree
    records: tuple[Evidence, ...]
    files: Mapping[str, FileFact]
    standings: Mapping[str, Standing]
    supports: Mapping[str, Support]
    rounds: tuple[Round, ...]
    current: Round
    ledger: tuple[RectificationItem, ...]
    units: Units
    problems: tuple[Problem, ...]
    register_sha256: str = ""
    bulletins: tuple[Bulletin, ...] = ()
    snapshots: Mapping[str, Snapshot] = field(default_factory=dict)
    parts: tuple[Narrative, ...] = ()
    people: People = field(default_factory=People)

    @property
    def errors(self) -> list[Problem]:
        """The problems that make numbers doubtful."""
        return [item for item in self.problems if item.severity == "error"]

    def assess(self, before: Assessment | None = None) -> Assessment:
        """The assessment of the current round; ``before`` as in :func:`scoring.engine.assess`."""
        still_open = tuple(sorted(item.id for item in self.ledger if item.status != "已销号"))
        return assess(
            self.tree,
            self.current,
            self.rounds,
            self.supports,
            items=len(self.ledger),
            open_items=still_open,
            before=before,
        )

    @property
    def proofs(self) -> Proofs:
        """The register as sign-offs look at it."""
        return Proofs({record.id: record for record in self.records}, self.standings, self.supports, self.tree)

    @property
    def ladder(self) -> Ladder:
        """The ladder of notices as the workspace counts it."""
        terms = self.head.notices
        parents = {code: node.parent for code, node in self.tree.by_code.items() if node.parent is not None}
        return Ladder(terms.same, terms.interview, terms.referral, parents)

    def frame(self, drawing: Round) -> Frame | None:
        """The frame of a sample for an inspection or mock; None where its basis is not among the rounds."""
        basis = next((item for item in self.rounds if item.id == drawing.head.basis), None)
        if drawing.kind == "self" or basis is None or basis.id == drawing.id:
            return None
        known = self.standings if basis is self.current else None
        return frame_of(self.tree, basis, drawing, self.rounds, self.records, self.files, self.units, known)

    def project(self, day: date, before: Assessment) -> Projection:
        """The assessment if every open item due by ``day`` were mended, beside ``before``, the one of now."""
        mended, held = mended_by(self.ledger, day)
        done = {item.id for item in mended}
        still_open = tuple(sorted(item.id for item in self.ledger if not item.closed and item.id not in done))
        causes = {code: named for code, named in losses_of(mended).items() if code in before.tree.by_code}
        after = project(before, self.rounds, self.supports, causes, items=len(self.ledger), open_items=still_open)
        return Projection(day, tuple(item.id for item in mended), tuple(item.id for item in held), before, after)


@dataclass(frozen=True, slots=True)
class Opening:
    """What came of opening a folder: ``problems`` of all its files in order, and the workspace where it can be scored.

    ``head``, ``tree``, ``rounds``, ``people`` and ``units`` are what could be read, also where ``workspace`` is None.
    """

    path: Path
    problems: tuple[Problem, ...]
    workspace: Workspace | None
    head: WorkspaceRecord | None = None
    tree: IndicatorTree | None = None
    rounds: tuple[Round, ...] = ()
    people: People = field(default_factory=People)
    units: Units = field(default_factory=Units)

    @property
    def errors(self) -> list[Problem]:
        """The problems that make numbers doubtful."""
        return [item for item in self.problems if item.severity == "error"]

    def whole(self) -> Workspace:
        """The workspace; raises :class:`~scoring.problems.ScoringError` where there is nothing to score."""
        if self.workspace is None:
            message = f"{self.path} 不是可以评分的工作区，见 problems"
            raise ScoringError(message, "unreadable", tuple(self.errors))
        return self.workspace
