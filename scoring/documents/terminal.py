"""Tables for the terminal, aligned for characters that are two columns wide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import zip_longest

from scoring import libraries
from scoring.views.sheet import Column, headings

NO_START = "，。、；：！？）》」』〕】”’…%％"
NO_END = "（《「『〔【“‘"
GAP = "  "
"""Between two columns."""
BESIDE_HEAD = 2
"""A column is at least that much wider than its heading."""
PIECE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.,:/_%+-]*|\s+|.", re.DOTALL)
"""What stays on one line: a number, a code, a date or a word of letters; every other character
stands for itself."""


def table(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    widths: Sequence[int | None] | None = None,
    right: Sequence[int] = (),
) -> str:
    """A table for the terminal, aligned for wide characters. ``widths`` wrap columns, ``right``
    aligns them right.
    """
    if not rows:
        return "（无）"
    limits = widths or [None] * len(heads)
    lines = list(_lines_of(heads))
    under_heads = len(lines)
    for row in rows:
        cells = [
            cell if limit is None else fold(cell, limit)
            for cell, limit in zip(row, limits, strict=True)
        ]
        lines += _lines_of(cells)
    sizes = [[_columns(cell) for cell in column] for column in zip(*lines, strict=True)]
    fitting = [max(*column, max(column[:under_heads]) + BESIDE_HEAD) for column in sizes]
    columns = [
        _aligned(column, size, width, to_right=place in right)
        for place, (column, size, width) in enumerate(
            zip(zip(*lines, strict=True), sizes, fitting, strict=True)
        )
    ]
    printed = [GAP.join(line).rstrip() for line in zip(*columns, strict=True)]
    printed.insert(under_heads, GAP.join("-" * width for width in fitting))
    return "\n".join(printed)


def _lines_of(cells: Sequence[str]) -> Iterable[Sequence[str]]:
    """A row as lines of the terminal: a folded cell takes several."""
    if not any("\n" in cell for cell in cells):
        return (cells,)
    return zip_longest(*(cell.splitlines() for cell in cells), fillvalue="")


def _aligned(
    cells: Sequence[str], sizes: Sequence[int], width: int, *, to_right: bool
) -> list[str]:
    blanks = [" " * (width - size) for size in sizes]
    if to_right:
        return [blank + cell for cell, blank in zip(cells, blanks, strict=True)]
    return [cell + blank for cell, blank in zip(cells, blanks, strict=True)]


def listing(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> str:
    """Rows under their columns: broken and aligned as these say."""
    return table(
        headings(columns),
        rows,
        widths=[column.fold for column in columns],
        right=[index for index, column in enumerate(columns) if column.number or column.right],
    )


def fold(text: str, width: int) -> str:
    """Text in lines of at most ``width`` columns, without a break inside a number, a code or a
    word, and without a line that begins or ends with the wrong punctuation. Only a piece that is
    wider than a line is cut.
    """
    return "\n".join(line for part in text.split("\n") for line in _lines(part, width))


def _lines(text: str, width: int) -> list[str]:
    lines: list[list[str]] = [[]]
    used = 0
    for piece in _pieces(text, width):
        size = _columns(piece)
        if used + size > width and lines[-1]:
            carried = _carried(lines[-1], piece)
            lines.append(carried)
            used = sum(map(_columns, carried))
        # A blank at a break is dropped; at the head of the text it is an indentation and stays.
        if piece.isspace() and not lines[-1] and len(lines) > 1:
            continue
        lines[-1].append(piece)
        used += size
    return ["".join(line).rstrip() for line in lines]


def _carried(line: list[str], piece: str) -> list[str]:
    """What moves with ``piece``: no line begins with a stop or ends with an opening bracket."""
    carried: list[str] = []
    while len(line) > 1 and ((carried or [piece])[0] in NO_START or line[-1] in NO_END):
        carried.insert(0, line.pop())
    return carried


def _pieces(text: str, width: int) -> list[str]:
    found = []
    for piece in PIECE.findall(text):
        # Only what is written in Latin letters is longer than a line, and there a
        # character is a column.
        while _columns(piece) > width > 0:
            found.append(piece[:width])
            piece = piece[width:]
        found.append(piece)
    return found


def _columns(text: str) -> int:
    if text.isascii():
        return len(text)
    return _wide_columns(text)


@lru_cache(maxsize=4096)  # a table is folded piece by piece, and most pieces are single characters
def _wide_columns(text: str) -> int:
    # The library gives -1 for a text with a control character in it.
    return max(int(libraries.wcwidth.wcswidth(text)), 0)
