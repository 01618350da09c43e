"""A file that was parsed whole, cut at the lines on which the parser saw its records begin."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import attrgetter
from typing import Any

from scoring.pieces.model import Piece, PiecedDocument, SourceFile
from scoring.spots import Spot
from scoring.yamlio import Document

HEIGHT, KEY, DATA = map(attrgetter, ("height", "key", "data"))

BREAKS = re.compile("\r(?!\n)|[\x85\u2028\u2029]")
"""Ends of lines for YAML, and for nobody else: a file that holds one is not cut."""


MARKERS = re.compile(r"^(?:---|\.\.\.|%)", re.MULTILINE)


MOST = 100_000
"""A file with more records is not cut."""


def record_starts(text: str, indent: int, section: str | None) -> list[int]:
    """Where the lines begin that begin a record: a dash in a list, a key in the map ``section``."""
    pattern = r"-(?=[ \r\n])" if section is None else r"(?=[^ #\-\r\n])"
    beginning = rf"^{' ' * indent}{pattern}"
    return [match.start() for match in re.finditer(beginning, text, re.MULTILINE)]


def uncuttable(text: str) -> bool:
    """Whether a text holds ends of lines or marks of documents that only YAML knows."""
    return bool(BREAKS.search(text) or MARKERS.search(text))


@dataclass(frozen=True, slots=True)
class Records:
    """Where a parser saw the records of a file: their ``keys`` with their ``spots``, the column
    before which they are indented, the line on which the first begins, and the line of what stands
    behind them (0 where nothing does).
    """

    keys: Sequence[str | int]
    spots: Mapping[Any, Spot]
    indent: int
    first: int
    tail: int = 0


def cut_whole(
    whole: SourceFile, document: Document, text: str, section: str | None
) -> SourceFile | None:
    """The file cut where the parser saw its records begin; None where they do not each begin a line
    of their own.
    """
    if section is None:
        records = _records_of_list(document)
    else:
        records = _records_of_section(document, section)
    if records is None or not 0 < len(records.keys) <= MOST:
        return None
    lines = _line_starts(text)
    start = lines[records.first - 1]
    end = lines[records.tail - 1] if records.tail else len(text)
    places = [start + place for place in record_starts(text[start:end], records.indent, section)]
    if len(places) != len(records.keys) or places[0] != start:
        return None
    pieces: list[Piece] = []
    line = records.first
    for key, place, stop in zip(records.keys, places, [*places[1:], end], strict=True):
        piece_text = text[place:stop]
        height = piece_text.count("\n")
        alone = _alone(document, section, key)
        record = alone.data[0] if section is None else alone.data[section]
        pieces.append(Piece(piece_text, key, alone, line, height, record))
        line += height
    if section is None:
        sound = _hold_their_spots(pieces, records.spots, line)
    else:
        # A key stands on the line that begins its piece, else it was not this key that began it.
        sound = all(
            lines[records.spots[key].line - 1] == place
            for key, place in zip(records.keys, places, strict=True)
        )
    if not sound:
        return None
    cut = put_together(document, section, pieces, document, records.first, records.tail)
    return SourceFile(whole.name, whole.raw, cut, (), tuple(pieces), text[:start], text[end:])


def _records_of_list(document: Document) -> Records | None:
    """The records of a file that is a list of maps."""
    data, root = document.data, document.root
    if not isinstance(data, list) or not all(isinstance(record, dict) for record in data):
        return None
    return Records(range(len(data)), root.children, root.column - 1, root.line)


def _records_of_section(document: Document, section: str) -> Records | None:
    """The entries of the map ``section``, which begins below its own key."""
    root = document.root
    inner = root.children.get(section)
    data = document.data.get(section) if isinstance(document.data, dict) else None
    if inner is None or not isinstance(data, dict) or inner.line <= root.keys[section].line:
        return None
    later = [spot.line for spot in root.keys.values() if spot.line > inner.line]
    return Records(
        list(inner.keys), inner.keys, inner.column - 1, inner.line, min(later, default=0)
    )


def _hold_their_spots(pieces: Sequence[Piece], spots: Mapping[Any, Spot], last: int) -> bool:
    """Whether each record of a list stands within its own piece; the last one ends on ``last``."""
    ends = [*(piece.line for piece in pieces[1:]), last + 1]
    return all(
        piece.line <= spots[piece.key].line < end for piece, end in zip(pieces, ends, strict=True)
    )


def _line_starts(text: str) -> list[int]:
    starts = [0]
    index = text.find("\n")
    while index >= 0:
        starts.append(index + 1)
        index = text.find("\n", index + 1)
    return starts


def _alone(document: Document, section: str | None, key: str | int) -> Document:
    """One record of a document as a document of its own, in which it has the place that records
    have.
    """
    root = document.root
    if section is None:
        assert isinstance(key, int)
        spot = root.children[key]
        return Document(
            document.path,
            document.name,
            [document.data[key]],
            root._replace(children={0: spot}),
            b"",
        )
    inner = root.children[section]
    children = {key: inner.children[key]} if key in inner.children else {}
    alone = inner._replace(keys={str(key): inner.keys[str(key)]}, children=children)
    data = document.data[section]
    held = {key: data[key]} if key in data else {}
    return Document(
        document.path,
        document.name,
        {section: held},
        Spot(root.line, root.column, "", {}, {section: alone}),
        b"",
    )


def put_together(
    like: Document,
    section: str | None,
    pieces: Sequence[Piece],
    base: Document,
    first: int,
    tail: int,
) -> PiecedDocument:
    """The document of these pieces, the first of which begins on the line ``first``."""
    # All of a file, after each edit: these lines are written for speed.
    heights, keys = list(map(HEIGHT, pieces)), list(map(KEY, pieces))
    lines = dict(zip(keys, accumulate(heights, initial=first), strict=False))
    data: Any = list(map(DATA, pieces))
    if section is not None:
        entries: dict[str, Any] = {}
        for entry in data:
            entries.update(entry)
        data = {**base.data, section: entries}
    by_key = dict(zip(keys, pieces, strict=True))
    moved = first + sum(heights) - tail if tail else 0
    return PiecedDocument(
        like.path, like.name, data, base.root, like.raw, section, base, by_key, lines, tail, moved
    )
