"""Small bars in two columns: the rate of each block where there is little room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup

from scoring.documents.charts.svg import (
    INK,
    LINE,
    SLATE,
    WIDTH,
    fitted,
    rect,
    svg,
    text,
    within,
    wrap,
)

# Eleven characters of 8 points and a gap are what ``LABEL`` holds: a name of usual length whole.
LABEL, ROOM, PITCH, GAP = 96, 64, 13, 10
LETTERS, STEP, ROOMY = 11, 9, 10
"""A line of a label holds so many characters; a second one, for up to ``ROOMY`` blocks, stands so
far below it."""
HALF = Fraction(WIDTH - GAP, 2)


@dataclass(frozen=True, slots=True)
class Rate:
    """One block: the share of its full mark that it has, in [0, 1], and the figures as printed."""

    label: str
    rate: Fraction
    text: str


def compact(rows: Sequence[Rate], title: str = "各部分得分率") -> Markup:
    """The outline is the full mark, the filled part the score; the figures stand behind. Read down,
    then across.
    """
    down = -(-len(rows) // 2)
    labels = [
        wrap(row.label, LETTERS, 2) if len(rows) <= ROOMY else [fitted(row.label, 2 * LETTERS)]
        for row in rows
    ]
    pitch = PITCH + STEP * (
        max(map(len, labels), default=1) - 1
    )  # one step for all: the bars stand in line
    middle = 2 + Fraction(pitch - PITCH, 2)
    parts = []
    for index, row in enumerate(rows):
        column, line = divmod(index, down)
        left, top = column * (HALF + GAP), line * pitch + middle
        first = top + 8 - Fraction(STEP * (len(labels[index]) - 1), 2)
        for at, words in enumerate(labels[index]):
            parts.append(text(left + LABEL - 4, first + STEP * at, words, "end", size=8))
        parts.append(rect(left + LABEL, top, ROOM, 9, "#ffffff", LINE))
        parts.append(rect(left + LABEL, top, ROOM * within(row.rate, Fraction(1)), 9, SLATE))
        parts.append(text(left + LABEL + ROOM + 4, top + 8, row.text, "start", INK, size=8))
    sentence = "；".join(f"{row.label} {row.text}" for row in rows)
    return svg(down * pitch + 4, f"{title}：{sentence}", parts)
