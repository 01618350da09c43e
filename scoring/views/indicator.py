"""One indicator as people read it: what the tree says of it, and what its scores come to.

Every output of an indicator takes its words from here: the score tables of page, workbook and
terminal, the cards of self-assessment and inspection, the book of an inspector, the letters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring.engine import CAUSES, Assessment, Losses, NodeResult
from scoring.engine.by_kind import by_kind
from scoring.engine.criteria import TRACK_NAMES
from scoring.engine.leaves import STATE_NAMES
from scoring.engine.totals import TrackTotal
from scoring.engine.units import NOBODY
from scoring.indicators.model import Indicator, due_text
from scoring.values import format_fixed, format_short
from scoring.views.figures import score_text
from scoring.views.words import track_label


def anchor(code: str) -> str:
    """The name by which links find an indicator."""
    return f"i-{code}"


@dataclass(frozen=True, slots=True)
class IndicatorView:
    """What the tree says of an indicator; ``node`` is its record. What is not there is ""."""

    node: Indicator
    anchor: str
    code: str
    number: str
    name: str
    kind: str
    binding: bool
    points: str
    text: str
    basis: str
    methods: str
    lead: str
    support: str
    due: str

    @property
    def rule(self) -> str:
        """The rule by its name and what it asks for."""
        rule = self.node.rule
        if rule:
            return f"{rule.title}：{rule.describe(self.node.points)}"
        return ""

    @property
    def leader(self) -> str:
        """The lead units, or 未明确."""
        return self.lead or NOBODY

    @property
    def titled(self) -> str:
        """Code and name."""
        return f"{self.code} {self.name}"

    @property
    def starred(self) -> str:
        """The name, with a star where the indicator is 约束性."""
        return self.name + ("★" if self.binding else "")

    @property
    def sorts(self) -> tuple[str, ...]:
        """约束性 or 预期性, 加分项 or 倒扣项, as far as the tree says so."""
        bound = {True: ("约束性",), False: ("预期性",), None: ()}[self.node.record.binding]
        return (*bound, *{"bonus": ("加分项",), "penalty": ("倒扣项",)}.get(self.kind, ()))


def indicator_view(node: Indicator) -> IndicatorView:
    """The view of one node of the tree."""
    record = node.record
    return IndicatorView(
        node=node,
        anchor=anchor(node.code),
        code=node.code,
        number=record.number or "",
        name=node.name,
        kind=node.kind,
        binding=bool(record.binding),
        points=format_short(node.points),
        text=record.text or "",
        basis=record.basis or "",
        methods="、".join(record.methods),
        lead="、".join(node.lead),
        support="、".join(record.support),
        due=due_text(record.due),
    )


@dataclass(frozen=True, slots=True)
class VerifiedColumn:
    """One column of verified scores: 核验, or 模拟, or, where both have marked anything, one of the
    two alone.
    """

    label: str
    source: Assessment
    kind: str = ""

    def of(self, item: NodeResult) -> Fraction | None:
        """The score of a node in this column."""
        return self.source.by_code[item.node.code].marks.verified

    @property
    def total(self) -> TrackTotal | None:
        """The track of the whole."""
        return self.source.totals["verified"]


def verified_columns(assessment: Assessment) -> tuple[VerifiedColumn, ...]:
    """The columns of verified scores. 模拟 and 核验 are two tracks: side by side, never one beside
    the other's name.
    """
    # Added up, a mock would pass for an inspection.
    kinds = by_kind(assessment)
    if kinds.mock is None or kinds.inspection is None:
        return (VerifiedColumn(track_label(assessment, "verified"), assessment),)
    names = TRACK_NAMES
    return (
        VerifiedColumn(names["mock"], kinds.mock, "mock"),
        VerifiedColumn(names["verified"], kinds.inspection, "inspection"),
    )


# The verified track has a grade only when every applicable leaf was inspected.
PARTLY = "只含已核验的指标"
"""Stands in place of a grade where only some leaves were inspected."""


def partly_verified(assessment: Assessment) -> bool:
    """Whether an inspection gave some of the applicable leaves a verified score, but not all."""
    leaves = [item.leaf.marks for item in assessment.leaves() if item.leaf is not None]
    open_ = any(marks.verified is None for marks in leaves if marks.applicable)
    return assessment.totals["verified"] is not None and open_


def loss_texts(losses: Losses) -> tuple[str, ...]:
    """The four losses in the order of ``CAUSES``."""
    return tuple(format_fixed(getattr(losses, cause)) for cause in CAUSES)


@dataclass(frozen=True, slots=True)
class ScoreView:
    """What an indicator's scores come to, with two decimals; ``item`` holds them exactly.

    ``mock`` is "" unless 模拟 stands beside 核验: where mocks alone verify, ``verified`` is theirs.
    ``losses`` stand in the order of ``CAUSES``. ``state`` is a key, ``state_name`` the word.
    """

    item: NodeResult
    full: str
    applicable: str
    claimed: str
    supported: str
    mock: str
    verified: str
    current: str
    lost: str
    losses: tuple[str, ...]
    state: str
    state_name: str
    why: str
    tracks: tuple[str, ...]
    """Claimed, supported, each column of verified scores, current."""


def score_view(item: NodeResult, columns: Sequence[VerifiedColumn] = ()) -> ScoreView:
    """The view of one node's scores, with its verified ones under ``columns``."""
    marks = item.marks
    verified = [score_text(column.of(item)) for column in columns] or [score_text(marks.verified)]
    claimed, supported, current = map(format_fixed, (marks.claimed, marks.supported, marks.current))
    return ScoreView(
        item=item,
        full=format_fixed(marks.full),
        applicable=format_fixed(marks.applicable),
        claimed=claimed,
        supported=supported,
        mock=verified[0] if len(verified) > 1 else "",
        verified=verified[-1],
        current=current,
        lost=format_fixed(marks.losses.total),
        losses=loss_texts(marks.losses),
        state=item.state,
        state_name=STATE_NAMES[item.state],
        why=item.why,
        tracks=(claimed, supported, *verified, current),
    )
