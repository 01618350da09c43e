"""The parts of the self-assessment that an office writes itself: a text file as headings,
paragraphs and tables.

What such parts have to say (自评工作组织情况, 不足和原因, 下一步打算 …) is no figure and cannot
come from the engine; the figures that they mention can, by placeholders, so that words and tables
never disagree.
"""

from __future__ import annotations

from scoring.narrative.passages import Passage, passages_of
from scoring.narrative.placeholders import PLACEHOLDERS, filled, unknown
from scoring.narrative.reading import SUFFIXES, Narrative, read_narrative

__all__ = [
    "PLACEHOLDERS",
    "SUFFIXES",
    "Narrative",
    "Passage",
    "filled",
    "passages_of",
    "read_narrative",
    "unknown",
]
