"""What a workbook says of its cells besides their values: formats, struck and hidden, formulas
without a value.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Place = tuple[int, int]
"""Row and column of a cell, from 0."""


@dataclass(slots=True)
class Marks:
    """The marks of one sheet.

    ``formats`` are codes other than the general one; ``texts`` what is left of cells of which a
    part is struck out.
    """

    formats: dict[Place, str] = field(default_factory=dict)
    struck: set[Place] = field(default_factory=set)
    texts: dict[Place, str] = field(default_factory=dict)
    errors: dict[Place, str] = field(default_factory=dict)
    no_value: list[Place] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    filtered: bool = False
    date_1904: bool = False


def name_of(place: Place) -> str:
    """A cell as the user names it: B7."""
    row, column = place
    return f"{letters(column)}{row + 1}"


def letters(column: int) -> str:
    """A column as the user names it, from 0: A, Z, AA."""
    text = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def column_of(name: bytes) -> int:
    """The column of its letters, from 0."""
    number = 0
    for letter in name:
        number = number * 26 + letter - 64
    return number - 1


def spans(numbers: list[int]) -> str:
    """Rows or columns in short: 3、7—9、12 (from 1)."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    shown = [f"{a + 1}" if a == b else f"{a + 1}—{b + 1}" for a, b in runs[:8]]
    return "、".join(shown) + (" 等" if len(runs) > 8 else "")
