"""The files of the register as the workbench touches them: where they lie, what they are, what text
they hold.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scoring.evidence.model import Evidence
from scoring.evidence.probing import probe_many
from scoring.reading.sniff import sniff
from scoring.storage import PlaceError, place

if TYPE_CHECKING:
    from scoring.workbench.office import Office

VIDEOS = {"mp4": "video/mp4", "mov": "video/mp4", "webm": "video/webm"}
"""Films that browsers play, by what they are found to be."""
MOST_TEXT = 60_000


def kept_path(office: Office, record: Evidence) -> Path | None:
    """Where the file of a record lies; None where it is not there or leads out of the workspace."""
    if not record.file:
        return None
    try:
        path = place(office.desk.path, f"evidence/{record.file}")
    except PlaceError:
        return None
    if path.is_file():
        return path
    return None


def kind_of(path: Path) -> str:
    """What a file is by its content."""
    try:
        return sniff(path)
    except OSError:
        return "unknown"


def text_of(office: Office, path: Path, sha256: str) -> str:
    """The text of an office file, read in a child process; "" where it has none."""
    known = office.texts.get(sha256)
    if known is None:
        # In a child: readers of old formats crash on what strangers made. Without OCR: it takes
        # minutes.
        probe = next(iter(probe_many([path], workers=1, ocr="off")))
        known = probe.text[:MOST_TEXT].replace("\f", "\n\n").strip()
        if sha256:
            office.remember_text(sha256, known)
    return known
