"""A grade chosen from a table, each a share of the points (R13)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import Field

from scoring.rules.base import Facts, FactsType, Outcome, Rule, declare, given, unknown, word
from scoring.values import Share, Text, percent


class GradeFacts(Facts):
    """``{grade: 良}``."""

    grade: Text


@declare
class Grade(Rule[GradeFacts]):
    """The share of the points that the grade stands for."""

    type: Literal["grade"]
    grades: dict[Text, Share] = Field(min_length=1)
    title: ClassVar[str] = "等次得分"
    finding: ClassVar[FactsType] = GradeFacts
    example: ClassVar[str] = "{grade: 良}"

    def names(self) -> tuple[str, ...]:
        return tuple(self.grades)

    def form(self, points: Fraction) -> str:
        return f"{{grade: {word(self.names()[0])}}}"

    def vet(self, facts: GradeFacts, points: Fraction) -> Iterator[str]:
        # Never the nearest grade instead: a slip of the pen would then be worth points.
        yield from unknown([facts.grade], self.names(), "等次")

    def score(self, facts: GradeFacts, points: Fraction) -> Outcome:
        share = self.grades[facts.grade]
        score = points * share
        return Outcome(
            score, f"等次为“{facts.grade}”，按 {percent(share)} 计，{given(score, points)}"
        )

    def describe(self, points: Fraction) -> str:
        return "按等次得分：" + "、".join(
            f"{name} {percent(share)}" for name, share in self.grades.items()
        )
