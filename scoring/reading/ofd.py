"""OFD (GB/T 33190): pages and their text, read from the package itself.

Text runs are put into lines by their place on the page; runs of composite units come from the
resources, and what a producer draws twice for a bold look is read once. Producers differ in
namespaces, in the case of part names and in absolute or relative locations, so that all three are
read leniently.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.reading.model import Content, Found, Limits, Picture, UnreadableError, broken, locked
from scoring.reading.package import Package, local, open_package, parse
from scoring.reading.placed_text import Box, to_lines

if TYPE_CHECKING:
    from lxml.etree import _Element

_DEEPEST = 6
# Of a page: a smaller picture is a photo, a seal or a sign, whatever is written on it.
_SHARE = 0.15
_A4 = 210.0 * 297.0
_SAME = 1.0
"""Millimetres within which the same text is the same text drawn again."""


@dataclass(slots=True)
class _Resources:
    """What pages refer to by number: composite units, and the places of pictures."""

    units: dict[str, _Element] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Page:
    boxes: list[Box] = field(default_factory=list)
    images: list[tuple[str, float]] = field(default_factory=list)


def read_ofd(path: Path, limits: Limits) -> Content:
    """The pages of the first document; ``state`` is unread where they hold pictures only.

    Raises ``UnreadableError`` for a package that is locked or lacks parts.
    """
    with open_package(path, limits) as archive:
        package = _Parts(archive)
        if "encryptions.xml" in package or "encryptinfo.dat" in package:
            raise locked()
        home, root = package.parse("", "OFD.xml")
        body = _first(root, "DocBody")
        location = "" if body is None else _text(_first(body, "DocRoot"))
        base, document = package.parse(home, location)
        content = _read_pages(package, base, document, limits)
        names = _attachments(package, base, document)
    if names:
        content.note += f"里面附有 {len(names)} 个文件（{'、'.join(names[:5])}），没有读取，请另存出来单独报送。"
    title = "" if body is None else _text(_first(body, "Title"))
    if len(title) > 4:
        content.title = Found(title, "low", "文档属性")
    return content


def _read_pages(package: _Parts, base: str, document: _Element, limits: Limits) -> Content:
    resources = _resources(package, base, document)
    templates, places = _page_places(document)
    content = Content(count=len(places))
    pictures = room = 0
    for place in places[: limits.pages]:
        page = _page(package, base, place, templates, resources)
        pictures += len(page.images)
        index = len(content.pages)
        text = "\n".join(to_lines(_once(page.boxes)))
        content.pages.append(text)
        for ident, area in page.images:
            # Seals and signs are no scans; only a picture of most of the page is read as one.
            if area <= _SHARE * _A4:
                continue
            target = resources.pictures.get(ident, "")
            data = package.read(target)
            if data:
                content.pictures.append(Picture(posixpath.basename(target), data, index))
        room += len(text)
        if room > limits.text_chars:
            break
    if pictures and not room:
        content.state, content.source = "unread", "none"
        content.note = "OFD 页面只有图片，没有文字层，待识别。"
    return content


def _page_places(document: _Element) -> tuple[dict[str, str], list[str]]:
    """Where the templates of pages lie, by their ids, and the pages in their order."""
    templates: dict[str, str] = {}
    places: list[str] = []
    for element in document.iter():
        kind = local(element.tag)
        if kind == "TemplatePage":
            templates[element.get("ID", "")] = element.get("BaseLoc", "")
        elif kind == "Page":
            places.append(element.get("BaseLoc", ""))
    return templates, places


def _resources(package: _Parts, base: str, document: _Element) -> _Resources:
    resources = _Resources()
    for element in document.iter():
        if local(element.tag) not in {"PublicRes", "DocumentRes"}:
            continue
        try:
            folder, root = package.parse(base, _text(element))
        except UnreadableError:
            # A page without its resources still has its own text.
            continue
        inner = root.get("BaseLoc") or ""
        for item in root.iter():
            if local(item.tag) == "CompositeGraphicUnit":
                resources.units[item.get("ID", "")] = item
            elif local(item.tag) == "MultiMedia":
                name = _text(_first(item, "MediaFile"))
                if inner.startswith("/"):
                    home = inner.lstrip("/")
                else:
                    home = posixpath.join(folder, inner)
                resources.pictures[item.get("ID", "")] = package.find(home, name)
    return resources


def _page(
    package: _Parts, base: str, location: str, templates: dict[str, str], resources: _Resources
) -> _Page:
    _, root = package.parse(base, location)
    sources = [root]
    uses = [
        templates.get(use.get("TemplateID", ""))
        for use in root.iter()
        if local(use.tag) == "Template"
    ]
    sources.extend(package.parse(base, place)[1] for place in uses if place)
    page = _Page()
    for source in sources:
        _draw(source, page, resources, (0.0, 0.0), 0)
    return page


def _draw(
    root: _Element, page: _Page, resources: _Resources, shift: tuple[float, float], depth: int
) -> None:
    """Collects the runs and pictures below an element, moved by ``shift``."""
    for element in root.iter():
        tag = local(element.tag)
        if tag == "TextObject":
            page.boxes.extend(_runs(element, shift))
        elif tag == "ImageObject":
            _, _, width, height = _numbers(element.get("Boundary", ""), 4)
            page.images.append((element.get("ResourceID", ""), width * height))
        elif tag == "CompositeObject" and depth < _DEEPEST:
            unit = resources.units.get(element.get("ResourceID", ""))
            left, top, _, _ = _numbers(element.get("Boundary", ""), 4)
            if unit is not None:
                _draw(unit, page, resources, (shift[0] + left, shift[1] + top), depth + 1)


def _runs(element: _Element, shift: tuple[float, float]) -> Iterator[Box]:
    left, top, width, height = _numbers(element.get("Boundary", ""), 4)
    size = _numbers(element.get("Size", ""), 1)[0] or height or 4.0
    x = y = 0.0
    for code in element:
        if local(code.tag) != "TextCode" or not code.text:
            continue
        # A run without a place of its own stands where the one before did.
        x = _numbers(code.get("X", ""), 1)[0] if code.get("X") else x
        y = _numbers(code.get("Y", ""), 1)[0] if code.get("Y") else y
        baseline = shift[1] + top + y
        yield Box(shift[0] + left + x, baseline - size, max(width, size), size, code.text)


def _once(boxes: list[Box]) -> list[Box]:
    """The boxes without those that draw the same text at the same place again."""
    kept: list[Box] = []
    places: dict[str, list[tuple[float, float]]] = {}
    for box in boxes:
        known = places.setdefault(box.text, [])
        if any(abs(x - box.left) < _SAME and abs(y - box.top) < _SAME for x, y in known):
            continue
        known.append((box.left, box.top))
        kept.append(box)
    return kept


def _attachments(package: _Parts, base: str, document: _Element) -> list[str]:
    """The names of the files that are attached to the document."""
    place = _text(_first(document, "Attachments"))
    if not place:
        return []
    try:
        _, root = package.parse(base, place)
    except UnreadableError:
        return []
    return [
        element.get("Name") or posixpath.basename(_text(_first(element, "FileLoc")))
        for element in root.iter()
        if local(element.tag) == "Attachment"
    ]


def _numbers(text: str, count: int) -> list[float]:
    """So many places or sizes on a page, in millimetres; what is no number is 0."""
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
    if element is not None:
        return (element.text or "").strip()
    return ""


class _Parts:
    """Finds parts by location, relative to a folder or to the root."""

    def __init__(self, package: Package) -> None:
        self._package = package

    def __contains__(self, name: str) -> bool:
        return name in self._package

    def find(self, folder: str, location: str) -> str:
        """The name of a part, empty where there is none."""
        if not location:
            return ""
        if location.startswith("/"):
            full = location.lstrip("/")
        else:
            full = posixpath.normpath(posixpath.join(folder, location))
        return next((name for name in (full, location.lstrip("/")) if name in self._package), "")

    def read(self, name: str) -> bytes | None:
        """The content of a part, None where there is none."""
        if name:
            return self._package.read(name)
        return None

    def parse(self, folder: str, location: str) -> tuple[str, _Element]:
        """The folder of a part and its tree; raise ``UnreadableError`` where it is missing."""
        name = self.find(folder, location)
        if not name:
            raise broken("OFD 文件")
        return posixpath.dirname(name), parse(self._package.read(name))
