"""模拟 and 核验 apart: what mocks gave and what inspections gave, side by side and never added up.

The tracks of an assessment mix the two, since a mock verifies until a real inspection covers the
leaf. Here the same round is verified once by its mocks alone and once by its inspections alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from scoring.engine.assessing import assess
from scoring.engine.assessment import Assessment
from scoring.engine.totals import TrackTotal
from scoring.rounds.verification import verifying

Kind = Literal["mock", "inspection"]


@dataclass(frozen=True, slots=True)
class ByKind:
    """A round as its mocks verify it and as its inspections do;
    None where none of a kind has marked anything.
    """

    mock: Assessment | None
    inspection: Assessment | None

    @property
    def both(self) -> bool:
        """Whether mocks and inspections stand side by side."""
        return self.mock is not None and self.inspection is not None

    def total(self, kind: Kind) -> TrackTotal | None:
        """The track of a kind for the whole."""
        assessment = self._of(kind)
        if assessment is not None:
            return assessment.totals["verified"]
        return None

    def score(self, kind: Kind, code: str) -> Fraction | None:
        """What a kind gave a node; None where it looked at nothing there."""
        assessment = self._of(kind)
        if assessment is not None:
            return assessment.by_code[code].marks.verified
        return None

    def _of(self, kind: Kind) -> Assessment | None:
        if kind == "mock":
            return self.mock
        return self.inspection


def by_kind(assessment: Assessment) -> ByKind:
    """The two kinds of verification of an assessed round, apart."""
    current = assessment.round
    chosen = verifying(assessment.kept.rounds, current) if assessment.kept is not None else []
    chosen = [item for item in chosen if item.findings or item.unscored]
    kinds = {item.kind for item in chosen}
    if len(kinds) < 2:
        # Of one kind alone the whole assessment is already what that kind says.
        only = _where_verified(assessment)
        return ByKind(only if "mock" in kinds else None, only if "inspection" in kinds else None)
    supports = {
        item.node.code: item.leaf.support for item in assessment.nodes if item.leaf is not None
    }

    def alone(kind: Kind) -> Assessment | None:
        rounds = [current, *(item for item in chosen if item.kind == kind)]
        return _where_verified(assess(assessment.tree, current, rounds, supports))

    return ByKind(alone("mock"), alone("inspection"))


def _where_verified(assessment: Assessment) -> Assessment | None:
    """An assessment in which anything was verified; else None."""
    return assessment if assessment.totals["verified"] is not None else None
