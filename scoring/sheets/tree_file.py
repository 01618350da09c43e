"""The file of an indicator system as the tree's workbook sees it:
raw nodes by code, and where each stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from scoring.data_files import data_folder
from scoring.indicators.library import find_tree
from scoring.indicators.loading import read_tree
from scoring.indicators.model import IndicatorTree
from scoring.problems import Problem
from scoring.rounds.forms import refreshed_forms
from scoring.storage import DROP, Bare
from scoring.storage.splice import replaced_value
from scoring.workspace import Workspace
from scoring.yamlio import Document, parse

WORKSPACE = "workspace.yaml"
Read = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class RawNode:
    """One node as the file holds it, with its level (from 1) and the path of keys and positions
    that leads to it.
    """

    code: str
    level: int
    data: Mapping[str, Any]
    path: tuple[str | int, ...]

    @property
    def leaf(self) -> bool:
        """Whether it is scored itself."""
        return not self.data.get("children")


class TreeFile:
    """The tree of a workspace: its file, wherever it lies, and the name under which it is written
    in the workspace.
    """

    def __init__(self, workspace: Workspace) -> None:
        path = find_tree(workspace.head.tree, workspace.path)
        if path is None:
            raise ValueError("the tree of an open workspace has a file")
        self.path: Path = path
        self.tree: IndicatorTree = workspace.tree
        self.shipped = path.resolve().parent == data_folder("indicators").resolve()
        if self.shipped:
            # A shipped tree is not ours to change on this machine: the change goes into a copy of
            # the county's.
            self.name = f"indicators/{self.tree.id}.yaml"
        else:
            self.name = path.resolve().relative_to(workspace.path.resolve()).as_posix()
        # As bytes and not as text: line ends are the user's and come back as they were.
        self.text = path.read_bytes().decode("utf-8")
        self.data: Mapping[str, Any] = _parsed(self.text)
        self._problems = workspace.problems
        self._known: tuple[str, IndicatorTree | None, list[Problem]] | None = None
        self.nodes = {node.code: node for node in nodes_of(self.data)}

    def current(self, read: Read) -> str:
        """The text as it stands now: the workspace's own,
        or that of the shipped tree before it is copied.
        """
        return read(self.name) or self.text

    def paths(self, text: str) -> dict[str, RawNode]:
        """The nodes of another state of the file, by code."""
        return {node.code: node for node in nodes_of(_parsed(text))}

    def faults(self, text: str) -> list[Problem]:
        """The errors that the file has with this text."""
        if text == self.text:
            # The workspace was opened on just this text: its errors are known.
            return [item for item in self._problems if item.severity == "error"]
        return self._read(text)[1]

    def tree_of(self, text: str) -> IndicatorTree | None:
        """The tree that the file would be with this text; None where it would be none."""
        return self._read(text)[0]

    def _read(self, text: str) -> tuple[IndicatorTree | None, list[Problem]]:
        if self._known is None or self._known[0] != text:
            self._known = (text, *self._load(text))
        return self._known[1], self._known[2]

    def _load(self, text: str) -> tuple[IndicatorTree | None, list[Problem]]:
        data, root, problems = parse(text.removeprefix("\ufeff"), self.name)
        tree = None
        if root is not None:
            document = Document(self.path, self.name, data, root, text.encode("utf-8"))
            kinds = self.tree.scope.kinds
            # The file is read for the same kind of object as the workspace: points differ between
            # them.
            choose = (lambda _: self.tree.classes) if kinds.declared else None
            tree, faults = read_tree(document, choose)
            problems = problems + faults
        return tree, [item for item in problems if item.severity == "error"]

    def beside(
        self, workspace: Workspace, read: Read, made: str
    ) -> tuple[dict[str, str], list[str]]:
        """The other files that a change of the tree changes: the switch to the copy, the blank
        forms of the rounds.
        """
        files: dict[str, str] = {}
        notes: list[str] = []
        if self.shipped:
            head = read(WORKSPACE)
            files[WORKSPACE] = switched_tree(head, self.name)
            notes.append(
                f"随软件的指标体系“{self.tree.id}”已复制到 {self.name}，workspace.yaml 的 tree "
                "改用它；"
                "软件升级不会改动这一份"
            )
        tree, _ = self._read(made)
        if tree is not None:
            refreshed = _rounds(workspace, read, self.tree, tree)
            files |= refreshed
            notes += [f"{name} 里没有填的认定表，已随评分规则更新" for name in refreshed]
        return files, notes


@lru_cache(maxsize=4)
def _parsed(text: str) -> Mapping[str, Any]:
    """The data of a tree's text; the tables of one workbook ask for the same text again and again,
    and only read.
    """
    data, _, _ = parse(text.removeprefix("\ufeff"), "")
    if isinstance(data, dict):
        return data
    return {}


def nodes_of(data: Mapping[str, Any]) -> Iterator[RawNode]:
    """Every node of a tree's data that has a code, parents before children."""
    yield from _nodes(data.get("indicators"), ("indicators",), 1)


