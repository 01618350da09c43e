"""A radar of rates by block."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup

from scoring.documents.charts.svg import (
    LINE,
    RED,
    SOFT,
    WIDTH,
    label_lines,
    number,
    svg,
    text,
    within,
    wrap,
)


@dataclass(frozen=True, slots=True)
class Axis:
    """One direction of the radar: a rate between 0 and 1, as printed, and the rate to compare with,
    if any.
    """

    label: str
    rate: Fraction
    rate_text: str
    other: Fraction | None = None


def radar(
    axes: Sequence[Axis], title: str = "各部分得分率", names: tuple[str, str] = ("本轮", "对照")
) -> Markup:
    """Rates by block around a circle, ring by ring 20 %; a dashed outline shows the rates to
    compare with.

    Fewer than three axes have no area; they are drawn as spokes.
    """
    centre_x, centre_y, radius = Fraction(WIDTH, 2), Fraction(142), Fraction(100)
    directions = [_direction(index, len(axes)) for index in range(len(axes))]

    def outline(rates: Sequence[Fraction]) -> str:
        points = [
            (centre_x + radius * rate * dx, centre_y + radius * rate * dy)
            for rate, (dx, dy) in zip(rates, directions, strict=True)
        ]
        return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) + "Z"

    parts = []
    for step in range(1, 6):
        colour = LINE if step == 5 else "#c9c9c9"
        path = outline([Fraction(step, 5)] * len(axes))
        parts.append(f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="0.5"/>')
    for dx, dy in directions:
        end = f"{number(centre_x + radius * dx)} {number(centre_y + radius * dy)}"
        parts.append(
            f'<path d="M{number(centre_x)} {number(centre_y)}L{end}" stroke="#c9c9c9" '
            'stroke-width="0.5"/>'
        )
    # An outline with a gap would join axes that are no neighbours; better none at all.
    if all(axis.other is not None for axis in axes) and axes:
        path = outline([within(axis.other or Fraction(0), Fraction(1)) for axis in axes])
        parts.append(
            f'<path d="{path}" fill="none" stroke="{SOFT}" stroke-width="1.1" stroke-dasharray="4 '
            '2.5"/>'
        )
        parts += _radar_legend(names)
    rates = [within(axis.rate, Fraction(1)) for axis in axes]
    parts.append(
        f'<path d="{outline(rates)}" fill="{RED}" fill-opacity="0.1" stroke="{RED}" '
        'stroke-width="1.5"/>'
    )
    for axis, rate, (dx, dy) in zip(axes, rates, directions, strict=True):
        x, y = centre_x + radius * rate * dx, centre_y + radius * rate * dy
        parts.append(f'<circle cx="{number(x)}" cy="{number(y)}" r="2" fill="{RED}"/>')
        parts.append(
            _axis_label(axis, centre_x + (radius + 9) * dx, centre_y + (radius + 9) * dy, dx, dy)
        )
    words = "；".join(f"{axis.label} {axis.rate_text}" for axis in axes)
    return svg(286, f"{title}：{words}", parts)


def _direction(index: int, count: int) -> tuple[Fraction, Fraction]:
    """Unit vector of an axis, the first one upwards, clockwise; four decimals are finer than the
    printed grid.
    """
    # The only floats of a chart; rounded at once, so that no machine's last digit reaches the file.
    angle = 2 * math.pi * index / count - math.pi / 2
    return Fraction(round(math.cos(angle) * 10000), 10000), Fraction(
        round(math.sin(angle) * 10000), 10000
    )


def _axis_label(axis: Axis, x: Fraction, y: Fraction, dx: Fraction, dy: Fraction) -> str:
    if abs(dx) < Fraction(1, 5):
        anchor = "middle"
    elif dx > 0:
        anchor = "start"
    else:
        anchor = "end"
    # The label keeps to the side of its axis and ends with the rate: so labels do
    # not collide.
    lines = wrap(axis.label, 8, 3)
    height = 11 * (len(lines) + 1)
    if dy < Fraction(-9, 10):
        first = y - height + 9
    elif dy > Fraction(9, 10):
        first = y + 9
    else:
        first = y - Fraction(height, 2) + 9
    return label_lines(lines, x, first, anchor, step=11, centred=False) + text(
        x, first + 11 * len(lines), axis.rate_text, anchor, weight=700
    )


def _radar_legend(names: tuple[str, str]) -> list[str]:
    return [
        f'<path d="M6 10h18" stroke="{RED}" stroke-width="1.5"/>',
        text(29, 13, names[0], "start"),
        f'<path d="M6 24h18" stroke="{SOFT}" stroke-width="1.1" stroke-dasharray="4 2.5"/>',
        text(29, 27, names[1], "start"),
    ]
