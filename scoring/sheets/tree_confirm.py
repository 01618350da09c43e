"""What an import proposed and nobody confirmed yet: listing it, and confirming it node by node or
all at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from scoring.problems import CannotError
from scoring.sheets.tree_file import RawNode, TreeFile
from scoring.sheets.tree_nodes import KEYS
from scoring.storage import DROP, Author, RecordChanges, write_records
from scoring.storage.splice import nested_edits
from scoring.values import offered
from scoring.workspace import Workspace, open_workspace


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was proposed for one indicator: the keys, and their values in words."""

    code: str
    name: str
    keys: tuple[str, ...]
    values: str


def proposals(workspace: Workspace, codes: Sequence[str] = ()) -> list[Proposal]:
    """What waits for confirmation at or below ``codes``, or anywhere.

    Raises ``CannotError`` for a code that the tree does not hold.
    """
    file = TreeFile(workspace)
    unknown = [code for code in codes if code not in file.nodes]
    if unknown:
        raise CannotError(
            f"指标体系里没有编号“{unknown[0]}”{offered(unknown[0], list(file.nodes))}"
        )
    tops = [file.nodes[code].path for code in codes]
    waiting = []
    for node in file.nodes.values():
        keys = _proposed(node)
        if not keys or (tops and not _below(node, tops)):
            continue
        name = str(node.data.get("name", ""))
        waiting.append(Proposal(node.code, name, keys, _values(workspace, node.code, keys)))
    return waiting


def _proposed(node: RawNode) -> tuple[str, ...]:
    return tuple(str(key) for key in node.data.get("proposed") or [])


def _below(node: RawNode, tops: Iterable[tuple[str | int, ...]]) -> bool:
    """Whether a node stands at or below one of these paths."""
    return any(node.path[: len(top)] == top for top in tops)


def _values(workspace: Workspace, code: str, keys: Iterable[str]) -> str:
    leaf = workspace.tree.by_code.get(code)
    if leaf is None:
        return ""
    values = {
        "due": str(leaf.record.due or ""),
        "lead": "、".join(leaf.record.lead),
        "support": "、".join(leaf.record.support),
    }
    if leaf.rule is not None:
        values["rule"] = leaf.rule.describe(leaf.points)
    return "；".join(f"{KEYS.get(key, key)}：{values.get(key, '')}".rstrip("：") for key in keys)


def confirm(
    workspace: Workspace, waiting: Sequence[Proposal], *, only: frozenset[str], by: Author
) -> tuple[list[Proposal], list[str]]:
    """Takes ``only`` these keys (all, where empty) of these nodes out
    of ``proposed``, in one transaction.

    Gives what was confirmed and what else is to be told. Nothing is written where there is nothing
    to confirm.
    """
    codes = {item.code for item in waiting}

    def plan(changes: RecordChanges) -> tuple[list[Proposal], list[str]]:
        # Read again under the lock: somebody may have confirmed the same in the meantime.
        file = TreeFile(open_workspace(workspace.path).whole())
        text = file.current(changes.read)
        edits: list[tuple[tuple[str | int, ...], dict[str, Any]]] = []
        done = []
        for node in file.paths(text).values():
            keys = _proposed(node) if node.code in codes else ()
            taken = tuple(key for key in keys if not only or key in only)
            if taken:
                left = [key for key in keys if key not in taken]
                edits.append((node.path, {"proposed": left or DROP}))
                done.append(Proposal(node.code, str(node.data.get("name", "")), taken, ""))
        if not edits:
            return [], []
        confirmed = nested_edits(text, edits)
        others, notes = file.beside(workspace, changes.read, confirmed)
        for name, content in {file.name: confirmed, **others}.items():
            changes.put(name, content)
        changes.name(*(item.code for item in done))
        return done, notes

    return write_records(workspace.path, by, "indicators confirm", plan)
