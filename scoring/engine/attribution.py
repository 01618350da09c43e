"""What changed between rounds, and why: every difference taken apart
into causes that add up to it exactly.

From one round to the next the inputs are exchanged one kind at a time, always in the order of
``CHANGES``: first the indicator system, then the findings (with the vetoes), then the evidence,
last what verifies. Each cause is what its exchange does to the score, so the causes add up to the
whole difference at every node and in the total, by construction. What several exchanges do only
together falls to the last of them; another order would share it out otherwise, which is why the
order is fixed and printed. What a new, removed, split or merged indicator brings or takes is
``tree`` throughout. Over more than two rounds the causes of the steps are added up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from scoring.engine.assessment import Assessment, NodeResult
from scoring.engine.counterfactuals import Side, same_system, stages
from scoring.engine.scores import ZERO, Track
from scoring.indicators.comparison import Change, Comparison, Row, compare
from scoring.indicators.model import Indicator, IndicatorTree

CHANGES: tuple[Literal["tree", "finding", "evidence", "verification"], ...] = (
    "tree",
    "finding",
    "evidence",
    "verification",
)
"""The causes of a change, in the order in which they are exchanged."""
TotalKey = Literal["base", "bonus", "penalty", "veto", "final"]
TOTAL_KEYS: tuple[TotalKey, ...] = ("base", "bonus", "penalty", "veto", "final")


@dataclass(frozen=True, slots=True)
class Causes:
    """Points won (above zero) or lost through each kind of change."""

    tree: Fraction = ZERO
    finding: Fraction = ZERO
    evidence: Fraction = ZERO
    verification: Fraction = ZERO

    @property
    def total(self) -> Fraction:
        """The whole change."""
        return self.tree + self.finding + self.evidence + self.verification

    @property
    def moved(self) -> bool:
        """Whether anything moved, even where it cancels out."""
        return any(getattr(self, item.name) for item in fields(self))

    def __add__(self, other: Causes) -> Causes:
        return Causes(
            *(getattr(self, item.name) + getattr(other, item.name) for item in fields(self))
        )


class Stepped:
    """What goes through all rounds, with the causes of each step from one round to the next."""

    __slots__ = ()
    steps: tuple[Causes, ...]

    @property
    def causes(self) -> Causes:
        """The causes from the first round to the last."""
        return sum(self.steps, Causes())

    @property
    def change(self) -> Fraction:
        """Last − first, where what is not there counts as 0."""
        return self.causes.total


@dataclass(frozen=True, slots=True)
class Line(Stepped):
    """One indicator through all rounds: its node in each, None where it is not there, and the
    causes of each step.

    ``changes`` says what the comparison of the indicator systems found about it, step by step;
    nothing where the system stayed the same. A score counts as 0 where the indicator is not there.
    """

    nodes: tuple[NodeResult | None, ...]
    track: Track
    steps: tuple[Causes, ...]
    changes: tuple[tuple[Change, ...], ...]

    @property
    def last(self) -> NodeResult:
        """The node in the latest round that has it."""
        return next(node for node in reversed(self.nodes) if node is not None)

    @property
    def scores(self) -> tuple[Fraction | None, ...]:
        """The score in each round, on the node's own scale."""
        return tuple(None if node is None else node.marks.on(self.track) for node in self.nodes)

    @property
    def rates(self) -> tuple[Fraction | None, ...]:
        """Score ÷ what could be earned; None where nothing could."""
        return tuple(
            node.marks.on(self.track) / node.marks.applicable
            if node and node.marks.applicable
            else None
            for node in self.nodes
        )

    @property
    def lost(self) -> tuple[Fraction, ...]:
        """What the score lacks of the applicable points, on the scale of the whole; 0 where the
        node is not there.
        """
        return tuple(
            (node.marks.applicable - node.marks.on(self.track)) * node.factor
            if node and node.node.kind == "base"
            else ZERO
            for node in self.nodes
        )


