"""The office's own Word templates: ``templates/<name>.docx`` of a workspace, filled with the data of a document.

Such a template may use what ``--to json`` prints, under the same keys: texts, lists and mappings, nothing that could be
called.
"""

from __future__ import annotations

import io
import re
import traceback
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined

from scoring.reporting.errors import RenderError
from scoring.reporting.pdf import clean, finalize
from scoring.reporting.templating import FAULTS, FOLDER, Sandbox, own_file, place_of, read_plain, reason
from scoring.reporting.workbook import without_clock

LARGEST = 20 * 1024 * 1024
UNPACKED = 100 * 1024 * 1024
"""Bytes of a Word template, as it lies there and unpacked."""
SHOWN = 40


def own_word_template(home: Path | None, name: str) -> Path | None:
    """The workspace's own ``templates/<name>.docx``, where there is one. Raises ``RenderError`` for a link."""
    return own_file(home / FOLDER, f"{name}.docx") if home else None


def office_file(path: Path, data: Mapping[str, Any], *, title: str, issuer: str, day: date) -> bytes:
    """The bytes of the filled template; same template, data and day, same bytes.

    Raises ``RenderError`` with the paragraph and the reason for a file that is no Word template or that goes wrong.
    """
    raw = read_plain(path, LARGEST)
    _sound(raw, path.name)
    # Only here: the library takes a while to load.
    from docxtpl import DocxTemplate

    class Template(DocxTemplate):  # type: ignore[misc]
        """Says in which paragraph something went wrong."""

        def render_xml_part(self, src_xml: str, part: Any, context: Any, jinja_env: Any = None) -> Any:
            try:
                return super().render_xml_part(src_xml, part, context, jinja_env)
            except FAULTS as error:
                where = _paragraph(src_xml, place_of(error, "").line)
                message = f"模板 {FOLDER}/{path.name} 有错{where}：{reason(error)}"
                raise RenderError("document", message, traceback.format_exc()) from None

    sandbox = Sandbox(autoescape=True, undefined=StrictUndefined, finalize=finalize)
    made = io.BytesIO()
    stamp = datetime(day.year, day.month, day.day)
    try:
        paper = Template(io.BytesIO(raw))
        paper.render(dict(data), sandbox, autoescape=True)
        properties = paper.docx.core_properties
        properties.title, properties.author, properties.last_modified_by = clean(title)[:255], clean(issuer)[:255], ""
        properties.created = properties.modified = stamp
        paper.save(made)
    except (*FAULTS, OSError, zipfile.BadZipFile) as error:
        message = f"模板 {FOLDER}/{path.name} 不能用：{reason(error)}"
        raise RenderError("document", message, traceback.format_exc()) from None
    return without_clock(made.getvalue(), stamp)


def _sound(raw: bytes, name: str) -> None:
    """Refuses what is no Word file, or one that would unpack to far more than it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            known = "word/document.xml" in archive.namelist()
    except zipfile.BadZipFile:
        known, size = False, 0
    if not known:
        raise RenderError("document", f"模板 {FOLDER}/{name} 不是 Word 文件（docx），请用 WPS 或 Word 另存为 docx")
    if size > UNPACKED:
        raise RenderError("document", f"模板 {FOLDER}/{name} 解开后太大（{size} 字节），没有使用")


def _paragraph(xml: str, line: int | None) -> str:
    """The paragraph of a line of the template's XML, as the words that stand in it; each begins a line of its own."""
    lines = re.sub(r"<w:p([ >])", r"\n<w:p\1", xml).split("\n")
    if line is None or not 0 < line <= len(lines):
        return ""
    text = re.sub(r"<[^>]+>", "", lines[line - 1]).strip()
    return f"，在“{text[:SHOWN]}{'…' if len(text) > SHOWN else ''}”一段" if text else ""
