"""Opens a workspace: every file once, and all their problems in one list.

Each step is a pure function of what was read before it. With a :class:`~scoring.workspace.memory.Memory` of an earlier
opening a step is done again only where something that it looks at is another object, down to the single record; the
result is the same with and without.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, cast

from scoring.engine import Units
from scoring.evidence.files import FileFact, look
from scoring.evidence.model import Evidence
from scoring.evidence.support import Standing, Support, standing, supports
from scoring.evidence.unopened import unopened
from scoring.indicators.loading import TreeMemo
from scoring.indicators.model import IndicatorTree
from scoring.indicators.scope_faults import choice_faults
from scoring.pieces import SourceFile, read_source
from scoring.problems import Problem, in_order, problem
from scoring.rectification.bulletin import FOLDER, Bulletin, read_bulletins
from scoring.rectification.faults import JOURNAL
from scoring.rectification.ledger import RectificationItem
from scoring.rounds.model import Round, RoundRecord, read_head
from scoring.rounds.snapshot import Snapshot, misfits, read_snapshot, snapshot_files
from scoring.rounds.verification import struck
from scoring.values import nearest
from scoring.workspace.checks import Checks, Documents, Later, cross_faults, faults_without_round, record_faults
from scoring.workspace.collection import uncollected
from scoring.workspace.glyph_checks import glyph_faults, printable
from scoring.workspace.memory import Memory, kept_equal
from scoring.workspace.model import Opening, Workspace
from scoring.workspace.people_checks import read_people
from scoring.workspace.record import WorkspaceRecord
from scoring.workspace.records import Listed, RoundReading, ledger_of, register_of, remapped, round_of
from scoring.workspace.settings import (
    SETTINGS,
    missing_settings,
    read_parts,
    read_settings,
    read_tree_of,
    read_units,
    tree_path,
)
from scoring.yamlio import Document, listed, read_raw

REGISTER = "evidence/register.yaml"
LEDGER = "rectification.yaml"
MISSING = FileFact("missing")
FINDINGS = "findings"
SETTLED = 3_000_000_000
"""Nanoseconds after which the time of a file tells whether it was written again: clocks of file systems are coarse."""


@dataclass(slots=True)
class _Opening:
    """The state of one opening: where, what is remembered, and what was told so far."""

    path: Path
    memory: Memory
    contents: Mapping[str, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    later: list[Later] = field(default_factory=list)

    def source(
        self, name: str, section: str | None = "", path: Path | None = None, *, optional: bool = False
    ) -> SourceFile | None:
        """One file. ``section`` is where its records stand, as in :func:`read_source`; "" for a file without any."""
        path = path or self.path / name
        before = self.memory.sources.get(name)
        stamp = _stamp(path) if name not in self.contents else None
        if before is not None and stamp is not None and self.memory.stamps.get(name) == stamp:
            self.problems += before.problems
            self._look_at_characters(before)
            return before
        self.memory.stamps.pop(name, None)
        raw: bytes | None = self.contents.get(name)
        problems: list[Problem] = []
        if raw is None:
            raw, problems = read_raw(path, name, optional=optional)
        if raw is None:
            self.memory.sources.pop(name, None)
            self.problems += problems
            return None
        written = self.memory.written.pop(name, None)
        cut = section != "" and self.memory.keeps
        source = read_source(path, name, raw, section, before, cut=cut, written=written)
        self.memory.sources[name] = source
        if stamp is not None and time.time_ns() - stamp[0] > SETTLED:
            self.memory.stamps[name] = stamp
        self.problems += source.problems
        self._look_at_characters(source)
        return source

    def _look_at_characters(self, source: SourceFile) -> None:
        """Tells what no face can print. Reckoned once for a reading of a file, and after an edit for what is new."""

        def reckon(inputs: tuple[object, ...], result: bool | None) -> bool:
            return printable(source, cast("SourceFile", inputs[0]) if result else None)

        if not self.memory.again(f"printable {source.name}", (source,), reckon):
            self.step(f"glyphs {source.name}", (source,), lambda: (None, tuple(glyph_faults(source, self.path))))

    def document(self, name: str, *, optional: bool = False) -> Document | None:
        """The document of a file without records."""
        source = self.source(name, optional=optional)
        return source.document if source is not None else None

    def step(self, name: str, inputs: tuple[object, ...], reckon: Any) -> Any:
        """A step that gives a value and problems, which are told each time."""
        value, problems = self.memory.once(name, inputs, reckon)
        self.problems += problems
        return value

    def ended(
        self,
        head: WorkspaceRecord | None,
        tree: IndicatorTree | None = None,
        rounds: tuple[Round, ...] = (),
        more: Iterable[Problem] = (),
        **rest: Any,
    ) -> Opening:
        """The end of an opening that found nothing to score."""
        sought = [item for look_at in self.later for item in look_at()]
        checks = Checks(tuple(in_order([*self.problems, *more, *sought])))
        return Opening(self.path, None, checks, head, tree, rounds, **rest)


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        info = path.stat()
    except (OSError, ValueError):
        return None
    return info.st_mtime_ns, info.st_size, info.st_ino


@uncollected
def open_workspace(
    path: Path,
    *,
    facts: Mapping[str, FileFact] | None = None,
    tree: IndicatorTree | None = None,
    rounds: Mapping[str, Path] | None = None,
    trees: TreeMemo | None = None,
    memory: Memory | None = None,
    contents: Mapping[str, bytes] | None = None,
) -> Opening:
    """Reads the workspace at ``path`` and checks its parts against each other. No content of a file makes it raise.

    What a caller knows better than the folder: ``facts`` are the states of the records' files by id, in place of a
    look at each (a record that is not named has no file); ``tree`` is the one to be scored on, whichever the workspace
    names; ``rounds`` are more files of rounds, by the names that messages call them. ``trees`` holds trees that were
    read before, ``memory`` everything of the last opening of this workspace. ``contents`` are files
    as they would be, by their names in the workspace, in place of what lies there.
    """
    memory = memory if memory is not None else Memory(trees or TreeMemo(), keeps=False)
    opening = _Opening(path, memory, contents or {})
    head, document = _settings(opening)
    if head is None or document is None:
        return opening.ended(head)
    units: Units = opening.step("units", (head, document), lambda: read_units(head, document))
    people = opening.step("people", (head, document, units), lambda: read_people(head, document, units))
    written = tuple(_stamp(path / part.file) for part in head.report.parts)
    written = memory.again("written", (object(),), lambda _, before: kept_equal(before, written))
    parts: tuple[Any, ...] = ()
    if facts is None:  # texts of the office travel with its workspace alone: where the files do not lie, they do not
        parts = opening.step("parts", (head, document, written), lambda: read_parts(path, head, document))
    system, tree_name = _tree(opening, head, document, tree)
    register = opening.source(REGISTER, None, optional=True)
    ledger_source = opening.source(LEDGER, None, optional=True)
    registered: Listed[Evidence] = memory.again(
        "register", (register,), lambda _, before: register_of(register, before)
    )
    opening.problems += registered.told()
    bulletins = _bulletins(opening)
    heads = _round_heads(opening, rounds or {})
    if system is None:
        return opening.ended(head, people=people, units=units)
    snapshots = _snapshots(opening, [item for item, _ in heads], system.id)
    heads = _of_tree(opening, heads, system, head)
    all_rounds = _rounds(opening, heads, system)
    ledger = memory.again("ledger", (ledger_source, system), lambda _, before: ledger_of(ledger_source, system, before))
    opening.problems += ledger.told()
    documents = Documents(
        document,
        _document(register),
        _document(ledger_source),
        {item.round: source.document for item, source in heads if source.document is not None},
        registered.items,
        tree_name,
    )
    current = next((item for item in all_rounds if item.id == head.round), None)
    if current is None:
        _no_round(opening, head, document, all_rounds)
        files = _files(opening, registered.items, facts)
        more = faults_without_round(documents, system, files, units, people, all_rounds, ledger.items)
        return opening.ended(head, system, all_rounds, more, people=people, units=units)
    records = _under(opening, registered, system)
    files = _files(opening, records, facts)
    standings = _standings(opening, records, files, current.head, system)
    support = _supports(opening, system, records, standings, all_rounds, current)
    register_sha256 = memory.once("digest", (register,), lambda: _digest(register))
    journal_now = _stamp(path / JOURNAL)
    journal = memory.again("journal", (object(),), lambda _, before: kept_equal(before, journal_now))
    checks = Checks(tuple(opening.problems))
    workspace = memory.once(
        "workspace",
        (
            *(head, system, records, files, standings, support, all_rounds, current, ledger.items, units, people),
            *(register_sha256, bulletins, snapshots, parts, tuple_kept(memory, opening.problems)),
            *(document, ledger_source, journal),
        ),
        lambda: Workspace(
            path=path,
            head=head,
            tree=system,
            records=records,
            files=files,
            standings=standings,
            supports=support,
            rounds=all_rounds,
            current=current,
            ledger=ledger.items,
            units=units,
            register_sha256=register_sha256,
            bulletins=bulletins,
            snapshots=snapshots,
            parts=parts,
            people=people,
            checks=checks,
            still_open=_still_open(opening, ledger.items),
            sources=dict(memory.sources) if memory.keeps else {},
            memory=memory if memory.keeps else None,
        ),
    )
    if workspace.checks is checks:
        checks.later = (partial(cross_faults, workspace, documents), *opening.later)
    return Opening(path, workspace, workspace.checks, head, system, all_rounds, people, units)


def _still_open(opening: _Opening, ledger: tuple[RectificationItem, ...]) -> tuple[str, ...]:
    """The ids of the items that are not closed."""

    def reckon(inputs: tuple[Any, ...], before: tuple[str, ...] | None) -> tuple[str, ...]:
        old = inputs[0] if inputs else ()
        return remapped([old], [ledger], before if inputs else None, lambda item: "" if item.closed else item.id)

    ids = opening.memory.again("closed", (ledger,), reckon)
    return opening.memory.once("still open", (ids,), lambda: tuple(sorted(filter(None, ids))))


def tuple_kept(memory: Memory, problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The problems as a tuple, the same object as in the last opening where they are equal."""
    now = tuple(problems)
    return memory.again("told", (object(),), lambda _, before: kept_equal(before, now) if before is not None else now)