def _nodes(entries: Any, path: tuple[str | int, ...], level: int) -> Iterator[RawNode]:
    for index, entry in enumerate(entries if isinstance(entries, list) else []):
        if isinstance(entry, dict):
            here = (*path, index)
            yield RawNode(str(entry.get("code", "")), level, entry, here)
            yield from _nodes(entry.get("children"), (*here, "children"), level + 1)


def switched_tree(text: str, name: str) -> str:
    """``workspace.yaml`` with another tree; every other byte stays."""
    lines = text.splitlines(keepends=True)
    for index, line in enumerate(lines):
        mark = "\ufeff" if line.startswith("\ufeff") else ""
        if line.startswith(f"{mark}tree:"):
            lines[index] = mark + replaced_value(line.removeprefix(mark), name)
            return "".join(lines)
    raise ValueError("workspace.yaml names no tree")


def _rounds(
    workspace: Workspace, read: Read, old: IndicatorTree, new: IndicatorTree
) -> dict[str, str]:
    files = {}
    for path in sorted((workspace.path / "rounds").glob("*.y*ml")):
        name = f"rounds/{path.name}"
        text = read(name)
        if text:
            # A blank form still shows the old rule; whoever fills it
            # in would be refused by the new one.
            new_text = refreshed_forms(text, old, new)
            if new_text != text:
                files[name] = new_text
    return files


_NUMBERS = frozenset({"from", "at", "min", "cap", "gate", "level", "months", "at_least", "rest"})


def plain_entry(entry: Mapping[str, Any]) -> dict[str, Any]:
    """A record of the file as it is to be written anew:
    numbers without quotes, 是 and 否 as such.
    """
    plain = dict(entry)
    for key, value in entry.items():
        if key in _NUMBERS and isinstance(value, str):
            plain[key] = Bare(value)
        elif value in ("true", "false"):
            plain[key] = value == "true"
    return plain


def row_of(ident: str) -> tuple[str, int]:
    """What owns a row of a table and its place there, from the row's id: ``1.1.1#2``."""
    owner, _, number = ident.rpartition("#")
    return owner, int(number) - 1


def fitting(edit: Mapping[str, Any], entry: Mapping[str, Any]) -> dict[str, Any]:
    """What an edit changes of a record: a key that is not there needs no taking out."""
    return {key: value for key, value in edit.items() if value is not DROP or key in entry}


def merged(entry: Mapping[str, Any], edit: Mapping[str, Any]) -> dict[str, Any]:
    """A record with an edit in it, as it is to be written anew."""
    both = {**entry, **edit}
    return plain_entry({key: value for key, value in both.items() if value is not DROP})


def names_text(names: Sequence[str] | Any) -> str:
    """A list of names in one cell."""
    if isinstance(names, list):
        return "、".join(str(name) for name in names)
    return str(names or "")
