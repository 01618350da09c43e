"""The sample of an inspection as its round keeps it: what was drawn,
from which frame, and with which chance.

Whoever has the workspace and the seed can draw it again; whoever has only this record can project
from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from scoring.indicators.loading import unquoted
from scoring.indicators.model import IndicatorTree
from scoring.problems import Problem, Where, problem
from scoring.schema import Record
from scoring.spots import Loc
from scoring.values import Code, Count, Names, Text, did_you_mean, fault
from scoring.yamlio import Document

SampleBy = Literal["methods", "units", "risk"]
BY_NAMES: dict[SampleBy, str] = {"methods": "测评方式", "units": "牵头单位", "risk": "风险"}


def _digest(value: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{64}", value):
        raise fault("这里应是 64 位小写十六进制数")
    return value


def _chance(value: object) -> Fraction:
    if isinstance(value, Fraction):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{1,15}(/[0-9]{1,15})?", value):
        raise fault("抽中的概率应写成 2/5 这样的分数")
    whole, _, part = value.partition("/")
    # What cannot be drawn at all cannot be projected from.
    if not 0 < int(whole) <= int(part or 1):
        raise fault("抽中的概率应大于 0、不大于 1")
    return Fraction(int(whole), int(part or 1))


Digest = Annotated[Text, AfterValidator(_digest)]
Chance = Annotated[Fraction, BeforeValidator(_chance)]
Whole = Annotated[Count, Field(ge=1)]


class StratumRecord(Record):
    """One part of the frame: ``drawn`` of the ``of`` leaves in ``codes``. ``block`` is the code of
    the first level.
    """

    block: Text
    group: Text
    of: Whole
    drawn: Count
    codes: tuple[Code, ...]


class CaseStratum(Record):
    """The cases of one unit, or of all (案卷清单 without units)."""

    unit: Text
    of: Whole
    drawn: Count


class CaseSample(Record):
    """``size`` of the ``of`` numbers in a list; ``sha256`` is the digest of the list's file."""

    file: Text
    sha256: Digest
    of: Whole
    size: Whole
    numbers: tuple[Text, ...]
    strata: tuple[CaseStratum, ...] = ()


class SampleRecord(Record):
    """The draw: ``size`` leaves by ``by`` under ``seed`` from the frame with the digest ``frame``.

    ``methods`` and ``units`` are what the frame was narrowed to; ``pieces`` is the most evidence
    drawn for one leaf. ``chance`` is the probability with which each drawn leaf came in.
    """

    by: SampleBy
    size: Whole
    seed: Text
    frame: Digest
    methods: Names = ()
    units: Names = ()
    pieces: Whole
    indicators: tuple[Code, ...]
    evidence: tuple[Code, ...] = ()
    strata: tuple[StratumRecord, ...]
    chance: dict[Code, Chance]
    cases: CaseSample | None = None


def sample_faults(
    sample: SampleRecord,
    kind: str,
    marked: Iterable[str],
    document: Document,
    tree: IndicatorTree,
    evidence: frozenset[str],
) -> Iterator[Problem]:
    """What is wrong with the sample of one round;
    ``marked`` are the codes of its findings in their order.
    """
    if kind == "self":
        yield problem("F025", document.where(("sample",), key=True))
    for index, code in enumerate(sample.indicators):
        loc: Loc = ("sample", "indicators", index)
        yield from unquoted(document, loc)
        yield from _not_drawable(code, tree, document.where(loc))
    for index, ident in enumerate(sample.evidence):
        if ident not in evidence:
            what = f"抽样记录里的佐证“{ident}”不在登记表里"
            yield problem("F021", document.where(("sample", "evidence", index)), what=what)
    for place, sentence in _contradictions(sample):
        where = document.where(("sample", *place))
        yield problem("F024", where, what=f"抽样记录前后不一致：{sentence}")
    drawn = frozenset(sample.indicators)
    for code in marked:
        if code not in drawn:
            name = tree.by_code[code].name
            what = f"“{code} {name}”不在抽中的指标里，却有认定"
            yield problem("F022", document.where(("findings", code), key=True), what=what)


def _not_drawable(code: str, tree: IndicatorTree, where: Where) -> Iterator[Problem]:
    """T027 and F020: a code in the sample that names no leaf which is assessed."""
    node, aside = tree.by_code.get(code), tree.not_assessed(code)
    if aside is not None:
        yield problem("T027", where, what=f"{aside}，抽中了也不评")
    elif node is None:
        fix = did_you_mean(code, [leaf.code for leaf in tree.leaves()])
        yield problem("F020", where, what=f"抽样记录里的指标“{code}”不在指标体系里", fix=fix)
    elif not node.leaf:
        yield problem("F020", where, what=f"抽样记录里的指标“{code}”是上级指标")


def _contradictions(sample: SampleRecord) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Where the record does not agree with itself: it was edited by hand."""
    drawn = set(sample.indicators)
    if len(drawn) != len(sample.indicators):
        yield ("indicators",), "同一个指标写了两次"
    if len(sample.indicators) != sample.size:
        yield ("size",), f"size 是 {sample.size}，indicators 有 {len(sample.indicators)} 项"
    if drawn != set(sample.chance):
        yield ("chance",), "chance 与 indicators 的指标不同"
    in_strata: set[str] = set()
    for index, stratum in enumerate(sample.strata):
        in_strata.update(stratum.codes)
        inside = len(drawn.intersection(stratum.codes))
        if inside != stratum.drawn or len(stratum.codes) != stratum.of:
            name = f"“{stratum.block} {stratum.group}”"
            record = f"{name}写着 {stratum.of} 项里抽 {stratum.drawn} 项"
            yield ("strata", index), f"{record}，实际 {len(stratum.codes)} 项里有 {inside} 项"
    if drawn - in_strata:
        yield ("strata",), "有抽中的指标不在任何一层里"
    cases = sample.cases
    if cases is not None:
        numbers = len(set(cases.numbers))
        if len(cases.numbers) != cases.size or numbers != cases.size:
            yield ("cases", "size"), f"size 是 {cases.size}，numbers 有 {numbers} 件"


def as_data(sample: SampleRecord) -> dict[str, Any]:
    """The record as plain file data, in the order of the contract; what is empty is left out."""
    data: dict[str, Any] = {
        "by": sample.by,
        "size": sample.size,
        "seed": sample.seed,
        "frame": sample.frame,
    }
    # Keys that narrow nothing are left out: the record reads as the draw was asked for.
    if sample.methods:
        data["methods"] = list(sample.methods)
    if sample.units:
        data["units"] = list(sample.units)
    data["pieces"] = sample.pieces
    data["indicators"] = list(sample.indicators)
    data["evidence"] = list(sample.evidence)
    data["strata"] = [
        {
            "block": item.block,
            "group": item.group,
            "of": item.of,
            "drawn": item.drawn,
            "codes": list(item.codes),
        }
        for item in sample.strata
    ]
    data["chance"] = {code: str(value) for code, value in sample.chance.items()}
    if sample.cases is not None:
        data["cases"] = cases_data(sample.cases)
    return data


def cases_data(cases: CaseSample) -> dict[str, Any]:
    """The drawn case files with their keys, as the file and the JSON hold them."""
    return {
        "file": cases.file,
        "sha256": cases.sha256,
        "of": cases.of,
        "size": cases.size,
        "numbers": list(cases.numbers),
        "strata": [
            {"unit": item.unit, "of": item.of, "drawn": item.drawn} for item in cases.strata
        ],
    }
