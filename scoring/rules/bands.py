"""Bands of a result, each with its points (R12).
Which band holds a boundary is written down, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import ClassVar, Literal

from pydantic import Field

from scoring.rules.base import Amount, FactsType, Measured, Outcome, clamp, declare, given, spaced
from scoring.schema import Record
from scoring.values import Exact, Measure, Quantity, format_short

Side = Literal["from", "to"]


class Band(Record):
    """One band. It holds its lower bound (``closed: from``) or its upper one (``closed: to``); one
    missing is open.
    """

    lower: Measure | None = Field(default=None, alias="from")
    upper: Measure | None = Field(default=None, alias="to")
    closed: Side | None = None
    points: Exact


@declare
class Bands(Measured):
    """The points of the band in which the result lies."""

    type: Literal["bands"]
    bands: tuple[Band, ...] = Field(min_length=1)
    closed: Side = "from"
    title: ClassVar[str] = "分档得分"
    finding: ClassVar[FactsType] = Amount
    example: ClassVar[str] = '{value: 92}（界限带 % 的写 {value: "92%"}），或 {done: 92, of: 100}'

    @property
    def percent(self) -> bool:
        """Whether the bounds are percentages."""
        return any(bound.percent for bound in self._bounds())

    def _bounds(self) -> list[Quantity]:
        """The bounds that are stated, band by band."""
        ends = (bound for band in self.bands for bound in (band.lower, band.upper))
        return [bound for bound in ends if bound is not None]

    def _side(self, band: Band) -> Side:
        return band.closed or self.closed

    def _ordered(self) -> list[Band]:
        return sorted(
            self.bands,
            # An open lower end stands below every number.
            key=lambda band: (band.lower is not None, band.lower.value if band.lower else 0),
        )

    def form(self, points: Fraction) -> str:
        # An example must score, else it would teach people to enter a loss.
        best = max(self.bands, key=lambda band: band.points)
        inside = [value for value in self._inside(best) if self.band_of(value) is best]
        value = Quantity(inside[0] if inside else Fraction(0), self.percent)
        if self.percent:
            return f'{{value: "{value}"}}'
        return f"{{value: {value}}}"

    @staticmethod
    def _inside(band: Band) -> Iterator[Fraction]:
        """Values of which one lies in the band: its bounds, the middle,
        and one step beyond an open side.
        """
        low, high = (None if bound is None else bound.value for bound in (band.lower, band.upper))
        yield from (value for value in (low, high) if value is not None)
        if low is not None:
            yield low + 1 if high is None else (low + high) / 2
        elif high is not None:
            yield high / 2

    def flaws(self) -> Iterator[tuple[str, str]]:
        # 0.9 and 90% cannot be put in order side by side without guessing which one was meant.
        if len({bound.percent for bound in self._bounds()}) > 1:
            yield "T006", "各档的界限要么都带 %，要么都不带"
            return
        for band in self.bands:
            low, high = band.lower, band.upper
            if low is not None and high is not None and low.value >= high.value:
                yield "T006", f"这一档的 from（{low}）应小于 to（{high}）"
        for below, above in pairwise(self._ordered()):
            flaw = self._between(below, above)
            if flaw:
                yield "T007", f"{flaw}：{self._said(below)} 与 {self._said(above)}"

    def _between(self, below: Band, above: Band) -> str:
        """What is wrong where one band ends and the next begins;
        "" where each value between has one band.
        """
        end, start = below.upper, above.lower
        if end is None or start is None or end.value > start.value:
            return "两档重叠"
        if end.value < start.value:
            return "两档之间有空隙"
        below_holds, above_holds = self._side(below) == "to", self._side(above) == "from"
        if below_holds and above_holds:
            return f"界限 {end} 同时属于两档"
        if not below_holds and not above_holds:
            return f"界限 {end} 不属于任何一档"
        return ""

    def highest(self) -> Fraction:
        return max(band.points for band in self.bands)

    def _said(self, band: Band) -> str:
        low, high = band.lower, band.upper
        if low is None and high is None:
            return "任何数值"
        # Said as the engine takes it, outermost ends included:
        # the sentence is what users argue from.
        holds_low, holds_high = self._holds(band, self._ordered())
        if high is None:
            assert low is not None
            return f"{'≥' if holds_low else '>'} {self.bound(low)}"
        if low is None:
            return f"{'≤' if holds_high else '<'} {self.bound(high)}"
        span = f"{low} 至 {self.bound(high)}"
        if holds_low and holds_high:
            return span
        return f"{span}（不含 {high if holds_low else low}）"

    def _holds(self, band: Band, ordered: list[Band]) -> tuple[bool, bool]:
        """Whether a band holds its lower and its upper bound: the one of its side, and the
        outermost ends, which no other band could hold.
        """
        side = self._side(band)
        return side == "from" or band is ordered[0], side == "to" or band is ordered[-1]

    def band_of(self, value: Fraction) -> Band | None:
        """The band that holds ``value``; the outermost finite ends belong to their bands."""
        ordered = self._ordered()
        for band in ordered:
            holds_low, holds_high = self._holds(band, ordered)
            low = band.lower.value if band.lower is not None else None
            high = band.upper.value if band.upper is not None else None
            above = low is None or value > low or (holds_low and value == low)
            below = high is None or value < high or (holds_high and value == high)
            if above and below:
                return band
        return None

    def vet(self, facts: Amount, points: Fraction) -> Iterator[str]:
        faults = list(facts.faults(percent=self.percent))
        yield from faults
        if not faults and self.band_of(facts.amount()) is None:
            yield f"{Quantity(facts.amount(), self.percent)} 不在任何一档里"

    def score(self, facts: Amount, points: Fraction) -> Outcome:
        band = self.band_of(facts.amount())
        assert band is not None
        # Whatever the bands say, an indicator never gets more than its points.
        score = clamp(band.points, points)
        amount = self.sentence("实际", facts, band.lower, band.upper, percent=self.percent)
        return Outcome(score, f"{amount}，在“{self._said(band)}”一档，{given(score, points)}")

    def describe(self, points: Fraction) -> str:
        subject = f"{self.subject()}：" if self.subject() else ""
        return subject + "；".join(
            f"{spaced(self._said(band))}得 {format_short(band.points)} 分"
            for band in reversed(self._ordered())
        )
