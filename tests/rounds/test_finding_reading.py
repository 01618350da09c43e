"""One entry of ``findings`` in each of its shapes, and the message that a wrong one gets.

::

    findings:
      "1.1": {done: 9, of: 10}                        # the facts of the rule
      "1.2": {not_applicable: 无此职权}                # 不适用
      "1.1": {score: 5, reason: 清单缺一页}             # mocks and inspections: for any rule
      "1.5": {by_method: {实地核验: {score: 90, …}}}    # marks by method
      "1.1": {opinion: 无法核实}                       # an inspector who could not tell
"""

from __future__ import annotations

from fractions import Fraction

import pytest
from helpers_rounds import read

from scoring.rounds.finding import Finding


def finding(code: str, entry: str, kind: str = "self") -> Finding | None:
    round_, problems = read(f'findings:\n  "{code}": {entry}\n', kind)
    assert problems == []
    return round_.findings.get(code) or round_.unscored.get(code)


def fault(code: str, entry: str, kind: str = "self") -> tuple[str, str]:
    """The rule and the sentence of the one problem of an entry, which then counts for nothing."""
    round_, problems = read(f'findings:\n  "{code}": {entry}\n', kind)
    assert code not in round_.findings
    (problem,) = problems
    return problem.rule, problem.what


def test_the_facts_of_the_rule_with_remarks_beside_them() -> None:
    made = finding("1.1", "{done: 9, of: 10, note: 以系统为准, opened: [E0001]}")
    assert made is not None
    assert made.facts is not None
    assert (made.note, made.opened, made.scored) == ("以系统为准", ("E0001",), True)


def test_a_score_of_the_rule_itself_is_no_direct_one() -> None:
    """``external`` asks for a score, ``judged`` for a score and a reason."""
    for code, entry in (("1.3", "{score: 92}"), ("1.4", "{score: 3, reason: 制度较全}")):
        made = finding(code, entry)
        assert made is not None
        assert made.direct is None
        assert made.facts is not None


def test_a_score_with_a_reason_is_direct_where_the_rule_knows_no_reason() -> None:
    made = finding("1.3", "{score: 1, reason: 考核表缺页}", "inspection")
    assert made is not None
    assert (made.direct, made.reason) == (1, "考核表缺页")


def test_not_applicable_with_its_reason_and_who_agreed() -> None:
    made = finding("1.2", "{not_applicable: 无此职权, approved_by: 县委依法治县办}")
    assert made is not None
    assert (made.not_applicable, made.approved_by) == ("无此职权", "县委依法治县办")


def test_marks_by_method_come_in_the_order_of_the_tree() -> None:
    entry = "{by_method: {问卷: {score: 45, of: 50, reason: 满意}, 实地核验: {score: 80, reason: 缺页。}}}"
    made = finding("1.5", entry, "inspection")
    assert made is not None
    assert [part.method for part in made.parts] == ["实地核验", "问卷"]
    assert [part.worth for part in made.parts] == [Fraction(48, 100), Fraction(36, 100)]
    assert made.reason == "实地核验：缺页；问卷：满意"
    assert made.scored


def test_marks_of_some_methods_give_no_score_yet() -> None:
    made = finding("1.5", "{by_method: {问卷: {score: 45, of: 50, reason: 满意}}}", "inspection")
    assert made is not None
    assert (made.scored, made.missing) == (False, ("实地核验",))


def test_who_could_not_tell_has_looked_and_gives_no_score() -> None:
    made = finding("1.1", "{opinion: 无法核实, note: 系统打不开}", "inspection")
    assert made is not None
    assert not made.scored


@pytest.mark.parametrize("kind", ["self", "inspection"])
def test_a_note_alone_is_a_draft(kind: str) -> None:
    assert finding("1.1", "{note: 等数据}", kind) is None


def test_untrue_evidence_costs_what_the_inspector_says_else_what_the_tree_says() -> None:
    own = finding("1.1", "{done: 9, of: 10, untrue: [E0001], penalty: 1}", "inspection")
    tree = finding("1.1", "{done: 9, of: 10, untrue: [E0001]}", "inspection")
    assert own is not None
    assert tree is not None
    assert (own.penalty, tree.penalty) == (1, 3)


@pytest.mark.parametrize(
    ("code", "entry", "kind", "rule", "what"),
    [
        ("1.2", "达标", "self", "F002", "指标“1.2”的认定应写成 {met: true}"),
        ("1.2", "{met: maybe}", "self", "F003", "是否达到“met”"),
        ("1.1", "{done: 11, of: 10}", "self", "F003", "指标“1.1”：完成数“done” 11 大于总数“of” 10"),
        ("1.1", "{score: 5, reason: 好}", "self", "F011", "自评不能直接打分"),
        ("1.1", "{score: 7, reason: 好}", "mock", "F003", "指标“1.1”满分 6 分，评分 7 超出范围"),
        ("1.1", "{score: 5}", "mock", "F004", "指标“1.1”：缺少理由“reason”"),
        ("1.2", "{not_applicable: true}", "self", "F004", "后面要写原因，不是 true"),
        (
            "1.2",
            "{not_applicable: 无, met: true}",
            "self",
            "F002",
            "写了不适用“not_applicable”，又写了是否达到“met”",
        ),
        ("1.1", "{opinion: 属实}", "mock", "F002", "写了意见“属实”，没有写评分，核验分里没有它"),
        ("1.1", "{untrue: [E0001]}", "mock", "F002", "写了不实佐证，没有写评分"),
        ("1.1", "{penalty: 1}", "mock", "F002", "没有写评分，核验分里没有它"),
        ("1.1", "{done: 9, of: 10, penalty: 1}", "mock", "F014", "没有写哪件佐证不实"),
        (
            "1.1",
            "{done: 9, of: 10, untrue: [E0001], penalty: 7}",
            "mock",
            "F003",
            "满分 6 分，不实佐证扣 7 分超出范围",
        ),
        (
            "1.5",
            "{by_method: {抽查: {score: 9, reason: 好}}}",
            "mock",
            "F042",
            "指标“1.5”的指标体系没有写测评方式“抽查”的份额",
        ),
        (
            "1.5",
            "{by_method: {问卷: {score: 60, of: 50, reason: 好}}}",
            "mock",
            "F003",
            "指标“1.5”：问卷满分 50 分，评分 60 超出范围",
        ),
    ],
)
def test_a_wrong_entry_gets_one_message_and_counts_for_nothing(
    code: str, entry: str, kind: str, rule: str, what: str
) -> None:
    found_rule, sentence = fault(code, entry, kind)
    assert found_rule == rule
    assert what in sentence


def test_keys_of_inspectors_mean_nothing_in_a_self_assessment() -> None:
    """They are a fault, and the facts beside them count all the same."""
    round_, problems = read('findings:\n  "1.1": {done: 9, of: 10, untrue: [E0001]}\n')
    (problem,) = problems
    assert problem.rule == "F044"
    assert round_.findings["1.1"].untrue == ()


def test_an_entry_may_hold_several_faults() -> None:
    _, problems = read('findings:\n  "1.1": {doen: 9, of: x}\n')
    assert [problem.rule for problem in problems] == ["F003", "F002"]
    assert all("应写成 {done: " in problem.fix for problem in problems)
