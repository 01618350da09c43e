"""Writes every evidence file of example-county and brings the digests in its register up to
date."""

import sys
from pathlib import Path

from . import office, official, photo, register, scan, web
from .model import load

_MAKERS = {
    "notice": official.pdf,
    "report": official.pdf,
    "scan": scan.pdf,
    "word": office.word,
    "sheet": office.workbook,
    "photo": photo.jpeg,
    "screen": web.screen,
    "page": web.page,
    "note": web.note,
}


def main() -> int:
    """Make all files, or those whose ids are given as arguments."""
    here = Path(__file__).parent
    workspace = here.parent / "example-county"
    wanted = set(sys.argv[1:])
    made: dict[str, bytes] = {}
    total = 0
    for document in load(workspace, here / "documents"):
        if wanted and document.id not in wanted:
            continue
        data = _MAKERS[document.form](document)
        target = workspace / "evidence" / document.file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        total += len(data)
        if not document.pinned:
            made[document.id] = data
        print(f"{document.id}  {len(data):>8}  {document.file}")
    changed = register.update(workspace / "evidence" / "register.yaml", made)
    print(f"{total} bytes; {changed} lines of the register brought up to date")
    return 0


if __name__ == "__main__":
    sys.exit(main())
