"""Opens one workspace: tree, register, rounds and ledger, with all problems of all files in one list."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scoring.crosschecks import places_of, register_faults, unit_faults
from scoring.engine import CAUSES, Assessment, Units, assess
from scoring.engine.frame import Frame, frame_of
from scoring.engine.projection import Projection, project
from scoring.evidence.files import FileFact, look
from scoring.evidence.model import Evidence, read_register
from scoring.evidence.support import Standing, Support, standing, supports
from scoring.indicators.library import find_tree
from scoring.indicators.loading import load_tree, unquoted
from scoring.indicators.model import IndicatorTree
from scoring.indicators.scope_faults import choice_faults
from scoring.people import People
from scoring.problems import Problem, Where, in_order, problem
from scoring.rectification.bulletin import FOLDER, Bulletin, altered, read_bulletins
from scoring.rectification.faults import gap_faults, issued_digests, journal_faults, ledger_faults
from scoring.rectification.ledger import RectificationItem, read_ledger
from scoring.rectification.outlook import losses_of, mended_by
from scoring.rectification.proofs import Proofs
from scoring.rounds.basis import basis_faults
from scoring.rounds.checks import inspection_faults
from scoring.rounds.merging import InspectionTerms
from scoring.rounds.model import Round, RoundRecord, read_findings, read_head, remarks_of
from scoring.rounds.sampling import SampleRecord, sample_faults
from scoring.rounds.snapshot import Snapshot, misfits, read_snapshot, snapshot_files
from scoring.rounds.verification import struck
from scoring.schema import build
from scoring.values import nearest
from scoring.workspace.people_checks import (
    ledger_names,
    name_faults,
    part_faults,
    read_people,
    register_names,
    round_names,
)
from scoring.workspace.record import WorkspaceRecord
from scoring.workspace.unfinished import unfinished_faults
from scoring.yamlio import Document, listed, read

if TYPE_CHECKING:
    from scoring.narrative import Narrative


@dataclass(frozen=True, slots=True)
class Workspace:
    """Everything read. ``tree`` and ``current`` are None when they could not be; ``problems`` are in order."""

    path: Path
    head: WorkspaceRecord | None
    tree: IndicatorTree | None
    records: tuple[Evidence, ...]
    files: Mapping[str, FileFact]
    standings: Mapping[str, Standing]
    supports: Mapping[str, Support]
    rounds: tuple[Round, ...]
    current: Round | None
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

    def assess(self) -> Assessment:
        """The assessment of the current round. Only for a workspace whose tree and current round could be read."""
        assert self.tree is not None
        assert self.current is not None
        still_open = tuple(sorted(item.id for item in self.ledger if item.status != "已销号"))
        return assess(
            self.tree, self.current, self.rounds, self.supports, items=len(self.ledger), open_items=still_open
        )

    @property
    def proofs(self) -> Proofs:
        """The register as sign-offs look at it."""
        return Proofs({record.id: record for record in self.records}, self.standings, self.supports)

    def frame(self, drawing: Round) -> Frame | None:
        """The frame of a sample for an inspection or mock; None where its basis is not among the rounds."""
        assert self.tree is not None
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


@dataclass(slots=True)
class _Opening:
    """The state of one opening: where, and what was found so far."""

    path: Path
    problems: list[Problem] = field(default_factory=list)

    def document(self, name: str, *, optional: bool = False) -> Document | None:
        found, problems = read(self.path / name, name, optional=optional)
        self.problems += problems
        return found

    def tell(self, found: Iterable[Problem]) -> None:
        self.problems += found


def open_workspace(path: Path) -> Workspace:
    """Reads the workspace at ``path`` and checks its parts against each other. No content of a file makes it raise."""
    opening = _Opening(path)
    head, document = _head(opening)
    units = _units(head, document, opening) if head and document else Units()
    people = _people(head, document, units, opening) if head and document else People()
    parts = _parts(head, document, opening) if head and document else ()
    tree, tree_name = _tree(head, document, opening) if head and document else (None, "")
    register = opening.document("evidence/register.yaml", optional=True)
    ledger_file = opening.document("rectification.yaml", optional=True)
    records, found = read_register(register)
    opening.tell(found)
    bulletins = _bulletins(opening) if document else ()
    heads = _round_heads(opening)
    if tree is None:
        problems = tuple(in_order(opening.problems))
        return Workspace(path, head, None, records, {}, {}, {}, (), None, (), units, problems, people=people)
    registered, records = records, tuple(record.under(tree.id) for record in records)
    snapshots = _snapshots(opening, [item for item, _ in heads], tree.id)
    heads = _of_tree(opening, heads, tree, head)
    rounds = _rounds(opening, heads, tree, frozenset(record.id for record in records))
    current = next((item for item in rounds if head and item.id == head.round), None)
    if current is None and head and document:
        _no_round(opening, head, document, rounds)
    ledger, found = read_ledger(ledger_file, tree)
    opening.tell(found)
    files = look(records, path)
    standings: dict[str, Standing] = {}
    if current is not None:
        standings = {
            record.id: standing(record, files[record.id], current.head.window, current.head.as_of, tree)
            for record in records
        }
        _round_links(opening, heads, current, tree)
    if register is not None:
        opening.tell(register_faults(registered, register, tree, files, standings))
    opening.tell(unit_faults(units, tree, tree_name, records, register, ledger, ledger_file))
    support = supports(tree, records, standings, struck(rounds, current)) if current is not None else {}
    places = {item.round: place for item, place in heads}
    opening.tell(basis_faults(rounds, tree, places))
    if current is not None:
        terms = head.inspection if head else InspectionTerms()
        opening.tell(inspection_faults(rounds, current, tree, support, terms, places))
    digest = hashlib.sha256(register.raw).hexdigest() if register else ""
    workspace = Workspace(
        *(path, head, tree, records, files, standings, support, tuple(rounds), current, ledger, units, ()),
        register_sha256=digest,
        bulletins=bulletins,
        snapshots=snapshots,
        parts=parts,
        people=people,
    )
    opening.tell(_name_faults(workspace, register, ledger_file, places))
    if ledger_file is not None:
        opening.tell(_ledger_faults(workspace, ledger_file))
    for item in rounds:
        if item.head.sample is not None:
            opening.tell(_sample_faults(workspace, item, item.head.sample, places[item.id]))
    return replace(workspace, problems=tuple(in_order(opening.problems)))


def _people(head: WorkspaceRecord, document: Document, units: Units, opening: _Opening) -> People:
    people, problems = read_people(head, document, units)
    opening.tell(problems)
    return people


def _name_faults(
    workspace: Workspace, register: Document | None, ledger: Document | None, rounds: Mapping[str, Document]
) -> Iterator[Problem]:
    """Names in register, ledger and rounds that are nobody's, and what is wrong with the units' parts of rounds."""
    people, tree = workspace.people, workspace.tree
    assert tree is not None
    if people and register is not None:
        yield from name_faults(people, register_names(workspace.records, places_of(register)), register)
    if people and ledger is not None:
        yield from name_faults(people, ledger_names(workspace.ledger, places_of(ledger)), ledger)
    for item in workspace.rounds:
        yield from name_faults(people, round_names(item), rounds[item.id])
        yield from part_faults(item, rounds[item.id], tree, workspace.units)


def _ledger_faults(workspace: Workspace, document: Document) -> Iterator[Problem]:
    places = places_of(document)
    yield from ledger_faults(workspace.ledger, document, places, workspace.proofs)
    if workspace.current is not None and any(item.closed and item.cause in CAUSES for item in workspace.ledger):
        yield from gap_faults(workspace.ledger, document, places, workspace.assess().by_code)


def _sample_faults(workspace: Workspace, item: Round, sample: SampleRecord, document: Document) -> Iterator[Problem]:
    """What is wrong with a recorded sample, and whether its frame is still what it was drawn from."""
    tree = workspace.tree
    assert tree is not None
    found = [*item.findings, *item.unscored]
    evidence = frozenset(record.id for record in workspace.records)
    yield from sample_faults(sample, item.kind, found, document, tree, evidence)
    frame = workspace.frame(item)
    if frame is not None and frame.narrowed(sample.methods, sample.units).sha256 != sample.frame:
        what = f"抽样之后，被核验轮次“{frame.basis}”的认定或佐证有改动"
        yield problem("F023", document.where(("sample", "frame")), what=what)


def _bulletins(opening: _Opening) -> tuple[Bulletin, ...]:
    """The bulletins on record; tells what is wrong with them and with the journal that vouches for them."""
    vouching = list(journal_faults(opening.path))
    opening.tell(vouching)
    opening.tell(unfinished_faults(opening.path))
    files = (opening.document(f"{FOLDER}/{path.name}") for path in listed(opening.path / FOLDER))
    documents = [document for document in files if document is not None]
    found, problems = read_bulletins(documents)
    opening.tell(problems)
    if documents and not vouching:
        now = {document.name: hashlib.sha256(document.raw).hexdigest() for document in documents}
        opening.tell(altered(documents, issued_digests(opening.path), now))
    return found


def _snapshots(opening: _Opening, heads: Sequence[RoundRecord], tree: str) -> dict[str, Snapshot]:
    """The kept supports of rounds that can be relied on, by round."""
    files: dict[str, Snapshot] = {}
    for path in snapshot_files(opening.path / "rounds"):
        found, problems = read_snapshot(path)
        opening.tell(problems)
        if found is not None:
            files[f"rounds/{path.name}"] = found
    wrong = dict(misfits(files, heads, tree))
    opening.tell(wrong.values())
    return {item.round: item for name, item in files.items() if name not in wrong or wrong[name].rule != "F031"}


def _head(opening: _Opening) -> tuple[WorkspaceRecord | None, Document | None]:
    if not os.path.lexists(opening.path / "workspace.yaml"):
        opening.tell([problem("W001", Where("workspace.yaml"), what=f"{opening.path} 里没有 workspace.yaml")])
        return None, None
    document = opening.document("workspace.yaml")
    if document is None:
        return None, None
    if document.data is None:
        opening.tell([problem("Y010", document.where())])
        return None, document
    head, found = build(WorkspaceRecord, _with_blank_units(document), document)
    opening.tell(found)
    if head:
        opening.tell(unquoted(document, ("round",)))
    return head, document


def _with_blank_units(document: Document) -> Any:
    """The data of ``workspace.yaml``, where a unit with a blank behind its name (``县司法局:``) is registered too."""
    data = document.data
    if not isinstance(data, dict) or not isinstance(data.get("units"), dict):
        return data
    blank = document.spot(("units",)).keys
    return {**data, "units": {name: data["units"].get(name, {}) for name in blank}}


def _parts(head: WorkspaceRecord, document: Document, opening: _Opening) -> tuple[Narrative, ...]:
    """The parts of the report that the office wrote; tells what is wrong with their files."""
    if not head.report.parts:
        return ()
    from scoring.narrative import read_narrative  # only here: it reads what an importer reads, and loads as much

    found = []
    for at, part in enumerate(head.report.parts):
        where = document.where(("report", "parts", at, "file"))
        narrative, problems = read_narrative(opening.path, part.title, part.file, where, first=part.place == "first")
        opening.tell(problems)
        found.append(narrative)
    return tuple(found)


def _units(head: WorkspaceRecord, document: Document, opening: _Opening) -> Units:
    aliases: dict[str, str] = {}
    for name, unit in head.units.items():
        for at, alias in enumerate(unit.aliases):
            owner = aliases.setdefault(alias, name)
            if owner != name or (alias in head.units and alias != name):
                other = owner if owner != name else alias
                opening.tell(
                    [
                        problem(
                            "W005",
                            document.where(("units", name, "aliases", at)),
                            what=f"简称“{alias}”同时指“{other}”和“{name}”",
                        )
                    ]
                )
    units = Units(tuple(head.units), {name: unit.members for name, unit in head.units.items() if unit.members}, aliases)
    for name in units.members:
        if name in _reached(units, name):
            opening.tell(
                [problem("W006", document.where(("units", name), key=True), what=f"单位组合“{name}”绕回到了自己")]
            )
    return units


def _reached(units: Units, name: str) -> set[str]:
    """Every unit that ``name`` leads to through its members."""
    reached: set[str] = set()
    ahead = [name]
    while ahead:
        inner = {units.name(member) for member in units.members.get(ahead.pop(), ())} - reached
        reached |= inner
        ahead += inner
    return reached


def _tree(head: WorkspaceRecord, document: Document, opening: _Opening) -> tuple[IndicatorTree | None, str]:
    """The tree and the name by which messages call its file."""
    found = find_tree(head.tree, opening.path)
    if found is None:
        opening.tell([problem("W002", document.where(("tree",)), what=f"找不到指标体系“{head.tree}”")])
        return None, ""
    name = found.relative_to(opening.path).as_posix() if found.is_relative_to(opening.path) else f"（内置）{found.name}"
    tree, problems = load_tree(found, name, head.choose)
    opening.tell(problems)
    if tree is not None:
        opening.tell(choice_faults(document, tree.scope.kinds, head.level, head.classes))
    return tree, name


def _round_heads(opening: _Opening) -> list[tuple[RoundRecord, Document]]:
    heads: list[tuple[RoundRecord, Document]] = []
    for path in listed(opening.path / "rounds"):
        document = opening.document(f"rounds/{path.name}")
        if document is None:
            continue
        if document.data is None:
            opening.tell([problem("Y010", document.where())])
            continue
        head, problems = read_head(document)
        opening.tell(problems)
        if head is None:
            continue
        if any(other.round == head.round for other, _ in heads):
            opening.tell([problem("F009", document.where(("round",)), what=f"轮次“{head.round}”在多个文件里重名")])
            continue
        heads.append((head, document))
    return heads


def _of_tree(
    opening: _Opening,
    heads: Sequence[tuple[RoundRecord, Document]],
    tree: IndicatorTree,
    head: WorkspaceRecord | None,
) -> list[tuple[RoundRecord, Document]]:
    """The rounds to be read: those of another tree are told and left alone, unless one is the current round."""
    kept = []
    for item, document in heads:
        if item.tree is None or item.tree == tree.id or (head and item.round == head.round):
            kept.append((item, document))
        else:
            what = f"轮次“{item.round}”用的是“{item.tree}”，工作区用的是“{tree.id}”，没有读入它的认定"
            opening.tell([problem("F007", document.where(("tree",)), what=what)])
    return kept


def _rounds(
    opening: _Opening, heads: Sequence[tuple[RoundRecord, Document]], tree: IndicatorTree, evidence: frozenset[str]
) -> list[Round]:
    rounds = []
    for head, document in heads:
        if head.tree is not None and head.tree != tree.id:
            what = f"轮次“{head.round}”用的是“{head.tree}”，工作区用的是“{tree.id}”"
            opening.tell([problem("F007", document.where(("tree",)), what=what)])
        round_, found = read_findings(document, head, tree, hashlib.sha256(document.raw).hexdigest())
        opening.tell(found)
        opening.tell(remarks_of(round_, evidence, document))
        rounds.append(round_)
    return rounds


def _round_links(
    opening: _Opening, heads: Sequence[tuple[RoundRecord, Document]], current: Round, tree: IndicatorTree
) -> None:
    names = [head.round for head, _ in heads]
    for head, document in heads:
        if head.basis is not None and head.basis not in names:
            near = nearest(head.basis, names)
            fix = f"是不是“{near}”？" if near else ""
            opening.tell([problem("F006", document.where(("basis",)), what=f"找不到轮次“{head.basis}”", fix=fix)])


def _no_round(opening: _Opening, head: WorkspaceRecord, document: Document, rounds: Sequence[Round]) -> None:
    near = nearest(head.round, [item.id for item in rounds])
    fix = f"是不是“{near}”？" if near else ""
    opening.tell([problem("W003", document.where(("round",)), what=f"rounds/ 里找不到轮次“{head.round}”", fix=fix)])
