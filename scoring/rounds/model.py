"""A round as its file holds it: who assessed when, under which window, and a finding for each
indicator.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Literal

from pydantic import Field, model_validator

from scoring.evidence.model import Window
from scoring.indicators.loading import unquoted
from scoring.indicators.model import Indicator, IndicatorTree
from scoring.problems import Problem, problem
from scoring.rounds.finding import (
    INSPECTORS_ONLY,
    UNVERIFIABLE,
    ByMethod,
    Direct,
    Finding,
    MethodPart,
    NotApplicable,
    Opinion,
    Remarks,
    method_shares,
    outcome,
)
from scoring.rounds.handing import HandEvent
from scoring.rounds.parts import Locked, PartEvent
from scoring.rounds.questions import Talk
from scoring.rounds.sampling import SampleRecord
from scoring.rounds.vetoes import TriggeredVeto, declared_vetoes, read_vetoes
from scoring.schema import Record, build, called
from scoring.spots import Loc
from scoring.values import Code, Day, Exact, Flag, Names, Text, nearest, plain
from scoring.yamlio import Document

__all__ = [
    "Direct",
    "Finding",
    "NotApplicable",
    "Opinion",
    "Remarks",
    "Round",
    "RoundRecord",
    "outcome",
    "read_findings",
    "read_head",
    "remarks_of",
]

MOST_MONTHS = 600


class RoundRecord(Record):
    """The head of a round's file; ``findings`` and ``vetoes`` are read one by one."""

    round: Code
    kind: Literal["self", "mock", "inspection"]
    tree: Code | None = None
    as_of: Day
    window: Window | None = None
    assessor: Text | None = None
    inspectors: Names = ()
    basis: Code | None = None
    basis_sha256: Text | None = None
    group: Text | None = None
    arbitration: Flag = False
    assignments: dict[Text, Names] = Field(default_factory=dict)
    parts: dict[Text, tuple[PartEvent, ...]] = Field(default_factory=dict)
    handed_in: dict[Text, tuple[HandEvent, ...]] = Field(default_factory=dict)
    questions: dict[Code, tuple[Talk, ...]] = Field(default_factory=dict)
    locked: Locked | None = None
    withdrawn: dict[Code, tuple[Withdrawal, ...]] = Field(default_factory=dict)
    sample: SampleRecord | None = None

    @model_validator(mode="before")
    @classmethod
    def _counted_back(cls, data: Any) -> Any:
        """``window: {months: 12}``: so many whole months up to the end of the month before the
        assessment.
        """
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


class Withdrawal(Record):
    """A mark that was taken back: when, by whom, why, and what it was."""

    on: Day
    by: Text
    note: Text
    score: Exact | None = None
    reason: Text | None = None


@dataclass(frozen=True, slots=True)
class Viewer:
    """Through whose eyes a round is looked at: the inspector, and the indicators of the own
    task.
    """

    name: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """One round with its sound findings; a faulty one is a problem and counts as not assessed
    (``faulty``).

    ``unscored`` are findings of inspectors that give no score yet: 无法核实, or marks of some
    methods only. ``viewer`` is set where only what one inspector may see is left of the findings.
    ``declared`` are the codes of the vetoes that the file says anything about, be it that they were
    not triggered.
    """

    head: RoundRecord
    findings: dict[str, Finding]
    vetoes: dict[str, TriggeredVeto]
    faulty: frozenset[str]
    sha256: str
    file: str
    unscored: dict[str, Finding] = field(default_factory=dict)
    declared: frozenset[str] = frozenset()
    viewer: Viewer | None = None

    @property
    def id(self) -> str:
        return self.head.round

    @property
    def kind(self) -> Literal["self", "mock", "inspection"]:
        return self.head.kind


def read_head(document: Document) -> tuple[RoundRecord | None, list[Problem]]:
    """The head of a round's file alone."""
    head, problems = build(
        RoundRecord, document.data, document, skip=frozenset({"findings", "vetoes"})
    )
    for key in ("round", "tree", "basis"):
        if head and getattr(head, key) is not None:
            problems += unquoted(document, (key,))
    if head and head.window and head.window.start > head.window.end:
        problems.append(
            problem(
                "F008",
                document.where(("window",)),
                what=f"时间窗从 {head.window.start} 到 {head.window.end}，前后颠倒",
            )
        )
    return head, problems


