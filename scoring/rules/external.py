"""A score that another assessment has given, converted (R34)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar, Literal

from scoring.rules.base import Facts, FactsType, Outcome, Rule, declare, given
from scoring.values import Exact, format_short


class ExternalFacts(Facts):
    """``{score}``: as the other assessment published it."""

    score: Exact


@declare
class External(Rule[ExternalFacts]):
    """points × score ÷ ``full``."""

    type: Literal["external"]
    full: Exact = Fraction(100)
    title: ClassVar[str] = "引用得分"
    finding: ClassVar[FactsType] = ExternalFacts
    example: ClassVar[str] = "{score: 92.5}"

    def flaws(self) -> Iterator[tuple[str, str]]:
        if self.full == 0:
            yield "T006", "full 不能是 0"

    def form(self, points: Fraction) -> str:
        return f"{{score: {format_short(self.full * Fraction(925, 1000))}}}"

    def vet(self, facts: ExternalFacts, points: Fraction) -> Iterator[str]:
        # More than full would hand over points that this indicator does not have.
        if facts.score > self.full:
            yield f"{format_short(facts.score)} 超过满分 {format_short(self.full)}"

    def score(self, facts: ExternalFacts, points: Fraction) -> Outcome:
        score = points * facts.score / self.full
        name = self.quantity("score", label="引用得分")
        return Outcome(
            score,
            f"{name.label} {name.count(format_short(facts.score))}（满分 {format_short(self.full)}），"
            f"折算{given(score, points)}",
        )

    def describe(self, points: Fraction) -> str:
        return (
            f"{self.quantity('score', label='引用其他考核的得分').label}，按满分 "
            f"{format_short(self.full)} 折算"
        )
