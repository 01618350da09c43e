"""The engine: pure functions from tree, rounds and support to scores,
losses and verdicts. Exact throughout.
"""

from scoring.engine.assessing import assess
from scoring.engine.assessment import Assessment, NodeResult
from scoring.engine.gaps import GapRow, View, gaps
from scoring.engine.scores import CAUSE_NAMES, CAUSES, TRACKS, Losses, Marks, Track
from scoring.engine.units import NOBODY, Units

__all__ = [
    "CAUSES",
    "CAUSE_NAMES",
    "NOBODY",
    "TRACKS",
    "Assessment",
    "GapRow",
    "Losses",
    "Marks",
    "NodeResult",
    "Track",
    "Units",
    "View",
    "assess",
    "gaps",
]
