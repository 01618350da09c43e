"""The tracks of the whole: conversion, bonus, penalty, vetoes and grade,
in the order of the contract.

Vetoes are printed first and leave the score standing; only ``cap`` and ``zero`` act on the final
figure. Gates and grades compare unrounded values.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring.engine.leaves import LeafResult
from scoring.engine.scores import ZERO, Marks, Track
from scoring.indicators.model import IndicatorTree, Veto
from scoring.rules import Outcome

NO_GRADE = "未达等次"


@dataclass(frozen=True, slots=True)
class TrackTotal:
    """One track at the root. ``gate_met`` is None without a gate,
    ``won`` the bonus before gate and cap.
    """

    score: Fraction
    converted: Fraction
    bonus: Fraction
    penalty: Fraction
    final: Fraction
    grade: str
    won: Fraction
    gate_met: bool | None


@dataclass(frozen=True, slots=True)
class PoolEntry:
    """What one leaf brings to the bonus: at most ``cap``, made up of matters; a leaf without awards
    is its own.
    """

    code: str
    cap: Fraction
    matters: tuple[tuple[str, Fraction], ...]


def outside_base(results: Iterable[LeafResult]) -> list[LeafResult]:
    """The leaves that can bring a bonus or take a penalty: those outside the base score, and those
    with a gain.
    """
    return [
        result
        for result in results
        if result.node.kind != "base"
        or (result.claim is not None and result.claim.gain)
        or (result.check is not None and result.check.gain)
    ]


def pool_entry(result: LeafResult, track: Track) -> PoolEntry | None:
    """The bonus that a leaf brings on a track: its bonus score, or the gain of a two-sided rule."""
    outcome = _outcome_on(result, track)
    if result.not_applicable or outcome is None:
        return None
    # An award that nobody has verified counts as far as its evidence carries it; the claim alone
    # shows what was claimed.
    by_evidence = track == "supported" or (track == "current" and result.verified is None)
    carried = result.support.share if by_evidence else Fraction(1)
    # no matter is called so: a leaf's own points never merge with another's
    own = f"\0{result.node.code}"
    if result.node.kind == "bonus":
        matters = outcome.awards or ((own, outcome.score),)
        return PoolEntry(
            result.node.code,
            outcome.score * carried,
            tuple((name, worth * carried) for name, worth in matters),
        )
    if result.node.kind == "base" and outcome.gain:
        gain = outcome.gain * carried
        return PoolEntry(result.node.code, gain, ((own, gain),))
    return None


def _outcome_on(result: LeafResult, track: Track) -> Outcome | None:
    """What a leaf comes to on a track: the verification's outcome, or the round's."""
    if track == "verified":
        return result.check
    # The present score mixes: verified where somebody has been there, claimed elsewhere.
    if track == "current" and result.verified is not None:
        return result.check
    return result.claim


def pooled(entries: Sequence[PoolEntry]) -> Fraction:
    """The bonus of all leaves: a matter counts once,
    in the leaf where it is worth most to the whole.

    Each leaf is capped by its points. Where a matter stands in several leaves and caps make it
    doubtful which serves the county best, the best choice is taken, so that one more award can
    never lower the sum.
    """
    places: dict[str, list[tuple[int, Fraction]]] = defaultdict(list)
    for index, entry in enumerate(entries):
        for name, worth in entry.matters:
            places[name].append((index, worth))
    caps = [entry.cap for entry in entries]
    won = [ZERO] * len(entries)
    # A matter that stands in one leaf leaves nothing to choose: it fills that leaf up to its cap.
    for leaves in places.values():
        if len(leaves) == 1:
            ((index, worth),) = leaves
            won[index] = min(caps[index], won[index] + worth)
    shared = [leaves for leaves in places.values() if len(leaves) > 1]
    # Leaves fill up to their caps matter by matter; of all ways that fill the other leaves alike,
    # the one that fills the last leaf most is kept. So the ways stay as few as there are different
    # sums, however many matters there are.
    ways = {tuple(won[:-1]): won[-1]} if won else {}
    for leaves in shared:
        longer: dict[tuple[Fraction, ...], Fraction] = {}
        for others, last in ways.items():
            for index, worth in leaves:
                filled = [*others, last]
                filled[index] = min(caps[index], filled[index] + worth)
                key = tuple(filled[:-1])
                longer[key] = max(longer.get(key, ZERO), filled[-1])
        ways = longer
    return max((sum(others, last) for others, last in ways.items()), default=ZERO)


def penalty(results: Iterable[LeafResult], track: Track) -> Fraction:
    """What the penalty leaves take on a track: points − score of each that was assessed there."""
    taken = ZERO
    for result in results:
        if result.node.kind != "penalty" or result.not_applicable:
            continue
        outcome = _outcome_on(result, track)
        # What nobody has assessed takes nothing: a missing finding is no offence.
        if outcome is not None:
            taken += result.node.points - outcome.score
    return taken


def finish(
    tree: IndicatorTree,
    root: Marks,
    score: Fraction,
    entries: Sequence[PoolEntry],
    taken: Fraction,
    vetoes: Sequence[Veto],
) -> TrackTotal:
    """One track from its base score to its final score and grade."""
    terms = tree.head.bonus
    # 不适用 leaves the denominator once, here: a track of 60 out of 75 applicable points is 80 of 100.
    converted = score * root.full / root.applicable if root.applicable else ZERO
    won = pooled(entries)
    # The gate looks at the converted score, unrounded: 79.995 is below 80 however it is printed.
    gate_met = None if terms.gate is None else converted >= terms.gate
    bonus = won if terms.cap is None else min(won, terms.cap)
    if gate_met is False:
        bonus = ZERO
    final = max(ZERO, converted + bonus - taken)
    # ``ineligible`` leaves the number standing: it is the verdict that it takes away (criteria).
    for veto in vetoes:
        if veto.effect == "zero":
            final = ZERO
        elif veto.effect == "cap" and veto.at is not None:
            final = min(final, veto.at)
    return TrackTotal(
        score, converted, bonus, taken, final, grade(tree, final, vetoes), won, gate_met
    )


def grade(tree: IndicatorTree, final: Fraction, vetoes: Sequence[Veto]) -> str:
    """The name of the highest grade that ``final`` reaches; "" where the tree has no grades."""
    ranked = sorted(tree.head.grades, key=lambda item: -item.lowest)
    if not ranked:
        return ""
    if any(veto.effect == "no_top_grade" for veto in vetoes):
        # The highest grade is barred, not lowered by one: who does not reach it loses nothing.
        ranked = ranked[1:]
    return next((item.name for item in ranked if final >= item.lowest), NO_GRADE)
