"""Writing into the ledger: one event or some new items at a time, each a transaction with its line in the journal.

Events are added at the end of their list and no other byte of the file changes. What was written is read back before
it is put in place, so that an unusual way of writing YAML leads to a refusal, never to a damaged ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from scoring.indicators.model import IndicatorTree
from scoring.problems import Problem
from scoring.rectification.bulletin import FOLDER
from scoring.rectification.ledger import RectificationItem, read_ledger
from scoring.rectification.moves import Move
from scoring.rectification.proposals import Proposals
from scoring.storage import Edit, Journal, Transaction, append_record, apply_edits
from scoring.storage.appending import append_item
from scoring.yamlio import Document, parse

LEDGER = "rectification.yaml"
BOM = "\ufeff"


class RefusedError(Exception):
    """The ledger cannot or may not be changed so; the message is Chinese and for the user."""


def item_of(transaction: Transaction, ident: str, tree: IndicatorTree) -> RectificationItem:
    """The item as it stands under the lock. Raises :class:`RefusedError` for an unknown or faulty one.

    A faulty item could be taken for another: where its events cannot be read, its status is not known.
    """
    document = _document(transaction)
    items, problems = read_ledger(document, tree)
    found = next((item for item in items if item.id == ident), None)
    if found is None:
        raise RefusedError(f"整改清单里没有 {ident}，或者它读不出来；见 shifan check")
    faults = [item for item in problems if item.severity == "error" and _at(document, item.where.line) == ident]
    if faults:
        raise RefusedError(f"{ident} 的记录有错误，请先改正：{faults[0].where} {faults[0].what}")
    return found


def whole(problems: Iterable[Problem], *, bulletins: bool = False) -> None:
    """Raises :class:`RefusedError` where an item could not be read whole: a sync would take it for missing and open it
    once more. With ``bulletins``, also where a bulletin on record is in doubt, since the ladder rests on them.
    """
    for item in problems:
        in_ledger = item.where.file == LEDGER and item.severity == "error"
        if in_ledger or (bulletins and item.where.file.startswith(f"{FOLDER}/")):
            raise RefusedError(f"请先改正 {item.where}：{item.what}")


def add_event(transaction: Transaction, ident: str, move: Move) -> None:
    """Adds the event of ``move`` to an item that is there, and commits."""
    event = move.event()

    def change(text: str, places: Mapping[str, int]) -> str:
        return append_item(text, places[ident], "events", event)

    _commit(transaction, change, on=move.on, do=f"rectify {move.do}", by=move.by, records=[ident])


def add_measure(transaction: Transaction, ident: str, text: str, due: date | str | None, *, on: date, by: str) -> None:
    """Adds a measure to an item, and commits."""
    measure = {"text": text, **({"due": due} if due else {})}

    def change(ledger: str, places: Mapping[str, int]) -> str:
        return append_item(ledger, places[ident], "measures", measure)

    _commit(transaction, change, on=on, do="rectify measure", by=by, records=[ident])


def finish_measure(transaction: Transaction, item: RectificationItem, number: int, *, on: date, by: str) -> None:
    """Writes the day on which a measure, counted from 1, was done, and commits.

    Raises :class:`RefusedError` where there is no such measure, or it is done.
    """
    if not 1 <= number <= len(item.measures):
        raise RefusedError(f"{item.id} 有 {len(item.measures)} 条措施，没有第 {number} 条")
    done = item.measures[number - 1].done
    if done is not None:
        raise RefusedError(f"{item.id} 的第 {number} 条措施已于 {done} 完成")
    measures = [measure.model_dump(exclude_none=True) for measure in item.measures]
    measures[number - 1]["done"] = on
    _commit(
        transaction,
        lambda text, places: apply_edits(text, [Edit(places[item.id], {"measures": measures})]),
        on=on,
        do="rectify measure",
        by=by,
        records=[item.id],
    )


def add_item(transaction: Transaction, record: Mapping[str, Any], *, on: date, by: str) -> None:
    """Adds one item from outside, and commits."""
    _commit(
        transaction,
        lambda text, _: append_record(text, record),
        on=on,
        do="rectify open",
        by=by,
        records=[str(record["id"])],
    )


def carry_out(transaction: Transaction, proposals: Proposals, *, on: date, by: str) -> None:
    """Opens and updates what a sync proposes, and commits; nothing at all where nothing changes."""
    if not proposals.changes:
        return

    def change(text: str, places: Mapping[str, int]) -> str:
        text = apply_edits(text, [Edit(places[update.id], {"lost": update.after}) for update in proposals.updated])
        for record in proposals.created:
            text = append_record(text, record)
        return text

    records = [*(update.id for update in proposals.updated), *(str(record["id"]) for record in proposals.created)]
    _commit(transaction, change, on=on, do="rectify sync", by=by, records=records)


def taken_ids(workspace: Path) -> list[str]:
    """Ids that the journal has seen: an item that was taken out by hand does not give its number to another."""
    return [
        str(ident)
        for entry in Journal(workspace / "journal.jsonl").entries()
        if str(entry.get("do", "")).startswith("rectify ") and isinstance(entry.get("records"), list)
        for ident in entry["records"]
    ]


def _document(transaction: Transaction) -> Document | None:
    data, root, _ = parse(transaction.read(LEDGER).removeprefix(BOM), LEDGER)
    return Document(transaction.workspace / LEDGER, LEDGER, data, root, b"") if root else None


def _at(document: Document | None, line: int | None) -> str | None:
    """The id of the record in which a line stands."""
    ident = None
    for index, data in enumerate(document.data if document and isinstance(document.data, list) else []):
        if document and line is not None and document.spot((index,)).line <= line and isinstance(data, dict):
            ident = data.get("id")
    return ident


def _commit(
    transaction: Transaction,
    change: Callable[[str, Mapping[str, int]], str],
    *,
    on: date,
    do: str,
    by: str,
    records: list[str],
) -> None:
    raw = transaction.read(LEDGER)
    text = raw.removeprefix(BOM)
    try:
        before = _records(text)
        places = {str(data["id"]): at for at, data in reversed(list(enumerate(before))) if data.get("id")}
        made = change(text, places)
        after = _records(made)
    except (ValueError, KeyError):
        raise RefusedError(f"{LEDGER} 的写法系统不能安全地改，请手工改，或另存为每个事项以“- ”开头的格式") from None
    touched = set(records)
    kept = [data for data in after if data.get("id") not in touched]
    if kept != [data for data in before if data.get("id") not in touched] or len(after) < len(before):
        raise RefusedError(f"{LEDGER} 的写法系统不能安全地改：别的事项会受影响，没有写入")
    head = BOM if raw.startswith(BOM) else ""
    transaction.commit({LEDGER: head + made}, {"on": on.isoformat(), "do": do, "by": by, "records": records})


def _records(text: str) -> list[dict[str, Any]]:
    data, root, problems = parse(text, LEDGER)
    if root is None or any(item.severity == "error" and item.rule.startswith("Y00") for item in problems):
        raise ValueError(LEDGER)
    items = data if isinstance(data, list) else []
    if data is not None and (not isinstance(data, list) or not all(isinstance(item, dict) for item in items)):
        raise ValueError(LEDGER)
    return items
