"""The indicator tree: what its file holds (records) and the tree as the program walks it (frozen
dataclasses).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from scoring.indicators.criteria import Criterion
from scoring.indicators.scope import WHOLE, Choice, Scope
from scoring.rules import Rule
from scoring.schema import Record
from scoring.values import (
    Code,
    Count,
    Due,
    Exact,
    Flag,
    Names,
    Share,
    Text,
    fault,
    format_short,
    number,
    percent,
)

NodeKind = Literal["base", "bonus", "penalty"]
EvidenceKind = Literal["文件", "图片", "视频", "链接", "说明", "统计表"]
# Printed on every report, for official editions publish no points.
PointsBasis = Literal["published", "estimate", "equal"]


@dataclass(frozen=True, slots=True)
class Policy:
    """What 不适用 does to the points: ``convert``, ``block``, ``spread``, ``full``, or ``give``
    with its value.
    """

    kind: Literal["convert", "block", "spread", "full", "give"]
    value: Fraction | None = None

    def __str__(self) -> str:
        return {
            "convert": "移出总分，总分按比例折算",
            "block": "上级分值不变，同级其他指标按比例放大",
            "spread": "分值平均加到同级其他指标",
            "full": "按满分计",
            "give": f"按 {format_short(self.value or Fraction(0))} 分计",
        }[self.kind]


def _policy(value: Any) -> Policy:
    if isinstance(value, Policy):
        return value
    if isinstance(value, dict) and set(value) == {"give"}:
        return Policy("give", _give(value["give"]))
    if value in ("convert", "block", "spread", "full"):
        return Policy(value)
    raise fault("可填 convert、block、spread、full，或 {give}", give="{give: 分值}")


def _give(value: Any) -> Fraction:
    try:
        result = number(value)
    except ValueError:
        raise fault("give 后面要写分值") from None
    if result < 0:
        raise fault("give 的分值不能是负数")
    return result


PolicyField = Annotated[Policy, BeforeValidator(_policy)]


def _whole(shares: dict[str, Fraction]) -> dict[str, Fraction]:
    total = sum(shares.values(), Fraction(0))
    if total != 1:
        raise fault("各测评方式的份额合计 {total}，应为 100%", total=percent(total))
    return shares


MethodShares = Annotated[dict[Text, Share], AfterValidator(_whole)]
"""各测评方式的份额: what each method of assessment makes of an indicator's points, 100% together
(R32)."""


def _deduct(value: Any) -> Any:
    if value == "zero":
        return Fraction(1)
    return value


class UntrueTerms(Record):
    """What untrue evidence costs where a finding does not say it (R30): a share of the points, or
    ``zero``, all.
    """

    deduct: Annotated[Share, BeforeValidator(_deduct)]


Going = dict[Text, Names]
"""Kinds of object, as values by dimension: ``{级别: [县, 区]}``."""


class EvidenceRequirement(Record):
    """One named requirement: ``min`` pieces of one of ``kinds``, dated inside the window unless
    ``within: any``.
    """

    name: Text
    kinds: tuple[EvidenceKind, ...] = ()
    min: Annotated[Count, Field(ge=1)] = 1
    required: Flag = True
    within: Literal["window", "any"] = "window"


class IndicatorRecord(Record):
    """The keys of one node, but for ``children``, ``rule``, ``evidence`` and ``by_class``, read one
    by one.
    """

    code: Code
    name: Text
    number: Text | None = None
    text: Text | None = None
    points: Exact | None = None
    kind: NodeKind | None = None
    binding: Flag | None = None
    methods: Names = ()
    method_shares: MethodShares | None = None
    lead: Names = ()
    support: Names = ()
    due: Due | None = None
    basis: Text | None = None
    applies_to: Going = Field(default_factory=dict)
    fold: Flag = False
    not_applicable: PolicyField | None = None
    proposed: Names = ()


class Points(Record):
    """Where the points come from: official editions publish none, so every report prints this."""

    basis: PointsBasis = "estimate"
    source: Text | None = None


class BonusTerms(Record):
    """加分: at most ``cap`` in all, and only on a track whose converted score reaches ``gate``."""

    cap: Exact | None = None
    gate: Exact | None = None


class GradeBand(Record):
    """One grade, from so many points on."""

    name: Text
    lowest: Exact = Field(alias="from")


class Veto(Record):
    """一票否决: what it is, and what it does when triggered. ``cap`` holds the final score to
    ``at``.
    """

    code: Code
    name: Text
    effect: Literal["ineligible", "cap", "zero", "no_top_grade"] = "ineligible"
    at: Exact | None = None
    applies_to: Going = Field(default_factory=dict)


class TreeRecord(Record):
    """The head of a tree's file; ``indicators`` and ``criteria`` are read one by one."""

    id: Code
    title: Text
    edition: Text | None = None
    issuer: Text | None = None
    source: Text | None = None
    levels: Annotated[tuple[Text, ...], Field(min_length=1, max_length=3)]
    classes: Going = Field(default_factory=dict)
    points: Points | None = None
    not_applicable: PolicyField = Policy("convert")
    support: Literal["share", "strict"] = "share"
    bonus: BonusTerms = BonusTerms()
    grades: tuple[GradeBand, ...] = ()
    vetoes: tuple[Veto, ...] = ()
    synonyms: dict[Text, Names] = Field(default_factory=dict)
    method_shares: MethodShares | None = None
    untrue: UntrueTerms | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """What a node is for one kind of object: ``keys`` of it differ, and stand in the record, rule
    or requirements.
    """

    when: dict[str, tuple[str, ...]]
    keys: tuple[str, ...]
    record: IndicatorRecord
    rule: Rule[Any] | None
    requirements: tuple[EvidenceRequirement, ...] | None

    def value(self, key: str) -> Any:
        """What one of ``keys`` is for this kind."""
        return {"rule": self.rule, "evidence": self.requirements}.get(
            key, getattr(self.record, key, None)
        )


