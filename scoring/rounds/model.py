"""A round as its file holds it: who assessed when, under which window, and a finding for each indicator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Literal

from pydantic import model_validator

from scoring.evidence.model import Window
from scoring.indicators.loading import unquoted
from scoring.indicators.model import Indicator, IndicatorTree
from scoring.problems import Problem, problem
from scoring.rules import Facts, Outcome
from scoring.rules.base import given
from scoring.schema import Record, build
from scoring.values import Code, Day, Exact, Names, Text, nearest, plain
from scoring.yamlio import Document, Loc

MOST_MONTHS = 600
Opinion = Literal["属实", "部分属实", "不实", "无法核实"]


class RoundRecord(Record):
    """The head of a round's file; ``findings`` and ``vetoes`` are read one by one."""

    round: Code
    kind: Literal["self", "mock", "inspection"]
    tree: Code | None = None
    as_of: Day
    window: Window | None = None
    assessor: Text | None = None
    basis: Code | None = None

    @model_validator(mode="before")
    @classmethod
    def _counted_back(cls, data: Any) -> Any:
        """``window: {months: 12}``: so many whole months up to the end of the month before the assessment."""
        window = data.get("window") if isinstance(data, dict) else None
        if not isinstance(window, dict) or set(window) != {"months"}:
            return data
        try:
            as_of = date.fromisoformat(str(data.get("as_of")))
            months = int(str(window["months"]))
        except ValueError:
            return data
        if not 1 <= months <= MOST_MONTHS:
            return data
        end = as_of.replace(day=1) - timedelta(days=1)
        year, month = divmod(end.year * 12 + end.month - months, 12)
        return {**data, "window": {"from": date(year, month + 1, 1), "to": end}}


class Remarks(Record):
    """What every finding may carry beside its facts."""

    note: Text | None = None
    opinion: Opinion | None = None
    opened: Names = ()


class NotApplicable(Remarks):
    """``{not_applicable: reason, approved_by: …}`` instead of facts."""

    not_applicable: Text
    approved_by: Text | None = None


class Direct(Remarks):
    """``{score, reason}``: what an inspector may give for any rule."""

    score: Exact
    reason: Text


class VetoFact(Record):
    """A triggered veto with its circumstances."""

    on: Day | None = None
    authority: Text | None = None
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding, checked against its rule: facts, a direct score, or 不适用 with its reason."""

    code: str
    facts: Facts | None = None
    direct: Fraction | None = None
    reason: str | None = None
    not_applicable: str | None = None
    approved_by: str | None = None
    note: str | None = None
    opinion: Opinion | None = None
    opened: tuple[str, ...] = ()


def outcome(node: Indicator, finding: Finding) -> Outcome:
    """What a finding with facts or a direct score gives, in points as published."""
    if finding.direct is not None:
        return Outcome(
            finding.direct, f"评查人员评分：{(finding.reason or '').rstrip('。')}，{given(finding.direct, node.points)}"
        )
    assert finding.facts is not None
    assert node.rule is not None
    return node.rule.score(finding.facts, node.points)


@dataclass(frozen=True, slots=True)
class TriggeredVeto:
    """A veto that the round says has happened; ``on`` is None where no date is known."""

    code: str
    on: date | None = None
    authority: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """One round with its sound findings; a faulty one is a problem and counts as not assessed (``faulty``)."""

    head: RoundRecord
    findings: dict[str, Finding]
    vetoes: dict[str, TriggeredVeto]
    faulty: frozenset[str]
    sha256: str
    file: str

    @property
    def id(self) -> str:
        return self.head.round

    @property
    def kind(self) -> Literal["self", "mock", "inspection"]:
        return self.head.kind


def read_head(document: Document) -> tuple[RoundRecord | None, list[Problem]]:
    """The head of a round's file alone."""
    head, problems = build(RoundRecord, document.data, document, skip=frozenset({"findings", "vetoes"}))
    for key in ("round", "tree", "basis"):
        if head and getattr(head, key) is not None:
            problems += unquoted(document, (key,))
    if head and head.window and head.window.start > head.window.end:
        problems.append(
            problem(
                "F008", document.where(("window",)), what=f"时间窗从 {head.window.start} 到 {head.window.end}，前后颠倒"
            )
        )
    return head, problems


