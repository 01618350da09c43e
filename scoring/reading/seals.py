"""Red seals on scanned pages: taken off before a page is recognised, and dates that one may have
hidden a sign of.

In the red channel a seal turns pale and can be lifted to white, and ink under it stays. A seal that
lies over the ink, as electronic ones do, takes the ink with it: 2026年2月21日 is then read as
2026年2月2日. What is left is a gap in the line that is red in the scan; there ``HIDDEN`` is put
into the text, and whoever reads a date with it is in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scoring import libraries
from scoring.reading.placed_text import Box

if TYPE_CHECKING:
    from PIL.Image import Image

# Printed where a sign may be hidden, as editions of old texts do.
HIDDEN = "□"
# The top of a first page, where the red head stands.
_HEAD = 0.38
# By how much red exceeds green in pixels that a seal has touched, and in the seal itself; the value
# of paper.
_REDDISH, _SEAL, _PAPER = 35, 90, 250
# Fewer pixels of that red are no seal. Its lower quarter of values counts as its red, so that all
# of it turns white.
_LEAST_SEAL, _QUARTER = 200, 0.25
# A character is this much of the height of its line. In ems: a gap this wide has room for a figure,
# and so much of it must be red, over this share of the line's height.
_EM, _WIDE, _RED_RUN, _RED_ROWS = 0.82, 0.62, 0.2, 0.4
# Below this the engine itself hardly believes a sign.
_UNSURE = 0.8
_FIGURES = frozenset("0123456789〇○零一二三四五六七八九十")
_DATE = re.compile(r"(?:(?:19|20)\d\d|[一二][〇○零O0九一二三四五六七八九]{3})\s*[年./-].{2,12}")


@dataclass(frozen=True, slots=True)
class Sign:
    """One recognised sign: how far the engine believes it, 0 to 1, and from where to where it
    reaches.
    """

    text: str
    score: float
    left: float
    right: float


def without_seals(image: Image, *, first: bool) -> Image:
    """The red channel as a grey picture, with red areas lifted to paper; with ``first`` the top
    keeps its brightness.

    On poor scans a seal stays visible in the red channel. Reddish pixels are therefore scaled so
    that the red of the seal becomes white: ink under it, dark red in the scan, stays dark and keeps
    its soft edges.
    """
    colour = image.convert("RGB")
    red, redness = _redness(colour)
    level = _seal_level(red, redness)
    if level:
        lifted = red.point(lambda value: min(255, value * _PAPER // level))
        red.paste(lifted, mask=redness.point(lambda value: 255 * (value > _REDDISH)))
    if first:
        top = (0, 0, colour.width, round(colour.height * _HEAD))
        red.paste(colour.crop(top).convert("L"), top)
    return libraries.Image.merge("RGB", (red, red, red))


def seal_mask(image: Image) -> Image | None:
    """Where a page is red enough to be a seal (255, else 0); None for a page without one."""
    red, redness = _redness(image.convert("RGB"))
    if not _seal_level(red, redness):
        return None
    return redness.point(lambda value: 255 * (value > _REDDISH))


def _redness(colour: Image) -> tuple[Image, Image]:
    red, green, _ = colour.split()
    return red, libraries.ImageChops.subtract(red, green)


def _seal_level(red: Image, redness: Image) -> int:
    """The value that the seal has in the red channel, 0 where there is none."""
    counts = red.histogram(mask=redness.point(lambda value: 255 * (value > _SEAL)))
    total, seen = sum(counts), 0
    if total < _LEAST_SEAL:
        return 0
    for value, count in enumerate(counts):
        seen += count
        if seen >= total * _QUARTER:
            return value
    return 0


def with_hidden_signs(
    row: Sequence[Box], signs: Mapping[Box, Sequence[Sign]], mask: Image
) -> list[Box]:
    """A line of boxes in whose date ``HIDDEN`` stands for each sign that a seal may have taken.

    It stands behind a figure that the engine hardly believes, and in a gap that has room for a sign
    and is red. ``signs`` tells what each box consists of; ``mask`` is where the page had seals.
    """
    match = _DATE.search("".join(box.text for box in row))
    if match is None:
        return list(row)
    result = []
    start = 0
    for index, box in enumerate(row):
        own = signs.get(box) or (Sign(box.text, 1.0, box.left, box.left + box.width),)
        following = row[index + 1].left if index + 1 < len(row) else None
        text = _with_doubts(own, start, match.span(), following, box, mask)
        result.append(replace(box, text=text))
        start += len(box.text)
    return result


def _with_doubts(
    signs: Sequence[Sign],
    start: int,
    date: tuple[int, int],
    following: float | None,
    box: Box,
    mask: Image,
) -> str:
    parts: list[str] = []
    place = start
    for index, sign in enumerate(signs):
        parts.append(sign.text)
        place += len(sign.text)
        if not date[0] < place < date[1]:
            continue
        beyond = signs[index + 1].left if index + 1 < len(signs) else following
        unsure = sign.score < _UNSURE and sign.text in _FIGURES
        if unsure or (beyond is not None and _hides(mask, sign.right, beyond, box)):
            parts.append(HIDDEN)
    return "".join(parts)


def _hides(mask: Image, left: float, right: float, box: Box) -> bool:
    """Whether the gap from ``left`` to ``right`` has room for a sign and a seal stands in it."""
    em = _EM * box.height
    if right - left < _WIDE * em:
        return False
    area = mask.crop((int(left), int(box.top), int(right) + 1, int(box.top + box.height)))
    pixels = area.tobytes()
    red = sum(
        sum(map(bool, pixels[column :: area.width])) >= _RED_ROWS * area.height
        for column in range(area.width)
    )
    return red >= _RED_RUN * em
