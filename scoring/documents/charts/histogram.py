"""How often an estimate falls where: columns over a scale, with the stated score and the bounds
that matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from markupsafe import Markup

from scoring.documents.charts.svg import INK, LINE, RED, SLATE, SOFT, WIDTH, number, rect, svg, text

LEAST_APART = 26
"""Figures under the axis keep so far from each other; those that would not are left out."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column from ``low`` to ``high``, with both as printed in ``label``; ``share`` is its part
    of the whole.
    """

    low: Fraction
    high: Fraction
    label: str
    share: Fraction
    share_text: str


@dataclass(frozen=True, slots=True)
class Histogram:
    """The columns from left to right and without gaps between them, the stated score, and what lies
    in between.

    ``ends`` are the figures to print below the axis, as (value, text). ``span`` (from, to, text)
    marks a range below them; ``marks`` are bounds such as those of grades, drawn only where they
    fall inside.
    """

    columns: Sequence[Column]
    score: Fraction
    score_text: str
    ends: Sequence[tuple[Fraction, str]] = field(default=())
    span: tuple[Fraction, Fraction, str] | None = None
    marks: Sequence[tuple[Fraction, str]] = field(default=())


def histogram(given: Histogram, title: str = "总分的推算分布") -> Markup:
    """Columns whose heights are the shares; the stated score is a triangle above them, red and with
    its figure.
    """
    left, room, top, height = 14, WIDTH - 28, 50, 110
    base = top + height
    columns = list(given.columns)
    low = min([given.score, *(column.low for column in columns)])
    high = max([given.score, *(column.high for column in columns)])
    tallest = max((column.share for column in columns), default=Fraction(0)) or Fraction(1)

    def at(value: Fraction) -> Fraction:
        return left + (room * (value - low) / (high - low) if high > low else Fraction(room, 2))

    parts = []
    for column in columns:
        tall = round(height * column.share / tallest)
        width = at(column.high) - at(column.low)
        if tall:
            parts.append(rect(at(column.low), base - tall, width, tall, SLATE, "#ffffff"))
        if column.share and width >= LEAST_APART:
            middle = (at(column.low) + at(column.high)) / 2
            parts.append(text(middle, base - tall - 3, column.share_text, "middle", SOFT, size=7))
    parts.append(f'<path d="M{left} {base}h{room}" stroke="{INK}" stroke-width="0.75"/>')
    for value, label in given.marks:
        if low < value < high:
            place = at(value)
            dashes = f'stroke="{INK}" stroke-width="0.75" stroke-dasharray="3 2"'
            parts.append(f'<path d="M{number(place)} {top - 17}V{base}" {dashes}/>')
            parts.append(text(place, top - 20, label, "middle", INK, size=8))
    taken = Fraction(-LEAST_APART)
    for value, label in sorted(given.ends):
        if at(value) - taken >= LEAST_APART:
            taken = at(value)
            parts.append(text(taken, base + 12, label, "middle", SOFT, size=8))
    bottom = base + 16
    if given.span is not None:
        start, end, label = given.span
        x, width = at(start), at(end) - at(start)
        stroke = f'stroke="{LINE}" stroke-width="1.5"'
        parts.append(
            f'<path d="M{number(x)} {bottom + 1}v6m0 -3h{number(width)}m0 -3v6" fill="none" '
            f"{stroke}/>"
        )
        middle = min(max(x + width / 2, Fraction(left + 90)), Fraction(left + room - 90))
        parts.append(text(middle, bottom + 17, label, "middle", SOFT, size=8))
        bottom += 22
    here = at(given.score)
    parts.append(f'<path d="M{number(here)} {base}V18" stroke="{RED}" stroke-width="0.9"/>')
    parts.append(f'<path d="M{number(here)} 22l-4.5 -7h9z" fill="{RED}"/>')
    anchor = "end" if here > left + room - 40 else "start" if here < left + 40 else "middle"
    parts.append(text(here, 11, given.score_text, anchor, RED, size=11, weight=700))
    words = "；".join(f"{column.label} 占 {column.share_text}" for column in columns)
    return svg(bottom + 4, f"{title}：{given.score_text}；{words}", parts)
