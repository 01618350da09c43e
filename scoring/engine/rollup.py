"""From leaves to the root: summation, 不适用 among siblings, and folded blocks.

Sums go upward, factors downward, and nothing is changed once it is made. Upward, a node adds up its
children on their own scale and says by which factor each of them grows (``block`` and ``spread``
scale what is applicable beside a node that is not). Downward, each node is multiplied by the
factors above it; the inside of a folded block stays on the block's own scale. Bonus and penalty
nodes never enter the sum of a base node.

Since neither way changes anything, whoever scores again hands in the tree as it was rolled up
before: where leaves are the same objects, the sums and branches above them are taken over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from scoring.engine.leaves import LeafResult, State
from scoring.engine.scores import ZERO, Marks, added
from scoring.indicators.model import Indicator, IndicatorTree, Policy

ONE = Fraction(1)


@dataclass(frozen=True, slots=True, eq=False)
class Sum:
    """One node with what stands below it added up, before anything above it has scaled it.

    ``growth`` is the factor by which each of ``children`` grows in the place of siblings that are
    不适用; 1 for those that make no part of the sum. ``result`` is set for a leaf.
    """

    node: Indicator | None
    policy: Policy
    fold: bool
    marks: Marks
    not_applicable: bool
    open: bool
    children: tuple[Sum, ...]
    growth: tuple[Fraction, ...]
    result: LeafResult | None

    def makes(self, child: Sum) -> bool:
        """Whether ``child`` is part of this node's sum."""
        kind = self.node.kind if self.node else "base"
        return child.node is not None and child.node.kind == kind


