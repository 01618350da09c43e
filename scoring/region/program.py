"""Which program reckoned: the version, and a digest of its own sources, so that no kept result
outlives a change.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from scoring import __version__

ROOMS_OUTSIDE = frozenset({"cli", "documents", "pdf", "workbench", "_house", "__pycache__"})
"""What prints and shows has no part in a score."""


@lru_cache(maxsize=1)
def program_digest() -> str:
    """The digest of everything that a score depends on in this installation."""
    home = Path(__file__).resolve().parents[1]
    found = hashlib.sha256(__version__.encode())
    for path in sorted(home.rglob("*.py")):
        parts = path.relative_to(home).parts
        # Otherwise another wording on a page would make a whole province be scored anew.
        if parts[0] in ROOMS_OUTSIDE:
            continue
        found.update("/".join(parts).encode())
        found.update(path.read_bytes())
    return found.hexdigest()
