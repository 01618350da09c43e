"""问专班: what a unit asks the working group about an indicator, and what it was answered.

The steps stand in the round's file, so that a copy on a stick has them; whether a question waits
follows from the last.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from scoring.schema import Record
from scoring.values import Day, Text

LONGEST = 500
"""Characters of a question or an answer."""


class Talk(Record):
    """A question or an answer."""

    on: Day
    do: Literal["ask", "answer"]
    by: Text
    text: Text


def waits(talk: Sequence[Talk]) -> bool:
    """Whether the last word is a question."""
    return bool(talk) and talk[-1].do == "ask"
