"""Two people changed one record: their changes put together field by field,
against what both had seen.

Values are compared as the file holds them (text, lists, maps); those of an author may be dates,
numbers and truth values. A field that both changed to different things is a conflict, but for three
kinds of lists: items that are known by a key are merged one by one, and a history only grows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from scoring.storage import DROP
from scoring.storage.records import plain

Keyed = Callable[[Mapping[str, Any]], Any]
KEYED: Mapping[str, Keyed] = {
    "proves": lambda item: (item.get("indicator"), item.get("item"), item.get("tree")),
    "measures": lambda item: item.get("text"),
}
"""Lists whose items are known by something: what it is."""
GROWING = frozenset({"events"})
"""Histories: nothing that stands in them is changed or taken out."""
UNKNOWN: Any = object()
"""As the base of a field: nobody knows what the author saw."""


@dataclass(slots=True)
class Merge:
    """The fields to write, and those that cannot be put together."""

    fields: dict[str, Any] = field(default_factory=dict)
    conflicts: list[str] = field(default_factory=list)


def merged(
    base: Mapping[str, Any] | None, theirs: Mapping[str, Any], mine: Mapping[str, Any]
) -> Merge:
    """``mine`` (the fields that the author sets, ``DROP`` for one taken out) put into ``theirs``,
    what stands now.

    ``base`` is what the author saw, None where nobody knows. Fields that stand as wanted already
    are left out.
    """
    result = Merge()
    for key, wanted in mine.items():
        seen = UNKNOWN if base is None else base.get(key, DROP)
        value, clash = _field(key, seen, theirs.get(key, DROP), wanted)
        if clash:
            result.conflicts.append(key)
        elif plain(value) != plain(theirs.get(key, DROP)):
            result.fields[key] = value
    return result


def _field(key: str, base: Any, theirs: Any, mine: Any) -> tuple[Any, bool]:
    """The value of one field, and whether the two sides clash."""
    seen, stands, wanted = plain(base), plain(theirs), plain(mine)
    # Both did the same: nothing to ask anybody.
    if wanted == stands:
        return theirs, False
    if key in GROWING:
        return _grown(base, theirs, mine)
    if wanted == seen:
        return theirs, False
    if stands == seen:
        return mine, False
    if key in KEYED and base is not UNKNOWN:
        return _items(
            KEYED[key],
            *(value if isinstance(value, list) else [] for value in (base, theirs, mine)),
        )
    return mine, True


def _grown(base: Any, theirs: Any, mine: Any) -> tuple[Any, bool]:
    """A history with the new entries of both sides, in the order of their days; and whether the
    two cannot be joined, because ``mine`` would lose an entry.
    """
    seen, stands, wanted = (
        value if isinstance(value, list) else [] for value in (base, theirs, mine)
    )
    standing = [plain(item) for item in stands]
    proposed = [plain(item) for item in wanted]
    # What the author saw is unknown where the journal does not reach back: then all that stands.
    known = standing if base is UNKNOWN else [plain(item) for item in seen]
    # A step that the author saw and left out would be deleted
    # by the merge; it is corrected instead.
    if any(item not in proposed for item in known):
        return mine, True
    new = [item for item in wanted if plain(item) not in standing]
    # Sorting keeps the order of equal days, so that steps of one day stay as they were taken.
    return sorted([*stands, *new], key=_day), False


def _day(item: Any) -> str:
    if isinstance(item, Mapping):
        return str(plain(item).get("on", ""))
    return ""


def _items(key_of: Keyed, base: list[Any], theirs: list[Any], mine: list[Any]) -> tuple[Any, bool]:
    """Three lists of maps, item by item; each item field by field."""
    sides = [_by_key(key_of, side) for side in (base, theirs, mine)]
    if any(side is None for side in sides):
        return mine, True
    seen, stands, wanted = (side or {} for side in sides)
    merged_items = []
    for key in {**stands, **wanted}:
        item, clash = _item(seen.get(key), stands.get(key), wanted.get(key))
        if clash:
            return mine, True
        if item is not None:
            merged_items.append(item)
    return merged_items, False


def _by_key(key_of: Keyed, items: list[Any]) -> dict[Any, Any] | None:
    """The items by their key; None where a key stands twice, so that nobody can tell them apart."""
    by_key: dict[Any, Any] = {}
    for item in items:
        if not isinstance(item, Mapping):
            return None
        key = key_of(plain(item))
        if key in by_key:
            return None
        by_key[key] = item
    return by_key


def _item(base: Any, theirs: Any, mine: Any) -> tuple[Any, bool]:
    if plain(theirs) == plain(mine) or plain(mine) == plain(base):
        return theirs, False
    if plain(theirs) == plain(base):
        return mine, False
    if not (
        isinstance(base, Mapping) and isinstance(theirs, Mapping) and isinstance(mine, Mapping)
    ):
        return mine, True  # one side took it out, the other changed it
    item = dict(theirs)
    for key in {**base, **mine}:
        value, clash = _field("", base.get(key, DROP), theirs.get(key, DROP), mine.get(key, DROP))
        if clash:
            return mine, True
        if value is DROP:
            item.pop(key, None)
        else:
            item[key] = value
    return item, False
