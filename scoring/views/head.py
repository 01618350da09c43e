"""The head of a document (题头): of whom it is, who issues it, on which tree and round it rests."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.engine import Assessment
from scoring.evidence.model import Window
from scoring.indicators.model import IndicatorTree
from scoring.rounds.forms import KIND_NAMES
from scoring.views.words import chinese_date
from scoring.workspace import Workspace

Pairs = tuple[tuple[str, str], ...]
BASIS_NAMES = {"published": "官方公布", "estimate": "测算", "equal": "平均分配"}
"""Where the points of a tree come from."""


def issuer_of(workspace: Workspace, assessor: str | None = None) -> str:
    """The office in whose name documents go out: the one of ``workspace.yaml``, else ``assessor``,
    else the place.
    """
    return workspace.head.report.issuer or assessor or workspace.head.name


def window_words(window: Window) -> str:
    """From when to when evidence counts."""
    return f"{chinese_date(window.start)}至{chinese_date(window.end)}"


def basis_words(tree: IndicatorTree) -> str:
    """Where the points come from, with the source where that says more."""
    points, basis = tree.head.points, BASIS_NAMES[tree.points_basis]
    more = points is not None and points.source not in (None, basis)
    # Equal shares were made by the program: no source stands behind them.
    if points is None or not more or tree.points_basis == "equal":
        return basis
    return f"{basis}（{points.source}）"


@dataclass(frozen=True, slots=True)
class HeadView:
    """What the head of a document says; ``issuer`` does not look at who assessed, ``author`` does.

    ``scope`` is the kind of object that the tree was cut to, ``window`` may be "".
    """

    county: str
    issuer: str
    author: str
    tree: str
    scope: Pairs
    round: str
    round_title: str
    as_of: str
    window: str
    assessor: str
    basis: str

    @property
    def facts(self) -> Pairs:
        """Place, tree, kind of object and round, as they stand below the title of a list."""
        place = (("评查对象", self.county), ("指标体系", self.tree))
        return (*place, *self.scope[:1], ("轮次", self.round))


def head_view(workspace: Workspace, assessment: Assessment) -> HeadView:
    """The head of every document of a workspace on one assessment."""
    round_, tree = assessment.round, assessment.tree
    head = round_.head
    return HeadView(
        county=workspace.head.name,
        issuer=issuer_of(workspace),
        author=issuer_of(workspace, head.assessor),
        tree=tree.title,
        scope=tuple(tree.scope.facts),
        round=round_.id,
        round_title=f"{head.as_of.year}年度{KIND_NAMES[round_.kind]}",
        as_of=chinese_date(head.as_of),
        window=window_words(head.window) if head.window else "",
        assessor=head.assessor or "",
        basis=basis_words(tree),
    )
