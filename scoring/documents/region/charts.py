"""Charts of a region: a county's blocks against the mean to either side of one line, how counties
lie on one scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup

from scoring.documents.charts.svg import (
    INK,
    LINE,
    PALE,
    RED,
    SLATE,
    SOFT,
    WIDTH,
    fitted,
    number,
    rect,
    svg,
    text,
    within,
)

LABEL, FIGURES, PITCH, BAR = 146, 74, 12, 8


@dataclass(frozen=True, slots=True)
class Side:
    """One block: the county's rate and the mean, in [0, 1], and all three figures as printed."""

    label: str
    own: Fraction
    mean: Fraction
    own_text: str
    mean_text: str
    change_text: str


def two_sided(rows: Sequence[Side], title: str = "各板块得分率与平均的差") -> Markup:
    """Bars from the line of the mean: to the right where it is better, to the left, hatched, where
    it is not.
    """
    # A county may lie exactly on the mean in every block.
    widest = max((abs(row.own - row.mean) for row in rows), default=Fraction(0)) or Fraction(1)
    room = Fraction(WIDTH - LABEL - FIGURES - 84, 2)
    middle = LABEL + 40 + room
    parts = [text(middle, 9, "平均", "middle", SOFT, size=8)]
    for index, row in enumerate(rows):
        top = 14 + index * PITCH
        base = top + 7
        size = room * within(abs(row.own - row.mean), widest) / widest
        parts.append(text(LABEL - 6, base, fitted(row.label, 34), "end", size=8))
        better = row.own >= row.mean
        left = middle if better else middle - size
        fill = SLATE if better else "url(#shifan-hatch)"
        if size:
            parts.append(rect(left, top, size, BAR, fill, INK))
        place = middle + size + 4 if better else middle - size - 4
        parts.append(text(place, base, row.change_text, "start" if better else "end", size=8))
        parts.append(text(WIDTH - 2, base, f"{row.own_text}／{row.mean_text}", "end", INK, size=8))
    bottom = 14 + len(rows) * PITCH
    parts.append(f'<path d="M{number(middle)} 12V{bottom}" stroke="{INK}" stroke-width="0.9"/>')
    sentence = "；".join(f"{row.label} {row.own_text}，平均 {row.mean_text}" for row in rows)
    return svg(bottom + 3, f"{title}：{sentence}", parts)


@dataclass(frozen=True, slots=True)
class Dot:
    """One county on the scale; ``marked`` is drawn apart."""

    label: str
    value: Fraction
    value_text: str
    marked: bool = False


def dots(
    values: Sequence[Dot], low: Fraction, high: Fraction, mean: Fraction, mean_text: str, title: str
) -> Markup:
    """Every county as a short stroke on one scale from ``low`` to ``high``, the mean below, marked
    ones by name.
    """
    left, room, top = 20, WIDTH - 40, 26
    # One county alone, or all with the same score.
    span = high - low or Fraction(1)

    def at(value: Fraction) -> Fraction:
        return left + room * within(value - low, span) / span

    parts = [rect(left, top, room, 12, PALE, LINE)]
    for item in values:
        x = number(at(item.value))
        colour, width = (RED, "2") if item.marked else (SLATE, "0.9")
        stroke = f'stroke="{colour}" stroke-width="{width}"'
        parts.append(
            f'<path d="M{x} {top - (4 if item.marked else 0)}v{16 if item.marked else 12}" '
            f"{stroke}/>"
        )
        if item.marked:
            if at(item.value) > WIDTH - 70:
                anchor = "end"
            elif at(item.value) < 70:
                anchor = "start"
            else:
                anchor = "middle"
            parts.append(
                text(
                    at(item.value),
                    top - 8,
                    f"{item.label} {item.value_text}",
                    anchor,
                    RED,
                    size=9,
                    weight=700,
                )
            )
    x = number(at(mean))
    parts.append(f'<path d="M{x} {top + 12}l-3.5 6h7z" fill="{INK}"/>')
    parts.append(text(at(mean), top + 27, f"平均 {mean_text}", "middle", SOFT, size=8))
    low_dot = min(values, key=lambda item: item.value)
    high_dot = max(values, key=lambda item: item.value)
    parts.append(text(left, top + 27, f"最低 {low_dot.value_text}", "start", SOFT, size=8))
    parts.append(text(left + room, top + 27, f"最高 {high_dot.value_text}", "end", SOFT, size=8))
    sentence = "；".join(f"{item.label} {item.value_text}" for item in values if item.marked)
    return svg(top + 32, f"{title}：平均 {mean_text}{'；' + sentence if sentence else ''}", parts)
