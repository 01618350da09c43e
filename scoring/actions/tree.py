"""What a person can change in the indicator system: a node with its rule and requirements, who
leads what, until when.

The words are those of the tree's workbook (``sheets``): one way to write a rule for Excel and for
the page. A change is tried on a copy first; an error that the tree has not now refuses it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from scoring.actions.authority import acting
from scoring.actions.rights import Thing
from scoring.actions.tree_lines import LINES, Noted, lines_between
from scoring.indicators.model import IndicatorTree
from scoring.schema import in_words
from scoring.sheets import words
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
    text = json.dumps([{key: cells.get(key, "") for key in LEAF_KEYS}, list(needs)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def edit_nodes(changes: ChangeSet, edits: Sequence[NodeEdit]) -> Tried:
    """Writes the edits, all or none.

    Raises :class:`RefusedError` with what is wrong, or where somebody else changed a node
    meanwhile.
    """
    workspace = changes.workspace
    for edit in edits:
        node = workspace.tree.by_code.get(edit.code)
        acting(
            changes, "assign", Thing() if node is None else Thing.indicator(node, workspace.units)
        )
        if edit.expected and node_version(*node_cells(workspace, edit.code)) != edit.expected:
            raise RefusedError(f"{edit.code} 刚被别人改过，没有写入；请看过现在的内容再改")
    tried = try_edits(workspace, edits, changes.read)
    if tried.faults:
        raise RefusedError("；".join(f"{fault.code}：{fault.what}" for fault in tried.faults[:5]))
    write_tried(changes, tried, [edit.code for edit in edits])
    return tried


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
    nodes, requirements = NodesTable(workspace), RequirementsTable(workspace)
    rows = nodes.form.by_id()
    faults: list[Fault] = []
    wanted: dict[str, dict[str, Any]] = {}
    text = before = nodes.current(read)
    for edit in edits:
        row = rows.get(edit.code)
        if row is None:
            faults.append(
                Fault(edit.code, "code", f"指标体系里没有编号“{edit.code[:40]}”", "看一下编号")
            )
            continue
        cells = {
            key: value
            for key, value in edit.cells.items()
            if value.strip() != row.cells.get(key, "").strip()
        }
        cells.pop("evidence", None)
        faults += unit_faults(workspace, edit.code, cells)
        data, bad = nodes.convert(row, cells)
        faults += [Fault(edit.code, error.key, error.what, error.wanted) for error in bad]
        wanted[edit.code] = data | _evidence(edit, row.cells)
    for edit in edits:
        if (
            edit.code in rows
            and edit.needs is not None
            and edit.cells.get("evidence", LISTED) == LISTED
        ):
            text, bad_needs = _with_needs(requirements, text, edit)
            faults += bad_needs
    if faults:
        return Tried(tuple(faults))
    made = nodes.write(text, {code: data for code, data in wanted.items() if data}, (), ())
    if made == before:
        return Tried()
    known = {(item.rule, item.what) for item in nodes.faults(before)}
    new = [item for item in nodes.faults(made) if (item.rule, item.what) not in known]
    if new:
        code = edits[0].code if len(edits) == 1 else ""
        return Tried(
            tuple(Fault(code, "", in_words(item.what), in_words(item.fix)) for item in new)
        )
    others, notes = nodes.beside(read, made)
    tree = nodes.tree_file.tree_of(made)
    lines = lines_between(nodes.file, before, made)
    return Tried((), {nodes.file: made, **others}, tuple(notes), tree, lines)


def _evidence(edit: NodeEdit, cells: Cells) -> dict[str, Any]:
    """What an edit says of evidence as a whole: nothing asked for, or any one valid piece."""
    said = edit.cells.get("evidence")
    if said is None or said == cells.get("evidence", "") or said == LISTED:
        return {}
    return {"evidence": "none" if said == NOTHING else DROP}


def _with_needs(table: RequirementsTable, text: str, edit: NodeEdit) -> tuple[str, list[Fault]]:
    """The tree's text with the requirements of one node as they are wanted."""
    rows = {row.id: row for row in table.form.rows if row.cells.get("place") == edit.code}
    edits: dict[str, dict[str, Any]] = {}
    new: list[dict[str, Any]] = []
    faults: list[Fault] = []
    stay: set[str] = set()
    for number, need in enumerate(edit.needs or ()):
        row = rows.get(need.get("id", ""))
        cells = {key: need.get(key, "").strip() for key in NEED_KEYS}
        if row is None and not any(cells.values()):
            continue
        if row is not None:
            if not cells["name"]:
                continue  # a requirement whose name was taken out goes
            stay.add(row.id)
            cells = {
                key: value
                for key, value in cells.items()
                if value != row.cells.get(key, "").strip()
            }
        data, bad = table.convert(row, cells if row is not None else {**cells, "place": edit.code})
        faults += [
            Fault(edit.code, f"need{number}.{error.key}", error.what, error.wanted) for error in bad
        ]
        if row is None:
            new.append(data)
        elif data:
            edits[row.id] = data
    gone = [ident for ident in rows if ident not in stay]
    if faults or not (edits or new or gone):
        return text, faults
    return table.write(text, edits, new, gone), faults


def unit_faults(workspace: Workspace, code: str, cells: Cells) -> list[Fault]:
    """Names of units that the list does not know, each with the nearest one."""
    units = workspace.units
    if not workspace.head.units:
        return []
    known = [*units.names, *units.aliases]
    faults = []
    for key in UNIT_KEYS:
        for name in words.names(cells.get(key, "")):
            if units.known(name) or units.expand(name) != (name,):
                continue
            near = nearest(name, known) or ""
            hint = f"是不是“{near}”" if near else "先把它写进单位名单"
            faults.append(Fault(code, key, f"单位名单里没有“{name}”", hint, near))
    return faults
