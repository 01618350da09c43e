"""A sample check (R28): one failure decides, or each failure costs its points."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar, Literal

from scoring.rules.base import ZERO, Facts, FactsType, Outcome, Rule, clamp, declare, given
from scoring.schema import called
from scoring.values import Count, Exact, plain


class SampleFacts(Facts):
    """``{checked, failed}``."""

    checked: Count
    failed: Count


@declare
class Sample(Rule[SampleFacts]):
    """``any_fail: zero``: nothing at the first failure; ``per_fail``: so much off for each."""

    type: Literal["sample"]
    any_fail: Literal["zero"] | None = None
    per_fail: Exact | None = None
    title: ClassVar[str] = "抽查得分"
    finding: ClassVar[FactsType] = SampleFacts
    example: ClassVar[str] = "{checked: 10, failed: 1}"

    def flaws(self) -> Iterator[tuple[str, str]]:
        if (self.any_fail is None) == (self.per_fail is None):
            yield "T006", "any_fail: zero 与 per_fail 要写一个，且只写一个"

    def vet(self, facts: SampleFacts, points: Fraction) -> Iterator[str]:
        if facts.checked == 0:
            yield f"{called('checked')}是 0：没有抽查的不填认定"
        elif facts.failed > facts.checked:
            yield f"{called('failed')} {facts.failed} 大于{called('checked')} {facts.checked}"

    def score(self, facts: SampleFacts, points: Fraction) -> Outcome:
        said = f"抽查 {facts.checked} 个，不合格 {facts.failed} 个"
        if not facts.failed:
            return Outcome(points, f"{said}，{given(points, points)}")
        if self.per_fail is None:
            return Outcome(ZERO, f"{said}，有一个不合格即不得分，{given(ZERO, points)}")
        off = facts.failed * self.per_fail
        score = clamp(points - off, points)
        return Outcome(
            score,
            f"{said}，每个扣 {plain(self.per_fail)} 分{'，扣完为止' if off > points else ''}，{given(score, points)}",
        )

    def describe(self, points: Fraction) -> str:
        return (
            "抽查有一个不合格即不得分"
            if self.per_fail is None
            else f"抽查每个不合格扣 {plain(self.per_fail)} 分，扣完为止"
        )
