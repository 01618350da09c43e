"""Lines of print and the paragraphs they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.glyphs import half_widths
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


def is_wrapped(lines: Sequence[Line]) -> bool:
    """Say whether the text was broken at a fixed width: most long lines are equally long and end
    mid-sentence.
    """
    widths = [half_widths(line.text.rstrip()) for line in lines if line.text.strip()]
    if len(widths) < 6:
        return False
    widest = max(widths)
    if not 30 <= widest <= 160:
        return False
    full = [line for line in lines if half_widths(line.text.rstrip()) >= widest - 4]
    broken = sum(line.text.rstrip()[-1] not in _ENDS for line in full)
    return len(full) >= len(widths) * 0.3 and broken >= len(full) * 0.5


def join_wrapped(lines: Sequence[Line]) -> list[Paragraph]:
    """Join printed lines to paragraphs: a mark, an indent, an empty line or a short line before
    begins a new one.
    """
    widest = max((half_widths(line.text.rstrip()) for line in lines), default=0)
    paragraphs: list[Paragraph] = []
    fresh = True
    for line in lines:
        text = line.text.strip()
        if not text:
            fresh = True
            continue
        if not paragraphs or fresh or _begins_paragraph(line, text):
            paragraphs.append(Paragraph(text, line.where))
        else:
            last = paragraphs[-1]
            paragraphs[-1] = Paragraph(last.text + _glue(last.text, text) + text, last.where)
        # A short line ends its paragraph: with a full stop, or where much room was left.
        ends = text[-1] in _ENDS or half_widths(text) < widest * 0.6
        fresh = ends and not _is_filled(line, widest)
    return paragraphs


def _begins_paragraph(line: Line, text: str) -> bool:
    if line.indented is None:
        indented = line.text.startswith(("\u3000\u3000", "    "))
    else:
        indented = line.indented
    if indented:
        return True
    mark = read_mark(text)
    return mark is not None and mark.sure


def _glue(before: str, after: str) -> str:
    """What stands between two lines: a blank between Latin words, nothing between Chinese ones."""
    if before[-1:].isascii() and after[:1].isascii() and before[-1:].isalnum():
        return " "
    return ""


def _is_filled(line: Line, widest: int) -> bool:
    """Whether a line reaches to the right edge."""
    if line.full is not None:
        return line.full
    return half_widths(line.text.rstrip()) >= widest - 8
