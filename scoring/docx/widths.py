"""How wide a column has to be so that no date, code or figure in it is broken."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from wcwidth import wcswidth

_POINT = 25.4 / 72
_MARGIN = 1.06
"""The space beside the text of a cell in millimetres, by the style of the tables."""
_SLACK = 0.6
_SEAMS = re.compile(r"[0-9A-Za-z%](?=[一-鿿])|[一-鿿](?=[0-9A-Za-z])")


def least_width(lines: Mapping[str, int], size: float) -> float:
    """The width in millimetres that a column needs for these lines, each with the half-width
    characters above which it does not count; ``size`` is that of the type in points.
    """
    widths = ((_halves(line), longest) for line, longest in lines.items())
    most = max((width for width, longest in widths if width <= longest), default=0.0)
    if most:
        return most * size / 2 * _POINT + 2 * _MARGIN + _SLACK
    return 0.0


def _halves(text: str) -> float:
    """The width in half-width characters, with the quarter that programs
    leave between a figure and a character.
    """
    return max(0, len(text) if text.isascii() else wcswidth(text)) + len(_SEAMS.findall(text)) / 2


def fitted(wanted: Sequence[float], least: Sequence[float], line: float) -> list[float]:
    """Widths that fill the ``line``: in proportion to ``wanted``, none below its ``least`` where
    all have room.
    """
    share, left = dict(enumerate(wanted)), line
    fixed: dict[int, float] = {}
    while share:
        unit = left / sum(share.values())
        short = [column for column, width in share.items() if width * unit < least[column]]
        if not short:
            break
        # No room for all: then in proportion, and something has to be broken somewhere.
        if len(short) == len(share):
            return [line * width / sum(wanted) for width in wanted]
        for column in short:
            fixed[column] = least[column]
            left -= least[column]
            del share[column]
    return [fixed.get(column, share.get(column, 0) * unit) for column in range(len(wanted))]
