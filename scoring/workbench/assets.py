"""The static files of the pages: read once, named by their digest, so that browsers may keep them
for ever.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file, as it is and packed."""

    data: bytes
    packed: bytes
    type: str
    name: str


@cache
def static_files() -> dict[str, StaticFile]:
    """Every static file by the name under which pages ask for it, which holds its digest."""
    found = {}
    for path in sorted(STATIC.rglob("*")):
        if path.suffix not in TYPES:
            continue
        data = path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()[:12]
        name = path.relative_to(STATIC).with_suffix("").as_posix().replace("/", "-")
        public = f"{name}.{digest}{path.suffix}"
        found[public] = StaticFile(
            # Without a time inside, the packed bytes are the same on every machine.
            data,
            gzip.compress(data, mtime=0),
            TYPES[path.suffix],
            f"{name}{path.suffix}",
        )
    return found


@cache
def address_of(name: str) -> str:
    """The address of a static file by its plain name, such as ``app.css`` or ``js-draft.js``."""
    public = next(public for public, file in static_files().items() if file.name == name)
    return f"/static/{public}"
