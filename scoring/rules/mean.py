"""The mean over objects, each scored on a common full mark (R29)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from scoring.rules.base import ZERO, Facts, FactsType, Outcome, Rule, declare, given
from scoring.values import Exact, format_distinct, format_short


class MeanFacts(Facts):
    """``{values: […]}``: the score of each object."""

    values: Annotated[tuple[Exact, ...], Field(min_length=1)]


@declare
class Mean(Rule[MeanFacts]):
    """points × mean of the values ÷ ``full``."""

    type: Literal["mean"]
    full: Exact = Fraction(100)
    title: ClassVar[str] = "平均得分"
    finding: ClassVar[FactsType] = MeanFacts
    example: ClassVar[str] = "{values: [92, 88, 95]}"

    def flaws(self) -> Iterator[tuple[str, str]]:
        if self.full == 0:
            yield "T006", "full 不能是 0"

    def form(self, points: Fraction) -> str:
        shares = (Fraction(92, 100), Fraction(88, 100), Fraction(95, 100))
        return f"{{values: [{', '.join(format_short(share * self.full) for share in shares)}]}}"

    def vet(self, facts: MeanFacts, points: Fraction) -> Iterator[str]:
        for value in facts.values:
            # One object above full would hide the failures of others in the mean.
            if value > self.full:
                yield f"{format_short(value)} 超过满分 {format_short(self.full)}"

    def score(self, facts: MeanFacts, points: Fraction) -> Outcome:
        # Divided as a fraction: the mean of three objects is rarely a decimal number.
        mean = sum(facts.values, ZERO) / len(facts.values)
        score = points * mean / self.full
        name = self.quantity("values", unit="分")
        sentence = (
            f"{len(facts.values)} 个对象{name.label or ''}平均 "
            f"{name.count(format_distinct(mean, ZERO, self.full))}"
        )
        sentence += f"（满分 {format_short(self.full)}）"
        return Outcome(score, f"{sentence}，折算{given(score, points)}")

    def describe(self, points: Fraction) -> str:
        return f"各对象得分的平均数按满分 {format_short(self.full)} 折算"