def _document(source: SourceFile | None) -> Document | None:
    return source.document if source is not None else None


def _digest(source: SourceFile | None) -> str:
    if source is None or source.document is None:
        return ""
    return source.sha256 or hashlib.sha256(source.raw).hexdigest()


def _settings(opening: _Opening) -> tuple[WorkspaceRecord | None, Document | None]:
    """``workspace.yaml``. Where it cannot be read, the other files are looked at all the same, for their problems."""
    missing = missing_settings(opening.path)
    opening.problems += missing
    document = None if missing else opening.document(SETTINGS)
    head: WorkspaceRecord | None = None
    if document is not None:
        head = opening.step("settings", (document,), lambda: read_settings(document))
    if head is None:
        if document is not None:
            _bulletins(opening)
        opening.source(LEDGER, None, optional=True)
        opening.problems += register_of(opening.source(REGISTER, None, optional=True), None).told()
        _round_heads(opening, {})
    return head, document


def _tree(
    opening: _Opening, head: WorkspaceRecord, document: Document, given: IndicatorTree | None
) -> tuple[IndicatorTree | None, str]:
    """The tree and the name by which messages call its file."""
    if given is not None:
        opening.problems += choice_faults(document, given.scope.kinds, head.level, head.classes)
        return given, given.id
    folder = opening.path / "indicators"
    beside = tuple((path.name, _stamp(path)) for path in listed(folder))
    beside = opening.memory.again("beside", (object(),), lambda _, before: kept_equal(before, beside))
    path, name = opening.memory.once("tree path", (head, beside), lambda: tree_path(head, opening.path))
    stamp = _stamp(path) if path is not None else None
    stamp = opening.memory.again("tree stamp", (object(),), lambda _, before: kept_equal(before, stamp))
    if stamp is None or time.time_ns() - stamp[0] <= SETTLED:
        stamp = (0, 0, time.time_ns())  # its time does not tell yet whether it was written again
    trees = opening.memory.trees
    tree: IndicatorTree | None = opening.step(
        "tree", (head, document, path, stamp), lambda: read_tree_of(head, document, path, name, trees)
    )
    return tree, name


