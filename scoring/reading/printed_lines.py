"""Lines of print and the paragraphs they belong to."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from scoring.reading.blocks import Paragraph
from scoring.reading.numbering_marks import read_mark

_ENDS = "。!?！？：；;)）】」”"


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line; ``indented`` where the page shows that it opens a paragraph, None where
    nothing is known.

    ``full`` says that it reaches the right edge, ``margin`` that it stands where running heads and
    feet stand.
    """

    text: str
    where: str
    indented: bool | None = None
    full: bool | None = None
    margin: bool = False


def width(text: str) -> int:
    """Return the width in half-width columns."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def is_wrapped(lines: Sequence[Line]) -> bool:
    """Say whether the text was broken at a fixed width: most long lines are equally long and end
    mid-sentence.
    """
    widths = [width(line.text.rstrip()) for line in lines if line.text.strip()]
    if len(widths) < 6:
        return False
    widest = max(widths)
    if not 30 <= widest <= 160:
        return False
    full = [line for line in lines if width(line.text.rstrip()) >= widest - 4]
    broken = sum(line.text.rstrip()[-1] not in _ENDS for line in full)
    return len(full) >= len(widths) * 0.3 and broken >= len(full) * 0.5


def join_wrapped(lines: Sequence[Line]) -> list[Paragraph]:
    """Join printed lines to paragraphs: a mark, an indent, an empty line or a short line before
    begins a new one.
    """
    widest = max((width(line.text.rstrip()) for line in lines), default=0)
    paragraphs: list[Paragraph] = []
    fresh = True
    for line in lines:
        text = line.text.strip()
        if not text:
            fresh = True
            continue
        if line.indented is None:
            indented = line.text.startswith(("\u3000\u3000", "    "))
        else:
            indented = line.indented
        mark = read_mark(text)
        begins = fresh or indented or (mark is not None and mark.sure)
        if paragraphs and not begins:
            last = paragraphs[-1]
            if last.text[-1:].isascii() and text[:1].isascii() and last.text[-1:].isalnum():
                glue = " "
            else:
                glue = ""
            paragraphs[-1] = Paragraph(last.text + glue + text, last.where)
        else:
            paragraphs.append(Paragraph(text, line.where))
        if line.full is None:
            filled = width(line.text.rstrip()) >= widest - 8
        else:
            filled = line.full
        fresh = not filled and (text[-1] in _ENDS or width(text) < widest * 0.6)
    return paragraphs
