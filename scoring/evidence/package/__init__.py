"""The hand-over package 迎检卷宗: what goes where, how it is written, and whether it is still what
was handed over.
"""

from scoring.evidence.package.bag import Bag, UnstableError, new_bag, replaceable
from scoring.evidence.package.names import safe_name
from scoring.evidence.package.plan import Entry, Plan, make_plan
from scoring.evidence.package.verify import (
    Differences,
    NotAPackageError,
    verify_evidence,
    verify_package,
)

__all__ = [
    "Bag",
    "Differences",
    "Entry",
    "NotAPackageError",
    "Plan",
    "UnstableError",
    "make_plan",
    "new_bag",
    "replaceable",
    "safe_name",
    "verify_evidence",
    "verify_package",
]
