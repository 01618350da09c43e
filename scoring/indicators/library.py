"""The trees that ship with the tool, and how a workspace's ``tree: …`` is found."""

from __future__ import annotations

import os
from pathlib import Path

from scoring import yamlio
from scoring.data_files import data_folder
from scoring.values import offered


def shipped() -> list[Path]:
    """The files of the trees that travel with the tool, by name."""
    return sorted(data_folder("indicators").glob("*.yaml"))


def tree_id(path: Path) -> str | None:
    """The id that a tree's file states, or None when it cannot be read."""
    document, _ = yamlio.read(path, path.name)
    data = document.data if document else None
    if isinstance(data, dict) and isinstance(data.get("id"), str):
        return data.get("id")
    return None


def _there(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name that is too long, a folder that may not be entered
        return False


def find_tree(wanted: str, workspace: Path | None) -> Path | None:
    """The file of the tree that ``wanted`` names: a file of the workspace, the id of one there, or
    a shipped id.

    A path must stay inside the workspace; None when there is no such tree.
    """
    # No path holds it, and the system raises an error of its own kind for it.
    if "\0" in wanted:
        return None
    if workspace is not None:
        own = _own_tree(wanted, workspace)
        if own is not None:
            return own
    if "/" not in wanted and "\\" not in wanted:
        # The id is mostly the name of the file, so that no other file has to be parsed.
        file = data_folder("indicators") / f"{wanted}.yaml"
        if _there(file):
            return file
    return next((path for path in shipped() if tree_id(path) == wanted), None)


def _own_tree(wanted: str, workspace: Path) -> Path | None:
    """The tree of a workspace that ``wanted`` names, by its file or by its id."""
    if wanted.endswith((".yaml", ".yml")):
        root = os.path.realpath(workspace) + os.sep
        for candidate in (workspace / wanted, workspace / "indicators" / wanted):
            if os.path.realpath(candidate).startswith(root) and _there(candidate):
                return candidate
    for candidate in yamlio.listed(workspace / "indicators"):
        if candidate.stem == wanted or tree_id(candidate) == wanted:
            return candidate
    return None


def no_such_tree(wanted: str, workspace: Path | None) -> str:
    """The Chinese sentence for a tree that is not there, with those that are: the workspace's own
    and the shipped.
    """
    if workspace is not None:
        own = [path.stem for path in yamlio.listed(workspace / "indicators")]
    else:
        own = []
    return f"没有“{wanted}”这套指标体系或这个文件{offered(wanted, [*own, *(path.stem for path in shipped())])}"
