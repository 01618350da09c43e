"""What a plan is to reach, as requirements that can be judged exactly on any choice of items.

A requirement is one of three: a sum that must come to so much, so many of several sums, or the
final score of a track with its bonus and gate. What no mending can change stands in ``never`` with
the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from scoring.engine import Assessment, NodeResult, Track
from scoring.engine.scores import ZERO
from scoring.indicators.criteria import (
    AtLeast,
    Binding,
    Carried,
    Completeness,
    Criterion,
    NoVeto,
    Rate,
    Rectified,
    Total,
)
from scoring.planning.effects import Effects, RunningTotals, Sum
from scoring.problems import ScoringError
from scoring.values import format_short, offered


class GoalError(ScoringError, ValueError):
    """A target that means nothing here; the text says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A sum that must come to at least ``least``."""

    total: Sum
    least: Fraction

    def sums(self) -> Iterator[Sum]:
        """The sums to be followed."""
        yield self.total

    def met(self, totals: RunningTotals) -> bool:
        """Whether it does."""
        return totals[self.total] >= self.least


@dataclass(frozen=True, slots=True)
class Some:
    """At least ``wanted`` of several bounds."""

    bounds: tuple[Bound, ...]
    wanted: int

    def sums(self) -> Iterator[Sum]:
        """The sums to be followed."""
        return (bound.total for bound in self.bounds)

    def met(self, totals: RunningTotals) -> bool:
        """Whether so many are met."""
        return sum(bound.met(totals) for bound in self.bounds) >= self.wanted


@dataclass(frozen=True, slots=True)
class Final:
    """The final score of a track, as the engine finishes it,
    must come to at least ``least`` (above 0).

    ``ceiling`` is what triggered vetoes hold it to.
    """

    converted: Sum
    won: Sum
    gate: Fraction | None
    cap: Fraction | None
    penalty: Fraction
    ceiling: Fraction | None
    least: Fraction

    def sums(self) -> Iterator[Sum]:
        """The sums to be followed."""
        yield self.converted
        yield self.won

    def value(self, totals: RunningTotals) -> Fraction:
        """The final score."""
        final = max(ZERO, totals[self.converted] + self.bonus(totals) - self.penalty)
        if self.ceiling is None:
            return final
        return min(final, self.ceiling)

    def bonus(self, totals: RunningTotals) -> Fraction:
        """The bonus that counts."""
        won = totals[self.won]
        if self.passed(totals):
            if self.cap is None:
                return won
            return min(won, self.cap)
        return ZERO

    def passed(self, totals: RunningTotals) -> bool:
        """Whether the converted score has reached the gate to the bonus, if there is one."""
        return self.gate is None or totals[self.converted] >= self.gate

    def met(self, totals: RunningTotals) -> bool:
        """Whether it is reached."""
        return self.value(totals) >= self.least


@dataclass(frozen=True, slots=True)
class Everything:
    """Every open item of the ledger must be mended."""

    ids: tuple[str, ...]

    def sums(self) -> Iterator[Sum]:
        """None."""
        return iter(())

    def met(self, totals: RunningTotals) -> bool:
        """Whether they are."""
        return totals.done.issuperset(self.ids)


Requirement = Bound | Some | Final | Everything


@dataclass(frozen=True, slots=True)
class Goal:
    """``text`` says what is to be reached. ``least`` is the final score wanted, where it is one.
    ``never`` are reasons why no mending reaches it whole.
    """

    text: str
    requirements: tuple[Requirement, ...]
    never: tuple[str, ...] = ()
    least: Fraction | None = None

    def met(self, totals: RunningTotals) -> bool:
        """Whether the choice that stands reaches it."""
        return not self.never and all(item.met(totals) for item in self.requirements)


def final_of(effects: Effects, track: Track, least: Fraction) -> Final | None:
    """The final score of a track; None for the verified one without an inspection."""
    before = effects.before
    total = before.totals[track]
    if total is None:
        return None
    root, terms = before.root, before.tree.head.bonus
    factor = root.full / root.applicable if root.applicable else ZERO
    return Final(
        effects.score(track).scaled(factor),
        effects.won(track),
        terms.gate,
        terms.cap,
        total.penalty,
        _ceiling(before),
        least,
    )


def _ceiling(before: Assessment) -> Fraction | None:
    """The highest final score that the triggered vetoes allow;
    None where none of them limits it.
    """
    ceilings = []
    for item in before.vetoes:
        if item.triggered and item.veto.effect == "zero":
            ceilings.append(ZERO)
        elif item.triggered and item.veto.effect == "cap" and item.veto.at is not None:
            ceilings.append(item.veto.at)
    return min(ceilings, default=None)


def score_goal(final: Final, least: Fraction, text: str = "") -> Goal:
    """A final score by itself; met already where ``least`` is 0."""
    return Goal(text, (replace(final, least=least),) if least > 0 else (), least=least)


def target_goal(effects: Effects, least: Fraction) -> Goal:
    """A final score of the current track."""
    before = effects.before
    # A target that nothing could reach would only say that no plan was found.
    most = before.root.full + _most_bonus(effects)
    if not 0 < least <= most:
        raise GoalError(
            f"目标应大于0，不超过满分 {format_short(most)} 分，写的是 {format_short(least)}"
        )
    return _held_goal(effects, least, f"总分达到 {format_short(least)} 分")


def grade_goal(effects: Effects, name: str) -> Goal:
    """A grade, or a better one."""
    tree = effects.before.tree
    grades = {item.name: item.lowest for item in tree.head.grades}
    if name not in grades:
        raise GoalError(_unknown("等次", name, list(grades)))
    highest = max(tree.head.grades, key=lambda item: item.lowest)
    vetoes = [item.veto for item in effects.before.vetoes if item.triggered]
    # 一票否优 (R21): the score is kept, only the best grade is out of reach.
    barring = [veto.code for veto in vetoes if veto.effect == "no_top_grade"]
    goal = _held_goal(effects, grades[name], f"等次达到{name}（{format_short(grades[name])} 分）")
    # A lower grade stays within reach under such a veto.
    if barring and highest.name == name:
        reason = f"已触发一票否决 {'、'.join(barring)}，不得评为{name}"
        return Goal(goal.text, goal.requirements, (*goal.never, reason), goal.least)
    return goal


def _held_goal(effects: Effects, least: Fraction, text: str) -> Goal:
    final = final_of(effects, "current", least)
    assert final is not None
    return replace(score_goal(final, least, text), never=tuple(_held(effects.before, final)))


def _held(before: Assessment, final: Final) -> Iterator[str]:
    if final.ceiling is not None and final.ceiling < final.least:
        codes = [
            item.veto.code
            for item in before.vetoes
            if item.triggered and item.veto.effect in ("zero", "cap")
        ]
        held = f"总分最高 {format_short(final.ceiling)} 分" if final.ceiling else "总分为0"
        yield f"已触发一票否决 {'、'.join(codes)}，{held}"


def _most_bonus(effects: Effects) -> Fraction:
    """The most that bonus can add: its cap, else what all bonus leaves and gains could bring."""
    before = effects.before
    if before.tree.head.bonus.cap is not None:
        return before.tree.head.bonus.cap
    won = effects.won("current")
    leaves = sum((node.points for node in before.tree.leaves() if node.kind == "bonus"), ZERO)
    # An upper bound is enough here: it only tells a slip of the pen from a target.
    return max(leaves, won.base) + sum((worth for worth in won.terms.values() if worth > 0), ZERO)


def criterion_goal(effects: Effects, wanted: str, open_ids: Sequence[str]) -> Goal:
    """One of the tree's conditions, by its id."""
    verdicts = {verdict.id: index for index, verdict in enumerate(effects.before.verdicts)}
    if wanted not in verdicts:
        raise GoalError(_unknown("创建条件", wanted, list(verdicts)))
    verdict = effects.before.verdicts[verdicts[wanted]]
    requirements, never = _of(
        effects, effects.before.tree.criteria[verdicts[wanted]], verdict.met, open_ids
    )
    return Goal(f"条件 {verdict.id}：{verdict.text}", requirements, never)


