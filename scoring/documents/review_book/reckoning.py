"""The numbers with which the page adds up as the engine does: what a point of each indicator is
worth in the whole.

The weights come from the engine itself. They change when an indicator that the claim calls 不适用
is scored after all and its siblings had been made larger for it; for each way in which that can
happen there is a table of its own. All numbers of a table are whole, over one common denominator,
and are written as texts: a browser would round them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations

from scoring.engine import Assessment, NodeResult, assess
from scoring.engine.scores import ZERO
from scoring.evidence.support import Support
from scoring.indicators.model import IndicatorTree
from scoring.rounds.finding import Finding
from scoring.rounds.model import Round

MOST_TRIED = 40
"""Indicators called 不适用 that are tried one by one; beyond that all of them count as shifting."""
MOST_SHIFTING = 4
"""Shifting indicators of which every combination gets a table: sixteen. Beyond that only the first
table is made."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One round over the round that it verifies."""

    tree: IndicatorTree
    basis: Round
    round: Round
    supports: Mapping[str, Support]

    def reinstating(self, codes: Iterable[str]) -> Assessment:
        """The assessment if these indicators had been scored, with nothing."""
        scored = {code: Finding(code, direct=ZERO, reason="—") for code in codes}
        if scored:
            held = replace(self.round, findings={**self.round.findings, **scored})
        else:
            held = self.round
        return assess(self.tree, self.basis, [held], self.supports)

    @property
    def assessment(self) -> Assessment:
        """The assessment as it is."""
        return self.reinstating(())


@dataclass(frozen=True, slots=True)
class Figures:
    """``tables`` by the scored indicators of ``shifting``, joined by blanks; "" is the table for
    none of them.
    """

    shifting: frozenset[str]
    tables: Mapping[str, Mapping[str, object]]


def reckon(scene: Scene, chosen: Sequence[str]) -> Figures:
    """The figures for a book of these indicators."""
    plain = scene.assessment
    first = _weights(plain)
    out = [
        code
        for code in chosen
        if (leaf := plain.by_code[code].leaf) is not None
        and leaf.not_applicable
        and leaf.given is None
        and leaf.node.kind == "base"
    ]
    shifting = []
    for code in out:
        alone = _weights(scene.reinstating([code])) if len(out) <= MOST_TRIED else {}
        # Its own weight aside, which it has only once it is scored: the question
        # is whether others move.
        if {**alone, code: ZERO} != {**first, code: ZERO}:
            shifting.append(code)
        else:
            first[code] = alone[code]
    tables = {"": _table(plain, first, chosen)}
    sizes = range(1, len(shifting) + 1) if len(shifting) <= MOST_SHIFTING else ()
    for size in sizes:
        for scored in combinations(shifting, size):
            assessment = scene.reinstating(scored)
            weights = {**first, **_weights(assessment)}
            weights |= {code: first[code] for code in out if code not in shifting}
            tables[" ".join(scored)] = _table(assessment, weights, chosen)
    return Figures(frozenset(shifting), tables)


def _weights(assessment: Assessment) -> dict[str, Fraction]:
    """What one point of each leaf of the base is worth in the whole."""
    return {
        item.node.code: _weight(item) for item in assessment.leaves() if item.node.kind == "base"
    }


def _weight(item: NodeResult) -> Fraction:
    assert item.leaf is not None
    own = item.leaf.marks.applicable
    return item.factor * (item.marks.applicable / own if own else 1)


def _table(
    assessment: Assessment, weights: Mapping[str, Fraction], chosen: Sequence[str]
) -> dict[str, object]:
    """Weights and known marks of the chosen leaves, and what the others bring: ``fixed`` for what
    has been verified, ``given`` for what 不适用 gives as soon as anything is.
    """
    known: dict[str, Fraction] = {}
    fixed, given = ZERO, ZERO
    inside = set(chosen)
    for item in assessment.leaves():
        leaf, code = item.leaf, item.node.code
        assert leaf is not None
        if code not in weights:
            continue
        if leaf.given is not None:
            known[code] = leaf.given * weights[code]
            given += ZERO if code in inside else known[code]
        elif leaf.verified is not None and not leaf.not_applicable:
            known[code] = (leaf.marks.verified or ZERO) * weights[code]
            fixed += ZERO if code in inside else known[code]
    over = [weights.get(code, ZERO) for code in chosen]
    held = [known.get(code, ZERO) for code in chosen]
    scale = math.lcm(*(value.denominator for value in (*over, *held, fixed, given)))

    def whole(value: Fraction) -> str:
        return str(int(value * scale))

    return {
        "scale": str(scale),
        "fixed": whole(fixed),
        "given": whole(given),
        "weights": [whole(value) for value in over],
        "known": [whole(value) for value in held],
    }
