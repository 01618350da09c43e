"""The indicator tree: what its file holds (records) and the tree as the program walks it (frozen dataclasses)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from scoring.indicators.criteria import Criterion
from scoring.rules import Rule
from scoring.schema import Record
from scoring.values import Code, Count, Due, Exact, Flag, Names, Text, fault, plain

NodeKind = Literal["base", "bonus", "penalty"]
EvidenceKind = Literal["文件", "图片", "视频", "链接", "说明", "统计表"]
PointsBasis = Literal["published", "estimate", "equal"]


@dataclass(frozen=True, slots=True)
class Policy:
    """What 不适用 does to the points: ``convert``, ``block``, ``spread``, ``full``, or ``give`` with its value."""

    kind: Literal["convert", "block", "spread", "full", "give"]
    value: Fraction | None = None

    def __str__(self) -> str:
        return {
            "convert": "移出总分，总分按比例折算",
            "block": "上级分值不变，同级其他指标按比例放大",
            "spread": "分值平均加到同级其他指标",
            "full": "按满分计",
            "give": f"按 {plain(self.value or Fraction(0))} 分计",
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
    from scoring.values import number

    try:
        result = number(value)
    except ValueError:
        raise fault("give 后面要写分值") from None
    if result < 0:
        raise fault("give 的分值不能是负数")
    return result


PolicyField = Annotated[Policy, BeforeValidator(_policy)]


class EvidenceRequirement(Record):
    """One named requirement: ``min`` pieces of one of ``kinds``, dated inside the window unless ``within: any``."""

    name: Text
    kinds: tuple[EvidenceKind, ...] = ()
    min: Annotated[Count, Field(ge=1)] = 1
    required: Flag = True
    within: Literal["window", "any"] = "window"


class IndicatorRecord(Record):
    """The keys of one node, but for ``children``, ``rule`` and ``evidence``, which are read one by one."""

    code: Code
    name: Text
    number: Text | None = None
    text: Text | None = None
    points: Exact | None = None
    kind: NodeKind | None = None
    binding: Flag | None = None
    methods: Names = ()
    lead: Names = ()
    support: Names = ()
    due: Due | None = None
    basis: Text | None = None
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
    """一票否决: what it is, and what it does when triggered. ``cap`` holds the final score to ``at``."""

    code: Code
    name: Text
    effect: Literal["ineligible", "cap", "zero", "no_top_grade"] = "ineligible"
    at: Exact | None = None


class TreeRecord(Record):
    """The head of a tree's file; ``indicators`` and ``criteria`` are read one by one."""

    id: Code
    title: Text
    edition: Text | None = None
    issuer: Text | None = None
    source: Text | None = None
    levels: Annotated[tuple[Text, ...], Field(min_length=1, max_length=3)]
    points: Points | None = None
    not_applicable: PolicyField = Policy("convert")
    support: Literal["share", "strict"] = "share"
    bonus: BonusTerms = BonusTerms()
    grades: tuple[GradeBand, ...] = ()
    vetoes: tuple[Veto, ...] = ()
    synonyms: dict[Text, Names] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One node with everything resolved: points, owners, policy and rule.

    ``points`` are on the scale on which the node is scored (inside a folded block, the block's own). ``requirements``
    is None where a leaf states none (one valid piece is implied) and ``()`` where it asks for nothing.
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

    @property
    def id(self) -> str:
        return self.head.id

    @property
    def title(self) -> str:
        return self.head.title

    def walk(self) -> Iterator[Indicator]:
        """Every node, parents before children, in the order of the file."""
        for root in self.roots:
            yield from root.walk()

    def leaves(self) -> Iterator[Indicator]:
        """Every scored node."""
        return (node for node in self.walk() if node.leaf)

    def path(self, code: str) -> tuple[Indicator, ...]:
        """The node and its ancestors, from the first level down."""
        found: list[Indicator] = []
        here: str | None = code
        while here is not None:
            node = self.by_code[here]
            found.append(node)
            here = node.parent
        return tuple(reversed(found))


def due_text(due: str | date | None) -> str:
    """A deadline as printed: the date, 持续推进, or nothing."""
    return "" if due is None else str(due)
