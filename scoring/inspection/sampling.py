"""A sample of a frame: which leaves, which evidence of them, and which cases of a list; the same
again from its record.

The leaves are drawn from strata: first by block, in a block by method, unit or risk. Under ``risk``
both the share of a stratum and the chance of a leaf go by weight, otherwise every leaf of a stratum
has the same chance.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from scoring.engine.frame import Frame, FrameLeaf
from scoring.inspection.cases import CaseList
from scoring.inspection.drawing import REST, WHOLE, Lot, Stratum, chances, strata, systematic
from scoring.problems import ScoringError
from scoring.rounds.sampling import CaseSample, CaseStratum, SampleBy, SampleRecord, StratumRecord
from scoring.values import natural_key

T = TypeVar("T")
PIECES = 10
"""The most evidence drawn for one leaf where nothing else is asked for: up to this number all of it
is opened."""


class CannotDrawError(ScoringError):
    """The sample cannot be drawn as asked; the message is Chinese and for the user."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What is asked for: ``size`` leaves, at most ``pieces`` of evidence for each.
    The frame says what from.
    """

    by: SampleBy
    size: int
    seed: str
    pieces: int = PIECES


@dataclass(frozen=True, slots=True)
class Layer:
    """One stratum with its names as printed, its members,
    and the leaves that were drawn with their chances.
    """

    block: str
    group: str
    members: tuple[FrameLeaf, ...]
    drawn: tuple[FrameLeaf, ...]
    odds: dict[str, Fraction]


def terms_of(record: SampleRecord) -> Terms:
    """What a recorded sample was drawn by."""
    return Terms(record.by, record.size, record.seed, record.pieces)


def group_of(leaf: FrameLeaf, by: SampleBy, methods: Sequence[str]) -> str:
    """The group of a leaf in its block. Of several methods it is the first, or the first that the
    frame asks for.
    """
    if by == "units":
        return leaf.unit
    if by == "risk":
        return leaf.risk
    return next((name for name in leaf.methods if name in methods), leaf.methods[0])


def draw(frame: Frame, terms: Terms, cases: CaseSample | None = None) -> SampleRecord:
    """The sample. Raises :class:`CannotDrawError` where the frame holds
    fewer leaves than are asked for.
    """
    if not 0 < terms.size <= len(frame.leaves):
        raise CannotDrawError(f"可抽的指标只有 {len(frame.leaves)} 项，不够抽 {terms.size} 项")
    layers = list(_layers(frame, terms))
    chosen = {leaf.code for layer in layers for leaf in layer.drawn}
    odds = {code: chance for layer in layers for code, chance in layer.odds.items()}
    drawn = [leaf for leaf in frame.leaves if leaf.code in chosen]
    pieces = {ident for leaf in drawn for ident in pieces_of(leaf, terms)}
    return SampleRecord(
        by=terms.by,
        size=terms.size,
        seed=terms.seed,
        frame=frame.sha256,
        methods=frame.methods,
        units=frame.units,
        pieces=terms.pieces,
        indicators=tuple(leaf.code for leaf in drawn),
        evidence=tuple(sorted(pieces, key=_by_number)),
        strata=tuple(
            StratumRecord(
                block=layer.block,
                group=layer.group,
                of=len(layer.members),
                drawn=len(layer.drawn),
                codes=tuple(leaf.code for leaf in layer.members),
            )
            for layer in layers
        ),
        chance={leaf.code: odds[leaf.code] for leaf in drawn},
        cases=cases,
    )


def pieces_of(leaf: FrameLeaf, terms: Terms) -> tuple[str, ...]:
    """The evidence to open for a leaf: all of it, or as much as is asked for, drawn by lot."""
    if len(leaf.evidence) <= terms.pieces:
        return leaf.evidence
    # A stream of its own for each leaf: evidence of one does not move what is drawn for another.
    mixed = Lot(terms.seed, "evidence", leaf.code).shuffled(leaf.evidence)
    return tuple(sorted(mixed[: terms.pieces], key=_by_number))


def _by_number(ident: str) -> tuple[object, str]:
    """E2 before E10; E2 and E02, which are alike by number, always in the same order."""
    return natural_key(ident), ident


def _layers(frame: Frame, terms: Terms) -> Iterator[Layer]:
    weighted = terms.by == "risk"

    def measure(leaf: FrameLeaf) -> int:
        if weighted:
            return leaf.weight
        return 1

    def block(leaf: FrameLeaf) -> str:
        return leaf.block

    def group(leaf: FrameLeaf) -> str:
        return group_of(leaf, terms.by, frame.methods)

    for outer in strata(terms.size, frame.leaves, block, measure, one_each=True):
        names = "、".join(outer.names)
        together = (
            len(outer.names) > 1
        )  # fewer leaves than blocks: a further division would leave nothing to draw
        inner = [Stratum((), outer.members, outer.drawn)]
        if not together:
            inner = strata(outer.drawn, outer.members, group, measure)
        for stratum in inner:
            label = named(stratum, len(inner))
            odds = chances(stratum.drawn, [measure(leaf) for leaf in stratum.members])
            lot = Lot(terms.seed, "indicators", names, *stratum.names)
            picked = systematic(lot, stratum.members, odds, block if together else group)
            known = {leaf.code: chance for leaf, chance in zip(stratum.members, odds, strict=True)}
            yield Layer(names, label, stratum.members, tuple(picked), known)


def named(stratum: Stratum[T], among: int) -> str:
    """How a stratum among so many is called: by its one part, 其他 where several were put together,
    全部 where all.
    """
    if len(stratum.names) == 1:
        return stratum.names[0]
    if among > 1:
        return REST
    return WHOLE


def draw_cases(listed: CaseList, size: int, seed: str) -> CaseSample:
    """``size`` numbers of a list, shared among its units in proportion,
    each of a unit with the same chance.

    Raises :class:`CannotDrawError` where the list holds fewer.
    """
    if not 0 < size <= len(listed.cases):
        raise CannotDrawError(f"案卷清单只有 {len(listed.cases)} 件，不够抽 {size} 件")
    chosen: set[str] = set()
    remarks = []
    parts = strata(size, listed.cases, lambda case: case.unit, lambda case: 1)
    for stratum in parts:
        odds = chances(stratum.drawn, [1] * len(stratum.members))
        lot = Lot(seed, "cases", *stratum.names)
        chosen |= {
            case.number for case in systematic(lot, stratum.members, odds, lambda case: case.unit)
        }
        remarks.append(
            CaseStratum(
                unit=named(stratum, len(parts)), of=len(stratum.members), drawn=stratum.drawn
            )
        )
    return CaseSample(
        file=listed.file,
        sha256=listed.sha256,
        of=len(listed.cases),
        size=size,
        numbers=tuple(case.number for case in listed.cases if case.number in chosen),
        strata=tuple(remarks),
    )
