"""Word documents and workbooks as an office writes them."""

import io
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from .body import blocks
from .model import Document
from .packed import steady

_THIN = Side(style="thin", color="333333")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def word(document: Document) -> bytes:
    """A .docx with title, body, tables, 落款 and date; page margins of GB/T 9704."""
    file = docx.Document()
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    file.core_properties.author = document.issuer or "示例县法治政府建设示范创建工作专班"
    file.core_properties.title = document.title
    if document.doc_no:
        _set(file.add_paragraph(), document.doc_no, "仿宋_GB2312", 16, WD_ALIGN_PARAGRAPH.CENTER)
    _set(file.add_paragraph(), document.title, "宋体", 22, WD_ALIGN_PARAGRAPH.CENTER, bold=True)
    for block in blocks(document.text()):
        if block.kind == "table":
            _word_table(file, block.rows)
            continue
        face = "黑体" if block.kind == "level1" else "仿宋_GB2312"
        paragraph = file.add_paragraph()
        _set(
            paragraph, block.text, face, 16, WD_ALIGN_PARAGRAPH.JUSTIFY, bold=block.kind == "level2"
        )
        paragraph.paragraph_format.first_line_indent = Pt(32)
    for line in (document.issuer, document.chinese_date):
        if line:
            _set(file.add_paragraph(), line, "仿宋_GB2312", 16, WD_ALIGN_PARAGRAPH.RIGHT)
    target = io.BytesIO()
    file.save(target)
    return steady(target.getvalue(), document.date)


def _set(
    paragraph: Paragraph,
    text: str,
    face: str,
    size: int,
    align: WD_ALIGN_PARAGRAPH,
    *,
    bold: bool = False,
) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, face
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
    paragraph.alignment = align
    paragraph.paragraph_format.line_spacing = Pt(29)
    paragraph.paragraph_format.space_after = Pt(0)


def _word_table(file: Any, rows: tuple[tuple[str, ...], ...]) -> None:
    table = file.add_table(rows=len(rows), cols=len(rows[0]))
    table.style = "Table Grid"
    for line, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(line.cells, row, strict=True):
            _set(cell.paragraphs[0], text, "宋体", 11, WD_ALIGN_PARAGRAPH.CENTER)
            cell.paragraphs[0].paragraph_format.line_spacing = Pt(18)


def workbook(document: Document) -> bytes:
    """An .xlsx with a title row, a heading row, data as numbers, and the unit that filled it in at
    the foot."""
    book = Workbook()
    first = book.active
    for number, part in enumerate(document.content["sheets"]):
        sheet = first if number == 0 else book.create_sheet()
        assert isinstance(sheet, Worksheet)
        sheet.title = part["name"]
        _fill(sheet, document, part)
    book.properties.creator = document.issuer or "示例县"
    book.properties.title = document.title
    target = io.BytesIO()
    book.save(target)
    return steady(target.getvalue(), document.date)


def _fill(sheet: Worksheet, document: Document, part: dict[str, Any]) -> None:
    lines = [line.removeprefix("|").removesuffix("|") for line in part["rows"].splitlines() if line]
    rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    width = len(rows[0])
    sheet.append([part.get("title", document.title)])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    sheet["A1"].font = Font(name="宋体", size=16, bold=True)
    sheet["A1"].alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    sheet.row_dimensions[1].height = 42
    for row in rows:
        sheet.append([_value(cell) for cell in row])
    for number in range(2, len(rows) + 2):
        sheet.row_dimensions[number].height = 21
    for line in sheet.iter_rows(min_row=2, max_row=len(rows) + 1, max_col=width):
        for cell in line:
            cell.border = _BOX
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            cell.font = Font(name="宋体", size=11, bold=cell.row == 2)
    widths = [min(44, max(_width(row[column]) for row in rows) + 4) for column in range(width)]
    spare = max(0, 72 - sum(widths)) / width
    for column, wide in enumerate(widths):
        sheet.column_dimensions[get_column_letter(column + 1)].width = wide + spare
    foot = "　".join(
        part for part in (f"填报单位：{document.issuer}", document.chinese_date) if part
    )
    sheet.append([foot])
    sheet.freeze_panes = "A3"
    sheet.page_setup.orientation = "landscape" if width > 5 else "portrait"
    sheet.page_setup.paperSize = 9
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0


def _value(cell: str) -> str | int:
    return int(cell) if cell.isascii() and cell.isdigit() else cell


def _width(text: str) -> int:
    return sum(1 if character.isascii() else 2 for character in text)
