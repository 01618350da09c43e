"""From a YAML document to an :class:`IndicatorTree`, with every problem of the file in one pass."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scoring.indicators.criteria import CRITERIA, Condition, Criterion
from scoring.indicators.model import (
    EvidenceRequirement,
    Indicator,
    IndicatorRecord,
    IndicatorTree,
    NodeKind,
    Policy,
    TreeRecord,
)
from scoring.indicators.points import Draft, settle
from scoring.problems import Problem, problem
from scoring.rules import JUDGED, KINDS, Rule
from scoring.schema import build
from scoring.values import nearest, plain
from scoring.yamlio import Document, Loc, read

SEPARATELY = frozenset({"children", "rule", "evidence"})


@dataclass(slots=True)
class _Raw:
    """One node as read, before points, owners and policies are settled."""

    record: IndicatorRecord
    loc: Loc
    level: int
    parent: str | None
    kind: NodeKind
    rule: Rule[Any] | None
    requirements: tuple[EvidenceRequirement, ...] | None
    children: list[_Raw] = field(default_factory=list)


def load_tree(path: Path, name: str) -> tuple[IndicatorTree | None, list[Problem]]:
    """Reads the tree at ``path``; None when there is nothing to score. ``name`` is how messages call the file."""
    document, problems = read(path, name)
    if document is None:
        return None, problems
    if document.data is None:
        return None, [*problems, problem("Y010", document.where())]
    tree, found = read_tree(document)
    return tree, problems + found


def read_tree(document: Document) -> tuple[IndicatorTree | None, list[Problem]]:
    """The tree of a document."""
    head, problems = build(TreeRecord, document.data, document, skip=frozenset({"indicators", "criteria"}))
    if not isinstance(document.data, dict):
        return None, problems
    problems += unquoted(document, ("id",))
    reader = _Reader(document, problems, len(head.levels) if head else 3)
    raws = reader.nodes(document.data.get("indicators"), ("indicators",), 1, None, "base")
    if head is None:
        return None, problems
    if not raws:
        problems.append(problem("T016", document.where(("indicators",), key=True)))
        return None, problems
    problems += _head_faults(head, document)
    drafts = [_draft(raw) for raw in raws]
    places = {raw.record.code: raw.loc for raw in _all(raws)}

    def report(rule: str, code: str, what: str) -> None:
        problems.append(problem(rule, document.where((*places[code], "points")), what=what))

    equal = settle(drafts, head.bonus.cap, report)
    roots = tuple(
        _finish(raw, draft, head.not_applicable, (), document) for raw, draft in zip(raws, drafts, strict=True)
    )
    by_code = {node.code: node for root in roots for node in root.walk()}
    problems += _late_faults(by_code, places, document)
    criteria, found = _criteria(document, by_code, len(head.levels))
    basis = "equal" if equal else head.points.basis if head.points else "estimate"
    return IndicatorTree(
        head, roots, criteria, basis, hashlib.sha256(document.raw).hexdigest(), by_code
    ), problems + found


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


class _Reader:
    """Walks the nodes of one document and collects problems on the way."""

    def __init__(self, document: Document, problems: list[Problem], depth: int) -> None:
        self.document, self.problems, self.depth = document, problems, depth
        self.seen: dict[str, int] = {}

    def nodes(self, data: Any, loc: Loc, level: int, parent: str | None, kind: NodeKind) -> list[_Raw]:
        if data is None:
            return []
        if not isinstance(data, list):
            self.problems.append(
                problem("S003", self.document.where(loc), what=f"{loc[-1]}：应是一个列表，每个指标以“- ”开头")
            )
            return []
        found = (self._node(item, (*loc, index), level, parent, kind) for index, item in enumerate(data))
        return [raw for raw in found if raw is not None]

    def _node(self, data: Any, loc: Loc, level: int, parent: str | None, kind: NodeKind) -> _Raw | None:
        record, found = build(IndicatorRecord, data, self.document, loc, skip=SEPARATELY)
        self.problems += found
        if not isinstance(data, dict):
            return None
        if "code" in data:
            self.problems += unquoted(self.document, (*loc, "code"))
        code = record.code if record else str(data.get("code", parent))
        here = self.document.where(loc)
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
            self.seen[code] = here.line or 0
        if level == self.depth + 1:
            self.problems.append(
                problem("T002", here, what=f"指标“{code}”在第 {level} 级，体系只声明了 {self.depth} 级")
            )
        own = self._kind(record, loc, parent, kind)
        children = self.nodes(data.get("children"), (*loc, "children"), level + 1, code, own)
        rule, requirements = self._leaf_parts(data, loc, code, bool(children))
        return _Raw(record, loc, level, parent, own, rule, requirements, children) if record else None

    def _kind(self, record: IndicatorRecord | None, loc: Loc, parent: str | None, kind: NodeKind) -> NodeKind:
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
                            "T010", self.document.where((*loc, key), key=True), what=f"上级指标“{code}”不能写 {key}"
                        )
                    )
            return None, ()
        return self._rule(data.get("rule"), (*loc, "rule")), self._requirements(
            data.get("evidence"), (*loc, "evidence")
        )

    def _rule(self, data: Any, loc: Loc) -> Rule[Any] | None:
        if data is None:
            return JUDGED
        kind = KINDS.get(str(data.get("type"))) if isinstance(data, dict) else None
        if kind is None:
            given = data.get("type") if isinstance(data, dict) else data
            near = nearest(str(given), list(KINDS))
            fix = f"是不是“{near}”？" if near else f"可用的规则：{'、'.join(KINDS)}"
            what = f"不认识的评分规则“{given}”" if given else "rule 里缺少 type"
            self.problems.append(problem("T005", self.document.where((*loc, "type")), what=what, fix=fix))
            return None
        rule, found = build(kind, data, self.document, loc, rules=("T006", "T006"))
        self.problems += found
        if rule is None:
            return None
        flaws = [problem(ident, self.document.where(loc), what=what) for ident, what in rule.flaws()]
        self.problems += flaws
        return None if flaws or found else rule

    def _requirements(self, data: Any, loc: Loc) -> tuple[EvidenceRequirement, ...] | None:
        if data is None:
            return None
        if data == "none":
            return ()
        if not isinstance(data, list):
            self.problems.append(
                problem("S003", self.document.where(loc), what="evidence：应是佐证要求的列表；不要求佐证的写 none")
            )
            return None
        kept: dict[str, EvidenceRequirement] = {}
        for index, item in enumerate(data):
            requirement, found = build(EvidenceRequirement, item, self.document, (*loc, index))
            self.problems += found
            if requirement and requirement.name in kept:
                self.problems.append(
                    problem(
                        "T008", self.document.where((*loc, index, "name")), what=f"佐证要求“{requirement.name}”重名"
                    )
                )
            elif requirement:
                kept[requirement.name] = requirement
        return tuple(kept.values()) or None


_KIND_NAMES = {"base": "基本分", "bonus": "加分", "penalty": "倒扣"}


def _all(raws: list[_Raw]) -> Iterator[_Raw]:
    for raw in raws:
        yield raw
        yield from _all(raw.children)


def _draft(raw: _Raw) -> Draft:
    record = raw.record
    return Draft(
        record.code, record.name, raw.kind, record.points, record.fold, [_draft(child) for child in raw.children]
    )


def _finish(raw: _Raw, draft: Draft, policy: Policy, lead: tuple[str, ...], document: Document) -> Indicator:
    record = raw.record
    own = record.not_applicable or policy
    lead = record.lead or lead
    children = tuple(
        _finish(child, part, own, lead, document) for child, part in zip(raw.children, draft.children, strict=True)
    )
    line = document.where(raw.loc).line or 0
    return Indicator(
        record, raw.level, raw.parent, raw.kind, draft.settled, children, raw.rule, raw.requirements, lead, own, line
    )


def _head_faults(head: TreeRecord, document: Document) -> Iterator[Problem]:
    lows = [grade.lowest for grade in head.grades]
    if len(set(lows)) != len(lows) or len({grade.name for grade in head.grades}) != len(lows):
        yield problem("T012", document.where(("grades",)), what="等次的名称或起点有重复")
    codes = [veto.code for veto in head.vetoes]
    for index, veto in enumerate(head.vetoes):
        if codes.index(veto.code) != index:
            yield problem("T013", document.where(("vetoes", index)), what=f"一票否决事项“{veto.code}”重复")
        if (veto.at is None) == (veto.effect == "cap"):
            what = (
                f"“{veto.code}”的 effect 是 cap，缺少 at（封顶分数）"
                if veto.at is None
                else f"“{veto.code}”的 at 只能与 effect: cap 一起写"
            )
            yield problem("T013", document.where(("vetoes", index)), what=what)


def _late_faults(by_code: dict[str, Indicator], places: dict[str, Loc], document: Document) -> Iterator[Problem]:
    for code, node in by_code.items():
        if node.record.proposed:
            what = f"指标“{code}”的 {'、'.join(node.record.proposed)} 是导入时推定的，还没有确认"
            yield problem("T018", document.where((*places[code], "proposed")), what=what)
        given = node.record.not_applicable.value if node.record.not_applicable else None
        if given is not None and given > node.points:
            where = document.where((*places[code], "not_applicable"))
            yield problem("T014", where, what=f"give 的 {plain(given)} 分超过指标“{code}”的 {plain(node.points)} 分")
        highest = node.rule.highest() if node.rule else None
        if node.leaf and highest is not None and highest > node.points > 0:
            yield problem(
                "T011",
                document.where((*places[code], "rule")),
                what=f"指标“{code}”{plain(node.points)} 分，规则里却有 {plain(highest)} 分",
            )


def _criteria(
    document: Document, by_code: dict[str, Indicator], depth: int
) -> tuple[tuple[Criterion, ...], list[Problem]]:
    data, problems, kept = document.data.get("criteria"), [], []
    if data is not None and not isinstance(data, list):
        return (), [problem("S003", document.where(("criteria",)), what="criteria：应是一个列表")]
    for index, item in enumerate(data or []):
        loc: Loc = ("criteria", index)
        kind = CRITERIA.get(str(item.get("type"))) if isinstance(item, dict) else None
        if kind is None:
            given = item.get("type") if isinstance(item, dict) else item
            near = nearest(str(given), list(CRITERIA))
            fix = f"是不是“{near}”？" if near else f"可用的有：{'、'.join(CRITERIA)}"
            problems.append(problem("S004", document.where((*loc, "type")), what=f"不认识的创建条件“{given}”", fix=fix))
            continue
        condition, found = build(kind, item, document, loc)
        problems += found
        if condition is None:
            continue
        problems += _condition_faults(condition, document, loc, by_code, depth)
        kept.append(condition)
    return tuple(kept), problems


def _condition_faults(
    condition: Condition, document: Document, loc: Loc, by_code: dict[str, Indicator], depth: int
) -> Iterator[Problem]:
    codes: tuple[str, ...] = getattr(condition, "codes", ())
    for at, code in enumerate(codes):
        place = (*loc, "codes", at)
        yield from unquoted(document, place)
        if code not in by_code:
            near = nearest(code, list(by_code))
            yield problem(
                "T009",
                document.where(place),
                what=f"创建条件提到的指标“{code}”不存在",
                fix=f"是不是“{near}”？" if near else "",
            )
    level = getattr(condition, "level", None)
    if getattr(condition, "type", "") == "rate" and (level is None) == (not codes):
        yield problem("S004", document.where(loc), what="rate 条件要写 level（第几级）或 codes（哪些指标），选一种")
    if level is not None and not 1 <= level <= depth:
        yield problem("S004", document.where((*loc, "level")), what=f"level：体系只有 {depth} 级，没有第 {level} 级")
    at_least = getattr(condition, "at_least", None)
    if at_least is not None and at_least > len(codes):
        yield problem(
            "S004", document.where((*loc, "at_least")), what=f"at_least：要求 {at_least} 项，codes 只有 {len(codes)} 项"
        )
