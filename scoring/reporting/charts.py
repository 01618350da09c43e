"""Charts as SVG text: score against full mark, losses by cause, rates on a radar, the total with its range.

Geometry comes from exact fractions and is printed with two fixed decimals, so equal numbers give equal bytes. Every
figure that is read arrives as a display string: nothing is rounded here. Causes are told apart by pattern as well as by
colour, because the paper copy is black and white. Each chart carries a ``<title>`` that says its numbers in words.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from markupsafe import Markup, escape

WIDTH = 442  # user units: points, when the chart fills the 156 mm of the type area
_FONT = 'font-family="shifan-figure, sans-serif"'
_SLATE, _RED, _INK, _SOFT, _LINE, _PALE = "#3b4a5a", "#b3261e", "#000000", "#595959", "#8a8a8a", "#ececec"
_NO_START = "，。、；：！？）》」』〕】”’…"

CAUSES: Mapping[str, str] = {
    "unassessed": "未评",
    "standard": "标准未达到",
    "evidence": "佐证不足",
    "inspection": "核验扣减",
}
_FILLS = {
    "unassessed": "#ffffff",
    "standard": _SLATE,
    "evidence": "url(#shifan-hatch)",
    "inspection": "url(#shifan-dots)",
}
_DEFINITIONS = (
    '<defs><pattern id="shifan-hatch" width="4" height="4" patternUnits="userSpaceOnUse">'
    '<rect width="4" height="4" fill="#ffffff"/>'
    f'<path d="M-1 1L1 -1M0 4L4 0M3 5L5 3" stroke="{_RED}" stroke-width="1.3"/>'
    '</pattern><pattern id="shifan-dots" width="4" height="4" patternUnits="userSpaceOnUse">'
    f'<rect width="4" height="4" fill="#d9d9d9"/><circle cx="2" cy="2" r="1" fill="{_INK}"/></pattern></defs>'
)


@dataclass(frozen=True, slots=True)
class Bar:
    """One block: its score against its full mark, and the figures as they are printed."""

    label: str
    score: Fraction
    full: Fraction
    score_text: str
    full_text: str
    rate_text: str


@dataclass(frozen=True, slots=True)
class Stack:
    """What one block or unit loses, by cause (keys of ``CAUSES``), with the printed total."""

    label: str
    parts: Mapping[str, Fraction]
    total_text: str


@dataclass(frozen=True, slots=True)
class Axis:
    """One direction of the radar: a rate between 0 and 1, as printed, and the rate to compare with, if any."""

    label: str
    rate: Fraction
    rate_text: str
    other: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Strip:
    """The total on its scale: the score, the range it can still end in, and marks such as grade bounds or a target."""

    score: Fraction
    score_text: str
    low: Fraction
    low_text: str
    high: Fraction
    high_text: str
    full: Fraction
    full_text: str
    marks: Sequence[tuple[Fraction, str]] = field(default=())


def number(value: Fraction | int) -> str:
    """A coordinate with at most two decimals, half up, without trailing zeros: the only way numbers enter the SVG."""
    scaled = math.floor(Fraction(value) * 100 + Fraction(1, 2))
    sign, scaled = ("-", -scaled) if scaled < 0 else ("", scaled)
    text = f"{scaled // 100}.{scaled % 100:02d}".rstrip("0").rstrip(".")
    return sign + text if text != "0" else "0"


def wrap(label: str, limit: int = 8, lines: int = 3) -> list[str]:
    """Break a Chinese label into lines of about equal length, at most ``limit`` characters, none starting with a stop.

    What does not fit into ``lines`` is cut and shows an ellipsis; the whole label stays in the chart's title.
    """
    label = " ".join(label.split())
    if len(label) > limit * lines:
        label = label[: limit * lines - 1] + "…"
    count = max(1, -(-len(label) // limit))
    size = -(-len(label) // count)
    result: list[str] = []
    while label:
        cut = size
        while cut < len(label) and label[cut] in _NO_START and cut > 1:
            cut -= 1
        result.append(label[:cut].strip())
        label = label[cut:]
    return result or [""]


def bars(rows: Sequence[Bar], title: str = "各部分得分") -> Markup:
    """Horizontal bars: the outline is the full mark, the filled part the score. Heights follow the number of rows."""
    widest = max((row.full for row in rows), default=Fraction(0)) or Fraction(1)
    left, room, pitch = 109, 218, 27
    parts = []
    for index, row in enumerate(rows):
        top = index * pitch + 4
        full, score = Fraction(room) * row.full / widest, Fraction(room) * _within(row.score, row.full) / widest
        parts.append(_lines(wrap(row.label, 11, 2), left - 8, top + 9, "end"))
        parts.append(_rect(left, top, full, 17, "#ffffff", _LINE))
        parts.append(_rect(left, top, score, 17, _SLATE))
        parts.append(_text(left + room + 10, top + 12, f"{row.score_text} / {row.full_text}", "start"))
        parts.append(_text(WIDTH - 2, top + 12, row.rate_text, "end", _INK, weight=700))
    parts.append(f'<path d="M{left} 0V{len(rows) * pitch}" stroke="{_INK}" stroke-width="0.75"/>')
    words = "；".join(f"{row.label} {row.score_text}/{row.full_text}，得分率{row.rate_text}" for row in rows)
    return _svg(len(rows) * pitch + 2, f"{title}：{words}", parts)


def stacked(rows: Sequence[Stack], title: str = "失分构成") -> Markup:
    """Losses by cause, one bar for each block or unit, with a legend that shows only the causes that occur."""
    shown = [cause for cause in CAUSES if any(row.parts.get(cause) for row in rows)]
    widest = max((sum(row.parts.values(), Fraction(0)) for row in rows), default=Fraction(0)) or Fraction(1)
    left, room, pitch, head = 109, 272, 27, 22
    parts = []
    place = Fraction(left)
    for cause in shown:
        parts.append(_rect(place, 2, 16, 10, _FILLS[cause], _INK))
        parts.append(_text(place + 21, 11, CAUSES[cause], "start"))
        place += 21 + 9 * len(CAUSES[cause]) + 16
    for index, row in enumerate(rows):
        top = head + index * pitch
        parts.append(_lines(wrap(row.label, 11, 2), left - 8, top + 9, "end"))
        place = Fraction(left)
        for cause in shown:
            width = room * row.parts.get(cause, Fraction(0)) / widest
            if width:
                parts.append(_rect(place, top, width, 17, _FILLS[cause], _INK))
            place += width
        parts.append(_text(place + 6, top + 12, row.total_text, "start", weight=700))
    bottom = head + len(rows) * pitch
    parts.append(f'<path d="M{left} {head - 4}V{bottom}" stroke="{_INK}" stroke-width="0.75"/>')
    words = "；".join(f"{row.label} 失 {row.total_text} 分" for row in rows)
    return _svg(bottom + 2, f"{title}：{words}", parts)


def radar(axes: Sequence[Axis], title: str = "各部分得分率", names: tuple[str, str] = ("本轮", "对照")) -> Markup:
    """Rates by block around a circle, ring by ring 20 %; a dashed outline shows the rates to compare with.

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
        colour = _LINE if step == 5 else "#c9c9c9"
        path = outline([Fraction(step, 5)] * len(axes))
        parts.append(f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="0.5"/>')
    for dx, dy in directions:
        end = f"{number(centre_x + radius * dx)} {number(centre_y + radius * dy)}"
        parts.append(f'<path d="M{number(centre_x)} {number(centre_y)}L{end}" stroke="#c9c9c9" stroke-width="0.5"/>')
    if all(axis.other is not None for axis in axes) and axes:
        path = outline([_within(axis.other or Fraction(0), Fraction(1)) for axis in axes])
        parts.append(f'<path d="{path}" fill="none" stroke="{_SOFT}" stroke-width="1.1" stroke-dasharray="4 2.5"/>')
        parts += _radar_legend(names)
    rates = [_within(axis.rate, Fraction(1)) for axis in axes]
    parts.append(f'<path d="{outline(rates)}" fill="{_RED}" fill-opacity="0.1" stroke="{_RED}" stroke-width="1.5"/>')
    for axis, rate, (dx, dy) in zip(axes, rates, directions, strict=True):
        x, y = centre_x + radius * rate * dx, centre_y + radius * rate * dy
        parts.append(f'<circle cx="{number(x)}" cy="{number(y)}" r="2" fill="{_RED}"/>')
        parts.append(_axis_label(axis, centre_x + (radius + 9) * dx, centre_y + (radius + 9) * dy, dx, dy))
    words = "；".join(f"{axis.label} {axis.rate_text}" for axis in axes)
    return _svg(286, f"{title}：{words}", parts)


def strip(total: Strip, title: str = "总分") -> Markup:
    """The total on a scale from 0 to the full mark: filled to the score, hatched over what is still open."""
    left, room, top, height = 14, 414, 34, 16
    full = total.full or Fraction(1)

    def at(value: Fraction) -> Fraction:
        return left + room * _within(value, full) / full

    parts = [_rect(left, top, room, height, _PALE, _LINE)]
    low, high, score = at(total.low), at(total.high), at(total.score)
    parts.append(_rect(left, top, score - left, height, _SLATE))
    if high > low:
        parts.append(_rect(low, top, high - low, height, "url(#shifan-hatch)", _INK))
        ends = f"可能区间 {total.low_text} ～ {total.high_text}"
        parts.append(
            _text(
                min(max((low + high) / 2, Fraction(left + 70)), Fraction(left + room - 70)),
                top + 47,
                ends,
                "middle",
                _SOFT,
            )
        )
    taken: list[Fraction] = []
    for value, label in sorted(total.marks):
        x = at(value)
        parts.append(
            f'<path d="M{number(x)} {top}v{height + 4}" stroke="{_INK}" stroke-width="0.75" stroke-dasharray="2 1.5"/>'
        )
        # Neighbouring bounds would print over each other; every other one steps down.
        level = 1 if taken and x - taken[-1] < 34 else 0
        taken = [] if level else [x]
        parts.append(_text(x, top + height + 13 + level * 10, label, "middle", _SOFT, size=8))
    parts.append(_text(left, top + height + 13, "0", "start", _SOFT, size=8))
    parts.append(f'<path d="M{number(score)} {top - 1}l-4.5 -7h9z" fill="{_RED}"/>')
    anchor = "end" if score > left + room - 40 else "start" if score < left + 40 else "middle"
    parts.append(_text(score, top - 12, f"{total.score_text} / {total.full_text}", anchor, _RED, size=14, weight=700))
    span = f"区间 {total.low_text} 至 {total.high_text}"
    words = f"{title} {total.score_text}，满分 {total.full_text}，{span}"
    return _svg(top + height + 36, words, parts)


def _within(value: Fraction, bound: Fraction) -> Fraction:
    return min(max(value, Fraction(0)), bound)


def _direction(index: int, count: int) -> tuple[Fraction, Fraction]:
    """Unit vector of an axis, the first one upwards, clockwise; four decimals are finer than the printed grid."""
    angle = 2 * math.pi * index / count - math.pi / 2
    return Fraction(round(math.cos(angle) * 10000), 10000), Fraction(round(math.sin(angle) * 10000), 10000)


def _axis_label(axis: Axis, x: Fraction, y: Fraction, dx: Fraction, dy: Fraction) -> str:
    anchor = "middle" if abs(dx) < Fraction(1, 5) else "start" if dx > 0 else "end"
    lines = wrap(axis.label, 8, 3)
    height = 11 * (len(lines) + 1)
    first = y - height + 9 if dy < Fraction(-9, 10) else y + 9 if dy > Fraction(9, 10) else y - Fraction(height, 2) + 9
    return _lines(lines, x, first, anchor, step=11, centred=False) + _text(
        x, first + 11 * len(lines), axis.rate_text, anchor, weight=700
    )


def _radar_legend(names: tuple[str, str]) -> list[str]:
    return [
        f'<path d="M6 10h18" stroke="{_RED}" stroke-width="1.5"/>',
        _text(29, 13, names[0], "start"),
        f'<path d="M6 24h18" stroke="{_SOFT}" stroke-width="1.1" stroke-dasharray="4 2.5"/>',
        _text(29, 27, names[1], "start"),
    ]


def _rect(x: Fraction | int, y: Fraction | int, width: Fraction | int, height: int, fill: str, stroke: str = "") -> str:
    line = f' stroke="{stroke}" stroke-width="0.6"' if stroke else ""
    return f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{height}" fill="{fill}"{line}/>'


def _text(
    x: Fraction | int,
    y: Fraction | int,
    text: str,
    anchor: str,
    colour: str = _INK,
    *,
    size: int = 9,
    weight: int = 400,
) -> str:
    return (
        f'<text x="{number(x)}" y="{number(y)}" {_FONT} font-size="{size}" font-weight="{weight}" fill="{colour}" '
        f'text-anchor="{anchor}">{escape(text)}</text>'
    )


def _lines(
    lines: Sequence[str], x: Fraction | int, y: Fraction | int, anchor: str, *, step: int = 10, centred: bool = True
) -> str:
    """Lines of a label; ``y`` is the first baseline, or the middle of the block where it is centred."""
    start = y + 3 - Fraction(step * (len(lines) - 1), 2) if centred else Fraction(y)
    return "".join(_text(x, start + step * index, line, anchor) for index, line in enumerate(lines))


def _svg(height: int, title: str, parts: Sequence[str]) -> Markup:
    # Everything that came from outside went through escape() in _text or here; the rest is numbers and fixed strings.
    return Markup(  # noqa: S704
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">'
        f"<title>{escape(title)}</title>"
        f"{_DEFINITIONS}{''.join(parts)}</svg>"
    )
