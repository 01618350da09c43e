"""Whether a record may stand as it would be written: one plain function for each kind of record.

A judge gets the record alone, as a small document, and what else stands in the workspace. It gives
the problems that the record would have; those that it has already are the caller's to set aside:
nobody is kept from mending one thing because another is faulty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scoring.crosschecks import proof_faults
from scoring.evidence.model import read_register
from scoring.problems import Problem, Where, problem
from scoring.rectification.ledger import read_ledger
from scoring.rounds.model import Round
from scoring.rounds.reading import read_findings, read_head, remarks_of
from scoring.schema import build
from scoring.storage.layout import WORKSPACE
from scoring.workspace.changes.model import Change
from scoring.workspace.record import WorkspaceRecord
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


def judge_evidence(scene: Scene) -> Iterator[Problem]:
    """A record of the register: its shape, and that what it proves are leaves of the tree."""
    records, problems = read_register(scene.record)
    yield from problems
    for record in records:
        yield from proof_faults(record, scene.record, 0, scene.workspace.tree)


def judge_item(scene: Scene) -> Iterator[Problem]:
    """An item of the ledger: its shape, and that each event may follow on the one before."""
    yield from read_ledger(scene.record, scene.workspace.tree)[1]


def judge_finding(scene: Scene) -> Iterator[Problem]:
    """A finding: the indicator is a leaf, the facts are those of its rule and in range."""
    round_ = _round_of(scene)
    if round_ is None:
        what = f"{scene.change.file} 不是能读入的轮次"
        yield problem("W003", Where(scene.change.file, 1, 1), what=what)
        return
    judged, problems = read_findings(scene.record, round_.head, scene.workspace.tree, "")
    yield from problems
    yield from remarks_of(judged, scene.workspace.standings.keys(), scene.record)


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
        yield from build(WorkspaceRecord, document.data, document)[1]
    else:
        head, problems = read_head(document)
        yield from problems
        if head is not None:
            yield from read_findings(document, head, scene.workspace.tree, "")[1]


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
