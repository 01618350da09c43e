"""Documents whose line ends were lost: numbers inside one long paragraph that make the series of
the document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from scoring.indicators.importing.notices import NoticeLog, short
from scoring.indicators.importing.outline_lines import Line, SeriesIndex
from scoring.reading.numbering_marks import LISTING, ORDER, Mark, read_mark
from scoring.reading.wording import fold

_CN = "[一二三四五六七八九十百]{1,4}"
_INSIDE = re.compile(
    rf"(?<=[。:;!?)\]】”])\s*(?=第{_CN}[章节条]|{_CN}、|\({_CN}\)|\(\d{{1,2}}\)|\d{{1,3}}\s*[.、](?!\d))"
)
# As much of the text as a mark can need.
_MARK_WIDTH = 40
# A title and a closing line may have kept line ends of their own.
_FEW_LINES = 2
# Two numbers in a sentence may be an enumeration; three that follow each other are the document.
_ENOUGH = 3


@dataclass(frozen=True, slots=True)
class _Inside:
    place: int
    mark: Mark


def split_lost_breaks(lines: list[Line], log: NoticeLog) -> list[Line]:
    """Return the lines with paragraphs cut at numbers: all of them where the text has no lines of
    its own to go by.

    In a document that has its lines, only where the numbers fill the gap that the neighbouring
    lines leave.
    """
    numbered = sum(_is_numbered(line) for line in lines)
    index = SeriesIndex(lines)
    result: list[Line] = []
    for place, line in enumerate(lines):
        inside = _chain(line)
        one_paragraph = numbered <= _FEW_LINES and len(inside) >= _ENOUGH
        if not one_paragraph:
            inside = _filling(inside, line, index, place)
        if not inside:
            result.append(line)
            continue
        log.add(
            "IMP76",
            line.where,
            f"“{short(line.text)}”一段里有 {len(inside)} 个编号",
            f"分成 {len(inside) + 1} 段",
        )
        cuts = [0, *(entry.place for entry in inside), len(line.text)]
        for start, end in pairwise(cuts):
            text = line.text[start:end].strip()
            if text:
                result.append(Line(text, line.where, read_mark(text)))
    return result


def _is_numbered(line: Line) -> bool:
    return line.mark is not None and _is_structural(line.mark)


def _is_structural(mark: Mark) -> bool:
    """Whether a mark surely opens an item of the structure, not a listing inside one."""
    return mark.sure and mark.kind in ORDER and mark.kind not in LISTING


def _chain(line: Line) -> list[_Inside]:
    """Return the numbers inside a paragraph that follow each other, such as 一、 (一) 1. 2. (二) 3.
    二、.
    """
    last: dict[str, int] = {}
    if line.mark is not None and line.mark.sure:
        last[line.mark.kind] = line.mark.value
    chain = []
    for match in _INSIDE.finditer(fold(line.text)):
        mark = read_mark(line.text[match.end() : match.end() + _MARK_WIDTH])
        if mark is None or not _is_structural(mark):
            continue
        # The next of its kind, or the first one of it.
        if mark.value != last.get(mark.kind, 0) + 1:
            continue
        last[mark.kind] = mark.value
        for kind in ORDER[ORDER.index(mark.kind) + 1 :]:
            # Inner numbers may begin again under a new heading, or run on: both are numbers of the
            # chain.
            if kind in last and _restarts(line.text, match.end(), kind):
                del last[kind]
        chain.append(_Inside(match.end(), mark))
    return chain


def _restarts(text: str, place: int, kind: str) -> bool:
    """Say whether the next number of a kind behind ``place`` is one."""
    for match in _INSIDE.finditer(fold(text[place : place + 2_000])):
        mark = read_mark(text[place + match.end() : place + match.end() + _MARK_WIDTH])
        if mark is not None and mark.kind == kind:
            return mark.value == 1
    return False


def _filling(chain: list[_Inside], line: Line, index: SeriesIndex, place: int) -> list[_Inside]:
    """Return the numbers of the chain that fill exactly what is missing between this line and the
    next of the kind.
    """
    for kind in dict.fromkeys(entry.mark.kind for entry in chain):
        before = _number_before(kind, line, index, place)
        after = index.following(kind, place)
        if before is None or after is None:
            continue
        entries = [entry for entry in chain if entry.mark.kind == kind]
        missing = list(range(before + 1, after.value))
        if [entry.mark.value for entry in entries] == missing:
            return entries
    return []


def _number_before(kind: str, line: Line, index: SeriesIndex, place: int) -> int | None:
    """The last number of a kind up to the beginning of a line."""
    if line.mark is not None and line.mark.kind == kind:
        return line.mark.value
    earlier = index.preceding(kind, place)
    if earlier is None:
        return None
    return earlier[1].value
