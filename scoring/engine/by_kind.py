"""模拟 and 核验 apart: what mocks gave and what inspections gave, side by side and never added up.

The tracks of an assessment mix the two, since a mock verifies until a real inspection covers the
leaf. Here the same round is verified once by its mocks alone and once by its inspections alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from scoring.engine.assessment import Assessment, assess
from scoring.engine.totals import TrackTotal
from scoring.rounds.verification import verifying

Kind = Literal["mock", "inspection"]


@dataclass(frozen=True, slots=True)
class ByKind:
    """A round as its mocks verify it and as its inspections do; None where none of a kind has
    marked anything.
    """

    mock: Assessment | None
    inspection: Assessment | None

    @property
    def both(self) -> bool:
        """Whether mocks and inspections stand side by side."""
        return self.mock is not None and self.inspection is not None

    def total(self, kind: Kind) -> TrackTotal | None:
        """The track of a kind for the whole."""
        found = self._of(kind)
        if found is not None:
            return found.totals["verified"]
        return None

    def score(self, kind: Kind, code: str) -> Fraction | None:
        """What a kind gave a node; None where it looked at nothing there."""
        found = self._of(kind)
        if found is not None:
            return found.by_code[code].marks.verified
        return None

    def _of(self, kind: Kind) -> Assessment | None:
        if kind == "mock":
            return self.mock
        return self.inspection


def by_kind(assessment: Assessment) -> ByKind:
    """The two kinds of verification of an assessed round, apart."""
    current = assessment.round
    if assessment.kept is not None:
        chosen = verifying(assessment.kept.rounds, current)
    else:
        chosen = []
    kinds = {item.kind for item in chosen if item.findings or item.unscored}
    if len(kinds) < 2:
        only = assessment if assessment.totals["verified"] is not None else None
        return ByKind(
            only if kinds == {"mock"} else None, only if kinds == {"inspection"} else None
        )
    supports = {
        item.node.code: item.leaf.support for item in assessment.nodes if item.leaf is not None
    }
    apart: dict[Kind, Assessment | None] = {}
    of_kinds: tuple[Kind, ...] = ("mock", "inspection")
    for kind in of_kinds:
        rounds = [current, *(item for item in chosen if item.kind == kind)]
        found = assess(assessment.tree, current, rounds, supports)
        apart[kind] = found if found.totals["verified"] is not None else None
    return ByKind(apart["mock"], apart["inspection"])
