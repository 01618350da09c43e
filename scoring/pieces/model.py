"""What a file is once it is cut: pieces, the document that they make up, and where they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, TypeVar

from scoring.problems import Problem, Where
from scoring.spots import Loc, Spot
from scoring.yamlio import Document

T = TypeVar("T")

MOST_MOVED = 32
"""Edits that are reckoned with one by one before all places are reckoned anew."""


@dataclass(frozen=True, slots=True, eq=False)
class Starts(Sequence[int]):
    """Where each piece of a text begins, and at last where the text ends. After an edit inside a
    piece what stands behind it has ``moved``; the long list of places stays as it is.
    """

    places: Sequence[int]
    moved: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, sizes: Iterable[int], first: int = 0) -> Starts:
        """The places of pieces of these sizes, the first of which begins at ``first``."""
        return cls(list(accumulate(sizes, initial=first)))

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, at: Any) -> Any:
        at = at if at >= 0 else at + len(self.places)
        return self.places[at] + sum(by for piece, by in self.moved if piece < at)

    def after(self, at: int, by: int) -> Starts:
        """The places once the piece at ``at`` has grown by so much."""
        if not by:
            return self
        if len(self.moved) < MOST_MOVED:
            return Starts(self.places, (*self.moved, (at, by)))
        return Starts([self[piece] + (by if piece > at else 0) for piece in range(len(self))])


@dataclass(slots=True, eq=False)
class Piece:
    """The text of one record, the record alone as a document, and what is known of it.

    ``line`` is the line (from 1) on which it began when it was parsed: the lines of ``document``
    count from there. ``data`` is the record of a list, or the map with the one entry of a section.
    """

    text: str
    key: str | int
    document: Document
    line: int
    height: int
    data: Any
    _known: dict[str, tuple[tuple[object, ...], Any]] = field(default_factory=dict)

    def once(self, name: str, inputs: tuple[object, ...], reckon: Callable[[], T]) -> T:
        """What ``reckon`` gives for these inputs; the last result while the inputs are the same
        objects.
        """
        known = self._known.get(name)
        if known is not None:
            inputs_then, result_then = known
            # Identity, not equality: comparing two trees would cost more than reckoning anew.
            if all(one is other for one, other in zip(inputs_then, inputs, strict=True)):
                result: T = result_then
                return result
        result = reckon()
        self._known[name] = (inputs, result)
        return result


@dataclass(frozen=True, slots=True)
class PiecedDocument(Document):
    """A document put together from pieces. ``base`` is the parse that they began with; what stands
    behind the records of a map was on line ``tail`` there and has moved by ``moved`` lines.
    """

    section: str | None = None
    base: Document | None = None
    pieces: Mapping[str | int, Piece] = field(default_factory=dict)
    lines: Mapping[str | int, int] = field(default_factory=dict)
    tail: int = 0
    moved: int = 0

    def spot(self, loc: Loc, *, key: bool = False) -> Spot:
        """As in :class:`Document`; a spot inside a record says nothing of what is below it but its
        keys.
        """
        piece = self._piece_at(loc)
        if piece is not None:
            inner = (0, *loc[1:]) if self.section is None else loc
            return _moved(piece.document.spot(inner, key=key), self.lines[piece.key] - piece.line)
        assert self.base is not None
        if self.section is None:
            return self.base.root
        if len(loc) > 1 and loc[0] == self.section:  # no such record: the section itself
            return self.base.spot(loc[:1])
        spot = self.base.spot(loc, key=key)
        if spot.line >= self.tail > 0:
            return _moved(spot, self.moved)
        return spot

    def _piece_at(self, loc: Loc) -> Piece | None:
        """The piece that holds this place; None for what stands in none."""
        if self.section is None:
            return self.pieces.get(loc[0]) if loc else None
        if len(loc) > 1 and loc[0] == self.section:
            return self.pieces.get(loc[1])
        return None

    def shifted(self, piece: Piece, problems: Sequence[Problem]) -> Iterator[Problem]:
        """Problems that were found in a piece, at the lines where it stands now."""
        by = self.lines[piece.key] - piece.line
        for item in problems:
            yield item if not by else moved_problem(item, by)


def moved_problem(item: Problem, by: int) -> Problem:
    """The same problem so many lines further down."""
    where = item.where
    if where.line is None:
        return item
    return Problem(
        item.rule,
        item.severity,
        Where(where.file, where.line + by, where.column),
        item.what,
        item.fix,
    )


def _moved(spot: Spot, by: int) -> Spot:
    if not by:
        return spot
    return spot._replace(line=spot.line + by)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file as it was read: ``document`` is None where it cannot be; ``pieces`` are None where
    it was not cut.
    """

    name: str
    raw: bytes
    document: Document | None
    problems: tuple[Problem, ...]
    pieces: tuple[Piece, ...] | None = None
    head: str = ""
    tail: str = ""
    sha256: str = ""
    """The digest of ``raw`` where somebody had it already; "" else."""
    starts: Starts | None = field(default=None, compare=False)
    """Where the pieces begin in ``raw``, where that was asked before."""


@dataclass(frozen=True, slots=True)
class Written:
    """What this program has just written itself, with its digest, so that neither is found out
    again.
    """

    raw: bytes
    sha256: str
    since: bytes = b""
    """What stood there before; its first ``front`` and last ``behind`` bytes are those of ``raw``
    as well."""
    front: int = 0
    behind: int = 0