def read_findings(
    document: Document, head: RoundRecord, tree: IndicatorTree, digest: str
) -> tuple[Round, list[Problem]]:
    """The round with its findings checked against the rules of ``tree``."""
    problems: list[Problem] = []
    findings: dict[str, Finding] = {}
    unscored: dict[str, Finding] = {}
    faulty: set[str] = set()
    data = document.data.get("findings") or {}
    if not isinstance(data, dict):
        problems.append(
            problem(
                "S003", document.where(("findings",)), what="findings：应按“编号: 认定”逐项填写"
            )
        )
        data = {}
    for code, entered in data.items():
        loc: Loc = ("findings", code)
        problems += unquoted(document, loc, key=True)
        node = tree.by_code.get(code)
        if node is None or not node.leaf:
            problems.append(_misplaced(code, node, tree, document, loc))
            continue
        finding, found = _finding(node, entered, document, loc, head.kind, tree)
        problems += found
        if finding is not None:
            (findings if finding.scored else unscored)[code] = finding
        elif found:
            faulty.add(code)
    vetoes, found = read_vetoes(document, tree, head.as_of)
    made = Round(
        head,
        findings,
        vetoes,
        frozenset(faulty),
        digest,
        document.name,
        unscored,
        declared_vetoes(document),
    )
    return made, problems + found


def _misplaced(
    code: str, node: Indicator | None, tree: IndicatorTree, document: Document, loc: Loc
) -> Problem:
    where = document.where(loc, key=True)
    if node is not None:
        return problem("F010", where, what=f"“{code} {node.name}”是上级指标，认定应写在它的下级上")
    aside = tree.not_assessed(code)
    if aside is not None:
        return problem("T027", where, what=f"{aside}，认定不计分")
    near = nearest(code, [leaf.code for leaf in tree.leaves()])
    return problem(
        "F001", where, what=f"认定了不存在的指标“{code}”", fix=f"是不是“{near}”？" if near else ""
    )


def _finding(
    node: Indicator, entered: Any, document: Document, loc: Loc, kind: str, tree: IndicatorTree
) -> tuple[Finding | None, list[Problem]]:
    if not isinstance(entered, dict):
        example = _example(node)
        return None, [
            problem(
                "F002",
                document.where(loc),
                what=f"指标“{node.code}”的认定应写成 {example}",
                fix=f"改成 {example}",
            )
        ]
    strange = [key for key in INSPECTORS_ONLY if kind == "self" and key in entered]
    told = [
        problem(
            "F044",
            document.where((*loc, key), key=True),
            what=f"指标“{node.code}”：自评轮次不能写{called(key)}",
        )
        for key in strange
    ]
    entered = {key: value for key, value in entered.items() if key not in strange}
    finding, found = _shaped(node, entered, document, loc, kind, tree)
    if finding is not None and (finding.untrue or "penalty" in entered):
        finding, more = _with_penalty(finding, "penalty" in entered, node, document, loc, tree)
        found = found + more
    return finding, told + found


