"""From the blocks of a text to what is printed: sub-headings on the ladder （一） 1. （1）,
paragraphs, tables.

The part itself stands under a heading 一、 of the report, so the highest heading of the text
becomes （一）, whatever it is in the file: 一、, a Markdown ``#`` or a heading style of Word.
Numbers that the author wrote keep their value and only change their form; headings without one are
counted. Source of the ladder: GB/T 9704-2012, 7.3.3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from scoring.reading.blocks import Block, Paragraph, Row, Table
from scoring.reading.numbering_marks import Mark, read_mark
from scoring.reading.wording import int_to_chinese

RANKS = {"chapter": 0, "section": 1, "cn": 2, "pcn": 3, "num": 4, "pnum": 5}
"""The marks that head a passage, from the outermost; 一是 and ① only divide a text."""
LONGEST_HEADING = 40
LONGEST_LEAD = 30
"""Characters of a line that is a heading, and of a first sentence that is one at the head of its
paragraph."""
FIRST_LEVEL, LAST_LEVEL = 2, 4
_SENTENCE = re.compile(r"[。；;！？!?]|[，：:、,]$")
Rank = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a part.

    ``level`` is that of a heading or of a paragraph that begins with a number: 2 （一）, 3 1., 4
    （1）, else 0; ``number`` is as printed. ``lead`` is a first sentence that heads its paragraph.
    ``rows`` of a table hold (text, columns).
    """

    kind: Literal["heading", "text", "table"]
    text: str = ""
    level: int = 0
    number: str = ""
    lead: str = ""
    rows: tuple[tuple[tuple[str, int], ...], ...] = ()
    where: str = ""

    @property
    def texts(self) -> Iterator[str]:
        """All that it says."""
        yield from (self.lead, self.text)
        yield from (text for row in self.rows for text, _ in row)


@dataclass(frozen=True, slots=True)
class _Line:
    """A paragraph as it was written: where it stands on the text's own ladder, and its words
    without the number.
    """

    written: str
    where: str
    rank: Rank | None = None
    value: int | None = None
    heading: bool = False
    lead: str = ""
    text: str = ""


def passages_of(blocks: Sequence[Block], title: str) -> tuple[Passage, ...]:
    """What the blocks say, in their order. A first line that only repeats the ``title`` of the part
    is left out.
    """
    items: list[_Line | Table] = []
    for block in blocks:
        items += [block] if isinstance(block, Table) else _lines(block)
    if items and isinstance(items[0], _Line) and _same(items[0], title):
        del items[0]
    levels = _levels([item for item in items if isinstance(item, _Line)])
    counters: dict[int, int] = {}
    return tuple(
        _passage(item, levels, counters)
        if isinstance(item, _Line)
        else Passage("table", rows=_rows(item), where=item.where)
        for item in items
    )


def _lines(paragraph: Paragraph) -> list[_Line]:
    """The lines of one paragraph: a line break within it begins another."""
    whole = paragraph.full.replace("\t", " ")
    lines = [line.strip() for line in whole.split("\n") if line.strip()]
    return [
        _line(line, paragraph.level if index == 0 else 0, paragraph.where)
        for index, line in enumerate(lines)
    ]


def _line(written: str, level: int, where: str) -> _Line:
    mark = read_mark(written)
    if mark is not None and not _numbers(mark):
        mark = None
    if level:
        rest, value = (mark.rest, mark.value) if mark else (written, None)
        return _Line(written, where, (0, level), value, heading=True, text=rest)
    if mark is None:
        return _Line(written, where, text=written)
    rank = (1, RANKS[mark.kind])
    if len(mark.rest) <= LONGEST_HEADING and not _SENTENCE.search(mark.rest):
        return _Line(written, where, rank, mark.value, heading=True, text=mark.rest)
    lead, rest = _lead(mark)
    return _Line(written, where, rank, mark.value, lead=lead, text=rest)


def _numbers(mark: Mark) -> bool:
    """Whether a mark numbers what follows it, without any doubt."""
    return mark.kind in RANKS and mark.sure and not mark.fault and bool(mark.rest)


def _lead(mark: Mark) -> tuple[str, str]:
    """The first sentence where it heads what follows it, and the rest."""
    end = mark.rest.find("。") + 1
    head, rest = mark.rest[:end], mark.rest[end:].strip()
    # A first sentence that lists or introduces something heads nothing.
    heads = rest and len(head) <= LONGEST_LEAD and not re.search(r"[；;：:]", head)
    if heads:
        return (head, rest)
    return ("", mark.rest)


def _same(line: _Line, title: str) -> bool:
    def bare(text: str) -> str:
        return re.sub(r"\s+", "", text)

    return bare(title) in {bare(line.written), bare(line.text)}


def _levels(lines: Sequence[_Line]) -> dict[Rank, int]:
    """Which level each rank of the text becomes. Numbers above every heading, and in a text without
    any, stay.
    """
    heads = {line.rank for line in lines if line.rank and (line.heading or line.lead)}
    if not heads:
        return {}
    used = sorted({line.rank for line in lines if line.rank and line.rank >= min(heads)})
    return dict(zip(used, range(FIRST_LEVEL, LAST_LEVEL + 1), strict=False))


def _passage(line: _Line, levels: dict[Rank, int], counters: dict[int, int]) -> Passage:
    level = levels.get(line.rank, 0) if line.rank else 0
    if not level:
        return Passage("text", line.written, where=line.where)
    counters[level] = counters.get(level, 0) + 1 if line.value is None else line.value
    for deeper in [depth for depth in counters if depth > level]:
        del counters[deeper]
    kind: Literal["heading", "text"] = "heading" if line.heading else "text"
    return Passage(
        kind, line.text, level, _number(level, counters[level]), line.lead, where=line.where
    )


def _number(level: int, value: int) -> str:
    chinese = int_to_chinese(value) if 0 < value < 10_000 else str(value)
    return {2: f"（{chinese}）", 3: f"{value}. ", 4: f"（{value}）"}[level]


def _rows(table: Table) -> tuple[tuple[tuple[str, int], ...], ...]:
    """The rows of a table: cells merged across keep their width, what is merged downwards is said
    in each row.
    """
    return tuple(row for row in map(_cells, table.rows) if any(text for text, _ in row))


def _cells(row: Row) -> tuple[tuple[str, int], ...]:
    runs = (list(run) for _, run in groupby(row.cells, key=lambda cell: cell.anchor))
    return tuple((run[0].text.strip(), len(run)) for run in runs)
