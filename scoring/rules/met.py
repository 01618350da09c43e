"""All or nothing (R01): the criterion is met or it is not."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, Literal

from scoring.rules.base import Facts, FactsType, Outcome, Rule, declare, given
from scoring.values import Flag


class MetFacts(Facts):
    """``{met: true}``."""

    met: Flag


@declare
class Met(Rule[MetFacts]):
    """Full mark when met, nothing otherwise."""

    type: Literal["met"]
    title: ClassVar[str] = "达标得分"
    finding: ClassVar[FactsType] = MetFacts
    example: ClassVar[str] = "{met: true}"

    def score(self, facts: MetFacts, points: Fraction) -> Outcome:
        # R01, 不符合标准的本项即不得分: nothing for coming near.
        score = points if facts.met else Fraction(0)
        return Outcome(
            score,
            f"{self.quantity('met').label or ''}{'达到' if facts.met else '未达到'}标准，"
            f"{given(score, points)}",
        )

    def describe(self, points: Fraction) -> str:
        return "达到标准得满分，未达到不得分"
