"""What a person can change in the indicator system: a node with its rule and requirements, who
leads what, until when.

The words are those of the tree's workbook (``sheets``): one way to write a rule for Excel and for
the page. A change is tried on a copy first; an error that the tree has not now refuses it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from scoring.actions.authority import acting
from scoring.actions.rights import WHOLE, Thing
from scoring.actions.tree_lines import LINES, Noted, lines_between
from scoring.engine import Units
from scoring.indicators.model import IndicatorTree
from scoring.problems import Problem
from scoring.schema import without_keys
from scoring.sheets import words
from scoring.sheets.form import BadCell, Row
from scoring.sheets.tree_evidence import RequirementsTable
from scoring.sheets.tree_nodes import LISTED, NOTHING, NodesTable
from scoring.storage import DROP, text_of
from scoring.values import nearest
from scoring.workspace import Workspace
from scoring.workspace.changes import ChangeSet, RefusedError

Cells = Mapping[str, str]
NODE_KEYS = ("name", "points", "lead", "support", "due", "methods", "binding", "basis", "text")
LEAF_KEYS = (*NODE_KEYS, "rule", "parameters", "quantities", "evidence")
UNIT_KEYS = ("lead", "support")
MOST_TOLD = 5
"""So many faults stand in one refusal; the form shows each beside its cell."""
NEED_KEYS = ("name", "kinds", "min", "required", "within")


@dataclass(frozen=True, slots=True)
class NodeEdit:
    """What one node is to hold: cells by column of the tree's workbook, only those that are to
    change.

    ``needs`` are all its evidence requirements in the words of the workbook, each with the ``id``
    that it had ("" for a new one); None leaves them. ``expected`` is the version that the author
    saw (:func:`node_version`).
    """

    code: str
    cells: Cells
    needs: Sequence[Cells] | None = None
    expected: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an edit cannot be: the column, what is wrong, how to mend it; ``nearest`` a known name
    that is near.
    """

    code: str
    field: str
    what: str
    fix: str = ""
    nearest: str = ""


