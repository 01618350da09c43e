"""Word 97–2003 documents (.doc, .wps): text by the piece table, table rows and merges by the
paragraph properties.

Source of the structures: [MS-DOC], sections 2.5 (FIB), 2.8 (PLCs), 2.9.41 (Clx), 2.9.175 (PapxFkp),
2.6.3 (table sprms).
"""

from __future__ import annotations

import io
import re
import struct
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field

from scoring import libraries
from scoring.reading.blocks import Block, Paragraph, Placed, Reading, Table, make_table
from scoring.reading.legacy_lists import Lists
from scoring.reading.limits import check_rows
from scoring.reading.model import UnreadableError, broken, locked
from scoring.reading.remarks import Remark

_FIELD = re.compile("\x13[^\x13\x14\x15]*(?:\x14([^\x13\x15]*))?\x15")
_MAGIC, _WORD_97 = 0xA5EC, 0x00C1
# Modifiers of characters ([MS-DOC] 2.6.1): sprmCFRMarkDel, sprmCFStrike, sprmCFDStrike,
# sprmCFVanish.
_UNSEEN = {0x0800: "deleted", 0x0837: "struck", 0x2A53: "struck", 0x083C: "hidden"}
# Operands of such a modifier that switch it on: on, and the opposite of the style, which is hardly
# ever on.
_ON = {b"\x01", b"\x81"}
_TTP, _IN_TABLE, _ILVL, _ILFO, _TDEF = 0x2417, 0x2416, 0x260A, 0x460B, 0xD608
# sprmPHugePapx in both numbers and sprmPTableProps: the modifiers stand in the data stream, at the
# operand.
_ELSEWHERE = {0x6645, 0x6646, 0x646B}


