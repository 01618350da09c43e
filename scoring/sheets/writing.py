"""A form as the bytes of an XLSX workbook that people fill in with WPS or Excel.

Text stays text: no cell of ours ever becomes a formula. Same form, same bytes: nothing comes from
the clock.
"""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.datavalidation import DataValidation

from scoring.glyphs import half_widths
from scoring.sheets.form import ID, META, NEW_ROWS, Form, Row, digest, safe
from scoring.storage.office import without_clock

HEAD_ROW = 2
INLINE = 255
"""Characters that a drop-down may list in its cell; longer ones stand on a hidden sheet."""
GUIDE = "填写说明"
LISTS = "_lists"
MAX_HEIGHT = 400.0
"""Points; programs allow 409."""
COMMON = (
    "黄色的格子要填写，白色的格子是锁定的（没有密码），改了也不会导入。",
    "可以筛选、调整列宽、插入行；要排序或移动列，先在“审阅”里撤销工作表保护（没有密码），"
    "排序时选中整张表。",
    "请不要改表头，不要合并单元格，不要复制粘贴整行。",
    "填好后保存为 .xlsx，交回专班用 shifan sheet import 导入。"
    "工作簿里隐藏的列和表用来对上原来的记录，请保留。",
)


def workbook(
    form: Form,
    head: Mapping[str, str],
    day: date,
    more: Sequence[tuple[Form, Mapping[str, str]]] = (),
) -> bytes:
    """The bytes of the workbook: the table, the guide, and the hidden sheets.

    ``more`` are further tables of the same workbook, each on a sheet of its own with a hidden sheet
    of its own.
    """
    book = Workbook()
    book.remove(book.active)
    for style in _styles():
        book.add_named_style(style)
    tables = [(form, head), *more]
    pages = []
    for one, own in tables:
        page, lists = book.create_sheet(one.title), _Lists()
        _table(page, one, own, lists)
        pages.append((page, lists))
    _guide(book.create_sheet(GUIDE), form, head, [line for one, _ in more for line in one.notes])
    for page, lists in pages:
        lists.write(book, page)
    for number, (one, own) in enumerate(tables):
        _meta(book.create_sheet(META if not number else f"{META}{number + 1}"), one, own)
    stamp = datetime(day.year, day.month, day.day)
    book.properties.title, book.properties.creator = safe(_title(form, head)), "shifan"
    book.properties.created = book.properties.modified = stamp
    raw = io.BytesIO()
    book.save(raw)
    return without_clock(raw.getvalue(), stamp)


def _title(form: Form, head: Mapping[str, str]) -> str:
    return f"{head['workspace']}{form.title}" + (f"（{head['unit']}）" if head["unit"] else "")


def _styles() -> list[NamedStyle]:
    line = Side(style="thin", color="A6A6A6")
    grid = Border(left=line, right=line, top=line, bottom=line)

    def style(
        name: str,
        fill: str | None,
        *,
        open_: bool = False,
        centre: bool = False,
        bold: bool = False,
    ) -> NamedStyle:
        return NamedStyle(
            name,
            font=Font(name="黑体" if bold else "宋体", size=10.5 if bold else 10),
            fill=PatternFill("solid", fgColor=fill) if fill else PatternFill(),
            border=grid,
            alignment=Alignment(
                horizontal="center" if centre or bold else "left",
                vertical="center",
                wrap_text=True,
            ),
            protection=Protection(locked=not open_),
            number_format="@",
        )

    return [
        style("shifan_head", "D9E2F3", bold=True),
        style("shifan_head_fill", "FFE699", bold=True),
        style("shifan_locked", None),
        style("shifan_locked_centre", None, centre=True),
        style("shifan_fill", "FFFBE6", open_=True),
        style("shifan_fill_centre", "FFFBE6", open_=True, centre=True),
    ]


class _Lists:
    """Drop-downs. Equal ones of one sheet share a rule; long ones stand on a hidden sheet."""

    def __init__(self) -> None:
        self.cells: dict[tuple[str, ...], list[tuple[int, int]]] = {}

    def add(self, column: int, row: int, choices: tuple[str, ...]) -> None:
        """A drop-down for one cell."""
        self.cells.setdefault(choices, []).append((column, row))

    def write(self, book: Any, page: Any) -> None:
        """All rules onto ``page``. They help and never refuse:
        不适用 and the like must be free to be typed.
        """
        beside = book[LISTS] if LISTS in book.sheetnames else None
        for choices, cells in self.cells.items():
            inline = ",".join(choices)
            # A rule of validation holds 255 characters, and a comma or a quotation mark would end
            # an entry.
            if len(inline) > INLINE or any(sign in choice for choice in choices for sign in ',"\n'):
                beside = beside or book.create_sheet(LISTS)
                letter = get_column_letter(beside.max_column + 1 if beside.max_row > 1 else 1)
                for down, choice in enumerate(choices, 1):
                    _text(beside[f"{letter}{down}"], choice)
                formula = f"{LISTS}!${letter}$1:${letter}${len(choices)}"
            else:
                formula = f'"{inline}"'
            rule = DataValidation(
                type="list", formula1=formula, allow_blank=True, showErrorMessage=False
            )
            rule.sqref = MultiCellRange(_ranges(cells))
            page.add_data_validation(rule)
        if beside is not None:
            beside.sheet_state = "veryHidden"


