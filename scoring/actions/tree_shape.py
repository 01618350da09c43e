"""Indicators that come into the tree or go out of it, with the points of those beside them.

An indicator more or less changes what its neighbours can be worth, so both are one edit. It is
tried on a copy: the whole workspace is opened as it would be, and whatever would be wrong then and
is not now refuses it.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from scoring.actions.tree import (
    MOST_TOLD,
    NEED_KEYS,
    Cells,
    Fault,
    Tried,
    faults_of,
    may_change,
    need_faults,
    new_problems,
    unit_faults,
    unknown_code,
    version_of,
    write_tried,
)
from scoring.actions.tree_lines import lines_between
from scoring.evidence.model import Evidence
from scoring.indicators.model import Indicator, IndicatorTree
from scoring.sheets.tree_evidence import RequirementsTable
from scoring.sheets.tree_nodes import LISTED, NOTHING, NodesTable
from scoring.storage import DROP, RecordFile, text_of
from scoring.storage.layout import REGISTER
from scoring.storage.list_items import item_added, item_removed
from scoring.storage.records import LIST
from scoring.values import first_few, natural_key
from scoring.workspace import Workspace, open_workspace
from scoring.workspace.changes import ChangeSet, RefusedError

Read = Callable[[str], str]
ORDER = (
    "code", "name", "text", "points", "kind", "methods", "rule", "evidence", "lead", "support",
    "due", "binding", "applies_to", "basis",
)  # fmt: skip
FINDINGS = ("findings",)
MOST_FAULTS = 20
"""So many faults of the workspace are told: a code that is named everywhere would fill the page."""
SCORED_ITSELF = ("rule", "evidence", "proposed")
"""Keys of a leaf that a branch does not have."""


@dataclass(frozen=True, slots=True)
class NewNode:
    """An indicator that is to come under ``parent`` ("" for the top level), in the words of the
    tree's workbook.

    ``points`` are those that the parent and its other children are to have, by code.
    """

    parent: str
    code: str
    cells: Cells
    needs: Sequence[Cells] = ()
    points: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Removal:
    """An indicator that is to go, with all below it. ``along`` takes its findings and what evidence
    proves of it out as well; without it, they keep it in the tree.
    """

    code: str
    points: Mapping[str, str] = field(default_factory=dict)
    along: bool = False
    expected: str = ""


@dataclass(frozen=True, slots=True)
class Carried:
    """What hangs on an indicator and everything below it."""

    findings: tuple[tuple[str, str], ...]
    """Round and code."""
    locked: tuple[str, ...]
    """Rounds among them that are closed for writing."""
    evidence: tuple[str, ...]
    items: tuple[str, ...]

    @property
    def nothing(self) -> bool:
        """Whether it may go and nobody misses anything."""
        return not (self.findings or self.evidence or self.items)


def add_node(changes: ChangeSet, wish: NewNode) -> Tried:
    """Writes a new indicator. Raises :class:`RefusedError` with every reason why it cannot be."""
    workspace = changes.workspace
    may_change(changes, wish.parent)
    return _written(changes, try_added(workspace, wish, changes.read), [wish.code])


def remove_node(changes: ChangeSet, wish: Removal) -> Tried:
    """Takes an indicator out. Raises :class:`RefusedError` as :func:`add_node` does."""
    workspace = changes.workspace
    may_change(changes, wish.code)
    exists = wish.code in workspace.tree.by_code
    if wish.expected and exists and wish.expected != version_of(workspace, wish.code):
        raise RefusedError(f"{wish.code} 刚被别人改过，没有去掉；请看过现在的内容再办")
    return _written(changes, try_removed(workspace, wish, changes.read), [wish.code])


def try_added(workspace: Workspace, wish: NewNode, read: Read | None = None) -> Tried:
    """What :func:`add_node` would write, or every reason why it cannot."""
    read = read or partial(text_of, workspace.path)
    nodes = NodesTable(workspace)
    parent = workspace.tree.by_code.get(wish.parent)
    faults = _faults_of_place(workspace, wish, parent)
    record, bad = _record(workspace, nodes, wish)
    faults += bad + unit_faults(workspace, wish.code, wish.cells)
    if faults:
        return Tried(tuple(faults))
    text = nodes.current(read)
    path, key, siblings = _place(nodes, text, wish.parent)
    if parent is not None and parent.leaf:
        # It becomes a branch: what it was scored by would be a fault there.
        text = nodes.write(text, {wish.parent: dict.fromkeys(SCORED_ITSELF, DROP)}, (), ())
    # Before the first sibling with a higher code, so that the file reads in the order of the tree.
    order = natural_key(wish.code)
    index = sum(natural_key(code) < order for code in siblings)
    text = item_added(text, path, key, index, record)
    return try_text(workspace, nodes, _with_points(nodes, text, wish.points), read, {})


def try_removed(workspace: Workspace, wish: Removal, read: Read | None = None) -> Tried:
    """What :func:`remove_node` would write, or every reason why it cannot."""
    read = read or partial(text_of, workspace.path)
    node = workspace.tree.by_code.get(wish.code)
    if node is None:
        return Tried((unknown_code(wish.code),))
    carried = carried_by(workspace, node)
    faults = _faults_of_removal(node, carried, along=wish.along)
    if faults:
        return Tried(tuple(faults))
    nodes = NodesTable(workspace)
    text = nodes.current(read)
    *path, key, index = nodes.tree_file.paths(text)[wish.code].path
    assert isinstance(key, str)
    assert isinstance(index, int)
    text = item_removed(text, path, key, index)
    others = _without_codes(workspace, carried, {leaf.code for leaf in node.walk()}, read)
    return try_text(workspace, nodes, _with_points(nodes, text, wish.points), read, others)


def next_code(tree: IndicatorTree, parent: str) -> str:
    """The code that follows those under ``parent``: 4.2.6 after 4.2.5, 11 after 10."""
    node = tree.by_code.get(parent)
    highest = 0
    for sibling in node.children if node is not None else tree.roots:
        last = sibling.code.rpartition(".")[2]
        if last.isdecimal():
            highest = max(highest, int(last))
    return f"{parent}.{highest + 1}" if parent else str(highest + 1)


def carried_by(workspace: Workspace, node: Indicator) -> Carried:
    """The findings, proofs and open items that name ``node`` or anything below it."""
    codes = {one.code for one in node.walk()}
    findings: list[tuple[str, str]] = []
    locked: list[str] = []
    for round_ in workspace.rounds:
        own = [code for code in round_.findings if code in codes]
        findings += [(round_.id, code) for code in own]
        if own and round_.head.locked is not None:
            locked.append(round_.id)
    evidence = [record.id for record in workspace.records if _proves_any(record, codes)]
    items = [item.id for item in workspace.ledger if item.indicator in codes]
    return Carried(tuple(findings), tuple(locked), tuple(evidence), tuple(items))


def _proves_any(record: Evidence, codes: Container[str]) -> bool:
    """Whether a piece is said to prove one of these indicators."""
    return any(proof.indicator in codes for proof in record.proves)


# -- what is wrong before anything is tried


def _faults_of_place(workspace: Workspace, wish: NewNode, parent: Indicator | None) -> list[Fault]:
    tree = workspace.tree
    if wish.parent and parent is None:
        what = f"没有编号是“{wish.parent[:40]}”的指标"
        return [Fault(wish.code, "parent", what, "看一下上级的编号")]
    faults = []
    if not wish.code:
        faults.append(Fault(wish.code, "code", "没有写编号", f"如 {next_code(tree, wish.parent)}"))
    elif wish.code in tree.by_code:
        name = tree.by_code[wish.code].name
        hint = f"换一个编号，如 {next_code(tree, wish.parent)}"
        faults.append(Fault(wish.code, "code", f"编号 {wish.code} 已经是“{name}”", hint))
    if parent is None:
        return faults
    if len(tree.path(parent.code)) >= len(tree.head.levels):
        levels = "、".join(tree.head.levels)
        what = f"{parent.code} 已经是最后一级（{levels}），下面不能再加"
        return [Fault(wish.code, "parent", what, "加在它的上级下面")]
    if parent.leaf:
        carried = carried_by(workspace, parent)
        if not carried.nothing:
            what = f"{parent.code} 现在自己评分，{_listed(carried)}；下面加了指标，这些就没有着落"
            faults.append(Fault(wish.code, "parent", what, "加成它的同级，或者先把这些移走"))
    return faults


def _faults_of_removal(node: Indicator, carried: Carried, *, along: bool) -> list[Fault]:
    faults = []
    if carried.items:
        what = f"整改事项 {_few(carried.items)} 是为它立的"
        faults.append(Fault(node.code, "along", what, "先在整改台账里办结，或者改到别的指标"))
    if carried.locked:
        what = f"已经定稿的轮次 {_few(carried.locked)} 里有它的认定，去掉了就对不上"
        faults.append(Fault(node.code, "along", what, "下一轮换一套指标体系，或者请专班组长打开"))
    if not along and (carried.findings or carried.evidence):
        fix = "要连这些一起去掉的，勾“连同认定和材料的对应关系”"
        faults.append(Fault(node.code, "along", f"{node.code} {_listed(carried)}", fix))
    return faults


def _listed(carried: Carried) -> str:
    parts = []
    if carried.findings:
        rounds = tuple(dict.fromkeys(name for name, _ in carried.findings))
        parts.append(f"在 {_few(rounds)} 有 {len(carried.findings)} 条认定")
    if carried.evidence:
        parts.append(f"有 {len(carried.evidence)} 件材料（{_few(carried.evidence)}）")
    if carried.items:
        parts.append(f"有整改事项 {_few(carried.items)}")
    return "，".join(parts)


def _few(names: Sequence[str]) -> str:
    return first_few(names, 4, " 等 {count} 个")


# -- the texts as they would be


def _record(
    workspace: Workspace, nodes: NodesTable, wish: NewNode
) -> tuple[dict[str, Any], list[Fault]]:
    """The new node as file data, in the order of the contract."""
    cells = {key: text.strip() for key, text in wish.cells.items()}
    evidence = cells.pop("evidence", "")
    data, wrong = nodes.convert_new({"name": "", **cells})
    faults = [Fault(wish.code, error.key, error.what, error.wanted) for error in wrong]
    if not cells.get("name"):
        faults.append(Fault(wish.code, "name", "指标名称不能空", "写上名称"))
    if evidence == NOTHING:
        data["evidence"] = "none"
    elif wish.needs and evidence in ("", LISTED):
        needs, bad = _needs(RequirementsTable(workspace), wish)
        faults += bad
        if needs:
            data["evidence"] = needs
    data["code"] = wish.code
    return {key: data[key] for key in ORDER if key in data}, faults


def _needs(table: RequirementsTable, wish: NewNode) -> tuple[list[dict[str, Any]], list[Fault]]:
    needs: list[dict[str, Any]] = []
    faults: list[Fault] = []
    for number, need in enumerate(wish.needs):
        cells = {key: need.get(key, "").strip() for key in NEED_KEYS}
        if not any(cells.values()):
            continue
        data, bad = table.convert(None, cells)
        data.pop("place")
        # The indicator is not in the tree yet, so that the table cannot know its place.
        bad = [error for error in bad if error.key != "place"]
        faults += need_faults(wish.code, number, bad)
        needs.append({key: data[key] for key in NEED_KEYS if key in data})
    return needs, faults


def _place(nodes: NodesTable, text: str, parent: str) -> tuple[list[str | int], str, list[str]]:
    """Where children of ``parent`` stand: the path of the map, the key of its list, their codes."""
    paths = nodes.tree_file.paths(text)
    if not parent:
        return [], "indicators", [code for code, raw in paths.items() if raw.level == 1]
    raw = paths[parent]
    stated = raw.data.get("children")
    children = stated if isinstance(stated, list) else []
    codes = [str(one.get("code", "")) for one in children if isinstance(one, dict)]
    return list(raw.path), "children", codes


def _with_points(nodes: NodesTable, text: str, points: Mapping[str, str]) -> str:
    """The text with other points for some nodes. Raises :class:`RefusedError` for what is none."""
    changes: dict[str, dict[str, Any]] = {}
    paths = nodes.tree_file.paths(text)
    for code, stated in points.items():
        if code not in paths or stated.strip() == str(paths[code].data.get("points", "")):
            continue
        data, bad = nodes.convert(nodes.form.by_id()[code], {"points": stated})
        if bad:
            raise RefusedError(f"{code}：{bad[0].what}，应是{bad[0].wanted}")
        changes[code] = data
    if changes:
        return nodes.write(text, changes, (), ())
    return text


def _without_codes(
    workspace: Workspace, carried: Carried, codes: set[str], read: Read
) -> dict[str, str]:
    """The other files without what names the indicators that go."""
    files: dict[str, str] = {}
    file_of = {round_.id: round_.file for round_ in workspace.rounds}
    for round_id, code in carried.findings:
        name = file_of[round_id]
        text = files.get(name) or read(name)
        files[name] = RecordFile.of(name, text, FINDINGS).without(code).text
    if carried.evidence:
        register = RecordFile.of(REGISTER, read(REGISTER), LIST)
        for ident in carried.evidence:
            register = _proving_without(register, ident, codes)
        files[REGISTER] = register.text
    return files


def _proving_without(register: RecordFile, ident: str, codes: set[str]) -> RecordFile:
    """The register where a piece proves none of these indicators any more."""
    stored = register.record(ident)
    assert stored is not None
    proves = [one for one in stored.data["proves"] if str(one.get("indicator")) not in codes]
    return register.with_fields(ident, {"proves": proves or DROP})


# -- the whole workspace as it would be


def try_text(
    workspace: Workspace,
    nodes: NodesTable,
    text: str,
    read: Read,
    others: Mapping[str, str],
) -> Tried:
    """The workspace opened as it would be with another text of the tree and with ``others``, and
    every error that it has not now.
    """
    tree = nodes.tree_file.tree_of(text)
    before = nodes.current(read)
    new = new_problems(nodes.faults(text), nodes.faults(before))
    if new or tree is None:
        return Tried(faults_of(new))
    other_files, notes = nodes.beside(lambda name: others.get(name) or read(name), text)
    files = {nodes.file: text, **others, **other_files}
    contents = {name: content.encode() for name, content in files.items()}
    opening = open_workspace(workspace.path, tree=tree, contents=contents)
    wrong = new_problems(opening.errors, workspace.problems)
    if wrong:
        return Tried(faults_of(wrong[:MOST_FAULTS]))
    return Tried((), files, tuple(notes), tree, lines_between(nodes.file, before, text))


def _written(changes: ChangeSet, tried: Tried, codes: Sequence[str]) -> Tried:
    if tried.faults:
        raise RefusedError("；".join(fault.what for fault in tried.faults[:MOST_TOLD]))
    write_tried(changes, tried, codes)
    return tried
