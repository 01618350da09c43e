"""The marks of the sheets of an .xlsx, taken from its parts by patterns: most cells have none and
cost nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from scoring.reading.model import UnreadableError
from scoring.reading.number_formats import BUILTIN, matters
from scoring.reading.package import Package, local, parse
from scoring.reading.sheet_marks import Marks, Place, column_of
from scoring.values import whole_number

if TYPE_CHECKING:
    from lxml.etree import _Element

_OPEN = rb"<(?:\w+:)?"
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_ERROR = re.compile(
    _OPEN + rb'c\b([^>]*\bt="e"[^>]*)>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)', re.DOTALL
)
_NO_VALUE = re.compile(
    _OPEN + rb"c\b([^>]*[^/])>\s*<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_SHARED = re.compile(_OPEN + rb'c\b([^>]*\bt="s"[^>]*)>\s*<(?:\w+:)?v>(\d+)<')
_HIDDEN_ROW = re.compile(_OPEN + rb'row\b[^>]*\bhidden="(?:1|true)"[^>]*>')
_ROW_NUMBER = re.compile(rb'\br="(\d{1,7})"')
_HIDDEN_COLUMN = re.compile(_OPEN + rb'col\b[^>]*\bhidden="(?:1|true)"[^>]*>')
_CONTENT = re.compile(_OPEN + rb'c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*?(?<!/)>(?!\s*</)')
_MOST_MARKS = 200_000


class WorkbookMarks:
    """Looks up the marks of sheets by their names. Parts that are damaged have none: the values
    tell the damage.
    """

    def __init__(self, package: Package) -> None:
        self._package = package
        self._main = package.main("xl/workbook.xml")
        self._relations = package.relations(self._main)
        self._parts: dict[str, str] = {}
        self._date_1904 = False
        self._codes: dict[int, str] = {}
        self._struck_styles: set[int] = set()
        self._texts: dict[int, str] = {}
        try:
            self._read_workbook()
            self._read_styles()
            self._read_strings()
        except UnreadableError:
            return

    def part_of(self, sheet: str) -> bytes:
        """The part of a sheet, empty where it is not found."""
        return self._package.read(self._parts.get(sheet, "")) or b""

    def of(self, sheet: str) -> Marks:
        """The marks of one sheet."""
        marks = Marks(date_1904=self._date_1904)
        try:
            data = self.part_of(sheet)
        except UnreadableError:
            return marks
        if b' r="' not in data:
            return marks
        self._styles(data, marks)
        for place, value in _placed(_ERROR, data):
            marks.errors[place] = value.decode("utf-8", "replace")
        marks.no_value = [place for place, _ in _placed(_NO_VALUE, data)]
        if self._texts:
            for place, value in _placed(_SHARED, data):
                text = self._texts.get(int(value))
                if text is not None:
                    marks.texts[place] = text
        marks.hidden_rows = _hidden_rows(data)
        for match in _HIDDEN_COLUMN.finditer(data):
            marks.hidden_columns += _columns(match.group())
        marks.filtered = b"filterColumn" in data
        return marks

    def _styles(self, data: bytes, marks: Marks) -> None:
        wanted = sorted(self._codes.keys() | self._struck_styles)
        if not wanted:
            return
        one_of = b"|".join(str(style).encode() for style in wanted)
        pattern = re.compile(_OPEN + rb'c\b([^>]*\bs="(' + one_of + rb')"[^>]*)(?<!/)>')
        for place, value in _placed(pattern, data):
            style = int(value)
            if style in self._codes:
                marks.formats[place] = self._codes[style]
            if style in self._struck_styles:
                marks.struck.add(place)
            if len(marks.formats) > _MOST_MARKS:
                return

    def _read_workbook(self) -> None:
        root = self._package.parse(self._main)
        for element in root.iter() if root is not None else ():
            tag = local(element.tag)
            if tag == "workbookPr":
                self._date_1904 = (element.get("date1904") or "") in {"1", "true"}
            elif tag == "sheet":
                ident = next(
                    (str(value) for key, value in element.attrib.items() if local(key) == "id"), ""
                )
                if ident in self._relations:
                    self._parts[element.get("name") or ""] = self._relations[ident].target

    def _part(self, kind: str) -> _Element | None:
        targets = (
            relation.target for relation in self._relations.values() if relation.kind == kind
        )
        return next(
            (self._package.parse(target) for target in targets if target in self._package), None
        )

    def _read_styles(self) -> None:
        root = self._part("styles")
        if root is None:
            return
        own = {
            _number(element.get("numFmtId")): element.get("formatCode") or ""
            for element in root.iter()
            if local(element.tag) == "numFmt"
        }
        fonts = _child(root, "fonts")
        struck = {index for index, font in enumerate(fonts) if _strikes(font)}
        for index, style in enumerate(_child(root, "cellXfs")):
            ident = _number(style.get("numFmtId"))
            code = own.get(ident, BUILTIN.get(ident, ""))
            if matters(code):
                self._codes[index] = code
            if _number(style.get("fontId")) in struck:
                self._struck_styles.add(index)

    def _read_strings(self) -> None:
        """The shared texts in which some runs are struck out, without these runs."""
        kinds = {relation.kind: relation.target for relation in self._relations.values()}
        target = kinds.get("sharedStrings")
        data = self._package.read(target) if target else None
        # Most workbooks strike nothing out, and their texts are the largest part of them.
        if not data or b"strike" not in data:
            return
        items = (item for item in parse(data) if local(item.tag) == "si")
        for index, item in enumerate(items):
            runs = [run for run in item if local(run.tag) == "r"]
            if any(map(_strikes_run, runs)):
                self._texts[index] = "".join(
                    _run_text(run) for run in runs if not _strikes_run(run)
                )


def _child(root: _Element, name: str) -> Iterable[_Element]:
    """The elements under the first child of this name; none where it has none."""
    for element in root:
        if local(element.tag) == name:
            return element
    return ()


def _run_text(run: _Element) -> str:
    return "".join(text.text or "" for text in run if local(text.tag) == "t")


def extent(data: bytes) -> tuple[int, int]:
    """How many rows and columns hold something; cells that are only formatted do not count."""
    rows = columns = 0
    for match in _CONTENT.finditer(data):
        rows = max(rows, int(match.group(2)))
        columns = max(columns, column_of(match.group(1)) + 1)
    return rows, columns


def _placed(pattern: re.Pattern[bytes], data: bytes) -> Iterator[tuple[Place, bytes]]:
    for match in pattern.finditer(data):
        place = _PLACE.search(match.group(1))
        if place:
            value = match.group(2) if pattern.groups > 1 else b""
            yield (int(place.group(2)) - 1, column_of(place.group(1))), value


def _hidden_rows(data: bytes) -> list[int]:
    numbers = (_ROW_NUMBER.search(match.group()) for match in _HIDDEN_ROW.finditer(data))
    return [int(number.group(1)) - 1 for number in numbers if number is not None]


def _columns(tag: bytes) -> range:
    low, high = re.search(rb'\bmin="(\d{1,5})"', tag), re.search(rb'\bmax="(\d{1,5})"', tag)
    # Excel hides what lies beyond the table up to the last column: that hides nothing.
    if not low or not high or int(high.group(1)) > 16_000:
        return range(0)
    return range(int(low.group(1)) - 1, int(high.group(1)))


def _strikes(font: _Element) -> bool:
    return any(
        local(child.tag) == "strike" and child.get("val", "1") not in {"0", "false"}
        for child in font
    )


def _strikes_run(run: _Element) -> bool:
    return any(local(child.tag) == "rPr" and _strikes(child) for child in run)


def _number(text: str | None) -> int:
    number = whole_number(text)
    if number is None:
        return -1
    return number
