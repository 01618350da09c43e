"""Which lines of a tree's text a change touched, so that it can be taken back whole.

The journal keeps a tree by its digest alone: an indicator may carry hundreds of lines. A change of
it notes the lines that differ, with a few around them; from these an indicator comes back with all
below it, its comments and the points of its neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LINES = "lines"
"""The key of the journal's line: by file, the text ``before`` and ``after``."""
AROUND = 3
"""So many lines around a change tell where it stands, also once others changed another place."""
LONGEST = 60_000
"""Characters. A longer change is another edition rather than a slip, and would swell the journal."""

Noted = Mapping[str, Mapping[str, str]]


def lines_between(name: str, before: str, after: str) -> dict[str, dict[str, str]]:
    """What :func:`put_back` needs to make ``before`` of ``after`` again; empty for a change that is
    too long to be kept.
    """
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    shortest = min(len(old), len(new))
    top = 0
    while top < shortest and old[top] == new[top]:
        top += 1
    bottom = 0
    while bottom < shortest - top and old[-1 - bottom] == new[-1 - bottom]:
        bottom += 1
    start, rest = max(0, top - AROUND), max(0, bottom - AROUND)
    texts = {
        "before": "".join(old[start : len(old) - rest]),
        "after": "".join(new[start : len(new) - rest]),
    }
    if sum(map(len, texts.values())) > LONGEST:
        return {}
    return {name: texts}


def noted_lines(entry: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """By file, the text before and after that a line of the journal notes; none where it is damaged."""
    noted = entry.get(LINES)
    if not isinstance(noted, dict):
        return {}
    return {
        str(name): (str(texts.get("before", "")), str(texts.get("after", "")))
        for name, texts in noted.items()
        if isinstance(texts, dict)
    }


def put_back(text: str, before: str, after: str) -> str | None:
    """The text with ``before`` where ``after`` stands; None where it does not stand any more, or
    more than once.
    """
    if not after or text.count(after) != 1:
        return None
    return text.replace(after, before)
