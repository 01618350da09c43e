"""The doubts of an import as people read them: grouped by kind, the gravest first, equal ones
counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from scoring.indicators.importing.notices import CATALOGUE, Notice, weight
from scoring.values import first_few

# Enough to see what they are; a person checks the kind, not each of them.
_SHOWN = 3
_PLACES = 40
_QUOTED = re.compile(r"“[^”]*”")


def grouped(notices: Sequence[Notice]) -> list[str]:
    """Return the lines of the report: for each kind its title, count and advice, then its doubts.

    Of doubts that are alike the first three stand there with their words, the others with their
    places; one that is unlike the rest of its kind is always shown.
    """
    kinds: dict[str, list[Notice]] = {}
    for notice in notices:
        kinds.setdefault(notice.rule, []).append(notice)
    lines = []
    for rule in sorted(kinds, key=lambda rule: (-weight(rule), rule)):
        entry = CATALOGUE[rule]
        lines.append(f"  {rule} {entry.title}（{len(kinds[rule])} 处）。{entry.advice}")
        lines.extend(f"    {line}" for line in _of_kind(kinds[rule]))
    return lines


def _of_kind(notices: Sequence[Notice]) -> Iterable[str]:
    shapes: dict[str, list[Notice]] = {}
    for notice in notices:
        shapes.setdefault(_shape(notice), []).append(notice)
    # The odd ones first: they are what the others would hide.
    for alike in sorted(shapes.values(), key=len):
        for notice in alike[:_SHOWN]:
            yield f"{notice.where}  {notice.what}→{notice.did}"
        rest = alike[_SHOWN:]
        if rest:
            places = list(dict.fromkeys(notice.where for notice in rest))
            yield f"另有 {len(rest)} 处相同：{first_few(places, _PLACES, '等')}"


def _shape(notice: Notice) -> str:
    """Return what two doubts share that differ only in the words they quote and in numbers."""
    return re.sub(r"\d+", "#", _QUOTED.sub("“”", f"{notice.what}→{notice.did}"))
