"""Opens a workspace: every file once, and all their problems in one list.

Each step is a pure function of what was read before it. With a
:class:`~scoring.workspace.memory.Memory` of an earlier opening a step is done again only where
something that it looks at is another object, down to the single record; the result is the same with
and without.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from scoring.collection import uncollected
from scoring.engine import Units
from scoring.evidence.files import FileFact
from scoring.evidence.model import Evidence
from scoring.indicators.loading import TreeMemo
from scoring.indicators.model import IndicatorTree
from scoring.indicators.scope_faults import choice_faults
from scoring.narrative import Narrative
from scoring.people import People
from scoring.pieces.model import SourceFile
from scoring.problems import Problem
from scoring.rectification.bulletin import FOLDER, Bulletin, read_bulletins
from scoring.rectification.faults import JOURNAL
from scoring.rectification.ledger import RectificationItem
from scoring.rectification.papers import FOLDER as PAPERS
from scoring.rectification.papers import RECEIPTS, Paper, Receipt, read_papers, read_receipts
from scoring.workspace.checks import (
    Checks,
    Documents,
    cross_faults,
    faults_without_round,
    record_faults,
)
from scoring.workspace.memory import Memory, kept_equal
from scoring.workspace.model import Opening, Workspace
from scoring.workspace.opening_evidence import (
    files_of,
    records_under,
    standings_of,
    supports_of,
)
from scoring.workspace.opening_state import SETTLED, OpeningState, document_of, file_stamp
from scoring.workspace.people_checks import issued_name_faults, read_people
from scoring.workspace.record import WorkspaceRecord
from scoring.workspace.records import Listed, ledger_of, register_of, remapped
from scoring.workspace.round_files import (
    no_round,
    of_tree,
    read_rounds,
    read_snapshots,
    round_heads,
)
from scoring.workspace.settings import (
    SETTINGS,
    missing_settings,
    read_parts,
    read_settings,
    read_tree_of,
    read_units,
    tree_path,
)
from scoring.yamlio import Document, listed

REGISTER = "evidence/register.yaml"
LEDGER = "rectification.yaml"


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
    """Reads the workspace at ``path`` and checks its parts against each other. No content of a file
    makes it raise.

    What a caller knows better than the folder: ``facts`` are the states of the records' files by
    id, in place of a look at each (a record that is not named has no file); ``tree`` is the one to
    be scored on, whichever the workspace names; ``rounds`` are more files of rounds, by the names
    that messages call them. ``trees`` holds trees that were read before, ``memory`` everything of
    the last opening of this workspace. ``contents`` are files as they would be, by their names in
    the workspace, in place of what lies there.
    """
    if memory is None:
        memory = Memory(trees or TreeMemo(), keeps=False)
    opening = OpeningState(path, memory, contents or {})
    head, document = _settings(opening)
    if head is None or document is None:
        return opening.ended(head)
    units: Units = opening.step("units", (head, document), lambda: read_units(head, document))
    people = opening.step(
        "people", (head, document, units), lambda: read_people(head, document, units)
    )
    # Texts of the office travel with its workspace alone: where the files do not lie, they do not.
    parts = _parts(opening, head, document) if facts is None else ()
    system, tree_name = _tree(opening, head, document, tree)
    register = opening.source(REGISTER, None, optional=True)
    ledger_source = opening.source(LEDGER, None, optional=True)
    registered: Listed[Evidence] = memory.again(
        "register", (register,), lambda _, before: register_of(register, before)
    )
    opening.problems += registered.told()
    bulletins, papers, receipts = _issued(opening, people)
    heads = round_heads(opening, rounds or {})
    if system is None:
        return opening.ended(head, people=people, units=units)
    snapshots = read_snapshots(opening, [item for item, _ in heads], system.id)
    heads = of_tree(opening, heads, system, head)
    all_rounds = read_rounds(opening, heads, system)
    ledger = memory.again(
        "ledger",
        (ledger_source, system),
        lambda _, before: ledger_of(ledger_source, system, before),
    )
    opening.problems += ledger.told()
    documents = Documents(
        document,
        document_of(register),
        document_of(ledger_source),
        {item.round: source.document for item, source in heads if source.document is not None},
        registered.items,
        tree_name,
    )
    current = next((item for item in all_rounds if item.id == head.round), None)
    # Everything that can be checked without a round is, so that one run shows all faults.
    if current is None:
        no_round(opening, head, document, all_rounds)
        files = files_of(opening, registered.items, facts)
        more = faults_without_round(
            documents, system, files, units, people, all_rounds, ledger.items
        )
        return opening.ended(head, system, all_rounds, more, people=people, units=units)
    records = records_under(opening, registered, system)
    files = files_of(opening, records, facts)
    standings = standings_of(opening, records, files, current.head, system)
    support = supports_of(opening, system, records, standings, all_rounds, current)
    register_sha256 = memory.once("digest", (register,), lambda: _digest(register))
    journal_now = file_stamp(path / JOURNAL)
    journal = memory.again(
        "journal", (object(),), lambda _, before: kept_equal(before, journal_now)
    )
    checks = Checks(tuple(opening.problems))
    workspace = memory.once(
        "workspace",
        (
            head,
            system,
            records,
            files,
            standings,
            support,
            all_rounds,
            current,
            ledger.items,
            units,
            people,
            register_sha256,
            bulletins,
            snapshots,
            parts,
            tuple_kept(memory, opening.problems),
            papers,
            receipts,
            document,
            ledger_source,
            journal,
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
            papers=papers,
            receipts=receipts,
            snapshots=snapshots,
            parts=parts,
            people=people,
            checks=checks,
            still_open=_still_open(opening, ledger.items),
            sources=dict(memory.sources) if memory.keeps else {},
            memory=memory if memory.keeps else None,
        ),
    )
    # Else the last workspace stands as it was, and with it the
    # checks that it was asked for already.
    if workspace.checks is checks:
        checks.later = tuple(opening.later)
        checks.across = partial(cross_faults, documents)
    return Opening(path, workspace, workspace.checks, head, system, all_rounds, people, units)


def _parts(
    opening: OpeningState, head: WorkspaceRecord, document: Document
) -> tuple[Narrative, ...]:
    """The parts of reports that the office wrote, read again where one of their files changed."""
    now = tuple(file_stamp(opening.path / part.file) for part in head.report.parts)
    written = opening.memory.again(
        "written", (object(),), lambda _, before: kept_equal(before, now)
    )
    return opening.step(
        "parts", (head, document, written), lambda: read_parts(opening.path, head, document)
    )


def _still_open(opening: OpeningState, ledger: tuple[RectificationItem, ...]) -> tuple[str, ...]:
    """The ids of the items that are not closed."""

    def reckon(inputs: tuple[Any, ...], before: tuple[str, ...] | None) -> tuple[str, ...]:
        old = inputs[0] if inputs else ()
        return remapped(
            [old], [ledger], before if inputs else None, lambda item: "" if item.closed else item.id
        )

    ids = opening.memory.again("closed", (ledger,), reckon)
    return opening.memory.once("still open", (ids,), lambda: tuple(sorted(filter(None, ids))))


def tuple_kept(memory: Memory, problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The problems as a tuple, the same object as in the last opening where they are equal."""
    now = tuple(problems)
    return memory.again(
        "told",
        (object(),),
        lambda _, before: kept_equal(before, now) if before is not None else now,
    )


