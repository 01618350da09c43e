"""The one place where rule ids, gravity and default advice live; ``docs/problems.md`` is written
from it.
"""

from __future__ import annotations

from scoring.problems import files, ledger, regions, register, rounds, trees
from scoring.problems.kinds import Kind

CATALOGUE: dict[str, Kind] = {
    kind.rule: kind
    for part in (files, trees, register, rounds, ledger, regions)
    for kind in part.kinds()
}
