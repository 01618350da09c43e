"""Opens one workspace: tree, register, rounds and ledger, with all problems of all files in one list."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scoring.crosschecks import loose_faults, places_of, register_faults, unit_faults
from scoring.engine import CAUSES, Units
from scoring.evidence.files import FileFact, look
from scoring.evidence.model import read_register
from scoring.evidence.support import Standing, standing, supports
from scoring.evidence.unopened import unopened
from scoring.indicators.library import find_tree
from scoring.indicators.loading import TreeMemo, load_tree, unquoted
from scoring.indicators.model import IndicatorTree
from scoring.indicators.scope_faults import choice_faults
from scoring.people import People
from scoring.problems import Problem, Where, in_order, problem
from scoring.rectification.bulletin import FOLDER, Bulletin, altered, read_bulletins
from scoring.rectification.faults import gap_faults, issued_digests, journal_faults, ledger_faults
from scoring.rectification.ledger import read_ledger
from scoring.rectification.proofs import Proofs
from scoring.rounds.basis import basis_faults
from scoring.rounds.checks import inspection_faults
from scoring.rounds.impartial import impartial_faults
from scoring.rounds.model import Round, RoundRecord, read_findings, read_head, remarks_of
from scoring.rounds.sampling import SampleRecord, sample_faults
from scoring.rounds.snapshot import Snapshot, misfits, read_snapshot, snapshot_files
from scoring.rounds.verification import struck
from scoring.schema import build
from scoring.values import nearest
from scoring.workspace.model import Opening, Workspace
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


REGISTER = "evidence/register.yaml"
LEDGER = "rectification.yaml"
MISSING = FileFact("missing")


@dataclass(slots=True)
class _Opening:
    """The state of one opening: where, and what was found so far."""

    path: Path
    trees: TreeMemo | None = None
    problems: list[Problem] = field(default_factory=list)

    def document(self, name: str, *, optional: bool = False) -> Document | None:
        found, problems = read(self.path / name, name, optional=optional)
        self.problems += problems
        return found

    def tell(self, found: Iterable[Problem]) -> None:
        self.problems += found

    def ended(
        self,
        head: WorkspaceRecord | None,
        tree: IndicatorTree | None = None,
        rounds: tuple[Round, ...] = (),
        people: People | None = None,
        units: Units | None = None,
    ) -> Opening:
        """The end of an opening that found nothing to score."""
        problems = tuple(in_order(self.problems))
        return Opening(self.path, problems, None, head, tree, rounds, people or People(), units or Units())


def open_workspace(
    path: Path,
    *,
    facts: Mapping[str, FileFact] | None = None,
    tree: IndicatorTree | None = None,
    rounds: Mapping[str, Path] | None = None,
    trees: TreeMemo | None = None,
) -> Opening:
    """Reads the workspace at ``path`` and checks its parts against each other. No content of a file makes it raise.

    What a caller knows better than the folder: ``facts`` are the states of the records' files by id, in place of a
    look at each (a record that is not named has no file); ``tree`` is the one to be scored on, whichever the workspace
    names; ``rounds`` are more files of rounds, by the names that messages call them. ``trees`` holds trees that were
    read before.
    """
    opening = _Opening(path, trees)
    head, document = _head(opening)
    if head is None or document is None:
        if document is not None:
            _bulletins(opening)
        _read_alone(opening)
        return opening.ended(head)
    units = _units(head, document, opening)
    people = _people(head, document, units, opening)
    # Texts of the office travel with its workspace alone: where the files do not lie here, they do not either.
    parts = _parts(head, document, opening) if facts is None else ()
    system, tree_name = _tree(head, document, opening, tree)
    register = opening.document(REGISTER, optional=True)
    ledger_file = opening.document(LEDGER, optional=True)
    registered, found = read_register(register)
    opening.tell(found)
    bulletins = _bulletins(opening)
    heads = _round_heads(opening, rounds or {})
    if system is None:
        return opening.ended(head, people=people, units=units)
    records = tuple(record.under(system.id) for record in registered)
    snapshots = _snapshots(opening, [item for item, _ in heads], system.id)
    heads = _of_tree(opening, heads, system, head)
    all_rounds = _rounds(opening, heads, system, frozenset(record.id for record in records))
    current = next((item for item in all_rounds if item.id == head.round), None)
    if current is None:
        _no_round(opening, head, document, all_rounds)
    ledger, found = read_ledger(ledger_file, system)
    opening.tell(found)
    if facts is None:
        files = look(records, path, unopened(path))
    else:
        files = {item.id: facts.get(item.id, MISSING) for item in records}
    standings: dict[str, Standing] = {}
    if current is not None:
        standings = {
            record.id: standing(record, files[record.id], current.head.window, current.head.as_of, system)
            for record in records
        }
        _round_links(opening, heads, current, system)
    if register is not None:
        opening.tell(register_faults(registered, register, system, files, standings))
    opening.tell(unit_faults(units, system, tree_name, records, register, ledger, ledger_file))
    support = supports(system, records, standings, struck(all_rounds, current)) if current is not None else {}
    if register is not None:
        opening.tell(loose_faults(register, support))
    places = {item.round: place for item, place in heads}
    opening.tell(basis_faults(all_rounds, system, places))
    if current is not None:
        opening.tell(inspection_faults(all_rounds, current, system, support, head.inspection, places))
        opening.tell(impartial_faults(all_rounds, current, system, records, support, people, units.aliases, places))
    digest = hashlib.sha256(register.raw).hexdigest() if register else ""
    if current is None:
        if ledger_file is not None:
            proofs = Proofs({record.id: record for record in records}, standings, support)
            opening.tell(ledger_faults(ledger, ledger_file, places_of(ledger_file), proofs, people))
        return opening.ended(head, system, tuple(all_rounds), people, units)
    workspace = Workspace(
        path=path,
        head=head,
        tree=system,
        records=records,
        files=files,
        standings=standings,
        supports=support,
        rounds=tuple(all_rounds),
        current=current,
        ledger=ledger,
        units=units,
        problems=(),
        register_sha256=digest,
        bulletins=bulletins,
        snapshots=snapshots,
        parts=parts,
        people=people,
    )
    opening.tell(_name_faults(workspace, register, ledger_file, places))
    if ledger_file is not None:
        opening.tell(_ledger_faults(workspace, ledger_file))
    for item in all_rounds:
        if item.head.sample is not None:
            opening.tell(_sample_faults(workspace, item, item.head.sample, places[item.id]))
    workspace = replace(workspace, problems=tuple(in_order(opening.problems)))
    return Opening(path, workspace.problems, workspace, head, system, workspace.rounds, people, units)


def _read_alone(opening: _Opening) -> None:
    """The problems of files that can be read without knowing the tree, where ``workspace.yaml`` itself cannot be."""
    opening.document(LEDGER, optional=True)
    opening.tell(read_register(opening.document(REGISTER, optional=True))[1])
    _round_heads(opening, {})


def _people(head: WorkspaceRecord, document: Document, units: Units, opening: _Opening) -> People:
    people, problems = read_people(head, document, units)
    opening.tell(problems)
    return people


def _name_faults(
    workspace: Workspace, register: Document | None, ledger: Document | None, rounds: Mapping[str, Document]
) -> Iterator[Problem]:
    """Names in register, ledger and rounds that are nobody's, and what is wrong with the units' parts of rounds."""
    people, tree = workspace.people, workspace.tree
    if people and register is not None:
        yield from name_faults(people, register_names(workspace.records, places_of(register)), register)
    if people and ledger is not None:
        yield from name_faults(people, ledger_names(workspace.ledger, places_of(ledger)), ledger)
    for item in workspace.rounds:
        yield from name_faults(people, round_names(item), rounds[item.id])
        yield from part_faults(item, rounds[item.id], tree, workspace.units)


def _ledger_faults(workspace: Workspace, document: Document) -> Iterator[Problem]:
    places = places_of(document)
    yield from ledger_faults(workspace.ledger, document, places, workspace.proofs, workspace.people)
    if any(item.closed and item.cause in CAUSES for item in workspace.ledger):
        yield from gap_faults(workspace.ledger, document, places, workspace.assess().by_code)


def _sample_faults(workspace: Workspace, item: Round, sample: SampleRecord, document: Document) -> Iterator[Problem]:
    """What is wrong with a recorded sample, and whether its frame is still what it was drawn from."""
    tree = workspace.tree
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


def _tree(
    head: WorkspaceRecord, document: Document, opening: _Opening, given: IndicatorTree | None
) -> tuple[IndicatorTree | None, str]:
    """The tree and the name by which messages call its file."""
    if given is not None:
        opening.tell(choice_faults(document, given.scope.kinds, head.level, head.classes))
        return given, given.id
    found = find_tree(head.tree, opening.path)
    if found is None:
        opening.tell([problem("W002", document.where(("tree",)), what=f"找不到指标体系“{head.tree}”")])
        return None, ""
    name = found.relative_to(opening.path).as_posix() if found.is_relative_to(opening.path) else f"（内置）{found.name}"
    tree, problems = load_tree(found, name, head.choose, opening.trees)
    opening.tell(problems)
    if tree is not None:
        opening.tell(choice_faults(document, tree.scope.kinds, head.level, head.classes))
    return tree, name


def _round_heads(opening: _Opening, more: Mapping[str, Path]) -> list[tuple[RoundRecord, Document]]:
    """The heads of the rounds in ``rounds/``, and of those that the caller brings."""
    heads: list[tuple[RoundRecord, Document]] = []
    paths = {f"rounds/{path.name}": path for path in listed(opening.path / "rounds")}
    for name, path in {**paths, **more}.items():
        document, problems = read(path, name)
        opening.tell(problems)
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
    head: WorkspaceRecord,
) -> list[tuple[RoundRecord, Document]]:
    """The rounds to be read: those of another tree are told and left alone, unless one is the current round."""
    kept = []
    for item, document in heads:
        if item.tree is None or item.tree == tree.id or item.round == head.round:
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
