"""The marks of one node: what can be earned, what the three tracks give,
and where the difference is lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

ZERO = Fraction(0)
Track = Literal["claimed", "supported", "verified", "current"]
TRACKS: tuple[Track, ...] = ("claimed", "supported", "verified", "current")


@dataclass(frozen=True, slots=True)
class Losses:
    """Where points are lost. Each is at least 0, and together with ``current``
    they make up ``applicable``.
    """

    unassessed: Fraction = ZERO
    standard: Fraction = ZERO
    evidence: Fraction = ZERO
    inspection: Fraction = ZERO

    @property
    def total(self) -> Fraction:
        """All that is lost."""
        return self.unassessed + self.standard + self.evidence + self.inspection

    def scaled(self, factor: Fraction) -> Losses:
        """The same losses on another scale."""
        return Losses(
            self.unassessed * factor,
            self.standard * factor,
            self.evidence * factor,
            self.inspection * factor,
        )

    def __add__(self, other: Losses) -> Losses:
        return Losses(
            self.unassessed + other.unassessed,
            self.standard + other.standard,
            self.evidence + other.evidence,
            self.inspection + other.inspection,
        )


CAUSES: tuple[Literal["unassessed", "standard", "evidence", "inspection"], ...] = (
    "unassessed",
    "standard",
    "evidence",
    "inspection",
)
CAUSE_NAMES = {
    "unassessed": "未评",
    "standard": "标准未达到",
    "evidence": "佐证不足",
    "inspection": "核验扣减",
}


@dataclass(frozen=True, slots=True)
class Marks:
    """Exact points of one node on its own scale.
    ``verified`` is None where nothing at or below was inspected.
    """

    full: Fraction = ZERO
    applicable: Fraction = ZERO
    claimed: Fraction = ZERO
    supported: Fraction = ZERO
    verified: Fraction | None = None
    current: Fraction = ZERO
    losses: Losses = Losses()

    def scaled(self, factor: Fraction, *, full: Fraction | None = None) -> Marks:
        """All but ``full`` multiplied by ``factor``; ``full`` stays, or becomes what is given."""
        return Marks(
            self.full if full is None else full,
            self.applicable * factor,
            self.claimed * factor,
            self.supported * factor,
            None if self.verified is None else self.verified * factor,
            self.current * factor,
            self.losses.scaled(factor),
        )

    def on(self, track: Track) -> Fraction:
        """The score on a track; nothing inspected counts as 0."""
        return getattr(self, track) or ZERO


def added(parts: Iterable[Marks], full: Fraction) -> Marks:
    """The sum of children's marks under a parent of ``full`` points."""
    marks = list(parts)
    losses = [part.losses for part in marks]
    inspected = [part.verified for part in marks if part.verified is not None]
    return Marks(
        full,
        _sum([part.applicable for part in marks]),
        _sum([part.claimed for part in marks]),
        _sum([part.supported for part in marks]),
        _sum(inspected) if inspected else None,
        _sum([part.current for part in marks]),
        Losses(
            _sum([part.unassessed for part in losses]),
            _sum([part.standard for part in losses]),
            _sum([part.evidence for part in losses]),
            _sum([part.inspection for part in losses]),
        ),
    )


def _sum(values: list[Fraction]) -> Fraction:
    """The sum. Most losses are the very ``ZERO``, and those cost nothing here."""
    total = ZERO
    for value in values:
        if value is not ZERO:
            total = value if total is ZERO else total + value
    return total


def leaf_losses(
    applicable: Fraction, claimed: Fraction, supported: Fraction, verified: Fraction | None
) -> Losses:
    """The losses of an assessed leaf. What an inspector gives above
    ``supported`` shrinks evidence first.
    """
    if verified is None:
        return Losses(standard=applicable - claimed, evidence=claimed - supported)
    # An inspector above the claim closes the loss of standard too: no loss may fall below 0 (4.2).
    met, proved = max(claimed, verified), max(supported, verified)
    return Losses(standard=applicable - met, evidence=met - proved, inspection=proved - verified)
