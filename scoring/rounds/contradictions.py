"""A mark that does not agree with itself: the opinion says one thing and the score another, or no
rule gives it.

Nothing here is forbidden. It is told to whoever takes marks in, since most of it is a slip of the
pen.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from scoring.indicators.model import Indicator
from scoring.rules.attainable import instead_of
from scoring.values import first_few, format_short

SHOWN = 6


def contradictions(
    node: Indicator,
    score: Fraction,
    opinion: str,
    claimed: Fraction | None,
    supported: Fraction | None,
) -> Iterator[str]:
    """What does not agree in the mark of an indicator, one Chinese sentence each.

    ``claimed`` and ``supported`` are what the self-assessment claims and its evidence carries; None
    where there is nothing to hold the mark against.
    """
    mark = f"评了 {format_short(score)} 分"
    # An indicator of no points has its full mark whatever is said.
    if opinion == "不实" and node.points and score == node.points:
        yield f"意见是不实，却{mark}（满分）"
    if opinion == "属实":
        # One sentence is enough: what lies below the supported score lies below the claim as well.
        if supported is not None and score < supported:
            yield f"意见是属实，却{mark}，少于佐证分 {format_short(supported)} 分"
        elif claimed is not None and score < claimed:
            yield f"意见是属实，却{mark}，少于自评 {format_short(claimed)} 分"
    if claimed is not None and score > claimed:
        yield f"{mark}，高于自评 {format_short(claimed)} 分"
    possible = instead_of(score, node.rule, node.points)
    if possible:
        names = first_few([format_short(value) for value in possible], SHOWN, "…")
        yield f"{mark}，评分规则给不出这个分（可能的有 {names}）"
