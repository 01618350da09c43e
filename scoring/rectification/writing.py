"""Writing into the ledger: one event or some new items at a time, nothing else in the file changes.

Each is a step of a change set, see ``storage.changeset``. What was written is read back before it
is put in place, so that an unusual way of writing YAML leads to a refusal, never to a damaged
ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from scoring.indicators.model import IndicatorTree
from scoring.problems import Problem, ScoringError
from scoring.rectification.bulletin import FOLDER
from scoring.rectification.ledger import RectificationItem, read_ledger
from scoring.rectification.proposals import Proposals
from scoring.rectification.transitions import Move
from scoring.storage import IrregularError, Journal, RecordChanges
from scoring.storage.journal import JOURNAL
from scoring.storage.layout import LEDGER
from scoring.yamlio import Document, parse

BOM = "\ufeff"


class RefusedError(ScoringError):
    """The ledger cannot or may not be changed so; the message is Chinese and for the user."""


def item_of(changes: RecordChanges, ident: str, tree: IndicatorTree) -> RectificationItem:
    """The item as it stands under the lock. Raises :class:`RefusedError`
    for an unknown or faulty one.

    A faulty item could be taken for another: where its events cannot be read, its status is not
    known.
    """
    document = _document(changes)
    items, problems = read_ledger(document, tree)
    found = next((item for item in items if item.id == ident), None)
    if found is None:
        raise RefusedError(f"整改清单里没有 {ident}，或者它读不出来；见 shifan check")
    faults = [
        item
        for item in problems
        if item.severity == "error" and _at(document, item.where.line) == ident
    ]
    if faults:
        raise RefusedError(f"{ident} 的记录有错误，请先改正：{faults[0].where} {faults[0].what}")
    return found


def whole(problems: Iterable[Problem], *, bulletins: bool = False) -> None:
    """Raises :class:`RefusedError` where an item could not be read whole: a sync would take it for
    missing and open it once more. With ``bulletins``, also where a bulletin on record is in doubt,
    since the ladder rests on them.
    """
    for item in problems:
        in_ledger = item.where.file == LEDGER and item.severity == "error"
        if in_ledger or (bulletins and item.where.file.startswith(f"{FOLDER}/")):
            raise RefusedError(f"请先改正 {item.where}：{item.what}")


def add_event(changes: RecordChanges, ident: str, move: Move) -> None:
    """Adds the event of ``move`` at the end of the events of an item that is there."""
    changes.edit(LEDGER, ident, {"events": [*_listed(changes, ident, "events"), move.event()]})


def add_measure(changes: RecordChanges, ident: str, text: str, due: date | str | None) -> None:
    """Adds a measure to an item."""
    measure = {"text": text, **({"due": due} if due else {})}
    changes.edit(LEDGER, ident, {"measures": [*_listed(changes, ident, "measures"), measure]})


def move_measure(changes: RecordChanges, ident: str, number: int, due: date | str | None) -> None:
    """Sets the date of a measure, counted from 1; None takes it away."""
    measures = [dict(measure) for measure in _listed(changes, ident, "measures")]
    if due is None:
        measures[number - 1].pop("due", None)
    else:
        measures[number - 1]["due"] = due
    changes.edit(LEDGER, ident, {"measures": measures})


def finish_measure(changes: RecordChanges, item: RectificationItem, number: int, on: date) -> None:
    """Writes the day on which a measure, counted from 1, was done.

    Raises :class:`RefusedError` where there is no such measure, or it is done.
    """
    if not 1 <= number <= len(item.measures):
        raise RefusedError(f"{item.id} 有 {len(item.measures)} 条措施，没有第 {number} 条")
    done = item.measures[number - 1].done
    if done is not None:
        raise RefusedError(f"{item.id} 的第 {number} 条措施已于 {done} 完成")
    measures = [measure.model_dump(exclude_none=True) for measure in item.measures]
    measures[number - 1]["done"] = on
    changes.edit(LEDGER, item.id, {"measures": measures})


def carry_out(changes: RecordChanges, proposals: Proposals) -> None:
    """Opens and updates what a sync proposes."""
    for update in proposals.updated:
        changes.edit(LEDGER, update.id, {"lost": update.after})
    changes.append(LEDGER, *proposals.created)


def taken_ids(workspace: Path) -> list[str]:
    """Ids that the journal has seen: an item that was taken out by hand does
    not give its number to another.
    """
    return [
        ident
        for entry in Journal(workspace / JOURNAL).oldest_first(b'"rectify ')
        if entry.get("do", "").startswith("rectify ")
        for ident in entry.get("records", ())
    ]


def _listed(changes: RecordChanges, ident: str, key: str) -> list[Mapping[str, Any]]:
    """What stands in a list of an item. Raises ``IrregularError`` where no list stands there."""
    stored = changes.record(LEDGER, ident)
    if stored is not None and isinstance(stored.data, dict):
        there = stored.data.get(key)
    else:
        there = None
    if stored is None or not isinstance(there, list | None):
        raise IrregularError(LEDGER)
    return there or []


def _document(changes: RecordChanges) -> Document | None:
    data, root, _ = parse(changes.read(LEDGER).removeprefix(BOM), LEDGER)
    if root:
        return Document(changes.transaction.workspace / LEDGER, LEDGER, data, root, b"")
    return None


def _at(document: Document | None, line: int | None) -> str | None:
    """The id of the record in which a line stands."""
    ident = None
    for index, data in enumerate(
        document.data if document and isinstance(document.data, list) else []
    ):
        if (
            document
            and line is not None
            and document.spot((index,)).line <= line
            and isinstance(data, dict)
        ):
            ident = data.get("id")
    return ident
