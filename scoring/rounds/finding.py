"""One finding of a round: what its file may say of an indicator, and what that gives in points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from scoring.indicators.model import Indicator
from scoring.rounds.photos import MOST, Photo
from scoring.rules import Facts, Outcome
from scoring.rules.base import given
from scoring.schema import Record
from scoring.values import Exact, Flag, Names, Text, format_short, percent

ZERO = Fraction(0)
HUNDRED = Fraction(100)
Opinion = Literal["属实", "部分属实", "不实", "无法核实"]
UNVERIFIABLE: Opinion = "无法核实"
INSPECTORS_ONLY = ("by_method", "untrue", "penalty", "arbitrates", "claimed", "photos")
"""Keys that mean something in a mock or an inspection alone."""


ON_THE_SPOT = ("实地", "暗访", "明察", "走访", "现场", "访谈", "座谈", "抽考", "考试", "测试")
"""Words of methods that want a place, or the people who were asked."""


def on_the_spot(methods: Iterable[str]) -> list[str]:
    """Those of the methods that go to the spot or ask people."""
    return [method for method in methods if any(word in method for word in ON_THE_SPOT)]


class Remarks(Record):
    """What every finding may carry beside its facts;
    the last eight keys are for mocks and inspections.
    """

    note: Text | None = None
    opinion: Opinion | None = None
    opened: Names = ()
    place: Text | None = None
    people: Names = ()
    by: Text | None = None
    untrue: Names = ()
    penalty: Exact | None = None
    arbitrates: Flag = False
    claimed: Exact | None = None
    photos: Annotated[tuple[Photo, ...], Field(max_length=MOST)] = ()


class NotApplicable(Remarks):
    """``{not_applicable: reason, approved_by: …}`` instead of facts."""

    not_applicable: Text
    approved_by: Text | None = None


class Direct(Remarks):
    """``{score, reason}``: what an inspector may give for any rule."""

    score: Exact
    reason: Text


class MethodMark(Record):
    """What one 测评方式 gave: ``score`` out of ``of``, with its reason."""

    score: Exact
    of: Exact = HUNDRED
    reason: Text


class ByMethod(Remarks):
    """``{by_method: {实地核验: {score, of, reason}}}``:
    an indicator that is scored method by method (R32).
    """

    by_method: Annotated[dict[Text, MethodMark], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class MethodPart:
    """The mark of one method and its share of the indicator's points."""

    method: str
    share: Fraction
    score: Fraction
    of: Fraction
    reason: str

    @property
    def worth(self) -> Fraction:
        """What it brings, as a share of the points."""
        return self.share * self.score / self.of

    def __str__(self) -> str:
        return f"{self.method} {percent(self.share)}×{format_short(self.score)}/{format_short(self.of)}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding, checked against its rule: facts, a direct score,
    marks by method, or 不适用 with its reason.

    ``shares`` are all the methods of the indicator where ``parts`` are marks of some or all of
    them. ``penalty`` is what the ``untrue`` evidence costs, in points as published; ``claimed`` the
    claim that the inspector had before him.
    """

    code: str
    facts: Facts | None = None
    direct: Fraction | None = None
    reason: str | None = None
    not_applicable: str | None = None
    approved_by: str | None = None
    note: str | None = None
    opinion: Opinion | None = None
    opened: tuple[str, ...] = ()
    place: str | None = None
    people: tuple[str, ...] = ()
    by: str | None = None
    untrue: tuple[str, ...] = ()
    penalty: Fraction = ZERO
    arbitrates: bool = False
    claimed: Fraction | None = None
    photos: tuple[Photo, ...] = ()
    parts: tuple[MethodPart, ...] = ()
    shares: tuple[tuple[str, Fraction], ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """The methods whose marks are still to come."""
        there = {part.method for part in self.parts}
        return tuple(method for method, _ in self.shares if method not in there)

    @property
    def scored(self) -> bool:
        """Whether it says enough for a score, or that none applies."""
        if self.parts:
            return not self.missing
        return self.facts is not None or self.direct is not None or self.not_applicable is not None

    def remarked(self, marks: Remarks) -> Finding:
        """The same finding with what stands beside its facts;
        ``penalty`` is settled by the caller.
        """
        return replace(
            self,
            note=marks.note,
            opinion=marks.opinion,
            opened=marks.opened,
            place=marks.place,
            people=marks.people,
            by=marks.by,
            untrue=marks.untrue,
            penalty=marks.penalty or ZERO,
            arbitrates=marks.arbitrates,
            claimed=marks.claimed,
            photos=marks.photos,
        )


def outcome(node: Indicator, finding: Finding) -> Outcome:
    """What a finding that is ``scored`` and applies gives, in points as published.

    Untrue evidence (R30) takes its penalty off what the finding gives, down to nothing, and no gain
    counts beside it.
    """
    before_penalty = _before_penalty(node, finding)
    if not finding.untrue:
        return before_penalty
    # The score never falls below nothing, and no gain is given for evidence found untrue.
    left = max(ZERO, before_penalty.score - finding.penalty)
    pieces = "、".join(finding.untrue)
    why = (
        f"{before_penalty.why}；佐证 {pieces} 不实，扣 {format_short(finding.penalty)} 分，"
        f"{given(left, node.points)}"
    )
    return replace(before_penalty, score=left, gain=ZERO, why=why)


def _before_penalty(node: Indicator, finding: Finding) -> Outcome:
    # A score that an inspector states goes before any rule.
    if finding.direct is not None:
        reason, sentence = (
            (finding.reason or "").rstrip("。"),
            given(finding.direct, node.points, stated=True),
        )
        return Outcome(finding.direct, f"评查人员评分：{reason}，{sentence}")
    if finding.parts:
        score = node.points * sum((part.worth for part in finding.parts), ZERO)
        marks = "，".join(str(part) for part in finding.parts)
        return Outcome(score, f"按测评方式合成：{marks}，{given(score, node.points)}")
    assert finding.facts is not None
    assert node.rule is not None
    return node.rule.score(finding.facts, node.points)


def method_shares(
    nodes: tuple[Indicator, ...], whole: Mapping[str, Fraction] | None
) -> Mapping[str, Fraction]:
    """The shares of a leaf's methods: the nearest along its path (the leaf last), else the whole
    tree's, else none.
    """
    stated = (node.record.method_shares for node in reversed(nodes))
    return next((shares for shares in stated if shares), whole or {})
