"""What mending does to the scores, exactly, as sums that a solver can take.

The engine is asked, not guessed at: every leaf that items touch goes through the projection once
for each set of causes that could be mended there, and what comes out is written as a sum over those
sets. Causes of one leaf work on each other (evidence carries nothing as long as nothing is
claimed), so a set adds what its parts do not add by themselves. Leaves do not work on each other:
what joins them, roll-up, folding and conversion, only adds and multiplies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations

from scoring.engine import TRACKS, Assessment, NodeResult, Track
from scoring.engine.projection import project
from scoring.engine.scores import ZERO
from scoring.engine.totals import pool_entry
from scoring.planning.tasks import Cover, Task
from scoring.workspace import Workspace

Atom = frozenset[Cover]
"""Causes of loss of one leaf, all of which must be mended for something to be won."""

Causes = frozenset[str]


@dataclass(eq=False, slots=True)
class Sum:
    """``base`` plus the worth of every atom that is mended."""

    base: Fraction
    terms: dict[Atom, Fraction] = field(default_factory=dict)

    def scaled(self, factor: Fraction) -> Sum:
        """The same on another scale."""
        return Sum(self.base * factor, {atom: worth * factor for atom, worth in self.terms.items()})


@dataclass(frozen=True, slots=True)
class LeafState:
    """A leaf as some mending leaves it, in points of the whole: marks and gains by track, what is
    unassessed, and how many required pieces of evidence are there.
    """

    marks: Mapping[Track, Fraction]
    gains: Mapping[Track, Fraction]
    unassessed: Fraction
    proofs: Fraction


class Effects:
    """The scores of a workspace as sums over what ``tasks`` would mend."""

    def __init__(self, workspace: Workspace, before: Assessment, tasks: Iterable[Task]) -> None:
        self.before = before
        names_by_code: dict[str, set[str]] = defaultdict(set)
        for task in tasks:
            for code, cause in task.covers:
                names_by_code[code].add(cause)
        causes = {
            code: found
            for code, names in names_by_code.items()
            if (found := _telling(before.by_code[code], names))
        }
        self._states = _states(workspace, before, causes)

    def score(self, track: Track) -> Sum:
        """The score of the whole before conversion."""
        return self._sum(self.before.root.on(track), self._states, lambda state: state.marks[track])

    def won(self, track: Track) -> Sum:
        """The bonus before gate and cap."""
        total = self.before.totals[track]
        return self._sum(
            total.won if total else ZERO, self._states, lambda state: state.gains[track]
        )

    def node(self, item: NodeResult, track: Track) -> Sum:
        """The score of one node on its own scale."""
        below = [leaf.code for leaf in item.node.leaves() if leaf.code in self._states]
        # A factor of 0: the whole has nothing from this block, so
        # nothing can be brought to its scale.
        if not item.factor:
            return Sum(item.marks.on(track))
        return self._sum(
            item.marks.on(track), below, lambda state: state.marks[track] / item.factor
        )

    def unassessed(self) -> Sum:
        """The points that nobody has assessed."""
        return self._sum(
            self.before.root.losses.unassessed, self._states, lambda state: state.unassessed
        )

    def proofs(self) -> tuple[Sum, int]:
        """How many required pieces of evidence are there, and how many are asked for."""
        done = needed = 0
        for item in self.before.leaves():
            if item.leaf is not None and item.node.kind == "base" and not item.leaf.not_applicable:
                needed += len(item.leaf.support.required)
                done += sum(met.met for met in item.leaf.support.required)
        return self._sum(Fraction(done), self._states, lambda state: state.proofs), needed

    def _sum(
        self, base: Fraction, codes: Iterable[str], read: Callable[[LeafState], Fraction]
    ) -> Sum:
        total = Sum(base)
        for code in codes:
            states = self._states[code]
            values = {causes: read(state) for causes, state in states.items()}
            for causes in values:
                # Inclusion and exclusion: with every set written as
                # its own surplus, sums stay linear.
                worth = sum(
                    ((-1) ** (len(causes) - len(part)) * values[part] for part in _parts(causes)),
                    ZERO,
                )  # what the set adds beyond all its parts
                if causes and worth:
                    total.terms[frozenset((code, cause) for cause in causes)] = worth
        return total


def _telling(item: NodeResult, names: set[str]) -> Causes:
    """Those of the causes whose mending can change the leaf:
    nothing else is worth asking the engine about.
    """
    leaf = item.leaf
    if leaf is None or leaf.not_applicable or item.node.kind != "base":
        return frozenset()
    # Where nothing is claimed yet evidence loses nothing, but it will once the standard is mended.
    lacking = any(not met.met for met in leaf.support.requirements)
    return frozenset(
        name
        for name in names
        if getattr(leaf.marks.losses, name) or (name == "evidence" and lacking)
    )


def _parts(causes: Causes) -> Iterator[Causes]:
    ordered = sorted(causes)
    return (
        frozenset(part) for size in range(len(ordered) + 1) for part in combinations(ordered, size)
    )


def _states(
    workspace: Workspace, before: Assessment, causes: Mapping[str, Causes]
) -> dict[str, dict[Causes, LeafState]]:
    """Every leaf in each of its states. One projection serves all leaves at once, each with its own
    set of causes.
    """
    states = {code: {frozenset[str](): _state(before.by_code[code])} for code in causes}
    # The first part is the empty set, the state that the leaf has now.
    waiting = {code: list(_parts(names))[1:] for code, names in causes.items()}
    while waiting:
        # Leaves do not work on each other, so as many projections do as the busiest leaf has sets.
        current = {code: parts.pop() for code, parts in waiting.items()}
        after = project(before, workspace.rounds, workspace.supports, current)
        for code, part in current.items():
            states[code][part] = _state(after.by_code[code])
        waiting = {code: parts for code, parts in waiting.items() if parts}
    return states


def _state(item: NodeResult) -> LeafState:
    leaf = item.leaf
    assert leaf is not None
    entries = {track: pool_entry(leaf, track) for track in TRACKS}
    return LeafState(
        {track: item.marks.on(track) * item.factor for track in TRACKS},
        {track: entry.cap if entry else ZERO for track, entry in entries.items()},
        item.marks.losses.unassessed * item.factor,
        Fraction(sum(met.met for met in leaf.support.required)),
    )


class RunningTotals:
    """What some sums come to while one task after the other is mended."""

    def __init__(self, sums: Iterable[Sum]) -> None:
        self._values = {one: one.base for one in sums}
        self._worth: dict[Atom, list[tuple[Sum, Fraction]]] = defaultdict(list)
        self._atoms: dict[Cover, set[Atom]] = defaultdict(set)
        self._mended: set[Cover] = set()
        for one in self._values:
            for atom, worth in one.terms.items():
                self._worth[atom].append((one, worth))
                for cover in atom:
                    self._atoms[cover].add(atom)
        self.done: set[str] = set()

    def __getitem__(self, one: Sum) -> Fraction:
        return self._values[one]

    def mend(self, task: Task) -> None:
        """Adds what one more task brings."""
        self.done.add(task.id)
        # Two items may mend the same cause of a leaf: it is won once.
        new = task.covers - self._mended
        self._mended |= new
        for atom in {atom for cover in new for atom in self._atoms[cover]}:
            if atom <= self._mended:
                for one, worth in self._worth[atom]:
                    self._values[one] += worth
