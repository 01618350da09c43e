"""What a sheet of a workbook holds, before anything writes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in characters of the default face, and whether its figures
    are numbers.

    ``hidden``: it stands in the workbook for who looks for it, and is not printed. Where columns
    stand on the fields of a line (``views.columns``), ``cell`` gives the text of a cell from the
    line where that is not the field alone, and ``place`` moves a column behind those of a lower
    one. ``share`` is its part of the width of a page in percent, ``style`` the class of its cells
    there. A terminal breaks its texts at ``fold`` columns, None leaves them whole, and puts them to
    the right where they are numbers or ``right``: a percentage, a rank, a count that may be blank.
    """

    heading: str
    width: float = 12
    number: bool = False
    centre: bool = False
    hidden: bool = False
    cell: Callable[[Any], str] | None = None
    place: int = 0
    share: float = 0
    style: str = ""
    fold: int | None = None
    right: bool = False

    def __reduce__(self) -> tuple[type[Column], tuple[object, ...]]:
        # An office's own template is filled in by a child process: it gets rows that are filled in
        # already, and a function does not travel.
        values = {item.name: getattr(self, item.name) for item in fields(self)}
        return Column, tuple((values | {"cell": None}).values())


def shared(
    shares: Mapping[str, float], *, wide: float = 1, least: float = 8, middle: float = 0
) -> tuple[Column, ...]:
    """Columns by their headings and parts of the width of a page. In the workbook a column is
    ``wide`` times its part and at least ``least`` characters; narrower than ``middle`` it is
    centred.
    """
    return tuple(
        Column(name, max(least, share * wide), centre=share < middle, share=share)
        for name, share in shares.items()
    )


def head_of(columns: Sequence[Column]) -> tuple[list[str], list[float]]:
    """The headings of columns and their parts of a page, as a template lays out rows below them."""
    return headings(columns), [column.share for column in columns]


def headings(columns: Sequence[Column]) -> list[str]:
    """The headings of columns."""
    return [column.heading for column in columns]


def cells_under(columns: Sequence[Column], line: Any) -> tuple[str, ...]:
    """The cells of one line, each from the ``cell`` of its column.

    For lists whose columns follow from the data (one for each round, each kind of verification) or
    whose lines are records of the engine; where the lines are a class of display strings of their
    own, its fields carry the columns (``views.columns``).
    """
    return tuple(column.cell(line) for column in columns if column.cell is not None)


def row_under(columns: Sequence[Column], texts: Mapping[str, str]) -> tuple[str, ...]:
    """A row that is no line of the list, such as a total: its texts by heading, the rest blank."""
    return tuple(texts.get(column.heading, "") for column in columns)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: a title line, the columns, rows of texts, and which cells are merged downwards.

    ``merges`` are (column, first row, last row), all from 0, rows counted within ``rows``.
    ``notes`` stand below.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    merges: tuple[tuple[int, int, int], ...] = ()
    notes: tuple[str, ...] = ()


def cells_of(sheet: Sheet) -> list[list[tuple[str, int, str]]]:
    """The cells of each row that are seen: text, how many rows they go down, their class on a page.

    What is centred and holds figures only is a ``code``, which no line breaks; other text in the
    middle is ``mid``.
    """
    down = {(first, column): last - first + 1 for column, first, last in sheet.merges}
    hidden = {
        (row, column) for column, first, last in sheet.merges for row in range(first + 1, last + 1)
    }
    middle = [column.centre or column.number for column in sheet.columns]
    return [
        [
            (
                text,
                down.get((index, across), 1),
                ("code" if text.isascii() else "mid") if middle[across] else "",
            )
            for across, text in enumerate(row)
            if (index, across) not in hidden
        ]
        for index, row in enumerate(sheet.rows)
    ]


def runs(rows: Sequence[Sequence[str]], column: int) -> list[tuple[int, int, int]]:
    """The merges of a column: neighbours with equal texts in it and in all to its left."""
    found: list[tuple[int, int, int]] = []
    start = 0
    for index in range(1, len(rows) + 1):
        if index < len(rows) and list(rows[index][: column + 1]) == list(rows[start][: column + 1]):
            continue
        # Blank is no name that rows could have in common.
        if index - start > 1 and rows[start][column]:
            found.append((column, start, index - 1))
        start = index
    return found
