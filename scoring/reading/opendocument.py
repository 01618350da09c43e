"""OpenDocument texts and presentations (.odt, .odp)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scoring.reading.model import Content, Limits, Picture, broken, locked
from scoring.reading.package import Package, local, open_package

if TYPE_CHECKING:
    from lxml.etree import _Element

_SKIPPED = {"tracked-changes", "annotation", "ruby-text", "note-citation", "office-event-listeners"}
_LINK = "{http://www.w3.org/1999/xlink}href"


def read_odt(path: Path, limits: Limits) -> Content:
    """The paragraphs and table rows of a document, deleted text left out. Raises
    ``UnreadableError``.
    """
    with open_package(path, limits) as package:
        if b"encryption-data" in (package.read("META-INF/manifest.xml") or b""):
            raise locked()
        root = package.parse("content.xml")
        if root is None:
            raise broken("OpenDocument 文件")
        lines = _lines(root, limits.text_chars)
        return Content(["\n".join(lines)], pictures=_pictures(package, root))


def _lines(root: _Element, room: int) -> list[str]:
    lines: list[str] = []
    size = 0
    stack: list[_Element] = [root]
    while stack and size < room:
        element = stack.pop()
        tag = local(element.tag)
        if not tag or tag in _SKIPPED:
            continue
        if tag == "table-row":
            cells = (_one_line(cell) for cell in element if local(cell.tag) == "table-cell")
            text = "\t".join(cells).rstrip("\t")
        elif tag in {"p", "h"}:
            text = _text(element)
        else:
            stack.extend(reversed(element))
            continue
        lines.extend(filter(str.strip, text.split("\n")))
        size += len(text)
    return lines


def _one_line(cell: _Element) -> str:
    """The paragraphs of a cell on one line."""
    return " ".join(line for line in _text(cell).split("\n") if line.strip())


_SIGNS = {"s": " ", "tab": "\t", "line-break": "\n"}
"""Elements that stand for a sign of the text."""


def _text(element: _Element) -> str:
    parts: list[str] = []
    # Pairs of an element and whether its own text is still to come.
    stack: list[tuple[_Element, bool]] = [(element, True)]
    while stack:
        node, entering = stack.pop()
        if not entering:
            parts.append(node.tail or "")
            continue
        if node is not element:
            stack.append((node, False))
        tag = local(node.tag)
        if not tag or tag in _SKIPPED:
            continue
        if tag == "p" and parts:
            parts.append("\n")
        parts.append(_SIGNS.get(tag, ""))
        parts.append(node.text or "")
        stack.extend((child, True) for child in reversed(node))
    return "".join(parts)


def _pictures(package: Package, root: _Element) -> list[Picture]:
    pictures: dict[str, Picture] = {}
    for element in root.iter():
        if local(element.tag) == "image":
            name = element.get(_LINK) or ""
        else:
            name = ""
        if name.lower().endswith((".png", ".jpg", ".jpeg", ".tif", ".bmp")):
            data = package.read(name)
        else:
            data = None
        if data:
            pictures.setdefault(name, Picture(name.rpartition("/")[2], data))
    return list(pictures.values())
