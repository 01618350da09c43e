"""The A4 page of a volume: the frame that a piece is fitted into, and where its number stands
outside of it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product

WIDTH, HEIGHT = 595.276, 841.89
"""A4, upright, in points."""
LEFT, RIGHT, TOP, BOTTOM = 62.4, 28.3, 34.0, 51.0
"""What stays free around the piece: 22 mm for the binding, 10 mm outside, room for the number
below."""
FRAME_WIDTH = WIDTH - LEFT - RIGHT
FRAME_HEIGHT = HEIGHT - TOP - BOTTOM
CAPTION = 126.0
"""Height below a picture that its caption has."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """A PDF transformation: x' = a·x + c·y + e, y' = b·x + d·y + f."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def then(self, other: Matrix) -> Matrix:
        """First this one, ``other`` after it."""
        return Matrix(
            self.a * other.a + self.b * other.c,
            self.a * other.b + self.b * other.d,
            self.c * other.a + self.d * other.c,
            self.c * other.b + self.d * other.d,
            self.e * other.a + self.f * other.c + other.e,
            self.e * other.b + self.f * other.d + other.f,
        )

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a point goes."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def box(self, box: Box) -> Box:
        """The upright box around where a box goes."""
        sides = product((box.x0, box.x1), (box.y0, box.y1))
        corners = [self.at(x, y) for x, y in sides]
        across, up = zip(*corners, strict=True)
        return Box(min(across), min(up), max(across), max(up))

    def operator(self) -> str:
        """As the operator of a content stream."""
        return (
            " ".join(f"{value:.5f}" for value in (self.a, self.b, self.c, self.d, self.e, self.f))
            + " cm"
        )


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle in points."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0


def fitted(box: Box, *, picture: bool = False, skew: float = 0.0) -> Matrix:
    """Brings what lies in ``box`` into the frame, upright, in the middle; what lies across is
    turned with its head to the binding. A ``picture`` stays upright, grows to the frame and leaves
    room for its caption. ``skew`` in degrees is straightened.
    """
    high = FRAME_HEIGHT - (CAPTION if picture else 0.0)
    step = Matrix(e=-(box.x0 + box.x1) / 2, f=-(box.y0 + box.y1) / 2)
    if skew:
        turn = math.radians(-skew)
        step = step.then(Matrix(math.cos(turn), math.sin(turn), -math.sin(turn), math.cos(turn)))
    width, height = max(box.width, 1.0), max(box.height, 1.0)
    # Nearly square pages stay as they are.
    if not picture and width > height * 1.05:
        step = step.then(Matrix(0, 1, -1, 0))
        width, height = height, width
    scale = min(FRAME_WIDTH / width, high / height)
    if not picture:
        scale = min(scale, 1.0)
    middle = Matrix(e=LEFT + FRAME_WIDTH / 2, f=HEIGHT - TOP - high / 2)
    return step.then(Matrix(scale, 0, 0, scale)).then(middle)
