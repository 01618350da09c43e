"""A workspace that was read, and the result of opening one:
everything that can be scored, or why nothing can.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from scoring.engine import Assessment, GapRow, NodeResult, Units, View, assess, gaps
from scoring.engine.frame import Frame, frame_of
from scoring.engine.projection import Projection, project
from scoring.evidence.files import FileFact
from scoring.evidence.model import Evidence
from scoring.evidence.support import Support, Validity
from scoring.indicators.model import IndicatorTree
from scoring.people import People
from scoring.pieces.model import SourceFile
from scoring.problems import Problem, ScoringError
from scoring.rectification.bulletin import Bulletin
from scoring.rectification.evidence_check import Proofs
from scoring.rectification.ledger import RectificationItem
from scoring.rectification.notices import Ladder
from scoring.rectification.papers import Paper, Receipt
from scoring.rectification.projection_inputs import losses_of, mended_by
from scoring.rounds.finding import Finding
from scoring.rounds.model import Round
from scoring.rounds.snapshot import Snapshot
from scoring.storage import StoredRecord
from scoring.storage.journal import JOURNAL
from scoring.storage.records import LIST, Section
from scoring.values import offered
from scoring.workspace.checks import Checks
from scoring.workspace.memory import Memory
from scoring.workspace.record import WorkspaceRecord
from scoring.workspace.stored import stored_record

if TYPE_CHECKING:
    from scoring.narrative import Narrative
    from scoring.workspace.editing import Edit


@dataclass(frozen=True, slots=True)
class StandingFinding:
    """The finding of an indicator in a round: as read, as its file holds it, and in which version.

    ``finding`` is None where none stands or it is faulty; ``version`` is "" where none stands.
    """

    code: str
    finding: Finding | None
    data: Mapping[str, Any]
    version: str


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
    standings: Mapping[str, Validity]
    supports: Mapping[str, Support]
    rounds: tuple[Round, ...]
    current: Round
    ledger: tuple[RectificationItem, ...]
    units: Units
    register_sha256: str = ""
    bulletins: tuple[Bulletin, ...] = ()
    papers: tuple[Paper, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    snapshots: Mapping[str, Snapshot] = field(default_factory=dict)
    parts: tuple[Narrative, ...] = ()
    people: People = field(default_factory=People)
    checks: Checks = field(default_factory=Checks, compare=False, repr=False)
    still_open: tuple[str, ...] | None = field(default=None, compare=False, repr=False)
    """The ids of the items that are not closed, sorted, where the opening reckoned them."""
    sources: Mapping[str, SourceFile] = field(default_factory=dict, compare=False, repr=False)
    memory: Memory | None = field(default=None, compare=False, repr=False)
    opened: Workspace | None = field(default=None, compare=False, repr=False)
    """What was opened, where some of it is left out here."""
    _kept: dict[str, Assessment] = field(default_factory=dict, compare=False, repr=False)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems of all files in order; those between files
        are looked for at the first question.
        """
        return self.checks.of(self.opened or self)

    def without(self, **parts: Any) -> Workspace:
        """The workspace with fewer rounds, or with less in them; ``parts`` are the fields that differ.

        What was computed of all is not true of some, so that nothing kept goes along. What is wrong
        with the files stays: it is told of all of them, whoever asks first.
        """
        return replace(self, **parts, opened=self.opened or self, _kept={})

    @property
    def errors(self) -> list[Problem]:
        """The problems that make numbers doubtful."""
        return [item for item in self.problems if item.severity == "error"]

    def assess(self, before: Assessment | None = None) -> Assessment:
        """The assessment of the current round; ``before`` as in :func:`scoring.engine.assess`."""
        still_open = self.still_open
        if still_open is None:
            still_open = tuple(sorted(item.id for item in self.ledger if not item.closed))
        return assess(
            self.tree,
            self.current,
            self.rounds,
            self.supports,
            items=len(self.ledger),
            open_items=still_open,
            before=before,
        )

    def score(self) -> Assessment:
        """The assessment of the current round, reckoned once."""
        if "score" not in self._kept:
            self._kept["score"] = self.assess()
        return self._kept["score"]

    def gaps(self, by: View = "unit", *, in_full: bool = False) -> list[GapRow]:
        """Where points are lost, largest loss first: by unit, level, cause or method.

        ``in_full``, by unit only, charges each lead unit with the whole loss. Raises
        ``ScoringError`` for any other ``by``.
        """
        views = get_args(View)
        if by not in views:
            raise ScoringError(f"没有按“{by}”看失分的办法{offered(str(by), list(views))}")
        return gaps(self.score(), by, self.units, in_full=in_full)

    def explain(self, code: str) -> NodeResult:
        """What a node scores and why (``.why`` is the sentence).
        Raises ``ScoringError`` for an unknown code.
        """
        result = self.score().by_code.get(code)
        if result is None:
            raise ScoringError(f"“{code}”不在指标体系里{offered(code, list(self.tree.by_code))}")
        return result

    def record(self, file: str, key: str, section: Section = LIST) -> StoredRecord | None:
        """A record as its file held it when this was read: text, data and version;
        None where there is none.

        ``file`` is a name in the workspace, ``section`` the map that holds the record
        (``("findings",)`` in a round), ``LIST`` for register and ledger.
        """
        source = self.sources.get(file)
        if source is not None:
            return stored_record(source, key, section)
        return None

    def finding(self, code: str, round: str | None = None) -> StandingFinding:
        """The finding of an indicator in the current round, or another one, with the version to
        change it by.
        """
        if round:
            chosen = next((item for item in self.rounds if item.id == round), None)
        else:
            chosen = self.current
        if chosen is None:
            raise ScoringError(
                f"没有轮次“{round}”{offered(round or '', [item.id for item in self.rounds])}"
            )
        if code not in self.tree.by_code:
            raise ScoringError(f"“{code}”不在指标体系里{offered(code, list(self.tree.by_code))}")
        stored = self.record(chosen.file, code, ("findings",))
        finding = chosen.findings.get(code) or chosen.unscored.get(code)
        if stored is not None and isinstance(stored.data, dict):
            data = stored.data
        else:
            data = {}
        return StandingFinding(code, finding, data, stored.version if stored is not None else "")

    def edit(self, *, by: str, on: date, do: str = "edit") -> Edit:
        """Changes by one person on one day, as a context manager; see
        :class:`~scoring.workspace.editing.Edit`.
        """
        from scoring.workspace.editing import Edit  # only here: it opens workspaces

        return Edit(self, by, on, do)

    @property
    def proofs(self) -> Proofs:
        """The register as sign-offs look at it."""
        records = self.records

        def by_id() -> dict[str, Evidence]:
            return {record.id: record for record in records}

        # Asked for each step that somebody may take: a register has thousands of records.
        known = by_id() if self.memory is None else self.memory.once("by id", (records,), by_id)
        return Proofs(
            known,
            self.standings,
            self.supports,
            self.tree,
            self.path / JOURNAL,
        )

    @property
    def ladder(self) -> Ladder:
        """The ladder of notices as the workspace counts it."""
        terms = self.head.notices
        parents = {
            code: node.parent for code, node in self.tree.by_code.items() if node.parent is not None
        }
        return Ladder(terms.same, terms.interview, terms.referral, parents)

    def frame(self, drawing: Round) -> Frame | None:
        """The frame of a sample for an inspection or mock;
        None where its basis is not among the rounds.
        """
        basis = next((item for item in self.rounds if item.id == drawing.head.basis), None)
        if drawing.kind == "self" or basis is None or basis.id == drawing.id:
            return None
        # Standings depend on window and day, so those of the current round say nothing of another.
        known = self.standings if basis is self.current else None
        return frame_of(
            self.tree, basis, drawing, self.rounds, self.records, self.files, self.units, known
        )

    def project(self, day: date, before: Assessment) -> Projection:
        """The assessment if every open item due by ``day`` were mended,
        beside ``before``, the one of now.
        """
        mended, held = mended_by(self.ledger, day)
        done = {item.id for item in mended}
        still_open = tuple(
            sorted(item.id for item in self.ledger if not item.closed and item.id not in done)
        )
        # An item may point to an indicator that the tree no longer has; that is told by ``check``.
        causes = {
            code: named for code, named in losses_of(mended).items() if code in before.tree.by_code
        }
        after = project(
            before,
            self.rounds,
            self.supports,
            causes,
            items=len(self.ledger),
            open_items=still_open,
        )
        return Projection(
            day, tuple(item.id for item in mended), tuple(item.id for item in held), before, after
        )


@dataclass(frozen=True, slots=True)
class Opening:
    """What came of opening a folder: ``problems`` of all its files in order, and the workspace
    where it can be scored.

    ``head``, ``tree``, ``rounds``, ``people`` and ``units`` are what could be read, also where
    ``workspace`` is None.
    """

    path: Path
    workspace: Workspace | None
    checks: Checks = field(default_factory=Checks, compare=False, repr=False)
    head: WorkspaceRecord | None = None
    tree: IndicatorTree | None = None
    rounds: tuple[Round, ...] = ()
    people: People = field(default_factory=People)
    units: Units = field(default_factory=Units)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems of all files, in order."""
        return self.checks.of(self.workspace)

    @property
    def errors(self) -> list[Problem]:
        """The problems that make numbers doubtful."""
        return [item for item in self.problems if item.severity == "error"]

    def whole(self) -> Workspace:
        """The workspace; raises :class:`~scoring.problems.ScoringError`
        where there is nothing to score.
        """
        if self.workspace is None:
            message = f"{self.path} 不是可以评分的工作区，见 problems"
            raise ScoringError(message, "unreadable", tuple(self.errors))
        return self.workspace
