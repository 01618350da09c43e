"""What stands in a chart, read back from its SVG: rectangles, lines of text, paths, the title."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True, slots=True)
class Box:
    """One rectangle, without those of the patterns."""

    x: str
    y: str
    width: str
    height: str
    fill: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text, and where it stands."""

    text: str
    x: str
    y: str
    anchor: str


def boxes(svg: str) -> list[Box]:
    """The rectangles of a chart, in the order in which they are drawn."""
    found = ElementTree.fromstring(svg).findall(f"{SVG}rect")
    return [Box(*(item.attrib[key] for key in Box.__slots__)) for item in found]


def lines(svg: str) -> list[Line]:
    """The lines of text, in the order in which they are written."""
    return [
        Line(item.text or "", item.attrib["x"], item.attrib["y"], item.attrib["text-anchor"])
        for item in ElementTree.fromstring(svg).iter(f"{SVG}text")
    ]


def line_of(svg: str, text: str) -> Line:
    """The one line that says this."""
    (line,) = (line for line in lines(svg) if line.text == text)
    return line


def paths(svg: str) -> list[str]:
    """The outlines, without those of the patterns."""
    return [item.attrib["d"] for item in ElementTree.fromstring(svg).findall(f"{SVG}path")]


def title(svg: str) -> str:
    """What the chart says in words."""
    return ElementTree.fromstring(svg).findtext(f"{SVG}title") or ""


def size(svg: str) -> tuple[int, int]:
    """Width and height in user units."""
    _, _, width, height = ElementTree.fromstring(svg).attrib["viewBox"].split()
    return int(width), int(Fraction(height))
