"""Where a node's points come from: stated, shared equally below a known parent, or added up above
known children.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from scoring.indicators.model import NodeKind
from scoring.values import format_short

ZERO = Fraction(0)
# What a tree without any points is worth.
HUNDRED = Fraction(100)


@dataclass(slots=True)
class Draft:
    """A node while its points are being settled. ``settled`` is the result."""

    code: str
    name: str
    kind: NodeKind
    stated: Fraction | None
    fold: bool
    children: list[Draft] = field(default_factory=list)
    settled: Fraction = ZERO

    def own(self) -> list[Draft]:
        """The children that count towards this node's points."""
        return [child for child in self.children if child.kind == self.kind]

    def others(self) -> list[Draft]:
        """Bonus and penalty nodes below a base node: they stand outside its points."""
        return [child for child in self.children if child.kind != self.kind]

    def known(self) -> Fraction | None:
        """The points that the file states or implies from below, or None."""
        if self.stated is not None or not self.own():
            return self.stated
        parts = [child.known() for child in self.own()]
        if None in parts:
            return None
        return sum(filter(None, parts), ZERO)


Report = Callable[[str, str, str], None]
"""``(rule, code, sentence)``: how a fault is told."""


def settle(roots: Sequence[Draft], bonus_cap: Fraction | None, report: Report) -> bool:
    """Settles the points of all nodes; True when the tree states none and 100 were shared equally.

    Faults: T003 sums that disagree, T004 no remainder left, T017 points that neither stand in the
    file nor follow.
    """
    base = [node for node in roots if node.kind == "base"]
    blank = bool(base) and not any(map(_states, base))
    for node in base:
        known = HUNDRED / len(base) if blank else node.known()
        if known is None:
            report("T017", node.code, f"“{node.name}”没有分值，也无法由下级相加得出")
        _assign(node, known or ZERO, bonus_cap, report)
    for node in roots:
        if node.kind != "base":
            _outside(node, bonus_cap, report)
    return blank


def _states(node: Draft) -> bool:
    return node.kind == "base" and (
        node.stated is not None or any(_states(child) for child in node.children)
    )


def _outside(node: Draft, bonus_cap: Fraction | None, report: Report) -> None:
    points = node.known()
    if points is None and node.own():
        for child in node.own():
            _outside(child, bonus_cap, report)
        node.settled = sum((child.settled for child in node.own()), ZERO)
        return
    # A bonus without points of its own may earn all that bonus can earn.
    if points is None and node.kind == "bonus":
        points = bonus_cap
    if points is None:
        report(
            "T017",
            node.code,
            f"{'加分' if node.kind == 'bonus' else '倒扣'}指标“{node.name}”没有分值",
        )
    _assign(node, points or ZERO, bonus_cap, report)


def _assign(node: Draft, points: Fraction, bonus_cap: Fraction | None, report: Report) -> None:
    node.settled = points
    for other in node.others():
        _outside(other, bonus_cap, report)
    own = node.own()
    if not own:
        return
    known = [child.known() for child in own]
    total = sum(filter(None, known), ZERO)
    missing = known.count(None)
    share = ZERO
    if missing:
        share = _share(node, total, missing, report)
    elif total != points and not node.fold and node.kind == "base":
        # A folded block is scored on its own full mark, so its parts need not make up its points.
        report(
            "T003",
            node.code,
            f"“{node.name}”{format_short(points)} 分，下级合计 {format_short(total)} 分，相差 "
            f"{format_short(abs(points - total))} 分",
        )
    for child, part in zip(own, known, strict=True):
        _assign(child, share if part is None else part, bonus_cap, report)


def _share(node: Draft, total: Fraction, missing: int, report: Report) -> Fraction:
    """What each of the ``missing`` children without points has of the remainder."""
    points = node.settled
    share = (points - total) / missing
    if share > 0 or points <= 0:
        return share
    report(
        "T004",
        node.code,
        f"“{node.name}”{format_short(points)} 分，已写明的下级合计 {format_short(total)} 分，"
        f"另有 {missing} 项没写，没有余分可分",
    )
    return ZERO
