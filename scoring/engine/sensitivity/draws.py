"""Plausible points: each known parent is shared among its children
by a Dirichlet whose mean is the stated share.

The streams of numpy's ``RandomState`` are frozen by its compatibility policy, those of
``Generator`` are not: the same seed gives the same draws in years to come and on every machine.

Draws are floats, here and wherever they are reckoned with: how probable something is, is an
estimate. No score is made of them; scores stay fractions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from scoring.engine.sensitivity.model import Part

Array = NDArray[np.float64]
Shares = dict[str, Array]
"""The share of each node among its siblings, one value for each draw."""

SPREAD = Fraction(1, 4)
CHUNK = 500
"""So many draws are held at a time; the stream is read draw by draw, so that the number changes no
result."""

_LEAST = 1e-60  # a share is small, never nothing: what is positive in the tree stays positive


class Rooted(Protocol):
    """What has points to share out: the model of an assessment, or a tree alone."""

    @property
    def root(self) -> Part:
        """The whole."""
        ...


@dataclass(frozen=True, slots=True)
class Group:
    """Siblings that share the points of their parent. ``shapes`` are the parameters of the
    Dirichlet, all above 0.
    """

    codes: tuple[str, ...]
    shapes: tuple[float, ...]


def concentration(count: int, spread: Fraction) -> Fraction:
    """The sum of the parameters for ``count`` siblings, at least two, so that an average share
    varies by ``spread``.

    A share p of a Dirichlet with parameters that add up to c has the variance p(1 − p)/(c + 1). At
    p = 1/count the standard deviation is ``spread`` times p when c = (count − 1)/spread² − 1.
    Beyond a spread of one half a pair would be drawn as all or nothing rather than as two guesses;
    callers offer no more.
    """
    return (count - 1) / spread**2 - 1


def stated_shares(model: Rooted) -> Shares:
    """One draw that holds the points as they are stated."""
    shares = {}
    for part in model.root.walk():
        inside = part.inside
        for kid in part.kids:
            shares[kid.code] = np.array([float(kid.points / inside) if inside else 0.0])
    return shares


def groups(model: Rooted, spread: Fraction) -> tuple[Group, ...]:
    """The siblings among which points are drawn; an only child,
    and nodes without points, keep what they have.
    """
    result = []
    for part in model.root.walk():
        kids = [kid for kid in part.kids if kid.points]
        if len(kids) > 1 and spread:
            total = concentration(len(kids), spread) / part.inside
            result.append(
                Group(
                    tuple(kid.code for kid in kids),
                    tuple(float(total * kid.points) for kid in kids),
                )
            )
    return tuple(result)


def drawn_shares(model: Rooted, draws: int, seed: int, spread: Fraction) -> Iterator[Shares]:
    """The shares of all nodes, at most ``CHUNK`` draws at a time;
    without a spread, the stated ones.
    """
    sibling_groups = groups(model, spread)
    drawn_codes = {code for group in sibling_groups for code in group.codes}
    fixed = {code: value for code, value in stated_shares(model).items() if code not in drawn_codes}
    shapes = np.array([shape for group in sibling_groups for shape in group.shapes])
    source = np.random.RandomState(seed)
    for start in range(0, draws, CHUNK):
        count = min(CHUNK, draws - start)
        shares = {code: np.broadcast_to(value, (count,)) for code, value in fixed.items()}
        # Independent gammas divided by their sum are a Dirichlet: all groups come from one call.
        gammas = source.standard_gamma(shapes, size=(count, len(shapes))).T.copy()
        # With a small shape a gamma may underflow to 0, and a group of zeros could not be divided.
        np.maximum(gammas, _LEAST, out=gammas)
        at = 0
        for group in sibling_groups:
            rows = gammas[at : at + len(group.codes)]
            rows /= rows.sum(axis=0)
            shares.update(zip(group.codes, rows, strict=True))
            at += len(group.codes)
        yield shares


def points_of(model: Rooted, shares: Shares) -> Shares:
    """The points of every node on the scale on which it is scored; the root and the inside of a
    fold keep theirs.
    """
    points = {
        model.root.code: np.full_like(
            next(iter(shares.values()), np.zeros(1)), float(model.root.points)
        )
    }
    _share_out(model.root, shares, points)
    return points


def _share_out(part: Part, shares: Shares, points: Shares) -> None:
    inside = part.inside
    # Where the children's points do not add up (a fault that check tells), the engine scores them
    # as they stand.
    own = (
        np.float64(inside)
        if part.fold or not part.points
        else points[part.code] * float(inside / part.points)
    )
    for kid in part.kids:
        points[kid.code] = shares[kid.code] * own
        if kid.kids:
            _share_out(kid, shares, points)
