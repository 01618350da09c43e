"""Writing files so that a killed process never leaves half of one."""

from __future__ import annotations

import contextlib
import glob
import re
from pathlib import Path

from scoring.storage import disk

DRAFT = re.compile(r"[a-z0-9_]{8}", re.ASCII)
"""What stands behind the prefix of a draft."""


def write_atomic(path: Path, data: bytes, *, sync: bool = True) -> None:
    """Puts ``data`` at ``path`` in one step: written beside it, flushed to disk, then moved into
    place.

    ``sync=False`` spares the flushing, for what a power cut may take. Raises ``OSError`` when the
    folder cannot be written or, on Windows, while another program holds the file open; the old file
    is then as it was. Where only the folder could not be flushed, the new file stands and
    ``OSError`` says that a power cut may take it.
    """
    disk.make_folder(path.parent)
    draft = disk.draft_beside(path)
    disk.write_draft(draft, data, path, sync=sync)
    try:
        draft.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise
    if sync:
        disk.sync_folder(path.parent)


def is_draft(name: str) -> bool:
    """Whether a file is called as drafts are."""
    return name.startswith(".") and DRAFT.fullmatch(name.rpartition(".")[2]) is not None


def sweep_drafts(path: Path) -> None:
    """Takes away the drafts of ``path`` that killed processes left beside it. Only for whoever
    alone writes it now.
    """
    prefix = disk.draft_prefix(path)
    for draft in path.parent.glob(f"{glob.escape(prefix)}*"):
        if DRAFT.fullmatch(draft.name.removeprefix(prefix)):
            with contextlib.suppress(OSError):
                draft.unlink()