def read_findings(
    document: Document, head: RoundRecord, tree: IndicatorTree, digest: str
) -> tuple[Round, list[Problem]]:
    """The round with its findings checked against the rules of ``tree``."""
    problems: list[Problem] = []
    findings: dict[str, Finding] = {}
    faulty: set[str] = set()
    data = document.data.get("findings") or {}
    if not isinstance(data, dict):
        problems.append(problem("S003", document.where(("findings",)), what="findings：应按“编号: 认定”逐项填写"))
        data = {}
    for code, entered in data.items():
        loc: Loc = ("findings", code)
        problems += unquoted(document, loc, key=True)
        node = tree.by_code.get(code)
        if node is None or not node.leaf:
            problems.append(_misplaced(code, node, tree, document, loc))
            continue
        finding, found = _finding(node, entered, document, loc, head.kind)
        problems += found
        if finding is not None:
            findings[code] = finding
        elif found:
            faulty.add(code)
    vetoes, found = _vetoes(document, tree)
    return Round(head, findings, vetoes, frozenset(faulty), digest, document.name), problems + found


def _misplaced(code: str, node: Indicator | None, tree: IndicatorTree, document: Document, loc: Loc) -> Problem:
    where = document.where(loc, key=True)
    if node is not None:
        return problem("F010", where, what=f"“{code} {node.name}”是上级指标，认定应写在它的下级上")
    near = nearest(code, [leaf.code for leaf in tree.leaves()])
    return problem("F001", where, what=f"认定了不存在的指标“{code}”", fix=f"是不是“{near}”？" if near else "")


def _finding(
    node: Indicator, entered: Any, document: Document, loc: Loc, kind: str
) -> tuple[Finding | None, list[Problem]]:
    if not isinstance(entered, dict):
        example = node.rule.form() if node.rule else "{…}"
        return None, [
            problem("F002", document.where(loc), what=f"指标“{node.code}”的认定应写成 {example}", fix=f"改成 {example}")
        ]
    if "not_applicable" in document.spot(loc).keys:
        both = [key for key in entered if node.rule is not None and key in node.rule.finding.model_fields]
        if both:
            what = f"指标“{node.code}”：写了 not_applicable（不适用），又写了 {'、'.join(both)}"
            fix = "确实不适用的，删去得分情况；适用的，删去 not_applicable"
            return None, [problem("F002", document.where((*loc, both[0])), what=what, fix=fix)]
        return _read(NotApplicable, node, entered, document, loc)
    if node.rule is None:
        return None, []  # the rule itself is a reported fault
    own = set(node.rule.finding.model_fields)
    if (
        "score" in entered
        and own.isdisjoint(entered.keys() - {"score", "reason"})
        and ("reason" in entered or "score" not in own)
        and "reason" not in own
    ):
        if kind == "self":
            what = f"指标“{node.code}”按“{node.rule.title}”规则评分，自评不能直接打分"
            return None, [
                problem("F011", document.where((*loc, "score"), key=True), what=what, fix=f"改成 {node.rule.form()}")
            ]
        return _read(Direct, node, entered, document, loc)
    remarks = {key: value for key, value in entered.items() if key in Remarks.model_fields}
    facts_data = {key: value for key, value in entered.items() if key not in remarks}
    if not facts_data:
        return None, []  # only a note yet: not assessed
    facts, found = build(
        node.rule.finding, facts_data, document, loc, skip=frozenset(Remarks.model_fields), rules=("F002", "F003")
    )
    if found or facts is None:
        return None, [_with_example(item, node) for item in found]
    wrong = [
        problem("F003", document.where(loc), what=f"指标“{node.code}”：{what}", fix=f"应写成 {node.rule.form()}")
        for what in node.rule.vet(facts, node.points)
    ]
    marks, found = build(Remarks, remarks, document, loc, rules=("F002", "F003"))
    if wrong or marks is None:
        return None, wrong + found
    return Finding(
        node.code,
        facts=facts,
        reason=getattr(facts, "reason", None),
        note=marks.note,
        opinion=marks.opinion,
        opened=marks.opened,
    ), found


