"""OFD (GB/T 33190): pages and their text, read from the package itself.

Text runs are put into lines by their place on the page. Producers differ in namespaces, in the case of part names and
in absolute or relative locations, so that all three are read leniently.
"""

from __future__ import annotations

import posixpath
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.reading.model import Content, Found, Limits, broken
from scoring.reading.parts import local, open_container, parse, read_part
from scoring.reading.placed_text import Box, to_lines

if TYPE_CHECKING:
    from lxml.etree import _Element


def read_ofd(path: Path, limits: Limits) -> Content:
    """The pages of the first document; ``state`` is unread where pages hold pictures only."""
    with open_container(path, limits) as archive:
        package = _Package(archive)
        home, root = package.parse("", "OFD.xml")
        body = _first(root, "DocBody")
        location = "" if body is None else _text(_first(body, "DocRoot"))
        base, document = package.parse(home, location)
        templates = {
            page.get("ID", ""): page.get("BaseLoc", "") for page in document.iter() if local(page.tag) == "TemplatePage"
        }
        wanted = [page.get("BaseLoc", "") for page in document.iter() if local(page.tag) == "Page"]
        content = Content(count=len(wanted))
        pictures = room = 0
        for location in wanted[: limits.pages]:
            boxes, images = _page(package, base, location, templates)
            pictures += images
            text = "\n".join(to_lines(boxes))
            content.pages.append(text)
            room += len(text)
            if room > limits.text_chars:
                break
    if pictures and not room:
        content.state, content.note, content.source = "unread", "OFD 页面只有图片，没有文字层，待识别。", "none"
    title = "" if body is None else _text(_first(body, "Title"))
    if len(title) > 4:
        content.title = Found(title, "low", "文档属性")
    return content


def _page(package: _Package, base: str, location: str, templates: dict[str, str]) -> tuple[list[Box], int]:
    _, page = package.parse(base, location)
    sources = [page]
    uses = [templates.get(use.get("TemplateID", "")) for use in page.iter() if local(use.tag) == "Template"]
    sources.extend(package.parse(base, at)[1] for at in uses if at)
    boxes: list[Box] = []
    images = 0
    for source in sources:
        for element in source.iter():
            if local(element.tag) == "ImageObject":
                images += 1
            elif local(element.tag) == "TextObject":
                boxes.extend(_runs(element))
    return boxes, images


def _runs(element: _Element) -> list[Box]:
    left, top, width, height = _numbers(element.get("Boundary", ""), 4)
    size = _numbers(element.get("Size", ""), 1)[0] or height or 4.0
    boxes = []
    for code in element:
        if local(code.tag) != "TextCode" or not code.text:
            continue
        x, y = _numbers(code.get("X", ""), 1)[0], _numbers(code.get("Y", ""), 1)[0]
        baseline = top + y
        boxes.append(Box(left + x, baseline - size, max(width, size), size, code.text))
    return boxes


def _numbers(text: str, count: int) -> list[float]:
    values = []
    for word in text.split()[:count]:
        try:
            values.append(float(word))
        except ValueError:
            values.append(0.0)
    return values + [0.0] * (count - len(values))


def _first(root: _Element, tag: str) -> _Element | None:
    return next((element for element in root.iter() if local(element.tag) == tag), None)


def _text(element: _Element | None) -> str:
    return (element.text or "").strip() if element is not None else ""


class _Package:
    """Finds parts by location, whatever their case."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = {name.lower().lstrip("/"): name for name in archive.namelist()}

    def parse(self, folder: str, location: str) -> tuple[str, _Element]:
        """The folder of a part and its tree; raise ``UnreadableError`` where it is missing."""
        if not location:
            raise broken("OFD 文件")
        full = (
            location.lstrip("/") if location.startswith("/") else posixpath.normpath(posixpath.join(folder, location))
        )
        name = self._names.get(full.lower()) or self._names.get(location.lstrip("/").lower())
        if name is None:
            raise broken("OFD 文件")
        return posixpath.dirname(full), parse(read_part(self._archive, name))
