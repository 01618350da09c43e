"""Lines over rounds: a rate for each block and round, readable without colour.

Every line has its own dash pattern and marker, and its whole name and last rate stand at its right
end; where ends lie close together the labels are moved apart and a thin stroke leads back to the
end. Many lines come in several pictures on one scale.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from markupsafe import Markup

from scoring.documents.charts.svg import (
    INK,
    LINE,
    RED,
    SLATE,
    SOFT,
    folded,
    halves,
    number,
    svg,
    text,
    within,
)

# Six dashes and seven markers: the first 42 lines all differ in the pair, far more than one picture
# holds, and they differ on a black and white copy too.
DASHES = ("", "6 2.5", "1.6 2", "8 2 1.6 2", "3.5 2.5", "10 3")
MARKERS = ("circle", "square", "triangle", "diamond", "ring", "box", "cross")
COLOURS = (INK, SLATE, RED, SOFT)
LEFT, RIGHT, TOP, STEP, MORE = 34, 218, 12, 12, 9
"""The plot between two margins, the height of a label of one line, and of each further line; labels
stand right of ``RIGHT``."""
SAMPLE = 240
"""Where the samples of the lines begin, between their ends and their labels."""
NAME = 40
"""What one line of a label holds, in half characters: with the rate most names stand on one."""
ROUND = 20
"""What one line of the name of a round holds, in half characters."""
MOST, TALLEST = 14, 440
"""The lines of one picture, and the height of their labels: more than that cannot be told apart, or
fills a page."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its rates between 0 and 1, None where there is none, and the same as printed."""

    name: str
    rates: Sequence[Fraction | None]
    text: Sequence[str]


def trend(
    labels: Sequence[str], lines: Sequence[Line], title: str = "各轮得分率"
) -> tuple[Markup, ...]:
    """Rates over rounds, one line for each of ``lines`` with a value for each of ``labels``; no
    picture without lines.

    The scale ends at 100 % and begins at a whole ten per cent below the lowest rate; all pictures
    share it.
    """
    drawn_lines = [line for line in lines if any(rate is not None for rate in line.rates)]
    floor = _floor(drawn_lines)
    return tuple(_picture(labels, part, floor, title) for part in _parts(drawn_lines))