def _digest(source: SourceFile | None) -> str:
    if source is None or source.document is None:
        return ""
    return source.sha256 or hashlib.sha256(source.raw).hexdigest()


def _settings(opening: OpeningState) -> tuple[WorkspaceRecord | None, Document | None]:
    """``workspace.yaml``. Where it cannot be read, the other files are looked
    at all the same, for their problems.
    """
    missing = missing_settings(opening.path)
    opening.problems += missing
    document = None if missing else opening.document(SETTINGS)
    head: WorkspaceRecord | None = None
    if document is not None:
        head = opening.step("settings", (document,), lambda: read_settings(document))
    if head is None:
        if document is not None:
            _issued(opening, People())
        opening.source(LEDGER, None, optional=True)
        opening.problems += register_of(opening.source(REGISTER, None, optional=True), None).told()
        round_heads(opening, {})
    return head, document


def _tree(
    opening: OpeningState, head: WorkspaceRecord, document: Document, given: IndicatorTree | None
) -> tuple[IndicatorTree | None, str]:
    """The tree and the name by which messages call its file."""
    if given is not None:
        opening.problems += choice_faults(document, given.scope.kinds, head.level, head.classes)
        return given, given.id
    folder = opening.path / "indicators"
    beside = tuple((path.name, file_stamp(path)) for path in listed(folder))
    beside = opening.memory.again(
        "beside", (object(),), lambda _, before: kept_equal(before, beside)
    )
    path, name = opening.memory.once(
        "tree path", (head, beside), lambda: tree_path(head, opening.path)
    )
    stamp = file_stamp(path) if path is not None else None
    stamp = opening.memory.again(
        "tree stamp", (object(),), lambda _, before: kept_equal(before, stamp)
    )
    if stamp is None or time.time_ns() - stamp[0] <= SETTLED:
        stamp = (0, 0, time.time_ns())  # its time does not tell yet whether it was written again
    trees = opening.memory.trees
    tree: IndicatorTree | None = opening.step(
        "tree",
        (head, document, path, stamp),
        lambda: read_tree_of(head, document, path, name, trees),
    )
    return tree, name


def _issued(
    opening: OpeningState, people: People
) -> tuple[tuple[Bulletin, ...], tuple[Paper, ...], tuple[Receipt, ...]]:
    """The bulletins and other papers on record, and who has received them; whether the journal
    vouches for them is asked later.
    """
    bulletins = _documents(opening, FOLDER)
    papers = _documents(opening, PAPERS)
    receipts = next((one for one in papers if one.name == RECEIPTS), None)
    frozen = tuple(one for one in papers if one is not receipts)
    issued = (*bulletins, *frozen)
    opening.later.append(partial(record_faults, opening.path, issued))
    opening.later.append(partial(issued_name_faults, people, issued, receipts))
    return (
        opening.step("bulletins", bulletins, lambda: read_bulletins(bulletins)),
        opening.step("papers", frozen, lambda: read_papers(frozen)),
        opening.step("receipts", (receipts,), lambda: read_receipts(receipts)),
    )


def _documents(opening: OpeningState, folder: str) -> tuple[Document, ...]:
    """The files of a folder that can be read."""
    files = (opening.document(f"{folder}/{path.name}") for path in listed(opening.path / folder))
    return tuple(document for document in files if document is not None)
