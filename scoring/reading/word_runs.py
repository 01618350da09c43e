"""The text of one paragraph of Word, as it stands on the page when all tracked changes are
accepted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scoring.reading.package import local
from scoring.reading.symbol_fonts import symbol
from scoring.reading.word_math import equation_text, is_equation
from scoring.reading.word_styles import Styles, W

if TYPE_CHECKING:
    from lxml.etree import _Element

_WRAPPERS = {
    f"{W}{tag}"
    for tag in (
        "sdt",
        "sdtContent",
        "ins",
        "moveTo",
        "customXml",
        "smartTag",
        "hyperlink",
        "fldSimple",
        "dir",
        "bdo",
    )
}
_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MARKS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_FACE_KEYS = ("ascii", "hAnsi", "eastAsia", "cs")
_DEEPEST = 12
_DRAWN = {f"{W}drawing", f"{W}pict", f"{W}object"}


@dataclass(slots=True)
class Seen:
    """What was met on the way through a document, counted: for the remarks at the end."""

    struck: int = 0
    hidden: int = 0
    equations: int = 0
    boxes: int = 0
    drawings: list[_Element] = field(default_factory=list)


def children(parent: _Element) -> Iterator[_Element]:
    """Yield block or row level children, looking through wrappers; deleted and moved-away content
    is left out.
    """
    # An explicit stack: hostile and generated files nest deeper than Python allows.
    stack = list(reversed(parent))
    while stack:
        child = stack.pop()
        if child.tag in _WRAPPERS:
            stack.extend(reversed(child))
        elif child.tag == f"{_ALTERNATE}AlternateContent":
            choice = _alternative(child)
            stack.extend(reversed(choice) if choice is not None else ())
        elif isinstance(child.tag, str):
            # Sections of Word 2003 wrap their paragraphs in elements of another name space.
            stack.extend(reversed(child)) if local(child.tag) in {"sect", "sub-section"} else None
            if local(child.tag) not in {"sect", "sub-section"}:
                yield child


def _alternative(element: _Element) -> _Element | None:
    """What a new program shows; what an old one shows where the new one has nothing."""
    choice = element.find(f"{_ALTERNATE}Choice")
    if choice is not None and len(choice):
        return choice
    return element.find(f"{_ALTERNATE}Fallback")


class Runs:
    """Reads paragraphs of one document and counts what it met."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self.seen = Seen()

    def text(self, paragraph: _Element) -> tuple[str, list[_Element]]:
        """The text of one ``w:p``, and the text boxes that are anchored in it."""
        parts: list[str] = []
        boxes: list[_Element] = []
        for child in children(paragraph):
            if child.tag == f"{W}r":
                self._run(child, paragraph, parts, boxes)
            elif is_equation(child.tag):
                self.seen.equations += 1
                parts.append(equation_text(child))
        return "".join(parts), boxes

    def _run(
        self,
        run: _Element,
        paragraph: _Element,
        parts: list[str],
        boxes: list[_Element],
        depth: int = 0,
    ) -> None:
        # Counted once for the run, and only where there was something to read.
        words = any(piece.tag in (f"{W}t", f"{W}sym") for piece in run)
        if self._styles.hidden(run, paragraph):
            self.seen.hidden += words
            return
        struck = self._styles.struck(run, paragraph)
        self.seen.struck += struck and words
        for piece in children(run):
            if piece.tag in _DRAWN:
                boxes.extend(self._boxes(piece))
            elif piece.tag == f"{W}txbxContent":
                self.seen.boxes += 1
                boxes.append(piece)
            elif piece.tag == f"{W}ruby" and depth < _DEEPEST:
                for inner in _ruby_runs(piece):
                    self._run(inner, paragraph, parts, boxes, depth + 1)
            elif is_equation(piece.tag):
                self.seen.equations += 1
                parts.append(equation_text(piece))
            elif not struck:
                parts.append(_piece(piece, run))

    def _boxes(self, drawing: _Element) -> list[_Element]:
        self.seen.drawings.append(drawing)
        boxes: list[_Element] = []
        stack = [drawing]
        while stack:
            element = stack.pop()
            if local(element.tag) == "txbxContent":
                boxes.append(element)
            elif element.tag == f"{_ALTERNATE}AlternateContent":
                choice = _alternative(element)
                stack.extend(reversed(choice) if choice is not None else ())
            else:
                stack.extend(reversed(element))
        self.seen.boxes += len(boxes)
        return boxes


def _ruby_runs(ruby: _Element) -> Iterator[_Element]:
    """The runs of the base text; above it stands how it is pronounced."""
    for base in ruby.iterfind(f"{W}rubyBase"):
        yield from (inner for inner in children(base) if inner.tag == f"{W}r")


def _piece(piece: _Element, run: _Element) -> str:
    if piece.tag == f"{W}t":
        text = piece.text or ""
        if any("\uf000" <= sign <= "\uf0ff" for sign in text):
            return _symbols(text, run)
        return text
    if piece.tag == f"{W}sym":
        return symbol(piece.get(f"{W}font", ""), piece.get(f"{W}char", ""))
    if piece.tag in _MARKS and piece.get(f"{W}type") != "page":
        return _MARKS[piece.tag]
    return ""


def _symbols(text: str, run: _Element) -> str:
    """Text that was typed in a symbol font: its characters stand in a private area of Unicode."""
    fonts = run.find(f"{W}rPr/{W}rFonts")
    if fonts is None:
        faces = []
    else:
        faces = [fonts.get(f"{W}{name}", "") for name in _FACE_KEYS]
    face = next((name for name in faces if name), "Symbol")
    return "".join(
        symbol(face, f"{ord(sign):x}") if "\uf000" <= sign <= "\uf0ff" else sign for sign in text
    )
