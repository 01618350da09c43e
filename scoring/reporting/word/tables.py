"""Sheets in, the bytes of a Word document out: the tables that offices go on editing in WPS or Word.

A4 across, a heading for each table, the level cells merged downwards, the head repeated on every page, page numbers at
the foot. Same sheets, same bytes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from scoring.reporting.printing.pdf import clean
from scoring.reporting.sheet import Sheet
from scoring.storage.office import without_clock

WIDTH = 257
"""The width of the type area across, in millimetres."""


LETTER, HAN, MARGIN = 1.6, 3.2, 0.9
"""A figure and a character at the size of the table, and the space beside the text of a cell, in millimetres."""
LONGEST_RUN = 10
UNBROKEN = re.compile(r"[0-9A-Za-z.\-]+")


def word_file(sheets: Sequence[Sheet], *, title: str, issuer: str, day: date) -> bytes:
    """The bytes of the document; ``day`` is its date in the file's properties."""
    paper = Document()
    _page(paper)
    stamp = datetime(day.year, day.month, day.day)
    properties = paper.core_properties
    properties.title, properties.author, properties.last_modified_by = clean(title)[:255], clean(issuer)[:255], ""
    properties.created = properties.modified = stamp
    for at, sheet in enumerate(sheets):
        _heading(paper, sheet.title if at else title)
        _table(paper, sheet)
        for note in sheet.notes:
            write_text(paper.add_paragraph(), note, 9)
    # Word keeps a table that ends the file only when a paragraph follows it.
    paper.add_paragraph()
    raw = io.BytesIO()
    paper.save(raw)
    return without_clock(raw.getvalue(), stamp)


def _page(paper: Any) -> None:
    section = paper.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(22), Mm(20)
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(10.5)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    speak_chinese(normal)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    write_text(foot, "— ", 9)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    foot._p.append(field)
    write_text(foot, " —", 9)


def _heading(paper: Any, text: str) -> None:
    paragraph = paper.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.keep_with_next = True
    write_text(paragraph, text, 16, face="黑体")


def _table(paper: Any, sheet: Sheet) -> None:
    table = paper.add_table(rows=1 + len(sheet.rows), cols=len(sheet.columns))
    table.style = "Table Grid"
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    narrow_margins(table)
    widths = [Mm(width) for width in _widths(sheet)]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width  # the grid: some programs go by it and not by the cells
    grid = [list(row.cells) for row in table.rows]  # once: looking a cell up by row and column walks the whole table
    head = table.rows[0]._tr.get_or_add_trPr()
    head.append(OxmlElement("w:tblHeader"))
    for at, column in enumerate(sheet.columns):
        _cell(grid[0][at], column.heading, widths[at], centre=True, face="黑体")
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), "EFEFEF")
        properties = grid[0][at]._tc.get_or_add_tcPr()
        properties.insert_element_before(shade, "w:noWrap", "w:tcMar", "w:textDirection", "w:tcFitText", "w:vAlign")
    hidden = {(row, column) for column, first, last in sheet.merges for row in range(first + 1, last + 1)}
    for down, row in enumerate(sheet.rows):
        table.rows[down + 1]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for across, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            text = "" if (down, across) in hidden else value
            _cell(grid[down + 1][across], text, widths[across], centre=column.centre or column.number)
    for column_at, first, last in sheet.merges:
        for down in range(first, last + 1):
            merge = OxmlElement("w:vMerge")
            if down == first:
                merge.set(qn("w:val"), "restart")
            properties = grid[down + 1][column_at]._tc.get_or_add_tcPr()
            properties.insert_element_before(merge, "w:tcBorders", "w:shd", "w:noWrap", "w:tcMar", "w:vAlign")


def _widths(sheet: Sheet) -> list[float]:
    """The widths in millimetres: in proportion to the columns' own, but no date, code or figure is broken."""
    least = []
    for at, column in enumerate(sheet.columns):
        runs = [run for row in sheet.rows for run in UNBROKEN.findall(row[at])]
        letters = max([len(run) for run in runs if len(run) <= LONGEST_RUN], default=0)
        least.append(max(letters * LETTER, min(len(column.heading), 2) * HAN) + 2 * MARGIN + 0.6)
    left, share = float(WIDTH), {at: column.width for at, column in enumerate(sheet.columns)}
    fixed: dict[int, float] = {}
    while True:
        unit = left / sum(share.values())
        short = [at for at, width in share.items() if width * unit < least[at]]
        if not short or len(short) == len(share):
            return [fixed.get(at, share.get(at, 0) * unit) for at in range(len(sheet.columns))]
        for at in short:
            fixed[at] = least[at]
            left -= least[at]
            del share[at]


def narrow_margins(table: Any) -> None:
    """The cells of ``table`` with little room at their sides."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(round(MARGIN * 56.7)))
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook", "w:tblCaption", "w:tblDescription")


def _cell(cell: Any, text: str, width: Any, *, centre: bool, face: str = "宋体") -> None:
    cell.width = width
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for at, line in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        if centre:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        write_text(paragraph, line, 9, face=face)


def speak_chinese(style: Any) -> None:
    """Without it programs outside China draw the signs ，。 in the middle of their square."""
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "zh-CN")
    language.set(qn("w:eastAsia"), "zh-CN")
    style.element.rPr.append(language)


def write_text(paragraph: Any, text: str, size: float, *, face: str = "宋体") -> None:
    """A run of ``text`` behind what the paragraph holds; ``face`` is that of the Chinese characters."""
    run = paragraph.add_run(clean(text))
    run.font.size = Pt(size)
    run.font.name = "Times New Roman"
    run._element.get_or_add_rPr().rFonts.set(qn("w:eastAsia"), face)
