"""From leaves to the root: summation, 不适用 among siblings, and folded blocks.

``block`` and ``spread`` scale what is applicable beside a node that is not; the inside of a folded block stays on the
block's own scale. Bonus and penalty nodes never enter the sum of a base node.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from scoring.engine.leaves import LeafResult, State
from scoring.engine.marks import ZERO, Marks, added
from scoring.indicators.model import Indicator, IndicatorTree, Policy


@dataclass(slots=True)
class Branch:
    """One node while it is rolled up; ``marks`` is final once the root has been reached."""

    node: Indicator | None
    policy: Policy
    fold: bool
    marks: Marks
    not_applicable: bool
    open: bool
    children: list[Branch] = field(default_factory=list)

    def scale(self, factor: Fraction) -> None:
        """Scales this node and what stands on the same scale below it."""
        self.marks = self.marks.scaled(factor)
        if not self.fold:
            for child in self.own():
                child.scale(factor)

    def own(self) -> Iterator[Branch]:
        """The children that make this node's sum."""
        kind = self.node.kind if self.node else "base"
        return (child for child in self.children if child.node is not None and child.node.kind == kind)

    def walk(self) -> Iterator[Branch]:
        """The branch itself and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def state(self) -> State:
        """The state of the node as DESIGN's ``state`` names it."""
        top = self.marks.applicable if self.node is None or self.node.kind == "base" else self.marks.full
        if self.not_applicable:
            return "not_applicable"
        if self.open:
            return "unassessed"
        return "full" if self.marks.current == top else "partial" if self.marks.current else "none"


def roll_up(tree: IndicatorTree, results: Mapping[str, LeafResult]) -> Branch:
    """The whole tree under a root without a node of its own."""
    children = [_branch(root, results) for root in tree.roots]
    return _joined(
        None,
        children,
        tree.head.not_applicable,
        full=sum((root.points for root in tree.roots if root.kind == "base"), ZERO),
    )


def _branch(node: Indicator, results: Mapping[str, LeafResult]) -> Branch:
    if node.leaf:
        result = results[node.code]
        out = result.not_applicable
        return Branch(node, node.policy, False, result.marks, out, result.open)
    children = [_branch(child, results) for child in node.children]
    return _joined(node, children, node.policy, full=node.points)


def _joined(node: Indicator | None, children: list[Branch], policy: Policy, *, full: Fraction) -> Branch:
    branch = Branch(node, policy, bool(node and node.record.fold), Marks(), False, False, children)
    own = list(branch.own())
    live = [child for child in own if child.marks.applicable]
    _redistribute(live, [child for child in own if not child.marks.applicable])
    total = added((child.marks for child in own), full)
    if branch.fold:
        inside = sum((child.marks.full for child in own), ZERO)
        total = total.scaled(full / inside if inside else ZERO, full=full)
    branch.marks = total
    branch.not_applicable = bool(own) and all(child.not_applicable for child in own)
    branch.open = bool(own) and all(child.open or child.not_applicable for child in own)
    return branch


def _redistribute(live: list[Branch], gone: list[Branch]) -> None:
    """Moves the points of nodes that are not applicable to their applicable siblings, as their policies say."""
    whole = sum((child.marks.applicable for child in live), ZERO)
    block = sum((child.marks.full for child in gone if child.policy.kind == "block" and child.not_applicable), ZERO)
    spread = sum((child.marks.full for child in gone if child.policy.kind == "spread" and child.not_applicable), ZERO)
    if not whole or not (block or spread):
        return
    for child in live:
        child.scale(1 + block / whole + spread / len(live) / child.marks.applicable)
