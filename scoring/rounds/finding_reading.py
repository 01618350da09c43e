"""One entry of ``findings`` read: in one of its shapes, and checked against the rule of its leaf.

The shapes are 不适用 with its reason, marks by method, a direct score, the facts of the rule, and
for inspectors none yet (docs/format.md, section 轮次).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

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
    Remarks,
    method_shares,
)
from scoring.rules import Rule
from scoring.schema import build, key_label
from scoring.spots import Loc
from scoring.values import did_you_mean, format_short
from scoring.yamlio import Document

FAULTS = ("F002", "F003")
"""The problems of a finding's form and of its values, in place of the general ones."""
Read = tuple[Finding | None, list[Problem]]


@dataclass(frozen=True, slots=True)
class Entry:
    """What was entered for a leaf, in a round of which kind, and where it stands in its file."""

    node: Indicator
    entered: Any
    document: Document
    loc: Loc
    kind: str
    tree: IndicatorTree

    def problem(
        self, rule: str, what: str, fix: str = "", *, at: Loc = (), key: bool = False
    ) -> Problem:
        """A problem of this entry; ``at`` is the part of it that is wrong, with ``key`` its key."""
        where = self.document.where((*self.loc, *at), key=key)
        return problem(rule, where, what=f"指标“{self.node.code}”{what}", fix=fix)

    @property
    def example(self) -> str:
        """A finding as this indicator wants it, within its points."""
        if self.node.rule:
            return self.node.rule.form(self.node.points)
        return "{…}"


def read_finding(entry: Entry) -> Read:
    """The finding, or None with what is wrong;
    None without a problem where nothing is assessed yet.
    """
    if not isinstance(entry.entered, dict):
        what = f"的认定应写成 {entry.example}"
        return None, [entry.problem("F002", what, f"改成 {entry.example}")]
    strange = [key for key in INSPECTORS_ONLY if entry.kind == "self" and key in entry.entered]
    problems = [
        entry.problem("F044", f"：自评轮次不能写{key_label(key)}", at=(key,), key=True)
        for key in strange
    ]
    # The facts beside them count all the same.
    known = {key: value for key, value in entry.entered.items() if key not in strange}
    entry = replace(entry, entered=known)
    finding, faults = _shaped(entry)
    problems += faults
    if finding is not None and (finding.untrue or "penalty" in known):
        finding, faults = _with_penalty(finding, entry)
        problems += faults
    return finding, problems


def _shaped(entry: Entry) -> Read:
    if "not_applicable" in entry.document.spot(entry.loc).keys:
        return _not_applicable(entry)
    if "by_method" in entry.entered:
        return _by_method(entry)
    rule = entry.node.rule
    if rule is None:
        return None, []  # the rule itself is a reported fault
    if _scores_directly(rule, entry.entered):
        return _direct(entry, rule)
    remarks = {key: value for key, value in entry.entered.items() if key in Remarks.model_fields}
    facts = {key: value for key, value in entry.entered.items() if key not in remarks}
    if facts:
        return _with_facts(entry, rule, facts, remarks)
    if entry.kind == "self":
        return None, []  # not assessed: only a note yet
    return _without_score(entry, remarks)


def _scores_directly(rule: Rule[Any], entered: dict[str, Any]) -> bool:
    """Whether an entry gives a score whatever the rule asks for, and not the rule's own facts.

    ``score`` is a fact of some rules too (external); then only a reason beside it, which those
    rules do not know, makes it a direct one. Where the reason is a fact as well (judged), it never
    is.
    """
    if "score" not in entered:
        return False
    own = set(rule.finding.model_fields)
    if "reason" in own or not own.isdisjoint(entered.keys() - {"score", "reason"}):
        return False
    return "reason" in entered or "score" not in own


