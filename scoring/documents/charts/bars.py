"""Bars: score against full mark, and losses by cause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup

from scoring.documents.charts.svg import (
    INK,
    LINE,
    SLATE,
    WIDTH,
    fitted,
    label_lines,
    rect,
    svg,
    text,
    within,
    wrap,
)

CAUSES: Mapping[str, str] = {
    "unassessed": "未评",
    "standard": "标准未达到",
    "evidence": "佐证不足",
    "inspection": "核验扣减",
}
TALL = 510
"""The most that the rows of a chart take up, so that it stands below its heading on one page; a bar
is at least ``LEAST`` with its gap."""
LEAST = 12
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


@dataclass(frozen=True, slots=True)
class _Rows:
    """How rows are laid out: two lines of a label beside a bar, or one beside a narrow bar where
    there are many.
    """

    left: int
    pitch: int

    @classmethod
    def of(cls, count: int) -> _Rows:
        # Up to eighteen rows have room for two lines of a label; more of them have one, and
        # more width for it.
        if 27 * count <= TALL:
            return cls(109, 27)
        return cls(176, max(LEAST, TALL // count))

    @property
    def bar(self) -> int:
        """How tall a bar is."""
        return min(17, self.pitch - 4)

    def label(self, name: str, top: int) -> str:
        """The label of the row whose bar begins at ``top``."""
        if self.left == 109:
            return label_lines(wrap(name, 11, 2), self.left - 8, top + 9, "end")
        return text(self.left - 8, self.base(top), fitted(name, 41), "end", size=8)

    def base(self, top: int) -> Fraction:
        """Where the figures beside a bar stand."""
        return top + Fraction(self.bar, 2) + Fraction(7, 2)


def bars(rows: Sequence[Bar], title: str = "各部分得分") -> Markup:
    """Horizontal bars: the outline is the full mark, the filled part the score. Heights follow the
    number of rows.
    """
    # Divided by below: in a tree of 不适用 alone no row has a full mark.
    widest = max((row.full for row in rows), default=Fraction(0)) or Fraction(1)
    shape = _Rows.of(len(rows))
    left, room, pitch, high = shape.left, 327 - shape.left, shape.pitch, shape.bar
    parts = []
    for index, row in enumerate(rows):
        top = index * pitch + 4
        full, score = (
            Fraction(room) * row.full / widest,
            Fraction(room) * within(row.score, row.full) / widest,
        )
        parts.append(shape.label(row.label, top))
        parts.append(rect(left, top, full, high, "#ffffff", LINE))
        parts.append(rect(left, top, score, high, SLATE))
        parts.append(
            text(left + room + 10, shape.base(top), f"{row.score_text} / {row.full_text}", "start")
        )
        parts.append(text(WIDTH - 2, shape.base(top), row.rate_text, "end", INK, weight=700))
    parts.append(f'<path d="M{left} 0V{len(rows) * pitch}" stroke="{INK}" stroke-width="0.75"/>')
    words = "；".join(
        f"{row.label} {row.score_text}/{row.full_text}，得分率{row.rate_text}" for row in rows
    )
    return svg(len(rows) * pitch + 2, f"{title}：{words}", parts)


def stacked(rows: Sequence[Stack], title: str = "失分构成") -> Markup:
    """Losses by cause, one bar for each block or unit, with a legend that shows only the causes
    that occur.
    """
    # In the fixed order of the causes, so that a reader finds each in the same
    # place on every chart.
    shown = [cause for cause in CAUSES if any(row.parts.get(cause) for row in rows)]
    widest = max(
        (sum(row.parts.values(), Fraction(0)) for row in rows), default=Fraction(0)
    ) or Fraction(1)
    shape, head = _Rows.of(len(rows)), 22
    left, room, pitch = shape.left, 381 - shape.left, shape.pitch
    parts = []
    place = Fraction(left)
    for cause in shown:
        parts.append(rect(place, 2, 16, 10, _FILLS[cause], INK))
        parts.append(text(place + 21, 11, CAUSES[cause], "start"))
        # Nine points a character, which is the size of the type: no face can be measured here.
        place += 21 + 9 * len(CAUSES[cause]) + 16
    for index, row in enumerate(rows):
        top = head + index * pitch
        parts.append(shape.label(row.label, top))
        place = Fraction(left)
        for cause in shown:
            width = room * row.parts.get(cause, Fraction(0)) / widest
            if width:
                parts.append(rect(place, top, width, shape.bar, _FILLS[cause], INK))
            place += width
        parts.append(text(place + 6, shape.base(top), row.total_text, "start", weight=700))
    bottom = head + len(rows) * pitch
    parts.append(f'<path d="M{left} {head - 4}V{bottom}" stroke="{INK}" stroke-width="0.75"/>')
    words = "；".join(f"{row.label} 失 {row.total_text} 分" for row in rows)
    return svg(bottom + 2, f"{title}：{words}", parts)
