"""The scoring rules, one module each. A rule is data with named parameters; its kind is declared
once, here below.

The catalogue of real rules behind them is R01–R36 of the manual's rule page (``docs/rules.md``).
"""

from scoring.rules import (
    bands,
    checklist,
    deduct,
    external,
    grade,
    judged,
    ladder,
    mean,
    met,
    rank,
    ratio,
    sample,
    survey,
    threshold,
)
from scoring.rules.base import KINDS, Amount, Facts, Outcome, Rule

JUDGED = judged.Judged(type="judged")
"""What a leaf without a rule is scored by."""

__all__ = [
    "JUDGED",
    "KINDS",
    "Amount",
    "Facts",
    "Outcome",
    "Rule",
    "bands",
    "checklist",
    "deduct",
    "external",
    "grade",
    "judged",
    "ladder",
    "mean",
    "met",
    "rank",
    "ratio",
    "sample",
    "survey",
    "threshold",
]