def _not_applicable(entry: Entry) -> Read:
    rule = entry.node.rule
    facts = rule.finding.model_fields if rule is not None else {}
    both = [key for key in entry.entered if key in facts]
    reason = key_label("not_applicable")
    if both:
        what = f"：写了{reason}，又写了{'、'.join(map(key_label, both))}"
        fix = f"确实不适用的，删去得分情况；适用的，删去{reason}"
        return None, [entry.problem("F002", what, fix, at=(both[0],))]
    record, faults = build(NotApplicable, entry.entered, entry.document, entry.loc, rules=FAULTS)
    problems = _lacking(faults, entry)
    if record is None:
        return None, problems
    # A tick instead of a reason: 不适用 takes points out of the denominator and has to say why.
    if record.not_applicable in ("true", "yes", "是"):
        what = f"：{reason}后面要写原因，不是 {record.not_applicable}"
        return None, [*problems, entry.problem("F004", what, at=("not_applicable",))]
    finding = Finding(
        entry.node.code, not_applicable=record.not_applicable, approved_by=record.approved_by
    )
    return finding.remarked(record), problems


def _direct(entry: Entry, rule: Rule[Any]) -> Read:
    """A score that an inspector gives for any rule; in a self-assessment a fault."""
    node = entry.node
    if entry.kind == "self":
        what = f"按“{rule.title}”规则评分，自评不能直接打分"
        fix = f"改成 {entry.example}"
        return None, [entry.problem("F011", what, fix, at=("score",), key=True)]
    record, faults = build(Direct, entry.entered, entry.document, entry.loc, rules=FAULTS)
    problems = _lacking(faults, entry)
    if record is None:
        return None, problems
    if record.score > node.points:
        what = f"满分 {format_short(node.points)} 分，评分 {format_short(record.score)} 超出范围"
        return None, [*problems, entry.problem("F003", what, at=("score",))]
    finding = Finding(node.code, direct=record.score, reason=record.reason)
    return finding.remarked(record), problems


def _with_facts(
    entry: Entry, rule: Rule[Any], facts_data: dict[str, Any], remarks: dict[str, Any]
) -> Read:
    node = entry.node
    # Remarks are vetted on their own below; here they must not look like unknown facts.
    beside = frozenset(Remarks.model_fields)
    if entry.kind == "self":
        beside -= frozenset(INSPECTORS_ONLY)
    facts, faults = build(
        rule.finding, facts_data, entry.document, entry.loc, skip=beside, rules=FAULTS
    )
    if faults or facts is None:
        return None, [_with_example(item, rule, entry) for item in faults]
    wrong = [
        entry.problem("F003", f"：{what}", f"应写成 {entry.example}")
        for what in rule.vet(facts, node.points)
    ]
    marks, faults = build(Remarks, remarks, entry.document, entry.loc, rules=FAULTS)
    if wrong or marks is None:
        return None, wrong + faults
    finding = Finding(node.code, facts=facts, reason=getattr(facts, "reason", None))
    return finding.remarked(marks), faults


def _without_score(entry: Entry, remarks: dict[str, Any]) -> Read:
    """An inspector who could not tell. A verdict that forgot its score is a fault;
    a note alone is a draft.
    """
    marks, problems = build(Remarks, remarks, entry.document, entry.loc, rules=FAULTS)
    if marks is None:
        return None, problems
    # Looked at and not to be told: no score, and no fault of the inspector.
    if marks.opinion == UNVERIFIABLE:
        return Finding(entry.node.code).remarked(marks), problems
    if marks.opinion:
        verdict = f"意见“{marks.opinion}”"
    elif marks.untrue:
        verdict = "不实佐证"
    elif marks.penalty is not None:
        verdict = key_label("penalty")
    else:
        return None, problems
    score = f"{key_label('score')}和{key_label('reason')}"
    fix = f"补上 {entry.example} 这样的事实，或者{score}；没有查清的，意见写{UNVERIFIABLE}"
    what = f"：写了{verdict}，没有写评分，核验分里没有它"
    return None, [*problems, entry.problem("F002", what, fix)]


