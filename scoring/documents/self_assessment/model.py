"""The report model: everything a self-assessment says, as it is printed. PDF, HTML and JSON only
lay it out.

All texts and numbers are display strings, rounded once here; ``exact`` fractions stand beside them
where charts draw.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Annotated

from scoring.documents.self_assessment.coverage import CoverageBlock
from scoring.views.criterion import verdict_word
from scoring.views.sheet import Column
from scoring.views.veto import VetoView


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page: what, of whom, when."""

    title: str
    county: str
    subtitle: str
    issuer: str
    doc_no: str
    date: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TrackLine:
    """One track of the whole. All but ``label`` are empty where nothing was inspected."""

    key: str
    label: str
    score: str = ""
    converted: str = ""
    bonus: str = ""
    penalty: str = ""
    final: str = ""
    grade: str = ""
    gate: str = ""


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """A condition with its verdict; ``failing`` are (anchor, text) of what stands in the way."""

    id: str
    text: str
    source: str
    required: str
    actual: str
    met: bool
    failing: tuple[tuple[str, str], ...]

    @property
    def told(self) -> str:
        """The verdict with what it rests on."""
        return f"{verdict_word(self.met)}：要求{self.required}，实际{self.actual}"


@dataclass(frozen=True, slots=True)
class LossLine:
    """One row of a view of the losses. ``top`` names the leaves that lose most."""

    key: Annotated[str, Column("失分归属", 24)]
    lost: Annotated[str, Column("失分", 9, number=True)]
    share: Annotated[str, Column("占比", 9, centre=True)]
    unassessed: Annotated[str, Column("未评", 9, number=True)]
    standard: Annotated[str, Column("标准未达到", 9, number=True)]
    evidence: Annotated[str, Column("佐证不足", 9, number=True)]
    inspection: Annotated[str, Column("核验扣减", 9, number=True)]
    top: Annotated[str, Column("失分最多的指标", 70)]
    exact: dict[str, Fraction]


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One leaf in the score table."""

    anchor: str
    code: str
    number: str
    name: str
    binding: bool
    full: str
    applicable: str
    claimed: str
    supported: str
    verified: str
    current: str
    lost: str
    state: str
    mock: str = ""


@dataclass(frozen=True, slots=True)
class ScoreGroup:
    """The leaves below one node of the second level: a merged cell, then their rows.

    ``name`` is empty for leaves that stand above it.
    """

    code: str
    name: str
    lines: tuple[ScoreLine, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """One node of the first level with its groups, and its figures for the charts."""

    anchor: str
    code: str
    number: str
    name: str
    kind: str
    full: str
    applicable: str
    claimed: str
    supported: str
    verified: str
    current: str
    lost: str
    rate: str
    state: str
    text: str
    groups: tuple[ScoreGroup, ...]
    exact: dict[str, Fraction]
    mock: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence where an indicator offers it. ``doubt``: it counts here, but was found
    untrue elsewhere.
    """

    id: str
    label: str
    doc_no: str
    date: str
    locate: str
    what: str
    counts: bool
    reason: str
    doubt: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A requirement, whether it is met, and the pieces offered for it."""

    name: str
    terms: str
    required: bool
    met: bool
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One scored indicator in full: criterion, finding, evidence, score, what is missing."""

    anchor: str
    code: str
    number: str
    name: str
    group: str
    group_anchor: str
    marks: str
    state: str
    text: str
    rule: str
    finding: str
    note: str
    verification: str
    figures: tuple[tuple[str, str], ...]
    why: str
    missing: tuple[str, ...]
    wanted: tuple[Wanted, ...]
    owners: str
    terms: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """The cards of one block."""

    anchor: str
    title: str
    summary: str
    cards: tuple[Card, ...]


def proves_text(line: EvidenceLine) -> str:
    """The indicators that a piece is offered for, each with the place inside it."""
    return "、".join(code + (f"（{where}）" if where else "") for _, code, where in line.proves)


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One record of the register in the list of evidence; ``proves`` are (anchor, code, where).

    ``counts``: it carries at least one claim; ``state`` is the word for it, which differs where it
    fails another.
    """

    id: Annotated[str, Column("编号", 9, centre=True)]
    label: Annotated[str, Column("题名", 40)]
    place: Annotated[str, Column("文件或网址", 40, place=1)]
    kind: Annotated[str, Column("类型", 8, centre=True)]
    doc_no: Annotated[str, Column("文号", 20)]
    date: Annotated[str, Column("日期", 12, centre=True)]
    issuer: Annotated[str, Column("责任者", 20)]
    proves: Annotated[tuple[tuple[str, str, str], ...], Column("指标", 24, cell=proves_text)]
    counts: bool
    state: Annotated[str, Column("情况", 10, centre=True, place=1)]
    remark: Annotated[str, Column("说明", 30, place=1)]


@dataclass(frozen=True, slots=True)
class PartPassage:
    """A sub-heading, a paragraph or a table of a part by the office (``narrative.Passage``).

    ``rows`` hold (text, columns), the first row is the head where there are several; ``widths`` are
    those of the columns, as shares of the line.
    """

    kind: str
    anchor: str
    level: int
    number: str
    lead: str
    text: str
    rows: tuple[tuple[tuple[str, int], ...], ...]
    widths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part that the office wrote itself. ``place``: first (before 总体结论) or last (before
    佐证材料目录); ``fault`` says why its text is not there.
    """

    anchor: str
    number: str
    title: str
    place: str
    file: str
    fault: str
    passages: tuple[PartPassage, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The whole self-assessment."""

    cover: Cover
    ready: bool
    eligible: bool
    conclusion: tuple[str, ...]
    faults: str
    tracks: tuple[TrackLine, ...]
    full: str
    applicable: str
    low: str
    high: str
    span: str
    completeness: str
    basis: str
    vetoes: tuple[VetoView, ...]
    bonus_note: str
    conditions: tuple[ConditionLine, ...]
    blocks: tuple[Block, ...]
    score_notes: tuple[str, ...]
    causes: tuple[LossLine, ...]
    units: tuple[LossLine, ...]
    methods: tuple[LossLine, ...]
    lost: str
    chapters: tuple[Chapter, ...]
    evidence: tuple[EvidenceLine, ...]
    evidence_counts: tuple[tuple[str, str], ...]
    coverage: tuple[CoverageBlock, ...]
    colophon: tuple[tuple[str, str], ...]
    levels: tuple[str, ...]
    parts: tuple[Part, ...] = ()
    grades: tuple[tuple[str, Fraction], ...] = ()
    exact: dict[str, Fraction] = field(default_factory=dict)
    mock: TrackLine | None = None

    @property
    def shown_tracks(self) -> tuple[TrackLine, ...]:
        """The tracks as they are printed: 模拟 before 核验, where both are there."""
        claimed, supported, verified, current = self.tracks
        return (claimed, supported, *((self.mock,) if self.mock else ()), verified, current)
