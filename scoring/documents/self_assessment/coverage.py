"""Which requirements the evidence covers: what the heat map draws and its table counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from scoring.documents.charts.heat import Coverage, Group, HeatMap, Leaf, heat
from scoring.engine import Assessment, NodeResult
from scoring.evidence.support import Met
from scoring.indicators.model import Indicator
from scoring.workspace import Workspace

TOP_LEAVES = "各指标"
"""The group of the indicators that stand on the first level themselves."""


@dataclass(frozen=True, slots=True)
class CoverageItem:
    """One requirement: ``have`` valid pieces of the ``min`` that it asks for."""

    name: str
    state: Coverage
    have: int
    min: int


@dataclass(frozen=True, slots=True)
class CoverageLeaf:
    """One indicator; ``group`` is the node of the second level above it, or empty."""

    code: str
    name: str
    group: str
    items: tuple[CoverageItem, ...]


@dataclass(frozen=True, slots=True)
class CoverageBlock:
    """The indicators under one node of the first level."""

    name: str
    leaves: tuple[CoverageLeaf, ...]


def coverage_of(workspace: Workspace, assessment: Assessment) -> tuple[CoverageBlock, ...]:
    """Every requirement of the tree, block by block: the same ones that the counts of the evidence
    add up. An indicator that does not apply asks for nothing.
    """
    blocks = []
    # Indicators of the first level share a block: one for each would be a name beside a square.
    for single, run in groupby(assessment.tree.roots, key=lambda root: root.leaf):
        roots = list(run)
        if single:
            blocks.append(CoverageBlock(TOP_LEAVES, _leaves(roots, workspace, assessment)))
        else:
            blocks += [
                CoverageBlock(
                    f"{root.code} {root.name}", _leaves(root.leaves(), workspace, assessment)
                )
                for root in roots
            ]
    return tuple(blocks)


def state_of(met: Met) -> Coverage:
    """How far a requirement is met."""
    if not met.requirement.required:
        if met.met:
            return "offered"
        return "optional"
    if met.met:
        return "met"
    if met.carried_by:
        return "partly"
    return "missing"


def applicable(assessment: Assessment) -> list[NodeResult]:
    """The leaves that apply in this round: the others ask for no evidence."""
    return [
        item
        for item in assessment.leaves()
        if item.leaf is not None and not item.leaf.not_applicable
    ]


def heat_map(blocks: Sequence[CoverageBlock]) -> HeatMap:
    """The blocks drawn."""
    groups = [Group(block.name, _drawn(block.leaves)) for block in blocks]
    finer = [
        Group(name or block.name, _drawn(leaves))
        for block in blocks
        for name, leaves in (
            (name, list(run)) for name, run in groupby(block.leaves, key=lambda leaf: leaf.group)
        )
    ]
    return heat(groups, finer)


def _leaves(
    leaves: Iterable[Indicator], workspace: Workspace, assessment: Assessment
) -> tuple[CoverageLeaf, ...]:
    asking = {leaf.node.code for leaf in applicable(assessment)}
    found = []
    for leaf in leaves:
        path = assessment.tree.path(leaf.code)
        group = f"{path[1].code} {path[1].name}" if len(path) > 2 else ""
        items = tuple(
            CoverageItem(
                met.requirement.name, state_of(met), len(met.carried_by), met.requirement.min
            )
            for met in workspace.supports[leaf.code].requirements
            if leaf.code in asking
        )
        found.append(CoverageLeaf(leaf.code, leaf.name, group, items))
    return tuple(found)


def _drawn(leaves: Iterable[CoverageLeaf]) -> list[Leaf]:
    return [Leaf(leaf.code, [item.state for item in leaf.items]) for leaf in leaves]