def _with_example(item: Problem, node: Indicator) -> Problem:
    rule = (
        "F004" if item.rule == "S002" and "reason" in item.what else "F002" if item.rule.startswith("S") else item.rule
    )
    assert node.rule is not None
    return problem(
        rule,
        item.where,
        what=f"指标“{node.code}”按“{node.rule.title}”规则：{item.what}",
        fix=f"{item.fix}；应写成 {node.rule.form()}",
    )


def _read(
    model: type[NotApplicable] | type[Direct], node: Indicator, entered: dict[str, Any], document: Document, loc: Loc
) -> tuple[Finding | None, list[Problem]]:
    record, found = build(model, entered, document, loc, rules=("F002", "F003"))
    problems = [
        problem("F004", item.where, what=f"指标“{node.code}”：{item.what}") if item.rule == "S002" else item
        for item in found
    ]
    if record is None:
        return None, problems
    if isinstance(record, NotApplicable) and record.not_applicable in ("true", "yes", "是"):
        what = f"指标“{node.code}”：not_applicable 后面要写不适用的原因，不是 {record.not_applicable}"
        return None, [*problems, problem("F004", document.where((*loc, "not_applicable")), what=what)]
    if isinstance(record, NotApplicable):
        return Finding(
            node.code,
            not_applicable=record.not_applicable,
            approved_by=record.approved_by,
            note=record.note,
            opinion=record.opinion,
            opened=record.opened,
        ), problems
    if record.score > node.points:
        what = f"指标“{node.code}”满分 {plain(node.points)} 分，评分 {plain(record.score)} 超出范围"
        return None, [*problems, problem("F003", document.where((*loc, "score")), what=what)]
    return Finding(
        node.code,
        direct=record.score,
        reason=record.reason,
        note=record.note,
        opinion=record.opinion,
        opened=record.opened,
    ), problems


def _vetoes(document: Document, tree: IndicatorTree) -> tuple[dict[str, TriggeredVeto], list[Problem]]:
    data, problems = document.data.get("vetoes") or {}, []
    if not isinstance(data, dict):
        return {}, [problem("S003", document.where(("vetoes",)), what="vetoes：应按“编号: true/false”逐项填写")]
    known = [veto.code for veto in tree.head.vetoes]
    triggered: dict[str, TriggeredVeto] = {}
    for code, entered in data.items():
        loc: Loc = ("vetoes", code)
        if code not in known:
            near = nearest(code, known)
            problems.append(
                problem(
                    "F005",
                    document.where(loc, key=True),
                    what=f"一票否决事项“{code}”不存在",
                    fix=f"是不是“{near}”？" if near else "",
                )
            )
        elif entered == "true":
            triggered[code] = TriggeredVeto(code)
        elif isinstance(entered, dict):
            fact, found = build(VetoFact, entered, document, loc)
            problems += found
            if fact is not None:
                triggered[code] = TriggeredVeto(code, fact.on, fact.authority, fact.note)
        elif entered != "false":
            problems.append(
                problem(
                    "S004",
                    document.where(loc),
                    what=f"{code}：写 true、false，或 {{on: 日期, authority: 认定机关, note: 说明}}",
                )
            )
    return triggered, problems


def remarks_of(round_: Round, known_evidence: frozenset[str], document: Document) -> Iterator[Problem]:
    """F012 for findings that name evidence which the register does not have."""
    for code, finding in round_.findings.items():
        for at, ident in enumerate(finding.opened):
            if ident not in known_evidence:
                yield problem(
                    "F012",
                    document.where(("findings", code, "opened", at)),
                    what=f"指标“{code}”查阅的佐证“{ident}”不在登记表里",
                )
