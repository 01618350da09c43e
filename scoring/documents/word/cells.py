"""The cells of tables that are written without a template: their width, their text, the head on every page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from wcwidth import wcswidth

from scoring.documents.word.blank import write_text

POINT = 25.4 / 72
MARGIN = 1.06
"""The space beside the text of a cell in millimetres, by the style of the tables."""
SLACK = 0.6
UNBROKEN = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日|[0-9A-Za-z.\-/%]+")
"""Dates, codes, shares and figures."""
SEAMS = re.compile(r"[0-9A-Za-z%](?=[一-鿿])|[一-鿿](?=[0-9A-Za-z])")
LONGEST_RUN, SHORT = 14, 10
"""Half-width characters: of a run that is kept in one line, and of a whole text that is."""
WASH = "EFEFEF"


def table_of(paper: Any, widths: Sequence[float], rows: int) -> Any:
    """An empty table of fixed columns, ``widths`` in millimetres."""
    table = paper.add_table(rows=rows, cols=len(widths))
    table.style = "公文表格"
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)  # the grid: some programs go by it and not by the cells
    return table


def row_marks(row: Any, *, head: bool) -> None:
    """No page cuts through the row; a head stands on every page."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))


def fill_cell(cell: Any, text: str, width: float, style: str, *, shade: bool = False) -> None:
    """Writes ``text`` into the cell, each of its lines a paragraph."""
    cell.width = Mm(width)
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    if shade:
        wash = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", WASH)):
            wash.set(qn(f"w:{name}"), value)
        properties = cell._tc.get_or_add_tcPr()
        properties.insert_element_before(wash, "w:noWrap", "w:tcMar", "w:textDirection", "w:tcFitText", "w:vAlign")
    for at, line in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
        paragraph.style = style
        if line:
            write_text(paragraph, line)


def least_width(texts: Iterable[str], size: float) -> float:
    """The width in millimetres that a column needs so that no date, code, figure or short text of it is broken;
    ``size`` is that of the type in points.
    """
    halves = 0.0
    for text in texts:
        for line in text.split("\n"):
            pieces = [(line, SHORT), *((run, LONGEST_RUN) for run in UNBROKEN.findall(line))]
            halves = max([halves, *(_halves(piece) for piece, most in pieces if wcswidth(piece) <= most)])
    return halves * size / 2 * POINT + 2 * MARGIN + SLACK


def _halves(text: str) -> float:
    """The width in half-width characters, with the quarter that programs leave between a figure and a character."""
    return max(0, wcswidth(text)) + len(SEAMS.findall(text)) / 2


def fitted(wanted: Sequence[float], least: Sequence[float], line: float) -> list[float]:
    """Widths in millimetres that fill the ``line``: in proportion to ``wanted``, none below its ``least`` where all of
    these have room.
    """
    share, left = dict(enumerate(wanted)), line
    fixed: dict[int, float] = {}
    while share:
        unit = left / sum(share.values())
        short = [at for at, width in share.items() if width * unit < least[at]]
        if not short:
            break
        if len(short) == len(share):
            return [line * width / sum(wanted) for width in wanted]
        for at in short:
            fixed[at] = least[at]
            left -= least[at]
            del share[at]
    return [fixed.get(at, share.get(at, 0) * unit) for at in range(len(wanted))]
