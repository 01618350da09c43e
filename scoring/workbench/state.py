"""Where a workbench keeps its state: outside the workspace, so that a copy on a stick carries no
secrets.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path


def state_folder(workspace: Path) -> Path:
    """The usual folder for the state of one workspace, by its name and place."""
    if sys.platform == "win32":
        home = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    else:
        home = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    place = workspace.resolve()
    digest = hashlib.sha256(str(place).encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return home / "shifan" / f"{place.name or 'workspace'}-{digest}"
