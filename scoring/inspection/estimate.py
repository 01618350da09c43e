"""推算: what the verified loss of a sample says about the whole. An estimate, with its range, and
never a score.

In each stratum of the draw the drawn and inspected leaves tell which share of the supported score
holds: the sum of verified ÷ the sum of supported, each leaf weighted by 1 ÷ its chance (ratio
estimator, Hájek weights). Supported is what the evidence carried before the inspection: a piece
found untrue is part of what did not hold. The leaves that were not inspected are taken at that
share of their supported score; the inspected ones at what was verified. A stratum in which nothing
was inspected takes the share of all strata together.

The range is no confidence interval but the two ends between which any estimate of this kind lies:
at the lowest all leaves that were not inspected fare as the worst inspected one of their stratum,
at the highest as the best one, and at least as their evidence supports.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring.engine import Assessment, NodeResult
from scoring.evidence.support import Support, supports
from scoring.rounds.model import Round
from scoring.rounds.sampling import SampleRecord
from scoring.rounds.verification import verifying
from scoring.workspace import Workspace

ZERO, ONE = Fraction(0), Fraction(1)
LABEL = "推算"
METHOD = (
    "分层比率估计：各层已核验指标的核验分与佐证分之比，按抽中概率的倒数加权，推到本层未核验的指标"
)
RANGE = (
    "下限为未核验的指标都如本层最差的一项，上限为都如本层最好的一项（至少全部成立）；不是置信区间"
)


@dataclass(frozen=True, slots=True)
class StratumEstimate:
    """One stratum: how many leaves it holds, how many were drawn and inspected,
    and the share that holds.

    ``ratio`` is what was found here, ``used`` what is taken for the rest; ``ratio`` is None where
    nothing tells.
    """

    name: str
    of: int
    drawn: int
    inspected: int
    ratio: Fraction | None
    used: Fraction
    lowest: Fraction
    highest: Fraction


@dataclass(frozen=True, slots=True)
class Estimate:
    """The base score of the whole as the sample suggests it, on the scale of the whole;
    all that is exact.

    ``inspected`` and ``rest`` are what the inspected leaves were verified at and what the others
    are supported with; ``open`` are drawn leaves that nobody has inspected yet.
    """

    round: Round
    sample: SampleRecord
    score: Fraction
    low: Fraction
    high: Fraction
    converted: Fraction
    converted_low: Fraction
    converted_high: Fraction
    inspected: Fraction
    rest: Fraction
    open: tuple[str, ...]
    strata: tuple[StratumEstimate, ...]
    mock: bool


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A leaf on the scale of the whole; ``weight`` is 0 for leaves
    that were inspected without being drawn.
    """

    code: str
    applicable: Fraction
    supported: Fraction
    verified: Fraction | None
    weight: Fraction

    @property
    def ratio(self) -> Fraction | None:
        """Which share of the supported score held; None where it tells nothing about the others."""
        # A leaf that was inspected without being drawn was chosen
        # by somebody and stands for itself alone.
        if self.verified is None or not self.weight or not self.supported:
            return None
        return self.verified / self.supported


def estimate(workspace: Workspace, assessment: Assessment) -> Estimate | None:
    """The projection of the latest verifying round with a sample;
    None without one, or before anything tells.
    """
    sampled = [
        item
        for item in verifying(workspace.rounds, assessment.round)
        if item.head.sample is not None
    ]
    if not sampled:
        return None
    before = supports(assessment.tree, workspace.records, workspace.standings)
    # The latest first: an earlier sample speaks only where the later one tells nothing yet.
    found = (_project(assessment, round_, before) for round_ in reversed(sampled))
    return next((item for item in found if item is not None), None)


