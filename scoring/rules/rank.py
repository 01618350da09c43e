"""A place in a ranking (R14–R16): by a table, from the front or from the end,
or in proportion to the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar, Literal

from scoring.rules.base import ZERO, Facts, FactsType, Outcome, Rule, clamp, declare, given
from scoring.schema import Record, key_label
from scoring.values import Count, Exact, Flag, format_short


class Beyond(Record):
    """What follows the table: ``step`` less for each further place, down to ``floor``."""

    step: Exact
    floor: Exact = ZERO


class RankFacts(Facts):
    """``{rank, of}``, or ``{value, best}`` for a rule in proportion to the first."""

    rank: Count | None = None
    of: Count | None = None
    value: Exact | None = None
    best: Exact | None = None


@declare
class Rank(Rule[RankFacts]):
    """The points of the place; ``reverse`` counts places from the end of the list."""

    type: Literal["rank"]
    table: tuple[Exact, ...] = ()
    beyond: Beyond | None = None
    reverse: Flag = False
    to_first: Flag = False
    title: ClassVar[str] = "名次得分"
    finding: ClassVar[FactsType] = RankFacts
    example: ClassVar[str] = "{rank: 3, of: 12}；与第一名比的写 {value: 88, best: 95}"

    def form(self, points: Fraction) -> str:
        if self.to_first:
            return "{value: 88, best: 95}"
        # Within the table where nothing follows it, so that the example is accepted.
        place = 3 if self.beyond is not None else min(3, len(self.table))
        return f"{{rank: {13 - place if self.reverse else place}, of: 12}}"

    def flaws(self) -> Iterator[tuple[str, str]]:
        # Two ways to score one place would leave it to the reader which of them counts.
        if self.to_first and (self.table or self.beyond or self.reverse):
            yield "T006", "to_first 不能与 table、beyond、reverse 同时写"
        if not self.to_first and not self.table:
            yield "T006", "要写 table（各名次的分值），或写 to_first: true"

    def highest(self) -> Fraction | None:
        if self.table:
            return max(self.table)
        return None

    def vet(self, facts: RankFacts, points: Fraction) -> Iterator[str]:
        if self.to_first:
            yield from _vet_to_first(facts)
        else:
            yield from self._vet_place(facts)

    def _vet_place(self, facts: RankFacts) -> Iterator[str]:
        by_value = facts.value is not None or facts.best is not None
        # Counted from the end, a place means nothing without the length of the list.
        uncounted = self.reverse and facts.of is None
        if facts.rank is None or uncounted or by_value:
            yield "写 {rank: 名次, of: 参加排名的总数}"
        elif facts.rank < 1 or (facts.of is not None and facts.rank > facts.of):
            yield f"名次 {facts.rank} 不在 1 至 {facts.of or '最末名'} 之间"
        elif self.beyond is None and self._place(facts) > len(self.table):
            yield (
                f"第 {self._place(facts)} 位不在名次表里（表里有 {len(self.table)} 位），"
                "规则也没有写 beyond"
            )

    def _place(self, facts: RankFacts) -> int:
        assert facts.rank is not None
        # The last of twelve is the first from the end.
        if self.reverse and facts.of is not None:
            return facts.of - facts.rank + 1
        return facts.rank

    def score(self, facts: RankFacts, points: Fraction) -> Outcome:
        if self.to_first:
            return self._share_of_first(facts, points)
        place = self._place(facts)
        if place <= len(self.table):
            worth = self.table[place - 1]
        else:
            assert self.beyond is not None
            further = place - len(self.table)
            # Goes on from the last row of the table (R16:
            # 每进1名扣0.1), never below what the text leaves.
            worth = max(self.beyond.floor, self.table[-1] - self.beyond.step * further)
        score = clamp(worth, points)
        sentence = f"{self.quantity('rank').label or ''}排第 {facts.rank} 名"
        if facts.of is not None:
            sentence = f"{facts.of} {self.quantity('of', unit='个').unit}中{sentence}"
        if self.reverse:
            sentence += f"（倒数第 {place} 名）"
        return Outcome(score, f"{sentence}，{given(score, points)}")

    def _share_of_first(self, facts: RankFacts, points: Fraction) -> Outcome:
        assert facts.value is not None
        assert facts.best is not None
        score = points * facts.value / facts.best
        own = self.quantity("value")
        first = self.quantity("best", label=f"第一名{own.label or ''}", unit=own.unit or "")
        sentence = f"本地{own.label or ''} {own.count(format_short(facts.value))}"
        sentence += f"，{first.label} {first.count(format_short(facts.best))}"
        return Outcome(score, f"{sentence}，按比例{given(score, points)}")

    def describe(self, points: Fraction) -> str:
        if self.to_first:
            return "第一名得满分，其余按与第一名的比例得分"
        worths = "、".join(format_short(worth) for worth in self.table)
        end, further = ("倒数", "进") if self.reverse else ("", "退")
        text = f"{end}第 1 至 {len(self.table)} 名依次得 {worths} 分"
        if self.beyond:
            step, floor = format_short(self.beyond.step), format_short(self.beyond.floor)
            text += f"，其后每{further}一名减 {step} 分，最低 {floor} 分"
        return text


def _vet_to_first(facts: RankFacts) -> Iterator[str]:
    by_place = facts.rank is not None or facts.of is not None
    if facts.value is None or facts.best is None or by_place:
        yield "写 {value: 本地数值, best: 第一名数值}"
    elif facts.best == 0:
        yield f"{key_label('best')}不能是 0"
    elif facts.value > facts.best:
        own, first = format_short(facts.value), format_short(facts.best)
        yield f"{key_label('value')} {own} 大于{key_label('best')} {first}"
