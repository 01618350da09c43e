"""How likely a claim is to be cut, from facts alone: one small table of points, each given with its
reason in words.

The weight of an indicator is 1 and what its reasons add. It is no forecast: it says where a sample
should look more often than elsewhere, and why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from scoring.evidence.model import Evidence, Window
from scoring.evidence.support import Support, Validity
from scoring.indicators.model import Indicator
from scoring.rules import judged
from scoring.values import format_short

RiskClass = Literal["高", "中", "低"]
Sign = Literal[
    "cut", "large", "short", "returned", "old", "self_made", "none", "shared", "judged", "just"
]

WEIGHTS: Mapping[Sign, int] = {
    "cut": 8,  # an earlier inspection or mock gave less than was claimed
    "large": 6,  # the claim is at least LARGE times the mean of the frame
    "short": 6,  # a required item has fewer valid pieces than it asks for
    "returned": 4,  # pieces are returned, or changed since their review
    "old": 4,  # the newest valid piece is of the first third of the window
    "self_made": 4,  # all valid pieces are 说明, written by the claimant
    "none": 4,  # nothing is asked for and nothing was handed in
    "shared": 2,  # a piece is used under MANY indicators or more
    "judged": 2,  # the score is at the assessor's discretion
    "just": 1,  # every required item has exactly what it asks for
}
LARGE = Fraction(3, 2)
MANY = 4
HIGH, MIDDLE = 10, 5
"""Weights from which the class is 高 or 中."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason to look at an indicator, in words; its points are those of ``sign``."""

    sign: Sign
    text: str


@dataclass(frozen=True, slots=True)
class Cut:
    """What an earlier round took off the claim that it verified."""

    round: str
    points: Fraction


@dataclass(frozen=True, slots=True)
class Grounds:
    """The facts about one leaf. ``worth`` is its claim on the scale of the whole and ``mean`` that
    of all leaves; ``used`` says under how many indicators each piece is used; ``pieces`` are all
    that are mapped to the leaf.
    """

    leaf: Indicator
    worth: Fraction
    mean: Fraction
    support: Support
    pieces: Sequence[tuple[Evidence, Validity]]
    valid: frozenset[str]
    used: Mapping[str, int]
    window: Window | None
    cuts: Sequence[Cut]


def weight(reasons: Sequence[Reason]) -> int:
    """1 and the points of the reasons."""
    return 1 + sum(WEIGHTS[reason.sign] for reason in reasons)


def risk_class(points: int) -> RiskClass:
    """The class of a weight."""
    if points >= HIGH:
        return "高"
    if points >= MIDDLE:
        return "中"
    return "低"


def reasons(grounds: Grounds) -> tuple[Reason, ...]:
    """Why to look at a leaf, the gravest first."""
    found = [*_of_claim(grounds), *_of_evidence(grounds)]
    return tuple(sorted(found, key=lambda reason: -WEIGHTS[reason.sign]))


def _of_claim(grounds: Grounds) -> Iterator[Reason]:
    # The latest cut speaks for all: several are told in words and weigh no more than one.
    for cut in grounds.cuts[-1:]:
        again = f"（共 {len(grounds.cuts)} 轮）" if len(grounds.cuts) > 1 else ""
        yield Reason("cut", f"{cut.round} 核减过 {format_short(cut.points)} 分{again}")
    if grounds.mean and grounds.worth >= LARGE * grounds.mean:
        yield Reason("large", f"自评分大，是平均的 {format_short(grounds.worth / grounds.mean)} 倍")
    if grounds.leaf.rule is None or isinstance(grounds.leaf.rule, judged.Judged):
        yield Reason("judged", "由评分人酌情给分")


def _of_evidence(grounds: Grounds) -> Iterator[Reason]:
    yield from _of_requirements(grounds)
    yield from _of_pieces(grounds)


def _of_requirements(grounds: Grounds) -> Iterator[Reason]:
    """Where the pieces are too few, or just enough: one that falls away costs the claim then."""
    required = grounds.support.required
    short = [item for item in required if not item.met]
    if short:
        yield Reason("short", f"佐证不足：{'、'.join(item.requirement.name for item in short)}")
    elif required and all(len(item.carried_by) == item.requirement.min for item in required):
        yield Reason("just", "佐证刚好够数")
    elif not grounds.pieces and not required:
        yield Reason("none", "不要求佐证，也没有佐证")


def _of_pieces(grounds: Grounds) -> Iterator[Reason]:
    """What an inspector will doubt in the pieces themselves."""
    doubtful = [
        record.id
        for record, state in grounds.pieces
        if state.stale or record.review.state == "returned"
    ]
    if doubtful:
        yield Reason("returned", f"有佐证被退回或待复审：{'、'.join(doubtful)}")
    valid = [record for record, _ in grounds.pieces if record.id in grounds.valid]
    if not valid:
        return
    newest = max((record.dated for record in valid if record.dated), default=None)
    if newest is not None and _in_first_third(newest, grounds.window):
        yield Reason("old", f"佐证偏旧：最新的一件是 {newest}")
    if all(record.kind == "说明" for record in valid):
        yield Reason("self_made", "只有自己写的情况说明")
    shared = [record.id for record in valid if grounds.used[record.id] >= MANY]
    if shared:
        yield Reason("shared", f"{shared[0]} 同时用于 {grounds.used[shared[0]]} 项指标")


def _in_first_third(day: date, window: Window | None) -> bool:
    """Whether a day lies in the first third of the window, both of its ends counted."""
    if window is None:
        return False
    length = (window.end - window.start).days + 1
    # Multiplied out instead of divided, so that no rounding decides about a day.
    return 3 * (day - window.start).days < length
