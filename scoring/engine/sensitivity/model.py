"""The base tree as the simulation walks it: who shares points with whom, and what each leaf earns
of its points.

What is found about a leaf stays as it is; only its points change. So a leaf is reduced to rates,
the share of its points that can be earned, is unassessed, and is won on each track, and everything
above it follows from points alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from scoring.engine.assessment import Assessment
from scoring.engine.leaves import LeafResult
from scoring.engine.scores import TRACKS, ZERO
from scoring.indicators.criteria import AtLeast, Binding, Rate, Total
from scoring.indicators.model import Indicator, IndicatorTree
from scoring.values import natural_key

ROOT = ""
"""The code of the root, which is no indicator."""


@dataclass(frozen=True, slots=True)
class Part:
    """The root or one base node. ``rates`` are those of a leaf, one for each quantity of the model,
    ``earns`` the same for the draws, which are floats.

    ``points`` are the stated ones, on the scale on which the node is scored. ``live``: something
    can be earned there.
    """

    code: str
    node: Indicator | None
    points: Fraction
    live: bool
    not_applicable: bool
    rates: tuple[Fraction, ...] = ()
    earns: tuple[float, ...] = ()
    kids: tuple[Part, ...] = ()

    @property
    def leaf(self) -> bool:
        return bool(self.node and self.node.leaf)

    @property
    def fold(self) -> bool:
        """Whether the node's inside is a scale of its own."""
        return bool(self.node and self.node.record.fold and self.kids)

    @property
    def moves(self) -> str:
        """``block`` or ``spread`` where its points go to its siblings
        while it is not applicable; else empty.
        """
        kind = self.node.policy.kind if self.node else "convert"
        if kind in ("block", "spread"):
            return kind
        return ""

    @property
    def inside(self) -> Fraction:
        """The stated points of its children together."""
        return sum((kid.points for kid in self.kids), ZERO)

    def walk(self) -> Iterator[Part]:
        """The part itself and all below it."""
        yield self
        for kid in self.kids:
            yield from kid.walk()


@dataclass(frozen=True, slots=True)
class Model:
    """The tree of one assessment. ``quantities`` are ``applicable``, ``unassessed`` and the tracks
    that are needed; ``losing`` the leaves that lose something, whatever their points are; ``paths``
    the parts above each.
    """

    assessment: Assessment
    root: Part
    quantities: tuple[str, ...]
    losing: tuple[Part, ...]
    paths: dict[str, tuple[Part, ...]] = field(default_factory=dict)


def model_of(assessment: Assessment) -> Model:
    """The model of an assessment. Siblings stand by their codes,
    so that their order in the file changes nothing.
    """
    quantities = ("applicable", "unassessed", *_tracks(assessment.tree))
    kids = _parts(assessment.tree.roots, assessment, quantities)
    root = Part(
        ROOT, None, assessment.root.full, bool(assessment.root.applicable), False, kids=kids
    )
    current = quantities.index("current")
    losing = tuple(
        part for part in root.walk() if part.leaf and part.rates[0] > part.rates[current]
    )
    model = Model(assessment, root, quantities, losing)
    _trace(root, (), model.paths)
    return model


def _tracks(tree: IndicatorTree) -> Iterator[str]:
    asked = {
        item.track for item in tree.criteria if isinstance(item, Total | Rate | Binding | AtLeast)
    }
    return (track for track in TRACKS if track == "current" or track in asked)


def _parts(
    nodes: Sequence[Indicator], assessment: Assessment, quantities: tuple[str, ...]
) -> tuple[Part, ...]:
    parts = []
    for node in sorted(nodes, key=lambda item: natural_key(item.code)):
        if node.kind != "base":
            continue
        found = assessment.by_code[node.code]
        live, out = bool(found.marks.applicable), found.state == "not_applicable"
        rates = _rates(found.leaf, quantities) if found.leaf else ()
        earns = tuple(float(rate) for rate in rates)
        kids = _parts(node.children, assessment, quantities)
        parts.append(Part(node.code, node, node.points, live, out, rates, earns, kids))
    return tuple(parts)


def _rates(leaf: LeafResult, quantities: tuple[str, ...]) -> tuple[Fraction, ...]:
    """What the leaf earns of each quantity for one point;
    ``leaf.marks`` stand at its stated points.
    """
    marks = leaf.marks
    values = {"applicable": marks.applicable, "unassessed": marks.losses.unassessed}
    values |= {track: marks.on(track) for track in TRACKS}
    return tuple(values[name] / marks.full if marks.full else ZERO for name in quantities)


def _trace(part: Part, above: tuple[Part, ...], paths: dict[str, tuple[Part, ...]]) -> None:
    for kid in part.kids:
        paths[kid.code] = (*above, part)
        _trace(kid, (*above, part), paths)
