"""What an import proposed and nobody confirmed yet: listing it, and confirming it node by node or
all at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scoring.problems import CannotError
from scoring.sheets.tree_file import TreeFile
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
    below = [file.nodes[code].path for code in codes]
    found = []
    for node in file.nodes.values():
        keys = tuple(str(key) for key in node.data.get("proposed") or [])
        if keys and (not codes or any(node.path[: len(path)] == path for path in below)):
            found.append(
                Proposal(
                    node.code,
                    str(node.data.get("name", "")),
                    keys,
                    _values(workspace, node.code, keys),
                )
            )
    return found


def _values(workspace: Workspace, code: str, keys: Iterable[str]) -> str:
    leaf = workspace.tree.by_code.get(code)
    if leaf is None:
        return ""
    said = {
        "rule": leaf.rule.describe(leaf.points) if leaf.rule is not None else "",
        "due": str(leaf.record.due or ""),
        "lead": "、".join(leaf.record.lead),
        "support": "、".join(leaf.record.support),
    }
    return "；".join(f"{KEYS.get(key, key)}：{said.get(key, '')}".rstrip("：") for key in keys)


def confirm(
    workspace: Workspace, wanted: Sequence[Proposal], *, only: frozenset[str], by: Author
) -> tuple[list[Proposal], list[str]]:
    """Takes ``only`` these keys (all, where empty) of the wanted nodes out of ``proposed``, in one
    transaction.

    Gives what was confirmed and what else is to be told. Nothing is written where there is nothing
    to confirm.
    """
    codes = {item.code for item in wanted}

    def plan(changes: RecordChanges) -> tuple[list[Proposal], list[str]]:
        file = TreeFile(open_workspace(workspace.path).whole())
        text = file.current(changes.read)
        edits = []
        done = []
        for node in file.paths(text).values():
            if node.code in codes:
                keys = [str(key) for key in node.data.get("proposed") or []]
            else:
                keys = []
            keep = [key for key in keys if only and key not in only]
            if keep != keys:
                edits.append((node.path, {"proposed": keep or DROP}))
                taken = tuple(key for key in keys if key not in keep)
                done.append(Proposal(node.code, str(node.data.get("name", "")), taken, ""))
        if not edits:
            return [], []
        made = nested_edits(text, edits)
        others, notes = file.beside(workspace, changes.read, made)
        for name, content in {file.name: made, **others}.items():
            changes.put(name, content)
        changes.name(*(item.code for item in done))
        return done, notes

    return write_records(workspace.path, by, "indicators confirm", plan)
