"""A sample check (R28): one failure decides, or each failure costs its points."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar, Literal

from scoring.rules.base import (
    ZERO,
    Facts,
    FactsType,
    Outcome,
    QuantityName,
    Rule,
    clamp,
    declare,
    given,
)
from scoring.schema import key_label
from scoring.values import Count, Exact, format_short


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
        # R28 knows both, 任一不合要求即不得分 and 每1个不符扣分;
        # with neither a failure would cost nothing.
        if (self.any_fail is None) == (self.per_fail is None):
            yield "T006", "any_fail: zero 与 per_fail 要写一个，且只写一个"

    def form(self, points: Fraction) -> str:
        return "{checked: 10, failed: 0}"

    def _words(self) -> tuple[QuantityName, QuantityName]:
        """What is checked and what fails, as the tree calls them."""
        checked = self.quantity("checked", label="抽查", unit="个")
        return checked, self.quantity("failed", label="不合格", unit=checked.unit or "")

    def vet(self, facts: SampleFacts, points: Fraction) -> Iterator[str]:
        # Nothing checked proves nothing, neither for nor against.
        if facts.checked == 0:
            yield f"{key_label('checked')}是 0：没有抽查的不填认定"
        elif facts.failed > facts.checked:
            yield f"{key_label('failed')} {facts.failed} 大于{key_label('checked')} {facts.checked}"

    def score(self, facts: SampleFacts, points: Fraction) -> Outcome:
        checked, failed = self._words()
        sentence = (
            f"{checked.label} {checked.count(str(facts.checked))}，{failed.label} "
            f"{failed.count(str(facts.failed))}"
        )
        if not facts.failed:
            return Outcome(points, f"{sentence}，{given(points, points)}")
        if self.per_fail is None:
            return Outcome(
                ZERO, f"{sentence}，有一{failed.unit}{failed.label}即不得分，{given(ZERO, points)}"
            )
        off = facts.failed * self.per_fail
        score = clamp(points - off, points)
        ended = "，扣完为止" if off > points else ""
        sentence = f"{sentence}，每{failed.unit}扣 {format_short(self.per_fail)} 分{ended}"
        return Outcome(score, f"{sentence}，{given(score, points)}")

    def describe(self, points: Fraction) -> str:
        checked, failed = self._words()
        if self.per_fail is None:
            return f"{checked.label}有一{failed.unit}{failed.label}即不得分"
        return f"{checked.label}每{failed.unit}{failed.label}扣 {format_short(self.per_fail)} 分，扣完为止"