def _under(opening: _Opening, registered: Listed[Evidence], tree: IndicatorTree) -> tuple[Evidence, ...]:
    """The records with the proofs that hold for the tree."""

    def reckon(inputs: tuple[Any, ...], before: tuple[Evidence, ...] | None) -> tuple[Evidence, ...]:
        old = inputs[0] if inputs and inputs[1] is tree else ()
        return remapped([old], [registered.items], before if old else None, lambda record: record.under(tree.id))

    return opening.memory.again("under", (registered.items, tree), reckon)


def _files(
    opening: _Opening, records: tuple[Evidence, ...], facts: Mapping[str, FileFact] | None
) -> Mapping[str, FileFact]:
    """The state of each record's file; what was looked at before is looked at again only in a sweep."""
    if facts is not None:
        return {item.id: facts.get(item.id, MISSING) for item in records}
    memory = opening.memory
    why = unopened(opening.path)
    if not memory.keeps:
        return look(records, opening.path, why)
    why = memory.again("unopened", (object(),), lambda _, before: kept_equal(before, why))
    memory.once("looked", (why,), memory.sweep)

    def place(record: Evidence) -> tuple[str | None, str | None, bool]:
        return record.file, record.sha256, record.url is None

    def reckon(inputs: tuple[Any, ...], before: dict[str, FileFact] | None) -> dict[str, FileFact]:
        same = before is not None and inputs[1] == memory.swept
        old: tuple[Evidence, ...] = inputs[0] if same else ()
        fresh = records
        if len(old) == len(records):
            fresh = tuple(one for one, other in zip(records, old, strict=True) if one is not other)
        new = [record for record in fresh if place(record) not in memory.facts]
        looked = look(new, opening.path, why) if new else {}
        for record in new:
            memory.facts[place(record)] = looked[record.id]
        results = list(before.values()) if same and before is not None else None
        found = remapped([old], [records], results, lambda record: memory.facts[place(record)])
        return dict(zip(_ids(memory, records), found, strict=True))

    return memory.again("files", (records, memory.swept), reckon)


