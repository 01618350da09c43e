"""Which files cannot be opened, as intake found when it last looked: kept by digest, read without loading intake."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

PROBES = "probes.sqlite"


def unopened(workspace: Path) -> Mapping[str, str]:
    """Why files cannot be opened, by their digest. Reads only; empty where no scan has been made.

    A piece whose digest stands here supports nothing (DESIGN 4.7).
    """
    path = workspace / ".shifan" / PROBES
    if not path.is_file():
        return {}
    import sqlite3  # only here: a workspace that was never scanned does not pay for it
    from urllib.parse import quote

    try:
        base = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=5)
        try:
            rows = base.execute("select sha256, reason from unopened").fetchall()
        finally:
            base.close()
    except sqlite3.Error:
        return {}
    return {str(digest): str(reason) for digest, reason in rows}