@dataclass(frozen=True, slots=True)
class Properties:
    """What a paragraph says about itself: row end, in a table, list and level, and the row's cell
    edges and merges.
    """

    row_end: bool = False
    in_table: bool = False
    list_id: int = 0
    level: int = 0
    edges: tuple[int, ...] = ()
    merged: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters: their first position in the text and in the file, and whether one byte
    holds one.
    """

    first: int
    last: int
    offset: int
    narrow: bool


@dataclass(slots=True)
class _Rows:
    cells: list[list[str]] = field(default_factory=list)
    definitions: list[Properties] = field(default_factory=list)


def read(data: bytes) -> Reading:
    """Read a Word binary file; raise ``UnreadableError`` where it is locked, older than Word 97, or
    broken.
    """
    try:
        with libraries.olefile.OleFileIO(io.BytesIO(data)) as ole:
            main = ole.openstream("WordDocument").read()
            _check_version(main)
            flags = struct.unpack_from("<H", main, 0x0A)[0]
            if flags & 0x0100:
                raise locked()
            name = "1Table" if flags & 0x0200 else "0Table"
            table = ole.openstream(name).read() if ole.exists(name) else b""
            store = ole.openstream("Data").read() if ole.exists("Data") else b""
        return _read(main, table, store)
    except (struct.error, OSError, IndexError, ValueError) as error:
        raise broken() from error


def _check_version(main: bytes) -> None:
    """Refuse what is older than Word 97, whose text lies elsewhere ([MS-DOC] 2.5.1: nFib counts
    from 0x00C1).
    """
    magic, version = struct.unpack_from("<HH", main, 0)
    if magic != _MAGIC or version < _WORD_97:
        reason = "这是 Word 6.0/95 或更早的文档，读不出文字；请用 Word 或 WPS 打开后另存为 .docx。"
        raise UnreadableError("unsupported", reason)


def _characters(main: bytes, piece: Piece) -> str:
    """The text of one piece: a byte or two for each character."""
    count = piece.last - piece.first
    if piece.narrow:
        return main[piece.offset : piece.offset + count].decode("cp1252", "replace")
    return main[piece.offset : piece.offset + 2 * count].decode("utf-16-le", "replace")


def _read(main: bytes, table: bytes, store: bytes) -> Reading:
    pieces = _pieces(main, table)
    length = struct.unpack_from("<I", main, 0x4C)[0]
    text = "".join(_characters(main, piece) for piece in pieces)[:length]
    text, unseen = _blanked(text, _unseen_ranges(main, table), pieces)
    lookup = _PropertyLookup(main, table, store, pieces)
    lists = Lists(main, table)
    writer = _Writer()
    numbered = start = 0
    # A paragraph, a cell or a row, a page: each ends with a sign of its own ([MS-DOC] 2.4.1).
    for match in re.finditer("[\r\x07\x0c]", text):
        end = match.start()
        content = _plain(text[start:end])
        properties = lookup.at(end)
        start = end + 1
        number = ""
        if properties.list_id:
            number = lists.number(properties.list_id, properties.level)
            numbered += bool(content)
        if match.group() == "\x07":
            writer.end_cell(number + content, properties)
        elif properties.in_table:
            writer.add_line(number, content)
        else:
            writer.add_paragraph(number, content)
    rest = _plain(text[start:])
    if rest.strip():
        writer.add_paragraph("", rest)
    writer.end_table()
    reading = Reading("doc", writer.blocks)
    reading.remarks += _remarks(unseen)
    if numbered and not lists.known:
        reading.remarks.append(
            Remark("numbering", "全文", f"{numbered} 段使用自动编号", "编号没有读出")
        )
    return reading


class _Writer:
    """Puts what stands in the text of a file into paragraphs and tables."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._rows = _Rows()
        self._cells: list[str] = []
        self._lines: list[str] = []
        self._paragraphs = self._tables = 0

    def add_paragraph(self, number: str, content: str) -> None:
        """A paragraph outside of tables; an empty one counts and says nothing."""
        self.end_table()
        self._paragraphs += 1
        if content:
            self.blocks.append(Paragraph(content, f"第{self._paragraphs}段", number))

    def add_line(self, number: str, content: str) -> None:
        """A paragraph inside of a cell that another one follows."""
        if content:
            self._lines.append(number + content)

    def end_cell(self, text: str, properties: Properties) -> None:
        """The end of a cell, or of the row that the cells before it make."""
        if properties.row_end:
            self._rows.cells.append(self._cells)
            self._rows.definitions.append(properties)
            self._cells = []
        else:
            self._cells.append("\n".join(filter(None, [*self._lines, text])))
        self._lines = []

    def end_table(self) -> None:
        """The rows so far are a table."""
        if self._rows.cells:
            self._tables += 1
            self.blocks.append(_table(self._rows, f"表{self._tables}"))
            self._rows = _Rows()


def _plain(text: str) -> str:
    while (shorter := _FIELD.sub(lambda match: match.group(1) or "", text)) != text:
        text = shorter
    return re.sub(
        "[\x00-\x06\x08\x13-\x1d]",
        "",
        text.replace("\x0b", "\n").replace("\x1e", "-").replace("\x1f", ""),
    )


def _pieces(main: bytes, table: bytes) -> list[Piece]:
    offset, size = struct.unpack_from("<II", main, 0x1A2)
    clx = table[offset : offset + size]
    position = 0
    while position < len(clx) and clx[position] == 1:
        position += 3 + struct.unpack_from("<H", clx, position + 1)[0]
    if position >= len(clx) or clx[position] != 2:
        raise broken()
    size = struct.unpack_from("<I", clx, position + 1)[0]
    plc = clx[position + 5 : position + 5 + size]
    count = (len(plc) - 4) // 12
    bounds = struct.unpack_from(f"<{count + 1}I", plc)
    pieces = []
    for index in range(count):
        raw = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * index + 2)[0]
        narrow = bool(raw & 0x40000000)
        start = (raw & 0x3FFFFFFF) // 2 if narrow else raw
        pieces.append(Piece(bounds[index], bounds[index + 1], start, narrow))
    return pieces


def _remarks(unseen: Counter[str]) -> list[Remark]:
    """What is told of characters that stand in the file and not on the page."""
    remarks = []
    if count := unseen["deleted"]:
        remarks.append(Remark("tracked", "全文", f"删除 {count} 处", "按接受全部修订读取"))
    if count := unseen["struck"]:
        remarks.append(Remark("struck", "全文", f"有 {count} 处划掉的文字", "没有读取"))
    if count := unseen["hidden"]:
        remarks.append(Remark("hidden_text", "全文", f"有 {count} 处隐藏的文字", "没有读取"))
    return remarks