@dataclass(frozen=True, slots=True)
class Indicator:
    """One node with everything resolved: points, owners, policy and rule.

    ``points`` are on the scale on which the node is scored (inside a folded block, the block's
    own). ``requirements`` is None where a leaf states none (one valid piece is implied) and ``()``
    where it asks for nothing. Only the nodes of a whole tree have ``variants``: in one cut to a
    kind of object, what fits is the node's own.
    """

    record: IndicatorRecord
    level: int
    parent: str | None
    kind: NodeKind
    points: Fraction
    children: tuple[Indicator, ...]
    rule: Rule[Any] | None
    requirements: tuple[EvidenceRequirement, ...] | None
    lead: tuple[str, ...]
    policy: Policy
    line: int
    variants: tuple[Variant, ...] = ()

    @property
    def code(self) -> str:
        return self.record.code

    @property
    def name(self) -> str:
        return self.record.name

    @property
    def leaf(self) -> bool:
        return not self.children

    def walk(self) -> Iterator[Indicator]:
        """The node and everything below it, in the order of the file."""
        yield self
        for child in self.children:
            yield from child.walk()

    def leaves(self) -> Iterator[Indicator]:
        """The scored nodes at or below this one."""
        return (node for node in self.walk() if node.leaf)


@dataclass(frozen=True, slots=True)
class IndicatorTree:
    """A whole indicator system. ``sha256`` is the digest of the file it was read from."""

    head: TreeRecord
    roots: tuple[Indicator, ...]
    criteria: tuple[Criterion, ...]
    points_basis: PointsBasis
    sha256: str
    by_code: dict[str, Indicator] = field(default_factory=dict)
    scope: Scope = WHOLE

    @property
    def id(self) -> str:
        return self.head.id

    @property
    def title(self) -> str:
        return self.head.title

    @property
    def classes(self) -> Choice:
        """The kind of object that the tree was cut to, by dimension; empty for a whole tree."""
        return self.scope.chosen or {}

    @property
    def full(self) -> Fraction:
        """基本分合计: the points of the base nodes of the first level."""
        return sum((root.points for root in self.roots if root.kind == "base"), Fraction(0))

    @property
    def full_text(self) -> str:
        """``full`` as printed; for a whole tree whose total differs between kinds of object, from
        lowest to highest.
        """
        low, high = self.scope.lowest, self.scope.highest
        if low is None or high is None:
            return format_short(self.full)
        if low == high:
            return format_short(low)
        return f"{format_short(low)}至{format_short(high)}"

    def not_assessed(self, code: str) -> str | None:
        """The sentence on a node that stands in the file and does not apply to this object; None
        for any other code.
        """
        name = self.scope.removed.get(code)
        if name is None:
            return None
        return f"本对象不评“{code} {name}”这个指标"

    def walk(self) -> Iterator[Indicator]:
        """Every node, parents before children, in the order of the file."""
        for root in self.roots:
            yield from root.walk()

    def leaves(self) -> Iterator[Indicator]:
        """Every scored node."""
        return (node for node in self.walk() if node.leaf)

    def path(self, code: str) -> tuple[Indicator, ...]:
        """The node and its ancestors, from the first level down."""
        indicators: list[Indicator] = []
        here: str | None = code
        while here is not None:
            node = self.by_code[here]
            indicators.append(node)
            here = node.parent
        return tuple(reversed(indicators))


def due_text(due: str | date | None) -> str:
    """A deadline as printed: the date, 持续推进, or nothing."""
    if due is None:
        return ""
    return str(due)
