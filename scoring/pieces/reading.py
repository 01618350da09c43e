"""One YAML file as it was read, with what still stands of an earlier reading."""

from __future__ import annotations

from pathlib import Path

from scoring.pieces.cutting import cut_whole, uncuttable
from scoring.pieces.model import SourceFile, Written
from scoring.pieces.recutting import cut_again
from scoring.yamlio import decode, read_bytes


def read_source(
    path: Path,
    name: str,
    raw: bytes,
    section: str | None,
    before: SourceFile | None = None,
    *,
    cut: bool = True,
    written: Written | None = None,
) -> SourceFile:
    """The file with these bytes; ``section`` names the map that holds its records, None for a list.

    ``before`` is an earlier reading of the same file, of which everything is taken over that still
    stands; ``written`` is what was written last, and does no harm where the file is another by now.
    """
    if before is not None:
        if before.raw == raw:
            return before
        ours = written if written is not None and written.raw == raw else None
        again = cut_again(path, name, raw, section, before, ours)
        if again is not None:
            return again
    document, problems = read_bytes(path, name, raw)
    whole = SourceFile(name, raw, document, tuple(problems))
    if not cut or document is None or problems:
        return whole
    text, _ = decode(raw, name)
    if text is None or uncuttable(text):
        return whole
    return cut_whole(whole, document, text, section) or whole