def _shaped(
    node: Indicator,
    entered: dict[str, Any],
    document: Document,
    loc: Loc,
    kind: str,
    tree: IndicatorTree,
) -> tuple[Finding | None, list[Problem]]:
    """The finding in one of its shapes: 不适用, marks by method, a direct score, the facts of the
    rule, or none yet.
    """
    if "not_applicable" in document.spot(loc).keys:
        both = [
            key
            for key in entered
            if node.rule is not None and key in node.rule.finding.model_fields
        ]
        if both:
            reason = called("not_applicable")
            what = f"指标“{node.code}”：写了{reason}，又写了{'、'.join(map(called, both))}"
            fix = f"确实不适用的，删去得分情况；适用的，删去{reason}"
            return None, [problem("F002", document.where((*loc, both[0])), what=what, fix=fix)]
        return _read(NotApplicable, node, entered, document, loc)
    if "by_method" in entered:
        return _by_method(node, entered, document, loc, tree)
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
                problem(
                    "F011",
                    document.where((*loc, "score"), key=True),
                    what=what,
                    fix=f"改成 {_example(node)}",
                )
            ]
        return _read(Direct, node, entered, document, loc)
    remarks = {key: value for key, value in entered.items() if key in Remarks.model_fields}
    facts_data = {key: value for key, value in entered.items() if key not in remarks}
    if not facts_data:  # not assessed: only a note yet, or an inspector who could not tell
        return _without_score(node, remarks, document, loc) if kind != "self" else (None, [])
    beside = frozenset(Remarks.model_fields).difference(INSPECTORS_ONLY if kind == "self" else ())
    facts, found = build(
        node.rule.finding, facts_data, document, loc, skip=beside, rules=("F002", "F003")
    )
    if found or facts is None:
        return None, [_with_example(item, node) for item in found]
    wrong = [
        problem(
            "F003",
            document.where(loc),
            what=f"指标“{node.code}”：{what}",
            fix=f"应写成 {_example(node)}",
        )
        for what in node.rule.vet(facts, node.points)
    ]
    marks, found = build(Remarks, remarks, document, loc, rules=("F002", "F003"))
    if wrong or marks is None:
        return None, wrong + found
    return Finding(node.code, facts=facts, reason=getattr(facts, "reason", None)).remarked(
        marks
    ), found


def _without_score(
    node: Indicator, remarks: dict[str, Any], document: Document, loc: Loc
) -> tuple[Finding | None, list[Problem]]:
    """An inspector who could not tell. A verdict that forgot its score is a fault; a note alone is
    a draft.
    """
    assert node.rule is not None
    marks, found = build(Remarks, remarks, document, loc, rules=("F002", "F003"))
    if marks is None:
        return None, found
    if marks.opinion == UNVERIFIABLE:
        return Finding(node.code).remarked(marks), found
    if marks.opinion or marks.untrue or marks.penalty is not None:
        if marks.opinion:
            said = f"意见“{marks.opinion}”"
        elif marks.untrue:
            said = "不实佐证"
        else:
            said = called("penalty")
        or_else = f"{called('score')}和{called('reason')}"
        fix = f"补上 {_example(node)} 这样的事实，或者{or_else}；没有查清的，意见写{UNVERIFIABLE}"
        what = f"指标“{node.code}”：写了{said}，没有写评分，核验分里没有它"
        found = [*found, problem("F002", document.where(loc), what=what, fix=fix)]
    return None, found


def _example(node: Indicator) -> str:
    """A finding as this indicator wants it, within its points."""
    if node.rule:
        return node.rule.form(node.points)
    return "{…}"


def _with_example(item: Problem, node: Indicator) -> Problem:
    if item.rule == "S002" and "reason" in item.what:
        rule = "F004"
    elif item.rule.startswith("S"):
        rule = "F002"
    else:
        rule = item.rule
    assert node.rule is not None
    return problem(
        rule,
        item.where,
        what=f"指标“{node.code}”按“{node.rule.title}”规则：{item.what}",
        fix=f"{item.fix}；应写成 {_example(node)}",
    )


def _read(
    model: type[NotApplicable] | type[Direct],
    node: Indicator,
    entered: dict[str, Any],
    document: Document,
    loc: Loc,
) -> tuple[Finding | None, list[Problem]]:
    record, found = build(model, entered, document, loc, rules=("F002", "F003"))
    problems = [_lacking(item, node) for item in found]
    if record is None:
        return None, problems
    if isinstance(record, NotApplicable):
        if record.not_applicable in ("true", "yes", "是"):
            what = (
                f"指标“{node.code}”：{called('not_applicable')}后面要写原因，不是 "
                f"{record.not_applicable}"
            )
            return None, [
                *problems,
                problem("F004", document.where((*loc, "not_applicable")), what=what),
            ]
        made = Finding(
            node.code, not_applicable=record.not_applicable, approved_by=record.approved_by
        )
        return made.remarked(record), problems
    if record.score > node.points:
        what = f"指标“{node.code}”满分 {plain(node.points)} 分，评分 {plain(record.score)} 超出范围"
        return None, [*problems, problem("F003", document.where((*loc, "score")), what=what)]
    return Finding(node.code, direct=record.score, reason=record.reason).remarked(record), problems


