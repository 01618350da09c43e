"""Lines over rounds: a rate for each block and round, readable without colour.

Every line has its own dash pattern and marker, and its name and last rate stand at its right end; where ends lie close
together the labels are moved apart and a thin stroke leads back to the end.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from markupsafe import Markup

from scoring.reporting.charts.drawing import INK, LINE, RED, SLATE, SOFT, number, svg, text, within, wrap

DASHES = ("", "6 2.5", "1.6 2", "8 2 1.6 2", "3.5 2.5", "10 3")
MARKERS = ("circle", "square", "triangle", "diamond", "ring", "box", "cross")
COLOURS = (INK, SLATE, RED, SOFT)
LEFT, RIGHT, TOP, STEP = 34, 262, 12, 12
"""The plot between two margins, and the height of a label; labels stand right of ``RIGHT``."""
SAMPLE = 284
"""Where the samples of the lines begin, between their ends and their labels."""
NAME = 11
"""Characters of a name that a label holds; the whole name stands in the chart's title."""
BOTTOM = 30


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its rates between 0 and 1, None where there is none, and the same as they are printed."""

    name: str
    rates: Sequence[Fraction | None]
    text: Sequence[str]


def trend(labels: Sequence[str], lines: Sequence[Line], title: str = "各轮得分率") -> Markup:
    """Rates over rounds, one line for each of ``lines`` with a value for each of ``labels``.

    The scale ends at 100 % and begins at a whole ten per cent below the lowest rate.
    """
    shown = [line for line in lines if any(rate is not None for rate in line.rates)]
    height = max(150, STEP * len(shown))
    floor = _floor(shown)

    def at(place: int, rate: Fraction) -> tuple[Fraction, Fraction]:
        wide = Fraction(RIGHT - LEFT, max(1, len(labels) - 1))
        share = within(rate - floor, 1 - floor) / (1 - floor)
        return LEFT + wide * place, TOP + height * (1 - share)

    parts = _grid(labels, floor, height)
    ends = []
    for index, line in enumerate(shown):
        points = [None if rate is None else at(place, rate) for place, rate in enumerate(line.rates)]
        parts += _drawn(index, points)
        last = max(place for place, point in enumerate(points) if point is not None)
        end = points[last]
        if end is not None:
            ends.append((index, end, f"{wrap(line.name, NAME, 1)[0]} {line.text[last]}"))
    parts += _labels(ends, height)
    words = "；".join(
        f"{line.name} " + "，".join(f"{label} {said or '—'}" for label, said in zip(labels, line.text, strict=True))
        for line in shown
    )
    return svg(TOP + height + BOTTOM, f"{title}：{words}", parts)


def _floor(lines: Sequence[Line]) -> Fraction:
    lowest = min((rate for line in lines for rate in line.rates if rate is not None), default=Fraction(0))
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
    every = max(1, math.ceil(len(labels) / 6))  # more names would run into each other
    for place, label in enumerate(labels):
        x = LEFT + wide * place
        parts.append(f'<path d="M{number(x)} {TOP + height}v4" stroke="{INK}" stroke-width="0.75"/>')
        if (len(labels) - 1 - place) % every == 0:
            for down, part in enumerate(wrap(label, 10, 2)):
                parts.append(text(x, TOP + height + 14 + 10 * down, part, "middle", SOFT, size=8))
    parts.append(f'<path d="M{LEFT} {TOP}V{TOP + height}H{RIGHT}" fill="none" stroke="{LINE}" stroke-width="0.75"/>')
    return parts


def _drawn(index: int, points: Sequence[tuple[Fraction, Fraction] | None]) -> list[str]:
    """One line with its markers; where a rate is missing the line is broken."""
    colour, dash = COLOURS[index % len(COLOURS)], DASHES[index % len(DASHES)]
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    parts = []
    for _, run in groupby(points, key=lambda point: point is not None):
        path = "L".join(f"{number(point[0])} {number(point[1])}" for point in run if point is not None)
        if "L" in path:
            parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="1.3"{dashed}/>')
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
            return f'<path d="M{left} {top}H{right}V{low}H{left}Z" {filled if marker == "square" else hollow}/>'
        case "triangle":
            return f'<path d="M{number(x)} {number(y - Fraction(7, 2))}L{right} {low}H{left}Z" {filled}/>'
        case "diamond":
            wide, high = Fraction(7, 2), Fraction(4)
            return (
                f'<path d="M{number(x)} {number(y - high)}L{number(x + wide)} {number(y)}'
                f'L{number(x)} {number(y + high)}L{number(x - wide)} {number(y)}Z" {hollow}/>'
            )
        case _:
            cross = f"M{left} {top}L{right} {low}M{right} {top}L{left} {low}"
            return f'<path d="{cross}" stroke="{colour}" stroke-width="1.4"/>'


def _labels(ends: Sequence[tuple[int, tuple[Fraction, Fraction], str]], height: int) -> list[str]:
    """A label for each end, from above down, none over another, with a sample of its line in front."""
    order = sorted(ends, key=lambda end: (end[1][1], end[0]))
    places: list[Fraction] = []
    for _, (_, wanted), _ in order:
        places.append(max(wanted, places[-1] + STEP) if places else wanted)
    lowest = Fraction(TOP + height)
    for at in range(len(places) - 1, -1, -1):
        places[at] = min(places[at], lowest)
        lowest = places[at] - STEP
    parts = []
    for (index, (x, end), said), y in zip(order, places, strict=True):
        lead = f"M{number(x + 5)} {number(end)}L{SAMPLE - 3} {number(y)}"
        parts.append(f'<path d="{lead}" fill="none" stroke="{LINE}" stroke-width="0.4"/>')
        parts += _drawn(index, [(Fraction(SAMPLE), y), (Fraction(SAMPLE + 22), y)])[:1]
        parts.append(_marker(MARKERS[index % len(MARKERS)], Fraction(SAMPLE + 11), y, COLOURS[index % len(COLOURS)]))
        parts.append(text(SAMPLE + 27, y + 3, said, "start", size=8))
    return parts
