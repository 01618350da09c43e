"""Measures and items on a time axis: planned and actual dates, the day of the document, the colours
of dunning.

One picture is at most a page across; a long list comes in several, each with its head, the axis and
the legend. A colour is a pattern and a word as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from markupsafe import Markup

from scoring.documents.charts.svg import (
    INK,
    LANDSCAPE,
    LINE,
    RED,
    SLATE,
    SOFT,
    fitted,
    folded,
    halves,
    number,
    rect,
    svg,
    text,
)

BLUE, YELLOW = "#1a4f8a", "#8a6200"
# The colours of dunning: 红 overdue, 黄 behind or poorly done, 蓝 near its term.
TONES = {"红": RED, "黄": YELLOW, "蓝": BLUE, "无": INK}
DASHES = {
    "红": "",
    "黄": ' stroke-dasharray="4 1.5"',
    "蓝": ' stroke-dasharray="1.5 1.5"',
    "无": "",
}
WIDTHS = {"红": "1.5", "黄": "1.1", "蓝": "1.1", "无": "0.6"}
ROWS = 24
"""The rows of one picture: what a page across holds below its head."""
NAMES_AT, LEFT, END, HEAD, PITCH = 100, 290, LANDSCAPE - 6, 40, 14
NAME, NAME_SMALL, UNIT, SMALL = 45, 60, 23, 30
"""What the names of rows and of units take at most on a line, in half characters; each in small
letters too."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One row. ``start`` to ``due`` is the plan; ``due`` None has no date (``words`` says 持续推进
    or 未定).

    ``done`` is the day it was really finished. ``ticks`` are the dates of measures that have no
    rows of their own, with whether they are done. ``item`` rows are thicker and named by ``unit``;
    the others belong to the item above.
    """

    label: str
    unit: str
    start: date | None
    due: date | None
    done: date | None
    colour: str
    words: str
    item: bool = True
    ticks: tuple[tuple[date, bool], ...] = ()


def gantt(bars: Sequence[Bar], today: date, title: str = "整改措施进度图") -> tuple[Markup, ...]:
    """The pictures, none for no rows; on one axis, so that pages can lie side by side."""
    if not bars:
        return ()
    axis = _Axis.around(bars, today)
    pages = list(_pages(bars))
    return tuple(
        _picture(page, axis, today, f"{title} {index}/{len(pages)}")
        for index, page in enumerate(pages, 1)
    )


def _pages(bars: Sequence[Bar]) -> Iterator[list[Bar]]:
    """Full pages of whole items. An item that would leave more than a quarter of a page empty is
    parted; what is over stands below its bar once more.
    """
    items: list[list[Bar]] = []
    for bar in bars:
        if bar.item or not items:
            items.append([])
        items[-1].append(bar)
    page: list[Bar] = []
    for rows in items:
        if len(page) + len(rows) > ROWS and 4 * len(page) >= 3 * ROWS:
            yield page
            page = []
        # Pages may be looked at one by one: measures without their item above them
        # would belong to nobody.
        head = replace(rows[0], label=f"（续）{rows[0].label}")
        rest = rows
        while len(page) + len(rest) > ROWS:
            room = ROWS - len(page)
            yield page + rest[:room]
            page, rest = [], [head, *rest[room:]]
        page += rest
    yield page


@dataclass(frozen=True, slots=True)
class _Axis:
    """Days on a line from ``first`` to ``last``, the first of months both."""

    first: date
    last: date

    @classmethod
    def around(cls, bars: Sequence[Bar], today: date) -> _Axis:
        days = [today]
        for bar in bars:
            days += [
                day
                for day in (bar.start, bar.due, bar.done, *(tick[0] for tick in bar.ticks))
                if day
            ]
        # Whole months, so that the first and the last of them have their full
        # width and their names.
        low, high = min(days).replace(day=1), max(days)
        return cls(low, _month_after(high))

    def at(self, day: date) -> Fraction:
        return LEFT + Fraction(
            (END - LEFT) * (day - self.first).days, (self.last - self.first).days
        )

    def months(self) -> Iterator[date]:
        month = self.first
        while month < self.last:
            yield month
            month = _month_after(month)


def _month_after(day: date) -> date:
    """The first of the next month; the last day of all has none after it."""
    if day < date(9999, 12, 1):
        return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return date.max


def _picture(page: Sequence[Bar], axis: _Axis, today: date, title: str) -> Markup:
    bottom = HEAD + PITCH * len(page) + 2
    parts = [*_legend(page), *_months(axis, bottom)]
    unit = ""
    for index, bar in enumerate(page):
        top = HEAD + PITCH * index + 2
        if bar.item and index:
            parts.append(f'<path d="M0 {top - 1}H{END}" stroke="{LINE}" stroke-width="0.3"/>')
        if bar.item and bar.unit != unit:
            unit = bar.unit
            parts += _unit(unit, top)
        parts += _name(bar, top)
        parts += _row(bar, axis, top, today)
    x = axis.at(today)
    parts.append(f'<path d="M{number(x)} {HEAD - 6}V{bottom}" stroke="{RED}" stroke-width="1"/>')
    anchor = "end" if x > END - 40 else "middle"
    parts.append(
        text(x, HEAD - 8, f"今天 {today.month}月{today.day}日", anchor, RED, size=8, weight=700)
    )
    words = "；".join(_said(bar) for bar in page)
    return svg(bottom + 4, f"{title}：{words}", parts, LANDSCAPE)


def _unit(name: str, top: int) -> list[str]:
    """The name of a unit beside its first row."""
    return [
        text(0, top + down, line, "start", weight=700, size=size)
        for line, down, size in _lines(name, UNIT, SMALL)
    ]


def _name(bar: Bar, top: int) -> list[str]:
    """What a row is called."""
    across, less, colour = (0, 0, INK) if bar.item else (10, 3, SOFT)
    return [
        text(NAMES_AT + across, top + down, line, "start", colour, size=size)
        for line, down, size in _lines(bar.label, NAME - less, NAME_SMALL - less)
    ]


def _lines(name: str, room: int, small: int) -> list[tuple[str, int, int]]:
    """A name with the place and size of each line; a long one stands in two small lines of
    ``small`` halves.
    """
    if halves(name) <= room:
        return [(name, 9, 8)]
    first, *rest = folded(name, small)
    if not rest:
        return [(first, 8, 6)]
    lines = [first, fitted("".join(rest), small)]
    return [(line, 5 + 6 * down, 6) for down, line in enumerate(lines)]


def _row(bar: Bar, axis: _Axis, top: int, today: date) -> list[str]:
    """The plan as an outline in its colour, what was finished filled in, its words beside."""
    height, high = (10, top) if bar.item else (6, top + 2)
    middle = high + Fraction(height, 2)
    start = axis.at(bar.start or min(day for day in (bar.due, bar.done, today) if day))
    parts, reach = [], start
    if bar.due is not None:
        # An item that falls due on the day it was opened has no length, and must be
        # seen all the same.
        reach = max(axis.at(bar.due), start + 2)
        box = f'x="{number(start)}" y="{high}" width="{number(reach - start)}" height="{height}"'
        parts.append(f'<rect {box} fill="{_fill(bar.colour)}" {_look(bar.colour)}/>')
    elif bar.done is None:
        reach = Fraction(END)
        parts.append(f'<path d="M{number(start)} {number(middle)}H{END}" {_LOOSE}/>')
    if bar.done is not None:
        done = axis.at(bar.done)
        parts.append(rect(start, high + 2, max(done - start, Fraction(1)), height - 4, SLATE))
        parts.append(_diamond(done, middle))
        reach = max(reach, done + 4)
    for day, finished in bar.ticks:
        wide = "2" if finished else "0.8"
        parts.append(
            f'<path d="M{number(axis.at(day))} {high}v{height}" stroke="{INK}" '
            f'stroke-width="{wide}"/>'
        )
    return [*parts, _beside(bar, start, reach, top)]


def _beside(bar: Bar, start: Fraction, reach: Fraction, top: int) -> str:
    """The words of a row: behind the bar, before it, or on a plate at the right end where neither
    has room.
    """
    if not bar.words:
        return ""
    # Seven points a character, the size of the type; figures are narrower, so this errs
    # on the safe side.
    need, colour = 7 * len(bar.words), TONES[bar.colour]
    if END - reach > need + 4:
        return text(reach + 4, top + 8, bar.words, "start", colour, size=7)
    if start - LEFT > need + 4:
        return text(start - 4, top + 8, bar.words, "end", colour, size=7)
    plate = rect(END - need - 4, top + 1, need + 4, 9, "#ffffff")
    return plate + text(END - 2, top + 8, bar.words, "end", colour, size=7)


_LOOSE = f'stroke="{SOFT}" stroke-width="1" stroke-dasharray="1 2.5"'
"""The line of what has no date."""


def _look(colour: str) -> str:
    return f'stroke="{TONES[colour]}" stroke-width="{WIDTHS[colour]}"{DASHES[colour]}'


def _fill(colour: str) -> str:
    if colour == "红":
        return "url(#shifan-hatch)"
    return "#ffffff"


def _diamond(x: Fraction | int, y: Fraction | int) -> str:
    path = f"M{number(x)} {number(y - 4)}l4 4l-4 4l-4 -4z"
    return f'<path d="{path}" fill="{SLATE}" stroke="#ffffff" stroke-width="0.5"/>'


def _months(axis: _Axis, bottom: int) -> list[str]:
    """The months; where they are many only every so many, and the year where it begins."""
    months = list(axis.months())
    # The calendar has 120,000 months: with the last step even a year mistyped as 9026 gets a
    # picture with a dozen lines.
    every = next(
        step for step in (1, 2, 3, 6, 12, 60, 120, 1200, 12000) if len(months) <= 12 * step
    )
    parts = [f'<path d="M0 {HEAD}H{END}" stroke="{INK}" stroke-width="0.75"/>']
    shown = [
        month for month in months if (month.year * 12 + month.month - 1) % every == 0
    ] or months[:1]
    for index, month in enumerate(shown):
        x = axis.at(month)
        parts.append(
            f'<path d="M{number(x)} {HEAD - 4}V{bottom}" stroke="#c9c9c9" stroke-width="0.5"/>'
        )
        if index == 0 or month.month == 1:
            year = f"{month.year}年"
        else:
            year = ""
        named = year if every >= 12 else f"{year}{month.month}月"
        parts.append(text(x + 2, HEAD - 18, named, "start", SOFT, size=7))
    parts.append(text(0, HEAD - 8, "牵头单位", "start", SOFT, size=8))
    parts.append(text(NAMES_AT, HEAD - 8, "事项和措施", "start", SOFT, size=8))
    return parts


def _legend(page: Sequence[Bar]) -> list[str]:
    parts: list[str] = []
    x = 0
    names = {"红": "红　逾期", "黄": "黄　滞后", "蓝": "蓝　临期", "无": "计划（起始至时限）"}
    for colour in ("无", "红", "黄", "蓝"):
        if any(bar.colour == colour for bar in page):
            parts.append(
                f'<rect x="{x + 1}" y="2" width="18" height="8" fill="{_fill(colour)}" '
                f"{_look(colour)}/>"
            )
            parts.append(text(x + 24, 9, names[colour], "start", size=8))
            x += 24 + 8 * len(names[colour]) + 12
    if any(bar.done for bar in page):
        parts.append(rect(x, 4, 16, 4, SLATE))
        parts.append(_diamond(x + 16, 6))
        parts.append(text(x + 25, 9, "实际完成", "start", size=8))
        x += 25 + 32 + 12
    if any(bar.due is None and bar.done is None for bar in page):
        parts.append(f'<path d="M{x} 6h20" {_LOOSE}/>')
        parts.append(text(x + 25, 9, "没有时限", "start", size=8))
        x += 25 + 32 + 12
    if any(bar.ticks for bar in page):
        parts.append(f'<path d="M{x + 4} 2v8" stroke="{INK}" stroke-width="2"/>')
        parts.append(f'<path d="M{x + 10} 2v8" stroke="{INK}" stroke-width="0.8"/>')
        parts.append(text(x + 16, 9, "措施时限（粗：已完成）", "start", size=8))
    return parts


def _said(bar: Bar) -> str:
    due = f"时限 {bar.due}" if bar.due else "没有时限"
    done = f"，{bar.done} 完成" if bar.done else ""
    return (
        f"{bar.unit + ' ' if bar.item else ''}{bar.label} "
        f"{due}{done}{'，' + bar.words if bar.words else ''}"
    )
