"""The assessment of one round: nodes, totals, losses, completeness, conditions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from scoring.engine.criteria import Verdict
from scoring.engine.leaves import LeafResult, State
from scoring.engine.rates import Rates
from scoring.engine.rollup import Branch
from scoring.engine.scores import Losses, Marks, Track
from scoring.engine.totals import TrackTotal
from scoring.evidence.support import Support
from scoring.indicators.criteria import Criterion
from scoring.indicators.model import Indicator, IndicatorTree, Veto
from scoring.rounds.model import Round
from scoring.rounds.verification import Verified
from scoring.rounds.vetoes import TriggeredVeto


@dataclass(frozen=True, slots=True)
class NodeResult:
    """One node of the tree with its marks on its own scale; ``leaf`` is set for scored nodes.

    ``factor`` brings its losses to the scale of the whole (1 outside folded blocks).
    """

    node: Indicator
    marks: Marks
    state: State
    leaf: LeafResult | None
    why: str
    factor: Fraction


@dataclass(frozen=True, slots=True)
class VetoResult:
    """A veto of the tree and, where it was triggered, its circumstances."""

    veto: Veto
    triggered: TriggeredVeto | None


@dataclass(frozen=True, slots=True)
class Kept:
    """What an assessment keeps for the next one: whatever follows from the same objects is taken
    over as it is.
    """

    rounds: tuple[Round, ...]
    current: Round
    checks: Mapping[str, Verified]
    supports: Mapping[str, Support]
    results: Mapping[str, LeafResult]
    root: Branch
    rates: Rates
    outside: Sequence[LeafResult]


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything that the outputs print about one round. All scores are exact;
    ``totals['verified']`` may be None.
    """

    tree: IndicatorTree
    round: Round
    nodes: tuple[NodeResult, ...]
    root: Marks
    totals: Mapping[Track, TrackTotal | None]
    low: Fraction
    high: Fraction
    completeness: Fraction
    vetoes: tuple[VetoResult, ...]
    verdicts: tuple[Verdict, ...]
    ready: bool
    by_code: Mapping[str, NodeResult]
    kept: Kept | None = field(default=None, compare=False, repr=False)

    @property
    def losses(self) -> Losses:
        """The losses of the whole."""
        return self.root.losses

    def track(self, track: Track) -> TrackTotal:
        """One track; raises ``KeyError`` for ``verified`` where nothing was inspected. The others
        are always there.
        """
        track_total = self.totals[track]
        if track_total is None:
            raise KeyError(track)
        return track_total

    @property
    def claimed(self) -> TrackTotal:
        """自评分 of the whole."""
        return self.track("claimed")

    @property
    def supported(self) -> TrackTotal:
        """佐证分 of the whole."""
        return self.track("supported")

    @property
    def verified(self) -> TrackTotal | None:
        """核验分 of the whole; None where nothing was inspected."""
        return self.totals["verified"]

    @property
    def current(self) -> TrackTotal:
        """现分 of the whole: verified where inspected, else supported."""
        return self.track("current")

    @property
    def scorable(self) -> bool:
        """Whether anything can be earned at all; where everything is 不适用,
        nobody is ready (没有可以评分的指标).
        """
        return bool(self.root.applicable)

    @property
    def any_mock(self) -> bool:
        """Whether a mock stands for any leaf."""
        leaves = (item.leaf for item in self.nodes if item.leaf is not None)
        return any(leaf.verified is not None and leaf.verified.mock for leaf in leaves)

    @property
    def only_mock(self) -> bool:
        """Whether what verifies is a mock throughout (模拟), and no real inspection."""
        checks = [
            item.leaf.verified
            for item in self.nodes
            if item.leaf is not None and item.leaf.verified is not None
        ]
        return bool(checks) and all(check.mock for check in checks)

    def apart(self, criterion: Criterion) -> bool:
        """Whether a condition looks at the marks of one kind (模拟, 核验)
        where the verified track holds others.
        """
        # Mock and inspection are two tracks that are never added up, while the marks
        # behind the verified track may come from both.
        track = getattr(criterion, "track", "")
        if track == "mock":
            return not self.only_mock
        return track == "verified" and (self.any_mock or self.verified is None)

    def leaves(self) -> list[NodeResult]:
        """The scored nodes in the order of the tree."""
        return [item for item in self.nodes if item.leaf is not None]
