"""How sure a rank is, where points are estimated: plausible points are drawn once for all counties,
and ranked anew.

What each county earns of an indicator stays as it is; only what the indicator is worth changes, for
all of them alike. One draw is one row of a matrix, one county one column, so that thousands of
draws of thousands of counties are a matter of seconds. Bonus and penalty stand as they are. All
counties are scored under the region's one tree, so that the same draw means the same for all;
counties without a rank take no part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from scoring.engine.sensitivity.draws import SPREAD, Shares, drawn_shares, stated_shares
from scoring.engine.sensitivity.model import ROOT, Part
from scoring.indicators.model import Indicator, IndicatorTree
from scoring.region.figures import exact
from scoring.region.model import Track
from scoring.region.results import County, Ranking, Results, earn_differently, parts_of
from scoring.region.scoring_run import round_folder
from scoring.region.store import read_rows
from scoring.values import natural_key

__all__ = ["DRAWS", "SEED", "SPREAD", "Certainty", "certainty"]
DRAWS, SEED = 10_000, 1
# Scores that differ by less are equal: sums of floats have no more to say.
_NOISE = 1e-9
# Floats: what comes of the draws is an estimate, and no score or rank is made of it.
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Certainty:
    """The share of draws in which each county is among the first ``first`` of its part, by code."""

    first: int
    draws: int
    seed: int
    spread: Fraction
    shares: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class _Tree:
    root: Part


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What the counties of a part earn, and can earn, of each leaf at the stated points: leaves ×
    counties.
    """

    leaves: tuple[str, ...]
    earned: Array
    applicable: Array
    wholes: Array
    extras: Array


def certainty(
    results: Results,
    ranking: Ranking,
    first: int,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    spread: Fraction = SPREAD,
) -> Certainty:
    """The share of draws with a rank of at most ``first``; the same seed gives the same shares.

    ``spread`` is the relative standard deviation of an average share (see
    ``robustness.draws.concentration``).
    """
    marks = _marks(results, ranking)
    parts = parts_of(ranking.rows)
    sheets = [_sheet(members, marks, ranking.track) for members in parts]
    rates = [earn_differently(members) for members in parts]
    counts = [np.zeros(len(members), dtype=np.int64) for members in parts]
    tree = tree_of(results)
    paths = _paths(tree.root)
    stated = stated_shares(tree)
    for shares in drawn_shares(tree, draws, seed, spread):
        for sheet, by_rate, count in zip(sheets, rates, counts, strict=True):
            values = _values(sheet, _weights(sheet.leaves, paths, stated, shares), by_rate=by_rate)
            count += _foremost(values, first)
    certain: dict[str, Fraction] = {}
    for members, count in zip(parts, counts, strict=True):
        for county, times in zip(members, count, strict=True):
            certain[county.code] = Fraction(int(times), draws)
    return Certainty(first, draws, seed, spread, certain)


def tree_of(results: Results) -> _Tree:
    """The region's tree as points are drawn on it."""
    return _Tree(_root(results.region.tree))


def _marks(results: Results, ranking: Ranking) -> dict[str, dict[str, tuple[float, float, float]]]:
    """By county and leaf: earned on the track, applicable and full, all on the scale of the
    root.
    """
    columns = ("county", "code", ranking.track, "applicable", "full", "factor")
    ranked = {county.code for county in ranking.rows}
    rows = read_rows(round_folder(results.region), "nodes", columns, "leaf AND kind = 'base'")
    marks: dict[str, dict[str, tuple[float, float, float]]] = {}
    # The table lies in the order of the counties, so that the rows of each stand together.
    for code, members in groupby(rows, key=lambda row: row[0]):
        if code in ranked:
            marks[code] = {row[1]: _on_root(*row[2:]) for row in members}
    return marks


def _on_root(
    earned: str | None, applicable: str, full: str, factor: str
) -> tuple[float, float, float]:
    scale = exact(factor)
    return (
        float(exact(earned or "0") * scale),
        float(exact(applicable) * scale),
        float(exact(full) * scale),
    )


def _sheet(
    members: Sequence[County],
    marks: Mapping[str, Mapping[str, tuple[float, float, float]]],
    track: Track,
) -> _Sheet:
    own = [marks[county.code] for county in members]
    leaves = tuple(sorted(set().union(*own), key=natural_key))
    nothing = (0.0, 0.0, 0.0)
    table = np.array([[each.get(leaf, nothing) for each in own] for leaf in leaves])
    tracks = [county.row["tracks"][track] for county in members]
    extras = np.array([float(exact(each["final"]) - exact(each["converted"])) for each in tracks])
    return _Sheet(leaves, table[:, :, 0], table[:, :, 1], table[:, :, 2].sum(axis=0), extras)


def _values(sheet: _Sheet, weights: Array, *, by_rate: bool) -> Array:
    """What is compared, draws × counties: 得分率 where counties can earn different points, else the
    final score.
    """
    applicable = weights @ sheet.applicable
    rate: Array = np.divide(
        weights @ sheet.earned, applicable, out=np.zeros_like(applicable), where=applicable > 0
    )
    if by_rate:
        return rate
    return rate * sheet.wholes + sheet.extras


def _foremost(values: Array, first: int) -> NDArray[np.int64]:
    """How often each county has at most ``first`` − 1 before it; equals share their rank."""
    count = values.shape[1]
    if first >= count:
        return np.full(count, values.shape[0], dtype=np.int64)
    bound = np.partition(values, count - first, axis=1)[:, count - first]
    among: NDArray[np.int64] = (values >= bound[:, None] - _NOISE).sum(axis=0)
    return among


def _weights(
    leaves: Sequence[str], paths: Mapping[str, Sequence[str]], stated: Shares, shares: Shares
) -> Array:
    """By how much the points of each leaf differ from the stated ones: draws × leaves."""
    ratios: dict[str, Array] = {}
    columns = []
    for leaf in leaves:
        product: Array = np.ones(1)
        for code in paths.get(leaf, ()):
            if code not in ratios:
                ratios[code] = _ratio(shares[code], float(stated[code][0]))
            product = product * ratios[code]
        columns.append(product)
    # A leaf whose path was not drawn has one number for all draws.
    draws = max(map(len, columns), default=1)
    return np.column_stack([np.broadcast_to(column, (draws,)) for column in columns])


def _ratio(drawn: Array, stated: float) -> Array:
    """The drawn shares beside the stated one; a share of nothing stays what it is."""
    if stated:
        return drawn / stated
    return np.ones_like(drawn)


def _root(tree: IndicatorTree) -> Part:
    kids = _parts(tree.roots)
    return Part(ROOT, None, sum((kid.points for kid in kids), Fraction(0)), True, False, kids=kids)


def _parts(nodes: Sequence[Indicator]) -> tuple[Part, ...]:
    base = [node for node in nodes if node.kind == "base"]
    return tuple(
        Part(node.code, node, node.points, True, False, kids=_parts(node.children))
        for node in sorted(base, key=lambda node: natural_key(node.code))
    )


def _paths(part: Part, above: tuple[str, ...] = ()) -> dict[str, tuple[str, ...]]:
    """The codes from the first level down to each leaf."""
    paths: dict[str, tuple[str, ...]] = {}
    for kid in part.kids:
        path = (*above, kid.code)
        if kid.kids:
            paths |= _paths(kid, path)
        else:
            paths[kid.code] = path
    return paths
