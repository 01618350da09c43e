"""The total with the range it can still end in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from markupsafe import Markup

from scoring.documents.charts.svg import (
    INK,
    LINE,
    PALE,
    RED,
    SLATE,
    SOFT,
    halves,
    number,
    rect,
    svg,
    text,
    within,
)


@dataclass(frozen=True, slots=True)
class Strip:
    """The total on its scale: the score, the range it can still end in, and marks such as grade
    bounds or a target.
    """

    score: Fraction
    score_text: str
    low: Fraction
    low_text: str
    high: Fraction
    high_text: str
    full: Fraction
    full_text: str
    marks: Sequence[tuple[Fraction, str]] = field(default=())


def strip(total: Strip, title: str = "总分") -> Markup:
    """The total on a scale from 0 to the full mark, hatched over what is still open."""
    left, room, top, height = 14, 414, 34, 16
    # A tree in which nothing applies has no full mark to divide by.
    full = total.full or Fraction(1)

    def at(value: Fraction) -> Fraction:
        return left + room * within(value, full) / full

    parts = [rect(left, top, room, height, PALE, LINE)]
    low, high, score = at(total.low), at(total.high), at(total.score)
    parts.append(rect(left, top, score - left, height, SLATE))
    marks = [(at(value), label) for value, label in sorted(total.marks)]
    levels = _levels(marks)
    # What stands below the labels makes room for those that stepped down.
    down = max(0, 10 * max(levels, default=0) - 6)
    if high > low:
        parts.append(rect(low, top, high - low, height, "url(#shifan-hatch)", INK))
        ends = f"可能区间 {total.low_text} ～ {total.high_text}"
        parts.append(
            text(
                min(max((low + high) / 2, Fraction(left + 70)), Fraction(left + room - 70)),
                top + 47 + down,
                ends,
                "middle",
                SOFT,
            )
        )
    for (x, label), level in zip(marks, levels, strict=True):
        parts.append(
            f'<path d="M{number(x)} {top}v{height + 4}" stroke="{INK}" stroke-width="0.75" '
            'stroke-dasharray="2 1.5"/>'
        )
        parts.append(text(x, top + height + 13 + level * 10, label, "middle", SOFT, size=8))
    parts.append(text(left, top + height + 13, "0", "start", SOFT, size=8))
    parts.append(f'<path d="M{number(score)} {top - 1}l-4.5 -7h9z" fill="{RED}"/>')
    if score > left + room - 40:
        anchor = "end"
    elif score < left + 40:
        anchor = "start"
    else:
        anchor = "middle"
    parts.append(
        text(
            score,
            top - 12,
            f"{total.score_text} / {total.full_text}",
            anchor,
            RED,
            size=14,
            weight=700,
        )
    )
    span = f"区间 {total.low_text} 至 {total.high_text}"
    words = f"{title} {total.score_text}，满分 {total.full_text}，{span}"
    return svg(top + height + 36 + max(0, down - 4), words, parts)


def _levels(marks: Sequence[tuple[Fraction, str]]) -> list[int]:
    """The line below the scale that each label stands on, from 0 down: neighbouring bounds would
    print over each other, so each takes the first line on which it keeps clear of the one before.
    """
    levels: list[int] = []
    ends: list[tuple[Fraction, int]] = []  # the last label of each line: its middle, half its width
    for x, label in marks:
        # A half character of 8 pt has 4 points, half of the label so many.
        wide = 2 * halves(label)
        level = next(
            (
                level
                for level, (last, other) in enumerate(ends)
                if x - last >= max(34, other + wide + 2)
            ),
            len(ends),
        )
        ends[level : level + 1] = [(x, wide)]
        levels.append(level)
    return levels
