"""Looking at evidence files: what each is, whether it can be read, and what its text says about
itself.

``probe`` looks at one file in this process; ``probe_many`` looks at many in child processes with
limits of time and memory, so that a parser that hangs or crashes costs only its own file.
"""

from scoring.evidence.probing.dispatch import probe
from scoring.evidence.probing.docno import normalise as normalise_doc_no
from scoring.evidence.probing.fingerprint import text_similarity
from scoring.evidence.probing.model import Facts, FoundDay, FoundValidity, Probe
from scoring.evidence.probing.sandbox import probe_many
from scoring.reading.archives import Extracted, extract_archive
from scoring.reading.images import photo_distance
from scoring.reading.model import STATE_NAMES, Found, Limits, OcrMode, Photo, State, UnreadableError
from scoring.reading.ocr import available as ocr_available

__all__ = [
    "STATE_NAMES", "Extracted", "Facts", "Found", "FoundDay", "FoundValidity", "Limits", "OcrMode", "Photo", "Probe",
    "State", "UnreadableError",
    "extract_archive", "normalise_doc_no", "ocr_available", "photo_distance", "probe", "probe_many",
    "text_similarity",
]  # fmt: skip
