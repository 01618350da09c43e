"""Rows of an indicator table: which belong to indicators, which are totals, sections, notes, rests
of a cut row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from scoring.indicators.importing.columns import Columns, is_heading
from scoring.indicators.importing.drafts import Draft
from scoring.indicators.importing.notices import NoticeLog, short
from scoring.indicators.importing.printed import is_points_statement
from scoring.reading.blocks import Cell, Row
from scoring.reading.numbering_marks import read_mark
from scoring.reading.wording import fold, squeeze

_TOTAL = re.compile(r"^(?:小计|合计|总计|共计|总分|合\s*计|累计|分值合计|总分值)(?:[(:].*|\d.*)?$")
# The labels with which offices begin the remarks below their tables.
_REMARK_ROW = re.compile(r"^(?:注|说明|备注|附注|填表说明|填报|单位名称|填表)\s*[:.、1一]")
# A cell with a number alone: the running number of a level, no name.
_PLAIN_NUMBER = re.compile(
    r"^[(]?[\dⅠ-Ⅻ一二三四五六七八九十]{1,4}(?:[.\-][\d]{1,3})*[))]?[、.．]?$"
)
_NUMBER = re.compile(r"(?<![\d.])\d{1,5}(?:\.\d{1,4})?(?=\s*(?:分|$))")
DASHES = {"/", "\\", "-", "--", "—", "——"}
"""What stands in a cell to say that there is nothing: unlike an empty cell, it does not go on with
the row above."""


@dataclass(slots=True)
class Body:
    """The rows of one or several tables with the same heading, and the section that each table
    stands under.
    """

    columns: Columns
    rows: list[Row] = field(default_factory=list)
    sections: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class Line:
    """A row that belongs to indicators: its cells and the drafts it stands under, outermost
    first.
    """

    row: Row
    path: list[Draft]


@dataclass(frozen=True, slots=True)
class PrintedTotal:
    """A row 总分, 合计 or 小计: its word, the numbers in it, and how many lines stand before it."""

    where: str
    label: str
    numbers: tuple[Decimal, ...]
    lines: int


def content_rows(body: Body) -> Iterator[Row]:
    """Yield the rows that can hold indicators."""
    for row in body.rows:
        if any(cell.text.strip() for cell in row.cells) and not is_heading(row) and not _total(row):
            yield row


def is_section(row: Row, columns: Columns) -> bool:
    """Say whether a row is a heading across the table, and no note."""
    return _is_across(row, columns) and not _is_note(_first_text(row))


def _is_across(row: Row, columns: Columns) -> bool:
    filled = {cell.anchor: cell.text for cell in row.cells if cell.text.strip()}
    names = {row.cells[column].anchor for column in columns.names}
    if len(filled) != 1 or len(row.cells) < 2:
        return False
    anchor = next(iter(filled))
    width = sum(cell.anchor == anchor for cell in row.cells)
    return width > 1 and (width == len(row.cells) or (len(names) == 1 < len(columns.names)))


def _first_text(row: Row) -> str:
    return next(cell.text.strip() for cell in row.cells if cell.text.strip())


def _is_note(text: str) -> bool:
    return bool(
        len(text) > 80
        or text.endswith(("。", "；"))
        or _REMARK_ROW.match(fold(text))
        or is_points_statement(text)
    )


def _total(row: Row) -> str:
    for cell in row.cells:
        if cell.text.strip():
            text = squeeze(cell.text)
            if _TOTAL.match(text):
                return text
            return ""
    return ""


def _printed_total(row: Row, lines: int) -> PrintedTotal:
    texts = [
        fold(text)
        for text in {cell.anchor: cell.text.strip() for cell in row.cells}.values()
        if text
    ]
    numbers = [Decimal(number) for text in texts for number in _NUMBER.findall(text)]
    return PrintedTotal(row.where, _total(row), tuple(numbers), lines)


class RowReader:
    """Builds drafts from rows; afterwards ``roots`` and ``lines`` hold what was found."""

    def __init__(self, body: Body, log: NoticeLog, sections: bool) -> None:
        self._body = body
        self._columns = body.columns
        self._log = log
        self._sections = sections
        self.lines: list[Line] = []
        self.roots: list[Draft] = []
        self.totals: list[PrintedTotal] = []
        self.notes: list[tuple[str, str]] = []

    def read(self) -> None:
        """Walk the rows from top to bottom."""
        names = self._columns.names
        current: list[tuple[Cell, Draft] | None] = [None] * len(names)
        section: Draft | None = None
        last_row: Row | None = None
        for index, row in enumerate(self._body.rows):
            title = self._body.sections.get(index)
            if title is not None and self._sections:
                section = self._add(None, title, row)
                current = [None] * len(names)
            # A heading is printed again at the top of each page.
            if _is_empty(row) or is_heading(row):
                continue
            # Kept apart, to be compared with what is read.
            if _total(row):
                self.totals.append(_printed_total(row, len(self.lines)))
                self._log.add("IMP53", row.where, f"“{short(_whole(row))}”", "未导入")
                continue
            if _is_across(row, self._columns):
                text = _first_text(row)
                if self._is_section(text):
                    section = self._add(None, text, row)
                    current = [None] * len(names)
                else:
                    self._note(text, row)
                continue
            if self.lines and row.cut and self._joins(row, last_row):
                self._join(row, current)
                continue
            path = self._path(row, current, section)
            if path:
                self.lines.append(Line(row, path))
                last_row = row
            else:
                self._log.add("IMP60", row.where, f"“{short(_whole(row), 40)}”", "未导入")

    def _is_section(self, text: str) -> bool:
        """Whether a text across the whole table is a heading of the rows below it."""
        return self._sections and not _is_note(text)

    def _note(self, text: str, row: Row) -> None:
        self.notes.append((text, row.where))
        self._log.add("IMP60", row.where, f"“{short(text, 40)}”", "未导入")

    def _level_text(self, row: Row, column: int) -> tuple[str, str]:
        """Return number and text of a level in one row; a level may be spread over a number and a
        text column.
        """
        cell = row.cells[column]
        others = [row.cells[other] for other in self._columns.spread.get(column, [])]
        texts = [cell.text.strip()]
        texts += [
            other.text.strip()
            for other in others
            if other.anchor != cell.anchor and other.text.strip()
        ]
        if len(texts) > 1 and _PLAIN_NUMBER.match(fold(texts[0])):
            return texts[0], "".join(texts[1:])
        return "", "\n".join(text for text in texts if text)

    def _path(
        self, row: Row, current: list[tuple[Cell, Draft] | None], section: Draft | None
    ) -> list[Draft]:
        """The drafts that this row stands under, from the top; ``current`` holds for each level the
        cell and draft of the rows above, and is brought up to this row.
        """
        names = self._columns.names
        changed = False
        for level, column in enumerate(names):
            cell = row.cells[column]
            number, text = self._level_text(row, column)
            # Merged with the level to its left: one text, which belongs to that level.
            if level and cell.anchor == row.cells[names[level - 1]].anchor:
                text = ""
            above = current[level]
            if text in DASHES:
                # A stroke says that the indicator of this row has no such level.
                changed = changed or above is not None
                current[level:] = [None] * (len(names) - level)
            elif not text:
                # An empty cell goes on with what stands above, unless a level to its left is new.
                current[level] = None if changed else above
            elif above is not None and not changed and self._goes_on(row, level, text, above):
                current[level] = (cell, above[1])
            else:
                draft = self._below(_drafts(current[:level]), section, row, level, text)
                draft.number = number
                current[level:] = [(cell, draft), *[None] * (len(names) - level - 1)]
                changed = True
        path = _drafts(current)
        if section is not None and path:
            return [section, *path]
        return path

    def _goes_on(self, row: Row, level: int, text: str, above: tuple[Cell, Draft]) -> bool:
        """Whether the cell of a level is the one above it, merged with it or written once more.

        On the last level a name that stands there again means the same indicator only where a
        column holds details, for which one needs several rows, and no number tells two of them
        apart.
        """
        if row.cells[self._columns.names[level]].anchor == above[0].anchor:
            return True
        if squeeze(above[1].raw) != squeeze(text):
            return False
        if level < len(self._columns.names) - 1:
            return True
        return bool(self._columns.details) and not self._numbered(row)

    def _below(
        self, parents: list[Draft], section: Draft | None, row: Row, level: int, text: str
    ) -> Draft:
        """A new draft under the last of ``parents``, or under the section where there is none."""
        if parents:
            return self._add(parents[-1], text, row)
        if level and not self._has_dash(row, self._columns.names[:level]):
            self._log.add("IMP59", row.where, f"“{short(text)}”没有上级", "单独成项")
        return self._add(section, text, row)

    def _has_dash(self, row: Row, columns: Sequence[int]) -> bool:
        """Whether a stroke stands in one of these columns: the level was left out on purpose."""
        return any(row.cells[column].text.strip() in DASHES for column in columns)

    def _add(self, parent: Draft | None, text: str, row: Row) -> Draft:
        draft = Draft(row.where, raw=text)
        (self.roots if parent is None else parent.children).append(draft)
        return draft

    def _numbered(self, row: Row) -> bool:
        return any(
            row.cells[column].text.strip()
            for role in ("number", "code")
            for column in self._columns.of(role)
        )

    def _joins(self, row: Row, last: Row | None) -> bool:
        """Say whether the first row of a page is the rest of the row that the page end cut."""
        if last is None or self._numbered(row):
            return False
        if any(row.cells[column].text.strip() for column in self._columns.points):
            return False
        marked = read_mark(row.cells[self._columns.names[-1]].text)
        numbered = self._columns.of("number") or self._columns.of("code") or self._columns.points
        return bool(numbered) and (marked is None or not marked.sure)

    def _join(self, row: Row, current: list[tuple[Cell, Draft] | None]) -> None:
        line = self.lines[-1]
        names = self._columns.names
        drafts = dict(zip(reversed(names), reversed(line.path), strict=False))
        for column, draft in drafts.items():
            rest = row.cells[column].text.strip()
            # A label that the new page repeats in full says nothing new.
            if rest and not squeeze(draft.raw).startswith(squeeze(rest)):
                draft.raw += rest
                self._log.add(
                    "IMP56", row.where, f"“{short(rest, 30)}”", f"接到“{short(draft.raw)}”之后"
                )
        for level, column in enumerate(names):
            # What stands below in the same merged cell of the new page belongs to the draft that
            # was cut.
            held = current[level]
            if held is not None and row.cells[column].text.strip():
                current[level] = (row.cells[column], held[1])
        cells = tuple(
            over
            if position in drafts or not under.text.strip()
            else Cell(over.text + under.text, over.anchor)
            for position, (over, under) in enumerate(zip(line.row.cells, row.cells, strict=True))
        )
        line.row = Row(cells, line.row.where)


def _is_empty(row: Row) -> bool:
    return not any(cell.text.strip() for cell in row.cells)


def _drafts(levels: Sequence[tuple[Cell, Draft] | None]) -> list[Draft]:
    """The drafts of the levels that have one, from the top."""
    return [entry[1] for entry in levels if entry is not None]


def _whole(row: Row) -> str:
    return "、".join(dict.fromkeys(cell.text.strip() for cell in row.cells if cell.text.strip()))
