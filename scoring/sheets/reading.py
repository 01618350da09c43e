"""A workbook that came back, as rows of text with the place of each cell. Nothing in it is judged
here.

Columns are found by their headings and rows by the hidden id, so that sorting, filtering, moving
and hiding do no harm. Also what the values alone do not tell is looked up: formulas, merged cells,
hidden rows, macros.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from scoring import libraries
from scoring.reading.number_formats import is_date
from scoring.reading.package import Package
from scoring.reading.sheet_marks import Place
from scoring.reading.xlsx_marks import WorkbookMarks
from scoring.sheets.form import ID, META, SCHEMA, UnreadableFile, safe

MAX_BYTES = 64 * 1024 * 1024
MAX_UNPACKED = 400 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 500
HEAD_WITHIN = 20
"""Rows in which the headings are looked for."""
CELL = re.compile(rb'<(?:\w+:)?(?:c|row)\b[^>]*?\br="([A-Z]{0,3})(\d{1,9})"')
FORMULA = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3}\d{1,9})"[^>]*>\s*<(?:\w+:)?f\b')
ERROR = re.compile(
    rb'<(?:\w+:)?c\b(?=[^>]*\bt="e")[^>]*?\br="([A-Z]{1,3}\d{1,9})"[^>]*>.*?<(?:\w+:)?v>([^<]*)<',
    re.DOTALL,
)
HIDDEN = re.compile(rb'<(?:\w+:)?row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="(\d{1,9})"')


# Signs without width, which copying from web pages and messengers brings along.
_UNSEEN_SIGNS = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"
_UNSEEN = re.compile(f"[{_UNSEEN_SIGNS}]")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?%?")
_FIGURES = re.compile(r"[\d.,%/\-+:年月日 ]+")


class UnreadableWorkbook(UnreadableFile):
    """A file that is no workbook of ours."""


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
        """Whether there is no telling what was meant: an error, or a formula whose value nobody has
        worked out.
        """
        return self.kind == "error" or (self.formula and not self.text)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table that is not blank, by the headings; ``number`` is its row in the sheet,
    from 1.
    """

    number: int
    id: str
    cells: Mapping[str, Cell]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """One workbook: what its hidden sheet says, the table's rows, and where each heading stands
    (column letter).
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
    if path.stat().st_size > MAX_BYTES:
        raise UnreadableWorkbook(
            f"文件超过 {MAX_BYTES // 1024 // 1024} MB", "只保留系统导出的表，另存后再导入"
        )
    data = path.read_bytes()
    parts = _parts(data) if data[:2] == b"PK" else _Parts()
    try:
        book = libraries.python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        hidden = [
            name
            for name in (META, *(f"{META}{number}" for number in range(2, 6)))
            if name in book.sheet_names
        ]
        if META not in hidden:
            raise _foreign()
        heads = [_head(_rows(book.get_sheet_by_name(name))) for name in hidden]
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
    for number, (head, digests, blank) in enumerate(heads):
        # A sheet keeps its title unless somebody renamed it; then its place tells.
        named = next((table for table in tables if table[0].name == head.get("sheet")), None)
        sheet, rows, top = named or tables[min(number, len(tables) - 1)]
        books.append(_book(path.name, head, digests, blank, sheet, rows, top, parts))
    return books


def _tables(book: Any) -> Iterator[tuple[Any, list[list[Any]], int]]:
    """The sheets that hold a table of ours, with their rows and the row of the headings."""
    for name in book.sheet_names:
        if name.startswith(META):
            continue
        sheet = book.get_sheet_by_name(name)
        if sheet.total_height > MAX_ROWS:
            raise _too_long(sheet.total_height)
        rows = _rows(sheet)
        top = next(
            (index for index, row in enumerate(rows[:HEAD_WITHIN]) if ID in map(_said, row)), None
        )
        if top is not None:
            yield sheet, rows, top


@dataclass(slots=True)
class _Parts:
    """What the XML of the sheets tells, by sheet name."""

    formulas: dict[str, frozenset[str]] = field(default_factory=dict)
    errors: dict[str, dict[str, str]] = field(default_factory=dict)
    hidden: dict[str, frozenset[int]] = field(default_factory=dict)
    formats: dict[str, dict[Place, str]] = field(default_factory=dict)
    macros: bool = False


def _parts(data: bytes) -> _Parts:
    found = _Parts()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > MAX_UNPACKED:
                raise UnreadableWorkbook("工作簿展开后太大", "只保留系统导出的表，另存后再导入")
            found.macros = any(
                member.filename.lower().endswith("vbaproject.bin") for member in members
            )
            if "xl/workbook.xml" not in archive.namelist():
                raise UnreadableWorkbook(
                    "不是 .xlsx 工作簿", "用 WPS 或 Excel 打开，另存为 .xlsx 再导入"
                )
            names = _sheet_names(archive)
            for member in members:
                if re.match(r"xl/worksheets/[^/]+\.xml$", member.filename, re.IGNORECASE):
                    content = archive.read(member)
                    _check_extent(content)
                    name = names.get(member.filename, "")
                    found.formulas[name] = frozenset(
                        ref.decode() for ref in FORMULA.findall(content)
                    )
                    found.errors[name] = {
                        ref.decode(): text.decode() for ref, text in ERROR.findall(content)
                    }
                    found.hidden[name] = frozenset(
                        int(number) for number in HIDDEN.findall(content)
                    )
            marks = WorkbookMarks(Package(archive))
            found.formats = {name: marks.of(name).formats for name in names.values()}
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError) as error:
        raise UnreadableWorkbook(
            "文件已损坏或不完整", "用 WPS 或 Excel 打开另存一份，或者请填报单位再发一次"
        ) from error
    return found


def _sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """Which part of the archive holds which sheet."""
    parser = libraries.etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        links = libraries.etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), parser)
        sheets = libraries.etree.fromstring(archive.read("xl/workbook.xml"), parser)
    except libraries.etree.XMLSyntaxError as error:
        raise zipfile.BadZipFile from error
    targets = {
        link.get("Id"): (link.get("Target") or "").lstrip("/").removeprefix("xl/") for link in links
    }
    found = {}
    for sheet in sheets.iter("{*}sheet"):
        ident = next((value for key, value in sheet.attrib.items() if str(key).endswith("}id")), "")
        found[f"xl/{targets.get(ident, '')}"] = str(sheet.get("name") or "")
    return found


def _check_extent(content: bytes) -> None:
    """Refuses a sheet that reaches far out with few cells: the reader would allocate everything
    between them.
    """
    rows = columns = 0
    for letters, digits in CELL.findall(content):
        rows = max(rows, int(digits))
        if letters:
            number = 0
            for letter in letters:
                number = number * 26 + letter - 64
            columns = max(columns, number)
    if rows > MAX_ROWS:
        raise _too_long(rows)
    if columns > MAX_COLUMNS:
        raise UnreadableWorkbook(f"工作表有 {columns} 列", "删去右边多余的列，另存后再导入")


def _too_long(rows: int) -> UnreadableWorkbook:
    return UnreadableWorkbook(
        f"工作表有 {rows} 行，超过上限 {MAX_ROWS} 行", "删去下面多余的行，另存后再导入"
    )


def _foreign() -> UnreadableWorkbook:
    return UnreadableWorkbook(
        f"不是 shifan 导出的工作簿（没有隐藏的 {META} 表）",
        "用 shifan sheet export 导出，在导出的表上填写",
    )


def _rows(sheet: Any) -> list[list[Any]]:
    rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    return rows


def _said(value: object) -> str:
    if isinstance(value, str):
        return value.strip()
    return ""


def _head(
    rows: Sequence[Sequence[Any]],
) -> tuple[dict[str, str], dict[str, dict[str, str]], dict[str, str]]:
    """Head, digests of the rows by id, and of a blank row, from the hidden sheet."""
    pairs = [(_cell(row[0]).text, _cell(row[1]).text) for row in rows if len(row) > 1]
    head = {key: value for key, value in pairs if key != "blank" and not key.startswith("row:")}
    if head.get("schema") != SCHEMA:
        if "schema" in head:
            raise UnreadableWorkbook("工作簿是另一个版本的 shifan 导出的", "用现在的版本重新导出")
        raise _foreign()
    columns = head.get("columns", "").split(",")
    stored = {key: dict(zip(columns, value.split(","), strict=False)) for key, value in pairs}
    digests = {
        key.removeprefix("row:"): value for key, value in stored.items() if key.startswith("row:")
    }
    needed = {"kind", "workspace", "workspace_id", "tree", "round", "columns", "rows"}
    if not needed <= head.keys() or head["rows"] != str(len(digests)):
        raise UnreadableWorkbook(f"隐藏的 {META} 表不完整", "请重新导出，把填好的内容抄过去")
    return head, digests, stored.get("blank", {})


def _book(
    name: str,
    head: Mapping[str, str],
    digests: Mapping[str, Mapping[str, str]],
    blank: Mapping[str, str],
    sheet: Any,
    rows: Sequence[Sequence[Any]],
    top: int,
    parts: _Parts,
) -> Book:
    headings = [_said(value) for value in rows[top]]
    letters: dict[str, str] = {}
    doubled = []
    for at, heading in enumerate(headings):
        if heading in letters:
            doubled.append(heading)
        elif heading:
            letters[heading] = _letter(at)
    formulas, errors = parts.formulas.get(sheet.name, frozenset()), parts.errors.get(sheet.name, {})
    hidden = parts.hidden.get(sheet.name, frozenset())
    where = {heading: headings.index(heading) for heading in letters}
    lines = []
    for at in range(top + 1, len(rows)):
        cells = {}
        for heading, across in where.items():
            ref = f"{letters[heading]}{at + 1}"
            code = parts.formats.get(sheet.name, {}).get((at, across), "")
            cells[heading] = _cell(errors.get(ref, rows[at][across]), ref in formulas, code)
        if any(cell.text or cell.formula for cell in cells.values()):
            lines.append(Line(at + 1, cells[ID].text, cells, at + 1 in hidden))
    merged = tuple(
        f"{_letter(left)}{first + 1}:{_letter(right)}{last + 1}"
        for (first, left), (last, right) in sheet.merged_cell_ranges or []
        if last >= top
    )
    return Book(
        name,
        head,
        digests,
        blank,
        sheet.name,
        letters,
        tuple(lines),
        merged,
        tuple(doubled),
        macros=parts.macros,
    )


def _cell(value: object, formula: bool = False, code: str = "") -> Cell:
    """A value as a person reads it: 3.0 as 3, 0.96 under a format of percent as 96%, dates in ISO
    form.
    """
    if isinstance(value, bool):
        return Cell("是" if value else "否", "text", formula)
    if isinstance(value, int | float):
        # Spreadsheets hold 15 figures: what stands behind them comes from the binary form.
        if isinstance(value, float):
            number = Decimal(format(value, ".15g"))
        else:
            number = Decimal(value)
        if not number.is_finite():
            return Cell(str(value), "error", formula)
        percent = "%" in code and not is_date(code)
        # Exactly, and not as the cell shows it: 96.5 % may be shown as 97 %.
        number = number * 100 if percent else number
        whole = number == number.to_integral_value()
        if whole and abs(number) < 10**15:
            text = str(number.quantize(Decimal(1)))
        else:
            text = format(number.normalize(), "f")
        return Cell(f"{text}%" if percent else text, "number", formula)
    if isinstance(value, datetime):
        return Cell(value.date().isoformat(), "date", formula)
    if isinstance(value, date | time):
        return Cell(value.isoformat(), "date", formula)
    if isinstance(value, timedelta):
        return Cell(str(value), "date", formula)
    text = _tidy(safe(str(value))) if value is not None else ""
    broken = text in {"#REF!", "#VALUE!", "#DIV/0!", "#N/A", "#NAME?", "#NUM!", "#NULL!"}
    return Cell(text, "error" if broken else "text", formula)


def _tidy(text: str) -> str:
    """A text without signs that nobody sees around a number, and a number without the commas of its
    thousands.
    """
    bare = _UNSEEN.sub("", text).strip()
    if _GROUPED.fullmatch(bare):
        return bare.replace(",", "").replace("，", "")
    if _FIGURES.fullmatch(bare):
        return bare
    return text.strip(_UNSEEN_SIGNS)


def _letter(at: int) -> str:
    """The letters of a column, from 0."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
