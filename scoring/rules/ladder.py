"""Awards by level, the highest of each matter (R17): 同一事项按最高的计，不重复."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import Field

from scoring.rules.base import ZERO, Facts, FactsType, Outcome, Rule, declare, given, unknown, word
from scoring.schema import Record
from scoring.values import Exact, Text, format_short


class Award(Record):
    """One commendation of a matter at a level."""

    matter: Text
    level: Text


class LadderFacts(Facts):
    """``{awards: [{matter, level}]}``."""

    awards: tuple[Award, ...]


@declare
class Ladder(Rule[LadderFacts]):
    """The highest step of each matter, added up, at most the points of the indicator."""

    type: Literal["ladder"]
    steps: dict[Text, Exact] = Field(min_length=1)
    title: ClassVar[str] = "按层级得分"
    finding: ClassVar[FactsType] = LadderFacts
    example: ClassVar[str] = "{awards: [{matter: 事项, level: 省级}]}"

    def names(self) -> tuple[str, ...]:
        return tuple(self.steps)

    def form(self, points: Fraction) -> str:
        return f"{{awards: [{{matter: 事项, level: {word(self.names()[0])}}}]}}"

    def vet(self, facts: LadderFacts, points: Fraction) -> Iterator[str]:
        yield from unknown([award.level for award in facts.awards], self.names(), "层级")

    def best(self, facts: LadderFacts) -> dict[str, tuple[str, Fraction]]:
        """For each matter its highest level and that level's points,
        in the order of the finding.
        """
        found: dict[str, tuple[str, Fraction]] = {}
        for award in facts.awards:
            worth = self.steps[award.level]
            # One matter counts once, at its highest level (R17).
            if award.matter not in found or worth > found[award.matter][1]:
                found[award.matter] = (award.level, worth)
        return found

    def score(self, facts: LadderFacts, points: Fraction) -> Outcome:
        best = self.best(facts)
        total = sum((worth for _, worth in best.values()), ZERO)
        # The cap is the indicator's own; that of all bonus points comes later.
        score = min(total, points)
        if not best:
            return Outcome(ZERO, f"没有可计的事项，{given(ZERO, points)}")
        listed = "，".join(
            f"“{matter}”{level} {format_short(worth)} 分" for matter, (level, worth) in best.items()
        )
        dropped = len(facts.awards) - len(best)
        why = (
            listed
            + (f"（同一事项取最高，{dropped} 次不重复计）" if dropped else "")
            + ("，合计封顶" if total > points else "")
        )
        return Outcome(
            score,
            f"{why}，{given(score, points)}",
            # Handed on uncapped: the engine counts a matter once over all bonus leaves, then caps.
            awards=tuple((matter, worth) for matter, (_, worth) in best.items()),
        )

    def describe(self, points: Fraction) -> str:
        return (
            "、".join(f"{name} {format_short(worth)} 分" for name, worth in self.steps.items())
            + f"；同一事项取最高，合计不超过 {format_short(points)} 分"
        )
