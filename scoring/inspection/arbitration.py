"""需要仲裁的事项: where inspectors differ by more than the workspace allows,
with each one's score and reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from scoring.indicators.model import Indicator
from scoring.rounds.disagreements import Disagreement, InspectionTerms, disagreements
from scoring.rounds.finding import Finding
from scoring.rounds.verification import inspectors
from scoring.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Opposed:
    """One inspector's view: ``score`` is None for 不适用; ``who`` is empty where no name is given.

    ``reason`` is the one that was stated; empty where the score follows from the facts of
    ``finding``.
    """

    round: str
    who: str
    score: Fraction | None
    reason: str
    arbitrates: bool
    finding: Finding


@dataclass(frozen=True, slots=True)
class Case:
    """An indicator, or one of its methods, on which inspectors of one kind differ.

    ``grave``: by more than the workspace allows, so that it needs arbitration; ``settled_by`` is
    the round with that.
    """

    node: Indicator
    kind: str
    method: str
    views: tuple[Opposed, ...]
    spread: Fraction | None
    limit: Fraction | None
    grave: bool
    settled_by: str

    @property
    def open(self) -> bool:
        """Whether it still waits for arbitration."""
        return self.grave and not self.settled_by


def terms_of(workspace: Workspace) -> InspectionTerms:
    """What the workspace says about inspections."""
    return workspace.head.inspection


def cases(workspace: Workspace) -> Iterator[Case]:
    """Every difference between inspectors of the current round, in the order of the tree. Needs
    tree and round.
    """
    for item in disagreements(
        workspace.rounds, workspace.current, workspace.tree, terms_of(workspace)
    ):
        yield _case(item)


def _case(item: Disagreement) -> Case:
    judge = item.settled
    views = tuple(
        Opposed(
            view.round.id,
            "、".join(inspectors(view.round, view.finding)),
            view.score,
            view.reason,
            judge is not None and view.round.id == judge.id,
            view.finding,
        )
        for view in item.views
    )
    settled = judge.id if judge is not None else ""
    return Case(
        item.node, item.kind, item.method, views, item.spread, item.limit, item.grave, settled
    )
