"""Bars: score against full mark, and losses by cause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup

from scoring.reporting.charts.drawing import INK, LINE, SLATE, WIDTH, label_lines, rect, svg, text, within, wrap

CAUSES: Mapping[str, str] = {
    "unassessed": "未评",
    "standard": "标准未达到",
    "evidence": "佐证不足",
    "inspection": "核验扣减",
}
_FILLS = {
    "unassessed": "#ffffff",
    "standard": SLATE,
    "evidence": "url(#shifan-hatch)",
    "inspection": "url(#shifan-dots)",
}


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


def bars(rows: Sequence[Bar], title: str = "各部分得分") -> Markup:
    """Horizontal bars: the outline is the full mark, the filled part the score. Heights follow the number of rows."""
    widest = max((row.full for row in rows), default=Fraction(0)) or Fraction(1)
    left, room, pitch = 109, 218, 27
    parts = []
    for index, row in enumerate(rows):
        top = index * pitch + 4
        full, score = Fraction(room) * row.full / widest, Fraction(room) * within(row.score, row.full) / widest
        parts.append(label_lines(wrap(row.label, 11, 2), left - 8, top + 9, "end"))
        parts.append(rect(left, top, full, 17, "#ffffff", LINE))
        parts.append(rect(left, top, score, 17, SLATE))
        parts.append(text(left + room + 10, top + 12, f"{row.score_text} / {row.full_text}", "start"))
        parts.append(text(WIDTH - 2, top + 12, row.rate_text, "end", INK, weight=700))
    parts.append(f'<path d="M{left} 0V{len(rows) * pitch}" stroke="{INK}" stroke-width="0.75"/>')
    words = "；".join(f"{row.label} {row.score_text}/{row.full_text}，得分率{row.rate_text}" for row in rows)
    return svg(len(rows) * pitch + 2, f"{title}：{words}", parts)


def stacked(rows: Sequence[Stack], title: str = "失分构成") -> Markup:
    """Losses by cause, one bar for each block or unit, with a legend that shows only the causes that occur."""
    shown = [cause for cause in CAUSES if any(row.parts.get(cause) for row in rows)]
    widest = max((sum(row.parts.values(), Fraction(0)) for row in rows), default=Fraction(0)) or Fraction(1)
    left, room, pitch, head = 109, 272, 27, 22
    parts = []
    place = Fraction(left)
    for cause in shown:
        parts.append(rect(place, 2, 16, 10, _FILLS[cause], INK))
        parts.append(text(place + 21, 11, CAUSES[cause], "start"))
        place += 21 + 9 * len(CAUSES[cause]) + 16
    for index, row in enumerate(rows):
        top = head + index * pitch
        parts.append(label_lines(wrap(row.label, 11, 2), left - 8, top + 9, "end"))
        place = Fraction(left)
        for cause in shown:
            width = room * row.parts.get(cause, Fraction(0)) / widest
            if width:
                parts.append(rect(place, top, width, 17, _FILLS[cause], INK))
            place += width
        parts.append(text(place + 6, top + 12, row.total_text, "start", weight=700))
    bottom = head + len(rows) * pitch
    parts.append(f'<path d="M{left} {head - 4}V{bottom}" stroke="{INK}" stroke-width="0.75"/>')
    words = "；".join(f"{row.label} 失 {row.total_text} 分" for row in rows)
    return svg(bottom + 2, f"{title}：{words}", parts)
