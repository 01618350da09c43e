"""A survey: the mean of the valid votes (R13, R35)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import Field

from scoring.rules.base import ZERO, Facts, FactsType, Outcome, Rule, declare, given, unknown, word
from scoring.values import Count, Exact, Text, format_distinct, format_short


class SurveyFacts(Facts):
    """``{votes: {满意: 120}}``: valid votes only."""

    votes: dict[Text, Count]


@declare
class Survey(Rule[SurveyFacts]):
    """points × mean of the votes ÷ 100, each option worth 0 to 100."""

    type: Literal["survey"]
    options: dict[Text, Exact] = Field(min_length=1)
    title: ClassVar[str] = "测评得分"
    finding: ClassVar[FactsType] = SurveyFacts
    example: ClassVar[str] = "{votes: {满意: 120, 基本满意: 30}}"

    def names(self) -> tuple[str, ...]:
        return tuple(self.options)

    def form(self, points: Fraction) -> str:
        first = self.names()[0]
        votes = ", ".join(f"{word(name)}: {100 if name == first else 0}" for name in self.names())
        return f"{{votes: {{{votes}}}}}"

    def flaws(self) -> Iterator[tuple[str, str]]:
        for name, worth in self.options.items():
            # Options are on the hundred-point scale of R13; more
            # would let a survey exceed its points.
            if worth > 100:
                yield "T006", f"选项“{name}”的分值 {format_short(worth)} 超过 100"

    def vet(self, facts: SurveyFacts, points: Fraction) -> Iterator[str]:
        yield from unknown(list(facts.votes), self.names(), "选项")
        if not sum(facts.votes.values()):
            # Nobody asked is not nobody satisfied: no votes are unassessed, not a score of nothing.
            yield "没有有效票：没有开展测评的不填认定，不适用的写明理由"

    def score(self, facts: SurveyFacts, points: Fraction) -> Outcome:
        cast = sum(facts.votes.values())
        # Spoilt votes are not among the facts, so that they weigh on nothing.
        mean = sum((self.options[name] * votes for name, votes in facts.votes.items()), ZERO) / cast
        score = points * mean / 100
        shown = format_distinct(mean, ZERO, Fraction(100))
        votes = self.quantity("votes", label="有效票", unit="张")
        return Outcome(
            score,
            f"{votes.label} {votes.count(str(cast))}，平均 {shown} 分（百分制），"
            f"{given(score, points)}",
        )

    def describe(self, points: Fraction) -> str:
        return "按有效票平均分（百分制）折算：" + "、".join(
            f"{name} {format_short(worth)}" for name, worth in self.options.items()
        )
