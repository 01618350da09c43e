"""Printed parts kept between runs, under ``.shifan/parts/``, by the digest of everything that
shapes them.

A kept part is only believed when its seal is right: the seal is made with a key of this user that
never leaves the machine, so a damaged file, and one that came with somebody else's workspace, is
printed again. The folder may be deleted at any time; where it cannot be written, every part is
printed.
"""

from __future__ import annotations

import json
import os
import struct
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scoring.storage import sealed, spare_place, unsealed

# Derived and disposable, like everything below .shifan.
FOLDER = Path(".shifan") / "parts"
LARGEST = 128 * 1024 * 1024
"""Bytes that the folder may hold; beyond that the parts that were not used for longest go first."""


@dataclass(frozen=True, slots=True)
class Printed:
    """One printed part: what the process said of it (plain JSON data), and its PDF."""

    report: dict[str, Any]
    pdf: bytes


class Store:
    """The kept parts of one workspace; without a workspace nothing is kept."""

    def __init__(self, home: Path | None, largest: int = LARGEST) -> None:
        # A link that leads out of the workspace: then nothing is kept.
        self._folder = spare_place(home, FOLDER, folder=True) if home else None
        self._largest = largest

    def get(self, key: str) -> Printed | None:
        """The part of that key; None where there is none, or none that can be believed."""
        if self._folder is None:
            return None
        path = self._folder / key
        try:
            data = unsealed(f"part:{key}", path.read_bytes())
        except OSError:
            return None
        if data is None:
            return None
        (length,) = struct.unpack_from(">I", data)
        printed = Printed(json.loads(data[4 : 4 + length]), data[4 + length :])
        with suppress(OSError):
            os.utime(path)
        return printed

    def put(self, key: str, part: Printed) -> None:
        """Keep a part. Whatever stands in the way (no right to write, a full disk) is no fault of
        the print.
        """
        if self._folder is None:
            return
        report = json.dumps(part.report).encode()
        data = struct.pack(">I", len(report)) + report + part.pdf
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._folder, prefix="new-")
            try:
                with os.fdopen(handle, "wb") as stream:
                    stream.write(sealed(f"part:{key}", data))
                Path(name).replace(self._folder / key)
            except OSError:
                Path(name).unlink(missing_ok=True)
        except OSError:
            return

    def tidy(self) -> None:
        """Drop what was not used for longest until the folder is small enough."""
        if self._folder is None:
            return
        try:
            found = [(entry.stat(), Path(entry.path)) for entry in os.scandir(self._folder)]
        except OSError:
            return
        size = sum(info.st_size for info, _ in found)
        for info, path in sorted(found, key=lambda item: item[0].st_mtime_ns):
            if size <= self._largest:
                return
            with suppress(OSError):
                path.unlink()
                size -= info.st_size
