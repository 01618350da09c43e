"""Where the data that travels with the tool lies: trees, templates and the worked example.

In a checkout they stand beside the package, in an installed wheel inside it (``scoring/_house``).
"""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def data_folder(name: str) -> Path:
    """The folder ``indicators``, ``templates`` or ``evidence`` of this installation."""
    installed = PACKAGE / "_house" / name
    return installed if installed.is_dir() else PACKAGE.parent / name
