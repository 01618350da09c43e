"""Deduction by case, down to a floor (R04–R07, R36):
so much for each occurrence, with caps and cliffs.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import Field

from scoring.rules.base import (
    ZERO,
    Facts,
    FactsType,
    Outcome,
    Rule,
    clamp,
    declare,
    given,
    unknown,
    word,
)
from scoring.schema import Record
from scoring.values import Count, Exact, Text, format_short


class Case(Record):
    """``points`` off for each occurrence, at most ``max``;
    from ``zero_at`` occurrences on nothing is left.
    """

    name: Text
    points: Exact
    max: Exact | None = None
    zero_at: Count | None = None


class DeductFacts(Facts):
    """``{counts: {case: n}}``; a case that is not named did not occur."""

    counts: dict[Text, Count]


@declare
class Deduct(Rule[DeductFacts]):
    """points − Σ n × points, each case capped, never below ``floor``."""

    type: Literal["deduct"]
    cases: tuple[Case, ...] = Field(min_length=1)
    floor: Exact = ZERO
    title: ClassVar[str] = "逐项扣分"
    finding: ClassVar[FactsType] = DeductFacts
    example: ClassVar[str] = "{counts: {扣分情形: 次数}}"

    def names(self) -> tuple[str, ...]:
        return tuple(case.name for case in self.cases)

    def form(self, points: Fraction) -> str:
        return "{counts: {" + ", ".join(f"{word(name)}: 0" for name in self.names()) + "}}"

    def flaws(self) -> Iterator[tuple[str, str]]:
        if len(set(self.names())) != len(self.cases):
            yield "T006", "cases 里有重名的情形"
        if any(case.zero_at == 0 for case in self.cases):
            yield "T006", "zero_at 至少为 1"

    def vet(self, facts: DeductFacts, points: Fraction) -> Iterator[str]:
        yield from unknown(list(facts.counts), self.names(), "扣分情形")

    def score(self, facts: DeductFacts, points: Fraction) -> Outcome:
        # In the order of the rule and not of the finding: the
        # sentence stays the same for the same facts.
        off, cuts, unit = ZERO, [], self._unit()
        for case in self.cases:
            times = facts.counts.get(case.name, 0)
            if not times:
                continue
            # The cliff goes before everything else that happened.
            if case.zero_at is not None and times >= case.zero_at:
                cliff = f"“{case.name}”{times} {unit}，达到 {case.zero_at} {unit}即不得分"
                return Outcome(ZERO, f"{cliff}，{given(ZERO, points)}")
            cut, note = times * case.points, ""
            # Each case is capped by itself, before the sum meets the floor.
            if case.max is not None and cut > case.max:
                cut, note = case.max, "（已封顶）"
            cuts.append(f"“{case.name}”{times} {unit}扣 {format_short(cut)} 分{note}")
            off += cut
        # A floor above the points of a small indicator gives no more than those.
        score = clamp(max(points - off, self.floor), points)
        if not cuts:
            return Outcome(score, f"没有扣分情形，{given(score, points)}")
        sentence = "，".join(cuts)
        if points - off < self.floor:
            # 倒扣制 with 扣完为止 is the norm: no item of a published system falls below its floor
            # (R04, R05).
            sentence += "，扣完为止" if self.floor == 0 else "，已到最低分"
        return Outcome(score, f"{sentence}，{given(score, points)}")

    def _unit(self) -> str:
        return self.quantity("counts", unit="次").unit or ""

    def describe(self, points: Fraction) -> str:
        parts, unit = [], self._unit()
        for case in self.cases:
            text = f"“{case.name}”每{unit}扣 {format_short(case.points)} 分"
            if case.max is not None:
                text += f"，最多扣 {format_short(case.max)} 分"
            if case.zero_at is not None:
                text += f"，达到 {case.zero_at} {unit}不得分"
            parts.append(text)
        parts.append("扣完为止" if self.floor == 0 else f"最低得 {format_short(self.floor)} 分")
        return "；".join(parts)
