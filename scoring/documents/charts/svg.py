"""What every chart is drawn with: figures, lines of a label, rectangles, and the SVG around them.

Geometry comes from exact fractions and is printed with two fixed decimals, so equal numbers give
equal bytes. Every figure that is read arrives as a display string: nothing is rounded here. What is
told apart by colour is told apart by pattern as well, because the paper copy is black and white.
Each chart carries a ``<title>`` that says its numbers in words.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from markupsafe import Markup, escape

WIDTH = 442  # user units: points, when the chart fills the 156 mm of the type area
LANDSCAPE = 700  # the same, on a page across
_FONT = 'font-family="shifan-figure, sans-serif"'
SLATE, RED, INK, SOFT, LINE, PALE = "#3b4a5a", "#b3261e", "#000000", "#595959", "#8a8a8a", "#ececec"
# Pango keeps these off the head of a line in prose; in SVG nothing
# breaks lines but us.
_NO_START = "，。、；：！？）》」』〕】”’…"

# Every chart brings the patterns along, since it may stand alone; where several share a page on a
# screen their ids are the same, and so is what they name.
_DEFINITIONS = (
    '<defs><pattern id="shifan-hatch" width="4" height="4" patternUnits="userSpaceOnUse">'
    '<rect width="4" height="4" fill="#ffffff"/>'
    f'<path d="M-1 1L1 -1M0 4L4 0M3 5L5 3" stroke="{RED}" stroke-width="1.3"/>'
    '</pattern><pattern id="shifan-dots" width="4" height="4" patternUnits="userSpaceOnUse">'
    '<rect width="4" height="4" fill="#d9d9d9"/><circle cx="2" cy="2" r="1" '
    f'fill="{INK}"/></pattern></defs>'
)


def number(value: Fraction | int) -> str:
    """A coordinate with at most two decimals, half up, without trailing zeros: the only way numbers
    enter the SVG.
    """
    # Not ``round``, which takes halves to the even neighbour: half up, as all figures are rounded.
    scaled = math.floor(Fraction(value) * 100 + Fraction(1, 2))
    sign, scaled = ("-", -scaled) if scaled < 0 else ("", scaled)
    text = f"{scaled // 100}.{scaled % 100:02d}".rstrip("0").rstrip(".")
    if text != "0":
        return sign + text
    return "0"


def wrap(label: str, limit: int = 8, lines: int = 3) -> list[str]:
    """Break a Chinese label into lines of about equal length, at most ``limit`` characters, none
    starting with a stop.

    What does not fit into ``lines`` is cut and shows an ellipsis; the whole label stays in the
    chart's title.
    """
    label = " ".join(label.split())
    if len(label) > limit * lines:
        label = label[: limit * lines - 1] + "…"
    count = max(1, -(-len(label) // limit))
    size = -(-len(label) // count)
    result: list[str] = []
    while label:
        cut = size
        # Never back to nothing: a label of stops alone would then go on for ever.
        while cut < len(label) and label[cut] in _NO_START and cut > 1:
            cut -= 1
        result.append(label[:cut].strip())
        label = label[cut:]
    return result or [""]


def halves(label: str) -> int:
    """The width of a label in half characters."""
    # From the CJK radicals (U+2E80) on, our faces draw a character as wide as it is high.
    return sum(1 if ord(letter) < 0x2E80 else 2 for letter in label)


def fitted(label: str, room: int) -> str:
    """A label on one line of ``room`` half characters; what is over is cut, with an ellipsis."""
    label = " ".join(label.split())
    if halves(label) <= room:
        return label
    # The ellipsis takes two halves: CJK faces draw it as wide as a character.
    while halves(label) > room - 2:
        label = label[:-1]
    return label + "…"


def folded(label: str, room: int) -> list[str]:
    """A label in lines of at most ``room`` half characters, as many as it takes: nothing is cut,
    and no line begins with a stop.
    """
    label = " ".join(label.split())
    lines: list[str] = []
    while halves(label) > room:
        cut = max(
            1, next(index for index in range(len(label)) if halves(label[: index + 1]) > room)
        )
        while cut > 1 and (label[cut] in _NO_START or _within_word(label, cut)):
            cut -= 1
        lines.append(label[:cut].strip())
        label = label[cut:].strip()
    return [*lines, label]


def _within_word(label: str, cut: int) -> bool:
    """Whether a break there would part the letters of a Latin word or a figure that has a beginning
    in the line.
    """
    joined = all(letter.isascii() and not letter.isspace() for letter in label[cut - 1 : cut + 1])
    return joined and any(not letter.isascii() or letter.isspace() for letter in label[:cut])


def within(value: Fraction, bound: Fraction) -> Fraction:
    """``value`` between 0 and ``bound``."""
    return min(max(value, Fraction(0)), bound)


def rect(
    x: Fraction | int,
    y: Fraction | int,
    width: Fraction | int,
    height: int,
    fill: str,
    stroke: str = "",
) -> str:
    """A rectangle; without ``stroke`` it has no outline."""
    line = f' stroke="{stroke}" stroke-width="0.6"' if stroke else ""
    return (
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{height}" '
        f'fill="{fill}"{line}/>'
    )


def text(
    x: Fraction | int,
    y: Fraction | int,
    text: str,
    anchor: str,
    colour: str = INK,
    *,
    size: int = 9,
    weight: int = 400,
) -> str:
    """One line of text, escaped; ``anchor`` is start, middle or end, ``y`` the baseline."""
    return (
        f'<text x="{number(x)}" y="{number(y)}" {_FONT} font-size="{size}" font-weight="{weight}" '
        f'fill="{colour}" '
        f'text-anchor="{anchor}">{escape(text)}</text>'
    )


def label_lines(
    lines: Sequence[str],
    x: Fraction | int,
    y: Fraction | int,
    anchor: str,
    *,
    step: int = 10,
    centred: bool = True,
) -> str:
    """Lines of a label; ``y`` is the first baseline, or the middle of a centred block."""
    start = y + 3 - Fraction(step * (len(lines) - 1), 2) if centred else Fraction(y)
    return "".join(text(x, start + step * index, line, anchor) for index, line in enumerate(lines))


def svg(height: int, title: str, parts: Sequence[str], width: int = WIDTH) -> Markup:
    """The whole chart; ``parts`` come from the functions above, ``title`` says its numbers.
    ``width`` is ``LANDSCAPE`` where the chart fills a page across.
    """
    # Everything that came from outside went through escape() in text() or here; the rest is numbers
    # and fixed strings.
    return Markup(  # noqa: S704  see above
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">'
        f"<title>{escape(title)}</title>"
        f"{_DEFINITIONS}{''.join(parts)}</svg>"
    )