def _ranges(cells: Sequence[tuple[int, int]]) -> str:
    """Cells as ranges: those of one column that follow each other are one."""
    runs: list[list[int]] = []
    for column, row in sorted(cells):
        if runs and runs[-1][0] == column and runs[-1][2] == row - 1:
            runs[-1][2] = row
        else:
            runs.append([column, row, row])
    return " ".join(
        f"{get_column_letter(column)}{first}:{get_column_letter(column)}{last}"
        for column, first, last in runs
    )


def _table(page: Any, form: Form, head: Mapping[str, str], lists: _Lists) -> None:
    round_said = f"轮次 {head['round']}　" if form.kind == "findings" else ""
    _text(
        page.cell(1, 2), f"{_title(form, head)}　{round_said}导出日期 {head['exported']}"
    ).font = Font(name="黑体", size=13)
    page.row_dimensions[1].height = 24
    page.row_dimensions[HEAD_ROW].height = 22
    openable = form.openable
    _text(page.cell(HEAD_ROW, 1), ID).style = "shifan_head"
    for index, column in enumerate(form.columns, 2):
        letter = get_column_letter(index)
        page.column_dimensions[letter].width = column.width
        style = "shifan_head_fill" if column.key in openable else "shifan_head"
        _text(page.cell(HEAD_ROW, index), column.heading).style = style
    page.column_dimensions["A"].hidden = True
    rows = [*form.rows, *([form.blank] * NEW_ROWS if form.blank else [])]
    for down, row in enumerate(rows, HEAD_ROW + 1):
        _row(page, down, row, form, lists)
    last = get_column_letter(len(form.columns) + 1)
    page.auto_filter.ref = f"A{HEAD_ROW}:{last}{max(HEAD_ROW + 1, HEAD_ROW + len(rows))}"
    page.freeze_panes = page.cell(HEAD_ROW + 1, 4)
    page.print_title_rows = f"1:{HEAD_ROW}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_margins.left = page.page_margins.right = 0.4
    page.oddFooter.center.text = "第 &P 页，共 &N 页"
    guard = page.protection
    guard.sheet = True
    for free in ("autoFilter", "sort", "formatColumns", "formatRows", "formatCells", "insertRows"):
        setattr(guard, free, False)


def _height(row: Row, form: Form) -> float:
    """The height of a row in points, so that its longest cell is seen whole; programs do not find
    it by themselves.
    """
    lines = 1
    for column in form.columns:
        parts = row.cells.get(column.key, "").split("\n")
        lines = max(
            lines, sum(max(1, math.ceil(half_widths(part) / column.width)) for part in parts)
        )
    return min(MAX_HEIGHT, 4 + 13.5 * lines)


def _row(page: Any, down: int, row: Row, form: Form, lists: _Lists) -> None:
    page.row_dimensions[down].height = _height(row, form)
    _text(page.cell(down, 1), row.id).style = "shifan_locked" if row.id else "shifan_fill"
    for index, column in enumerate(form.columns, 2):
        cell = _text(page.cell(down, index), row.cells.get(column.key, ""))
        kind = "fill" if column.key in row.open else "locked"
        cell.style = f"shifan_{kind}{'_centre' if column.centre else ''}"
        choices = row.choices.get(column.key)
        if choices:
            lists.add(index, down, choices)


def _guide(page: Any, form: Form, head: Mapping[str, str], more: Sequence[str] = ()) -> None:
    _text(page.cell(1, 1), f"{form.title}填写说明").font = Font(name="黑体", size=14)
    for down, line in enumerate((*COMMON, *form.notes, *more), 1):
        cell = _text(page.cell(down + 2, 1), f"{down}. {line}")
        cell.font, cell.alignment = (
            Font(name="宋体", size=11),
            Alignment(wrap_text=True, vertical="top"),
        )
    _text(
        page.cell(len(COMMON) + len(form.notes) + len(more) + 4, 1),
        f"导出日期 {head['exported']}，轮次 {head['round']}，指标体系 {head['tree']}",
    )
    page.column_dimensions["A"].width = 110
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.protection.sheet = True


def _meta(page: Any, form: Form, head: Mapping[str, str]) -> None:
    page.sheet_state = "veryHidden"
    lines = [*head.items(), ("rows", str(len(form.rows)))]
    for down, (key, value) in enumerate(lines, 1):
        _text(page.cell(down, 1), key)
        _text(page.cell(down, 2), value)
    rows = [(f"row:{row.id}", row) for row in form.rows] + (
        [("blank", form.blank)] if form.blank else []
    )
    for down, (name, row) in enumerate(rows, len(lines) + 1):
        _text(page.cell(down, 1), name)
        _text(
            page.cell(down, 2),
            ",".join(digest(row.cells.get(column.key, "")) for column in form.columns),
        )


def _text(cell: Any, value: str) -> Any:
    """Writes a text as a text, whatever it begins with; an empty cell has no value at all."""
    cell.number_format = "@"
    clean = safe(value)
    if clean:
        cell.value = clean
        cell.data_type = "s"
    return cell
