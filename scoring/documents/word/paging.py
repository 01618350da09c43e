"""On which page each paragraph of a Word file comes to stand, as far as that can be reckoned without laying it out.

For the contents of a file that nobody has opened yet. Word and WPS put their own numbers there when the fields are
updated.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

from scoring.documents.word.measuring import TWIP, Height, Measure, number
from scoring.reading.numbering import to_roman

A4, SMALLEST = (11906, 16838), 72.0
"""Width and height of a page that states none, in twentieths of a point; the least room that is reckoned with."""


def pages(paper: Any) -> dict[Any, str]:
    """The number of the page on which every paragraph of the text begins, as its foot prints it; paragraphs within
    tables do not stand in it.
    """
    measure, found, page = Measure(paper), dict[Any, str](), 0
    for at, (parts, section) in enumerate(_sections(paper.element.body)):
        start = section.find(qn("w:pgNumType"))
        kind = section.find(qn("w:type"))
        own = int(number(start, "w:start"))
        page = own or page + 1
        if at and kind is not None and kind.get(qn("w:val")) == "oddPage" and not own:
            page += 1 - page % 2
        style = start.get(qn("w:fmt")) if start is not None else None
        flow = _Flow(*_room(section), page)
        _fill(flow, list(_blocks(measure, parts, flow.width)))
        found |= {element: _printed(there, style) for element, there in flow.found}
        page = flow.page
    return found


def _sections(body: Any) -> Iterator[tuple[list[Any], Any]]:
    """The parts of each section with its properties, which stand at its end."""
    parts: list[Any] = []
    for element in body.iterchildren(qn("w:p"), qn("w:tbl"), qn("w:sectPr")):
        section = element if element.tag == qn("w:sectPr") else element.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
        if element.tag != qn("w:sectPr"):
            parts.append(element)
        if section is not None:
            yield parts, section
            parts = []


def _room(section: Any) -> tuple[float, float]:
    """Width and height of the type area in points."""
    size, margin = section.find(qn("w:pgSz")), section.find(qn("w:pgMar"))

    def sides(whole: float, *names: str) -> float:
        return max((whole - sum(abs(number(margin, f"w:{name}")) for name in names)) * TWIP, SMALLEST)

    return (
        sides(number(size, "w:w") or A4[0], "left", "right"),
        sides(number(size, "w:h") or A4[1], "top", "bottom"),
    )


@dataclass(slots=True)
class _Block:
    """A paragraph or a row; ``head`` is the height of the head that its table repeats on a new page."""

    element: Any
    height: Height
    head: float = 0


@dataclass(slots=True)
class _Flow:
    """A section that fills page after page."""

    width: float
    room: float
    page: int
    used: float = 0
    found: list[tuple[Any, int]] = field(default_factory=list)

    def turn(self) -> None:
        """Goes to the next page."""
        self.page, self.used = self.page + 1, 0


def _blocks(measure: Measure, parts: list[Any], width: float) -> Iterator[_Block]:
    for part in parts:
        if part.tag == qn("w:p"):
            yield _Block(part, measure.paragraph(part, width))
            continue
        head = 0.0
        for row in part.iterchildren(qn("w:tr")):
            height = measure.row(row)
            yield _Block(row, height, head)
            head += height.points if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None else 0


def _fill(flow: _Flow, blocks: list[_Block]) -> None:
    for at, block in enumerate(blocks):
        height = block.height
        if (height.fresh and flow.used) or (flow.used and flow.used + _least(blocks, at) > flow.room):
            flow.turn()
            flow.used = block.head
        if block.element.tag == qn("w:p"):
            flow.found.append((block.element, flow.page))
        if flow.used + height.points <= flow.room:
            flow.used += height.points
            continue
        flow.used += height.around
        for _ in range(max(1, round(height.points / height.line))):
            if flow.used + height.line > flow.room and flow.used > block.head:
                flow.turn()
                flow.used = block.head
            flow.used += height.line


def _least(blocks: list[_Block], at: int) -> float:
    """The height that has to have room where a block begins: with what it stays with, up to the first line of that."""
    height, total = blocks[at].height, 0.0
    while height.keep and at + 1 < len(blocks) and not blocks[at + 1].height.fresh:
        total += height.points
        at += 1
        height = blocks[at].height
    return total + (height.points if height.whole else height.around + height.line)


def _printed(page: int, style: str | None) -> str:
    if style not in {"upperRoman", "lowerRoman"}:
        return str(page)
    return to_roman(page) if style == "upperRoman" else to_roman(page).lower()
