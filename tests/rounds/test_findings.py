"""A round's file: its head, and findings checked against the rules of the tree. Faulty ones are
told and set aside."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from samples import MOCK, SOUND, Opener, Opens, changed

from scoring.rounds.finding import outcome
from scoring.rounds.model import Round
from scoring.workspace import Workspace

FILE = "rounds/2026-self.yaml"
FIRST = '"1.1": {done: 9, of: 10}'


def entered(opened: Opener, finding: str) -> tuple[Workspace, Round]:
    workspace = opened(changed(FILE, FIRST, f'"1.1": {finding}'))
    return workspace, workspace.current


def test_a_sound_round(opened: Opener) -> None:
    workspace = opened(SOUND)
    current = workspace.current
    assert current is not None
    assert (current.id, current.kind, current.head.as_of) == (
        "2026-self",
        "self",
        date(2026, 11, 20),
    )
    assert current.head.window is not None
    assert current.head.window.start == date(2025, 1, 1)
    assert set(current.findings) == {"1.1", "1.2"}
    assert current.vetoes == {}
    assert current.faulty == frozenset()
    result = outcome(workspace.tree.by_code["1.1"], current.findings["1.1"])
    assert result.score == Fraction(27, 5)


def test_remarks_beside_the_facts(opened: Opener) -> None:
    workspace, current = entered(opened, "{done: 9, of: 10, note: 以系统导出为准, opened: E0001}")
    assert workspace.problems == ()
    assert current.findings["1.1"].note == "以系统导出为准"
    assert current.findings["1.1"].opened == ("E0001",)


@pytest.mark.parametrize("finding", ["", "{note: 还没有填}", "{}", "{done: , of: }"])
def test_a_form_not_yet_filled_in_is_no_fault(opened: Opener, finding: str) -> None:
    workspace, current = entered(opened, finding)
    assert workspace.problems == ()
    assert "1.1" not in current.findings
    assert current.faulty == frozenset()


@pytest.mark.parametrize(
    ("finding", "rule", "column", "what", "fix"),
    [
        (
            "{met: true}",
            "F002",
            11,
            "不认识的键“met”",
            "这里可用的键有：by、done、note、of、opened、opinion、people、place、value",
        ),
        ("{dome: 9, of: 10}", "F002", 11, "不认识的键“dome”", "是不是“done”？"),
        ("{done: 9, of: 10, nota: 甲}", "F002", 28, "不认识的键“nota”", "是不是“note”？"),
        (
            "true",
            "F002",
            10,
            "指标“1.1”的认定应写成 {done: 96, of: 100}",
            "改成 {done: 96, of: 100}",
        ),
        ("[9, 10]", "F002", 10, "指标“1.1”的认定应写成", "改成"),
        ("{done: 九, of: 10}", "F003", 17, "完成数“done”：“九”不是数字", ""),
        ("{done: -1, of: 10}", "F003", 17, "完成数“done”：“-1”是负数", ""),
        (
            "{done: 12, of: 10}",
            "F003",
            10,
            "完成数“done” 12 大于总数“of” 10",
            "应写成 {done: 96, of: 100}",
        ),
        ("{done: 9}", "F003", 10, "写 {done: 完成数, of: 总数}", ""),
        ("{value: 96}", "F003", 10, "数值“value”应写成百分数，如 96%", ""),
        ("{not_applicable: }", "F004", 10, "缺少不适用的原因“not_applicable”", ""),
        ("{not_applicable: true}", "F004", 27, "不适用“not_applicable”后面要写原因，不是 true", ""),
        (
            "{score: 5}",
            "F011",
            11,
            "指标“1.1”按“按比例得分”规则评分，自评不能直接打分",
            "改成 {done: 96",
        ),
        ("{score: 5, reason: 看着给}", "F011", 11, "自评不能直接打分", ""),
    ],
)
def test_a_fault_is_told_at_its_place_and_leaves_the_indicator_unassessed(
    opened: Opener, finding: str, rule: str, column: int, what: str, fix: str
) -> None:
    workspace, current = entered(opened, finding)
    (told,) = workspace.problems
    assert (told.rule, told.where.file, told.where.line, told.where.column) == (
        rule,
        FILE,
        7,
        column,
    )
    assert what in told.what
    assert fix in told.fix
    assert "1.1" not in current.findings
    assert current.faulty == {"1.1"}
    assert "1.2" in current.findings, "the others are read"


def test_a_faulty_remark_costs_only_itself(opened: Opener) -> None:
    workspace, current = entered(opened, "{done: 9, of: 10, opinion: 还行}")
    (told,) = workspace.problems
    assert (told.rule, told.where.column) == ("F003", 37)
    assert told.fix == "可填：属实、部分属实、不实、无法核实"
    assert current.findings["1.1"].opinion is None


def test_not_applicable_with_its_reason(opened: Opener) -> None:
    workspace, current = entered(
        opened, "{not_applicable: 本级无此职权, approved_by: 示例县依法治县办}"
    )
    assert workspace.problems == ()
    assert current.findings["1.1"].not_applicable == "本级无此职权"
    assert current.findings["1.1"].approved_by == "示例县依法治县办"


def test_not_applicable_beside_facts_is_told(opened: Opener) -> None:
    workspace, _ = entered(opened, "{not_applicable: 本级无此职权, done: 9, of: 10}")
    (told,) = workspace.problems
    assert told.rule == "F002"
    assert "写了不适用“not_applicable”，又写了完成数“done”、总数“of”" in told.what
    assert "删去得分情况" in told.fix


@pytest.mark.parametrize(
    ("code", "rule", "fix"), [("1.3", "F001", "是不是“1.2”？"), ("1", "F010", "上级自动汇总")]
)
def test_findings_on_other_nodes(opened: Opener, code: str, rule: str, fix: str) -> None:
    (told,) = opened(changed(FILE, '"1.1":', f'"{code}":')).problems
    assert (told.rule, told.where.line, told.where.column) == (rule, 7, 3)
    assert fix in told.fix


def test_a_code_without_quotes(opened: Opener) -> None:
    """The finding is read all the same: nothing turned 1.1 into a number."""
    workspace = opened(changed(FILE, '"1.1":', "1.1:"))
    assert [(item.rule, item.where.line) for item in workspace.problems] == [("Y007", 7)]
    assert "1.1" in workspace.current.findings


@pytest.mark.parametrize(
    ("vetoes", "triggered", "rules"),
    [
        ("{V1: false}", [], []),
        ("{V1: }", [], []),
        ("{V1: true}", ["V1"], []),
        ("{V1: {on: 2026-03-02, authority: 省委依法治省办, note: 通报}}", ["V1"], []),
        ("{V1: {on: 三月}}", ["V1"], ["S004"]),
        ("{V1: yes}", [], ["S004"]),
        ("{V2: false}", [], ["F005"]),
        ("[V1]", [], ["S003"]),
    ],
)
def test_vetoes(opened: Opener, vetoes: str, triggered: list[str], rules: list[str]) -> None:
    workspace = opened(changed(FILE, "{V1: false}", vetoes))
    assert [item.rule for item in workspace.problems] == rules
    assert list(workspace.current.vetoes) == triggered


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        ("kind: self", "kind: own", ["S004", "W003"]),
        ("as_of: 2026-11-20\n", "", ["S002", "W003"]),
        ("window: {from", "window: {form", ["S001", "S002"]),
        ("to: 2026-10-31", "to: 2024-10-31", ["F008", "E009", "E009"]),
        ("round: 2026-self", "round: 2026", ["Y007", "W003"]),
        ("findings:", "finding:", ["S001"]),
        ('findings:\n  "1.1": {done: 9, of: 10}\n  "1.2": {met: true}', "findings: 无", ["S003"]),
    ],
)
def test_faults_of_the_head(opening: Opens, old: str, new: str, rules: list[str]) -> None:
    assert sorted(item.rule for item in opening(changed(FILE, old, new)).problems) == sorted(rules)


def test_an_inspector_may_score_any_rule_within_range(opened: Opener) -> None:
    workspace = opened({**SOUND, "rounds/mock.yaml": MOCK})
    assert workspace.problems == ()
    mock = next(item for item in workspace.rounds if item.kind == "mock")
    result = outcome(workspace.tree.by_code["1.1"], mock.findings["1.1"])
    assert result.score == 5
    assert result.why == "评查人员评分：清单缺一页，得 5 分（满分 6 分）"


@pytest.mark.parametrize(
    ("finding", "rule", "what"),
    [
        ("{score: 6.01, reason: 好}", "F003", "指标“1.1”满分 6 分，评分 6.01 超出范围"),
        ("{score: 5}", "F004", "指标“1.1”：缺少理由“reason”"),
        ("{score: 5, reason: }", "F004", "指标“1.1”：缺少理由“reason”"),
        ("{score: 五, reason: 好}", "F003", "得分“score”：“五”不是数字"),
        ("{score: 5, reason: 好, opinion: 真实}", "F003", "评查意见“opinion”：“真实”不是可用的值"),
    ],
)
def test_direct_scores_that_are_refused(opened: Opener, finding: str, rule: str, what: str) -> None:
    text = MOCK.replace("{score: 5, reason: 清单缺一页}", finding)
    told = opened({**SOUND, "rounds/mock.yaml": text}).problems
    assert (told[0].rule, told[0].where.file, told[0].where.line) == (rule, "rounds/mock.yaml", 6)
    assert told[0].what.startswith(what)
