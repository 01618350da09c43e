"""How many pages evidence files have, for catalogues: counted in child processes, remembered by digest.

The numbers are kept in ``.shifan/pages.json`` once counting has taken real work; losing it costs time, never truth.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from scoring.evidence.files import FileFact
from scoring.evidence.model import Evidence

PAGED = {".pdf", ".ofd", ".tif", ".tiff"}
WORTH_KEEPING = 200
"""Files that must be counted anew before the numbers are worth a write."""
SINGLE = {".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp", ".heic"}


def page_counts(records: Iterable[Evidence], files: Mapping[str, FileFact], workspace: Path) -> dict[str, int]:
    """Pages by record id. Formats that flow (Word, web pages) have none until they are printed and are left out."""
    cache = workspace / ".shifan" / "pages.json"
    known = _known(cache)
    counts: dict[str, int] = {}
    wanted: dict[Path, str] = {}
    paged: dict[str, str] = {}
    for record in records:
        fact = files[record.id]
        suffix = Path(record.file or "").suffix.lower()
        if fact.sha256 is None:
            continue
        if suffix in SINGLE:
            counts[record.id] = 1
        elif suffix in PAGED:
            paged[record.id] = fact.sha256
            if fact.sha256 not in known:
                wanted[workspace / "evidence" / (record.file or "")] = fact.sha256
    if wanted:
        known |= _counted(wanted)
        if len(wanted) >= WORTH_KEEPING:
            _keep(cache, known)
    return counts | {ident: known[digest] for ident, digest in paged.items() if known.get(digest)}


def _counted(wanted: Mapping[Path, str]) -> dict[str, int]:
    """Pages by digest; 0 for a file that cannot be read, so that it is not tried again."""
    from scoring.evidence.probing import Limits, probe_many

    digests = {str(path): digest for path, digest in wanted.items()}
    limits = Limits(pages=1, seconds=20)
    return {digests[found.path]: found.pages or 0 for found in probe_many(wanted, ocr="off", limits=limits)}


def _known(cache: Path) -> dict[str, int]:
    try:
        loaded = json.loads(cache.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return {k: v for k, v in loaded.items() if isinstance(v, int)} if isinstance(loaded, dict) else {}


def _keep(cache: Path, known: Mapping[str, int]) -> None:
    from scoring.storage import write_atomic

    # A workspace on a read-only disk can be read all the same.
    with contextlib.suppress(OSError):
        write_atomic(cache, json.dumps(dict(sorted(known.items()))).encode())
