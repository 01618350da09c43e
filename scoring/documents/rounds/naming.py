"""What rounds are called in a document for people who never type an id: kind, year, and place in
that year.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from scoring.inspection.history import Compared
from scoring.rounds.forms import KIND_NAMES
from scoring.rounds.model import Round
from scoring.views.words import chinese_number
from scoring.workspace import Workspace

Names = Mapping[str, str]
"""The name of each round by its id."""
_BRACKETS = re.compile(r"（([^（）]+)）")


def round_names(rounds: Iterable[Round]) -> Names:
    """2025年度自评, 2026年模拟测评; of several of a kind in a year 2026年第二次模拟测评, in the
    order of their days.
    """
    found = {item.id: item for item in rounds}
    years: dict[tuple[str, int], list[Round]] = {}
    for item in found.values():
        years.setdefault((item.kind, item.head.as_of.year), []).append(item)
    names = {}
    for (kind, year), group in years.items():
        for place, item in enumerate(sorted(group, key=lambda item: (item.head.as_of, item.id)), 1):
            if len(group) > 1:
                order = f"年第{chinese_number(place)}次"
            # A self-assessment is of a year; a mock or an inspection only happens in one.
            elif kind == "self":
                order = "年度"
            else:
                order = "年"
            names[item.id] = f"{year}{order}{KIND_NAMES[kind]}"
    return names


def names_of(workspace: Workspace, compared: Compared) -> Names:
    """The names of all rounds of a comparison; those of the workspace that are not compared count
    for the places.
    """
    used = (
        item for past in compared.pasts for item in (past.named, past.side.round, *past.side.checks)
    )
    return round_names([*workspace.rounds, *used])


def by_name(names: Names) -> Callable[[str], str]:
    """Puts names for the ids that stand in brackets in a sentence: 模拟核验（2026-mock）."""

    def told(found: re.Match[str]) -> str:
        parts = found[1].split("、")
        # Brackets that hold anything else are words of the sentence and stay.
        if all(part in names for part in parts):
            return f"（{'、'.join(names[part] for part in parts)}）"
        return found[0]

    return lambda text: _BRACKETS.sub(told, text)
