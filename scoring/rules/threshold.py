"""A bound with a loss for each step beyond it (R09–R11), and an optional gain on the good side."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar, Literal

from scoring.rules.base import (
    ZERO,
    Amount,
    FactsType,
    Measured,
    Outcome,
    clamp,
    declare,
    given,
    spaced,
)
from scoring.values import Exact, Measure, Quantity, format_distinct, format_short


@declare
class Threshold(Measured):
    """Full at the bound; ``loss`` for each ``per`` beyond it; ``gain`` for each ``per`` on the good
    side, as bonus.

    Whether a part of a step counts in proportion, as a whole step or not at all is said by
    ``steps``: the texts that such rules come from leave it open (R09), so the file has to decide.
    """

    type: Literal["threshold"]
    at: Measure
    direction: Literal["at_least", "at_most"] = "at_least"
    loss: Exact | None = None
    per: Measure | None = None
    steps: Literal["prorata", "up", "down"] = "prorata"
    gain: Exact | None = None
    gain_cap: Exact | None = None
    title: ClassVar[str] = "达线得分"
    finding: ClassVar[FactsType] = Amount
    example: ClassVar[str] = '{done: 96, of: 100} 或 {value: 60}（界限带 % 的写 {value: "96%"}）'

    def step(self) -> Quantity:
        """The size of one step: ``per``, else one unit of the bound."""
        return self.per or Quantity(
            Fraction(1, 100) if self.at.percent else Fraction(1), self.at.percent
        )

    def form(self, points: Fraction) -> str:
        if self.at.percent:
            return "{done: 96, of: 100}"
        return f"{{value: {self.at}}}"

    def flaws(self) -> Iterator[tuple[str, str]]:
        if self.step().value == 0:
            yield "T006", "per 不能是 0"
        if self.per is not None and self.per.percent != self.at.percent:
            yield "T006", "per 与 at 要么都带 %，要么都不带"
        if self.gain_cap is not None and self.gain is None:
            yield "T006", "写了 gain_cap 却没有 gain"

    def vet(self, facts: Amount, points: Fraction) -> Iterator[str]:
        yield from facts.faults(percent=self.at.percent)

    def _steps(self, distance: Fraction) -> Fraction:
        # Exact: as floats 0.07 ÷ 0.01 is 7.000000000000001, of which ``up`` would make 8 steps.
        exact = distance / self.step().value
        if self.steps == "prorata":
            return exact
        return Fraction(math.ceil(exact) if self.steps == "up" else math.floor(exact))

    def score(self, facts: Amount, points: Fraction) -> Outcome:
        value = facts.amount()
        if self.direction == "at_least":
            good = value - self.at.value
        else:
            good = self.at.value - value
        actual = self.sentence("实际", facts, self.at, percent=self.at.percent)
        sentence = f"{actual}，要求{self._bound()}"
        # At the bound is good enough, from either side.
        if good >= 0:
            gain = self.gain * self._steps(good) if self.gain else ZERO
            # The gain is no part of the score: it joins the pool of bonus points.
            gain = gain if self.gain_cap is None else min(gain, self.gain_cap)
            more = f"，另加 {format_distinct(gain, ZERO)} 分" if gain else ""
            return Outcome(points, f"{sentence}，已达到，{given(points, points)}{more}", gain)
        if self.loss is None:
            return Outcome(ZERO, f"{sentence}，未达到，{given(ZERO, points)}")
        # Partial steps as the rule says: the texts leave it open (R09).
        off = self.loss * self._steps(-good)
        score = clamp(points - off, points)
        beyond = self._distance(format_distinct(-good * self._scale, ZERO))
        word = "低" if self.direction == "at_least" else "超"
        ended = "，扣完为止" if off > points else ""
        return Outcome(
            score,
            f"{sentence}，{word} {beyond}，扣 {format_distinct(off, ZERO)} 分{ended}，{given(score, points)}",
        )

    def _bound(self) -> str:
        return f"{'不低于' if self.direction == 'at_least' else '不超过'} {self.bound(self.at)}"

    @property
    def _scale(self) -> int:
        if self.at.percent:
            return 100
        return 1

    def _distance(self, amount: str) -> str:
        """How far apart two values are: percentages in 个百分点,
        others in the unit of the value.
        """
        if self.at.percent:
            return f"{amount} 个百分点"
        return self.count(amount, percent=False)

    def describe(self, points: Fraction) -> str:
        text = f"{self.subject()}{spaced(self._bound())}得满分，"
        step = spaced(self._distance(format_short(self.step().value * self._scale)))
        if self.loss is None:
            text += "未达到不得分"
        else:
            manner = {"prorata": "不足一档按比例", "up": "不足一档按一档", "down": "不足一档不计"}[
                self.steps
            ]
            word = "低" if self.direction == "at_least" else "超"
            text += f"每{word} {step}扣 {format_short(self.loss)} 分（{manner}），扣完为止"
        if self.gain:
            text += f"；每优于 {step}加 {format_short(self.gain)} 分" + (
                f"，最多加 {format_short(self.gain_cap)} 分" if self.gain_cap is not None else ""
            )
        return text
