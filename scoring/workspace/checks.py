"""What is wrong between the files of a workspace; looked for when somebody asks, since a score does
not wait for it.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.engine import CAUSES, Units
from scoring.evidence.files import FileFact
from scoring.evidence.model import Evidence
from scoring.indicators.model import IndicatorTree
from scoring.people import People
from scoring.problems import Problem, counted, in_order, problem
from scoring.rectification.bulletin import altered
from scoring.rectification.evidence_check import Proofs
from scoring.rectification.faults import gap_faults, issued_digests, journal_faults, ledger_faults
from scoring.rectification.ledger import RectificationItem
from scoring.rounds.basis import basis_faults
from scoring.rounds.checks import inspection_faults
from scoring.rounds.impartial import impartial_faults
from scoring.rounds.model import Round, RoundRecord
from scoring.rounds.photos import state_of
from scoring.rounds.reading import remarks_of
from scoring.rounds.sampling import SampleRecord, sample_faults
from scoring.values import did_you_mean
from scoring.workspace.people_checks import (
    ledger_names,
    name_faults,
    part_faults,
    register_names,
    round_names,
)
from scoring.workspace.reference_checks import loose_faults, places_of, register_faults, unit_faults
from scoring.workspace.unfinished import unfinished_faults
from scoring.yamlio import Document

if TYPE_CHECKING:
    from scoring.workspace.model import Workspace

Later = Callable[[], Iterable[Problem]]


@dataclass(slots=True, eq=False)
class Checks:
    """The problems of one opening: those that reading told,
    and those that are looked for at the first question.
    """

    known: tuple[Problem, ...] = ()
    later: tuple[Later, ...] = ()
    across: Callable[[Workspace], Iterable[Problem]] | None = None
    """Looks for problems between the files. The workspace comes with the question: kept here, the
    two would hold each other, and a workspace that is replaced would stay in memory with all its
    texts until somebody looks for garbage."""
    _all: tuple[Problem, ...] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, workspace: Workspace | None) -> tuple[Problem, ...]:
        """All problems, each once, in the order of the files. ``workspace`` is what was opened,
        None where nothing could be scored.
        """
        with self._lock:
            if self._all is None:
                sought: list[Problem] = []
                if self.across is not None and workspace is not None:
                    sought += self.across(workspace)
                for look in self.later:
                    sought += look()
                self._all = tuple(counted(in_order([*self.known, *sought])))
                # What was sought is kept; the searchers would keep whole files in memory.
                self.later, self.across = (), None
            return self._all


@dataclass(frozen=True, slots=True)
class Documents:
    """The files that checks between them point into."""

    settings: Document
    register: Document | None
    ledger: Document | None
    rounds: Mapping[str, Document]
    registered: tuple[Evidence, ...]
    tree_name: str


def cross_faults(documents: Documents, workspace: Workspace) -> Iterator[Problem]:
    """Everything that only shows when the files are held against each other."""
    register, ledger, rounds = documents.register, documents.ledger, documents.rounds
    tree, current = workspace.tree, workspace.current
    known = frozenset(record.id for record in workspace.records)
    for item in workspace.rounds:
        yield from remarks_of(item, known, rounds[item.id])
    yield from _round_links(rounds, [item.head for item in workspace.rounds])
    if register is not None:
        yield from register_faults(
            documents.registered, register, tree, workspace.files, workspace.standings
        )
        yield from loose_faults(register, workspace.supports)
    yield from unit_faults(
        workspace.units,
        tree,
        documents.tree_name,
        workspace.records,
        register,
        workspace.ledger,
        ledger,
    )
    yield from basis_faults(workspace.rounds, tree, rounds)
    terms = workspace.head.inspection
    yield from inspection_faults(workspace.rounds, current, tree, workspace.supports, terms, rounds)
    yield from _photo_faults(workspace, rounds)
    people, aliases = workspace.people, workspace.units.aliases
    yield from impartial_faults(
        workspace.rounds,
        current,
        tree,
        workspace.records,
        workspace.supports,
        people,
        aliases,
        rounds,
    )
    yield from _name_faults(
        documents,
        tree,
        workspace.units,
        people,
        workspace.records,
        workspace.rounds,
        workspace.ledger,
    )
    if ledger is not None:
        yield from _ledger_faults(workspace, ledger)
    for item in workspace.rounds:
        if item.head.sample is not None:
            yield from _sample_faults(workspace, item, item.head.sample, rounds[item.id])


def _photo_faults(workspace: Workspace, rounds: Mapping[str, Document]) -> Iterator[Problem]:
    """F054: a photograph of a mark that is not there, or is another file now."""
    words = {"missing": "不在", "changed": "和认定时不一样"}
    for item in workspace.rounds:
        for code, finding in {**item.findings, **item.unscored}.items():
            for at, photo in enumerate(finding.photos):
                state = state_of(workspace.path / photo.file, photo.sha256)
                if state != "ok":
                    where = rounds[item.id].where(("findings", code, "photos", at))
                    what = f"指标“{code}”的现场照片 {photo.file} {words[state]}"
                    yield problem("F054", where, what=what)


def _name_faults(
    documents: Documents,
    tree: IndicatorTree,
    units: Units,
    people: People,
    records: Sequence[Evidence],
    rounds: Sequence[Round],
    ledger: Sequence[RectificationItem],
) -> Iterator[Problem]:
    """Names in register, ledger and rounds that are nobody's, and what is wrong with the units'
    parts of rounds.
    """
    register, ledger_file = documents.register, documents.ledger
    if people and register is not None:
        named = register_names(records, places_of(register))
        yield from name_faults(people, named, register)
    if people and ledger_file is not None:
        named = ledger_names(ledger, places_of(ledger_file))
        yield from name_faults(people, named, ledger_file)
    for item in rounds:
        document = documents.rounds[item.id]
        yield from name_faults(people, round_names(item), document)
        yield from part_faults(item, document, tree, units)


def _ledger_faults(workspace: Workspace, document: Document) -> Iterator[Problem]:
    places = places_of(document)
    yield from ledger_faults(workspace.ledger, document, places, workspace.proofs, workspace.people)
    # This check alone needs the whole assessment, which a ledger without closed losses is spared.
    if any(item.closed and item.cause in CAUSES for item in workspace.ledger):
        yield from gap_faults(workspace.ledger, document, places, workspace.score().by_code)


def _sample_faults(
    workspace: Workspace, item: Round, sample: SampleRecord, document: Document
) -> Iterator[Problem]:
    """What is wrong with a recorded sample, and whether its frame
    is still what it was drawn from.
    """
    tree = workspace.tree
    found = [*item.findings, *item.unscored]
    evidence = frozenset(record.id for record in workspace.records)
    yield from sample_faults(sample, item.kind, found, document, tree, evidence)
    frame = workspace.frame(item)
    if frame is not None and frame.narrowed(sample.methods, sample.units).sha256 != sample.frame:
        what = f"抽样之后，被核验轮次“{frame.basis}”的认定或佐证有改动"
        yield problem("F023", document.where(("sample", "frame")), what=what)


def _round_links(
    documents: Mapping[str, Document], heads: Sequence[RoundRecord]
) -> Iterator[Problem]:
    """F006 where a round verifies one that is not there."""
    names = [head.round for head in heads]
    for head in heads:
        if head.basis is not None and head.basis not in names:
            fix = did_you_mean(head.basis, names)
            where = documents[head.round].where(("basis",))
            yield problem("F006", where, what=f"找不到轮次“{head.basis}”", fix=fix)


def record_faults(workspace: Path, issued: Sequence[Document]) -> Iterator[Problem]:
    """What is wrong with the journal, with writes that did not end,
    and with papers that it vouches for.
    """
    vouching = list(journal_faults(workspace))
    yield from vouching
    yield from unfinished_faults(workspace)
    # A broken chain vouches for nothing: every paper would be called altered for one bad line.
    if issued and not vouching:
        now = {document.name: hashlib.sha256(document.raw).hexdigest() for document in issued}
        yield from altered(issued, issued_digests(workspace), now)


def faults_without_round(
    documents: Documents,
    tree: IndicatorTree,
    files: Mapping[str, FileFact],
    units: Units,
    people: People,
    rounds: Sequence[Round],
    ledger: Sequence[RectificationItem],
) -> Iterator[Problem]:
    """What can be said of a workspace whose current round is not there."""
    records = tuple(record.under(tree.id) for record in documents.registered)
    known = frozenset(record.id for record in records)
    for item in rounds:
        yield from remarks_of(item, known, documents.rounds[item.id])
    if documents.register is not None:
        yield from register_faults(documents.registered, documents.register, tree, files, {})
    yield from unit_faults(
        units, tree, documents.tree_name, records, documents.register, ledger, documents.ledger
    )
    yield from basis_faults(rounds, tree, documents.rounds)
    yield from _name_faults(documents, tree, units, people, records, rounds, ledger)
    if documents.ledger is not None:
        proofs = Proofs({record.id: record for record in records}, {}, {})
        yield from ledger_faults(
            ledger, documents.ledger, places_of(documents.ledger), proofs, people
        )