def ready_goal(effects: Effects, open_ids: Sequence[str]) -> Goal:
    """All conditions, and no veto that bars."""
    before = effects.before
    if not before.verdicts:
        raise GoalError("这套指标体系没有写创建条件（criteria），请用 --target 写明目标分")
    found: list[Requirement] = []
    never = [
        f"已触发一票否决 {item.veto.code}（{item.veto.name}），不能申报"
        for item in before.vetoes
        if item.triggered and item.veto.effect == "ineligible"
    ]
    for criterion, verdict in zip(before.tree.criteria, before.verdicts, strict=True):
        requirements, reasons = _of(effects, criterion, verdict.met, open_ids)
        found += requirements
        never += [f"条件 {verdict.id}：{reason}" for reason in reasons]
    return Goal("创建条件全部达到", tuple(found), tuple(never))


def conditions(effects: Effects, open_ids: Sequence[str]) -> list[Goal]:
    """Every condition of the tree as a goal of its own, in the order of the verdicts."""
    return [criterion_goal(effects, verdict.id, open_ids) for verdict in effects.before.verdicts]


def _unknown(what: str, given: str, known: list[str]) -> str:
    return f"没有“{given}”这个{what}" + (
        offered(given, known) if known else "，指标体系里一个也没有"
    )


Wanted = tuple[tuple[Requirement, ...], tuple[str, ...]]
"""The requirements of a condition, and why none could meet it."""
UNVERIFIED = "还没有核验，没有核验分"


