"""The lines of a table drawn once: where borders collapse, WeasyPrint strokes every side of every
cell by itself.

Here the sides that lie on one line and are drawn with the same pen become one, and all lines of a
pen one stroke. What is seen stays the same; the page is smaller and drawn sooner. A table with
dashed, doubled or translucent lines is left to the renderer. :func:`.cjk.apply` has checked its
version.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from itertools import groupby
from typing import Any

from weasyprint import draw

_NEAR = 1e-3
"""CSS pixels by which the ends of two sides on one line may be apart."""
_ORIGINAL: dict[str, Any] = {}
Side = tuple[float, float, float, float]


def apply() -> None:
    """Install the correction in this process; calling it again does nothing."""
    if not _ORIGINAL:
        _ORIGINAL.update(borders=draw.draw_collapsed_borders, line=draw.draw_line)
        draw.draw_collapsed_borders = _draw


class _Listening:
    """Stands in for the page while the renderer says which sides it would draw."""

    @staticmethod
    def artifact() -> Any:
        return nullcontext()

    stacked = artifact


@contextmanager
def _noting(noted: list[tuple[Any, ...]]) -> Iterator[None]:
    draw.draw_line = lambda _, *given: noted.append(given)
    try:
        yield
    finally:
        draw.draw_line = _ORIGINAL["line"]


def _draw(stream: Any, table: Any) -> None:
    noted: list[tuple[Any, ...]] = []
    with _noting(noted):
        _ORIGINAL["borders"](_Listening(), table)
    if any(style != "solid" or color.alpha != 1 for *_, style, color in noted):
        _ORIGINAL["borders"](stream, table)
        return
    with stream.artifact(), stream.stacked():
        # The renderer names them in the order in which one is painted over the other.
        for (width, _, color), given in groupby(noted, key=lambda side: side[4:]):
            stream.set_color(color, stroke=True)
            stream.set_line_width(width)
            for x1, y1, x2, y2 in _joined([side[:4] for side in given]):
                stream.move_to(x1, y1)
                stream.line_to(x2, y2)
            stream.stroke()


def _joined(sides: list[Side]) -> Iterator[Side]:
    """The sides with those on one line that touch or overlap as one; first the upright ones."""
    upright = sorted((x1, y1, y2) for x1, y1, x2, y2 in sides if x1 == x2)
    level = sorted((y1, x1, x2) for x1, y1, x2, y2 in sides if x1 != x2)
    yield from ((x, start, x, end) for x, start, end in _runs(upright))
    yield from ((start, y, end, y) for y, start, end in _runs(level))


def _runs(sides: list[tuple[float, float, float]]) -> Iterator[tuple[float, float, float]]:
    before: tuple[float, float, float] | None = None
    for place, start, end in sides:
        if before and abs(before[0] - place) < _NEAR and start <= before[2] + _NEAR:
            before = (before[0], before[1], max(before[2], end))
            continue
        if before:
            yield before
        before = (place, start, end)
    if before:
        yield before
