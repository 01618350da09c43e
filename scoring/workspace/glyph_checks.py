"""Characters in the files of a workspace that no face can print:
told before a report stops at them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scoring.glyphs import bundled, described, faces_of, unprintable
from scoring.identity import differing
from scoring.pieces.model import SourceFile
from scoring.problems import Problem, problem
from scoring.spots import Loc

FONTS = "fonts"
MOST = 20
"""Places told of one file: who writes in another script knows after the first."""


def printable(source: SourceFile, before: SourceFile | None) -> bool:
    """Whether bundled faces hold every character of a file.

    ``before`` is an earlier reading of the same file in which they did: then only what is new is
    looked at.
    """
    return all(set(text) <= bundled() for text in _new_texts(source, before))


def _new_texts(source: SourceFile, before: SourceFile | None) -> Iterator[str]:
    if before is None or before.pieces is None or source.pieces is None:
        yield source.raw.decode("utf-8", "ignore")
        return
    yield source.head
    yield source.tail
    if len(source.pieces) == len(before.pieces):
        pieces = source.pieces
        yield from (pieces[at].text for at in differing(pieces, before.pieces))
        return
    # By identity: a piece that stands unchanged is the same object in the next reading.
    known = set(map(id, before.pieces))
    yield from (piece.text for piece in source.pieces if id(piece) not in known)


def glyph_faults(source: SourceFile, home: Path) -> Iterator[Problem]:
    """A notice for each text of a file with characters that neither a bundled
    face nor one of ``fonts/`` holds.
    """
    document = source.document
    if document is None:
        return
    # Only now: the office's own font files are opened where the bundled faces have fallen short.
    own = faces_of(home / FONTS)
    for count, (loc, signs) in enumerate(_places(document.data, (), own)):
        if count == MOST:
            return
        yield problem(
            "Y013",
            document.where(loc),
            what=f"{'、'.join(map(described, signs))}在随软件提供的字体里没有",
        )


def _places(data: Any, loc: Loc, own: frozenset[str]) -> Iterator[tuple[Loc, list[str]]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _places(value, (*loc, key), own)
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _places(value, (*loc, index), own)
    elif isinstance(data, str) and (signs := unprintable(data, own)):
        yield loc, signs
