"""Workbooks of every kind (xlsx, xlsm, xlsb, xls, et, ods): sheets as rows of the texts that their
cells show.

The values come from calamine; what a cell shows is told by the marks of the sheet. Where calamine
gives up, openpyxl is asked before a file is called damaged.
"""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from scoring import libraries
from scoring.reading import biff
from scoring.reading.model import Limits, UnreadableError, broken, cut_short, locked
from scoring.reading.number_formats import as_text, display
from scoring.reading.package import Package, open_package
from scoring.reading.remarks import Remark
from scoring.reading.sheet_marks import Marks, Place, name_of, spans
from scoring.reading.xlsx_marks import WorkbookMarks, extent

_MOST_CELLS = 20_000_000
_MOST_COLUMNS = 16_384
_TOLD_CELLS = 6


@dataclass(slots=True)
class Sheet:
    """One sheet of cells. ``merged`` are ranges from the first to the last cell, both included."""

    name: str
    visible: bool
    marks: Marks
    merged: list[tuple[Place, Place]] = field(default_factory=list)
    height: int = 0
    width: int = 0
    values: Any = None
    first_column: int = 0
    raw: bytes = b""

    def rows(self, *, grouping: bool = True) -> Iterator[list[str]]:
        """The texts of the cells, row by row from the first of the sheet; rows end with their last
        filled cell.
        """
        for row, values in enumerate(self.values):
            texts = [
                self._text((row, column), value, grouping)
                for column, value in enumerate(values, self.first_column)
            ]
            yield [""] * self.first_column + texts

    def _text(self, place: Place, value: object, grouping: bool) -> str:
        marks = self.marks
        if place in marks.struck:
            return ""
        if place in marks.errors:
            return marks.errors[place]
        if place in marks.texts:
            return marks.texts[place]
        code = marks.formats.get(place)
        if code is None or value == "":
            return as_text(value)
        return display(value, code, date_1904=marks.date_1904, grouping=grouping)

    def content_extent(self) -> tuple[int, int]:
        """How far the content reaches, told before the cells between are laid out; (0, 0) where
        nobody can tell.
        """
        if self.raw:
            return extent(self.raw)
        return (0, 0)

    def remarks(self) -> Iterator[Remark]:
        """What a person should know of this sheet."""
        marks, where = self.marks, f"工作表“{self.name}”"
        if marks.hidden_rows:
            how = "被筛选掉" if marks.filtered else "是隐藏的"
            what = f"{where}第 {spans(marks.hidden_rows)} 行{how}"
            yield Remark("hidden_rows", where, what, "照样读取，请核对")
        if marks.hidden_columns:
            yield Remark(
                "hidden_rows",
                where,
                f"{where}有 {len(marks.hidden_columns)} 列是隐藏的",
                "照样读取，请核对",
            )
        if marks.struck or marks.texts:
            cells = _named([*marks.struck, *marks.texts])
            yield Remark("struck", where, f"{where}里 {cells} 的文字划掉了", "划掉的没有读取")
        if marks.no_value:
            what = f"{where}里 {_named(marks.no_value)} 是公式，文件里没有算出的值"
            yield Remark("no_value", where, what, "请用 WPS 或 Excel 打开并保存一次")
        if marks.errors:
            yield Remark(
                "error_cell",
                where,
                f"{where}里 {_named(list(marks.errors))} 是错误值",
                "照样读取，请核对",
            )


@dataclass(slots=True)
class Book:
    """The sheets of a workbook, and what there is to say of it as a whole."""

    sheets: list[Sheet]
    remarks: list[Remark] = field(default_factory=list)


def open_book(data: bytes, limits: Limits | None = None) -> Book:
    """Open a workbook; raise ``UnreadableError`` where it is locked, broken or would explode."""
    if data[:2] == b"PK":
        with open_package(data, limits) as package:
            return _open_package(data, package)
    old = biff.read_book(data)
    if old.locked:
        raise locked()
    if old.version and old.version < 0x0500:
        raise UnreadableError(
            "unsupported", "这是 Excel 4.0 或更早的表格，读不出来；请用 Excel 打开后另存为 .xlsx。"
        )
    try:
        book = _load(data)
    except UnreadableError as error:
        if error.state == "encrypted" or not old.marks:
            raise
        # The records can be followed from end to end: Excel opens such a file.
        raise odd() from error
    sheets = _sheets(book, lambda name: old.marks.get(name, Marks()), lambda _: b"")
    return Book(sheets, [*_hidden(sheets), *_macros(old.macros)])


