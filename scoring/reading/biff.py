"""The marks of the sheets of an .xls: formats, struck and hidden cells, and whether it wants a
password.

Only records that tell these are looked at; the values come from another reader. Source: [MS-XLS]
2.4.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from scoring import libraries
from scoring.reading.number_formats import BUILTIN, matters
from scoring.reading.sheet_marks import Marks

_FILEPASS, _BOUNDSHEET, _BOF, _EOF = 0x002F, 0x0085, 0x0809, 0x000A
_FORMAT, _XF, _FONT, _DATEMODE = 0x041E, 0x00E0, 0x0031, 0x0022
_ROW, _COLINFO, _FILTERMODE = 0x0208, 0x007D, 0x009B
# Cells: row, column and style stand first in each of them.
_CELLS = {0x0203, 0x027E, 0x00FD, 0x0006, 0x0205, 0x0204}
_MULRK = 0x00BD
_STRIKEOUT, _HIDDEN_ROW = 0x0008, 0x20
_MOST_RECORDS = 4_000_000
WORKSHEET, MACRO_SHEET = 0, 1


@dataclass(slots=True)
class OldBook:
    """The sheets of an .xls by name, each with its marks; ``macros`` are the names of macro
    sheets.
    """

    locked: bool = False
    version: int = 0
    marks: dict[str, Marks] = field(default_factory=dict)
    macros: list[str] = field(default_factory=list)


def workbook_stream(data: bytes) -> bytes:
    """The stream of the workbook; empty where the container has none or is damaged."""
    if not data.startswith(b"\xd0\xcf\x11\xe0"):
        # Excel 5 and older wrote the stream without a container.
        return data if data[:2] in (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00") else b""
    try:
        with libraries.olefile.OleFileIO(io.BytesIO(data)) as ole:
            name = next((name for name in ("Workbook", "Book") if ole.exists(name)), "")
            return ole.openstream(name).read() if name else b""
    except (OSError, ValueError, IndexError, TypeError, AttributeError):
        return b""


def read_book(data: bytes) -> OldBook:
    """The marks of a file, as far as its records can be followed."""
    book = OldBook()
    stream = workbook_stream(data)
    try:
        _follow(stream, book)
    except (struct.error, IndexError, UnicodeDecodeError):
        return book
    return book


def _records(stream: bytes, position: int) -> Iterator[tuple[int, bytes, int]]:
    """Kind, content and place of each record from a position on."""
    for _ in range(_MOST_RECORDS):
        if position + 4 > len(stream):
            return
        kind, size = struct.unpack_from("<HH", stream, position)
        yield kind, stream[position + 4 : position + 4 + size], position
        position += 4 + size


@dataclass(slots=True)
class _Globals:
    codes: dict[int, str] = field(default_factory=dict)
    styles: list[tuple[int, int]] = field(default_factory=list)
    struck_fonts: set[int] = field(default_factory=set)
    fonts: int = 0
    date_1904: bool = False


def _follow(stream: bytes, book: OldBook) -> None:
    shared = _Globals()
    sheets: list[tuple[int, str]] = []
    for kind, body, position in _records(stream, 0):
        if kind == _BOF and position == 0:
            book.version = struct.unpack_from("<H", body)[0]
        elif kind == _FILEPASS:
            book.locked = True
            return
        elif kind == _BOUNDSHEET:
            place, kind_of = struct.unpack_from("<IxB", body)
            name = _short_text(body[6:], book.version)
            if kind_of == WORKSHEET:
                sheets.append((place, name))
            elif kind_of == MACRO_SHEET:
                book.macros.append(name)
        elif kind == _EOF:
            break
        else:
            _global(kind, body, shared, book.version)
    for place, name in sheets:
        book.marks[name] = _sheet(stream, place, shared)


def _global(kind: int, body: bytes, shared: _Globals, version: int) -> None:
    if kind == _FORMAT and version >= 0x0600:
        ident, count, wide = struct.unpack_from("<HHB", body)
        if wide & 1:
            text = body[5 : 5 + 2 * count].decode("utf-16-le")
        else:
            text = body[5 : 5 + count].decode("latin-1")
        shared.codes[ident] = text
    elif kind == _XF:
        shared.styles.append(struct.unpack_from("<HH", body))
    elif kind == _FONT:
        # There is no font number 4.
        index = shared.fonts + (shared.fonts >= 4)
        if struct.unpack_from("<H", body, 2)[0] & _STRIKEOUT:
            shared.struck_fonts.add(index)
        shared.fonts += 1
    elif kind == _DATEMODE:
        shared.date_1904 = body[:2] == b"\x01\x00"


def _sheet(stream: bytes, place: int, shared: _Globals) -> Marks:
    marks = Marks(date_1904=shared.date_1904)
    depth = 0
    for kind, body, _ in _records(stream, place):
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if not depth:
                break
        elif depth == 1:
            _cell(kind, body, shared, marks)
    return marks


def _cell(kind: int, body: bytes, shared: _Globals, marks: Marks) -> None:
    if kind in _CELLS:
        row, column, style = struct.unpack_from("<HHH", body)
        _mark(row, column, style, shared, marks)
    elif kind == _MULRK:
        row, first = struct.unpack_from("<HH", body)
        for index in range((len(body) - 6) // 6):
            _mark(
                row, first + index, struct.unpack_from("<H", body, 4 + 6 * index)[0], shared, marks
            )
    elif kind == _ROW and struct.unpack_from("<H", body, 12)[0] & _HIDDEN_ROW:
        marks.hidden_rows.append(struct.unpack_from("<H", body)[0])
    elif kind == _COLINFO:
        first, last, _, _, flags = struct.unpack_from("<HHHHH", body)
        if flags & 1 and last < 255:
            marks.hidden_columns.extend(range(first, last + 1))
    elif kind == _FILTERMODE:
        marks.filtered = True


def _mark(row: int, column: int, style: int, shared: _Globals, marks: Marks) -> None:
    if style >= len(shared.styles):
        return
    font, ident = shared.styles[style]
    code = shared.codes.get(ident, BUILTIN.get(ident, ""))
    if matters(code):
        marks.formats[(row, column)] = code
    if font in shared.struck_fonts:
        marks.struck.add((row, column))


def _short_text(body: bytes, version: int) -> str:
    count = body[0]
    if version < 0x0600:
        return body[1 : 1 + count].decode("gb18030", "replace")
    if body[1] & 1:
        return body[2 : 2 + 2 * count].decode("utf-16-le")
    return body[2 : 2 + count].decode("latin-1")
