"""得分率: what nodes have of what they can earn, reckoned once and kept
with what conditions made of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache

from scoring import identity
from scoring.engine.leaves import LeafResult
from scoring.engine.rollup import Branch, differing
from scoring.engine.scores import Marks, Track
from scoring.indicators.model import Indicator

Judged = tuple[str, str, bool, Sequence[str]]
"""Of a condition: what is required, what there is, whether it is met, and what fails."""
Ranked = tuple[float, Fraction]
"""A rate behind the float next to it. Two of them compare as the fractions do, exactly (what is
smaller never has a larger float), and where the floats differ as fast as those."""
NOTHING, EVERYTHING = (0.0, Fraction(0)), (1.0, Fraction(1))
Counts = tuple[int, int]
"""Of the required items of a leaf, how many are met, and how many there are."""


def ranked(rate: Fraction) -> Ranked:
    """A rate that is quickly compared."""
    return _ranked(rate.numerator, rate.denominator)


@lru_cache(8192)
def _ranked(numerator: int, denominator: int) -> Ranked:
    """One object for each rate: equal ones are compared by identity first, and a tree has many."""
    if numerator == denominator:
        return EVERYTHING
    if numerator:
        return (numerator / denominator, Fraction(numerator, denominator))
    return NOTHING


class Rates:
    """得分率 of all nodes on each track, reckoned when a condition first asks.

    ``before`` are those of an earlier roll-up of the same tree: only branches that are other ones
    are reckoned again.
    """

    def __init__(self, root: Branch, before: Rates | None = None) -> None:
        self.root = root
        self._before = before
        self._rates: dict[Track, dict[str, Ranked]] = {}
        self._counts: dict[str, Counts] | None = None
        self._chosen: dict[int, tuple[str, ...]] = before._chosen if before else {}
        self._judged: dict[tuple[int, Track], tuple[tuple[Ranked | None, ...], Judged]]
        self._judged = dict(before._judged) if before else {}

    def judged(
        self,
        index: int,
        track: Track,
        wanted: Callable[[Indicator], bool],
        judged: Callable[[Mapping[str, Ranked]], Judged],
    ) -> Judged:
        """What ``judged`` makes of the rates of the nodes that a condition, the ``index``-th of the
        tree, looks at; what it made of them last where all of them are the same. Most changes of a
        workspace move no rate, or one.
        """
        # Which nodes a condition looks at depends on the tree
        # alone, and the tree is the same throughout.
        if index not in self._chosen:
            nodes = (branch.node for branch in self.root.walk())
            chosen = tuple(
                node.code for node in nodes if node and node.kind == "base" and wanted(node)
            )
            self._chosen[index] = chosen
        codes = self._chosen[index]
        now = tuple(map(self.on(track).get, codes))
        known = self._judged.get((index, track))
        if known is not None and not identity.differing(now, known[0]):
            return known[1]
        pairs = zip(codes, now, strict=True)
        result = judged({code: rate for code, rate in pairs if rate is not None})
        self._judged[index, track] = (now, result)
        return result

    def on(self, track: Track) -> Mapping[str, Ranked]:
        """The rates on a track by code. Nodes that are 不适用,
        bonus or penalty are not among them.
        """
        if track not in self._rates:
            rates: dict[str, Ranked] = {}
            branches = self.root.walk()
            if self._before is not None and track in self._before._rates:
                rates = dict(self._before._rates[track])
                branches = differing(self.root, self._before.root)
            for branch in branches:
                node = branch.node
                if node is None:
                    continue
                if node.kind != "base" or branch.not_applicable:
                    # It may have had a rate before it became 不适用.
                    rates.pop(node.code, None)
                else:
                    rates[node.code] = ranked(share_of(branch.marks, track))
            self._rates[track] = rates
        return self._rates[track]

    def counts(self) -> Mapping[str, Counts]:
        """How many required items each leaf has, by code in the order of the tree."""
        if self._counts is None:
            counts: dict[str, Counts] = {}
            branches = self.root.walk()
            if self._before is not None and self._before._counts is not None:
                counts = dict(self._before._counts)
                branches = differing(self.root, self._before.root)
            for branch in branches:
                result = branch.sum.result
                if result is not None:
                    counts[result.node.code] = counts_of(result)
            self._counts = counts
        return self._counts

    def settled(self) -> None:
        """Lets go of the earlier rates, which nobody asks for any more."""
        self._before = None


def counts_of(result: LeafResult) -> Counts:
    """How many required items a leaf has; none where it is 不适用 or outside of the base."""
    if result.node.kind != "base" or result.not_applicable:
        return 0, 0
    required = result.support.required
    return sum(item.met for item in required), len(required)


def share_of(marks: Marks, track: Track) -> Fraction:
    """得分率: what a node has on a track of what it can earn; full where nothing can be earned."""
    if marks.applicable:
        return marks.on(track) / marks.applicable
    return Fraction(1)