def _project(
    assessment: Assessment, round_: Round, before: Mapping[str, Support]
) -> Estimate | None:
    """What the whole would come to, if the leaves that were not seen fared like those of their
    stratum; None where nothing was seen that tells anything.
    """
    sample = round_.head.sample
    assert sample is not None
    leaves = {
        item.node.code: _leaf(item, sample, before[item.node.code])
        for item in assessment.leaves()
        if item.node.kind == "base" and item.marks.applicable
    }
    pooled = _ratio(leaves.values())
    if pooled is None:
        return None
    every_ratio = _ratios(leaves.values())
    rows: list[StratumEstimate] = []
    low = score = high = ZERO
    for name, members, of in _strata(sample, leaves):
        drawn = [leaf for leaf in members if leaf.code in sample.chance]
        # A stratum in which nothing was seen is held to what was seen anywhere.
        ratios, own = _ratios(members) or every_ratio, _ratio(members)
        row = StratumEstimate(
            name=name,
            of=of,
            drawn=len(drawn),
            inspected=sum(leaf.verified is not None for leaf in drawn),
            ratio=own,
            used=pooled if own is None else own,
            lowest=min(ratios),
            # At best what nobody saw stands whole, or is raised as the inspection raised others.
            highest=max(*ratios, ONE),
        )
        low += _at_ratio(members, row.lowest)
        score += _at_ratio(members, row.used)
        high += _at_ratio(members, row.highest)
        rows.append(row)
    root = assessment.root
    scale = root.full / root.applicable if root.applicable else ZERO
    inspected = [leaf.verified for leaf in leaves.values() if leaf.verified is not None]
    unseen = {code: leaf for code, leaf in leaves.items() if leaf.verified is None}
    return Estimate(
        round=round_,
        sample=sample,
        score=score,
        low=low,
        high=high,
        converted=score * scale,
        converted_low=low * scale,
        converted_high=high * scale,
        inspected=sum(inspected, ZERO),
        rest=sum((leaf.supported for leaf in unseen.values()), ZERO),
        open=tuple(code for code in sample.indicators if code in unseen),
        strata=tuple(rows),
        mock=assessment.only_mock,
    )


def _at_ratio(leaves: Iterable[_Leaf], ratio: Fraction) -> Fraction:
    """What leaves come to: as verified, and where nobody looked
    at ``ratio`` of what evidence carries.
    """
    total = ZERO
    for leaf in leaves:
        total += _capped(leaf, ratio) if leaf.verified is None else leaf.verified
    return total


def _ratios(leaves: Iterable[_Leaf]) -> list[Fraction]:
    """What share of the supported score stood, of each leaf that tells it."""
    return [leaf.ratio for leaf in leaves if leaf.ratio is not None]


def _leaf(item: NodeResult, sample: SampleRecord, before: Support) -> _Leaf:
    marks, factor, leaf = item.marks, item.factor, item.leaf
    assert leaf is not None
    # As before the verification: its own strikes must not shrink what it is held against.
    supported = marks.supported if leaf.not_applicable else marks.claimed * before.share
    chance = sample.chance.get(item.node.code)
    return _Leaf(
        item.node.code,
        marks.applicable * factor,
        supported * factor,
        None if marks.verified is None else marks.verified * factor,
        ONE / chance if chance else ZERO,
    )


def _strata(
    sample: SampleRecord, leaves: Mapping[str, _Leaf]
) -> list[tuple[str, Sequence[_Leaf], int]]:
    """The strata of the draw with their leaves, and last those outside of the frame."""
    rows: list[tuple[str, Sequence[_Leaf], int]] = []
    placed: set[str] = set()
    for stratum in sample.strata:
        codes = [code for code in stratum.codes if code in leaves and code not in placed]
        placed.update(codes)
        if codes:
            rows.append(
                (f"{stratum.block} {stratum.group}", [leaves[code] for code in codes], stratum.of)
            )
    outside = [leaf for code, leaf in leaves.items() if code not in placed]
    if outside:
        return [*rows, ("未列入抽样", outside, len(outside))]
    return rows


def _ratio(leaves: Iterable[_Leaf]) -> Fraction | None:
    telling = [leaf for leaf in leaves if leaf.ratio is not None]
    # Weighted by 1 ÷ chance (Horvitz and Thompson): a leaf that was unlikely to be drawn stands for
    # more of its kind.
    whole = sum((leaf.weight * leaf.supported for leaf in telling), ZERO)
    held = sum((leaf.weight * leaf.verified for leaf in telling if leaf.verified is not None), ZERO)
    if whole:
        return held / whole
    return None


def _capped(leaf: _Leaf, ratio: Fraction) -> Fraction:
    # A ratio above 1 must not project more points than the leaf has.
    return min(leaf.applicable, leaf.supported * ratio)
