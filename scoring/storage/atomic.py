"""Writing files so that a killed process never leaves half of one."""

from __future__ import annotations

import contextlib
import glob
import os
import re
import tempfile
from pathlib import Path

DRAFT = re.compile(r"[a-z0-9_]{8}", re.ASCII)
"""What ``tempfile`` puts behind the prefix of a draft."""


def write_atomic(path: Path, data: bytes) -> None:
    """Puts ``data`` at ``path`` in one step: written beside it, flushed to disk, then moved into place.

    Raises ``OSError`` when the folder cannot be written or, on Windows, while another program holds the file open; the
    old file is then as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(prefix=_prefix(path), dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        Path(draft).chmod(mode)
        Path(draft).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(draft).unlink()
        raise


def sweep_drafts(path: Path) -> None:
    """Takes away the drafts of ``path`` that killed processes left beside it. Only for whoever alone writes it now."""
    for draft in path.parent.glob(f"{glob.escape(_prefix(path))}*"):
        if DRAFT.fullmatch(draft.name.removeprefix(_prefix(path))):
            with contextlib.suppress(OSError):
                draft.unlink()


def _prefix(path: Path) -> str:
    return f".{path.name[:40]}."


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
