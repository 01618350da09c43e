"""The worked example as a workspace of one's own, and new workspaces from a tree."""

from __future__ import annotations

import shutil
from pathlib import Path

from scoring.house import data_folder

EXAMPLE = "example-county"


def copy_example(folder: Path) -> None:
    """Copies the worked example to ``folder``, which must not exist or be empty. Raises ``OSError`` when it cannot."""
    shutil.copytree(data_folder("evidence") / EXAMPLE, folder, dirs_exist_ok=True, copy_function=shutil.copyfile)