def _lacking(item: Problem, node: Indicator) -> Problem:
    if item.rule == "S002":
        return problem("F004", item.where, what=f"指标“{node.code}”：{item.what}")
    return item


def _by_method(
    node: Indicator, entered: dict[str, Any], document: Document, loc: Loc, tree: IndicatorTree
) -> tuple[Finding | None, list[Problem]]:
    record, found = build(ByMethod, entered, document, loc, rules=("F002", "F003"))
    problems = [_lacking(item, node) for item in found]
    if record is None:
        return None, problems
    shares = method_shares(tree.path(node.code), tree.head.method_shares)
    for method, mark in record.by_method.items():
        at = document.where((*loc, "by_method", method), key=True)
        if method not in shares:
            near = nearest(method, list(shares))
            if near:
                known = f"是不是“{near}”？"
            elif shares:
                known = f"写了份额的有：{'、'.join(shares)}"
            else:
                known = ""
            what = f"指标“{node.code}”的指标体系没有写测评方式“{method}”的份额"
            problems.append(problem("F042", at, what=what, fix=known))
        elif mark.of == 0 or mark.score > mark.of:
            what = (
                f"指标“{node.code}”：{method}满分 {plain(mark.of)} 分，评分 {plain(mark.score)} "
                "超出范围"
            )
            problems.append(problem("F003", at, what=what))
    if problems:
        return None, problems
    marks = (
        (method, share, record.by_method[method])
        for method, share in shares.items()
        if method in record.by_method
    )
    parts = tuple(
        MethodPart(method, share, mark.score, mark.of, mark.reason) for method, share, mark in marks
    )
    sentence = "；".join(f"{part.method}：{part.reason.rstrip('。')}" for part in parts)
    return Finding(node.code, reason=sentence, parts=parts, shares=tuple(shares.items())).remarked(
        record
    ), []


def _with_penalty(
    finding: Finding,
    stated: bool,
    node: Indicator,
    document: Document,
    loc: Loc,
    tree: IndicatorTree,
) -> tuple[Finding | None, list[Problem]]:
    """The finding with what its untrue evidence costs: as it says itself, else as the tree does."""
    terms = tree.head.untrue
    if not finding.untrue:
        wrong = (
            "F014",
            "penalty",
            f"写了{called('penalty')}，没有写哪件佐证不实",
            "补上 untrue: [佐证编号]，或删去 penalty",
        )
    elif finding.not_applicable is not None or not (finding.scored or finding.parts):
        wrong = ("F014", "untrue", "没有评分，不能为不实佐证扣分", "写明评分，或删去 untrue")
    elif not stated and terms is None:
        wrong = ("F014", "untrue", f"佐证 {'、'.join(finding.untrue)} 不实，没有写扣多少分", "")
    elif finding.penalty > node.points:
        what = f"满分 {plain(node.points)} 分，不实佐证扣 {plain(finding.penalty)} 分超出范围"
        wrong = ("F003", "penalty", what, "在本项分值内扣分")
    else:
        if stated or terms is None:
            penalty = finding.penalty
        else:
            penalty = node.points * terms.deduct
        return replace(finding, penalty=penalty), []
    rule, key, what, fix = wrong
    return None, [
        problem(rule, document.where((*loc, key)), what=f"指标“{node.code}”：{what}", fix=fix)
    ]


def remarks_of(
    round_: Round, known_evidence: Collection[str], document: Document
) -> Iterator[Problem]:
    """F012 for findings that name evidence which the register does not have."""
    for code, finding in {**round_.findings, **round_.unscored}.items():
        for key, said, named in (
            ("opened", "查阅的", finding.opened),
            ("untrue", "认定不实的", finding.untrue),
        ):
            for index, ident in enumerate(named):
                if ident not in known_evidence:
                    where = document.where(("findings", code, key, index))
                    yield problem(
                        "F012", where, what=f"指标“{code}”{said}佐证“{ident}”不在登记表里"
                    )
