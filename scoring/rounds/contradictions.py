"""A mark that does not agree with itself: the opinion says one thing and the score another, or no
rule gives it.

Nothing here is forbidden. It is told to whoever takes marks in, since most of it is a slip of the
pen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import combinations

from scoring.indicators.model import Indicator
from scoring.rules.bands import Bands
from scoring.rules.checklist import Checklist
from scoring.rules.grade import Grade
from scoring.rules.met import Met
from scoring.values import first_few, plain

MOST_ITEMS = 10
"""Of a checklist with more items every score is taken for possible."""
SHOWN = 6
ZERO = Fraction(0)
NEAR = Fraction(1, 100)
"""A share like a third is written with two decimals."""


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
    mark = f"评了 {plain(score)} 分"
    # An indicator of no points has its full mark whatever is said.
    if opinion == "不实" and node.points and score == node.points:
        yield f"意见是不实，却{mark}（满分）"
    if opinion == "属实":
        # One sentence is enough: what lies below the supported score lies below the claim as well.
        if supported is not None and score < supported:
            yield f"意见是属实，却{mark}，少于佐证分 {plain(supported)} 分"
        elif claimed is not None and score < claimed:
            yield f"意见是属实，却{mark}，少于自评 {plain(claimed)} 分"
    if claimed is not None and score > claimed:
        yield f"{mark}，高于自评 {plain(claimed)} 分"
    possible = scores_of(node)
    if possible is not None and _far_from_all(score, possible):
        names = first_few([plain(value) for value in sorted(possible)], SHOWN, "…")
        yield f"{mark}，评分规则给不出这个分（可能的有 {names}）"


def _far_from_all(score: Fraction, possible: Iterable[Fraction]) -> bool:
    return all(abs(score - value) > NEAR for value in possible)


def scores_of(node: Indicator) -> frozenset[Fraction] | None:
    """Every score that the rule of an indicator can give;
    None where it may give any, or too many to name.
    """
    points = node.points
    match node.rule:
        case Met():
            return frozenset({ZERO, points})
        case Grade() as rule:
            return frozenset(share * points for share in rule.grades.values())
        case Bands() as rule:
            return frozenset({ZERO, *(min(band.points, points) for band in rule.bands)})
        # 2 to the 10th sums at most; beyond that nearly every score is possible anyway.
        case Checklist() as rule if len(rule.items) <= MOST_ITEMS:
            return frozenset({ZERO, *(share * points for share in _totals(rule))})
    return None


def _totals(rule: Checklist) -> Iterator[Fraction]:
    """What a list can come to, as shares of the points: with all its key items, or whole where
    nothing may lack.
    """
    shares = rule.shares()
    keys = [shares[item.name] for item in rule.items if item.key]
    others = [shares[item.name] for item in rule.items if not item.key]
    # Nothing below the whole counts, so no sum of shares does.
    if rule.missing == "zero":
        yield Fraction(1)
        return
    for size in range(len(others) + 1):
        for chosen in combinations(others, size):
            yield sum((*keys, *chosen), ZERO)
