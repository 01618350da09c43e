"""Volumes against the register: the files as they were bound, and whether they hold what counts
now.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from scoring.binding.selection import slots_of
from scoring.binding.volumes import MANIFEST
from scoring.evidence.package import Differences, NotAPackageError
from scoring.workspace import Workspace

LARGEST = 50_000_000
"""Bytes of a manifest."""


def is_bound(folder: Path) -> bool:
    """Whether a folder holds volumes."""
    return (folder / MANIFEST).is_file()


def verify_volumes(folder: Path, workspace: Workspace) -> Differences:
    """What is missing (volumes; pieces that count and are not bound), too much (pieces that do not
    count any more) and changed (volumes; pieces whose file is another one now). Raises
    ``NotAPackageError`` for a manifest that is none.
    """
    volumes, pieces = _manifest(folder)
    missing: list[str] = []
    changed: list[str] = []
    for name, digest in volumes.items():
        file = folder / name
        if not file.is_file():
            missing.append(name)
        elif _digest(file) != digest:
            changed.append(name)
    labels = {record.id: f"{record.id} {record.label}" for record in workspace.records}
    counting = {slot.record.id for slot in slots_of(workspace, workspace.tree, "block")}
    for ident in sorted(counting):
        if ident not in pieces:
            missing.append(labels[ident])
        elif workspace.files[ident].sha256 != pieces[ident]:
            changed.append(labels[ident])
    extra = [labels.get(ident, ident) for ident in sorted(set(pieces) - counting)]
    return Differences(
        tuple(missing), tuple(extra), tuple(changed), checked=len(volumes) + len(pieces)
    )


def _manifest(folder: Path) -> tuple[Mapping[str, str], Mapping[str, str | None]]:
    """Digests of the volumes by name and of the pieces by id."""
    path = folder / MANIFEST
    try:
        # A manifest lies in a folder that anyone may have written.
        if path.stat().st_size > LARGEST:
            raise ValueError(path)
        data = json.loads(path.read_bytes())
        volumes = {str(item["file"]): str(item["sha256"]) for item in data["volumes"]}
        pieces = {str(item["id"]): item["sha256"] for item in data["pieces"]}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise NotAPackageError(f"{MANIFEST} 读不出来") from None
    # A manifest of strangers must not lead out of its folder.
    if any(Path(name).name != name for name in volumes):
        raise NotAPackageError(f"{MANIFEST} 里的文件名不对")
    return volumes, pieces


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
