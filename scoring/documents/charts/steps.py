"""From one total to another, step by step: what each cause wins or takes, on a scale cut to where
it happens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup

from scoring.documents.charts.svg import INK, LINE, SLATE, SOFT, number, rect, svg, text

LEFT, ROOM, PITCH, HEAD = 92, 262, 25, 30


@dataclass(frozen=True, slots=True)
class Step:
    """What one cause wins (above zero) or takes, with the figure as it is printed."""

    label: str
    change: Fraction
    text: str


def steps(
    start: tuple[str, Fraction, str],
    changes: Sequence[Step],
    end: tuple[str, Fraction, str],
    title: str,
) -> Markup:
    """Bars from ``start`` to ``end`` (name, value, printed), one for each change: filled for what
    is won, hatched for what is lost. The scale does not begin at zero, so only the changes are
    bars, the totals are lines.
    """
    ends = [start[1]]
    for step in changes:
        ends.append(ends[-1] + step.change)
    low, high = min(*ends, end[1]), max(*ends, end[1])
    # Between two rounds with equal totals and no cause at work there is no distance to divide by.
    span = high - low or Fraction(1)

    def at(value: Fraction) -> Fraction:
        return LEFT + ROOM * (value - low) / span

    bottom = HEAD + PITCH * len(changes)
    parts = [
        _total(at(start[1]), bottom, start, first=True),
        _total(at(end[1]), bottom, end, first=False),
    ]
    for index, step in enumerate(changes):
        top = HEAD + PITCH * index + 4
        here, there = at(ends[index]), at(ends[index + 1])
        fill = SLATE if step.change > 0 else "url(#shifan-hatch)"
        parts.append(text(LEFT - 12, top + 12, step.label, "end"))
        if step.change:
            parts.append(rect(min(here, there), top, abs(there - here), 17, fill, INK))
        place = max(here, there) + 6
        parts.append(text(place, top + 12, step.text, "start", weight=700))
        parts.append(
            f'<path d="M{number(there)} {top + 17}V{top + PITCH}" stroke="{LINE}" '
            'stroke-width="0.6"/>'
            if index + 1 < len(changes)
            else ""
        )
    words = "；".join(f"{step.label} {step.text}" for step in changes)
    return svg(bottom + 22, f"{title}：{start[0]} {start[2]}；{words}；{end[0]} {end[2]}", parts)


def _total(x: Fraction, bottom: int, total: tuple[str, Fraction, str], *, first: bool) -> str:
    """A total as a dashed line over the whole height: the first is named above, the last below."""
    y = 12 if first else bottom + 16
    if x < LEFT + 60:
        anchor = "start"
    elif x > LEFT + ROOM - 10:
        anchor = "end"
    else:
        anchor = "middle"
    return (
        f'<path d="M{number(x)} 18V{bottom + 4}" stroke="{SOFT}" stroke-width="0.75" '
        'stroke-dasharray="2 1.5"/>' + text(x, y, f"{total[0]} {total[2]}", anchor)
    )