def _open_package(data: bytes, package: Package) -> Book:
    marks = WorkbookMarks(package)
    stored = package.archive.namelist()
    if any("\\" in name for name in stored):
        data = _with_slashes(package)
    try:
        book = _load(data)
    except UnreadableError as error:
        if error.state == "encrypted":
            raise
        second = _second_reader(data)
        if second is None:
            raise (odd() if _whole(package) else error) from error
        book = second
    sheets = _sheets(book, marks.of, marks.part_of)
    macros = [
        name
        for name in package.names
        if name.lower().startswith("xl/macrosheets/") and name.endswith(".xml")
    ]
    return Book(sheets, [*_hidden(sheets), *_macros(macros)])


def odd() -> UnreadableError:
    """The error for a sound container whose content no reader here understands: Excel may well open
    it.
    """
    reason = (
        "表格的写法特殊，读不出来；请用 WPS 或 Excel 打开后另存为 .xlsx，"
        "打不开的请向报送单位重新要一份。"
    )
    return UnreadableError("unsupported", reason)


def _whole(package: Package) -> bool:
    """Whether every part of a container has the content that its checksum tells."""
    try:
        return package.archive.testzip() is None
    except Exception:  # noqa: BLE001 - damage surfaces as whatever the decompressor raises
        return False


def _load(data: bytes) -> Any:
    with guarded(data):
        return libraries.python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))


@contextlib.contextmanager
def guarded(data: bytes) -> Iterator[None]:
    """Turns what calamine raises, a panic of its Rust code as well, into ``UnreadableError``."""
    try:
        yield
    except UnreadableError:
        raise
    except libraries.python_calamine.PasswordError as error:
        raise locked() from error
    except (libraries.python_calamine.CalamineError, OSError, ValueError, OverflowError) as error:
        raise _damage(data) from error
    except BaseException as error:
        # A panic derives from BaseException, so that nobody catches it by chance.
        if type(error).__name__ != "PanicException":
            raise
        raise _damage(data) from error


def _damage(data: bytes) -> UnreadableError:
    if data[:2] != b"PK" and len(data) % 512:
        return cut_short()
    return broken("表格文件")


def _sheets(book: Any, marks_of: Any, raw_of: Any) -> list[Sheet]:
    if isinstance(book, list):
        return book
    sheets = []
    for meta in book.sheets_metadata:
        if meta.typ != libraries.python_calamine.SheetTypeEnum.WorkSheet:
            continue
        visible = meta.visible == libraries.python_calamine.SheetVisibleEnum.Visible
        sheets.append(
            Sheet(meta.name, visible, marks_of(meta.name), values=book, raw=raw_of(meta.name))
        )
    return sheets


def load_sheet(sheet: Sheet, data_hint: bytes = b"") -> None:
    """Read the cells of a sheet; raise ``UnreadableError`` where they are damaged or far too
    many.
    """
    if not hasattr(sheet.values, "get_sheet_by_name"):
        return
    book = sheet.values
    with guarded(data_hint or b"PK"):
        try:
            table = book.get_sheet_by_name(sheet.name)
        except libraries.python_calamine.WorksheetNotFound:
            # A chart sheet has a name but no cells.
            sheet.values = []
            return
        sheet.height, sheet.width = table.total_height, table.total_width
        if sheet.height * sheet.width > _MOST_CELLS or sheet.width > _MOST_COLUMNS:
            raise UnreadableError("too_large", f"工作表“{sheet.name}”范围过大，未读取。")
        sheet.first_column = table.start[1] if table.start else 0
        sheet.merged = list(table.merged_cell_ranges or [])
        sheet.values = table.iter_rows()


def _with_slashes(package: Package) -> bytes:
    """The container again with the part names that the standard wants."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for info in package.archive.infolist():
            archive.writestr(info.filename.replace("\\", "/"), package.archive.read(info))
    return buffer.getvalue()


def _second_reader(data: bytes) -> list[Sheet] | None:
    """What openpyxl makes of a workbook that calamine does not open; None where it cannot
    either.
    """
    try:
        book = libraries.openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = []
        for table in book.worksheets:
            rows = [
                ["" if value is None else value for value in row]
                for row in table.iter_rows(values_only=True)
            ]
            visible = table.sheet_state == "visible"
            sheets.append(Sheet(table.title, visible, Marks(), values=rows, height=len(rows)))
    except Exception:  # noqa: BLE001 - it raises whatever the file makes it stumble over
        return None
    return sheets or None


def _hidden(sheets: list[Sheet]) -> Iterator[Remark]:
    for sheet in sheets:
        if not sheet.visible:
            where = f"工作表“{sheet.name}”"
            yield Remark("hidden_sheet", where, f"{where}是隐藏的", "照样读取，请核对")


def _macros(names: list[str]) -> Iterator[Remark]:
    if names:
        yield Remark("macro_sheet", "全文", f"有 {len(names)} 张宏表", "没有读取")


def _named(places: list[Place]) -> str:
    ordered = sorted(set(places))
    shown = "、".join(name_of(place) for place in ordered[:_TOLD_CELLS])
    return shown + (f" 等 {len(ordered)} 格" if len(ordered) > _TOLD_CELLS else "")
