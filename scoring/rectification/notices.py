"""What a bulletin counts as the same problem of a unit, from one issue to the next."""

from __future__ import annotations

from typing import Literal

Same = Literal["item", "indicator", "parent", "cause", "any"]
