"""Makes the Word files that ship with the tool: ``python templates/word/make_reference.py``.

``reference.docx`` is the document whose styles, pages, heads and feet every Word file takes: it
shows each kind of page under its name and each style with a line of its own, so that an office can
change the look in WPS and put the file into its ``templates`` folder. ``example.docx`` is a small
template of the other kind: an office says with ``{{ … }}`` what goes where. The same script gives
the same bytes; a test holds the files to it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from building import para, run
from example import example
from looks import CELL_HEADINGS, CHARACTERS, CONTENTS, HEADINGS, STYLES
from paper import KINDS, Running, empty, written

FOLDER = Path(__file__).resolve().parent


def reference() -> bytes:
    """A page of each kind, and on one of them a line in each style."""
    paper = empty()
    running = Running(paper)
    sections = []
    for name, kind in KINDS.items():
        lines = [para("标题1", f"版面：{name}"), para("公文正文", f"{kind.meant}。")]
        lines += _contents() if name == "目录" else _samples() if name == "正文" else []
        sections.append((lines, kind.properties(running.references(kind))))
    pieces = []
    for lines, properties in sections[:-1]:
        pieces += [*lines, f"<w:p><w:pPr>{properties}</w:pPr></w:p>"]
    lines, properties = sections[-1]
    return written("".join([*pieces, *lines, properties]), paper, "版式样本")


def _contents() -> list[str]:
    return [para(name, f"{name}", "<w:r><w:tab/></w:r>", "1") for name in CONTENTS]


def _samples() -> list[str]:
    told = para("公文正文", "下面每一行是一种样式，行里的字就是样式的名称；改样式，不要改名称。")
    lines = [para(name, f"样式：{name}") for name in (*HEADINGS, *STYLES, *CELL_HEADINGS)]
    words = "".join(
        f'<w:r><w:rPr><w:rStyle w:val="{ident}"/></w:rPr><w:t '
        f'xml:space="preserve">{name}　</w:t></w:r>'
        for name, (ident, _) in CHARACTERS.items()
    )
    return [told, *lines, para("公文正文", run("文字样式："), words)]


FILES: dict[str, Callable[[], bytes]] = {"reference.docx": reference, "example.docx": example}


def main() -> int:
    """Writes every file beside this script."""
    for name, build in FILES.items():
        (FOLDER / name).write_bytes(build())
    return 0


if __name__ == "__main__":
    sys.exit(main())
