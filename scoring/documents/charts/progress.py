"""Rectification over time: the items not yet submitted, waiting for sign-off and closed at the end
of each week.

The columns stand on their figures, so that the picture is a table as well. The line is the plan:
how many items were due by then, by the dates that held then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup

from scoring.documents.charts.svg import INK, LANDSCAPE, RED, SLATE, SOFT, number, rect, svg, text

PARTS = (
    ("closed", "已销号", SLATE),
    ("waiting", "待验收", "url(#shifan-dots)"),
    ("open", "未申报", "#ffffff"),
)
"""The parts of a column from below, with names and fills; what is done stands at the bottom."""
LEFT, RIGHT, HEAD, TALL, ROW = 76, 8, 34, 120, 14
WIDEST = 60


@dataclass(frozen=True, slots=True)
class Week:
    """Where the items stood at the end of a day: ``planned`` were due by then."""

    label: str
    open: int
    waiting: int
    closed: int
    planned: int

    @property
    def all(self) -> int:
        """All items that were known then."""
        return self.open + self.waiting + self.closed


def progress(weeks: Sequence[Week], title: str = "整改进度") -> Markup:
    """One column for each of ``weeks`` with its figures below; the last is the document's day."""
    most = max((max(week.all, week.planned) for week in weeks), default=0) or 1
    step = Fraction(LANDSCAPE - LEFT - RIGHT, max(1, len(weeks)))
    wide = min(Fraction(WIDEST), step * 3 / 4)
    ground = HEAD + TALL
    parts = _legend()
    for quarter in range(1, 5):
        level = number(ground - TALL * Fraction(quarter, 4))
        parts.append(
            f'<path d="M{LEFT} {level}H{LANDSCAPE - RIGHT}" stroke="#c9c9c9" stroke-width="0.5"/>'
        )
    plan = []
    for index, week in enumerate(weeks):
        middle = LEFT + step * index + step / 2
        foot = Fraction(ground)
        for name, _, fill in PARTS:
            height = Fraction(TALL * getattr(week, name), most)
            if height:
                foot -= height
                parts.append(_column(middle - wide / 2, foot, wide, height, fill))
        parts.append(text(middle, foot - 3, str(week.all), "middle", weight=700, size=8))
        plan.append((middle, ground - Fraction(TALL * week.planned, most)))
        for down, value in enumerate(
            (week.label, week.open, week.waiting, week.closed, week.planned)
        ):
            colour = SOFT if down == 0 else INK
            parts.append(
                text(middle, ground + 13 + ROW * down, str(value), "middle", colour, size=8)
            )
    for down, name in enumerate(("", "未申报", "待验收", "已销号", "计划")):
        y = ground + 13 + ROW * down
        parts.append(text(LEFT - 8, y, name, "end", size=8))
        parts.append(
            f'<path d="M0 {y + 4}H{LANDSCAPE - RIGHT}" stroke="#c9c9c9" stroke-width="0.5"/>'
        )
    # Behind the columns in the file, so above them on paper: the plan is what
    # they are read against.
    parts.append(_line(plan))
    parts.append(
        f'<path d="M{LEFT} {ground}H{LANDSCAPE - RIGHT}" stroke="{INK}" stroke-width="0.75"/>'
    )
    words = "；".join(
        f"{week.label} 未申报 {week.open}，待验收 {week.waiting}，已销号 {week.closed}，计划 "
        f"{week.planned}"
        for week in weeks
    )
    return svg(ground + 13 + ROW * 5 - 6, f"{title}：{words}", parts, LANDSCAPE)


def _column(x: Fraction, y: Fraction, width: Fraction, height: Fraction, fill: str) -> str:
    box = f'x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
    return f'<rect {box} fill="{fill}" stroke="{INK}" stroke-width="0.6"/>'


def _line(points: Sequence[tuple[Fraction, Fraction]]) -> str:
    """The plan: a dashed line with a ring at each week."""
    path = "L".join(f"{number(x)} {number(y)}" for x, y in points)
    look = f'fill="none" stroke="{RED}" stroke-width="1.4" stroke-dasharray="4 2"'
    rings = "".join(
        f'<circle cx="{number(x)}" cy="{number(y)}" r="2.4" fill="#ffffff" stroke="{RED}" '
        'stroke-width="1.1"/>'
        for x, y in points
    )
    return (f'<path d="M{path}" {look}/>' if len(points) > 1 else "") + rings


def _legend() -> list[str]:
    parts: list[str] = []
    x = LEFT
    for _, name, fill in reversed(PARTS):
        parts += [rect(x, 3, 16, 10, fill, INK), text(x + 21, 12, name, "start")]
        x += 21 + 9 * len(name) + 16
    parts.append(_line([(Fraction(x), Fraction(8)), (Fraction(x + 26), Fraction(8))]))
    parts.append(text(x + 33, 12, "计划：到时限应完成的（虚线）", "start"))
    return parts
