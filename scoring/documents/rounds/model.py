"""The model of the 轮次对比: all that it says, as printed. All outputs only lay it out."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.documents.self_assessment.model import Cover


@dataclass(frozen=True, slots=True)
class Moved:
    """An indicator whose score changed: both scores, the causes in words, and why it scored so in
    each round.
    """

    code: str
    name: str
    before: str
    after: str
    change: str
    causes: str
    why: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RateTable:
    """Rates of the blocks in some rounds: the rounds, then a row of name and rates per block."""

    rounds: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class ComparisonReport:
    """Everything that the document says, as it is printed. ``mock`` is 模拟 where mocks alone
    verified, else empty.
    """

    cover: Cover
    track: str
    mock: str
    first: str
    last: str
    summary: str
    figures: tuple[tuple[str, str, str], ...]
    vetoes: tuple[str, ...]
    met: tuple[str, ...]
    unmet: tuple[str, ...]
    rounds: tuple[tuple[str, ...], ...]
    total: tuple[tuple[str, ...], ...]
    steps: tuple[tuple[str, ...], ...]
    level: str
    blocks: tuple[tuple[str, ...], ...]
    rates: tuple[RateTable, ...]
    improved: tuple[Moved, ...]
    worsened: tuple[Moved, ...]
    came: tuple[Moved, ...]
    stuck: tuple[tuple[str, ...], ...]
    method: tuple[str, ...]
    digests: tuple[tuple[str, str, str, str], ...]
