"""In proportion to what was completed (R08),
with an optional cliff below which nothing is given.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar, Literal

from scoring.rules.base import ZERO, Amount, FactsType, Measured, Outcome, declare, given, spaced
from scoring.values import Measure, Quantity


@declare
class Ratio(Measured):
    """points × value ÷ full_at, at most full; nothing below ``zero_below``."""

    type: Literal["ratio"]
    full_at: Measure = Quantity(Fraction(1), percent=True)
    zero_below: Measure | None = None
    title: ClassVar[str] = "按比例得分"
    finding: ClassVar[FactsType] = Amount
    example: ClassVar[str] = '{done: 96, of: 100} 或 {value: "96%"}'

    def form(self, points: Fraction) -> str:
        if self.full_at.percent:
            return "{done: 96, of: 100}"
        return f"{{value: {self.full_at}}}"

    def flaws(self) -> Iterator[tuple[str, str]]:
        if self.full_at.value == 0:
            yield "T006", "full_at 不能是 0"
        if self.zero_below is not None and self.zero_below.percent != self.full_at.percent:
            yield "T006", "zero_below 与 full_at 要么都带 %，要么都不带"
        # Above the full mark line the cliff would take away what is full mark.
        elif self.zero_below is not None and self.zero_below.value > self.full_at.value:
            yield "T006", "zero_below 不能高于 full_at"

    def vet(self, facts: Amount, points: Fraction) -> Iterator[str]:
        yield from facts.faults(percent=self.full_at.percent)

    def score(self, facts: Amount, points: Fraction) -> Outcome:
        value, full = facts.amount(), self.bound(self.full_at)
        said = self.sentence(
            "完成", facts, self.zero_below, self.full_at, percent=self.full_at.percent
        )
        # The cliff goes before the proportion: 未完成且影响验收的不得分 (R08).
        if self.zero_below is not None and value < self.zero_below.value:
            return Outcome(
                ZERO,
                f"{said}，低于 {spaced(self.bound(self.zero_below))}不得分，{given(ZERO, points)}",
            )
        if value >= self.full_at.value:
            return Outcome(points, f"{said}，达到满分线 {full}，{given(points, points)}")
        score = points * value / self.full_at.value
        return Outcome(score, f"{said}，未到满分线 {full}，按比例{given(score, points)}")

    def describe(self, points: Fraction) -> str:
        text = f"{self.subject()}达到 {spaced(self.bound(self.full_at))}得满分，不足的按比例得分"
        return text + (
            f"，低于 {spaced(self.bound(self.zero_below))}不得分"
            if self.zero_below is not None
            else ""
        )
