"""One YAML file cut at its records, so that a change costs one record and not the file.

A file is parsed whole the first time, and cut at the lines on which the parser saw its records
begin. Read again after an edit, it is cut at the same kind of lines; a piece whose text is known is
taken over with all that was found out about it, any other is parsed alone and must come out as
exactly one record. Whatever a quotation mark or a bracket would hide makes some piece unreadable,
and then the file is parsed whole again: the result is the same, only later.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeVar

from scoring.problems import Problem, Where
from scoring.spots import Loc, Spot
from scoring.yamlio import Document, decode, parse, read_bytes

T = TypeVar("T")
TEXT, HEIGHT, KEY, DATA = map(attrgetter, ("text", "height", "key", "data"))
BREAKS = re.compile("\r(?!\n)|[\x85\u2028\u2029]")
"""Ends of lines for YAML, and for nobody else: a file that holds one is not cut."""
MOST = 100_000
"""A file with more records is not cut."""
MOST_MOVED = 32
"""Edits that are reckoned with one by one before all places are reckoned anew."""
MARKERS = re.compile(r"^(?:---|\.\.\.|%)", re.MULTILINE)


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
        if known is not None and all(
            one is other for one, other in zip(known[0], inputs, strict=True)
        ):
            result: T = known[1]
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
        at = 0 if self.section is None else 1
        if len(loc) > at and loc[at] in self.pieces and (at == 0 or loc[0] == self.section):
            piece = self.pieces[loc[at]]
            inner = (0, *loc[1:]) if self.section is None else loc
            return _moved(piece.document.spot(inner, key=key), self.lines[loc[at]] - piece.line)
        assert self.base is not None
        if self.section is None:
            return self.base.root
        if len(loc) > 1 and loc[0] == self.section:  # no such record: the section itself
            return self.base.spot(loc[:1], key=key and len(loc) == 1)
        spot = self.base.spot(loc, key=key)
        if spot.line >= self.tail > 0:
            return _moved(spot, self.moved)
        return spot

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
    text: str = ""
    sha256: str = ""
    """The digest of ``raw`` where somebody had it already; "" else."""
    starts: Starts | None = field(default=None, compare=False)
    """Where the pieces begin in ``text``, where that was asked before."""


@dataclass(frozen=True, slots=True)
class Written:
    """What this program has just written itself: text, bytes and digest, so that none is reckoned
    from the other.
    """

    text: str
    raw: bytes
    sha256: str
    since: str = ""
    """The text that stood there before; its first ``front`` and last ``behind`` characters are
    those of ``text`` as well."""
    front: int = 0
    behind: int = 0


def read_source(
    path: Path,
    name: str,
    raw: bytes,
    section: str | None,
    before: SourceFile | None = None,
    *,
    cut: bool = True,
    written: Written | None = None,
) -> SourceFile:
    """The file with these bytes; ``section`` names the map that holds its records, None for a list.

    ``before`` is an earlier reading of the same file, of which everything is taken over that still
    stands; ``written`` is what was written last, and does no harm where the file is another by now.
    """
    if before is not None and before.raw == raw:
        return before
    if before is not None and before.pieces is not None:
        if written is not None and written.raw == raw:
            ours = written
        else:
            ours = None
        again = _recut(path, name, raw, section, before, ours)
        if again is not None:
            return again
    document, problems = read_bytes(path, name, raw)
    whole = SourceFile(name, raw, document, tuple(problems))
    if not cut or document is None or problems:
        return whole
    text, _ = decode(raw, name)
    if text is None or BREAKS.search(text) or MARKERS.search(text):
        return whole
    return _cut(whole, document, text, section) or whole


def _starts(text: str, indent: int, section: str | None) -> list[int]:
    pattern = r"-(?=[ \r\n])" if section is None else r"(?=[^ #\-\r\n])"
    return [
        match.start() for match in re.finditer(rf"^{' ' * indent}{pattern}", text, re.MULTILINE)
    ]


def _cut(
    whole: SourceFile, document: Document, text: str, section: str | None
) -> SourceFile | None:
    """The file cut where the parser saw its records begin; None where they do not each begin a line
    of their own.
    """
    lines = _line_starts(text)
    if section is None:
        if not isinstance(document.data, list) or not all(
            isinstance(item, dict) for item in document.data
        ):
            return None
        spots: Mapping[Any, Spot] = document.root.children
        keys: list[str | int] = list(range(len(document.data)))
        first, end, tail_line = (document.root.line, len(text), 0) if keys else (0, 0, 0)
        indent = document.root.column - 1
    else:
        inner = document.root.children.get(section)
        data = document.data.get(section) if isinstance(document.data, dict) else None
        if inner is None or not isinstance(data, dict):
            return None
        spots, keys = inner.keys, list(inner.keys)
        first, indent = inner.line, inner.column - 1
        later = [spot.line for spot in document.root.keys.values() if spot.line > inner.line]
        tail_line = min(later) if later else 0
        end = lines[tail_line - 1] if tail_line else len(text)
    if len(keys) > MOST:
        return None
    if not keys or first <= document.root.keys.get(section or "", Spot(0, 0)).line:
        return None
    start = lines[first - 1]
    places = [start + at for at in _starts(text[start:end], indent, section)]
    if len(places) != len(keys) or places[0] != start:
        return None
    if section is not None and any(
        lines[spots[key].line - 1] != at for key, at in zip(keys, places, strict=True)
    ):
        return None
    pieces = []
    line = first
    for key, at, stop in zip(keys, places, [*places[1:], end], strict=True):
        piece_text = text[at:stop]
        height = piece_text.count("\n")
        alone = _alone(document, section, key)
        record = alone.data[0] if section is None else alone.data[section]
        pieces.append(Piece(piece_text, key, alone, line, height, record))
        line += height
    ends = [*(piece.line for piece in pieces[1:]), line + 1]
    if section is None and not all(
        piece.line <= spots[piece.key].line < last for piece, last in zip(pieces, ends, strict=True)
    ):
        return None
    cut = _put_together(document, section, pieces, document, first, tail_line)
    return SourceFile(whole.name, whole.raw, cut, (), tuple(pieces), text[:start], text[end:], text)


def _line_starts(text: str) -> list[int]:
    starts = [0]
    at = text.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = text.find("\n", at + 1)
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


def _recut(
    path: Path,
    name: str,
    raw: bytes,
    section: str | None,
    before: SourceFile,
    written: Written | None,
) -> SourceFile | None:
    """The file after an edit inside its records; None where more has changed, or a new piece is not
    one record.
    """
    text, problems = decode(raw, name) if written is None else (written.text, [])
    if (
        text is None
        or problems
        or not isinstance(before.document, PiecedDocument)
        or not before.pieces
    ):
        return None
    old = before.pieces
    starts = before.starts or Starts.of(map(len, map(TEXT, old)), len(before.head))
    same = _in_common(before.text, text, written)
    first, last, grown = _differing(before.text, text, starts, same)
    if first is None or last is None:
        return None
    base = before.document.base
    assert base is not None
    region = text[starts[first] : starts[last + 1] + grown]
    line = before.document.lines[old[first].key]
    indent = (base.root if section is None else base.root.children[section]).column - 1
    places = _starts(region, indent, section)
    if not places or places[0] != 0 or (last + 1 < len(old) and not region.endswith("\n")):
        return None
    if before.tail and last + 1 == len(old) and not region.endswith("\n"):
        return None
    known = {piece.text: piece for piece in old[first : last + 1]}
    pieces = list(old[:first])
    for at, stop in zip(places, [*places[1:], len(region)], strict=True):
        piece_text = region[at:stop]
        piece = known.get(piece_text) or _parsed(path, name, piece_text, section, line, base)
        if piece is None:
            return None
        pieces.append(piece)
        line += piece.height
    pieces += old[last + 1 :]
    like = Document(path, name, None, base.root, raw)
    if section is None:
        _number(pieces, range(first, last + 1 if len(pieces) == len(old) else len(pieces)))
    elif not _of_the_same_keys(pieces, old, first, last) and len(
        {piece.key for piece in pieces}
    ) != len(pieces):
        return None
    document = _edited_inside(
        like, before.document, old, pieces, range(first, last + 1)
    ) or _put_together(
        like, section, pieces, base, before.head.count("\n") + 1, before.document.tail
    )
    sha256 = written.sha256 if written is not None else ""
    return SourceFile(
        name,
        raw,
        document,
        (),
        tuple(pieces),
        before.head,
        before.tail,
        text,
        sha256,
        _starts_after(starts, old, pieces, range(first, last + 1)),
    )


def _starts_after(
    starts: Starts, old: Sequence[Piece], new: Sequence[Piece], places: range
) -> Starts | None:
    """Where the pieces begin after an edit at these places; None where their number has changed."""
    if len(new) != len(old):
        return None
    for at in places:
        starts = starts.after(at, len(new[at].text) - len(old[at].text))
    return starts


def _edited_inside(
    like: Document,
    before: PiecedDocument,
    old: Sequence[Piece],
    new: Sequence[Piece],
    places: range,
) -> PiecedDocument | None:
    """The document where the pieces at ``places`` were exchanged for others of the same key and
    height: what :func:`_put_together` gives, without going through the whole file. None for
    anything else.
    """
    if len(new) != len(old):
        return None
    if any(
        new[at].key != old[at].key
        or new[at].height != old[at].height
        or (before.section is not None and new[at].data.keys() != old[at].data.keys())
        for at in places
    ):
        return None
    by_key = {**before.pieces, **{new[at].key: new[at] for at in places}}
    data: Any
    if before.section is None:
        data = list(before.data)
        for at in places:
            data[at] = new[at].data
    else:
        entries = dict(before.data[before.section])
        for at in places:
            entries.update(new[at].data)
        data = {**before.data, before.section: entries}
    return replace(before, raw=like.raw, data=data, pieces=by_key)


def _of_the_same_keys(new: Sequence[Piece], old: Sequence[Piece], first: int, last: int) -> bool:
    """Whether the pieces between are those that stood there before, as far as their keys go."""
    if len(new) != len(old):
        return False
    return all(new[index].key == old[index].key for index in range(first, last + 1))


def _number(pieces: list[Piece], places: range) -> None:
    """Has the pieces at these places of a list say where they stand now."""
    for at in places:
        if pieces[at].key != at:
            pieces[at] = _renumbered(pieces[at], at)


def _renumbered(piece: Piece, at: int) -> Piece:
    """The same piece at another place of its list; what is known of it stays known."""
    return Piece(piece.text, at, piece.document, piece.line, piece.height, piece.data, piece._known)


def _in_common(old: str, new: str, written: Written | None) -> tuple[int, int]:
    """How many characters two texts have in common at their beginning and at their end, at least;
    who wrote the new one knows it.
    """
    if written is not None and written.since is old:
        return written.front, written.behind
    return _common_prefix(old, new), _common_suffix(old, new)


def _differing(
    old: str, new: str, starts: Sequence[int], common: tuple[int, int]
) -> tuple[int | None, int | None, int]:
    """The first and the last piece that an edit may have touched, and by how many characters the
    text has grown.

    ``starts`` are the places of the pieces in ``old``, and where the last one ends; ``common`` is
    what the texts share at both ends. None where something besides the pieces was edited.
    """
    same, behind = common
    most = min(len(old), len(new)) - same
    behind = min(most, behind)
    end = len(old) - behind
    if same < starts[0] or end > starts[-1]:
        return None, None, 0
    # What is put in at the very end of a piece may belong to it.
    first = max(0, bisect_left(starts, same) - 1)
    last = min(bisect_right(starts, end) - 1, len(starts) - 2)
    return first, max(first, last), len(new) - len(old)


CHUNK = 1 << 14


def _common_prefix(one: str, other: str) -> int:
    """How many characters two texts have in common at their beginning."""
    at = 0
    while at < len(one) and one.startswith(other[at : at + CHUNK], at):
        at += CHUNK
    at = min(at, len(one), len(other))
    size = CHUNK
    while size:
        if one[at : at + size] == other[at : at + size] and at + size <= min(len(one), len(other)):
            at += size
        size //= 2
    return at


def _common_suffix(one: str, other: str) -> int:
    """How many characters two texts have in common at their end."""
    most = min(len(one), len(other))
    at = 0
    while at + CHUNK <= most:
        there = at + CHUNK
        if not one.startswith(other[len(other) - there : len(other) - at], len(one) - there):
            break
        at = there
    size = CHUNK
    while size:
        there = at + size
        if (
            there <= most
            and one[len(one) - there : len(one) - at] == other[len(other) - there : len(other) - at]
        ):
            at = there
        size //= 2
    return at


def _parsed(
    path: Path, name: str, text: str, section: str | None, line: int, base: Document
) -> Piece | None:
    """A new piece, parsed alone; None where it is anything but one record without a fault of
    writing.
    """
    if BREAKS.search(text) or MARKERS.search(text):
        return None
    data, root, problems = parse(text, name, depth=0 if section is None else 1, line=line)
    if root is None or problems:
        return None
    height = text.count("\n")
    if section is None:
        if not isinstance(data, list) or len(data) != 1 or not isinstance(data[0], dict):
            return None
        root = base.root._replace(children=root.children)
        return Piece(text, 0, Document(path, name, data, root, b""), line, height, data[0])
    if not isinstance(data, dict) or len(root.keys) != 1:
        return None
    (key,) = root.keys
    outer = Spot(base.root.line, base.root.column, "", {}, {section: root})
    return Piece(text, key, Document(path, name, {section: data}, outer, b""), line, height, data)


def _put_together(
    like: Document,
    section: str | None,
    pieces: Sequence[Piece],
    base: Document,
    first: int,
    tail: int,
) -> PiecedDocument:
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
