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
        counted = _counted(wanted)
        known |= counted
        if len(counted) >= WORTH_KEEPING:
            with ProbeStore(workspace) as store:
                store.keep_pages(counted)
    return counts | {ident: known[digest] for ident, digest in paged.items() if known.get(digest)}


def _counted(wanted: Mapping[Path, str]) -> dict[str, int]:
    """Pages by digest; 0 for a file that cannot be read, so that it is not tried again."""
    digests = {str(path): digest for path, digest in wanted.items()}
    limits = Limits(pages=1, seconds=20)
    return {
        digests[found.path]: found.pages or 0
        for found in probe_many(wanted, ocr="off", limits=limits)
    }
