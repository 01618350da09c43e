"""Small bars in two columns: the rate of each block where there is little room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup

from scoring.reporting.charts.drawing import INK, LINE, SLATE, WIDTH, fitted, rect, svg, text, within

LABEL, ROOM, PITCH, GAP = 84, 66, 13, 10
HALF = Fraction(WIDTH - GAP, 2)


@dataclass(frozen=True, slots=True)
class Rate:
    """One block: the share of its full mark that it has, in [0, 1], and the figures as printed."""

    label: str
    rate: Fraction
    text: str


def compact(rows: Sequence[Rate], title: str = "各部分得分率") -> Markup:
    """The outline is the full mark, the filled part the score; the figures stand behind. Read down, then across."""
    down = -(-len(rows) // 2)
    parts = []
    for index, row in enumerate(rows):
        column, line = divmod(index, down)
        left, top = column * (HALF + GAP), line * PITCH + 2
        parts.append(text(left + LABEL - 4, top + 8, fitted(row.label, 20), "end", size=8))
        parts.append(rect(left + LABEL, top, ROOM, 9, "#ffffff", LINE))
        parts.append(rect(left + LABEL, top, ROOM * within(row.rate, Fraction(1)), 9, SLATE))
        parts.append(text(left + LABEL + ROOM + 4, top + 8, row.text, "start", INK, size=8))
    words = "；".join(f"{row.label} {row.text}" for row in rows)
    return svg(down * PITCH + 4, f"{title}：{words}", parts)
