"""The conditions that look at nodes, in one shape: how many must be at full mark, and what the
others must reach.

``rate`` wants none at full mark and all at a rate, ``binding`` all at full mark, ``count`` so many
and the others at a rate. Whether a node is at full mark follows from its leaves and not from
points; whether it reaches a rate may.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from scoring.engine.rates import share_of
from scoring.engine.scores import Track
from scoring.engine.sensitivity.model import Model
from scoring.indicators.criteria import AtLeast, Binding, Criterion, Rate


@dataclass(frozen=True, slots=True)
class Watch:
    """One such condition: ``wanted`` of ``codes`` at full mark (None: all),
    the others at ``rest`` (None: any).
    """

    track: Track
    codes: tuple[str, ...]
    wanted: int | None
    rest: Fraction | None

    def low(self, rate: Fraction) -> bool:
        """Whether a rate falls short of what the others must reach."""
        return self.rest is not None and rate != 1 and rate < self.rest

    def met(self, nodes: int, full: int, low: int) -> bool:
        """The verdict on so many applicable nodes, of which so many
        are at full mark and so many too low.
        """
        return full >= (nodes if self.wanted is None else min(self.wanted, nodes)) and not low


def watch(criterion: Criterion, model: Model) -> Watch | None:
    """The condition in that shape, on the nodes that are applicable;
    None for conditions on anything else.
    """
    # Marks of mocks or inspections alone follow no points of the tree.
    if model.assessment.apart(criterion):
        return None
    nodes = [
        part.node for part in model.root.walk() if part.node is not None and not part.not_applicable
    ]
    match criterion:
        case Rate():
            codes = [
                node.code
                for node in nodes
                if node.level == criterion.level or node.code in criterion.codes
            ]
            return Watch(criterion.scale, tuple(codes), 0, criterion.min)
        case Binding():
            codes = [node.code for node in nodes if node.record.binding]
            return Watch(criterion.scale, tuple(codes), None, None)
        case AtLeast():
            codes = [node.code for node in nodes if node.code in criterion.codes]
            return Watch(criterion.scale, tuple(codes), criterion.at_least, criterion.rest)
        case _:
            return None


def stated_rate(model: Model, code: str, track: Track) -> Fraction:
    """The rate of a node at the stated points; 1 where nothing can be earned."""
    return share_of(model.assessment.by_code[code].marks, track)
