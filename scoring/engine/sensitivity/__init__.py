"""How sure a score is when its points are guessed: plausible points drawn again and again, and each
indicator left out.

Imported only where it is asked for: the draws need numpy, which no other part of the program does.
"""

from scoring.engine.sensitivity.draws import SPREAD
from scoring.engine.sensitivity.leave_one_out import Without, without_each
from scoring.engine.sensitivity.simulation import DRAWS, SEED, simulate
from scoring.engine.sensitivity.summary import Bin, Bound, Frequency, GapOdds, Quantiles, Robustness

__all__ = [
    "DRAWS",
    "SEED",
    "SPREAD",
    "Bin",
    "Bound",
    "Frequency",
    "GapOdds",
    "Quantiles",
    "Robustness",
    "Without",
    "simulate",
    "without_each",
]
