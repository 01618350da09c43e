"""Makes the Word templates that ship with the tool: ``python templates/word/make_templates.py``.

The page is that of GB/T 9704-2012 (type area 156 × 225 mm, 22 lines of 28 characters by the document grid); the
headings 一、(黑体) （一）(楷体) 1.(仿宋) stand on Word's own styles. Fields are those of ``docs/word-templates.md``.
The same script gives the same bytes; a test holds the files to it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from document_bulletin import bulletin
from document_inspection import inspection
from document_rectification import rectification
from document_self import self_assessment
from paper import plain

FOLDER = Path(__file__).resolve().parent
TEMPLATES: dict[str, Callable[[], bytes]] = {
    "self.docx": self_assessment,
    "rectification.docx": rectification,
    "bulletin.docx": bulletin,
    "inspection.docx": inspection,
    "base/form.docx": lambda: plain(164, (24, 23, 24, 23, 13, 10.6)),
    "base/sheet.docx": lambda: plain(261, (24, 18, 22, 18, 13, 9.6), across=True),
}
"""The templates by their files; in ``base`` those on which documents without a template of their own are written."""


def main() -> int:
    """Writes every template beside this script."""
    (FOLDER / "base").mkdir(exist_ok=True)
    for name, build in TEMPLATES.items():
        (FOLDER / name).write_bytes(build())
    return 0


if __name__ == "__main__":
    sys.exit(main())
