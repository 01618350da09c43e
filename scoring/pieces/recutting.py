"""A cut file after an edit inside its records: only what is new between both ends is parsed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from scoring.pieces.cutting import put_together, record_starts, uncuttable
from scoring.pieces.model import Piece, PiecedDocument, SourceFile, Starts, Written
from scoring.spots import Spot
from scoring.yamlio import Document, parse

CHUNK = 1 << 14


def cut_again(
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
    cut, old = before.document, before.pieces
    if not isinstance(cut, PiecedDocument) or not old:
        return None
    assert cut.base is not None
    starts = before.starts or Starts.of(map(_size, old), len(before.head.encode("utf-8")))
    edited = _edited_places(raw, before, starts, written)
    if edited is None:
        return None
    grown = len(raw) - len(before.raw)
    try:
        # All that may be new lies in here: the rest is bytes of a file that could be read.
        region = raw[starts[edited.start] : starts[edited.stop] + grown].decode("utf-8")
    except UnicodeDecodeError:
        return None
    at_end = edited.stop == len(old)
    # What follows begins a line of its own: the next record, or the head behind the last one.
    if not region.endswith("\n") and (not at_end or before.tail):
        return None
    by_text = {piece.text: piece for piece in old[edited.start : edited.stop]}
    fresh = _pieces_of(region, path, name, section, cut, old[edited.start], by_text)
    if fresh is None:
        return None
    pieces = [*old[: edited.start], *fresh, *old[edited.stop :]]
    if section is None:
        # Behind a record that came or went every other stands at another place of the list.
        same_count = len(pieces) == len(old)
        _number(pieces, range(edited.start, edited.stop if same_count else len(pieces)))
    elif not _of_the_same_keys(pieces, old, edited) and not _keys_differ(pieces):
        return None
    like = Document(path, name, None, cut.base.root, raw)
    document = _edited_inside(like, cut, old, pieces, edited)
    if document is None:
        first = before.head.count("\n") + 1
        document = put_together(like, section, pieces, cut.base, first, cut.tail)
    return SourceFile(
        name,
        raw,
        document,
        (),
        tuple(pieces),
        before.head,
        before.tail,
        written.sha256 if written is not None else "",
        _starts_after(starts, old, pieces, edited),
    )


def _pieces_of(
    region: str,
    path: Path,
    name: str,
    section: str | None,
    cut: PiecedDocument,
    first: Piece,
    known: Mapping[str, Piece],
) -> list[Piece] | None:
    """The pieces of an edited region, which begins where the piece ``first`` did; None where it
    does not begin with a record, or one of them cannot stand alone.
    """
    base = cut.base
    assert base is not None
    outer = base.root if section is None else base.root.children[section]
    places = record_starts(region, outer.column - 1, section)
    if not places or places[0] != 0:
        return None
    pieces = []
    line = cut.lines[first.key]
    for place, stop in zip(places, [*places[1:], len(region)], strict=True):
        text = region[place:stop]
        piece = known.get(text) or _parsed(path, name, text, section, line, base)
        if piece is None:
            return None
        pieces.append(piece)
        line += piece.height
    return pieces


def _starts_after(
    starts: Starts, old: Sequence[Piece], new: Sequence[Piece], places: range
) -> Starts | None:
    """Where the pieces begin after an edit at these places; None where their number has changed."""
    if len(new) != len(old):
        return None
    for place in places:
        starts = starts.after(place, _size(new[place]) - _size(old[place]))
    return starts


def _size(piece: Piece) -> int:
    """The bytes of a piece in its file."""
    return len(piece.text.encode("utf-8"))


def _edited_inside(
    like: Document,
    before: PiecedDocument,
    old: Sequence[Piece],
    new: Sequence[Piece],
    places: range,
) -> PiecedDocument | None:
    """The document where the pieces at ``places`` were exchanged for others of the same key and
    height: what :func:`put_together` gives, without going through the whole file. None for
    anything else.
    """
    if len(new) != len(old):
        return None
    in_map = before.section is not None
    if not all(_in_place_of(new[place], old[place], in_map=in_map) for place in places):
        return None
    by_key = {**before.pieces, **{new[place].key: new[place] for place in places}}
    data: Any
    if before.section is None:
        data = list(before.data)
        for place in places:
            data[place] = new[place].data
    else:
        entries = dict(before.data[before.section])
        for place in places:
            entries.update(new[place].data)
        data = {**before.data, before.section: entries}
    return replace(before, raw=like.raw, data=data, pieces=by_key)


def _in_place_of(new: Piece, old: Piece, *, in_map: bool) -> bool:
    """Whether a piece takes the place of another without moving anything else."""
    if new.key != old.key or new.height != old.height:
        return False
    return not in_map or bool(new.data.keys() == old.data.keys())


def _of_the_same_keys(new: Sequence[Piece], old: Sequence[Piece], places: range) -> bool:
    """Whether the pieces at these places are those that stood there before, as far as their keys
    go.
    """
    if len(new) != len(old):
        return False
    return all(new[place].key == old[place].key for place in places)


def _keys_differ(pieces: Sequence[Piece]) -> bool:
    """Whether no two pieces have one key."""
    return len({piece.key for piece in pieces}) == len(pieces)


def _number(pieces: list[Piece], places: range) -> None:
    """Has the pieces at these places of a list say where they stand now."""
    for place in places:
        if pieces[place].key != place:
            pieces[place] = _renumbered(pieces[place], place)


def _renumbered(piece: Piece, at: int) -> Piece:
    """The same piece at another place of its list; what is known of it stays known."""
    return Piece(piece.text, at, piece.document, piece.line, piece.height, piece.data, piece._known)


def _in_common(old: bytes, new: bytes, written: Written | None) -> tuple[int, int]:
    """How many bytes two files have in common at their beginning and at their end, at least; who
    wrote the new one knows it.
    """
    if written is not None and written.since is old:
        return written.front, written.behind
    return _common_prefix(old, new), _common_suffix(old, new)


def _edited_places(
    raw: bytes, before: SourceFile, starts: Sequence[int], written: Written | None
) -> range | None:
    """The places of the pieces that an edit may have touched; None where something besides the
    pieces was edited.

    ``starts`` are the places of the pieces in the bytes before, and where the last one ends.
    """
    old = before.raw
    same, behind = _in_common(old, raw, written)
    # Both ends may claim the same bytes, where the edit repeats what stands beside it.
    behind = min(min(len(old), len(raw)) - same, behind)
    end = len(old) - behind
    if same < starts[0] or end > starts[-1]:
        return None
    # What is put in at the very end of a piece may belong to it.
    first = max(0, bisect_left(starts, same) - 1)
    last = min(bisect_right(starts, end) - 1, len(starts) - 2)
    return range(first, max(first, last) + 1)


def _common_prefix(one: bytes, other: bytes) -> int:
    """How many bytes two files have in common at their beginning."""
    length = 0
    while length < len(one) and one.startswith(other[length : length + CHUNK], length):
        length += CHUNK
    length = min(length, len(one), len(other))
    size = CHUNK
    while size:
        if one[length : length + size] == other[length : length + size] and length + size <= min(
            len(one), len(other)
        ):
            length += size
        size //= 2
    return length


def _common_suffix(one: bytes, other: bytes) -> int:
    """How many bytes two files have in common at their end."""
    most = min(len(one), len(other))
    length = 0
    while length + CHUNK <= most:
        longer = length + CHUNK
        if not one.startswith(other[len(other) - longer : len(other) - length], len(one) - longer):
            break
        length = longer
    size = CHUNK
    while size:
        longer = length + size
        if (
            longer <= most
            and one[len(one) - longer : len(one) - length]
            == other[len(other) - longer : len(other) - length]
        ):
            length = longer
        size //= 2
    return length


def _parsed(
    path: Path, name: str, text: str, section: str | None, line: int, base: Document
) -> Piece | None:
    """A new piece, parsed alone; None where it is anything but one record without a fault of
    writing.
    """
    if uncuttable(text):
        return None
    data, root, problems = parse(text, name, depth=0 if section is None else 1, line=line)
    if root is None or problems:
        return None
    height = text.count("\n")
    if section is None:
        if not _is_one_record(data):
            return None
        root = base.root._replace(children=root.children)
        return Piece(text, 0, Document(path, name, data, root, b""), line, height, data[0])
    if not isinstance(data, dict) or len(root.keys) != 1:
        return None
    (key,) = root.keys
    outer = Spot(base.root.line, base.root.column, "", {}, {section: root})
    return Piece(text, key, Document(path, name, {section: data}, outer, b""), line, height, data)


def _is_one_record(data: Any) -> bool:
    return isinstance(data, list) and len(data) == 1 and isinstance(data[0], dict)
