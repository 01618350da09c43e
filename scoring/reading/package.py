"""Zip containers of documents (docx, xlsx, pptx, odt, ofd): opened within bounds, parts found as
producers name them.

Part names are compared without case and with forward slashes, for some producers write backslashes.
Which part is the main one is told by the relations of the package: web versions call it
``document2.xml`` (ECMA-376 part 2, 9.3).
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scoring import libraries
from scoring.reading.model import (
    Limits,
    UnreadableError,
    broken,
    cut_short,
    locked,
    unpacks_too_far,
)
from scoring.zip_faults import ZIP_FAULTS

if TYPE_CHECKING:
    from lxml.etree import _Element

# Below this size a container may be as dense as it likes: small XML parts do shrink a thousandfold.
RATIO_COUNTS_FROM = 20 * 1024**2
_STRICT = b"http://purl.oclc.org/ooxml/"
# The strict variant of the standard names the same things by other addresses (ECMA-376 part 1,
# annex A).
_TRANSITIONAL = (
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships/", b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (b"http://purl.oclc.org/ooxml/presentationml/main", b"http://schemas.openxmlformats.org/presentationml/2006/main"),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Relation:
    """What one part says of another: its id, the last word of its type, the part's name; empty
    where it is outside.
    """

    id: str
    kind: str
    target: str


class Package:
    """A container of parts. Use as a context manager, or close it."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self._names: dict[str, str] = {}
        for name in archive.namelist():
            self._names.setdefault(_folded(name), name)

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *_: object) -> None:
        self.archive.close()

    @property
    def names(self) -> list[str]:
        """The parts with forward slashes, in the order of the container."""
        return [name.replace("\\", "/").lstrip("/") for name in self.archive.namelist()]

    def __contains__(self, name: str) -> bool:
        return _folded(name) in self._names

    def read(self, name: str) -> bytes | None:
        """One part, None where there is none; never more than the size that it declares."""
        stored = self._names.get(_folded(name))
        if stored is None:
            return None
        return read_part(self.archive, stored)

    def parse(self, name: str) -> _Element | None:
        """One part as XML, None where there is none. Raises ``UnreadableError`` for one that is
        damaged.
        """
        data = self.read(name)
        if data is None:
            return None
        return parse(data)

    def relations(self, part: str = "") -> dict[str, Relation]:
        """The relations of a part by their ids; those of the package itself without a name. None
        readable: empty.
        """
        folder, name = posixpath.split(part)
        data = self.read(posixpath.join(folder, "_rels", f"{name}.rels"))
        try:
            root = None if data is None else parse(data)
        except UnreadableError:
            root = None
        found = {}
        for element in root if root is not None else ():
            kind = (element.get("Type") or "").rstrip("/").rpartition("/")[2]
            if element.get("TargetMode") == "External":
                target = ""
            else:
                target = _target(folder, element.get("Target") or "")
            ident = element.get("Id") or ""
            found[ident] = Relation(ident, kind, target)
        return found

    def main(self, otherwise: str) -> str:
        """The name of the main part: as the relations of the package tell it, else the usual
        one.
        """
        targets = [
            relation.target
            for relation in self.relations().values()
            if relation.kind == "officeDocument"
        ]
        return next((target for target in targets if target in self), otherwise)


def open_package(source: Path | bytes, limits: Limits | None = None) -> Package:
    """Open a document container; raise ``UnreadableError`` for one that is truncated, locked or
    would explode.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source)
        members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise cut_short() from error
    try:
        _check_members(members, limits or Limits())
    except UnreadableError:
        archive.close()
        raise
    return Package(archive)


def _check_members(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Before anything is unpacked: by what the members say of themselves."""
    if any(member.flag_bits & 1 for member in members):
        raise locked()
    total = sum(member.file_size for member in members)
    packed = max(sum(member.compress_size for member in members), 1)
    dense = total > RATIO_COUNTS_FROM and total / packed > limits.ratio
    if len(members) > limits.members or total > limits.unpacked_bytes or dense:
        raise unpacks_too_far(total, len(members))


def read_part(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """One member by its stored name, None where there is none; never more than the size it
    declares.
    """
    try:
        info = archive.getinfo(name)
    except KeyError:
        return None
    try:
        with archive.open(info) as stream:
            return stream.read(info.file_size)
    except (*ZIP_FAULTS, OSError) as error:
        raise broken() from error


def parse(data: bytes | None) -> _Element:
    """Parse XML; raise ``UnreadableError`` where a part is missing or damaged."""
    if data is None:
        raise broken()
    if _STRICT in data:
        for strict, transitional in _TRANSITIONAL:
            data = data.replace(strict, transitional)
    parser = libraries.etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return libraries.etree.parse(io.BytesIO(data), parser).getroot()
    except libraries.etree.XMLSyntaxError as error:
        raise broken() from error


def local(tag: object) -> str:
    """A tag without its namespace; empty for comments and instructions."""
    if isinstance(tag, str):
        return tag.rpartition("}")[2]
    return ""


def _folded(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _target(folder: str, target: str) -> str:
    target = target.replace("\\", "/").partition("#")[0]
    if target.startswith("/"):
        return target.lstrip("/")
    if target:
        return posixpath.normpath(posixpath.join(folder, target))
    return ""