def _parts(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Pictures of about as many lines each, none taller than a page."""
    if not lines:
        return
    size = math.ceil(len(lines) / math.ceil(len(lines) / MOST))
    part: list[Line] = []
    for line in lines:
        if part and (
            len(part) == size or sum(map(_tall, [*map(_said, part), _said(line)])) > TALLEST
        ):
            yield part
            part = []
        part.append(line)
    yield part


def _said(line: Line) -> list[str]:
    """The label of a line: its name and the last rate that it has."""
    last = max(place for place, rate in enumerate(line.rates) if rate is not None)
    return folded(f"{line.name} {line.text[last]}", NAME)


def _tall(label: Sequence[str]) -> int:
    return STEP + MORE * (len(label) - 1)


def _picture(labels: Sequence[str], lines: Sequence[Line], floor: Fraction, title: str) -> Markup:
    height = max(150, sum(_tall(_said(line)) for line in lines))

    def at(place: int, rate: Fraction) -> tuple[Fraction, Fraction]:
        wide = Fraction(RIGHT - LEFT, max(1, len(labels) - 1))
        share = within(rate - floor, 1 - floor) / (1 - floor)
        return LEFT + wide * place, TOP + height * (1 - share)

    parts = _grid(labels, floor, height)
    ends = []
    for index, line in enumerate(lines):
        points = [
            None if rate is None else at(place, rate) for place, rate in enumerate(line.rates)
        ]
        parts += _drawn(index, points)
        ends.append(
            (index, next(point for point in reversed(points) if point is not None), _said(line))
        )
    parts += _labels(ends, height)
    words = "；".join(
        f"{line.name} "
        + "，".join(f"{label} {said or '—'}" for label, said in zip(labels, line.text, strict=True))
        for line in lines
    )
    label_lines = max((len(folded(label, ROUND)) for label in labels), default=1)
    return svg(TOP + height + 10 + 10 * label_lines, f"{title}：{words}", parts)


def _floor(lines: Sequence[Line]) -> Fraction:
    lowest = min(
        (rate for line in lines for rate in line.rates if rate is not None), default=Fraction(0)
    )
    # At most 90 %: where every rate is full there must still be a scale to draw on.
    return Fraction(max(0, min(9, math.floor(lowest * 10))), 10)


def _grid(labels: Sequence[str], floor: Fraction, height: int) -> list[str]:
    parts = []
    tens = range(int(floor * 10), 11)
    step = 2 if len(tens) > 6 else 1
    for ten in (ten for ten in tens if (10 - ten) % step == 0):
        y = TOP + height * (1 - (Fraction(ten, 10) - floor) / (1 - floor))
        parts.append(f'<path d="M{LEFT} {number(y)}H{RIGHT}" stroke="#c9c9c9" stroke-width="0.5"/>')
        parts.append(text(LEFT - 6, y + 3, f"{ten * 10}%", "end", SOFT, size=8))
    wide = Fraction(RIGHT - LEFT, max(1, len(labels) - 1))
    widest = max((halves(part) for label in labels for part in folded(label, ROUND)), default=0)
    # More names would run into each other.
    every = max(math.ceil(len(labels) / 6), math.ceil((Fraction(9 * widest, 2) + 6) / wide))
    for place, label in enumerate(labels):
        x = LEFT + wide * place
        parts.append(
            f'<path d="M{number(x)} {TOP + height}v4" stroke="{INK}" stroke-width="0.75"/>'
        )
        # Counted from the end: whatever names are left out, the newest round has its own.
        if (len(labels) - 1 - place) % every == 0:
            for down, part in enumerate(folded(label, ROUND)):
                parts.append(text(x, TOP + height + 14 + 10 * down, part, "middle", SOFT, size=8))
    parts.append(
        f'<path d="M{LEFT} {TOP}V{TOP + height}H{RIGHT}" fill="none" stroke="{LINE}" '
        'stroke-width="0.75"/>'
    )
    return parts


def _drawn(index: int, points: Sequence[tuple[Fraction, Fraction] | None]) -> list[str]:
    """One line with its markers; where a rate is missing the line is broken."""
    colour, dash = COLOURS[index % len(COLOURS)], DASHES[index % len(DASHES)]
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    parts = []
    for _, run in groupby(points, key=lambda point: point is not None):
        path = "L".join(
            f"{number(point[0])} {number(point[1])}" for point in run if point is not None
        )
        if "L" in path:
            parts.append(
                f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="1.3"{dashed}/>'
            )
    marker = MARKERS[index % len(MARKERS)]
    return parts + [_marker(marker, *point, colour) for point in points if point is not None]


def _marker(marker: str, x: Fraction, y: Fraction, colour: str) -> str:
    left, right, top, low = number(x - 3), number(x + 3), number(y - 3), number(y + 3)
    filled = f'fill="{colour}" stroke="{colour}" stroke-width="0.8"'
    hollow = f'fill="#ffffff" stroke="{colour}" stroke-width="1.1"'
    match marker:
        case "circle" | "ring":
            look = filled if marker == "circle" else hollow
            return f'<circle cx="{number(x)}" cy="{number(y)}" r="2.8" {look}/>'
        case "square" | "box":
            return (
                f'<path d="M{left} {top}H{right}V{low}H{left}Z" '
                f"{filled if marker == 'square' else hollow}/>"
            )
        case "triangle":
            return (
                f'<path d="M{number(x)} {number(y - Fraction(7, 2))}L{right} {low}H{left}Z" '
                f"{filled}/>"
            )
        case "diamond":
            wide, high = Fraction(7, 2), Fraction(4)
            return (
                f'<path d="M{number(x)} {number(y - high)}L{number(x + wide)} {number(y)}'
                f'L{number(x)} {number(y + high)}L{number(x - wide)} {number(y)}Z" {hollow}/>'
            )
        case _:
            cross = f"M{left} {top}L{right} {low}M{right} {top}L{left} {low}"
            return f'<path d="{cross}" stroke="{colour}" stroke-width="1.4"/>'


def _labels(
    ends: Sequence[tuple[int, tuple[Fraction, Fraction], list[str]]], height: int
) -> list[str]:
    """A label for each end, from above down, none over another, a sample of its line in front of
    its first line.
    """
    order = sorted(ends, key=lambda end: (end[1][1], end[0]))
    places: list[Fraction] = []
    free = Fraction(0)
    for _, (_, wanted), said in order:
        places.append(max(wanted, free))
        free = places[-1] + _tall(said)
    lowest = Fraction(TOP + height + STEP)
    # From the lowest up: what was pushed below the plot moves back, and pushes
    # what stands above it.
    for at in range(len(places) - 1, -1, -1):
        places[at] = min(places[at], lowest - _tall(order[at][2]))
        lowest = places[at]
    parts = []
    for (index, (x, end), said), y in zip(order, places, strict=True):
        lead = f"M{number(x + 5)} {number(end)}L{SAMPLE - 3} {number(y)}"
        parts.append(f'<path d="{lead}" fill="none" stroke="{LINE}" stroke-width="0.4"/>')
        # The stroke alone: the marker belongs into the middle of a sample, not to its ends.
        parts += _drawn(index, [(Fraction(SAMPLE), y), (Fraction(SAMPLE + 22), y)])[:1]
        parts.append(
            _marker(
                MARKERS[index % len(MARKERS)],
                Fraction(SAMPLE + 11),
                y,
                COLOURS[index % len(COLOURS)],
            )
        )
        parts += [
            text(SAMPLE + 27, y + 3 + MORE * down, line, "start", size=8)
            for down, line in enumerate(said)
        ]
    return parts