def _ids(memory: Memory, records: tuple[Evidence, ...]) -> tuple[str, ...]:
    def reckon(inputs: tuple[Any, ...], before: tuple[str, ...] | None) -> tuple[str, ...]:
        return remapped([inputs[0] if inputs else ()], [records], before, lambda record: record.id)

    return memory.again("ids", (records,), reckon)


def _standings(
    opening: _Opening,
    records: tuple[Evidence, ...],
    files: Mapping[str, FileFact],
    head: RoundRecord,
    tree: IndicatorTree,
) -> Mapping[str, Standing]:
    terms = opening.memory.again("terms", (object(),), lambda _, before: kept_equal(before, (head.window, head.as_of)))

    def judged(record: Evidence, fact: FileFact) -> Standing:
        return standing(record, fact, head.window, head.as_of, tree)

    def reckon(inputs: tuple[Any, ...], before: Mapping[str, Standing] | None) -> Mapping[str, Standing]:
        same = bool(inputs) and inputs[2] is terms and inputs[3] is tree and before is not None
        old = [inputs[0], list(inputs[1].values())] if same else [(), ()]
        results = list(before.values()) if same and before is not None else None
        found = remapped(old, [records, list(files.values())], results, judged)
        return dict(zip(_ids(opening.memory, records), found, strict=True))

    return opening.memory.again("standings", (records, files, terms, tree), reckon)


def _supports(
    opening: _Opening,
    tree: IndicatorTree,
    records: tuple[Evidence, ...],
    standings: Mapping[str, Standing],
    rounds: tuple[Round, ...],
    current: Round,
) -> Mapping[str, Support]:
    out = opening.memory.again(
        "struck", (rounds, current), lambda _, before: kept_equal(before, struck(rounds, current))
    )

    def reckon(inputs: tuple[Any, ...], before: Mapping[str, Support] | None) -> Mapping[str, Support]:
        earlier = None
        if before is not None and inputs[3] is tree:
            earlier = (inputs[0], inputs[1], inputs[2], before)
        return supports(tree, records, standings, out, earlier)

    return opening.memory.again("supports", (records, standings, out, tree), reckon)


def _bulletins(opening: _Opening) -> tuple[Bulletin, ...]:
    """The bulletins on record; whether the journal vouches for them is asked later."""
    files = (opening.document(f"{FOLDER}/{path.name}") for path in listed(opening.path / FOLDER))
    documents = tuple(document for document in files if document is not None)
    opening.later.append(partial(record_faults, opening.path, documents))
    found: tuple[Bulletin, ...] = opening.step("bulletins", documents, lambda: read_bulletins(documents))
    return found


