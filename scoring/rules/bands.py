"""Bands of a result, each with its points (R12). Which band holds a boundary is written down, never
guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import ClassVar, Literal

from pydantic import Field

from scoring.rules.base import Amount, FactsType, Measured, Outcome, clamp, declare, given, spaced
from scoring.schema import Record
from scoring.values import Exact, Measure, Quantity, plain

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
        return any(
            bound.percent
            for band in self.bands
            for bound in (band.lower, band.upper)
            if bound is not None
        )

    def _side(self, band: Band) -> Side:
        return band.closed or self.closed

    def _ordered(self) -> list[Band]:
        return sorted(
            self.bands,
            key=lambda band: (band.lower is not None, band.lower.value if band.lower else 0),
        )

    def form(self, points: Fraction) -> str:
        best = max(self.bands, key=lambda band: band.points)
        inside = next(
            (value for value in self._inside(best) if self.band_of(value) is best), Fraction(0)
        )
        value = Quantity(inside, self.percent)
        if self.percent:
            return f'{{value: "{value}"}}'
        return f"{{value: {value}}}"

    @staticmethod
    def _inside(band: Band) -> Iterator[Fraction]:
        """Values of which one lies in the band: its bounds, the middle, and one step beyond an open
        side.
        """
        low, high = (None if bound is None else bound.value for bound in (band.lower, band.upper))
        yield from (value for value in (low, high) if value is not None)
        if low is not None:
            yield low + 1 if high is None else (low + high) / 2
        elif high is not None:
            yield high / 2

    def flaws(self) -> Iterator[tuple[str, str]]:
        bounds = [
            bound for band in self.bands for bound in (band.lower, band.upper) if bound is not None
        ]
        if len({bound.percent for bound in bounds}) > 1:
            yield "T006", "各档的界限要么都带 %，要么都不带"
            return
        for band in self.bands:
            if (
                band.lower is not None
                and band.upper is not None
                and band.lower.value >= band.upper.value
            ):
                yield "T006", f"这一档的 from（{band.lower}）应小于 to（{band.upper}）"
        ordered = self._ordered()
        for below, above in pairwise(ordered):
            if below.upper is None or above.lower is None or below.upper.value > above.lower.value:
                yield "T007", f"两档重叠：{self._said(below)} 与 {self._said(above)}"
            elif below.upper.value < above.lower.value:
                yield "T007", f"两档之间有空隙：{self._said(below)} 与 {self._said(above)}"
            elif self._side(below) == "to" and self._side(above) == "from":
                yield (
                    "T007",
                    f"界限 {below.upper} 同时属于两档：{self._said(below)} 与 {self._said(above)}",
                )
            elif self._side(below) == "from" and self._side(above) == "to":
                yield (
                    "T007",
                    f"界限 {below.upper} 不属于任何一档：{self._said(below)} 与 "
                    f"{self._said(above)}",
                )

    def highest(self) -> Fraction:
        return max(band.points for band in self.bands)

    def _said(self, band: Band) -> str:
        if band.lower is None and band.upper is None:
            return "任何数值"
        ordered = self._ordered()
        if band.upper is None and band.lower is not None:
            if self._side(band) == "from" or band is ordered[0]:
                sign = "≥"
            else:
                sign = ">"
            return f"{sign} {self.bound(band.lower)}"
        if band.lower is None and band.upper is not None:
            if self._side(band) == "to" or band is ordered[-1]:
                sign = "≤"
            else:
                sign = "<"
            return f"{sign} {self.bound(band.upper)}"
        assert band.upper is not None
        whole = band is (ordered[-1] if self._side(band) == "from" else ordered[0])
        if whole:
            left_out = ""
        else:
            left_out = f"（不含 {band.upper if self._side(band) == 'from' else band.lower}）"
        return f"{band.lower} 至 {self.bound(band.upper)}{left_out}"

    def band_of(self, value: Fraction) -> Band | None:
        """The band that holds ``value``; the outermost finite ends belong to their bands."""
        ordered = self._ordered()
        for band in ordered:
            low, high = band.lower, band.upper
            above = (
                low is None
                or value > low.value
                or (value == low.value and (self._side(band) == "from" or band is ordered[0]))
            )
            below = (
                high is None
                or value < high.value
                or (value == high.value and (self._side(band) == "to" or band is ordered[-1]))
            )
            if above and below:
                return band
        return None

    def vet(self, facts: Amount, points: Fraction) -> Iterator[str]:
        found = list(facts.faults(percent=self.percent))
        yield from found
        if not found and self.band_of(facts.amount()) is None:
            yield f"{Quantity(facts.amount(), self.percent)} 不在任何一档里"

    def score(self, facts: Amount, points: Fraction) -> Outcome:
        band = self.band_of(facts.amount())
        assert band is not None
        score = clamp(band.points, points)
        said = self.sentence("实际", facts, band.lower, band.upper, percent=self.percent)
        return Outcome(score, f"{said}，在“{self._said(band)}”一档，{given(score, points)}")

    def describe(self, points: Fraction) -> str:
        subject = f"{self.subject()}：" if self.subject() else ""
        return subject + "；".join(
            f"{spaced(self._said(band))}得 {plain(band.points)} 分"
            for band in reversed(self._ordered())
        )
