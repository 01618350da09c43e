"""Scores, nodes and losses as the pages and the JSON show them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from scoring.documents.data import gaps_data, losses_data, node_data, total_data
from scoring.engine import CAUSES, Losses, NodeResult
from scoring.engine.by_kind import by_kind
from scoring.engine.gaps import GapRow, at_root, owners
from scoring.engine.gaps import View as GapView
from scoring.workbench.access import Access
from scoring.workbench.desk import View

Data = dict[str, Any]
ZERO = Fraction(0)


def total(view: View) -> Data:
    """The county's total, as ``score`` prints it. It stands in the head of every page."""
    data: Data = view.once("total", lambda: total_data(view.assessment))
    return data


def node(view: View, code: str) -> Data:
    """One node, as ``score`` prints it."""
    return view.once(
        ("node", code), lambda: node_data(view.assessment.by_code[code], by_kind(view.assessment))
    )


def nodes(view: View, access: Access) -> list[Data]:
    """All nodes that the visitor sees, in the order of the tree."""
    seen = access.nodes
    return [node(view, item.node.code) for item in view.assessment.nodes if item.node.code in seen]


def own_losses(view: View, units: tuple[str, ...]) -> Losses:
    """What is lost under some units, in points of the whole, each loss in equal shares among its
    leads.
    """
    own = own_leaves(view, units)
    return sum((at_root(item).scaled(share) for item, share in own), Losses())


def losses(view: View, access: Access) -> Data:
    """The losses that concern the visitor: of the whole for who sees all, else of the own units."""
    if access.everything:
        return losses_data(view.assessment.losses)
    return losses_data(own_losses(view, access.visitor.units))


def share_of(view: View, item: NodeResult, units: tuple[str, ...]) -> Fraction:
    """Which part of a leaf's loss is the units' own."""
    return shares_of(view, units).get(item.node.code, ZERO)


def own_leaves(view: View, units: tuple[str, ...]) -> list[tuple[NodeResult, Fraction]]:
    """The leaves that the units lead, each with the part of its loss that is theirs, in the order
    of the tree.
    """
    by_code = view.assessment.by_code
    return [(by_code[code], share) for code, share in shares_of(view, units).items()]


def shares_of(view: View, units: tuple[str, ...]) -> dict[str, Fraction]:
    """The part of each leaf's loss that is the units' own; leaves without one are left out."""

    def reckon() -> dict[str, Fraction]:
        names = set(units)
        found = {}
        for leaf in view.assessment.tree.leaves():
            shares = owners(leaf.lead, view.workspace.units)
            own = sum((share for name, share in shares if name in names), ZERO)
            if own:
                found[leaf.code] = own
        return found

    return view.standing(("shares", units), reckon)


def loss_rows(item: NodeResult) -> list[tuple[str, Fraction]]:
    """The losses of a node, first what its unit can mend by itself."""
    order = ("evidence", "standard", "inspection", "unassessed")
    return [(cause, getattr(item.marks.losses, cause)) for cause in order]


def gaps(view: View, access: Access, by: GapView) -> Data:
    """``gaps``, cut to the units of a visitor who does not see all."""
    rows = view.gaps(by)
    if access.everything:
        return gaps_data(list(rows))
    cut = [_cut(row, access) for row in rows]
    return gaps_data([row for row in cut if row is not None])


def _cut(row: GapRow, access: Access) -> GapRow | None:
    """A row with the leaves alone that the visitor sees; by unit, the own units alone."""
    seen = access.leaves
    if row.key in access.workspace.units.names and row.key not in access.visitor.units:
        return None
    parts = [(item, part) for item, part in row.parts if item.node.code in seen]
    if not parts:
        return None
    lost = sum((part for _, part in parts), Losses())
    return GapRow(row.key, lost, parts, row.code)


def cause_shares(data: Data) -> list[tuple[str, float]]:
    """The width of each cause in a bar, in hundredths of the whole loss."""
    exact = {cause: Fraction(data["exact"][cause]) for cause in CAUSES}
    whole = sum(exact.values(), ZERO)
    if not whole:
        return [(cause, 0.0) for cause in CAUSES]
    # A width on the screen, and no score: nothing is reckoned with it.
    return [(cause, float(lost / whole * 100)) for cause, lost in exact.items()]
