"""One package to be scored, and what it came to: plain values that travel to other processes and
machines.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from scoring.region.terms import Terms

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Task:
    """One package to be scored. Plain values: it travels to other processes and machines."""

    code: str
    package: bytes
    tree_name: str
    tree: bytes
    terms: Terms
    round: str
    inspections: tuple[tuple[str, bytes], ...] = ()
    approvers: tuple[str, ...] = ()
    preview: bool = False


@dataclass(frozen=True, slots=True)
class Scored:
    """What one package came to. ``county`` is its one row; ``nodes`` and ``evidence`` are those
    below it.

    ``problems`` are what ``check`` finds, at most so many; ``errors`` counts the grave ones.
    ``own_rounds`` are rounds that would verify and do not. ``claims`` are (track, as the county
    computed it, as computed here) where they differ. Rows are empty where there is nothing to
    score. A tree other than the region's is named in ``foreign_tree``.
    """

    code: str
    fingerprint: str
    errors: int = 0
    problems: tuple[Row, ...] = ()
    differences: tuple[str, ...] = ()
    own_rounds: tuple[str, ...] = ()
    claims: tuple[tuple[str, str, str], ...] = ()
    foreign_tree: str = ""
    county: Row = field(default_factory=dict)
    nodes: tuple[Row, ...] = ()
    evidence: tuple[Row, ...] = ()
