"""Where the points of a node come from in the reference engine (3.1)."""

from fractions import Fraction
from typing import Any

from reference_rules import num

Data = dict[str, Any]


def same(parent: Data, child: Data) -> bool:
    """Children of the parent's own kind make its sum; a bonus leaf below a base node stands
    outside."""
    return bool(child.get("kind", parent.get("kind", "base")) == parent.get("kind", "base"))


def known(node: Data) -> Fraction | None:
    """Points that stand on a node or add up below it; None where only a parent can give them
    (3.1)."""
    parts = [known(c) for c in node.get("children", []) if same(node, c)]
    whole = [x for x in parts if x is not None]
    return (
        num(node["points"])
        if "points" in node
        else sum(whole, Fraction(0))
        if parts and len(whole) == len(parts)
        else None
    )
