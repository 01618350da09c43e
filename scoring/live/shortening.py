"""Two states of a file without the records that stand in both: proving every record of a register
anew takes a hundred times as long as looking at those that differ.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from scoring.collection import uncollected
from scoring.pieces.model import SourceFile
from scoring.storage.hand_lines import MOST_RECORDS
from scoring.storage.layout import sections_of
from scoring.storage.records import LIST

MOST_UNCUT = 1 << 18
"""Bytes of a file that is not cut at its records and is looked at all the same."""
_DASH = re.compile(r"^-(?=[ \r\n])", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Parts:
    """A file as its records, each with its key ("" where that is not known without parsing it)."""

    head: str = ""
    records: tuple[tuple[str, str], ...] = ()
    tail: str = ""


@uncollected
def shorter(
    name: str, old: SourceFile | None, new: SourceFile | None, wanted: Collection[str] = ()
) -> tuple[str, str, list[str]] | None:
    """Both texts with the records that differ, and those at the addresses ``wanted``; and the keys
    of more that differ, where they are very many.

    None where it would take too long to say. Raises ``UnicodeDecodeError``.
    """
    earlier, later = _parts(name, old), _parts(name, new)
    if earlier is None or later is None:
        if any(len(source.raw) > MOST_UNCUT for source in (old, new) if source is not None):
            return None
        return _text(old), _text(new), []
    same = _texts(earlier) & _texts(later)
    differing = [
        [(key, text) for key, text in parts.records if text not in same]
        for parts in (earlier, later)
    ]
    keys = list(dict.fromkeys(key for records in reversed(differing) for key, _ in records))
    if "" in keys and max(map(len, differing)) > MOST_RECORDS:
        return None
    chosen = {*keys[:MOST_RECORDS], ""}
    names = [address.rpartition("/")[2] for address in wanted]

    def short(parts: _Parts) -> str:
        kept = (
            text
            for key, text in parts.records
            if (text not in same and key in chosen) or any(one in text for one in names)
        )
        return "".join((parts.head, *kept, parts.tail))

    return short(earlier), short(later), keys[MOST_RECORDS:]


def _texts(parts: _Parts) -> set[str]:
    return {text for _, text in parts.records}


def _parts(name: str, source: SourceFile | None) -> _Parts | None:
    """A file as its records; None where they are not known."""
    if source is None:
        return _Parts()
    if source.pieces is not None:
        in_list = LIST in sections_of(name)
        records = tuple(
            (str(piece.data.get("id", "") if in_list else piece.key), piece.text)
            for piece in source.pieces
        )
        return _Parts(source.head, records, source.tail)
    if LIST not in sections_of(name):
        return None
    # Not cut, because something in it is wrong; where records begin can be seen all the same.
    text = _text(source)
    places = [match.start() for match in _DASH.finditer(text)]
    if not places:
        return None
    return _Parts(text[: places[0]], tuple(("", one) for one in _between(text, places)))


def _between(text: str, places: list[int]) -> Iterator[str]:
    for start, end in zip(places, [*places[1:], len(text)], strict=True):
        yield text[start:end]


def _text(source: SourceFile | None) -> str:
    return source.raw.decode("utf-8") if source is not None else ""
