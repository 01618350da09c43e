"""Notices that files were changed by somebody else: by size, time and identity, once a second."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Mapping
from pathlib import Path

from scoring.rectification.bulletin import FOLDER as BULLETINS
from scoring.rectification.papers import FOLDER as PAPERS
from scoring.workspace.opening_state import SETTLED
from scoring.yamlio import listed

Mark = tuple[int, int, int]
"""Modification time, size and identity of a file."""
FOLDERS = ("rounds", "indicators", BULLETINS, PAPERS)
FILES = ("workspace.yaml", "evidence/register.yaml", "rectification.yaml")


def marks(workspace: Path, more: tuple[Path, ...] = ()) -> Mapping[str, Mark | None]:
    """The state of every file that says something about the score; ``more`` are files outside the
    usual places.
    """
    # Names and no paths: this is asked twice for each save.
    paths = [f"{workspace}/{name}" for name in FILES]
    paths += [str(path) for folder in FOLDERS for path in listed(workspace / folder)]
    rounds = workspace / "rounds"
    with contextlib.suppress(OSError):
        paths += [
            entry.path for entry in os.scandir(rounds) if entry.name.endswith(".support.json")
        ]
    paths += map(str, more)
    return {path: mark(path) for path in paths}


def mark(path: str | Path) -> Mark | None:
    """The state of one file; None where it is not there."""
    try:
        info = os.stat(path)  # noqa: PTH116 - asked of every file twice for each save
    except (OSError, ValueError):
        return None
    return info.st_mtime_ns, info.st_size, info.st_ino


def settling(now: Mapping[str, Mark | None]) -> bool:
    """Whether a file was written so lately that a second write may not show in its time."""
    latest = time.time_ns() - SETTLED
    return any(state is not None and state[0] > latest for state in now.values())
