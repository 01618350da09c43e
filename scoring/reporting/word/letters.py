"""Letters in, the bytes of a Word document out: forms and pages with running text, upright.

For documents that are read and signed rather than filtered. Same parts, same bytes.
"""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from scoring.reporting.printing.pdf import clean
from scoring.reporting.rectification.letter import Grid, Letter, Style, Text
from scoring.reporting.word.tables import (
    HAN,
    LETTER,
    LONGEST_RUN,
    MARGIN,
    UNBROKEN,
    narrow_margins,
    speak_chinese,
    write_text,
)
from scoring.reporting.wording import title_lines
from scoring.storage.office import without_clock

MARGINS = (24, 23, 24, 23)
"""The margins in millimetres, from the top clockwise: a form holds more than the page of a 公文."""
FACES: dict[Style, tuple[str, float]] = {
    "title": ("黑体", 22),
    "number": ("仿宋", 16),
    "to": ("仿宋", 16),
    "h1": ("黑体", 16),
    "h2": ("楷体", 16),
    "body": ("仿宋", 16),
    "note": ("宋体", 9),
    "right": ("仿宋", 16),
    "cut": ("宋体", 9),
    "slip": ("黑体", 14),
}
"""The face and size in points of each style; ``page`` begins a new one."""
CENTRED: frozenset[Style] = frozenset({"title", "number", "cut", "slip"})


def letter_file(letter: Letter, *, title: str, issuer: str, day: date) -> bytes:
    """The bytes of the document; ``day`` is its date in the file's properties."""
    paper = Document()
    _page(paper)
    stamp = datetime(day.year, day.month, day.day)
    properties = paper.core_properties
    properties.title, properties.author, properties.last_modified_by = clean(title)[:255], clean(issuer)[:255], ""
    properties.created = properties.modified = stamp
    fresh = False
    for part in letter.parts:
        if isinstance(part, Grid):
            _grid(paper, part, 210 - MARGINS[1] - MARGINS[3])
        elif part.style == "page":
            fresh = True
            continue
        else:
            _paragraph(paper, part, fresh=fresh)
        fresh = False
    raw = io.BytesIO()
    paper.save(raw)
    return without_clock(raw.getvalue(), stamp)


def _page(paper: Any) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(Mm, MARGINS)
    section.footer_distance = Mm(MARGINS[2] - 13)
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(16)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")
    speak_chinese(normal)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    write_text(foot, "— ", 14, face="宋体")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    foot._p.append(field)
    write_text(foot, " —", 14, face="宋体")


def _paragraph(paper: Any, part: Text, *, fresh: bool) -> None:
    face, size = FACES[part.style]
    paragraph = paper.add_paragraph()
    form = paragraph.paragraph_format
    form.page_break_before = fresh
    form.space_after = Pt(0)
    form.line_spacing = Pt(28 if size == 16 else 36 if size == 22 else 14)
    if part.style in CENTRED:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if part.style == "right":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        form.right_indent = Pt(64)
    if part.style in {"h1", "h2", "body"}:
        form.first_line_indent = Pt(32)
    if part.style in {"title", "number", "h1", "h2", "cut", "slip"}:
        form.keep_with_next = True
    if part.style == "cut":
        form.space_before = form.space_after = Pt(10)
    lines = title_lines(part.text) if part.style == "title" else [part.text]
    for at, line in enumerate(lines):
        if at:
            paragraph.add_run().add_break()
        write_text(paragraph, line, size, face=face)


def _grid(paper: Any, grid: Grid, line: float) -> None:
    rows = ([grid.head] if grid.head else []) + list(grid.rows)
    table = paper.add_table(rows=len(rows), cols=len(grid.widths))
    table.style = "Table Grid"
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    widths = [Mm(width) for width in _widths(grid, line)]
    narrow_margins(table)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for at, (row, texts) in enumerate(zip(table.rows, rows, strict=True)):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        heading = bool(grid.head) and at == 0
        if heading:
            properties.append(OxmlElement("w:tblHeader"))
        for across, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            label = heading or (not grid.head and across % 2 == 0)
            _cell(cell, text, widths[across], centre=label or across in grid.centred, label=label, form=not grid.head)


def _widths(grid: Grid, line: float) -> list[float]:
    """The widths in millimetres: in proportion to the shares, but no date, code or figure of a table is broken."""
    wanted = [line * share / sum(grid.widths) for share in grid.widths]
    if not grid.head:
        return wanted
    least = []
    for at, heading in enumerate(grid.head):
        lengths = [len(run) for row in grid.rows for run in UNBROKEN.findall(row[at]) if len(run) <= LONGEST_RUN]
        least.append(
            max(max(lengths, default=0) * LETTER, len(heading) * HAN if len(heading) < 4 else 0) + 2 * MARGIN + 0.6
        )
    spare = sum(max(0.0, width - low) for width, low in zip(wanted, least, strict=True))
    short = sum(max(0.0, low - width) for width, low in zip(wanted, least, strict=True))
    keep = max(0.0, 1 - short / spare) if spare else 1.0
    return [low + max(0.0, width - low) * keep for width, low in zip(wanted, least, strict=True)]


def _cell(cell: Any, text: str, width: Any, *, centre: bool, label: bool, form: bool) -> None:
    size = 11 if form else 9
    cell.width = width
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for at, line in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(3 if form else 0)
        if centre:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        write_text(paragraph, line, size, face="黑体" if label else "宋体")