def _snapshots(opening: _Opening, heads: Sequence[RoundRecord], tree: str) -> Mapping[str, Snapshot]:
    """The kept supports of rounds that can be relied on, by round."""
    files: dict[str, Snapshot] = {}
    for path in snapshot_files(opening.path / "rounds"):
        found, problems = read_snapshot(path)
        opening.problems += problems
        if found is not None:
            files[f"rounds/{path.name}"] = found
    wrong = dict(misfits(files, heads, tree))
    opening.problems += wrong.values()
    kept = {item.round: item for name, item in files.items() if name not in wrong or wrong[name].rule != "F031"}
    return opening.memory.again("snapshots", (object(),), lambda _, before: kept_equal(before, kept))


Heads = list[tuple[RoundRecord, SourceFile]]


def _round_heads(opening: _Opening, more: Mapping[str, Path]) -> Heads:
    """The heads of the rounds in ``rounds/``, and of those that the caller brings."""
    heads: Heads = []
    paths = {f"rounds/{path.name}": path for path in listed(opening.path / "rounds")}
    for name, path in {**paths, **more}.items():
        source = opening.source(name, FINDINGS, path)
        document = _document(source)
        if source is None or document is None:
            continue
        if document.data is None:
            opening.problems.append(problem("Y010", document.where()))
            continue
        head = _round_head(opening, name, document)
        if head is None:
            continue
        if any(other.round == head.round for other, _ in heads):
            where = document.where(("round",))
            opening.problems.append(problem("F009", where, what=f"轮次“{head.round}”在多个文件里重名"))
            continue
        heads.append((head, source))
    return heads


def _round_head(opening: _Opening, name: str, document: Document) -> RoundRecord | None:
    def reckon(
        _: tuple[Any, ...], before: tuple[RoundRecord | None, list[Problem]] | None
    ) -> tuple[RoundRecord | None, list[Problem]]:
        head, problems = read_head(document)
        return (kept_equal(before[0], head) if before is not None else head), problems

    head, problems = opening.memory.again(f"head {name}", (document,), reckon)
    opening.problems += problems
    return head


def _of_tree(opening: _Opening, heads: Heads, tree: IndicatorTree, head: WorkspaceRecord) -> Heads:
    """The rounds to be read: those of another tree are told and left alone, unless one is the current round."""
    kept = []
    for item, source in heads:
        if item.tree is None or item.tree == tree.id or item.round == head.round:
            kept.append((item, source))
        elif source.document is not None:
            what = f"轮次“{item.round}”用的是“{item.tree}”，工作区用的是“{tree.id}”，没有读入它的认定"
            opening.problems.append(problem("F007", source.document.where(("tree",)), what=what))
    return kept


def _rounds(opening: _Opening, heads: Heads, tree: IndicatorTree) -> tuple[Round, ...]:
    rounds = []
    for head, source in heads:
        document = source.document
        if document is not None and head.tree is not None and head.tree != tree.id:
            what = f"轮次“{head.round}”用的是“{head.tree}”，工作区用的是“{tree.id}”"
            opening.problems.append(problem("F007", document.where(("tree",)), what=what))
        reading = _reading(opening, source, head, tree)
        opening.problems += reading.told()
        rounds.append(reading.round)
    now = tuple(rounds)

    def same(_: tuple[Any, ...], before: tuple[Round, ...] | None) -> tuple[Round, ...]:
        if before is not None and len(before) == len(now) and all(a is b for a, b in zip(before, now, strict=True)):
            return before
        return now

    return opening.memory.again("rounds", (object(),), same)


def _reading(opening: _Opening, source: SourceFile, head: RoundRecord, tree: IndicatorTree) -> RoundReading:
    def reckon(_: tuple[Any, ...], before: RoundReading | None) -> RoundReading:
        return round_of(source, head, tree, before)

    return opening.memory.again(f"round {source.name}", (source, head, tree), reckon)


def _no_round(opening: _Opening, head: WorkspaceRecord, document: Document, rounds: Sequence[Round]) -> None:
    near = nearest(head.round, [item.id for item in rounds])
    fix = f"是不是“{near}”？" if near else ""
    where = document.where(("round",))
    opening.problems.append(problem("W003", where, what=f"rounds/ 里找不到轮次“{head.round}”", fix=fix))
