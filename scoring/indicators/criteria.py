"""创建条件: the typed conditions under which a county is ready. What they mean is computed by
``engine.criteria``.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scoring.schema import Record
from scoring.values import Code, Count, Exact, Names, Share, Text

EngineTrack = Literal["claimed", "supported", "verified", "current"]
Track = Literal["claimed", "supported", "mock", "verified", "current"]


class Condition(Record):
    """What every condition may carry: an id, its text as the office states it, its source, the
    track it looks at, the kinds of object that it is asked of.
    """

    id: Text | None = None
    text: Text | None = None
    source: Text | None = None
    track: Track = "current"
    applies_to: dict[Text, Names] = Field(default_factory=dict)

    @property
    def scale(self) -> EngineTrack:
        """The track of the engine: marks of mocks are ``verified`` ones, where mocks alone
        verify.
        """
        if self.track == "mock":
            return "verified"
        return self.track


class Total(Condition):
    """The final score is at least ``min``."""

    type: Literal["total"]
    min: Exact


class Rate(Condition):
    """Each node of a level, or each of ``codes``, reaches the rate ``min``."""

    type: Literal["rate"]
    min: Share
    level: Count | None = None
    codes: tuple[Code, ...] = ()


class Binding(Condition):
    """Every binding indicator is at full mark."""

    type: Literal["binding"]


class AtLeast(Condition):
    """At least so many of ``codes`` at full mark, the others at the rate ``rest``."""

    type: Literal["count"]
    codes: Annotated[tuple[Code, ...], Field(min_length=1)]
    at_least: Count
    rest: Share | None = None


class Completeness(Condition):
    """So much of the applicable points is assessed."""

    type: Literal["completeness"]
    min: Share


class Carried(Condition):
    """So large a share of the required evidence items is carried by valid evidence."""

    type: Literal["evidence"]
    min: Share


class NoVeto(Condition):
    """No veto was triggered, or none within so many months before the assessment."""

    type: Literal["no_veto"]
    months: Count | None = None


class Rectified(Condition):
    """Every item of the rectification ledger is closed."""

    type: Literal["rectified"]


Criterion = Total | Rate | Binding | AtLeast | Completeness | Carried | NoVeto | Rectified
CRITERIA: dict[str, type[Criterion]] = {
    "total": Total,
    "rate": Rate,
    "binding": Binding,
    "count": AtLeast,
    "completeness": Completeness,
    "evidence": Carried,
    "no_veto": NoVeto,
    "rectified": Rectified,
}
