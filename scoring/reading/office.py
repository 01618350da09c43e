"""Office documents in XML: docx, Word 2003 XML, pptx and odt as plain lines.

Everything that is seen on the page counts: text boxes (where red heads often stand), tracked insertions, content
controls, page headers. Deleted text and the second copy that old readers get of every text box do not.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.reading.model import Content, Limits
from scoring.reading.parts import local, open_container, parse, read_part
from scoring.reading.plain import read_bytes

if TYPE_CHECKING:
    from lxml.etree import _Element

_LEFT_OUT = {
    "del", "moveFrom", "Fallback", "delText", "instrText", "annotationRef", "binData", "docSuppData", "styles",
    "DocumentProperties", "fonts", "lists", "pict_data",
}  # fmt: skip
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def read_docx(path: Path, limits: Limits) -> Content:
    """A .docx: the body, then its page headers. Pages are those that the word processor counted."""
    with open_container(path, limits) as archive:
        body = parse(read_part(archive, "word/document.xml"))
        lines = _Words(limits.text_chars).lines(body)
        heads = sorted(name for name in archive.namelist() if re.fullmatch(r"word/header\d*\.xml", name))
        top = [line for name in heads[:3] for line in _Words(2_000).lines(parse(read_part(archive, name)))]
        return Content(["\n".join([*lines, *dict.fromkeys(top)])], count=_page_count(archive))


def read_wordml(path: Path, limits: Limits) -> Content:
    """A Word 2003 XML file, often called .doc."""
    return Content(["\n".join(_Words(limits.text_chars).lines(parse(read_bytes(path, limits))))])


def read_pptx(path: Path, limits: Limits) -> Content:
    """A .pptx: one page per slide, in the order of the slide numbers."""
    with open_container(path, limits) as archive:
        found = [match for name in archive.namelist() if (match := re.fullmatch(r"ppt/slides/slide(\d+)\.xml", name))]
        slides = [match.group() for match in sorted(found, key=lambda match: int(match.group(1)))]
        pages = ["\n".join(_Words(limits.text_chars).lines(parse(read_part(archive, name)))) for name in slides]
    return Content(pages, count=len(pages))


def read_odt(path: Path, limits: Limits) -> Content:
    """An OpenDocument text or presentation."""
    with open_container(path, limits) as archive:
        root = parse(read_part(archive, "content.xml"))
    paragraphs = (element for element in root.iter() if local(element.tag) in {"p", "h"})
    return Content(["\n".join("".join(map(str, element.itertext())) for element in paragraphs)])


def _page_count(archive: zipfile.ZipFile) -> int | None:
    data = read_part(archive, "docProps/app.xml")
    match = re.search(rb"<Pages>(\d{1,5})</Pages>", data or b"")
    # Programs that do not lay out pages write 0 or leave their template's number; only a real count is passed on.
    return int(match.group(1)) or None if match and b"<Words>0<" not in (data or b"") else None


class _Words:
    """Collects the lines of a WordprocessingML or DrawingML tree, up to a number of characters."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._lines: list[str] = []
        self._row: list[str] | None = None

    def lines(self, root: _Element) -> list[str]:
        self._walk(root)
        return self._lines

    def _walk(self, root: _Element) -> None:
        # An explicit stack: hostile and generated files nest deeper than Python allows.
        stack: list[_Element] = [root]
        while stack and self._size < self._limit:
            element = stack.pop()
            tag = local(element.tag)
            if not tag or tag in _LEFT_OUT:
                continue
            if tag == "tr":
                self._add("\t".join(_cell(cell) for cell in element if local(cell.tag) in {"tc", "sdt"}))
                continue
            if tag == "p":
                own, boxes = _paragraph(element)
                for box in boxes:
                    self._walk(box)
                self._add(own)
                continue
            stack.extend(reversed(element))

    def _add(self, text: str) -> None:
        for line in text.split("\n"):
            if line.strip():
                self._lines.append(line)
                self._size += len(line) + 1


def _paragraph(element: _Element) -> tuple[str, list[_Element]]:
    """The text of a paragraph, and the text boxes that are anchored in it."""
    parts: list[str] = []
    boxes: list[_Element] = []
    stack = list(reversed(element))
    while stack:
        child = stack.pop()
        tag = local(child.tag)
        if not tag or tag in _LEFT_OUT:
            continue
        if tag == "t":
            parts.append(child.text or "")
        elif tag in _SIGNS and not (tag == "br" and any(value == "page" for value in child.attrib.values())):
            # Tab stops in the paragraph's properties carry the same name as a tab in the text.
            if tag != "tab" or not child.attrib:
                parts.append(_SIGNS[tag])
        elif tag == "txbxContent":
            boxes.append(child)
        else:
            stack.extend(reversed(child))
    return "".join(parts), boxes


def _cell(cell: _Element) -> str:
    """The text of a table cell on one line."""
    words = _Words(100_000)
    return " ".join(line.strip() for line in words.lines(cell))
