"""Where the points are lost, by unit, level, cause or method. The rows of one view add up to the
whole loss exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from scoring.engine.assessment import Assessment, NodeResult
from scoring.engine.scores import CAUSE_NAMES, CAUSES, ZERO, Losses
from scoring.engine.units import NOBODY, Units

View = Literal["unit", "level", "cause", "method"]
NO_METHOD = "未注明测评方式"


@dataclass(slots=True)
class GapRow:
    """One row of a view: what is lost under ``key`` and on which leaves
    (with each leaf's part of it).

    ``codes`` names the node in the view by level.
    """

    key: str
    losses: Losses = field(default_factory=Losses)
    parts: list[tuple[NodeResult, Losses]] = field(default_factory=list)
    code: str = ""

    @property
    def lost(self) -> Fraction:
        """All that is lost under this key, in points of the whole."""
        return self.losses.total


def gaps(
    assessment: Assessment, view: View, units: Units, *, in_full: bool = False
) -> list[GapRow]:
    """The rows of a view, largest loss first. ``in_full``, by unit only, charges each lead unit
    with the whole loss.
    """
    rows: dict[str, GapRow] = {}
    for item in assessment.leaves():
        # Inside a folded block points are worth less: they are brought to the scale of the root.
        losses = at_root(item)
        # A leaf without a loss would only make empty rows.
        if not losses.total:
            continue
        for key, share in _keys(item, assessment, view, units, in_full=in_full):
            part = share if isinstance(share, Losses) else losses.scaled(share)
            if not part.total:
                continue
            row = rows.setdefault(key, GapRow(key))
            row.losses += part
            row.parts.append((item, part))
    if view == "level":
        # Every base block is listed, also one that has lost nothing: the view by level is the outline.
        for root in assessment.tree.roots:
            label = f"{root.code} {root.name}"
            if root.kind == "base":
                rows.setdefault(label, GapRow(label)).code = root.code
    return sorted(rows.values(), key=lambda row: (-row.lost, row.key))


def at_root(item: NodeResult) -> Losses:
    """The losses of a leaf on the scale of the whole tree."""
    return item.marks.losses.scaled(item.factor)


def _keys(
    item: NodeResult, assessment: Assessment, view: View, units: Units, *, in_full: bool
) -> Iterable[tuple[str, Fraction | Losses]]:
    if view == "unit":
        return owners(item.node.lead, units, in_full=in_full)
    if view == "level":
        root = assessment.tree.path(item.node.code)[0]
        return [(f"{root.code} {root.name}", Fraction(1))]
    if view == "cause":
        losses = at_root(item)
        return [(CAUSE_NAMES[cause], Losses(**{cause: getattr(losses, cause)})) for cause in CAUSES]
    # In equal shares, as the rows of every view add up to the whole loss.
    methods = tuple(dict.fromkeys(item.node.record.methods)) or (NO_METHOD,)
    return [(method, Fraction(1, len(methods))) for method in methods]


def owners(
    lead: Sequence[str], units: Units, *, in_full: bool = False
) -> list[tuple[str, Fraction]]:
    """The units that own a loss and each one's share: equal between leads, a group's share split
    among its members.
    """
    if not lead:
        return [(NOBODY, Fraction(1))]
    shares: dict[str, Fraction] = {}
    # 谁丢分谁负责: equal shares between the leads, and a collective's share among its members, so
    # that the units add up to the total.
    for name in lead:
        members = units.expand(name)
        for member in members:
            share = Fraction(1) if in_full else Fraction(1, len(lead) * len(members))
            shares[member] = Fraction(1) if in_full else shares.get(member, ZERO) + share
    return list(shares.items())