@dataclass(frozen=True, slots=True, eq=False)
class Branch:
    """One node of the whole tree with its final marks.
    ``size`` counts it and all nodes below it.
    """

    sum: Sum
    factor: Fraction
    marks: Marks
    children: tuple[Branch, ...]
    size: int

    @property
    def node(self) -> Indicator | None:
        return self.sum.node

    @property
    def policy(self) -> Policy:
        return self.sum.policy

    @property
    def fold(self) -> bool:
        return self.sum.fold

    @property
    def not_applicable(self) -> bool:
        return self.sum.not_applicable

    @property
    def open(self) -> bool:
        """Whether everything at or below it that applies is still to be assessed."""
        return self.sum.open

    def own(self) -> Iterator[Branch]:
        """The children that make this node's sum."""
        return (child for child in self.children if self.sum.makes(child.sum))

    def walk(self) -> Iterator[Branch]:
        """The branch itself and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def state(self) -> State:
        """The state of the node as the key ``state`` names it."""
        if self.not_applicable:
            return "not_applicable"
        if self.open:
            return "unassessed"
        # Bonus and penalty have nothing applicable: they are measured by their published points.
        base = self.node is None or self.node.kind == "base"
        top = self.marks.applicable if base else self.marks.full
        if self.marks.current == top:
            return "full"
        if self.marks.current:
            return "partial"
        return "none"


def roll_up(
    tree: IndicatorTree,
    results: Mapping[str, LeafResult],
    before: Branch | None = None,
    changed: Iterable[str] | None = None,
) -> Branch:
    """The whole tree under a root without a node of its own.

    ``before`` is the root of an earlier roll-up of the same tree, ``changed`` the codes of the
    leaves whose results are other objects since, where the caller knows them.
    """
    # Only the nodes on the way from a changed leaf to the root can have another sum.
    if changed is None:
        path = None
    else:
        path = {node.code for code in changed for node in tree.path(code)}
    same_tree = before is not None and len(before.children) == len(tree.roots)
    if before is not None and same_tree:
        earlier = before.sum
    else:
        earlier = None
    olds = earlier.children if earlier is not None else (None,) * len(tree.roots)
    children = tuple(
        _sum(root, results, old, path) for root, old in zip(tree.roots, olds, strict=True)
    )
    unchanged = (
        earlier is not None
        and _same(children, earlier.children)
        and earlier.policy is tree.head.not_applicable
    )
    if unchanged and earlier is not None:
        total = earlier
    else:
        full = sum((root.points for root in tree.roots if root.kind == "base"), ZERO)
        total = _joined(None, children, tree.head.not_applicable, full)
    return _placed(total, ONE, before)


def differing(root: Branch, before: Branch) -> Iterator[Branch]:
    """The branches of a tree that are not the same objects as in an earlier roll-up of it."""
    if root is before:
        return
    yield root
    for child, old in zip(root.children, before.children, strict=True):
        yield from differing(child, old)


def _sum(
    node: Indicator, results: Mapping[str, LeafResult], before: Sum | None, path: set[str] | None
) -> Sum:
    # Another node in the same place: the tree was read anew, and its rules may be others.
    if before is not None and before.node is not node:
        before = None
    if before is not None and path is not None and node.code not in path:
        return before
    if not node.children:
        result = results[node.code]
        if before is not None and before.result is result:
            return before
        return Sum(
            node,
            node.policy,
            False,
            result.marks,
            result.not_applicable,
            result.open,
            (),
            (),
            result,
        )
    olds = before.children if before is not None else (None,) * len(node.children)
    children = tuple(
        _sum(child, results, old, path) for child, old in zip(node.children, olds, strict=True)
    )
    if before is not None and _same(children, before.children):
        return before
    return _joined(node, children, node.policy, node.points)


def _same(children: tuple[Sum, ...], before: tuple[Sum, ...]) -> bool:
    return all(child is old for child, old in zip(children, before, strict=True))


def _joined(
    node: Indicator | None, children: tuple[Sum, ...], policy: Policy, full: Fraction
) -> Sum:
    kind = node.kind if node else "base"
    own = [child for child in children if child.node is not None and child.node.kind == kind]
    # By identity: two children may be equal in everything and still stand in two places.
    growing = _growth(own)
    growth = tuple(growing.get(id(child), ONE) for child in children)
    total = added((_grown(child.marks, growing.get(id(child), ONE)) for child in own), full)
    fold = bool(node and node.record.fold)
    if fold:
        # 网上40% + 实地40%: the block is scored on its own full mark, then put to its points.
        inside = sum((child.marks.full for child in own), ZERO)
        total = total.scaled(full / inside if inside else ZERO, full=full)
    # A block that holds bonus leaves only is neither: it has no points of its own to lose.
    not_applicable = bool(own) and all(child.not_applicable for child in own)
    is_open = bool(own) and all(child.open or child.not_applicable for child in own)
    return Sum(node, policy, fold, total, not_applicable, is_open, children, growth, None)


def _growth(own: list[Sum]) -> dict[int, Fraction]:
    """The factor of each child that takes over points of siblings that are 不适用,
    as their policies say.
    """
    live = [child for child in own if child.marks.applicable]
    gone = [child for child in own if not child.marks.applicable and child.not_applicable]
    # The policy is that of the sibling that drops out: it says where its own points go.
    block = sum((child.marks.full for child in gone if child.policy.kind == "block"), ZERO)
    spread = sum((child.marks.full for child in gone if child.policy.kind == "spread"), ZERO)
    if not live or not (block or spread):
        return {}
    whole = sum((child.marks.applicable for child in live), ZERO)
    # ``block`` hands points on in proportion to what each sibling has, ``spread`` in equal shares.
    in_proportion, share = block / whole, spread / len(live)
    return {id(child): 1 + in_proportion + share / child.marks.applicable for child in live}


def _grown(marks: Marks, factor: Fraction) -> Marks:
    # Most nodes do not grow, and exact multiplication by one is not free on thousands of them.
    if factor is ONE:
        return marks
    return marks.scaled(factor)


def _placed(total: Sum, factor: Fraction, before: Branch | None) -> Branch:
    """The branch of a sum, multiplied by what the nodes above it say."""
    if before is not None and before.sum is total and before.factor == factor:
        return before
    if total.result is not None:
        return Branch(total, factor, _grown(total.marks, factor), (), 1)
    olds: tuple[Branch | None, ...] = (None,) * len(total.children)
    if before is not None and len(before.children) == len(total.children):
        olds = before.children
    # The inside of a folded block is shown on the block's own scale, whatever stands above it.
    inside = ONE if total.fold else factor
    children = []
    for child, growth, old in zip(total.children, total.growth, olds, strict=True):
        # Bonus and penalty keep their published points, however the base beside them grows.
        own = inside if total.makes(child) else ONE
        if own is ONE:
            both = growth
        elif growth is ONE:
            both = own
        else:
            both = own * growth
        children.append(_placed(child, both, old))
    size = 1 + sum(child.size for child in children)
    return Branch(total, factor, _grown(total.marks, factor), tuple(children), size)
