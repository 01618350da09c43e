"""Workbooks back into the workspace: everything that was filled in, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Literal

from scoring.schema import without_keys
from scoring.sheets.comparing import CellFault, Place, Prefer, Wishes, compare
from scoring.sheets.exporting import KINDS, identity
from scoring.sheets.reading import Book
from scoring.sheets.table import Table, next_ids
from scoring.storage import Author, RecordChanges, text_of, write_records
from scoring.workspace import Workspace, open_workspace


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that changes, or a row that comes or goes (then ``heading`` is empty)."""

    do: Literal["edit", "new", "delete"]
    sheet: str
    id: str
    heading: str
    old: str
    new: str
    file: str
    row: int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import would do or has done. With ``faults`` nothing is ever written."""

    changes: tuple[Change, ...]
    faults: tuple[CellFault, ...]
    notes: tuple[str, ...]
    unchanged: int
    written: bool = False


@dataclass(slots=True)
class _Plan:
    outcome: Outcome
    files: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    """What is to be told of the other files that change; only where anything is written."""
    entry: dict[str, Any] = field(default_factory=dict)
    by: str = ""
    records: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Terms:
    """How to import: on which day, in whose name, which side wins a conflict,
    whether missing rows are deleted.

    ``stated``: somebody wrote the day; the clock's is not believed far from the last write.
    """

    today: date
    by: str = ""
    prefer: Prefer | None = None
    delete: bool = False
    stated: bool = True


def preview(workspace: Workspace, books: Sequence[Book], terms: Terms) -> Outcome:
    """What :func:`take_in` would do now; writes nothing."""
    return _plan(workspace, books, terms, partial(text_of, workspace.path)).outcome


def take_in(folder: Path, books: Sequence[Book], terms: Terms) -> Outcome:
    """Imports the workbooks into the workspace at ``folder`` in one transaction.

    Nothing is written, not even a line in the journal, when anything is wrong or nothing was
    changed. The workspace is read under the lock, so nobody's work of the meantime is lost. Raises
    ``storage.Busy`` and ``OSError``, and ``ScoringError`` where nothing can be scored.
    """

    def plan(changes: RecordChanges) -> Outcome:
        prepared = _plan(open_workspace(folder).whole(), books, terms, changes.read)
        outcome = prepared.outcome
        # Everything or nothing: half of a workbook would leave the other half to be guessed.
        if outcome.faults or not outcome.changes:
            return outcome
        # Only now is it known whose books they are.
        changes.author = replace(changes.author, by=prepared.by)
        changes.name(*prepared.records)
        changes.details |= prepared.entry
        changes.always = True  # a note of progress stands in the journal alone
        for name, text in prepared.files.items():
            changes.put(name, text)
        return replace(outcome, written=True)

    return write_records(
        folder,
        Author(terms.by, terms.today, via="sheet", stated=terms.stated),
        "sheet import",
        plan,
    )


def _plan(workspace: Workspace, books: Sequence[Book], terms: Terms, read: Any) -> _Plan:
    faults: list[CellFault] = []
    kinds: dict[str, Wishes] = {}
    for book in books:
        refused = list(_refusals(workspace, book))
        faults += refused
        if refused:
            continue
        # Books of one kind share their wishes, so that two of them cannot contradict each other
        # unseen.
        if book.kind not in kinds:
            kinds[book.kind] = Wishes(KINDS[book.kind](workspace))
        compare(kinds[book.kind], book, prefer=terms.prefer, delete=terms.delete)
        assert workspace.tree is not None
        of_tree = book.kind.startswith("tree")
        if not of_tree and book.head.get("tree_sha256") != workspace.tree.sha256:
            kinds[book.kind].notes.append(
                f"{book.name}：导出之后指标体系改过，请留意评分标准的变化"
            )
    plan = _Plan(Outcome((), (), (), 0), by=terms.by or _units_of(books))
    changes: list[Change] = []
    notes: list[str] = []
    for wishes in kinds.values():
        carried = _carried(wishes, terms.today, plan.by, read, plan)
        faults += wishes.faults
        notes += wishes.notes
        changes += carried
        plan.records += dict.fromkeys(change.id for change in carried)
    if not faults:
        notes += plan.notes
    unchanged = sum(wishes.unchanged for wishes in kinds.values())
    plan.outcome = Outcome(tuple(changes), tuple(faults), tuple(dict.fromkeys(notes)), unchanged)
    return plan


def _units_of(books: Sequence[Book]) -> str:
    """Whose books they are, where nobody says who imports them."""
    units = [book.head.get("unit", "") for book in books]
    return "、".join(dict.fromkeys(unit for unit in units if unit))


def _refusals(workspace: Workspace, book: Book) -> Iterator[CellFault]:
    """Why a whole workbook cannot be taken in."""
    assert workspace.head is not None
    assert workspace.tree is not None
    assert workspace.current is not None
    what = ""
    head = book.head
    if head["workspace"] != workspace.head.name:
        what = f"这是“{head['workspace']}”的表，当前工作区是“{workspace.head.name}”，没有导入"
    elif head["tree"] != workspace.tree.id:
        what = (
            f"这份表用的指标体系是“{head['tree']}”，工作区现在用“{workspace.tree.id}”，请重新导出"
        )
    # Name and tree agree here, so it is the level: a city and a county of one name are two
    # objects.
    elif head["workspace_id"] != identity(workspace):
        what = "这份表是从另一个工作区导出的，没有导入"
    elif head["kind"] == "tasks":
        what = "任务分解表只用于下发，不导入；认定和备注请填认定表"
    elif head["kind"] not in KINDS:
        what = f"不认识的表“{head['kind']}”，请重新导出"
    elif head["kind"] in ("findings", "vetoes") and head["round"] != workspace.current.id:
        what = f"这份表填的是轮次“{head['round']}”，当前轮次是“{workspace.current.id}”，没有导入"
    if what:
        yield CellFault(book.name, "", None, None, "", what)


def _carried(wishes: Wishes, today: date, by: str, read: Any, plan: _Plan) -> list[Change]:
    """Turns wishes into the new text of the file;
    what is wrong with them is added to their faults.
    """
    table = wishes.table
    table.today = today
    edits = _edits(wishes, today, by)
    new = _new_records(wishes, today, by)
    if wishes.faults:
        return list(_changes(wishes, []))
    if not edits and not new and not wishes.deleted:
        return []
    before = plan.files.get(table.file) or table.current(read)
    after = table.write(before, edits, new, list(wishes.deleted))
    if after != before:
        wishes.faults += _new_faults(table, before, after)
        plan.files[table.file] = after
        # Other files that follow from this one, each with what earlier books have made of it.
        other, notes = table.beside(lambda name: plan.files.get(name) or read(name), after)
        plan.files |= other
        plan.notes += notes
    plan.entry |= table.entry(edits)
    letter = {"evidence": "E", "rectification": "R"}.get(table.kind)
    ids = next_ids(letter, table.known_ids(), len(new)) if letter else ()
    return list(_changes(wishes, ids))


def _edits(wishes: Wishes, today: date, by: str) -> dict[str, dict[str, Any]]:
    """The new values of the records that stand, by their ids."""
    table = wishes.table
    rows, headings = table.form.by_id(), wishes.headings
    edits: dict[str, dict[str, Any]] = {}
    for ident, cells in wishes.edits.items():
        words = wishes.said.get(ident, [])
        if not cells and not words:
            continue
        texts = {key: text for key, (text, _) in cells.items()}
        data, errors = table.convert(rows[ident], texts)
        for error in errors:
            # A cell that follows from others may be the one at fault: then the first one is named.
            _, place = cells.get(error.key, next(iter(cells.values())))
            wishes.faults.append(place.fault(headings[error.key], error.what, error.wanted))
        for key, unit, text, place in words:
            entry, why = table.speak(ident, key, unit, text, today, by)
            if why:
                wishes.faults.append(place.fault(headings[key], why))
            data.setdefault(key, []).append(entry)
        edits[ident] = data
    return edits


def _new_records(wishes: Wishes, today: date, by: str) -> list[dict[str, Any]]:
    table = wishes.table
    records = []
    for texts, place in wishes.new:
        data, errors = table.convert(None, texts)
        wishes.faults += [
            place.fault(wishes.headings[error.key], error.what, error.wanted) for error in errors
        ]
        records.append(table.opening(data, today, by))
    return records


def _new_faults(table: Table, old: str, new: str) -> Iterator[CellFault]:
    """Errors that the file would have after the import and has not now."""
    # Faults that stood before are no reason to refuse the book of a unit that did not make them.
    before = {(item.rule, item.what) for item in table.faults(old)}
    for item in table.faults(new):
        if (item.rule, item.what) not in before:
            what = f"写入后会出错：{without_keys(item.what)}"
            yield CellFault(table.file, "", None, None, "", what, item.fix)


def _changes(wishes: Wishes, ids: Sequence[str]) -> Iterator[Change]:
    """What the import does, cell by cell; ``ids`` are those of the new records."""
    table, headings = wishes.table, wishes.headings
    rows = table.form.by_id()
    for ident, cells in wishes.edits.items():
        for key, (text, place) in cells.items():
            before = rows[ident].cells.get(key, "")
            yield _change("edit", wishes, ident, headings[key], before, text, place)
        for key, _, text, place in wishes.said.get(ident, ()):
            yield _change("edit", wishes, ident, headings[key], "", text, place)
    for index, (texts, place) in enumerate(wishes.new):
        ident = ids[index] if index < len(ids) else ""
        title = _first_text(texts, "title", "problem", "place")
        yield _change("new", wishes, ident, "", "", title, place)
    for ident, book in wishes.deleted.items():
        title = _first_text(rows[ident].cells, "title", "finding")
        yield Change("delete", table.form.title, ident, "", title, "", book.name, None)


def _first_text(texts: Mapping[str, str], *keys: str) -> str:
    """The first of these columns that says anything."""
    return next((texts[key] for key in keys if texts.get(key)), "")


def _change(
    do: Literal["edit", "new"],
    wishes: Wishes,
    ident: str,
    heading: str,
    old: str,
    new: str,
    place: Place,
) -> Change:
    return Change(
        do, wishes.table.form.title, ident, heading, old, new, place.book.name, place.line.number
    )
