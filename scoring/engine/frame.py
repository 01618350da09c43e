"""The frame of a sample (抽样名册): every leaf of a round that can be inspected,
with what the draw rests on.

Its text is canonical, so that a digest of it shows whether anything has changed since a sample was
drawn from it.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from scoring.engine.gaps import NO_METHOD
from scoring.engine.risk import Cut, Grounds, Reason, reasons, risk_class, weight
from scoring.engine.units import NOBODY, Units
from scoring.evidence.files import FileFact
from scoring.evidence.model import Evidence
from scoring.evidence.support import Support, Validity, standing, supports
from scoring.indicators.model import Indicator, IndicatorTree
from scoring.rounds.finding import Finding, outcome
from scoring.rounds.model import Round
from scoring.values import natural_key

VERSION = "shifan-frame-1"
"""The form of the text below; a change of it makes every recorded digest void and needs another
name."""


@dataclass(frozen=True, slots=True)
class FrameLeaf:
    """One leaf of the frame, scores as published. ``evidence`` are all pieces mapped to it, of
    which ``valid`` count.

    ``reasons`` explain ``weight``; they are not part of the text and are missing in a frame that
    was read back.
    """

    code: str
    block: str
    unit: str
    methods: tuple[str, ...]
    points: Fraction
    claimed: Fraction
    valid: int
    evidence: tuple[str, ...]
    weight: int
    reasons: tuple[Reason, ...] = ()

    @property
    def risk(self) -> str:
        """高, 中 or 低."""
        return risk_class(self.weight)

    def row(self) -> list[Any]:
        """The leaf as plain values, scores as exact fractions in text."""
        # Fractions as text: a float would print another digest on another machine or version.
        exact = [str(self.points), str(self.claimed)]
        return [
            self.code,
            self.block,
            self.unit,
            [*self.methods],
            *exact,
            self.valid,
            [*self.evidence],
            self.weight,
        ]


@dataclass(frozen=True, slots=True)
class Frame:
    """The leaves in the order of the tree; ``left_out`` counts the others: ``unassessed``,
    ``not_applicable``, ``nothing`` (claims 0 points), ``penalty`` (倒扣 claims nothing by its
    kind), ``other`` (not of ``methods`` or ``units``, where these narrow the frame).
    """

    basis: str
    leaves: tuple[FrameLeaf, ...]
    methods: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The canonical text: a head and one line for each leaf, in JSON."""
        rows: list[list[Any]] = [[VERSION, self.basis, [*self.methods], [*self.units]]]
        rows += [leaf.row() for leaf in self.leaves]
        return "".join(
            json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows
        )

    @property
    def sha256(self) -> str:
        """The digest of the text."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()

    def narrowed(self, methods: Sequence[str], units: Sequence[str]) -> Frame:
        """The leaves that have one of these methods and are led by one of these units; nothing
        named means all.
        """
        chosen = tuple(dict.fromkeys(methods)), tuple(dict.fromkeys(units))
        kept = tuple(
            leaf
            for leaf in self.leaves
            if (not methods or set(leaf.methods) & set(methods))
            and (not units or leaf.unit in units)
        )
        counts = {**self.left_out, "other": len(self.leaves) - len(kept)}
        return replace(self, leaves=kept, methods=chosen[0], units=chosen[1], left_out=counts)


def frame_from(text: str) -> Frame:
    """The frame whose text this is. Raises ``ValueError`` for any other text."""
    try:
        (version, basis, methods, units), *rows = (json.loads(line) for line in text.splitlines())
        leaves = tuple(
            FrameLeaf(
                code,
                block,
                unit,
                (*named,),
                Fraction(points),
                Fraction(claimed),
                valid,
                (*ids,),
                heavy,
            )
            for code, block, unit, named, points, claimed, valid, ids, heavy in rows
        )
        frame = Frame(basis, leaves, (*methods,), (*units,))
    except (TypeError, ZeroDivisionError, RecursionError) as error:
        raise ValueError(text[:80]) from error
    # Only the canonical text has the digest that was published; a text that reads alike is another.
    if version != VERSION or frame.text != text:
        raise ValueError(text[:80])
    return frame


def frame_of(
    tree: IndicatorTree,
    basis: Round,
    drawing: Round,
    rounds: Iterable[Round],
    records: Sequence[Evidence],
    files: Mapping[str, FileFact],
    units: Units,
    standings: Mapping[str, Validity] | None = None,
) -> Frame:
    """The whole frame of ``basis`` for a sample of the round ``drawing``,
    whose own findings play no part.

    ``standings`` are those of the pieces under the terms of ``basis``, where somebody has them
    already.
    """
    window, as_of = basis.head.window, basis.head.as_of
    if standings is None:
        standings = {
            record.id: standing(record, files[record.id], window, as_of, tree) for record in records
        }
    carried = supports(tree, records, standings)
    mapped, used = _mapped(records)
    cuts = _cuts(tree, drawing, list(rounds))
    scale = _scale(tree)
    claims, left_out = _claims(tree, basis)
    total = sum((claims[code] * scale[code] for code in claims), Fraction(0))
    # On the scale of the whole, else leaves of folded blocks would look larger than they weigh.
    mean = total / len(claims) if claims else Fraction(0)
    leaves = []
    for code, claimed in claims.items():
        node, support = tree.by_code[code], carried[code]
        pieces = [(record, standings[record.id]) for record in mapped.get(code, [])]
        valid = _valid(support, pieces)
        worth, own_cuts = claimed * scale[code], cuts.get(code, ())
        risks = reasons(Grounds(node, worth, mean, support, pieces, valid, used, window, own_cuts))
        leaves.append(
            FrameLeaf(
                code,
                tree.path(code)[0].code,
                units.name(node.lead[0]) if node.lead else NOBODY,
                tuple(dict.fromkeys(node.record.methods)) or (NO_METHOD,),
                node.points,
                claimed,
                len(valid),
                tuple(record.id for record, _ in pieces),
                weight(risks),
                risks,
            )
        )
    return Frame(basis.id, tuple(leaves), left_out=left_out)


def _claims(tree: IndicatorTree, basis: Round) -> tuple[dict[str, Fraction], dict[str, int]]:
    """What a round claims for each leaf that may be drawn, in points as published, and how many
    leaves were left out for which reason.
    """
    left_out = {"unassessed": 0, "not_applicable": 0, "nothing": 0, "penalty": 0}
    claims: dict[str, Fraction] = {}
    for leaf in tree.leaves():
        finding = basis.findings.get(leaf.code)
        score = _score(leaf, finding)
        # A penalty comes first: with no deduction it scores its
        # full points and would look like a claim.
        if leaf.kind == "penalty":
            left_out["penalty"] += 1
        elif finding is not None and finding.not_applicable is not None:
            left_out["not_applicable"] += 1
        elif score is None:
            left_out["unassessed"] += 1
        elif not score:
            left_out["nothing"] += 1
        else:
            claims[leaf.code] = score
    return claims, left_out


def _mapped(records: Sequence[Evidence]) -> tuple[dict[str, list[Evidence]], dict[str, int]]:
    """The pieces of each leaf whose proof is confirmed, by id; and under how many indicators each
    piece is used.
    """
    mapped: dict[str, list[Evidence]] = defaultdict(list)
    used: dict[str, int] = {}
    # The order of the register is the user's to change and must not move the digest of the frame.
    for record in sorted(records, key=lambda item: (natural_key(item.id), item.id)):
        codes = dict.fromkeys(
            proof.indicator for proof in record.proves if proof.state == "confirmed"
        )
        used[record.id] = len(codes)
        for code in codes:
            mapped[code].append(record)
    return mapped, used


def _valid(support: Support, pieces: Sequence[tuple[Evidence, Validity]]) -> frozenset[str]:
    """The pieces that carry a requirement; where a leaf asks for none, those that are sound."""
    if support.requirements:
        return frozenset(ident for item in support.requirements for ident in item.carried_by)
    return frozenset(record.id for record, state in pieces if state.sound)


def _score(node: Indicator, finding: Finding | None) -> Fraction | None:
    """What a finding gives; None where it gives no score."""
    if finding is None or finding.not_applicable is not None or not finding.scored:
        return None
    return outcome(node, finding).score


def _cuts(tree: IndicatorTree, drawing: Round, rounds: Sequence[Round]) -> dict[str, list[Cut]]:
    """What inspections and mocks of earlier days took off, by leaf, the earliest first."""
    by_id = {item.id: item for item in rounds}
    cuts: dict[str, list[Cut]] = defaultdict(list)
    for item in sorted(rounds, key=lambda other: (other.head.as_of, other.id)):
        # Nothing of the inspection that draws, or of a later day, may weigh on its own draw.
        if item.kind == "self" or item.id == drawing.id or item.head.as_of >= drawing.head.as_of:
            continue
        basis = by_id.get(item.head.basis or "")
        if basis is None:
            continue
        for code, finding in item.findings.items():
            node = tree.by_code[code]
            # Held against the round that it verified, since the claims of today may have followed
            # the cut.
            verified, claimed = _score(node, finding), _score(node, basis.findings.get(code))
            if verified is not None and claimed is not None and verified < claimed:
                cuts[code].append(Cut(item.id, claimed - verified))
    return cuts


def _scale(tree: IndicatorTree) -> dict[str, Fraction]:
    """What a point of each leaf is worth on the scale of the whole:
    other than 1 inside folded blocks.
    """
    factors: dict[str, Fraction] = {}

    def walk(node: Indicator, factor: Fraction) -> None:
        if node.leaf:
            factors[node.code] = factor
        inside = sum((child.points for child in node.children), Fraction(0))
        if node.record.fold and inside:
            inner = factor * node.points / inside
        else:
            inner = factor
        for child in node.children:
            walk(child, inner)

    for root in tree.roots:
        walk(root, Fraction(1))
    return factors
