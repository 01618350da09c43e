"""How sure a score is when its points are guessed: plausible points drawn again and again, and each indicator left out.

Imported only where it is asked for: the draws need numpy, which no other part of the program does.
"""

from scoring.engine.robustness.draws import SPREAD
from scoring.engine.robustness.dropping import Without, without_each
from scoring.engine.robustness.simulation import DRAWS, SEED, simulate
from scoring.engine.robustness.summary import Bin, Bound, GapOdds, Quantiles, Robustness, Standing

__all__ = [
    "DRAWS",
    "SEED",
    "SPREAD",
    "Bin",
    "Bound",
    "GapOdds",
    "Quantiles",
    "Robustness",
    "Standing",
    "Without",
    "simulate",
    "without_each",
]
