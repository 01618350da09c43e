"""One line of the journal as it is read: each key that the program goes on with in the shape in which
it writes it.

Anybody can write into that file. A line that says something in another shape does not say it: what
cannot be meant is left out here, so that nobody who reads lines has to think of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

Entry = dict[str, Any]
_HALF_CHARACTER = re.compile(rb"\\u[dD][89a-fA-F]")
"""How half of a pair is written that may be no character at all. The program writes none."""


def entry_of(line: bytes) -> Entry | None:
    """The entry that a line holds; None where it cannot be read."""
    try:
        # An editor that saved the file may have put the mark of its encoding before it.
        entry = json.loads(line.decode("utf-8-sig"))
        if isinstance(entry, dict) and _HALF_CHARACTER.search(line):
            whole = json.dumps(entry, ensure_ascii=False).encode("utf-8", "replace")
            entry = json.loads(whole)
    except (ValueError, RecursionError):
        return None
    return in_shape(entry) if isinstance(entry, dict) else None


def in_shape(entry: Entry) -> Entry:
    """The entry itself, without what has another shape than the program writes."""
    for key, shape in _SHAPES.items():
        if key in entry:
            value = shape(entry[key])
            if value is None:
                del entry[key]
            else:
                entry[key] = value
    return entry


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _texts(value: Any) -> list[str] | None:
    if not isinstance(value, list):
        return None
    return [one for one in value if isinstance(one, str)]


def _digests(value: Any) -> dict[str, str | None] | None:
    """The digest of each file, None for no file."""
    if not isinstance(value, dict):
        return None
    return {name: one for name, one in value.items() if one is None or isinstance(one, str)}


def _texts_of_files(value: Any) -> dict[str, dict[str, str]] | None:
    """The texts of records by file and address."""
    if not isinstance(value, dict):
        return None
    return {
        name: {address: text for address, text in texts.items() if isinstance(text, str)}
        for name, texts in value.items()
        if isinstance(texts, dict)
    }


_SHAPES: Mapping[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("at", "on", "by", "via", "do", "account", "owner", "save", "request"), _text),
    "records": _texts,
    **dict.fromkeys(("files", "was"), _digests),
    **dict.fromkeys(("before", "after"), _texts_of_files),
}
