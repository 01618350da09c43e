"""Whether a record may stand as it would be written: one plain function for each kind of record.

A judge gets the record alone, as a small document, and what else stands in the workspace. It gives
the problems that the record would have; those that it has already are the caller's to set aside:
nobody is kept from mending one thing because another is faulty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scoring.engine import Units
from scoring.evidence.model import read_register
from scoring.problems import Problem, Where, problem
from scoring.rectification.faults import hand_faults
from scoring.rectification.ledger import read_ledger
from scoring.rounds.model import Round
from scoring.rounds.reading import read_findings, read_head, remarks_of
from scoring.schema import build
from scoring.storage.layout import WORKSPACE
from scoring.workspace.changes.model import Change
from scoring.workspace.people_checks import (
    finding_names,
    head_names,
    ledger_names,
    name_faults_by_label,
    read_people,
    register_names,
)
from scoring.workspace.record import WorkspaceRecord
from scoring.workspace.reference_checks import places_of, proof_faults
from scoring.yamlio import Document

if TYPE_CHECKING:
    from scoring.workspace.model import Workspace


@dataclass(frozen=True, slots=True)
class Scene:
    """What a judge looks at.

    ``record`` is the record alone as a document: a list of one, or a map of its section with one
    entry. ``whole`` reads the file as it would be. ``workspace`` is everything as it stands before
    the change.
    """

    change: Change
    record: Document
    whole: Callable[[], Document | None]
    workspace: Workspace


Judge = Callable[[Scene], Iterable[Problem]]


NEVER_WRITTEN = frozenset({"L007", "L010"})
"""Warnings of what stands in a file that are a refusal to whoever would write it now: one hand where
there have to be two."""


def is_refused(item: Problem) -> bool:
    """Whether a record with this problem may not be written."""
    return item.severity == "error" or item.rule in NEVER_WRITTEN


def judge_evidence(scene: Scene) -> Iterator[Problem]:
    """A record of the register: its shape, that what it proves are leaves of the tree, whom it
    names.
    """
    records, problems = read_register(scene.record)
    yield from problems
    for record in records:
        yield from proof_faults(record, scene.record, 0, scene.workspace.tree)
    names = register_names(records, places_of(scene.record))
    yield from name_faults_by_label(scene.workspace.people, names, scene.record)


def judge_item(scene: Scene) -> Iterator[Problem]:
    """An item of the ledger: its shape, that each event may follow on the one before, whom it
    names, and that two hands are two people.
    """
    workspace, document = scene.workspace, scene.record
    items, problems = read_ledger(document, workspace.tree)
    yield from problems
    places = places_of(document)
    yield from name_faults_by_label(workspace.people, ledger_names(items, places), document)
    for item in items:
        yield from hand_faults(item, document, places[item.id], workspace.proofs, workspace.people)


def judge_finding(scene: Scene) -> Iterator[Problem]:
    """A finding: the indicator is a leaf, the facts are those of its rule and in range, who made it
    is known.
    """
    round_ = _round_of(scene)
    if round_ is None:
        what = f"{scene.change.file} 不是能读入的轮次"
        yield problem("W003", Where(scene.change.file, 1, 1), what=what)
        return
    judged, problems = read_findings(scene.record, round_.head, scene.workspace.tree, "")
    yield from problems
    yield from remarks_of(judged, scene.workspace.standings.keys(), scene.record)
    names = finding_names({**judged.findings, **judged.unscored})
    yield from name_faults_by_label(scene.workspace.people, names, scene.record)


def judge_head(scene: Scene) -> Iterator[Problem]:
    """Anything else of a round's file, or of ``workspace.yaml``: read as a whole."""
    # These keys depend on each other (window and day, unit and
    # alias), so that one alone says little.
    document = scene.whole()
    if document is None:
        yield problem(
            "Y003", Where(scene.change.file, 1, 1), what=f"{scene.change.file} 会变得读不出来"
        )
    elif scene.change.file == WORKSPACE:
        yield from _workspace_faults(document)
    else:
        yield from _round_faults(document, scene.workspace)


def _workspace_faults(document: Document) -> Iterator[Problem]:
    head, problems = build(WorkspaceRecord, document.data, document)
    yield from problems
    if head is not None:
        # Units may come in the same save: who is in which one is told by ``check``.
        yield from read_people(head, document, Units())[1]


def _round_faults(document: Document, workspace: Workspace) -> Iterator[Problem]:
    head, problems = read_head(document)
    yield from problems
    if head is not None:
        yield from read_findings(document, head, workspace.tree, "")[1]
        yield from name_faults_by_label(workspace.people, head_names(head), document)


def _round_of(scene: Scene) -> Round | None:
    return next((item for item in scene.workspace.rounds if item.file == scene.change.file), None)


JUDGES: Mapping[str, Judge] = {
    "evidence": judge_evidence,
    "item": judge_item,
    "finding": judge_finding,
    "veto": judge_head,
    "part": judge_head,
    "assignment": judge_head,
    "question": judge_head,
    "setting": judge_head,
    "unit": judge_head,
    "person": judge_head,
}
"""The judge of each kind of record."""


def field_of(document: Document, item: Problem, inside: tuple[Any, ...]) -> str:
    """The key of the record at ``inside`` of a small document that a problem is about; "" where it
    is about none.
    """
    spot = document.spot(inside)
    at = (item.where.line or 0, item.where.column or 0)
    before = [(key_spot.line, key_spot.column, key) for key, key_spot in spot.keys.items()]
    keys = [key for line, column, key in sorted(before) if (line, column) <= at]
    if keys:
        return keys[-1]
    return ""
