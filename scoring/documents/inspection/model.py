"""The model of the 评查意见书: all that it says, as printed. All outputs only lay it out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from scoring.views.sheet import Column

Pairs = tuple[tuple[str, str], ...]
KIND_MARKS = {"base": "", "bonus": "（加分）", "penalty": "（倒扣）"}


@dataclass(frozen=True, slots=True)
class RoundLine:
    """One round that verifies: its kind, its day, who inspected, how many indicators it scored."""

    id: str
    kind: str
    date: str
    who: str
    count: str


@dataclass(frozen=True, slots=True)
class SampleLine:
    """The draw of a round as label and value; strata: name, in all, drawn, inspected."""

    round: str
    facts: Pairs
    strata: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class VisitLine:
    """Where somebody went or whom he asked, and for which indicators."""

    place: str
    people: str
    indicators: str
    who: str


def _name_cell(line: ResultLine) -> str:
    return line.name + KIND_MARKS[line.kind]


@dataclass(frozen=True, slots=True)
class ResultLine:
    """A block, or the whole: how many indicators were inspected, and their scores side by side.

    ``change`` is verified − claimed with its sign. ``kind`` is ``base``, ``bonus`` or ``penalty``.
    """

    code: Annotated[str, Column("编号", 8, centre=True)]
    name: Annotated[str, Column("指标", 30, cell=_name_cell)]
    kind: str
    inspected: Annotated[str, Column("已核验/应核验", 14, centre=True)]
    claimed: Annotated[
        str, Column("自评", 10, number=True, centre=True, cell=lambda line: line.claimed or "—")
    ]
    supported: Annotated[
        str, Column("佐证", 10, number=True, centre=True, cell=lambda line: line.supported or "—")
    ]
    verified: Annotated[
        str, Column("核验", 10, number=True, centre=True, cell=lambda line: line.verified or "—")
    ]
    change: Annotated[
        str, Column("与自评相差", 12, centre=True, cell=lambda line: line.change or "—")
    ]


@dataclass(frozen=True, slots=True)
class CutLine:
    """An indicator that was verified below its claim; ``causes`` say where the points are lost.

    ``dispute`` is what becomes of a difference between inspectors, empty where they agree.
    """

    anchor: str
    code: Annotated[str, Column("编号", 8, centre=True)]
    name: Annotated[str, Column("指标", 28)]
    claimed: Annotated[str, Column("自评", 8, number=True, centre=True)]
    verified: Annotated[str, Column("核验", 8, number=True, centre=True)]
    cut: Annotated[str, Column("核减", 8, number=True, centre=True)]
    causes: Annotated[str, Column("失分构成", 26)]
    reason: Annotated[str, Column("理由", 40)]
    opinion: Annotated[str, Column("意见", 10, centre=True)]
    dispute: Annotated[str, Column("分歧", 16)]


@dataclass(frozen=True, slots=True)
class UntrueLine:
    """A piece of evidence found untrue: where, what it cost, and what else rests on it."""

    id: Annotated[str, Column("佐证", 10, centre=True, share=9)]
    label: Annotated[str, Column("名称", 28, share=24)]
    indicator: Annotated[str, Column("认定于", 28, share=24)]
    penalty: Annotated[str, Column("扣分", 12, centre=True, share=12)]
    elsewhere: Annotated[str, Column("还用在（应逐项复核）", 40, share=31)]


@dataclass(frozen=True, slots=True)
class OpenedLine:
    """A piece of evidence that the inspector looked at."""

    id: str
    label: str
    doc_no: str
    date: str
    untrue: bool


@dataclass(frozen=True, slots=True)
class PhotoLine:
    """A photograph that the inspector took; ``file`` is its name in the workspace."""

    file: str
    caption: str


@dataclass(frozen=True, slots=True)
class OpinionCard:
    """The opinion on one indicator.

    ``found`` are the facts where ``why`` does not name them, ``reason`` is the inspector's own,
    which may be empty, and ``dispute`` what other inspectors say, empty where they agree.
    """

    anchor: str
    code: str
    name: str
    marks: str
    text: str
    rule: str
    claim: str
    figures: Pairs
    opened: tuple[OpenedLine, ...]
    photos: tuple[PhotoLine, ...]
    others: str
    found: str
    why: str
    reason: str
    opinion: str
    spot: str
    who: str
    note: str
    dispute: str


@dataclass(frozen=True, slots=True)
class OpinionChapter:
    """The cards of one block."""

    anchor: str
    title: str
    cards: tuple[OpinionCard, ...]


@dataclass(frozen=True, slots=True)
class DisputeLine:
    """An indicator on which inspectors differ; ``views`` are one sentence each, ``state`` what
    becomes of it.

    ``anchor`` is the card of the indicator, empty where it has none.
    """

    anchor: str
    code: Annotated[str, Column("编号", 8, centre=True, share=8)]
    name: Annotated[str, Column("指标", 26, share=22)]
    views: Annotated[
        tuple[str, ...],
        Column("各方评分和理由", 60, share=42, cell=lambda line: "\n".join(line.views)),
    ]
    spread: Annotated[str, Column("相差", 14, centre=True, share=12)]
    state: Annotated[str, Column("处理", 22, share=16)]


@dataclass(frozen=True, slots=True)
class OpenLine:
    """An indicator without a verified score although somebody looked: 无法核实, or methods that are
    still missing.
    """

    code: Annotated[str, Column("编号", 8, centre=True, share=8)]
    name: Annotated[str, Column("指标", 26, share=24)]
    round: Annotated[str, Column("轮次", 18, share=18)]
    who: Annotated[str, Column("评查人员", 16, share=14)]
    text: Annotated[str, Column("情况", 60, share=36)]


@dataclass(frozen=True, slots=True)
class EstimateLines:
    """推算: sentences, the strata as rows of name, of, drawn, inspected, ratio, taken, and notes on
    the method.
    """

    lines: tuple[str, ...]
    strata: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InspectionReport:
    """The whole document. ``mock`` is 模拟 where nothing but mocks verify, else empty."""

    title: str
    county: str
    issuer: str
    date: str
    mock: str
    track: str
    faults: str
    facts: Pairs
    statement: tuple[str, ...]
    figures: tuple[tuple[str, str, str, str], ...]
    basis: Pairs
    rounds: tuple[RoundLine, ...]
    samples: tuple[SampleLine, ...]
    process: tuple[str, ...]
    visits: tuple[VisitLine, ...]
    results: tuple[ResultLine, ...]
    total: ResultLine
    whole: Pairs
    opinions: Pairs
    cuts: tuple[CutLine, ...]
    untrue: tuple[UntrueLine, ...]
    estimate: EstimateLines | None
    chapters: tuple[OpinionChapter, ...]
    disputes: tuple[DisputeLine, ...]
    open: tuple[OpenLine, ...]
    limit: str
    precedence: str
    signatures: tuple[str, ...]
