"""A Word file as an archive: what is taken from outside is looked at first,
what is written holds no clock.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

from docx.oxml.ns import qn

from scoring.pdf.errors import RenderError
from scoring.pdf.printer import clean
from scoring.storage.office import without_clock
from scoring.zip_faults import ZIP_FAULTS

LARGEST = 20 * 1024 * 1024
UNPACKED = 100 * 1024 * 1024
"""Bytes of a Word file that an office brings, as it lies there and unpacked."""
_MAIN = b"wordprocessingml.document.main+xml"


def checked(path: Path) -> io.BytesIO:
    """The bytes of a Word document. Raises ``RenderError`` for what is none, or would unpack to far
    more than it is.
    """
    try:
        size = path.stat().st_size
        raw = path.read_bytes() if size <= LARGEST else b""
    except OSError as error:
        raise RenderError("document", f"读不了 {path.name}：{error.strerror}") from error
    if size > LARGEST:
        raise RenderError("document", f"{path.name} 太大（{size} 字节），没有使用")
    sound(raw, path.name)
    return io.BytesIO(raw)


def sound(raw: bytes, name: str) -> None:
    """Refuses what is no Word document. Raises ``RenderError``."""
    unpacked, known = 0, False
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            # By what the archive says of itself, before any of it is unpacked.
            unpacked = sum(entry.file_size for entry in archive.infolist())
            known = unpacked <= UNPACKED and _MAIN in archive.read("[Content_Types].xml")
            known = known and "word/document.xml" in archive.namelist()
    except (*ZIP_FAULTS, OSError):
        known = False
    if unpacked > UNPACKED:
        raise RenderError("document", f"模板 {name} 解开后太大（{unpacked} 字节），没有使用")
    if not known:
        raise RenderError(
            "document", f"模板 {name} 不是 Word 文件（docx），请用 WPS 或 Word 另存为 docx"
        )


def without_attached(paper: Any) -> None:
    """Takes away the template that Word would fetch from elsewhere whenever the file is opened."""
    part = paper.part._settings_part  # the library shows the element only
    for attached in part.element.findall(qn("w:attachedTemplate")):
        part.element.remove(attached)
    for ident in [
        key for key, item in part.rels.items() if item.reltype.endswith("/attachedTemplate")
    ]:
        part.rels.pop(ident)


def written(paper: Any, *, title: str, issuer: str, day: date) -> bytes:
    """The bytes of a document; nothing in them comes from the clock,
    ``day`` is its date in the properties.
    """
    stamp = datetime(day.year, day.month, day.day)
    properties = paper.core_properties
    properties.title, properties.author, properties.last_modified_by = (
        clean(title)[:255],
        clean(issuer)[:255],
        "",
    )
    properties.created = properties.modified = stamp
    made = io.BytesIO()
    paper.save(made)
    # The library stamps each part of the archive with the time
    # of writing: bytes would never repeat.
    return without_clock(made.getvalue(), stamp)
