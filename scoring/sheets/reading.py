"""A workbook that came back, as rows of text with the place of each cell.
Nothing in it is judged here.

Columns are found by their headings and rows by the hidden id, so that sorting, filtering, moving
and hiding do no harm. Also what the values alone do not tell is looked up: formulas, merged cells,
hidden rows, macros.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from scoring import libraries
from scoring.reading.number_formats import is_date
from scoring.sheets.form import ID, META, SCHEMA, safe
from scoring.sheets.workbook_parts import MAX_ROWS, Parts, UnreadableWorkbook, parts_of, too_long

MAX_BYTES = 64 * 1024 * 1024
HEAD_WITHIN = 20
"""Rows in which the headings are looked for."""
ERRORS = frozenset({"#REF!", "#VALUE!", "#DIV/0!", "#N/A", "#NAME?", "#NUM!", "#NULL!"})


# Signs without width, which copying from web pages and messengers brings along.
_UNSEEN_SIGNS = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"
_UNSEEN = re.compile(f"[{_UNSEEN_SIGNS}]")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?%?")
_FIGURES = re.compile(r"[\d.,%/\-+:年月日 ]+")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as text. ``kind`` is ``text``, ``number``, ``date`` or ``error``; ``formula`` says
    where it came from.
    """

    text: str = ""
    kind: str = "text"
    formula: bool = False

    @property
    def broken(self) -> bool:
        """Whether there is no telling what was meant:
        an error, or a formula whose value nobody has worked out.
        """
        return self.kind == "error" or (self.formula and not self.text)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table that is not blank, by the headings;
    ``number`` is its row in the sheet, from 1.
    """

    number: int
    id: str
    cells: Mapping[str, Cell]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """One workbook: what its hidden sheet says, the table's rows,
    and where each heading stands (column letter).
    """

    name: str
    head: Mapping[str, str]
    digests: Mapping[str, Mapping[str, str]]
    blank: Mapping[str, str]
    sheet: str
    letters: Mapping[str, str]
    lines: tuple[Line, ...]
    merged: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()
    macros: bool = False

    @property
    def kind(self) -> str:
        """Which table it is."""
        return self.head["kind"]


def read_book(path: Path) -> Book:
    """The workbook at ``path``. Raises :class:`UnreadableWorkbook`, or ``OSError`` where the file
    cannot be opened.
    """
    return read_books(path)[0]


def read_books(path: Path) -> list[Book]:
    """The tables of the workbook at ``path``, mostly one; the tree's workbook holds several.

    Raises :class:`UnreadableWorkbook`, or ``OSError`` where the file cannot be opened.
    """
    # Asked before the file is read: what comes back from a unit may be anything.
    if path.stat().st_size > MAX_BYTES:
        raise UnreadableWorkbook(
            f"文件超过 {MAX_BYTES // 1024 // 1024} MB", "只保留系统导出的表，另存后再导入"
        )
    data = path.read_bytes()
    parts = parts_of(data) if data[:2] == b"PK" else Parts()
    try:
        book = libraries.python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        # Everything that decides is read from the hidden sheet:
        # titles and headings are what people see.
        heads = [_head(_rows(book.get_sheet_by_name(name))) for name in _hidden_sheets(book)]
        tables = list(_tables(book))
    except libraries.python_calamine.PasswordError as error:
        raise UnreadableWorkbook(
            "工作簿有打开密码", "用 WPS 或 Excel 打开，去掉密码后另存，再导入"
        ) from error
    except (libraries.python_calamine.CalamineError, OSError, ValueError) as error:
        raise UnreadableWorkbook(
            "不是能打开的工作簿，或者文件已损坏",
            "确认是 .xlsx 文件；打得开的，用 WPS 或 Excel 另存为 .xlsx 再导入",
        ) from error
    if not tables:
        raise UnreadableWorkbook(
            f"找不到带隐藏列 {ID} 的表", "隐藏的 A 列不能删；请重新导出，把填好的内容抄过去"
        )
    books = []
    for number, head in enumerate(heads):
        # A sheet keeps its title unless somebody renamed it; then its place tells.
        titled = [table for table in tables if table.sheet.name == head.entries.get("sheet")]
        table = titled[0] if titled else tables[min(number, len(tables) - 1)]
        books.append(_book(path.name, head, table, parts))
    return books


def _hidden_sheets(book: Any) -> list[str]:
    """The hidden sheets of ours, one for each table."""
    names = [META, *(f"{META}{number}" for number in range(2, 6))]
    hidden = [name for name in names if name in book.sheet_names]
    if META not in hidden:
        raise _foreign()
    return hidden


@dataclass(frozen=True, slots=True)
class _Table:
    """A sheet that holds a table of ours: its rows, and the one with the headings (from 0)."""

    sheet: Any
    rows: list[list[Any]]
    top: int


def _tables(book: Any) -> Iterator[_Table]:
    for name in book.sheet_names:
        if name.startswith(META):
            continue
        sheet = book.get_sheet_by_name(name)
        if sheet.total_height > MAX_ROWS:
            raise too_long(sheet.total_height)
        rows = _rows(sheet)
        for index, row in enumerate(rows[:HEAD_WITHIN]):
            if ID in map(_heading, row):
                yield _Table(sheet, rows, index)
                break


def _foreign() -> UnreadableWorkbook:
    return UnreadableWorkbook(
        f"不是 shifan 导出的工作簿（没有隐藏的 {META} 表）",
        "用 shifan sheet export 导出，在导出的表上填写",
    )


def _rows(sheet: Any) -> list[list[Any]]:
    # Blank rows are kept: the number of a row has to be the one on the screen.
    rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    return rows


def _heading(value: object) -> str:
    if isinstance(value, str):
        return value.strip()
    return ""


@dataclass(frozen=True, slots=True)
class _Head:
    """What a hidden sheet says: its entries, and the digests of the cells that went out, by row and
    for a blank row.
    """

    entries: dict[str, str]
    digests: dict[str, dict[str, str]]
    blank: dict[str, str]


def _head(rows: Sequence[Sequence[Any]]) -> _Head:
    pairs = [(_cell(row[0]).text, _cell(row[1]).text) for row in rows if len(row) > 1]
    head = {key: value for key, value in pairs if key != "blank" and not key.startswith("row:")}
    # What went out under another form has digests that mean other things.
    if head.get("schema") != SCHEMA:
        if "schema" in head:
            raise UnreadableWorkbook("工作簿是另一个版本的 shifan 导出的", "用现在的版本重新导出")
        raise _foreign()
    columns = head.get("columns", "").split(",")
    digests: dict[str, dict[str, str]] = {}
    blank: dict[str, str] = {}
    for key, value in pairs:
        if key.startswith("row:"):
            digests[key.removeprefix("row:")] = dict(zip(columns, value.split(","), strict=False))
        elif key == "blank":
            blank = dict(zip(columns, value.split(","), strict=False))
    needed = {"kind", "workspace", "workspace_id", "tree", "round", "columns", "rows"}
    # With rows of the hidden sheet missing, rows of the table
    # would look like ones of somebody else.
    if not needed <= head.keys() or head["rows"] != str(len(digests)):
        raise UnreadableWorkbook(f"隐藏的 {META} 表不完整", "请重新导出，把填好的内容抄过去")
    return _Head(head, digests, blank)


def _book(name: str, head: _Head, table: _Table, parts: Parts) -> Book:
    headings = [_heading(value) for value in table.rows[table.top]]
    letters: dict[str, str] = {}
    doubled = []
    for column, heading in enumerate(headings):
        if heading in letters:
            doubled.append(heading)
        elif heading:
            letters[heading] = _letter(column)
    merged = [
        f"{_letter(left)}{first + 1}:{_letter(right)}{last + 1}"
        for (first, left), (last, right) in table.sheet.merged_cell_ranges or []
        # Titles above the headings are merged by ourselves;
        # below them a merge hides what was typed.
        if last >= table.top
    ]
    return Book(
        name,
        head.entries,
        head.digests,
        head.blank,
        table.sheet.name,
        letters,
        tuple(_lines(table, headings, letters, parts)),
        tuple(merged),
        tuple(doubled),
        macros=parts.macros,
    )


def _lines(
    table: _Table, headings: Sequence[str], letters: Mapping[str, str], parts: Parts
) -> Iterator[Line]:
    """The rows below the headings that hold anything."""
    name = table.sheet.name
    formulas = parts.formulas.get(name, frozenset())
    errors = parts.errors.get(name, {})
    hidden = parts.hidden.get(name, frozenset())
    formats = parts.formats.get(name, {})
    columns = {heading: headings.index(heading) for heading in letters}
    for index in range(table.top + 1, len(table.rows)):
        number = index + 1
        cells = {}
        for heading, column in columns.items():
            ref = f"{letters[heading]}{number}"
            # The reader gives an error no text: what the cell shows stands in the XML alone.
            value = errors.get(ref, table.rows[index][column])
            cells[heading] = _cell(value, ref in formulas, formats.get((index, column), ""))
        if any(cell.text or cell.formula for cell in cells.values()):
            yield Line(number, cells[ID].text, cells, number in hidden)


def _cell(value: object, formula: bool = False, code: str = "") -> Cell:
    """A value as a person reads it: 3.0 as 3, 0.96 under a format of percent as 96%,
    dates in ISO form.
    """
    # Before the numbers: a truth value is one of them for Python.
    if isinstance(value, bool):
        return Cell("是" if value else "否", "text", formula)
    if isinstance(value, int | float):
        return _number(value, formula, code)
    if isinstance(value, datetime):
        return Cell(value.date().isoformat(), "date", formula)
    if isinstance(value, date | time):
        return Cell(value.isoformat(), "date", formula)
    if isinstance(value, timedelta):
        return Cell(str(value), "date", formula)
    text = _tidy(safe(str(value))) if value is not None else ""
    return Cell(text, "error" if text in ERRORS else "text", formula)


def _number(value: float, formula: bool, code: str) -> Cell:
    # Spreadsheets hold 15 figures: what stands behind them comes from the binary form.
    number = Decimal(format(value, ".15g")) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        return Cell(str(value), "error", formula)
    percent = "%" in code and not is_date(code)
    if percent:
        number *= 100  # exactly, and not as the cell shows it: 96.5 % may be shown as 97 %
    whole = number == number.to_integral_value()
    # Beyond that a spreadsheet has lost the last figures, and none of them must be made up.
    if whole and abs(number) < 10**15:
        text = str(number.quantize(Decimal(1)))
    else:
        text = format(number.normalize(), "f")
    return Cell(f"{text}%" if percent else text, "number", formula)


def _tidy(text: str) -> str:
    """A text without signs that nobody sees around a number,
    and a number without the commas of its thousands.
    """
    bare = _UNSEEN.sub("", text).strip()
    if _GROUPED.fullmatch(bare):
        return bare.replace(",", "").replace("，", "")
    if _FIGURES.fullmatch(bare):
        return bare
    return text.strip(_UNSEEN_SIGNS)


def _letter(column: int) -> str:
    """The letters of a column, from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
