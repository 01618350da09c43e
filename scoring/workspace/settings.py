"""What ``workspace.yaml`` says, read: the record, the units, the written parts of the report, and
the tree it names.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scoring.engine import Units
from scoring.indicators.library import find_tree
from scoring.indicators.loading import TreeMemo, load_tree, unquoted
from scoring.indicators.model import IndicatorTree
from scoring.indicators.scope_faults import choice_faults
from scoring.problems import Problem, Where, problem
from scoring.schema import build
from scoring.workspace.record import WorkspaceRecord
from scoring.yamlio import Document

if TYPE_CHECKING:
    from scoring.narrative import Narrative

SETTINGS = "workspace.yaml"


def missing_settings(workspace: Path) -> list[Problem]:
    """W001 where the folder is none of a workspace."""
    if os.path.lexists(workspace / SETTINGS):
        return []
    return [problem("W001", Where(SETTINGS), what=f"{workspace} 里没有 {SETTINGS}")]


def read_settings(document: Document) -> tuple[WorkspaceRecord | None, list[Problem]]:
    """The record of ``workspace.yaml``."""
    if document.data is None:
        return None, [problem("Y010", document.where())]
    head, problems = build(WorkspaceRecord, _with_blank_units(document), document)
    if head is not None:
        problems += unquoted(document, ("round",))
    return head, problems


def _with_blank_units(document: Document) -> Any:
    """The data of the file, where a unit with a blank behind its name
    (``县司法局:``) is registered too.
    """
    data = document.data
    if not isinstance(data, dict) or not isinstance(data.get("units"), dict):
        return data
    # Data without its blank values has lost these names; the places in the file still know them.
    blank = document.spot(("units",)).keys
    return {**data, "units": {name: data["units"].get(name, {}) for name in blank}}


def read_units(head: WorkspaceRecord, document: Document) -> tuple[Units, list[Problem]]:
    """The units, their short names and groups, and what is wrong with them."""
    aliases: dict[str, str] = {}
    problems: list[Problem] = []
    for name, unit in head.units.items():
        for at, alias in enumerate(unit.aliases):
            owner = aliases.setdefault(alias, name)
            # A short name of two units would charge a loss to whichever stands first.
            if owner != name or (alias in head.units and alias != name):
                other = owner if owner != name else alias
                where = document.where(("units", name, "aliases", at))
                problems.append(
                    problem("W005", where, what=f"简称“{alias}”同时指“{other}”和“{name}”")
                )
    members = {name: unit.members for name, unit in head.units.items() if unit.members}
    units = Units(tuple(head.units), members, aliases)
    return units, problems + list(_circles(units, document))


def _circles(units: Units, document: Document) -> Iterator[Problem]:
    for name in units.members:
        if name in _reached(units, name):
            where = document.where(("units", name), key=True)
            yield problem("W006", where, what=f"单位组合“{name}”绕回到了自己")


def _reached(units: Units, name: str) -> set[str]:
    """Every unit that ``name`` leads to through its members."""
    reached: set[str] = set()
    ahead = [name]
    while ahead:
        inner = {units.name(member) for member in units.members.get(ahead.pop(), ())} - reached
        reached |= inner
        ahead += inner
    return reached


def read_parts(
    workspace: Path, head: WorkspaceRecord, document: Document
) -> tuple[tuple[Narrative, ...], list[Problem]]:
    """The parts of the report that the office wrote, and what is wrong with their files."""
    if not head.report.parts:
        return (), []
    from scoring.narrative import (
        read_narrative,
    )  # only here: it reads what an importer reads, and loads as much

    parts: list[Narrative] = []
    problems: list[Problem] = []
    for at, part in enumerate(head.report.parts):
        where = document.where(("report", "parts", at, "file"))
        narrative, faults = read_narrative(
            workspace, part.title, part.file, where, first=part.place == "first"
        )
        problems += faults
        parts.append(narrative)
    return tuple(parts), problems


def tree_path(head: WorkspaceRecord, workspace: Path) -> tuple[Path | None, str]:
    """The file of the tree that the workspace names, and the name by which messages call it."""
    path = find_tree(head.tree, workspace)
    if path is None:
        return None, ""
    inside = path.is_relative_to(workspace)
    return path, path.relative_to(workspace).as_posix() if inside else f"（内置）{path.name}"


def read_tree_of(
    head: WorkspaceRecord, document: Document, path: Path | None, name: str, memo: TreeMemo
) -> tuple[IndicatorTree | None, list[Problem]]:
    """The tree at ``path``, cut to the kind of object that the workspace is."""
    if path is None:
        return None, [
            problem("W002", document.where(("tree",)), what=f"找不到指标体系“{head.tree}”")
        ]
    tree, problems = load_tree(path, name, head.choose, memo)
    if tree is not None:
        problems = problems + list(
            choice_faults(document, tree.scope.kinds, head.level, head.classes)
        )
    return tree, problems