def _of(  # noqa: C901  one case a kind of condition
    effects: Effects, criterion: Criterion, met: bool, open_ids: Sequence[str]
) -> Wanted:
    """The requirements of one condition, and why none could meet it."""
    before = effects.before
    # Mending moves no mark that an inspector gave; only his next visit does.
    if before.apart(criterion):
        return (), () if met else (_why_apart(before),)
    match criterion:
        case Total():
            final = final_of(effects, criterion.scale, criterion.min)
            if final is None:
                return (), (UNVERIFIED,)
            # A score of nothing is reached by doing nothing.
            if not criterion.min:
                return (), ()
            return (final,), tuple(_held(before, final))
        case Rate():
            chosen = [
                item
                for item in _live(before)
                if item.node.level == criterion.level or item.node.code in criterion.codes
            ]
            return _all_at_rate(effects, chosen, criterion.scale, criterion.min), ()
        case Binding():
            chosen = [item for item in _live(before) if item.node.record.binding]
            return _all_at_rate(effects, chosen, criterion.scale, Fraction(1)), ()
        case AtLeast():
            return _at_least(effects, criterion), ()
        case Completeness():
            # A bound asks for at least, and here less is better: both sides change their sign.
            open_points = effects.unassessed().scaled(Fraction(-1))
            return (Bound(open_points, -(1 - criterion.min) * before.root.applicable),), ()
        case Carried():
            done, required = effects.proofs()
            return (Bound(done, criterion.min * required),), ()
        case NoVeto():
            return (), () if met else ("有触发的一票否决，整改不能消除",)
        case Rectified():
            return (Everything(tuple(open_ids)),), ()


def _why_apart(before: Assessment) -> str:
    """Why no mending meets a condition on the marks of mocks, or of inspections, alone."""
    if before.verified is None and not before.any_mock:
        return UNVERIFIED
    return "按模拟或核验单独计的条件，整改以后要重新核验才能达到"


def _at_least(effects: Effects, criterion: AtLeast) -> tuple[Requirement, ...]:
    """So many of the named nodes at full mark, the others at a rate."""
    before = effects.before
    applying = [item for item in _judged(before) if item.node.code in criterion.codes]
    chosen = [item for item in applying if item.marks.applicable]
    without_points = len(applying) - len(chosen)  # at full mark as they are
    full = _all_at_rate(effects, chosen, criterion.scale, Fraction(1))
    enough = Some(full, min(criterion.at_least, len(applying)) - without_points)
    if not criterion.rest:
        return (enough,)
    return (enough, *_all_at_rate(effects, chosen, criterion.scale, criterion.rest))


def _judged(before: Assessment) -> list[NodeResult]:
    """The base nodes that conditions look at."""
    return [
        item for item in before.nodes if item.node.kind == "base" and item.state != "not_applicable"
    ]


def _live(before: Assessment) -> list[NodeResult]:
    """Those of them that have points to be judged by; the others are at full mark as they are."""
    return [item for item in _judged(before) if item.marks.applicable]


def _all_at_rate(
    effects: Effects, items: Iterable[NodeResult], track: Track, rate: Fraction
) -> tuple[Bound, ...]:
    """Each of these nodes at a rate of what it can earn."""
    return tuple(Bound(effects.node(item, track), rate * item.marks.applicable) for item in items)
