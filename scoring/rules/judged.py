"""The assessor's own judgement within a range, with its reason (R31)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar, Literal

from scoring.rules.base import ZERO, Facts, FactsType, Outcome, Rule, declare, given
from scoring.values import Exact, Text, format_short


class JudgedFacts(Facts):
    """``{score, reason}``."""

    score: Exact
    reason: Text


USUAL = Fraction(3, 2)
"""The score that examples give where the indicator has as many points."""


def example_score(low: Fraction, high: Fraction) -> Fraction:
    """A score from ``low`` to ``high`` that is not the highest."""
    if low <= USUAL < high:
        return USUAL
    return low + (high - low) * Fraction(4, 5)


@declare
class Judged(Rule[JudgedFacts]):
    """The score given, between ``min`` and ``max`` (the points of the indicator unless stated)."""

    type: Literal["judged"]
    # R31: texts allow an assessor a range, 扣1–3分 or 酌情扣分, and want a reason for the choice.
    min: Exact = ZERO
    max: Exact | None = None
    title: ClassVar[str] = "评议得分"
    finding: ClassVar[FactsType] = JudgedFacts
    example: ClassVar[str] = "{score: 1.5, reason: 理由}"

    def flaws(self) -> Iterator[tuple[str, str]]:
        if self.max is not None and self.max < self.min:
            yield "T006", "max 不能小于 min"

    def highest(self) -> Fraction | None:
        return self.max

    def form(self, points: Fraction) -> str:
        return f"{{score: {format_short(self.some_score(points))}, reason: 理由}}"

    def highest_score(self, points: Fraction) -> Fraction:
        """The highest score that may be given."""
        if self.max is not None:
            return min(points, self.max)
        return points

    def some_score(self, points: Fraction) -> Fraction:
        """A score that may be given and is not the highest, as an example."""
        return example_score(self.min, self.highest_score(points))

    def vet(self, facts: JudgedFacts, points: Fraction) -> Iterator[str]:
        top = self.highest_score(points)
        if not self.min <= facts.score <= top:
            yield f"评分 {format_short(facts.score)} 不在 {format_short(self.min)} 至 {format_short(top)} 之间"

    def score(self, facts: JudgedFacts, points: Fraction) -> Outcome:
        return Outcome(
            facts.score,
            f"评议：{facts.reason.rstrip('。')}，{given(facts.score, points, stated=True)}",
        )

    def describe(self, points: Fraction) -> str:
        top = self.highest_score(points)
        return f"在 {format_short(self.min)} 至 {format_short(top)} 分之间评定"
