"""Volumes and page numbers of pieces: given once, then kept, so that what a report cites stays
true.

A page carries a label: ``15``, or ``15-1`` for a page that came later behind page 15. Labels run
through a volume.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scoring.problems import ScoringError

# Six figures: more pages than any volume has.
LABEL = re.compile(r"(\d{1,6})(?:-(\d{1,6}))?")
LabelKey = tuple[int, int]
"""A label as its number and the number behind the hyphen: 12-3 lies between 12 and 13."""
FIRST = (0, 0)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a piece lies: its volume, from 1, and the labels of its pages in order."""

    volume: int
    labels: tuple[str, ...]

    @property
    def span(self) -> str:
        """The pages in words: ``第15页`` or ``第15—18页``."""
        first, last = self.labels[0], self.labels[-1]
        if first == last:
            return f"第{first}页"
        return f"第{first}—{last}页"

    @property
    def cited(self) -> str:
        """As a report cites it: ``第3卷第15页``."""
        return f"第{self.volume}卷{self.span}"


@dataclass(frozen=True, slots=True)
class Bulk:
    """A piece to be numbered: its id, how many pages it has, and the group and leaf in whose volume
    it lies.
    """

    id: str
    pages: int
    group: str
    leaf: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A number that was given before: the volume, the label of the first page, and how many pages
    there were.
    """

    volume: int
    first: str
    pages: int = 1


class RenumberError(ScoringError):
    """The numbers that were given cannot be kept under this way of dividing into volumes."""


def label_key(label: str) -> LabelKey:
    """The order of labels: 15, 15-1, 15-2, 16. Raises ``ValueError`` for what is no label."""
    match = LABEL.fullmatch(label)
    if match is None:
        raise ValueError(label)
    return int(match[1]), int(match[2] or 0)


def number(bulks: Sequence[Bulk], kept: Mapping[str, Kept], most: int) -> dict[str, Place]:
    """Gives every piece its place. ``bulks`` in the order of the volumes; ``most`` pages make a
    volume full.

    What was numbered keeps its volume and first page; what is new goes behind the piece before it.
    :class:`RenumberError` is raised where two groups would have to share a volume.
    """
    volumes = _volumes(bulks, kept, most)
    places: dict[str, Place] = {}
    for volume in sorted(set(volumes.values())):
        inside = [bulk for bulk in bulks if volumes[bulk.id] == volume]
        gone = [
            item for ident, item in kept.items() if item.volume == volume and ident not in volumes
        ]
        labels = _labels(inside, kept, gone)
        places |= {ident: Place(volume, pages) for ident, pages in labels.items()}
    return places


def _volumes(bulks: Sequence[Bulk], kept: Mapping[str, Kept], most: int) -> dict[str, int]:
    """The volume of each piece by id."""
    volumes: dict[str, int] = {}
    owner: dict[int, str] = {}
    groups: dict[str, list[Bulk]] = {}
    for bulk in bulks:
        groups.setdefault(bulk.group, []).append(bulk)
        if bulk.id in kept:
            volume = kept[bulk.id].volume
            volumes[bulk.id] = volume
            if owner.setdefault(volume, bulk.group) != bulk.group:
                raise RenumberError(f"第{volume}卷")
    # New groups come behind all volumes that are bound already: their numbers are cited.
    last = max(volumes.values(), default=0)
    for inside in groups.values():
        if any(bulk.id in kept for bulk in inside):
            volumes |= _beside(inside, volumes)
        else:
            fresh = _filled(inside, most)
            volumes |= {ident: last + number for ident, number in fresh.items()}
            last += max(fresh.values(), default=0)
    return volumes


def _beside(inside: Sequence[Bulk], volumes: Mapping[str, int]) -> dict[str, int]:
    """New pieces of a group that has volumes: each goes where the piece before it lies, else the
    one behind it.
    """
    current = next(volumes[bulk.id] for bulk in inside if bulk.id in volumes)
    beside = {}
    for bulk in inside:
        current = volumes.get(bulk.id, current)
        beside[bulk.id] = current
    return beside


def _filled(inside: Sequence[Bulk], most: int) -> dict[str, int]:
    """Volumes from 1 for a group that has none. The pieces of one leaf stay together where a volume
    holds them.
    """
    filled: dict[str, int] = {}
    volume, used = 1, 0
    for parcel in _parcels(inside, most):
        pages = sum(bulk.pages for bulk in parcel)
        if used and used + pages > most:
            volume, used = volume + 1, 0
        for bulk in parcel:
            filled[bulk.id] = volume
        used += pages
    return filled


def _parcels(inside: Sequence[Bulk], most: int) -> Iterator[list[Bulk]]:
    """The pieces that must come to lie in one volume: those of a leaf, or each alone where no
    volume holds them all.
    """
    leaves: dict[str, list[Bulk]] = {}
    for bulk in inside:
        leaves.setdefault(bulk.leaf, []).append(bulk)
    for pieces in leaves.values():
        if sum(bulk.pages for bulk in pieces) <= most:
            yield pieces
        else:
            yield from ([bulk] for bulk in pieces)


def _labels(
    inside: Sequence[Bulk], kept: Mapping[str, Kept], gone: Sequence[Kept]
) -> dict[str, tuple[str, ...]]:
    """The labels of the pieces of one volume, by id. Those of pieces that are gone are not given
    again.
    """
    starts = {bulk.id: label_key(kept[bulk.id].first) for bulk in inside if bulk.id in kept}
    order = sorted([*starts.values(), *(label_key(item.first) for item in gone)])
    occupied = set(order)
    for item in gone:
        start = label_key(item.first)
        _run(start, _next(order, start), item.pages, occupied)
    labels: dict[str, tuple[str, ...]] = {}
    # Those with a number come first, so that no new piece takes a label of theirs.
    for bulk in inside:
        if bulk.id in starts:
            start = starts[bulk.id]
            labels[bulk.id] = _run(start, _next(order, start), bulk.pages, occupied)
    # What is new goes behind the piece before it, whatever number that one has.
    before = FIRST
    for bulk in inside:
        if bulk.id not in labels:
            end = _next(occupied, before)
            labels[bulk.id] = _behind(before, end, bulk.pages, occupied)
        before = label_key(labels[bulk.id][-1])
    return labels


def _next(labels: Iterable[LabelKey], start: LabelKey) -> LabelKey | None:
    """The first of these labels behind ``start``."""
    return min((other for other in labels if other > start), default=None)


def _run(
    start: LabelKey, end: LabelKey | None, pages: int, occupied: set[LabelKey]
) -> tuple[str, ...]:
    """The labels of a piece that begins at ``start``; ``end`` is where the next one begins.

    A piece that has grown beyond its room goes on with sub-numbers behind its last page.
    """
    base, sub = start
    run = [start]
    occupied.add(start)
    while len(run) < pages:
        following = (base, run[-1][1] + 1) if sub else (run[-1][0] + 1, 0)
        if end is not None and following >= end:
            return tuple(map(_label, [*run, *_subs(run[-1], pages - len(run), occupied)]))
        run.append(following)
        occupied.add(following)
    return tuple(map(_label, run))


def _behind(
    before: LabelKey, end: LabelKey | None, pages: int, occupied: set[LabelKey]
) -> tuple[str, ...]:
    """The labels of a new piece behind ``before``: whole numbers at the end of a volume,
    sub-numbers in the middle.
    """
    if end is None:
        keys = [(before[0] + step, 0) for step in range(1, pages + 1)]
        occupied.update(keys)
        return tuple(map(_label, keys))
    return tuple(map(_label, _subs(before, pages, occupied)))


def _subs(behind: LabelKey, pages: int, occupied: set[LabelKey]) -> list[LabelKey]:
    """The next free sub-numbers behind a page."""
    base, sub = behind
    keys: list[LabelKey] = []
    while len(keys) < pages:
        sub += 1
        if (base, sub) not in occupied:
            keys.append((base, sub))
            occupied.add((base, sub))
    return keys


def _label(key: LabelKey) -> str:
    if key[1]:
        return f"{key[0]}-{key[1]}"
    return str(key[0])
