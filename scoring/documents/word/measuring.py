"""How high the paragraphs and rows of a Word file are: reckoned from its styles, before any program has laid it out.

Our styles fix the height of their lines and our tables the width of their columns, and Chinese characters are as wide
as they are high; so what is reckoned is close to what Word and WPS make of it. It is no promise: faces differ.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Any

from docx.oxml.ns import qn

TWIP, EMU = 1 / 20, 1 / 12700
"""Points in a twentieth of a point and in an English metric unit."""
PIECE = re.compile(r"[!-~]+|.", re.DOTALL)
LATIN = {"upper": 0.68, "lower": 0.46, "digit": 0.5, "space": 0.25, "other": 0.35}
"""The width of characters of Times, in parts of their size."""
GAP = 0.25
"""What programs leave between a figure and a Chinese character, in parts of the size."""
PADDING = 3.5
"""Above and below the text of a cell in our tables, with the line between two rows, in points."""
SIDES = 6.0
"""Left and right of it."""
DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Look:
    """What decides on the height of a paragraph, in points. ``line`` is 0 where it follows from the type."""

    size: float = 10.5
    tight: float = 0
    line: float = 0
    before: float = 0
    after: float = 0
    left: float = 0
    right: float = 0
    first: float = 0
    keep: bool = False
    whole: bool = False
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Height:
    """A paragraph or row: its lines of equal height, what stands above and below them, all in points. ``keep``: it
    stays with what follows, ``whole``: no page cuts it, ``fresh``: it begins a page.
    """

    lines: int
    line: float
    around: float = 0
    keep: bool = False
    whole: bool = False
    fresh: bool = False

    @property
    def points(self) -> float:
        """From top to foot."""
        return self.lines * self.line + self.around


class Measure:
    """Measures what stands in one document."""

    def __init__(self, paper: Any) -> None:
        sheet = paper.styles.element
        self._styles = {style.get(qn("w:styleId")): style for style in sheet.iter(qn("w:style"))}
        self._looks: dict[str | None, Look] = {}
        size = sheet.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:sz')}")
        self._plain = Look(size=number(size) / 2 or 10.5)
        normal = (key for key, style in self._styles.items() if style.get(qn("w:default")) and _is_paragraph(style))
        self._normal = next(normal, None)

    def paragraph(self, paragraph: Any, width: float) -> Height:
        """A paragraph in a line of ``width`` points."""
        properties = paragraph.find(qn("w:pPr"))
        style = properties.find(qn("w:pStyle")) if properties is not None else None
        look = self._look(style.get(qn("w:val")) if style is not None else self._normal)
        look = _changed(look, properties)
        pictures = sum(int(node.get("cy", 0)) * EMU for node in paragraph.iter(_EXTENT))
        around = look.before + look.after + pictures
        lines = _lines(paragraph, look, max(width - look.left - look.right, look.size))
        line = look.line or look.size * 1.3
        return Height(0 if pictures else lines, line, around, look.keep, look.whole, look.fresh)

    def row(self, row: Any) -> Height:
        """A row of a table, as high as its highest cell; one that may not be cut has a single line.

        Cells that go on over several rows do not count: the rows beside them are higher together.
        """
        highest, line = 0.0, 0.0
        for cell in row.iterchildren(qn("w:tc")):
            if cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}") is not None:
                continue
            stated = cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}")
            width = max(number(stated, "w:w") * TWIP - SIDES, 1)
            parts = [self.paragraph(node, width) for node in cell.iterchildren(qn("w:p"))]
            if sum(part.points for part in parts) >= highest:
                highest, line = sum(part.points for part in parts), max((part.line for part in parts), default=0)
        marks = row.find(qn("w:trPr"))
        least = number(marks.find(qn("w:trHeight")) if marks is not None else None) * TWIP
        first = next(row.iter(qn("w:p")), None)
        keep = first is not None and self.paragraph(first, 1000).keep
        total = max(highest + PADDING, least)
        if marks is not None and marks.find(qn("w:cantSplit")) is not None:
            return Height(1, total, keep=keep, whole=True)
        lines = max(1, int(highest / line)) if line else 1
        return Height(lines, total / lines, keep=keep)

    def _look(self, style: str | None, depth: int = 0) -> Look:
        if style not in self._styles or depth > DEEPEST:
            return self._plain
        if style not in self._looks:
            element = self._styles[style]
            base = element.find(qn("w:basedOn"))
            look = self._look(base.get(qn("w:val")), depth + 1) if base is not None else self._plain
            look = _changed(look, element.find(qn("w:pPr")))
            self._looks[style] = _typed(look, element.find(qn("w:rPr")))
        return self._looks[style]


_EXTENT = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent"


def _is_paragraph(style: Any) -> bool:
    return bool(style.get(qn("w:type")) == "paragraph")


def number(element: Any, name: str = "w:val") -> float:
    """The number that an attribute holds; 0 where there is no element, no attribute, or none that is a number."""
    text = element.get(qn(name)) if element is not None else None
    return float(text) if text and re.fullmatch(r"-?\d+(\.\d+)?", text) else 0.0


def _on(properties: Any, name: str, otherwise: bool) -> bool:
    found = properties.find(qn(name))
    return otherwise if found is None else found.get(qn("w:val")) not in {"0", "false", "off"}


def _changed(look: Look, properties: Any) -> Look:
    """The look with what paragraph properties change of it."""
    if properties is None:
        return look
    new: dict[str, Any] = {
        "keep": _on(properties, "w:keepNext", look.keep),
        "whole": _on(properties, "w:keepLines", look.whole),
        "fresh": _on(properties, "w:pageBreakBefore", look.fresh),
    }
    spacing, indent = properties.find(qn("w:spacing")), properties.find(qn("w:ind"))
    if spacing is not None:
        for key in ("before", "after"):
            if spacing.get(qn(f"w:{key}")) is not None:
                new[key] = number(spacing, f"w:{key}") * TWIP
        if (line := number(spacing, "w:line")) > 0:
            fixed = spacing.get(qn("w:lineRule")) in {"exact", "atLeast"}
            new["line"] = line * TWIP if fixed else look.size * 1.3 * line / 240
    if indent is not None:
        for key, name in (("left", "left"), ("right", "right"), ("first", "firstLine")):
            if indent.get(qn(f"w:{name}")) is not None:
                new[key] = number(indent, f"w:{name}") * TWIP
    return replace(look, **new)


def _typed(look: Look, properties: Any) -> Look:
    """The look with what run properties change of it."""
    if properties is None:
        return look
    size, spacing = properties.find(qn("w:sz")), properties.find(qn("w:spacing"))
    look = replace(look, size=number(size) / 2) if number(size) else look
    return replace(look, tight=number(spacing) * TWIP) if spacing is not None else look


def _lines(paragraph: Any, look: Look, width: float) -> int:
    """The lines that the text takes; words stay whole where they fit into a line."""
    lines, at, before = 1, look.first, ""
    for node in paragraph.iter(qn("w:t"), qn("w:br")):
        if node.tag == qn("w:br"):
            lines, at, before = lines + 1, 0.0, ""
            continue
        for piece in PIECE.findall(node.text or ""):
            wide = _width(piece, look)
            wide += GAP * look.size if before and _han(before) != _han(piece) and " " not in before + piece else 0
            if at + wide > width + 0.01 and at > 0:
                lines, at = lines + 1, 0.0
            lines += int((at + wide - 0.01) // width) if wide > width else 0
            at = (at + wide) % width if wide > width else at + wide
            before = piece
    return lines


def _han(piece: str) -> bool:
    return unicodedata.east_asian_width(piece[-1]) in "WFA"


def _width(piece: str, look: Look) -> float:
    parts = 0.0
    for letter in piece:
        if _han(letter):
            parts += 1
        elif letter.isdigit():
            parts += LATIN["digit"]
        elif letter.isalpha():
            parts += LATIN["upper" if letter.isupper() else "lower"]
        else:
            parts += LATIN["space" if letter.isspace() else "other"]
    return parts * look.size + len(piece) * look.tight