def _with_example(item: Problem, rule: Rule[Any], entry: Entry) -> Problem:
    """A fault of the facts, told with what this rule wants to be told."""
    if item.rule == "S002" and "reason" in item.what:
        kind = "F004"
    elif item.rule.startswith("S"):
        kind = "F002"
    else:
        kind = item.rule
    what = f"指标“{entry.node.code}”按“{rule.title}”规则：{item.what}"
    return problem(kind, item.where, what=what, fix=f"{item.fix}；应写成 {entry.example}")


def _lacking(faults: Sequence[Problem], entry: Entry) -> list[Problem]:
    """The same faults; a key that is missing is a reason that is missing."""
    return [
        problem("F004", item.where, what=f"指标“{entry.node.code}”：{item.what}")
        if item.rule == "S002"
        else item
        for item in faults
    ]


def _by_method(entry: Entry) -> Read:
    node = entry.node
    record, faults = build(ByMethod, entry.entered, entry.document, entry.loc, rules=FAULTS)
    problems = _lacking(faults, entry)
    if record is None:
        return None, problems
    shares = method_shares(entry.tree.path(node.code), entry.tree.head.method_shares)
    for method, mark in record.by_method.items():
        if method not in shares:
            what = f"的指标体系没有写测评方式“{method}”的份额"
            there = f"写了份额的有：{'、'.join(shares)}" if shares else ""
            fix = did_you_mean(method, shares, there)
            problems.append(entry.problem("F042", what, fix, at=("by_method", method), key=True))
        elif mark.of == 0 or mark.score > mark.of:
            what = f"：{method}满分 {format_short(mark.of)} 分，评分 {format_short(mark.score)} 超出范围"
            problems.append(entry.problem("F003", what, at=("by_method", method), key=True))
    if problems:
        return None, problems
    # In the order of the tree, whatever the order of the file: sentences and sheets stay the same.
    parts = []
    for method, share in shares.items():
        if method in record.by_method:
            mark = record.by_method[method]
            parts.append(MethodPart(method, share, mark.score, mark.of, mark.reason))
    reason = "；".join(f"{part.method}：{part.reason.rstrip('。')}" for part in parts)
    finding = Finding(node.code, reason=reason, parts=tuple(parts), shares=tuple(shares.items()))
    return finding.remarked(record), []


def _with_penalty(finding: Finding, entry: Entry) -> Read:
    """The finding with what its untrue evidence costs: as it says itself, else as the tree does."""
    node, terms = entry.node, entry.tree.head.untrue
    stated = "penalty" in entry.entered
    if not finding.untrue:
        what = f"写了{key_label('penalty')}，没有写哪件佐证不实"
        fix = "补上 untrue: [佐证编号]，或删去 penalty"
        return None, [entry.problem("F014", f"：{what}", fix, at=("penalty",))]
    has_score = finding.scored or bool(finding.parts)
    if finding.not_applicable is not None or not has_score:
        what, fix = "没有评分，不能为不实佐证扣分", "写明评分，或删去 untrue"
        return None, [entry.problem("F014", f"：{what}", fix, at=("untrue",))]
    if stated:
        penalty = finding.penalty
    # R30 leaves the amount open, 在本项分值内从重扣分, so the
    # tree may fix it once for all inspectors.
    elif terms is not None:
        penalty = node.points * terms.deduct
    else:
        what = f"佐证 {'、'.join(finding.untrue)} 不实，没有写扣多少分"
        return None, [entry.problem("F014", f"：{what}", at=("untrue",))]
    if finding.penalty > node.points:
        what = f"满分 {format_short(node.points)} 分，不实佐证扣 {format_short(finding.penalty)} 分超出范围"
        return None, [entry.problem("F003", f"：{what}", "在本项分值内扣分", at=("penalty",))]
    return replace(finding, penalty=penalty), []
