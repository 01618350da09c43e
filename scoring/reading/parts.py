"""Parts of zip containers (docx, xlsx, pptx, odt, ofd): opened within bounds, parsed without entities or network."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.reading.model import Limits, UnreadableError, broken, cut_short, locked

if TYPE_CHECKING:
    from lxml.etree import _Element

# Below this size a container may be as dense as it likes: small XML parts do shrink a thousandfold.
RATIO_COUNTS_FROM = 20 * 1024**2


def open_container(path: Path, limits: Limits) -> zipfile.ZipFile:
    """Open a document container; raise ``UnreadableError`` for one that is truncated, locked or would explode."""
    try:
        archive = zipfile.ZipFile(path)
        members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise cut_short() from error
    if any(member.flag_bits & 1 for member in members):
        archive.close()
        raise locked()
    total = sum(member.file_size for member in members)
    packed = max(sum(member.compress_size for member in members), 1)
    if (
        len(members) > limits.members
        or total > limits.unpacked_bytes
        or (total > RATIO_COUNTS_FROM and total / packed > limits.ratio)
    ):
        archive.close()
        raise UnreadableError(
            "too_large", f"文件展开后有 {total >> 20} MB、{len(members)} 个部件，与正常文档不符，已拒绝打开。"
        )
    return archive


def read_part(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """One part, None where there is none; never more than the size it declares."""
    try:
        info = archive.getinfo(name)
    except KeyError:
        return None
    try:
        with archive.open(info) as stream:
            return stream.read(info.file_size)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise broken() from error


def parse(data: bytes | None) -> _Element:
    """Parse XML; raise ``UnreadableError`` where a part is missing or damaged."""
    from lxml import etree

    if data is None:
        raise broken()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.parse(io.BytesIO(data), parser).getroot()
    except etree.XMLSyntaxError as error:
        raise broken() from error


def local(tag: object) -> str:
    """A tag without its namespace; empty for comments and instructions."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
