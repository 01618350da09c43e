"""The columns of a table, stated once: on the fields of the line that it lists.

A line is a frozen dataclass of display strings. Its fields are the keys of the JSON; a field that
is a column of the table carries it: ``code: Annotated[str, Column("编号", 8)]``. Workbook, page and
terminal take headings, widths and cells from there, so that a new column is one line of code.
A ``cell`` is a function of the module, or a lambda that needs nothing but the line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from functools import cache
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

from scoring.views.sheet import Column, Sheet, headings, runs

T = TypeVar("T")
# Told apart from None, which a view may well say.
_NOWHERE = object()
NUMBER = Column("序号", 6, number=True)
"""The running number of the lines of a table."""


@cache
def _placed(kind: type) -> tuple[tuple[str, Column], ...]:
    hints = get_type_hints(kind, include_extras=True)
    pairs = []
    for name, hint in hints.items():
        marks = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
        pairs += [(name, mark) for mark in marks if isinstance(mark, Column)]
    # The sort is stable: columns of one place keep the order of their fields.
    return tuple(sorted(pairs, key=lambda pair: pair[1].place))


def columns_of(kind: type) -> tuple[Column, ...]:
    """The columns that the fields of a line carry, in the order of the table."""
    return tuple(column for _, column in _placed(kind))


def headings_of(kind: type) -> list[str]:
    """Their headings."""
    return headings(columns_of(kind))


def cells_of_line(line: object) -> tuple[str, ...]:
    """The cells of one line, under ``columns_of`` its class."""
    return tuple(
        column.cell(line) if column.cell is not None else str(getattr(line, name))
        for name, column in _placed(type(line))  # type: ignore[arg-type]  # a class is hashable
    )


def pick(kind: type[T], /, *views: object, **more: Any) -> T:
    """A line of this class: each field from ``more``, else from the attribute of that name of the
    first view that has one, else as the class has it by default.

    Raises ``TypeError`` where a field is in none of them.
    """
    # The names of a class are looked up once: a list of two thousand lines asks for them each time.
    for name in _fields(kind):  # type: ignore[arg-type]  # a class is hashable
        if name in more:
            continue
        for view in views:
            value = getattr(view, name, _NOWHERE)
            if value is not _NOWHERE:
                more[name] = value
                break
    return kind(**more)


@cache
def _fields(kind: type) -> tuple[str, ...]:
    return tuple(item.name for item in fields(kind))


def sheet_of(
    name: str,
    title: str,
    kind: type,
    lines: Iterable[Any],
    *,
    before: Sequence[Column] = (),
    beside: Iterable[Sequence[str]] = (),
    numbered: bool = False,
    merged: int = 0,
    nothing: str = "",
    nothing_at: int | None = None,
    notes: Sequence[str] = (),
) -> Sheet:
    """Lines of one class as a sheet. ``before`` are columns that stand to the left of theirs, with
    ``beside`` the cells for each line; ``numbered`` counts the lines instead.

    ``merged``: so many columns from the left are merged downwards. ``nothing`` is said where there
    is no line, in the column ``nothing_at``: the first one of theirs, unless it is given.
    """
    rows = [cells_of_line(line) for line in lines]
    if numbered:
        before, beside = (NUMBER,), [(str(position),) for position in range(1, len(rows) + 1)]
    if before:
        rows = [(*left, *row) for left, row in zip(beside, rows, strict=True)]
    columns = (*before, *columns_of(kind))
    if not rows and nothing:
        position = len(before) if nothing_at is None else nothing_at
        # One row with a word in it: a table of headings alone looks as if something had gone wrong.
        rows = [(*("",) * position, nothing, *("",) * (len(columns) - position - 1))]
    merges = tuple(run for position in range(merged) for run in runs(rows, position))
    return Sheet(name, title, columns, tuple(rows), merges, tuple(notes))
