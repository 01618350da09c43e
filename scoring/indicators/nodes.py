"""The nodes of a tree's document, read one by one, before points, owners and policies are
settled.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from scoring.indicators.model import EvidenceRequirement, IndicatorRecord, NodeKind, Variant
from scoring.indicators.scope import FIXED, entries, wanted
from scoring.indicators.tailoring import variant
from scoring.problems import Problem, problem
from scoring.rules import JUDGED, KINDS, Rule
from scoring.schema import build
from scoring.spots import Loc
from scoring.values import did_you_mean
from scoring.yamlio import Document

SEPARATELY = frozenset({"children", "rule", "evidence", "by_class"})
_KIND_NAMES = {"base": "基本分", "bonus": "加分", "penalty": "倒扣"}


@dataclass(slots=True)
class Raw:
    """One node as read, before points, owners and policies are settled."""

    record: IndicatorRecord
    loc: Loc
    level: int
    parent: str | None
    kind: NodeKind
    rule: Rule[Any] | None
    requirements: tuple[EvidenceRequirement, ...] | None
    children: list[Raw] = field(default_factory=list)
    variants: tuple[Variant, ...] = ()


def unquoted(document: Document, loc: Loc, *, key: bool = False) -> Iterator[Problem]:
    """Y007 for a code that YAML would turn into a number, a date or a boolean."""
    spot = document.spot(loc, key=key)
    if spot.typed:
        yield problem(
            "Y007",
            document.where(loc, key=key),
            what=f"编号 {loc[-1] if key else _value(document.data, loc)} 没有加引号",
        )


def _value(data: Any, loc: Loc) -> Any:
    for part in loc:
        data = data[part]
    return data


def _uncounted(rule: Rule[Any]) -> Iterator[tuple[str, str]]:
    """Quantities that the findings of this kind of rule do not hold."""
    for key in rule.quantities:
        if key not in rule.finding.model_fields:
            fields = "、".join(rule.finding.model_fields)
            yield "T006", f"quantities 里的“{key}”不是这种规则的认定要填的数（可写：{fields}）"


class NodeReader:
    """Walks the nodes of one document and collects problems on the way."""

    def __init__(self, document: Document, problems: list[Problem], depth: int) -> None:
        self.document, self.problems, self.depth = document, problems, depth
        self.seen: dict[str, int] = {}

    def nodes(
        self, data: Any, loc: Loc, level: int, parent: str | None, kind: NodeKind
    ) -> list[Raw]:
        if data is None:
            return []
        if not isinstance(data, list):
            self.problems.append(
                problem(
                    "S003",
                    self.document.where(loc),
                    what=f"{loc[-1]}：应是一个列表，每个指标以“- ”开头",
                )
            )
            return []
        pairs = (
            self._node(item, (*loc, index), level, parent, kind) for index, item in enumerate(data)
        )
        return [raw for raw in pairs if raw is not None]

    def _node(
        self, data: Any, loc: Loc, level: int, parent: str | None, kind: NodeKind
    ) -> Raw | None:
        record, problems = build(IndicatorRecord, data, self.document, loc, skip=SEPARATELY)
        self.problems += problems
        if not isinstance(data, dict):
            return None
        if "code" in data:
            self.problems += unquoted(self.document, (*loc, "code"))
        code = record.code if record else str(data.get("code", parent))
        where = self.document.where(loc)
        if record is not None and code in self.seen:
            self.problems.append(
                problem(
                    "T001",
                    self.document.where((*loc, "code")),
                    what=f"编号“{code}”重复，第一次在第 {self.seen[code]} 行",
                )
            )
            record = None
        elif record is not None:
            self.seen[code] = where.line or 0
        if level == self.depth + 1:
            self.problems.append(
                problem(
                    "T002", where, what=f"指标“{code}”在第 {level} 级，体系只声明了 {self.depth} 级"
                )
            )
        own = self._kind(record, loc, parent, kind)
        children = self.nodes(data.get("children"), (*loc, "children"), level + 1, code, own)
        rule, requirements = self._leaf_parts(data, loc, code, bool(children))
        variants = tuple(self._variants(data, loc, level, parent, kind))
        if record:
            return Raw(record, loc, level, parent, own, rule, requirements, children, variants)
        return None

    def _variants(
        self, data: dict[str, Any], loc: Loc, level: int, parent: str | None, kind: NodeKind
    ) -> Iterator[Variant]:
        """The node as each entry of its ``by_class`` makes it, read like any other."""
        for entry in entries(data):
            keys = tuple(key for key in entry if key != "when" and key not in FIXED)
            document = variant(self.document, data, self.document.spot(loc), entry)
            raw = NodeReader(document, self.problems, self.depth)._node(
                document.data, (), level, parent, kind
            )
            if raw is not None:
                yield Variant(
                    wanted(entry.get("when")), keys, raw.record, raw.rule, raw.requirements
                )

    def _kind(
        self, record: IndicatorRecord | None, loc: Loc, parent: str | None, kind: NodeKind
    ) -> NodeKind:
        own = (record.kind if record else None) or kind
        if kind != "base" and own != kind:
            self.problems.append(
                problem(
                    "T015",
                    self.document.where((*loc, "kind")),
                    what=f"上级“{parent}”是{_KIND_NAMES[kind]}，这里却写了 {own}",
                )
            )
            return kind
        return own

    def _leaf_parts(
        self, data: dict[str, Any], loc: Loc, code: str, inner: bool
    ) -> tuple[Rule[Any] | None, tuple[EvidenceRequirement, ...] | None]:
        if inner:
            for key in ("rule", "evidence"):
                if key in data:
                    self.problems.append(
                        problem(
                            "T010",
                            self.document.where((*loc, key), key=True),
                            what=f"上级指标“{code}”不能写 {key}",
                        )
                    )
            return None, ()
        return self._rule(data.get("rule"), (*loc, "rule")), self._requirements(
            data.get("evidence"), (*loc, "evidence")
        )

    def _rule(self, data: Any, loc: Loc) -> Rule[Any] | None:
        if data is None:
            return JUDGED
        stated = data.get("type") if isinstance(data, dict) else data
        kind = KINDS.get(str(stated)) if isinstance(data, dict) else None
        if kind is None:
            where = self.document.where((*loc, "type"))
            what = f"不认识的评分规则“{stated}”" if stated else "rule 里缺少 type"
            fix = did_you_mean(str(stated), KINDS, f"可用的规则：{'、'.join(KINDS)}")
            self.problems.append(problem("T005", where, what=what, fix=fix))
            return None
        rule, faults = build(kind, data, self.document, loc, rules=("T006", "T006"))
        self.problems += faults
        if rule is None:
            return None
        flaws = [*rule.flaws(), *_uncounted(rule)]
        where = self.document.where(loc)
        self.problems += [problem(ident, where, what=what) for ident, what in flaws]
        if flaws or faults:
            return None
        return rule

    def _requirements(self, data: Any, loc: Loc) -> tuple[EvidenceRequirement, ...] | None:
        if data is None:
            return None
        if data == "none":
            return ()
        if not isinstance(data, list):
            self.problems.append(
                problem(
                    "S003",
                    self.document.where(loc),
                    what="evidence：应是佐证要求的列表；不要求佐证的写 none",
                )
            )
            return None
        requirements: dict[str, EvidenceRequirement] = {}
        for index, item in enumerate(data):
            requirement, problems = build(EvidenceRequirement, item, self.document, (*loc, index))
            self.problems += problems
            if requirement and requirement.name in requirements:
                self.problems.append(
                    problem(
                        "T008",
                        self.document.where((*loc, index, "name")),
                        what=f"佐证要求“{requirement.name}”重名",
                    )
                )
            elif requirement:
                requirements[requirement.name] = requirement
        return tuple(requirements.values()) or None
