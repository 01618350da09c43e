"""The roll-up of the engine on many draws at once. Everything here is an estimate, so floats are
right: the draws themselves are no truer than their three or four leading digits. What the ordinary
score says is computed exactly, and elsewhere.

The arithmetic is that of ``engine.rollup``: summation, 不适用 among siblings, folded blocks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from scoring.engine.sensitivity.draws import Array, Shares
from scoring.engine.sensitivity.model import Model, Part


@dataclass(slots=True)
class Rolled:
    """One chunk of draws, rolled up. ``values`` are the root's, by quantity; ``losses`` has a row
    for each losing leaf in points of the whole; ``rates`` holds those of the nodes asked for, by
    code and track.
    """

    values: dict[str, Array]
    losses: Array
    rates: dict[tuple[str, str], Array] = field(default_factory=dict)


def roll(model: Model, points: Shares, wanted: Sequence[tuple[str, str]] = ()) -> Rolled:
    """Rolls up the tree at the points given, and keeps the rates in ``wanted`` (code, track)."""
    up = _Upward(model, points, set(wanted))
    values = dict(zip(model.quantities, up.values(model.root), strict=True))
    current = model.quantities.index("current")
    losses = np.empty((len(model.losing), len(points[model.root.code])))
    for row, part in enumerate(model.losing):
        np.multiply(points[part.code], part.earns[0] - part.earns[current], out=losses[row])
        for step in (*model.paths[part.code], part):
            factor = up.factors.get(step.code)
            if factor is not None:
                losses[row] *= factor
            if step.code in up.folds:
                losses[row] *= up.folds[step.code]
    return Rolled(values, losses, up.rates)


@dataclass(slots=True)
class _Upward:
    """From the leaves to the root. ``factors`` are what siblings gain from nodes that are not
    applicable, ``folds`` what brings the inside of a block to the block's own scale.
    """

    model: Model
    points: Shares
    wanted: set[tuple[str, str]]
    rates: dict[tuple[str, str], Array] = field(default_factory=dict)
    factors: Shares = field(default_factory=dict)
    folds: Shares = field(default_factory=dict)

    def values(self, part: Part) -> list[Array]:
        """The quantities of one node on its own scale, before what its siblings leave to it."""
        if part.leaf:
            own = self.points[part.code]
            return [own if rate == 1 else own * rate for rate in part.earns]
        found = [self.values(kid) for kid in part.kids]
        self._redistribute(part, found)
        nothing = np.zeros_like(self.points[self.model.root.code])
        sums = [
            sum((values[index] for values in found), nothing)
            for index in range(len(self.model.quantities))
        ]
        if part.fold:
            inside = sum((self.points[kid.code] for kid in part.kids), nothing)
            fold = self.points[part.code] / inside if part.inside else nothing
            self.folds[part.code] = fold
            sums = [value * fold for value in sums]
        for track in self.model.quantities[2:]:
            if (part.code, track) in self.wanted:
                value = sums[self.model.quantities.index(track)]
                self.rates[part.code, track] = (
                    value / sums[0] if part.live else np.ones_like(nothing)
                )
        return sums

    def _redistribute(self, part: Part, found: list[list[Array]]) -> None:
        """Scales what applicable children have by what ``block`` and ``spread`` move to them."""
        live = [index for index, kid in enumerate(part.kids) if kid.live]
        gone = [kid for kid in part.kids if kid.not_applicable and not kid.live and kid.moves]
        if not live or not gone:
            return
        nothing = np.zeros_like(self.points[self.model.root.code])
        block = sum((self.points[kid.code] for kid in gone if kid.moves == "block"), nothing)
        spread = sum((self.points[kid.code] for kid in gone if kid.moves == "spread"), nothing)
        whole = sum((found[index][0] for index in live), nothing)
        for index in live:
            factor = 1 + block / whole + spread / len(live) / found[index][0]
            self.factors[part.kids[index].code] = factor
            found[index] = [value * factor for value in found[index]]
