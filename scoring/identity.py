"""Where two rows hold other objects: what stands as the same object need not be reckoned again.

Rows have thousands of places and one or two that differ, so the going through is left to the
interpreter's own loops.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import compress, count
from operator import is_not


def differing(one: Iterable[object], other: Iterable[object]) -> list[int]:
    """The places (from 0) at which two rows of one length hold different objects, equal or not."""
    if one is other:
        return []
    other_ones = list(map(is_not, one, other))
    # Mostly all are the same: to find that out costs a third less than to count along.
    if not any(other_ones):
        return []
    return list(compress(count(), other_ones))


def differing_keys(one: Mapping[str, object], other: Mapping[str, object]) -> set[str]:
    """The keys under which two maps hold different objects, or which one of them lacks."""
    if one is other:
        return set()
    # Mostly the same keys in the same order, and then the loops run without a step of Python.
    keys = list(one)
    if keys == list(other):
        return {keys[at] for at in differing(one.values(), other.values())}
    return {key for key, value in one.items() if other.get(key) is not value} | (
        other.keys() - one.keys()
    )
