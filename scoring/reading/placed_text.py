"""Boxes of text on a page put into lines, as a person reads them: top to bottom, then left to
right.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Box:
    """A run of text and its place; any unit, the origin at the top left."""

    left: float
    top: float
    width: float
    height: float
    text: str


def to_lines(boxes: Iterable[Box]) -> list[str]:
    """The lines of a page; wide gaps become tabs."""
    return [join_row(row) for row in to_rows(boxes)]


def to_rows(boxes: Iterable[Box]) -> list[list[Box]]:
    """The boxes of each line, from left to right. Boxes whose middles are closer than half a height
    share a line.
    """
    rows: list[list[Box]] = []
    for box in sorted(boxes, key=lambda box: (box.top + box.height / 2, box.left)):
        middle = box.top + box.height / 2
        if rows and abs(middle - _middle(rows[-1])) < 0.5 * min(box.height, rows[-1][-1].height):
            rows[-1].append(box)
        else:
            rows.append([box])
    return [sorted(row, key=lambda box: box.left) for row in rows]


def _middle(row: list[Box]) -> float:
    return sum(box.top + box.height / 2 for box in row) / len(row)


def join_row(row: list[Box]) -> str:
    """The text of one line."""
    parts = [row[0].text]
    for before, box in pairwise(row):
        gap = box.left - before.left - before.width
        parts.append(("\t" if gap > 1.2 * box.height else "") + box.text)
    return "".join(parts)
