"""How the server itself is: version, memory, disk, copies, saves, who is on line. Nothing of
scores.
"""

from __future__ import annotations

import contextlib
import os
import platform
import shutil
import time
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from scoring.limits import most_memory
from scoring.workbench.office import GIB, MIB, Office

Data = dict[str, Any]
BEGAN = time.time()
SAVE_PARTS = ("wait", "judge", "store", "publish", "save")
FEW_GIB = 2


def server_data(office: Office) -> Data:
    """Everything that the page of the server shows, as JSON carries it."""
    workspace = office.desk.path
    return {
        "version": _version(),
        "python": platform.python_version(),
        "system": platform.platform(terse=True),
        "since": datetime.fromtimestamp(BEGAN).isoformat(timespec="seconds"),
        "workspace": str(workspace),
        "state": str(office.state),
        "read_only": office.terms.read_only,
        "encrypted": office.secure,
        "names": sorted(office.terms.names),
        "memory_mb": _memory(),
        "disk": _disk(workspace, office.terms.free_share),
        "backup": _backup(workspace),
        "database_mb": _size_mb(office.state),
        "saves": _saves(office),
        "problems": len(office.desk.view().workspace.problems),
        "trouble": [item.what for item in office.desk.session.trouble],
        "online": _online(office),
        "hooks": {"scan": bool(office.terms.scan), "notify": bool(office.terms.notify)},
    }


def _version() -> str:
    try:
        return version("shifan")
    except PackageNotFoundError:  # run from a checkout
        return ""


def _memory() -> int | None:
    """Megabytes that the process holds now, where the system tells."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
        # Not 4096 everywhere: processors of the ARM kind are run with pages of 64 KiB as well.
        return pages * os.sysconf("SC_PAGE_SIZE") // MIB
    return most_memory()


def _disk(folder: Path, floor: float) -> Data:
    usage = shutil.disk_usage(folder)
    low = usage.free < max(floor * usage.total, FEW_GIB * GIB)
    return {
        "free_gb": round(usage.free / GIB, 1),
        "total_gb": round(usage.total / GIB, 1),
        "low": low,
    }


def _backup(workspace: Path) -> Data | None:
    """The newest copy in ``backups/``: when, its name and size; None where there is none."""
    copies = [
        path
        for path in (workspace / "backups").glob("*.zip")
        if path.is_file() and not path.is_symlink()
    ]
    if not copies:
        return None
    newest = max(copies, key=lambda path: path.stat().st_mtime)
    stat = newest.stat()
    hours = int((time.time() - stat.st_mtime) // 3600)
    time_of_copy = datetime.fromtimestamp(stat.st_mtime).isoformat(timespec="seconds")
    return {
        "at": time_of_copy,
        "hours": hours,
        "name": newest.name,
        "mb": round(stat.st_size / MIB, 1),
        "kept": len(copies),
    }


def _size_mb(folder: Path) -> float:
    total = 0
    for path in folder.glob("*"):
        with contextlib.suppress(OSError):
            total += path.stat().st_size if path.is_file() else 0
    return round(total / MIB, 1)


def _saves(office: Office) -> Data:
    """How long saves take, in milliseconds of the last thousand, with their parts."""
    figures = office.desk.session.health.figures()
    parts = {
        name: {
            share: round(figures.get(f"{name}_{share}", 0.0), 1) for share in ("p50", "p95", "p99")
        }
        for name in SAVE_PARTS
    }
    return {"count": int(figures["saves"]), "by_hand": int(figures["by_hand"]), "ms": parts}


def _online(office: Office) -> list[Data]:
    """Who was here in the last five minutes."""
    online = office.store.sessions.online()
    rows: list[Data] = []
    for account in office.store.accounts.all():
        if account.id in online:
            seen = max((one.seen for one in office.store.sessions.of(account.id)), default=0.0)
            rows.append({"login": account.login, "name": account.person, "seen": seen})
    return sorted(rows, key=lambda row: row["seen"], reverse=True)
