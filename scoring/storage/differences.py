"""Which records differ between two states of a file, each with its text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from scoring.storage.layout import HELD_APART, sections_of
from scoring.storage.merging import address_of, split_address
from scoring.storage.records import RecordFile, Section
from scoring.storage.splice import DROP


@dataclass(frozen=True, slots=True)
class Differences:
    """The texts of the records that differ, by address as in the journal; one that came has no text
    before, one that went none after.
    """

    before: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, str] = field(default_factory=dict)


def differing_keys(before: RecordFile, after: RecordFile) -> list[str]:
    """The keys of the records that differ between two states of a file."""
    one: Mapping[str, Any]
    other: Mapping[str, Any]
    if before.whole or after.whole:
        # The text of a record is another where the file is written otherwise around it.
        one, other = before.data(), after.data()
    else:
        one, other = (
            {key: file.pieces[at].text for key, at in file.places.items()}
            for file in (before, after)
        )
    return [key for key in {**one, **other} if one.get(key, DROP) != other.get(key, DROP)]


def texts_between(name: str, old: str, new: str) -> Differences:
    """What differs between two texts of a file that holds records; "" for no file.

    Raises ``ValueError``, ``LookupError`` or ``TypeError`` (``YAMLError`` too) where one of them is
    no such file.
    """
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    for section in sections_of(name):
        earlier = RecordFile.of(name, old, section)
        later = RecordFile.of(name, new, section, earlier)
        for key in differing_keys(earlier, later):
            if section == () and key in HELD_APART:
                continue
            text, text_now = earlier.text_of(key), later.text_of(key)
            # A line end at the very end of the file is no change of its last record.
            if text == text_now:
                continue
            address = address_of(section, key)
            if text is not None:
                before[address] = text
            if text_now is not None:
                after[address] = text_now
    return Differences(before, after)


def texts_at(
    name: str,
    text: str,
    addresses: Iterable[str],
    kept: Mapping[tuple[str, Section], RecordFile] | None = None,
) -> list[str | None]:
    """The texts of records by their addresses, None where there is none. ``kept`` are files that
    were cut before. Raises as :func:`texts_between` does.
    """
    files: dict[Section, RecordFile] = {}
    texts = []
    for address in addresses:
        section, key = split_address(address)
        if section not in files:
            like = kept.get((name, section)) if kept is not None else None
            files[section] = RecordFile.of(name, text, section, like)
        texts.append(files[section].text_of(key))
    return texts
