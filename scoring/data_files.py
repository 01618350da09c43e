"""Where the data that travels with the tool lies: trees, templates and the worked example.

In a checkout they stand beside the package, in an installed wheel inside it (``scoring/_house``).
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def data_folder(name: str) -> Path:
    """The folder ``indicators``, ``templates`` or ``evidence`` of this installation."""
    installed = PACKAGE / "_house" / name
    if installed.is_dir():
        return installed
    return PACKAGE.parent / name


@cache
def sources_digest(room: str = "") -> str:
    """The SHA-256 of the program's own sources, or of those of one room (``pdf``).

    What is kept from one run to the next under a key with this digest is made anew by another
    version of the program, without anybody having to remember it.
    """
    digest = hashlib.sha256()
    for path in sorted((PACKAGE / room).rglob("*.py")):
        digest.update(
            # With the name and a mark behind each part: moving text from one module to another
            # counts too.
            path.relative_to(PACKAGE).as_posix().encode("utf-8") + b"\0" + path.read_bytes() + b"\0"
        )
    return digest.hexdigest()
