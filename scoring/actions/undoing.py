"""Taking one change back: a change of its own, with the text that stood before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scoring.actions.authority import acting
from scoring.actions.tree import MOST_TOLD, write_tried
from scoring.actions.tree_lines import noted_lines, put_back
from scoring.actions.tree_shape import try_text
from scoring.sheets.tree_nodes import NodesTable
from scoring.storage.hand_lines import why_not_undone
from scoring.storage.merging import split_address
from scoring.workspace.changes import ChangeSet, RefusedError

Texts = dict[str, str]
"""The text of each record by ``file#address``."""


def texts_of(entry: Mapping[str, Any], side: str) -> Texts:
    """The texts of a line of the journal, ``side`` being ``before`` or ``after``."""
    part = entry.get(side)
    if not isinstance(part, dict):
        return {}
    return {
        f"{file}#{address}": str(text or "")
        for file, texts in part.items()
        if isinstance(texts, dict)
        for address, text in texts.items()
    }


def can_undo(entry: Mapping[str, Any]) -> bool:
    """Whether a line of the journal holds what :func:`undo` needs."""
    if why_not_undone(entry):
        return False
    return bool(texts_of(entry, "before") or texts_of(entry, "after") or noted_lines(entry))


def undo(changes: ChangeSet, entry: Mapping[str, Any]) -> list[str]:
    """Puts back what one line of the journal changed; the names of the records.

    Raises :class:`RefusedError` where a record or the tree does not stand any more as that line
    left it, where the line holds no texts, and where something that came since would be wrong then.
    """
    acting(changes, "review")
    if reason := why_not_undone(entry):
        raise RefusedError(reason)
    if not can_undo(entry):
        raise RefusedError("这一条只记了谁改的，没有记原文，改不回去")
    before, after = texts_of(entry, "before"), texts_of(entry, "after")
    names = list(dict.fromkeys([*before, *after]))
    for name in names:
        _put_record_back(changes, name, before.get(name, ""), after.get(name, ""))
    for file, lines in noted_lines(entry).items():
        _put_tree_back(changes, file, *lines)
    # What the line named beside its records, an indicator above all, is named again.
    changes.name(*(str(key) for key in entry.get("records") or ()))
    return names


def _put_record_back(changes: ChangeSet, name: str, old: str, new: str) -> None:
    file_name, _, address = name.partition("#")
    section, key = split_address(address)
    file = changes.file(file_name, section)
    stored = file.record(key)
    stands = stored.text if stored else ""
    if stands != new:
        raise RefusedError(f"{key} 在那以后又改过，不能直接改回；请打开它再改")
    # With the texts as the journal holds them: comments and order inside a record come back too.
    before = file.with_text(key, old) if old else file.without(key)
    changes.put(file_name, before.text, keys=[key])


def _put_tree_back(changes: ChangeSet, file: str, old: str, new: str) -> None:
    """The lines of the tree as they were, where the whole workspace is sound with them."""
    workspace = changes.workspace
    acting(changes, "assign")
    nodes = NodesTable(workspace)
    text = put_back(changes.read(file), old, new) if file == nodes.file else None
    if text is None:
        raise RefusedError("指标体系的这一处在那以后又改过，不能直接改回；请打开指标再改")
    others = {name: changes.read(name) for name in changes.changed if name != file}
    tried = try_text(workspace, nodes, text, changes.read, others)
    if tried.faults:
        reasons = "；".join(fault.what for fault in tried.faults[:MOST_TOLD])
        raise RefusedError(f"现在改回，会有不对的地方：{reasons}")
    write_tried(changes, tried, ())
