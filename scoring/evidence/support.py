"""What the evidence supports: which pieces count now, why the others do not, and which requirements
are met.

A requirement is met or not met. The share of a claim that is carried is the share of its required
items that are met.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from scoring.evidence.assignment import Wanted, assign
from scoring.evidence.files import FileFact
from scoring.evidence.model import Evidence, Proof, Window
from scoring.evidence.stamps import stamp
from scoring.identity import differing
from scoring.indicators.model import EvidenceRequirement, Indicator, IndicatorTree

IMPLIED = EvidenceRequirement(name="佐证材料")
"""What a leaf asks for that states no requirement: at least one valid piece of any kind."""


@dataclass(frozen=True, slots=True)
class Validity:
    """Whether a record supports anything now. ``reasons`` say why it supports nothing;
    ``window_reason`` why not where a requirement asks for the window. ``stale``: reviewed, but file
    or criterion have changed since (待复审).
    """

    sound: bool
    reasons: tuple[str, ...]
    in_window: bool
    window_reason: str
    stale: bool

    @property
    def counts(self) -> bool:
        """Whether it counts for a requirement that asks for the window."""
        return self.sound and self.in_window


@dataclass(frozen=True, slots=True)
class Met:
    """One requirement of a leaf with the pieces that carry it and those that were offered in vain
    (id, why not).
    """

    requirement: EvidenceRequirement
    carried_by: tuple[str, ...]
    in_vain: tuple[tuple[str, str], ...]

    @property
    def met(self) -> bool:
        """Whether enough pieces carry it."""
        return len(self.carried_by) >= self.requirement.min


@dataclass(frozen=True, slots=True)
class Loose:
    """A piece that names no requirement and fits several: the one that it is counted for, and the
    others.
    """

    ident: str
    requirement: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Support:
    """What carries the claim of one leaf; ``share`` is in [0, 1]. ``loose``: pieces that could have
    been counted for another requirement as well, since they name none.
    """

    requirements: tuple[Met, ...]
    share: Fraction
    loose: tuple[Loose, ...] = ()

    @property
    def required(self) -> tuple[Met, ...]:
        """The requirements that count."""
        return tuple(item for item in self.requirements if item.requirement.required)


def standing(
    record: Evidence, fact: FileFact, window: Window | None, as_of: date, tree: IndicatorTree
) -> Validity:
    """Judges one record at ``as_of`` under ``window``."""
    review = record.review
    reasons = [*_faults_of_file(record, fact)]
    if record.misplaced:
        reasons.append(record.misplaced)
    if review.state == "returned":
        reasons.append("已退回" + (f"：{review.note}" if review.note else ""))
    if review.state == "withdrawn":
        reasons.append("单位已撤回")
    reasons += _not_in_force(record, as_of)
    outside = _outside(record, window)
    stale = (
        review.state == "accepted"
        and review.stamp is not None
        and review.stamp != stamp(record, fact.sha256, tree)
    )
    return Validity(not reasons, tuple(reasons), not outside, outside, stale)


def _faults_of_file(record: Evidence, fact: FileFact) -> Iterator[str]:
    """What is wrong with the file itself."""
    match fact.state:
        case "missing":
            yield "文件缺失" if record.file else "没有文件"
        case "outside":
            yield "路径不在工作区内"
        case "unreadable":
            yield "文件是空的" if fact.size == 0 else "文件打不开"
        case "unopened":
            yield f"文件打不开（{fact.reason.rstrip('。')}）"
        case "changed":
            yield "文件内容与登记的校验值不符"


def _not_in_force(record: Evidence, as_of: date) -> Iterator[str]:
    """Why a document that holds for a time only does not hold on the day."""
    valid = record.valid
    if valid and valid.end and valid.end < as_of:
        yield f"已于 {valid.end} 失效"
    if valid and valid.start and valid.start > as_of:
        yield f"{valid.start} 才生效"


def _outside(record: Evidence, window: Window | None) -> str:
    """Why a piece lies outside the window of the round; empty where it lies inside, or there is
    none.
    """
    if window is None:
        return ""
    if record.dated is None:
        return "没有日期"
    if window.start <= record.dated <= window.end:
        return ""
    return f"日期 {record.dated} 不在时间窗 {window.start} 至 {window.end} 内"


Earlier = tuple[
    Sequence[Evidence],
    Mapping[str, Validity],
    Mapping[str, Mapping[str, str]],
    Mapping[str, "Support"],
]
"""An earlier reckoning: the records, their standings, the pieces struck, and the supports that came
of them."""


def supports(
    tree: IndicatorTree,
    records: Sequence[Evidence],
    standings: Mapping[str, Validity],
    struck: Mapping[str, Mapping[str, str]] | None = None,
    before: Earlier | None = None,
    places: Mapping[str, Sequence[int]] | None = None,
) -> dict[str, Support]:
    """The support of every leaf of the tree, by code. ``struck`` are pieces that count no more for
    a leaf, with why.

    ``before`` is an earlier reckoning on the same tree: only the leaves on which something has
    changed are new. ``places`` are those of :func:`proving`, where the caller keeps them.
    """
    strict = tree.head.support == "strict"
    out = struck or {}
    if before is None:
        leaves = list(tree.leaves())
        offered = _all_proofs(records)
    else:
        touched = _touched(records, standings, out, before)
        leaves = [node for node in map(tree.by_code.get, touched) if node is not None and node.leaf]
        if places is None:
            places = proving(map(proved_codes, records))
        offered = {leaf.code: _proofs_of(leaf.code, records, places) for leaf in leaves}
    result = {
        leaf.code: _support(
            leaf, offered.get(leaf.code, []), standings, strict, out.get(leaf.code, {})
        )
        for leaf in leaves
    }
    if before is None:
        return result
    # The map of before itself where nothing differs: whoever keeps results by identity sees that.
    earlier = before[3]
    other = {code: support for code, support in result.items() if earlier.get(code) != support}
    if other or not isinstance(earlier, dict):
        return {**earlier, **other}
    return earlier


_Offered = list[tuple[Evidence, Proof]]


def _all_proofs(records: Sequence[Evidence]) -> dict[str, _Offered]:
    """What is offered for each indicator, in the order of the register."""
    offered: dict[str, _Offered] = defaultdict(list)
    for record in records:
        for proof in record.proves:
            offered[proof.indicator].append((record, proof))
    return offered


def _proofs_of(
    code: str, records: Sequence[Evidence], places: Mapping[str, Sequence[int]]
) -> _Offered:
    """What is offered for one indicator, from the records that name it alone."""
    naming = (records[place] for place in places.get(code, ()))
    return [
        (record, proof) for record in naming for proof in record.proves if proof.indicator == code
    ]


def proved_codes(record: Evidence) -> tuple[str, ...]:
    """The indicators that a record is to prove, as it names them."""
    return tuple(proof.indicator for proof in record.proves)


def proving(codes: Iterable[tuple[str, ...]]) -> dict[str, list[int]]:
    """Which records prove an indicator, by their places, from the codes that each one names."""
    places: dict[str, list[int]] = defaultdict(list)
    for index, named in enumerate(codes):
        for code in dict.fromkeys(named):
            places[code].append(index)
    return dict(places)


def _touched(
    records: Sequence[Evidence],
    standings: Mapping[str, Validity],
    struck: Mapping[str, Mapping[str, str]],
    before: Earlier,
) -> set[str]:
    """The codes whose support may be another than before."""
    old_records, old_standings, old_struck, _ = before
    touched = {code for code in {*struck, *old_struck} if struck.get(code) != old_struck.get(code)}
    if len(records) == len(old_records):
        places = {
            *differing(records, old_records),
            *differing(standings.values(), old_standings.values()),
        }
        pairs = [(records[place], old_records[place]) for place in places]
        # One piece after the other, as after every ordinary save: only the places that differ
        # count.
        if all(new.id == old.id for new, old in pairs):
            return touched | _codes_of(record for pair in pairs for record in pair)
    return touched | _codes_of(_moved(records, standings, old_records, old_standings))


def _moved(
    records: Sequence[Evidence],
    standings: Mapping[str, Validity],
    old_records: Sequence[Evidence],
    old_standings: Mapping[str, Validity],
) -> list[Evidence]:
    """The records that are new, gone or changed, as they are and as they were."""
    earlier = {record.id: record for record in old_records}
    moved = [earlier[ident] for ident in earlier.keys() - standings.keys()]
    for record in records:
        was = earlier.get(record.id)
        if was is record and old_standings[record.id] == standings[record.id]:
            continue
        moved.append(record)
        if was is not None:
            # What a piece proved before counts too: it may have been taken away from there.
            moved.append(was)
    return moved


def _codes_of(records: Iterable[Evidence]) -> set[str]:
    """The codes of all indicators that the pieces are said to prove."""
    return {proof.indicator for record in records for proof in record.proves}


def _support(
    leaf: Indicator,
    offered: list[tuple[Evidence, Proof]],
    standings: Mapping[str, Validity],
    strict: bool,
    struck: Mapping[str, str],
) -> Support:
    # No requirement stated is one implied; an empty list (``evidence: none``) asks for nothing.
    requirements = (IMPLIED,) if leaf.requirements is None else leaf.requirements
    offers = _offers(offered, requirements, standings, struck)
    placed = _placed(offers, requirements)
    met = tuple(_met(index, requirements, offers, placed) for index in range(len(requirements)))
    loose = tuple(_loose(placed, offers, requirements))
    required = [item for item in met if item.requirement.required]
    # Optional pieces are shown, and carry no part of the claim: without them it stands whole.
    if not required:
        return Support(met, Fraction(1), loose)
    done = sum(item.met for item in required)
    # ``support: strict``: all requirements or nothing.
    share = Fraction(done == len(required)) if strict else Fraction(done, len(required))
    return Support(met, share, loose)


def _loose(
    placed: Mapping[str, int], offers: Mapping[str, _Offer], wanted: Sequence[EvidenceRequirement]
) -> Iterator[Loose]:
    """The pieces that could have been counted for another requirement as well."""
    for ident, index in sorted(placed.items()):
        fitting = offers[ident].loose
        if len(fitting) > 1:
            others = tuple(wanted[other].name for other in fitting if other != index)
            yield Loose(ident, wanted[index].name, others)


@dataclass(slots=True)
class _Offer:
    """What one piece offers to a leaf: the requirements that it names and carries, those that it
    fits without naming any, and why it carries those that it is offered for in vain. Requirements
    go by their index.
    """

    named: list[int] = field(default_factory=list)
    loose: list[int] = field(default_factory=list)
    vain: dict[int, str] = field(default_factory=dict)


def _offers(
    offered: list[tuple[Evidence, Proof]],
    wanted: Sequence[EvidenceRequirement],
    standings: Mapping[str, Validity],
    struck: Mapping[str, str],
) -> dict[str, _Offer]:
    offers: dict[str, _Offer] = {}
    for record, proof in offered:
        offer = offers.setdefault(record.id, _Offer())
        for index, requirement in enumerate(wanted):
            if not fits(record, proof, requirement):
                continue
            why = _against(record, proof, requirement, standings[record.id], struck)
            carried = offer.loose if proof.item is None else offer.named
            if why:
                offer.vain.setdefault(index, why)
            elif index not in carried:
                carried.append(index)
    return offers


def _against(
    record: Evidence,
    proof: Proof,
    requirement: EvidenceRequirement,
    state: Validity,
    struck: Mapping[str, str],
) -> str:
    """Why a piece does not carry a requirement for which it is offered; "" where it does."""
    reasons = list(state.reasons)
    if requirement.within == "window" and state.window_reason:
        reasons.append(state.window_reason)
    if proof.state == "proposed":
        reasons.append("对应关系尚未确认")
    if record.id in struck:
        reasons.append(struck[record.id])
    return "；".join(reasons)


def _placed(offers: Mapping[str, _Offer], wanted: Sequence[EvidenceRequirement]) -> dict[str, int]:
    """The one requirement that each piece carries which names none, by the index of the
    requirement.
    """
    # A piece that names its requirement is settled; only what names none is free to be placed.
    options = {
        ident: [index for index in offer.loose if index not in offer.named]
        for ident, offer in offers.items()
        if offer.loose
    }
    if not options:
        return {}
    # One requirement needs no search, and that is how most leaves are.
    if len(wanted) == 1:
        return {ident: 0 for ident, fitting in options.items() if fitting}
    counts = [
        sum(index in offer.named for offer in offers.values()) for index in range(len(wanted))
    ]
    short = [
        Wanted(index, item.min - counts[index], item.required) for index, item in enumerate(wanted)
    ]
    return assign(options, short)


def _met(
    index: int,
    wanted: Sequence[EvidenceRequirement],
    offers: Mapping[str, _Offer],
    placed: Mapping[str, int],
) -> Met:
    requirement = wanted[index]
    carried: set[str] = set()
    vain: dict[str, str] = {}
    for ident, offer in offers.items():
        if index in offer.named or placed.get(ident) == index:
            carried.add(ident)
        if index in offer.vain:
            vain[ident] = offer.vain[index]
    # Who sees it short asks for the piece that fits as well: say where it was counted.
    if len(carried) < requirement.min:
        for ident, offer in offers.items():
            if index in offer.loose and ident in placed:
                vain[ident] = f"没有写明证明哪一项要求，已算作“{wanted[placed[ident]].name}”"
    return Met(
        requirement,
        tuple(sorted(carried)),
        tuple(sorted((ident, why) for ident, why in vain.items() if ident not in carried)),
    )


def lacking_words(unmet: Sequence[Met]) -> str:
    """What is missing: 缺“清单”、“台账”. An indicator that names no requirement of its own lacks
    evidence as such.
    """
    if any(met.requirement == IMPLIED for met in unmet):
        return "没有有效佐证"
    return "缺" + "、".join(f"“{met.requirement.name}”" for met in unmet)


def fits(record: Evidence, proof: Proof, requirement: EvidenceRequirement) -> bool:
    """Whether a proof is offered for a requirement: it is of one of its kinds, and names it or
    names none.
    """
    if requirement is IMPLIED:
        return True
    kind = record.kind or ("链接" if record.url else None)
    of_kind = not requirement.kinds or kind is None or kind in requirement.kinds
    return of_kind and proof.item in (None, requirement.name)
