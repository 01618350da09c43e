"""A change that the journal has and an edit by hand overtook: put into the file as it is now, record
by record, each where it is still as the change found it.

Nothing here writes: recovery writes what fits, and ``check`` says what would not.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scoring.problems import CannotError
from scoring.storage.records import LIST, RecordFile, Section

Entry = Mapping[str, Any]
"""A line of the journal."""
Leaves = Mapping[tuple[Any, ...], Any]
"""The single values of a record, by the way that leads to them."""


@dataclass(frozen=True, slots=True)
class Fitting:
    """What becomes of a file into which changes are put: its text (None where it cannot be read),
    the changes that go in now, and those that do not fit.
    """

    text: str | None
    placed: tuple[Entry, ...] = ()
    left: tuple[Entry, ...] = ()


def entries_of(lines: bytes, name: str) -> list[Entry]:
    """The lines of a write that speak of records of a file; the last one alone where none does."""
    entries = [json.loads(line) for line in lines.split(b"\n") if line]
    return [one for one in entries if any(_records_of(one, name))] or entries[-1:]


def fitted(text: str | None, name: str, entries: Sequence[Entry], *, on_top: bool) -> Fitting:
    """A file with the changes of ``entries`` put in, the oldest first.

    ``on_top``: the changes stood in the file before it was edited.
    """
    placed: list[Entry] = []
    left: list[Entry] = []
    # Several people's saves may have been written together: one that does not fit takes no other
    # along.
    for entry in entries:
        merged = None if text is None else _merged(text, name, entry, on_top=on_top)
        if merged is None:
            left.append(entry)
        elif merged != text:
            placed.append(entry)
            text = merged
    return Fitting(text, tuple(placed), tuple(left))


def stands_in(text: str, name: str, entry: Entry) -> bool:
    """Whether a file holds what a change brought; what was edited beside it does not matter.

    Raises ``ValueError`` or ``LookupError`` for a line that no change of ours has left.
    """
    before, after = _records_of(entry, name)
    if not before and not after:
        return False
    for address in {**before, **after}:
        section, key = split_address(address)
        file = RecordFile.of(name, text, section)
        new = after.get(address)
        if file.text_of(key) != new and not _holds(file, key, before.get(address), new):
            return False
    return True


def text_at(path: Path) -> str | None:
    """The text of a file; None where there is none, or none that can be read."""
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, ValueError):
        return None


def _records_of(entry: Entry, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The texts of a file's records before and after a change, by address, as its line has them."""
    before, after = (
        records if isinstance(records, dict) else {}
        for side in ("before", "after")
        for records in [(entry.get(side) or {}).get(name)]
    )
    return before, after


def _merged(text: str, name: str, entry: Entry, *, on_top: bool) -> str | None:
    """``text`` with the records of a change put in, each where it is still as the change found it;
    None where one is not.
    """
    before, after = _records_of(entry, name)
    if not before and not after:
        return None
    try:
        for address in {**before, **after}:
            section, key = split_address(address)
            file = RecordFile.of(name, text, section)
            old, new = before.get(address), after.get(address)
            stands = file.text_of(key)
            if stands == new:
                continue
            if stands != old:
                if _holds(file, key, old, new, on_top=on_top):
                    continue
                # Somebody has changed this very record by hand: which of the two is right, people
                # decide.
                return None
            text = (file.without(key) if new is None else file.with_text(key, new)).text
    except (ValueError, LookupError, CannotError):
        return None
    return text


def _holds(
    file: RecordFile, key: str, old: str | None, new: str | None, *, on_top: bool = False
) -> bool:
    """Whether a record that was edited holds the change from ``old`` to ``new`` all the same.

    Every value that the change touched has to be as it left it. Where the edit came ``on_top``, it
    may be a third one too: who edited had the change before him. Only a value as it was before
    shows an editor that saved its stale text over the change.
    """
    record = file.record(key)
    if record is None or new is None:
        return False
    if old is None and on_top:
        return True
    was = _leaves_of(file, key, old) if old is not None else {}
    became, stands = _leaves_of(file, key, new), dict(_leaves(record.data))
    touched = [way for way in {**was, **became} if _differ(was, became, way)]
    if on_top:
        return bool(touched) and all(_differ(was, stands, way) for way in touched)
    return bool(touched) and not any(_differ(became, stands, way) for way in touched)


def _differ(one: Leaves, other: Leaves, way: tuple[Any, ...]) -> bool:
    if (way in one) != (way in other):
        return True
    return bool(one.get(way) != other.get(way))


def _leaves_of(file: RecordFile, key: str, text: str) -> Leaves:
    """The values of a record with another text than it has in the file."""
    record = file.with_text(key, text).record(key)
    return dict(_leaves(record.data)) if record is not None else {}


def _leaves(data: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(data, dict) and data:
        for key, value in data.items():
            yield from _leaves(value, (*way, key))
    elif isinstance(data, list) and data:
        for at, value in enumerate(data):
            yield from _leaves(value, (*way, at))
    else:
        yield way, data


def address_of(section: Section, key: str) -> str:
    """How the journal names a record of a file: ``E0001``, ``findings/1.1.2``, ``/window`` for a
    key of the file.
    """
    if section is None:
        return key
    return f"{'/'.join(section)}/{key}"


def split_address(address: str) -> tuple[Section, str]:
    """The section and the key of an address of the journal."""
    if "/" not in address:
        return LIST, address
    section, key = address.split("/", 1)
    return ((section,) if section else ()), key
