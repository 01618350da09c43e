"""How many pages evidence files have, for catalogues: counted in child processes, remembered by
digest.

The numbers are kept beside what scans found out, under ``.shifan/``, once counting has taken real
work; losing them costs time, never truth.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from scoring.evidence.files import FileFact
from scoring.evidence.intake import ProbeStore, counted_pages
from scoring.evidence.model import Evidence
from scoring.evidence.probing import Limits, probe_many

PAGED = {".pdf", ".ofd", ".tif", ".tiff"}
WORTH_KEEPING = 200
"""Files that must be counted anew before the numbers are worth a write: a small package changes
nothing."""
SINGLE = {".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp", ".heic"}


def page_counts(
    records: Iterable[Evidence], files: Mapping[str, FileFact], workspace: Path
) -> dict[str, int]:
    """Pages by record id. Formats that flow (Word, web pages) have none until they are printed and
    are left out.
    """
    known = counted_pages(workspace)
    counts: dict[str, int] = {}
    uncounted: dict[Path, str] = {}
    digests: dict[str, str] = {}
    for record in records:
        file, digest = record.file or "", files[record.id].sha256
        if digest is None:
            continue
        suffix = Path(file).suffix.lower()
        if suffix in SINGLE:
            counts[record.id] = 1
        elif suffix in PAGED:
            digests[record.id] = digest
            if digest not in known:
                uncounted[workspace / "evidence" / file] = digest
    if uncounted:
        known |= _fresh(uncounted, workspace)
    for ident, digest in digests.items():
        if known.get(digest):
            counts[ident] = known[digest]
    return counts


def _fresh(uncounted: Mapping[Path, str], workspace: Path) -> dict[str, int]:
    """Pages by digest, counted now and kept where there are many."""
    fresh = _counted(uncounted)
    if len(fresh) >= WORTH_KEEPING:
        with ProbeStore(workspace) as store:
            store.keep_pages(fresh)
    return fresh


def _counted(wanted: Mapping[Path, str]) -> dict[str, int]:
    """Pages by digest; 0 for a file that cannot be read, so that it is not tried again."""
    digests = {str(path): digest for path, digest in wanted.items()}
    limits = Limits(pages=1, seconds=20)
    return {
        digests[found.path]: found.pages or 0
        for found in probe_many(wanted, ocr="off", limits=limits)
    }
