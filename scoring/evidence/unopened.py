"""Which files cannot be opened, as intake found when it last looked: kept by digest, read without
loading intake.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from scoring.evidence.probe_tables import FILE, TABLES, Seals


def unopened(workspace: Path) -> Mapping[str, str]:
    """Why files cannot be opened, by their digest. Reads only; empty where no scan has been made.

    A piece whose digest stands here supports nothing. Rows that this user's shifan has
    not written count for nothing.
    """
    if not (workspace / ".shifan" / FILE).is_file():
        return {}
    import sqlite3  # only here: a workspace that was never scanned does not pay for it

    from scoring.storage.stores import read_store

    base = read_store(workspace, FILE, TABLES)
    if base is None:
        return {}
    try:
        rows = base.execute("select sha256, state, reason, seal from unopened").fetchall()
    except sqlite3.Error:
        return {}
    finally:
        base.close()
    seal = Seals().unopened
    return {
        sha256: reason
        for sha256, state, reason, mark in rows
        if seal(sha256, state, reason) == mark
    }
