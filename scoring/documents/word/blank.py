"""The file on which a document without a template is written: page, head and foot, styles and faces of our templates.

``templates/word/make_templates.py`` makes both kinds, the upright form and the sheet across.
"""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any, Literal

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from scoring.documents.assets import templates_root
from scoring.pdf.printer import clean
from scoring.storage.office import without_clock

Base = Literal["form", "sheet"]
"""An upright page with the margins of office paper, or one across for wide tables."""


def blank(base: Base, *, title: str, issuer: str, mark: str, day: date) -> Any:
    """An empty document whose running heads say ``title`` and ``mark``; ``day`` is its date in the file's
    properties.
    """
    paper = Document(str(templates_root() / "word" / "base" / f"{base}.docx"))
    said = {"{{ title }}": clean(title), "{{ mark }}": clean(mark)}
    section = paper.sections[0]
    for head in (section.header, section.even_page_header, section.first_page_header):
        for node in head._element.iter(qn("w:t")):
            node.text = said.get(node.text, node.text)
    stamp = datetime(day.year, day.month, day.day)
    properties = paper.core_properties
    properties.title, properties.author, properties.last_modified_by = clean(title)[:255], clean(issuer)[:255], ""
    properties.created = properties.modified = stamp
    return paper


def written(paper: Any, day: date) -> bytes:
    """The bytes of the document; nothing in them comes from the clock."""
    raw = io.BytesIO()
    paper.save(raw)
    return without_clock(raw.getvalue(), datetime(day.year, day.month, day.day))


def write_text(paragraph: Any, text: str) -> None:
    """A run of ``text`` behind what the paragraph holds, in the type of its style."""
    run = paragraph.add_run(clean(text))
    # Without the hint programs take “ ” — … from the Latin face.
    fonts = OxmlElement("w:rFonts")
    fonts.set(qn("w:hint"), "eastAsia")
    run._element.get_or_add_rPr().append(fonts)
