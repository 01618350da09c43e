"""The contents of a Word file: Word's own field,
with an entry for each heading before anybody has updated it.

On which page a heading stands only the program knows that lays the file out; the file asks it to
say so when it is opened. Until then an entry is the heading, and a link to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from scoring.docx.model import Heading, Paragraph

CODE = r' TOC \o "1-3" \h \z \u '
_RUN = '<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">{}</w:t></w:r>'


def mark(kind: str, *, dirty: bool = False) -> str:
    """One of the three marks of a field; ``dirty``: it has to be updated."""
    return f'<w:r><w:fldChar w:fldCharType="{kind}"{" w:dirty=" + chr(34) + "true" + chr(34) if dirty else ""}/></w:r>'


def entries(headings: Sequence[Heading], styles: Sequence[str]) -> list[Paragraph]:
    """The field as paragraphs, an entry for each heading;
    ``styles`` are the ids of the styles of the levels.
    """
    paragraphs = [
        Paragraph(styles[min(heading.level, len(styles)) - 1], entry(heading))
        for heading in headings
    ]
    if not paragraphs:
        return []
    code = f'<w:r><w:instrText xml:space="preserve">{CODE}</w:instrText></w:r>'
    paragraphs[0].runs = mark("begin", dirty=True) + code + mark("separate") + paragraphs[0].runs
    paragraphs[-1].runs += mark("end")
    return paragraphs


def entry(heading: Heading) -> str:
    """A line of the contents: the heading, all of it a link."""
    text = _RUN.format(escape(heading.text))
    return f'<w:hyperlink w:anchor="{heading.name}" w:history="1">{text}</w:hyperlink>'


_FOLLOWING = (
    "hdrShapeDefaults", "footnotePr", "endnotePr", "compat", "docVars", "rsids",
    "attachedSchema", "themeFontLang", "clrSchemeMapping", "doNotIncludeSubdocsInStats",
    "shapeDefaults", "decimalSymbol", "listSeparator",
)  # fmt: skip
_AFTER = tuple(qn(f"w:{name}") for name in _FOLLOWING)
"""What stands behind ``updateFields`` in the settings, by the schema."""


def ask_to_update(paper: Any) -> None:
    """Lets Word update the fields when it opens the file."""
    settings = paper.settings.element
    if settings.find(qn("w:updateFields")) is not None:
        return
    wish = OxmlElement("w:updateFields")
    wish.set(qn("w:val"), "true")
    # The schema fixes the order of these elements, and Word may call a file damaged that has
    # another.
    behind = next((child for child in settings if child.tag in _AFTER), None)
    if behind is None:
        settings.append(wish)
    else:
        behind.addprevious(wish)