@dataclass(frozen=True, slots=True)
class TotalLine(Stepped):
    """One part of the total through all rounds. Parts are contributions: a penalty is below zero,
    ``veto`` is what vetoes and the floor at zero take or give, and base + bonus + penalty + veto =
    final, for every round and cause.
    """

    key: TotalKey
    scores: tuple[Fraction, ...]
    steps: tuple[Causes, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """The comparison of rounds on one track. ``lines`` follow the last indicator system; what it no
    longer has stands where it stood before.
    """

    track: Track
    sides: tuple[Side, ...]
    assessments: tuple[Assessment, ...]
    total: tuple[TotalLine, ...]
    lines: tuple[Line, ...]

    def part(self, wanted: TotalKey) -> TotalLine:
        """One part of the total."""
        return next(line for line in self.total if line.key == wanted)


@dataclass(slots=True)
class _Growing:
    """A line while the rounds are walked through: the code in each round so far."""

    codes: list[str | None]
    steps: list[Causes] = field(default_factory=list)
    changes: list[tuple[Change, ...]] = field(default_factory=list)

    def go_on(self, code: str | None, causes: Causes, changes: tuple[Change, ...]) -> None:
        self.codes.append(code)
        self.steps.append(causes)
        self.changes.append(changes)


@dataclass(frozen=True, slots=True)
class _Link:
    """A node of the old system and what it is in the new one;
    one side is None for what came or went.
    """

    old: str | None
    new: str | None
    changes: tuple[Change, ...] = ()


def between(sides: Sequence[Side], track: Track = "current") -> Between:
    """Compares rounds, at least two, in the order given. ``track`` is any but ``verified``, which
    may be missing.
    """
    assessments = tuple(side.assess() for side in sides)
    lines = [_Growing([item.node.code]) for item in assessments[0].nodes]
    steps: dict[TotalKey, list[Causes]] = {key: [] for key in TOTAL_KEYS}
    for index in range(1, len(sides)):
        before, after = sides[index - 1], sides[index]
        same = same_system(before.tree, after.tree)
        comparison = None if same else compare(before.tree, after.tree)
        states = stages(before, after, assessments[index - 1], assessments[index], comparison)
        links = _all_links(before.tree, after.tree, comparison)
        lines = _walked(lines, links, states, track)
        parts = [contributions(state, track) for state in states]
        for key in TOTAL_KEYS:
            steps[key].append(_causes([part[key] for part in parts]))
    parts = [contributions(item, track) for item in assessments]
    total = tuple(
        TotalLine(key, tuple(part[key] for part in parts), tuple(steps[key])) for key in TOTAL_KEYS
    )
    by_node = tuple(_line(item, assessments, track) for item in lines)
    return Between(track, tuple(sides), assessments, total, by_node)


def _all_links(
    old: IndicatorTree, new: IndicatorTree, comparison: Comparison | None
) -> list[_Link]:
    """What each node became; without a comparison the two are one system, node by node."""
    if comparison is None:
        return [_Link(node.code, node.code) for node in new.walk()]
    return [link for row in comparison.rows for link in _links(row)]


def contributions(assessment: Assessment, track: Track) -> dict[TotalKey, Fraction]:
    """What makes up the final score of a track, told apart; the parts add up to ``final``."""
    total = assessment.track(track)
    # Told by difference, so that the parts add up to the final score by construction.
    plainly = total.converted + total.bonus - total.penalty
    return {
        "base": total.converted,
        "bonus": total.bonus,
        "penalty": -total.penalty,
        "veto": total.final - plainly,
        "final": total.final,
    }


def _causes(scores: Sequence[Fraction]) -> Causes:
    """The causes out of the scores after each exchange, the first one before any."""
    return Causes(*(late - early for early, late in pairwise(scores)))


def _links(row: Row) -> Iterator[_Link]:
    """A row of the comparison as links of single nodes. An indicator that was split below one new
    parent, or joined from below one old one, goes on as that parent; the others came or went.
    """
    # Only a pair can be told apart into causes; a split or join has no common score to start from.
    if len(row.old) == 1 and len(row.new) == 1:
        yield _Link(row.old[0].code, row.new[0].code, row.changes)
        return
    # The parents go on as one line, so that the reader sees a
    # split indicator and not only its pieces.
    ours, theirs = _top(row.old), _top(row.new)
    kept = set[int]()
    if ours is not None and theirs is not None:
        kept = {id(ours), id(theirs)}
        yield _Link(ours.code, theirs.code, row.changes)
    yield from (_Link(None, node.code, row.changes) for node in row.new if id(node) not in kept)
    yield from (_Link(node.code, None, row.changes) for node in row.old if id(node) not in kept)


def _top(nodes: Sequence[Indicator]) -> Indicator | None:
    """The one node that all the others stand below, if there is one."""
    codes = {node.code for node in nodes}
    tops = [node for node in nodes if node.parent not in codes]
    if len(tops) == 1:
        return tops[0]
    return None


def _walked(
    lines: Sequence[_Growing], links: Sequence[_Link], states: Sequence[Assessment], track: Track
) -> list[_Growing]:
    """The lines one round further, in the order of the new system; what was gone before stays
    behind its neighbour.
    """
    by_code = {line.codes[-1]: line for line in lines if line.codes[-1] is not None}
    behind = _behind(lines)
    scores = [
        {code: item.marks.on(track) for code, item in state.by_code.items()} for state in states
    ]
    passed = len(lines[0].steps) if lines else 0
    walked = list(behind.get(0, ()))
    for link in links:
        if link.old is None:
            # What came new has been nothing in every round before,
            # so that all lines stay equally long.
            line = _Growing([None] * (passed + 1), [Causes()] * passed, [()] * passed)
        else:
            line = by_code[link.old]
        walked += [line, *behind.get(id(line), ())]
        line.go_on(link.new, _of_link(link, scores), link.changes)
    for others in behind.values():
        for gone in others:
            gone.go_on(None, Causes(), ())
    return walked


def _behind(lines: Sequence[_Growing]) -> dict[int, list[_Growing]]:
    """What is gone, by the id of the line that it stands behind; 0 for what stood first."""
    behind: dict[int, list[_Growing]] = {}
    neighbour = 0
    for line in lines:
        if line.codes[-1] is None:
            behind.setdefault(neighbour, []).append(line)
        else:
            neighbour = id(line)
    return behind


def _of_link(link: _Link, scores: Sequence[Mapping[str, Fraction]]) -> Causes:
    """The causes of a step for one node; what came or went did so with the system."""
    if link.old is None:
        return Causes(tree=ZERO if link.new is None else scores[-1][link.new])
    old = scores[0][link.old]
    if link.new is None:
        return Causes(tree=-old)
    return _causes([old, *(state[link.new] for state in scores[1:])])


def _line(growing: _Growing, assessments: Sequence[Assessment], track: Track) -> Line:
    nodes = tuple(
        None if code is None else assessment.by_code[code]
        for code, assessment in zip(growing.codes, assessments, strict=True)
    )
    return Line(nodes, track, tuple(growing.steps), tuple(growing.changes))