@dataclass(frozen=True, slots=True)
class Tried:
    """An edit carried out on a copy. ``files`` is empty where nothing changes; ``faults`` say why
    it cannot be. ``lines`` are those of the tree that change, so that it can be taken back.
    """

    faults: tuple[Fault, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    tree: IndicatorTree | None = None
    lines: Noted = field(default_factory=dict)


def node_cells(workspace: Workspace, code: str) -> tuple[dict[str, str], list[dict[str, str]]]:
    """The cells of one node and of its requirements, as the workbook would show them. Raises
    ``KeyError``.
    """
    row = NodesTable(workspace).form.by_id()[code]
    needs = [
        {"id": need.id, **{key: need.cells.get(key, "") for key in NEED_KEYS}}
        for need in RequirementsTable(workspace).form.rows
        if need.cells.get("place") == code
    ]
    return dict(row.cells), needs


def node_version(cells: Cells, needs: Sequence[Cells]) -> str:
    """The version of what :func:`node_cells` gives."""
    # Only what the form shows: the sentence of a rule is made from the others.
    values = {key: cells.get(key, "") for key in LEAF_KEYS}
    text = json.dumps([values, list(needs)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def version_of(workspace: Workspace, code: str) -> str:
    """The version of a node as it stands. Raises ``KeyError``."""
    return node_version(*node_cells(workspace, code))


def edit_nodes(changes: ChangeSet, edits: Sequence[NodeEdit]) -> Tried:
    """Writes the edits, all or none.

    Raises :class:`RefusedError` with what is wrong, or where somebody else changed a node
    meanwhile.
    """
    workspace = changes.workspace
    for edit in edits:
        may_change(changes, edit.code)
        if edit.expected and edit.expected != version_of(workspace, edit.code):
            raise RefusedError(f"{edit.code} 刚被别人改过，没有写入；请看过现在的内容再改")
    tried = try_edits(workspace, edits, changes.read)
    if tried.faults:
        faults = tried.faults[:MOST_TOLD]
        raise RefusedError("；".join(f"{fault.code}：{fault.what}" for fault in faults))
    write_tried(changes, tried, [edit.code for edit in edits])
    return tried


def may_change(changes: ChangeSet, code: str) -> None:
    """Raises where the author may not change the node of the tree, or the tree where there is no
    such node.
    """
    node = changes.workspace.tree.by_code.get(code)
    thing = WHOLE if node is None else Thing.indicator(node, changes.workspace.units)
    acting(changes, "assign", thing)


def write_tried(changes: ChangeSet, tried: Tried, codes: Sequence[str]) -> None:
    """Writes what was tried; the journal names the indicators and keeps the lines of the tree."""
    for name, text in tried.files.items():
        changes.put(name, text)
    if tried.lines:
        changes.details[LINES] = tried.lines
    changes.name(*codes)


def try_edits(
    workspace: Workspace, edits: Sequence[NodeEdit], read: Callable[[str], str] | None = None
) -> Tried:
    """What :func:`edit_nodes` would write, or every reason why it cannot."""
    read = read or partial(text_of, workspace.path)
    nodes = NodesTable(workspace)
    before = nodes.current(read)
    rows = nodes.form.by_id()
    data, faults = _data_of(workspace, nodes, rows, edits)
    # Also those that are left aside for this kind of object: they stand in the file all the same.
    valid = [edit for edit in edits if edit.code in rows]
    text, bad_needs = _with_all_needs(RequirementsTable(workspace), before, valid)
    faults += bad_needs
    if faults:
        return Tried(tuple(faults))
    written = nodes.write(text, data, (), ())
    if written == before:
        return Tried()
    new = new_problems(nodes.faults(written), nodes.faults(before))
    if new:
        # Which of several nodes is to blame cannot be told from the tree as a whole.
        code = edits[0].code if len(edits) == 1 else ""
        return Tried(faults_of(new, code))
    others, notes = nodes.beside(read, written)
    tree = nodes.tree_file.tree_of(written)
    lines = lines_between(nodes.file, before, written)
    return Tried((), {nodes.file: written, **others}, tuple(notes), tree, lines)


def _data_of(
    workspace: Workspace,
    nodes: NodesTable,
    rows: Mapping[str, Row],
    edits: Sequence[NodeEdit],
) -> tuple[dict[str, dict[str, Any]], list[Fault]]:
    """What changes of each node, as file data, and the cells that mean nothing."""
    changed: dict[str, dict[str, Any]] = {}
    faults: list[Fault] = []
    for edit in edits:
        row = rows.get(edit.code)
        if row is None:
            faults.append(unknown_code(edit.code))
            continue
        cells = _changed_cells(edit.cells, row.cells)
        cells.pop("evidence", None)
        faults += unit_faults(workspace, edit.code, cells)
        data, bad = nodes.convert(row, cells)
        faults += [Fault(edit.code, error.key, error.what, error.wanted) for error in bad]
        if data := data | _evidence(edit, row.cells):
            changed[edit.code] = data
    return changed, faults


def _changed_cells(cells: Cells, stands: Cells) -> dict[str, str]:
    """Only the cells that say something else than what stands there."""
    return {key: text for key, text in cells.items() if text.strip() != stands.get(key, "").strip()}


def unknown_code(code: str) -> Fault:
    """That there is no such node; of a code that is none at all only the beginning is shown."""
    short = code[:40]
    return Fault(short, "code", f"指标体系里没有编号“{short}”", "看一下编号")


def new_problems(now: Sequence[Problem], before: Sequence[Problem]) -> list[Problem]:
    """The problems that were not there before. What a tree had of old keeps nobody from an edit."""
    old = {(item.rule, item.what) for item in before}
    return [item for item in now if (item.rule, item.what) not in old]


def faults_of(problems: Sequence[Problem], code: str = "") -> tuple[Fault, ...]:
    """Problems of the tree as faults of an edit, in the words of the form."""
    return tuple(
        Fault(code, "", without_keys(item.what), without_keys(item.fix)) for item in problems
    )


def _evidence(edit: NodeEdit, cells: Cells) -> dict[str, Any]:
    """What an edit says of evidence as a whole: nothing asked for, or any one valid piece."""
    cell = edit.cells.get("evidence", LISTED)
    if cell in (LISTED, cells.get("evidence", "")):
        return {}
    return {"evidence": "none" if cell == NOTHING else DROP}


def _with_all_needs(
    table: RequirementsTable, text: str, edits: Sequence[NodeEdit]
) -> tuple[str, list[Fault]]:
    """The tree's text with the requirements of every node that are to be others."""
    faults: list[Fault] = []
    for edit in edits:
        as_listed = edit.cells.get("evidence", LISTED) == LISTED
        if edit.needs is not None and as_listed:
            text, bad = _with_needs(table, text, edit)
            faults += bad
    return text, faults


def _with_needs(table: RequirementsTable, text: str, edit: NodeEdit) -> tuple[str, list[Fault]]:
    """The tree's text with the requirements of one node as they are wanted."""
    rows = {row.id: row for row in table.form.rows if row.cells.get("place") == edit.code}
    gone = dict(rows)
    edits: dict[str, dict[str, Any]] = {}
    new: list[dict[str, Any]] = []
    faults: list[Fault] = []
    for number, need in enumerate(edit.needs or ()):
        cells = {key: need.get(key, "").strip() for key in NEED_KEYS}
        row = rows.get(need.get("id", ""))
        if not cells["name"] and (row is not None or not any(cells.values())):
            continue  # a name that was taken out takes its requirement along; an empty line is none
        if row is None:
            data, bad = table.convert(None, {**cells, "place": edit.code})
            new.append(data)
        else:
            gone.pop(row.id, None)
            data, bad = table.convert(row, _changed_cells(cells, row.cells))
            if data:
                edits[row.id] = data
        faults += need_faults(edit.code, number, bad)
    if faults or not (edits or new or gone):
        return text, faults
    return table.write(text, edits, new, list(gone)), faults


def need_faults(code: str, number: int, errors: Iterable[BadCell]) -> list[Fault]:
    """What is wrong in the line of a requirement, counted from 0."""
    return [Fault(code, f"need{number}.{error.key}", error.what, error.wanted) for error in errors]


def unit_faults(workspace: Workspace, code: str, cells: Cells) -> list[Fault]:
    """Names of units that the list does not know, each with the nearest one."""
    if not workspace.head.units:
        return []
    return [
        _unknown_unit(workspace.units, code, key, name)
        for key in UNIT_KEYS
        for name in words.names(cells.get(key, ""))
        if not _is_unit(workspace.units, name)
    ]


def _is_unit(units: Units, name: str) -> bool:
    """Whether a name is one of a unit, or of a group."""
    return units.known(name) or units.expand(name) != (name,)


def _unknown_unit(units: Units, code: str, key: str, name: str) -> Fault:
    near = nearest(name, [*units.names, *units.aliases]) or ""
    hint = f"是不是“{near}”" if near else "先把它写进单位名单"
    return Fault(code, key, f"单位名单里没有“{name}”", hint, near)
