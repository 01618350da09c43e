"""How far a scanned page lies askew: the angle at which the lines of text are sharpest."""

from __future__ import annotations

from typing import Any

import numpy as np
from PIL import Image

LARGEST = 4.0
"""Degrees; what lies further off was meant so."""
SMALLEST = 0.25
"""Degrees that nobody sees."""
# The lines of a page are still lines at this width.
WIDE = 360
"""Pixels across at which the angle is looked for."""


def skew_of(picture: Image.Image) -> float:
    """The angle in degrees, counter-clockwise, by which a page lies askew; 0 where no lines say
    so.
    """
    small = picture.convert("L")
    small = small.resize((WIDE, max(1, round(small.height * WIDE / small.width))))
    ink = Image.eval(small, lambda value: 255 if value < 128 else 0)
    if not 0.005 < np.asarray(ink).mean() / 255 < 0.5:
        return 0.0
    # First by whole degrees, then around the best one, for each angle costs a rotation.
    coarse = _sharpest(ink, np.arange(-LARGEST, LARGEST + 0.5, 1.0).tolist())
    angle = _sharpest(ink, (coarse + np.arange(-0.8, 0.81, 0.2)).tolist())
    straight, turned = _sharpness(ink, 0.0), _sharpness(ink, angle)
    # A page of few lines is as sharp at any small angle; it stays as it is.
    clear = turned > straight * 1.05
    if clear and SMALLEST <= abs(angle) <= LARGEST:
        return round(-angle, 2)
    return 0.0


def _sharpest(ink: Image.Image, angles: list[float]) -> float:
    return max(angles, key=lambda angle: (_sharpness(ink, angle), -abs(angle)))


def _sharpness(ink: Image.Image, angle: float) -> float:
    """How much the sum of ink changes from row to row when the page is turned by ``angle``."""
    turned: Any = np.asarray(
        ink.rotate(angle, Image.Resampling.NEAREST, fillcolor=0), dtype=np.int64
    )
    rows = turned.sum(axis=1)
    # Out of numpy's own kind of number; it is only compared.
    return float(((rows[1:] - rows[:-1]) ** 2).sum())