def _unseen_ranges(main: bytes, table: bytes) -> list[tuple[int, int, str]]:
    """The file ranges of characters that a tracked change deleted, that are struck out, or
    hidden.
    """
    offset, size = struct.unpack_from("<II", main, 0xFA)
    plc = table[offset : offset + size]
    count = max((len(plc) - 4) // 8, 0)
    ranges = []
    for index in range(count):
        number = struct.unpack_from("<I", plc, 4 * (count + 1) + 4 * index)[0] & 0x3FFFFF
        page = main[number * 512 : number * 512 + 512]
        if len(page) < 512:
            continue
        runs = page[511]
        bounds = struct.unpack_from(f"<{runs + 1}I", page)
        for run in range(runs):
            at = page[4 * (runs + 1) + run] * 2
            kind = _kind_of_run(page[at + 1 : at + 1 + page[at]]) if at else ""
            if kind:
                ranges.append((bounds[run], bounds[run + 1], kind))
    return ranges


def _kind_of_run(data: bytes) -> str:
    """Why the characters of a run are not on the page: deleted, hidden, struck; empty where they
    are.
    """
    values = _modifiers(data)
    kinds = {kind for code, kind in _UNSEEN.items() if values.get(code, b"\0")[:1] in _ON}
    return next((kind for kind in ("deleted", "hidden", "struck") if kind in kinds), "")


def _blanked(
    text: str, ranges: list[tuple[int, int, str]], pieces: list[Piece]
) -> tuple[str, Counter[str]]:
    """The text with NULs for characters of these ranges, which keeps all positions, and how many
    places there were.

    NULs are dropped when the text is cut up.
    """
    characters = list(text)
    counts: Counter[str] = Counter()
    for start, end, kind in ranges:
        words = False
        for piece in pieces:
            size = 1 if piece.narrow else 2
            first = max(start, piece.offset)
            last = min(end, piece.offset + size * (piece.last - piece.first))
            places = range(
                piece.first + (first - piece.offset) // size,
                piece.first + (last - piece.offset) // size,
            )
            for index in places:
                if index < len(characters) and characters[index] not in "\r\x07\x0c":
                    words = words or characters[index] > " "
                    characters[index] = "\0"
        counts[kind] += words
    return "".join(characters), counts


class _PropertyLookup:
    """Finds the paragraph properties that hold at a character position."""

    def __init__(self, main: bytes, table: bytes, store: bytes, pieces: list[Piece]) -> None:
        self._pieces = pieces
        self._store = store
        self._starts = [piece.first for piece in pieces]
        self._ends: list[int] = []
        self._values: list[Properties] = []
        offset, size = struct.unpack_from("<II", main, 0x102)
        plc = table[offset : offset + size]
        count = max((len(plc) - 4) // 8, 0)
        check_rows(count // 10)
        for index in range(count):
            page = struct.unpack_from("<I", plc, 4 * (count + 1) + 4 * index)[0] & 0x3FFFFF
            self._read_page(main[page * 512 : page * 512 + 512])

    def _read_page(self, page: bytes) -> None:
        if len(page) < 512:
            return
        count = page[511]
        bounds = struct.unpack_from(f"<{count + 1}I", page)
        for index in range(count):
            offset = page[4 * (count + 1) + 13 * index] * 2
            properties = Properties()
            if offset:
                size, skip = (
                    (page[offset] * 2 - 1, 1) if page[offset] else (page[offset + 1] * 2, 2)
                )
                properties = read_sprms(page[offset + skip + 2 : offset + skip + size], self._store)
            self._ends.append(bounds[index + 1])
            self._values.append(properties)

    def at(self, position: int) -> Properties:
        index = bisect_right(self._starts, position) - 1
        if index < 0:
            return Properties()
        piece = self._pieces[index]
        offset = piece.offset + (position - piece.first) * (1 if piece.narrow else 2)
        found = bisect_right(self._ends, offset)
        if found < len(self._values):
            return self._values[found]
        return Properties()


def read_sprms(data: bytes, store: bytes = b"") -> Properties:
    """Read the property modifiers of one paragraph; what is not needed here is stepped over.

    ``store`` is the data stream, where modifiers stand that are too long for their place.
    """
    values = _modifiers(data)
    for code in sorted(_ELSEWHERE & values.keys()):
        if len(values[code]) == 4:
            start = struct.unpack("<I", values[code])[0]
            size = struct.unpack_from("<H", store, start)[0] if start + 2 <= len(store) else 0
            values.update(_modifiers(store[start + 2 : start + 2 + size]))
    edges, merged = _row_definition(values.get(_TDEF, b""))
    return Properties(
        row_end=_flag(values, _TTP),
        in_table=_flag(values, _IN_TABLE),
        list_id=struct.unpack("<H", values[_ILFO])[0] if len(values.get(_ILFO, b"")) == 2 else 0,
        level=values[_ILVL][0] if values.get(_ILVL) else 0,
        edges=edges,
        merged=merged,
    )


def _modifiers(data: bytes) -> dict[int, bytes]:
    values: dict[int, bytes] = {}
    position = 0
    while position + 2 <= len(data):
        code = struct.unpack_from("<H", data, position)[0]
        position += 2
        kind = code >> 13
        if kind == 6:
            if code == _TDEF:
                if position + 2 <= len(data):
                    size = struct.unpack_from("<H", data, position)[0] - 1
                else:
                    size = 0
                position += 2
            else:
                size = data[position] if position < len(data) else 0
                position += 1
        else:
            size = (1, 1, 2, 4, 2, 2, 0, 3)[kind]
        values[code] = data[position : position + size]
        position += size
    return values


def _flag(values: dict[int, bytes], code: int) -> bool:
    return bool(values.get(code, b"\0")[:1].strip(b"\0"))


def _row_definition(data: bytes) -> tuple[tuple[int, ...], tuple[bool, ...]]:
    if not data:
        return (), ()
    count = data[0]
    if len(data) < 1 + 2 * (count + 1):
        return (), ()
    edges = struct.unpack_from(f"<{count + 1}h", data, 1)
    merged = []
    for index in range(count):
        start = 1 + 2 * (count + 1) + 20 * index
        flags = struct.unpack_from("<H", data, start)[0] if start + 2 <= len(data) else 0
        # Bits 5–6: 1 continues the cell above, 3 begins a merge.
        merged.append((flags >> 5) & 3 == 1)
    return edges, tuple(merged)


def _table(rows: _Rows, where: str) -> Table:
    check_rows(len(rows.cells))
    edges = _grid(rows)
    placed: list[Placed] = []
    above: dict[int, int] = {}
    for index, (cells, definition) in enumerate(zip(rows.cells, rows.definitions, strict=True)):
        for number, text in enumerate(cells):
            column, span = number, 1
            if edges:
                column = _nearest(edges, definition.edges[number])
                span = max(_nearest(edges, definition.edges[number + 1]) - column, 1)
            merged = number < len(definition.merged) and definition.merged[number]
            if merged and not text and column in above:
                last = placed[above[column]]
                placed[above[column]] = Placed(
                    last.row, last.column, last.text, index - last.row + 1, last.colspan
                )
            else:
                above[column] = len(placed)
                placed.append(Placed(index, column, text, 1, span))
    return make_table(placed, len(rows.cells), where)


def _grid(rows: _Rows) -> list[int]:
    """The edges of the columns from left to right; none where some row does not state its own.

    Edges that lie closer together than 30 twips (half a millimetre) are one: people drag them.
    """
    for definition, cells in zip(rows.definitions, rows.cells, strict=True):
        if len(definition.edges) <= len(cells):
            return []
    edges: list[int] = []
    for edge in sorted({edge for definition in rows.definitions for edge in definition.edges}):
        if not edges or edge - edges[-1] > 30:
            edges.append(edge)
    return edges


def _nearest(edges: list[int], value: int) -> int:
    return min(range(len(edges)), key=lambda position: abs(edges[position] - value))
