"""How often an estimate falls where: columns over a scale, with the stated score and the bounds
that matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from markupsafe import Markup

from scoring.documents.charts.svg import INK, LINE, RED, SLATE, SOFT, WIDTH, number, rect, svg, text

LEAST_APART = 26
"""Figures under the axis keep so far from each other; those that would not are left out."""


@dataclass(frozen=True, slots=True)
class Interval:
    """The estimates from ``low`` to ``high``, drawn as one column; both as printed in ``label``, and
    ``share`` is their part of the whole.
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

    columns: Sequence[Interval]
    score: Fraction
    score_text: str
    ends: Sequence[tuple[Fraction, str]] = field(default=())
    span: tuple[Fraction, Fraction, str] | None = None
    marks: Sequence[tuple[Fraction, str]] = field(default=())


def histogram(given: Histogram, title: str = "总分的推算分布") -> Markup:
    """Columns whose heights are the shares; the stated score is a triangle above them, red and with
    its figure.
    """
    columns = list(given.columns)
    low = min([given.score, *(column.low for column in columns)])
    high = max([given.score, *(column.high for column in columns)])

    def at(value: Fraction) -> Fraction:
        if high > low:
            return LEFT + ROOM * (value - low) / (high - low)
        return LEFT + Fraction(ROOM, 2)

    parts = [
        *_columns(columns, at),
        f'<path d="M{LEFT} {BASE}h{ROOM}" stroke="{INK}" stroke-width="0.75"/>',
        *_marks([mark for mark in given.marks if low < mark[0] < high], at),
        *_ends(given.ends, at),
    ]
    bottom = BASE + 16
    if given.span is not None:
        parts += _span(given.span, at, bottom)
        bottom += 22
    parts += _score(given, at(given.score))
    words = "；".join(f"{column.label} 占 {column.share_text}" for column in columns)
    return svg(bottom + 4, f"{title}：{given.score_text}；{words}", parts)


Place = Callable[[Fraction], Fraction]
"""Where a value stands across the picture."""
LEFT, ROOM, TOP, HEIGHT = 14, WIDTH - 28, 50, 110
BASE = TOP + HEIGHT


def _columns(columns: Sequence[Interval], at: Place) -> Iterator[str]:
    """The columns, each with its share where it is wide enough for the figure."""
    tallest = max((column.share for column in columns), default=Fraction(0)) or Fraction(1)
    for column in columns:
        # Below half a point there is no column to be seen; its share is told all the same.
        tall = round(HEIGHT * column.share / tallest)
        left, right = at(column.low), at(column.high)
        if tall:
            yield rect(left, BASE - tall, right - left, tall, SLATE, "#ffffff")
        if column.share and right - left >= LEAST_APART:
            middle = (left + right) / 2
            yield text(middle, BASE - tall - 3, column.share_text, "middle", SOFT, size=7)


def _marks(marks: Iterable[tuple[Fraction, str]], at: Place) -> Iterator[str]:
    """Bounds that matter, as dashed lines with their names above."""
    dashes = f'stroke="{INK}" stroke-width="0.75" stroke-dasharray="3 2"'
    for value, label in marks:
        place = at(value)
        yield f'<path d="M{number(place)} {TOP - 17}V{BASE}" {dashes}/>'
        yield text(place, TOP - 20, label, "middle", INK, size=8)


def _ends(ends: Iterable[tuple[Fraction, str]], at: Place) -> Iterator[str]:
    """Labels below the axis; one that would touch the one before it is left out."""
    # So far to the left that the first label is never left out.
    taken = Fraction(-LEAST_APART)
    for value, label in sorted(ends):
        if at(value) - taken >= LEAST_APART:
            taken = at(value)
            yield text(taken, BASE + 12, label, "middle", SOFT, size=8)


def _span(span: tuple[Fraction, Fraction, str], at: Place, top: int) -> Iterator[str]:
    """A bracket below the axis, with its words in the middle as far as the picture has room."""
    start, end, label = span
    x, width = at(start), at(end) - at(start)
    stroke = f'stroke="{LINE}" stroke-width="1.5"'
    yield f'<path d="M{number(x)} {top + 1}v6m0 -3h{number(width)}m0 -3v6" fill="none" {stroke}/>'
    middle = min(max(x + width / 2, Fraction(LEFT + 90)), Fraction(LEFT + ROOM - 90))
    yield text(middle, top + 17, label, "middle", SOFT, size=8)


def _score(given: Histogram, here: Fraction) -> Iterator[str]:
    """The stated score: a line, a triangle and its figure, which stays inside of the picture."""
    yield f'<path d="M{number(here)} {BASE}V18" stroke="{RED}" stroke-width="0.9"/>'
    yield f'<path d="M{number(here)} 22l-4.5 -7h9z" fill="{RED}"/>'
    anchor = "middle"
    if here > LEFT + ROOM - 40:
        anchor = "end"
    elif here < LEFT + 40:
        anchor = "start"
    yield text(here, 11, given.score_text, anchor, RED, size=11, weight=700)
