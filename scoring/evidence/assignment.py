"""Which requirement a piece carries that names none: at most one, so that most requirements are
met.

A requirement is met by ``min`` pieces or not at all, so the pieces are dealt out to whole
requirements: the largest set of them that can be met together, required ones before optional ones,
in the order of the tree where sets are equal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations

MOST_TRIED = 10
"""Up to so many requirements every set of them is tried; beyond that they are taken one by one."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A requirement that is still short of ``need`` pieces."""

    index: int
    need: int
    required: bool


def assign(options: Mapping[str, Sequence[int]], wanted: Sequence[Wanted]) -> dict[str, int]:
    """The requirement, by its index, of each piece that fits at least one.

    ``options``: the requirements that a piece fits, in the order of the tree. A piece that is
    needed for none carries the first that is still short, else the first that it fits.
    """
    pieces = {ident: options[ident] for ident in sorted(options) if options[ident]}
    short = [item for item in wanted if item.need > 0]
    placed = _best(pieces, short)
    missing = Counter({item.index: item.need for item in short})
    missing.subtract(placed.values())
    for ident, fitting in pieces.items():
        if ident not in placed:
            index = next((index for index in fitting if missing[index] > 0), fitting[0])
            placed[ident] = index
            missing[index] -= 1
    return placed


def _best(pieces: Mapping[str, Sequence[int]], short: Sequence[Wanted]) -> dict[str, int]:
    """The pieces of the best set of requirements that can be met together."""
    within_reach = [item for item in short if _fitting(pieces, item) >= item.need]
    chosen, placed = _one_by_one(pieces, within_reach)
    if len(chosen) == len(within_reach) or len(within_reach) > MOST_TRIED:
        return placed
    for subset in _by_worth(within_reach):
        whole = _deal(pieces, subset)
        if whole is not None:
            return whole
    return {}


def _fitting(pieces: Mapping[str, Sequence[int]], item: Wanted) -> int:
    return sum(item.index in fitting for fitting in pieces.values())


def _one_by_one(
    pieces: Mapping[str, Sequence[int]], within_reach: Sequence[Wanted]
) -> tuple[list[Wanted], dict[str, int]]:
    """Requirements added as long as all of them can be met: the best set where each wants one
    piece.
    """
    chosen: list[Wanted] = []
    placed: dict[str, int] = {}
    for item in sorted(within_reach, key=lambda item: (not item.required, item.need, item.index)):
        whole = _deal(pieces, [*chosen, item])
        if whole is not None:
            chosen.append(item)
            placed = whole
    return chosen, placed


def _by_worth(wanted: Sequence[Wanted]) -> Iterator[tuple[Wanted, ...]]:
    """Every set of requirements, those with most required ones first, then those with most optional
    ones.
    """
    required = [item for item in wanted if item.required]
    optional = [item for item in wanted if not item.required]
    for many in range(len(required), -1, -1):
        for few in range(len(optional), -1, -1):
            for firm in combinations(required, many):
                for spare in combinations(optional, few):
                    yield (*firm, *spare)


def _deal(pieces: Mapping[str, Sequence[int]], wanted: Iterable[Wanted]) -> dict[str, int] | None:
    """Enough pieces for each of these requirements, each piece used once; None where there are not
    enough.
    """
    slots = list(chain.from_iterable([item.index] * item.need for item in wanted))
    holder: dict[str, int] = {}  # the slot that holds a piece

    def take(slot: int, tried: set[str]) -> bool:
        for ident, fitting in pieces.items():
            if ident in tried or slots[slot] not in fitting:
                continue
            tried.add(ident)
            # A piece that another slot holds is free where that slot finds another one.
            if ident not in holder or take(holder[ident], tried):
                holder[ident] = slot
                return True
        return False

    for slot in range(len(slots)):
        if not take(slot, set()):
            return None
    return {ident: slots[slot] for ident, slot in holder.items()}
