"""交卷: an inspector hands in the marks of a round, and who leads may give them back while nobody
has seen the other's.

The steps stand in the round's file, so that a copy on a stick has them; where somebody stands
follows from the last.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from scoring.schema import Record
from scoring.values import Day, Text

HandDo = Literal["hand_in", "return"]


class HandEvent(Record):
    """One step: the marks were handed in, or given back to be mended."""

    on: Day
    do: HandDo
    by: Text
    note: Text | None = None


def is_handed_in(events: Sequence[HandEvent]) -> bool:
    """Whether the last step left the marks handed in."""
    return bool(events) and events[-1].do == "hand_in"
