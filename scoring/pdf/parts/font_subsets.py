"""The faces of a whole document from what its parts used of them: each is embedded once, cut to the
union.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from scoring.pdf import fonts


def union(reports: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each face once, with the characters of all parts; where two disagree, the first part
    counts.
    """
    found: dict[str, dict[str, Any]] = {}
    for report in reports:
        for face in report["faces"]:
            known = found.setdefault(
                face["hash"], {**face, "widths": {}, "texts": {}, "missing": {}}
            )
            for key in ("widths", "texts"):
                for glyph, value in face[key]:
                    known[key].setdefault(glyph, value)
            known["missing"].update(face["missing"])
    return [
        {**face, "widths": sorted(face["widths"].items()), "texts": sorted(face["texts"].items())}
        for _, face in sorted(found.items())
    ]


def digest(environment: Mapping[str, str], own: Path | None) -> str:
    """What the faces of this machine are, as far as documents see them: a change of it makes kept
    parts worthless.

    ``environment`` names the fontconfig file, ``own`` the folder of the office. Files are told by
    size and time.
    """
    seen = hashlib.sha256(Path(environment["FONTCONFIG_FILE"]).read_bytes())
    for folder in [*([own] if own else []), *fonts.system_folders(), fonts.bundled_folder()]:
        for path, names, files in os.walk(folder):
            names.sort()
            for name in sorted(files):
                place = os.path.join(path, name)  # noqa: PTH118 - thousands of files; path objects cost more than stat
                try:
                    info = os.stat(place)  # noqa: PTH116 - the same
                except OSError:
                    continue
                seen.update(
                    f"{place}\0{info.st_size}\0{info.st_mtime_ns}\n".encode(
                        "utf-8", "surrogateescape"
                    )
                )
    return seen.hexdigest()
