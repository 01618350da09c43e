"""What a Word or PowerPoint file carries inside: pictures that may show words, and whole files."""

from __future__ import annotations

import io
import posixpath
from collections.abc import Iterable
from typing import TYPE_CHECKING

from scoring import libraries
from scoring.reading.model import Picture
from scoring.reading.package import Package, Relation, local

if TYPE_CHECKING:
    from lxml.etree import _Element

_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MOST_PICTURES = 200
_LEAST_BYTES = 3_000
_LARGEST = 60 * 1024 * 1024
_RASTER = (".png", ".jpg", ".jpeg", ".jfif", ".bmp", ".gif", ".tif", ".tiff", ".webp")
_DRAWN = (".emf", ".wmf", ".svg")
_PROGRAMS = {
    "Word": "Word 文档",
    "Excel": "Excel 工作簿",
    "PowerPoint": "演示文稿",
    "AcroExch": "PDF",
    "Acrobat": "PDF",
}
_EQUATIONS = ("Equation", "MathType", "KSEE3")


def pictures_of(
    package: Package, drawings: Iterable[_Element], relations: dict[str, Relation]
) -> list[Picture]:
    """The pictures that drawings show, in their order, each once; tiny ones are marks and lines."""
    pictures: dict[str, Picture] = {}
    for drawing in drawings:
        for element in drawing.iter():
            ident = _shown(element)
            target = relations[ident].target if ident in relations else ""
            if (
                not target.lower().endswith(_RASTER)
                or target in pictures
                or len(pictures) >= _MOST_PICTURES
            ):
                continue
            data = package.read(target)
            if data and _LEAST_BYTES <= len(data) <= _LARGEST:
                pictures[target] = Picture(posixpath.basename(target), data)
    return list(pictures.values())


def _shown(element: _Element) -> str:
    tag = local(element.tag)
    if tag == "blip":
        return element.get(f"{_EMBED}embed") or element.get(f"{_EMBED}link") or ""
    if tag == "imagedata":
        return element.get(f"{_EMBED}id") or ""
    return ""


def inner_files(
    package: Package, drawings: Iterable[_Element], relations: dict[str, Relation]
) -> tuple[list[str], int]:
    """The names of whole files that are embedded, and how many equations of an old editor are drawn
    as objects.
    """
    names: list[str] = []
    equations = 0
    for drawing in drawings:
        for element in drawing.iter():
            if local(element.tag) not in {"OLEObject", "oleObj", "objectEmbed"}:
                continue
            program = element.get("ProgID") or element.get("progId") or ""
            if program.startswith(_EQUATIONS):
                equations += 1
                continue
            ident = element.get(f"{_EMBED}id") or ""
            target = relations[ident].target if ident in relations else ""
            names.append(_name(package, target, program))
    return names, equations


def _name(package: Package, target: str, program: str) -> str:
    """What a person would call an embedded file: its own name where the object keeps it, else what
    it is.
    """
    data = package.read(target) if target else None
    stored = native_name(data) if data else ""
    if stored:
        return stored
    kind = next((name for word, name in _PROGRAMS.items() if program.startswith(word)), "")
    return kind or posixpath.basename(target) or "文件"


def native_name(data: bytes) -> str:
    """The file name that a packaged object keeps (the stream Ole10Native, [MS-OLEDS] 2.3.6); empty
    where none is.
    """
    if not data.startswith(b"\xd0\xcf\x11\xe0"):
        return ""
    try:
        with libraries.olefile.OleFileIO(io.BytesIO(data)) as ole:
            if not ole.exists("\x01Ole10Native"):
                return ""
            raw = ole.openstream("\x01Ole10Native").read(1024)
    except (OSError, ValueError, IndexError, TypeError, AttributeError):
        return ""
    label = raw[6:].partition(b"\0")[0]
    for charset in ("utf-8", "gb18030"):
        try:
            name: str = label.decode(charset).replace("\\", "/")
            return posixpath.basename(name)[:80]
        except UnicodeDecodeError:
            continue
    return ""
