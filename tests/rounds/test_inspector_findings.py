"""What inspectors write beside a score: untrue evidence, marks by method, who, where and whom; and
what is refused."""

from __future__ import annotations

from fractions import Fraction

import pytest
from samples import MOCK, SOUND, Opener

from scoring.rounds.finding import Finding, outcome
from scoring.workspace import Workspace

TREE, ROUND = "indicators/sample.yaml", "rounds/2026-mock.yaml"
SHARES = 'method_shares: {材料审查: "40%", 实地核验: "40%", 问卷: "20%"}\n'


def mocked(
    opened: Opener, finding: str, tree: str = "", head: str = ""
) -> tuple[Workspace, Finding | None]:
    """The sound sample with a mock that says ``finding`` of 1.1, and more lines in the tree's or
    the mock's head."""
    text = MOCK.replace("{score: 5, reason: 清单缺一页}", finding).replace(
        "findings:", f"{head}findings:"
    )
    changed = SOUND[TREE].replace("bonus: {", f"{tree}bonus: {{", 1)
    workspace = opened({**SOUND, TREE: changed, ROUND: text})
    mock = next(item for item in workspace.rounds if item.kind == "mock")
    return workspace, mock.findings.get("1.1") or mock.unscored.get("1.1")


def rules(workspace: Workspace) -> list[str]:
    return [item.rule for item in workspace.problems]


def test_everything_that_an_inspector_may_add(opened: Opener) -> None:
    said = (
        "{score: 5, reason: 缺页, opinion: 部分属实, opened: [E0001], place: 大厅, people: [甲, "
        "乙], by: 周启明}"
    )
    workspace, finding = mocked(opened, said)
    assert workspace.problems == ()
    assert finding is not None
    assert (finding.place, finding.people, finding.by) == ("大厅", ("甲", "乙"), "周启明")
    assert (finding.opinion, finding.opened) == ("部分属实", ("E0001",))


@pytest.mark.parametrize(
    ("tree", "penalty", "left"),
    [
        ("", ", penalty: 1.5", Fraction(7, 2)),
        ("", ", penalty: 6", Fraction(0)),
        ("", ", penalty: 0", Fraction(5)),
        ("untrue: {deduct: 50%}\n", "", Fraction(2)),
        ("untrue: {deduct: zero}\n", "", Fraction(0)),
        ("untrue: {deduct: zero}\n", ", penalty: 1", Fraction(4)),
    ],
)
def test_untrue_evidence_takes_its_penalty_off_the_score(
    opened: Opener, tree: str, penalty: str, left: Fraction
) -> None:
    workspace, finding = mocked(
        opened, f"{{score: 5, reason: 假材料, untrue: [E0001]{penalty}}}", tree
    )
    assert workspace.errors == []
    assert finding is not None
    result = outcome(workspace.tree.by_code["1.1"], finding)
    assert result.score == left
    assert "佐证 E0001 不实，扣 " in result.why


@pytest.mark.parametrize(
    ("finding", "rule", "what"),
    [
        ("{score: 5, reason: 假, untrue: [E0001]}", "F014", "佐证 E0001 不实，没有写扣多少分"),
        ("{score: 5, reason: 假, penalty: 1}", "F014", "没有写哪件佐证不实"),
        (
            "{not_applicable: 无此职权, untrue: [E0001], penalty: 1}",
            "F014",
            "没有评分，不能为不实佐证扣分",
        ),
        ("{opinion: 无法核实, untrue: [E0001], penalty: 1}", "F014", "没有评分"),
        ("{score: 5, reason: 假, untrue: [E0001], penalty: 6.5}", "F003", "扣 6.5 分超出范围"),
        ("{score: 5, reason: 假, untrue: [E0001], penalty: -1}", "F003", "“-1”是负数"),
        (
            "{by_method: {材料审查: {score: 80, reason: 缺页}}}",
            "F042",
            "没有写测评方式“材料审查”的份额",
        ),
    ],
)
def test_what_is_refused_leaves_the_indicator_uninspected(
    opened: Opener, finding: str, rule: str, what: str
) -> None:
    workspace, made = mocked(opened, finding)
    assert rules(workspace)[0] == rule
    assert what in workspace.problems[0].what
    assert workspace.problems[0].where.file == ROUND
    if rule != "F003" or "6.5" in finding:
        assert made is None


@pytest.mark.parametrize(
    ("marks", "rule", "what"),
    [
        ("暗访: {score: 80, reason: 好}", "F042", "没有写测评方式“暗访”的份额"),
        ("问卷: {score: 101, reason: 好}", "F003", "问卷满分 100 分，评分 101 超出范围"),
        ("问卷: {score: 0, of: 0, reason: 好}", "F003", "超出范围"),
        ("问卷: {score: 80}", "F004", "缺少理由“reason”"),
        ("问卷: 80", "F002", "应是一组"),
    ],
)
def test_marks_by_method_that_are_refused(opened: Opener, marks: str, rule: str, what: str) -> None:
    workspace, made = mocked(opened, f"{{by_method: {{{marks}}}}}", SHARES)
    assert made is None
    told = next(item for item in workspace.problems if item.rule in (rule, "S003"))
    assert what in told.what


def test_marks_of_all_methods_are_folded_with_their_shares(opened: Opener) -> None:
    marks = (
        "材料审查: {score: 80, reason: 缺页}, "
        "实地核验: {score: 3, of: 7, reason: 一处关闭}, 问卷: {score: 95, reason: 好}"
    )
    workspace, finding = mocked(opened, f"{{by_method: {{{marks}}}, place: 大厅}}", SHARES)
    assert workspace.problems == ()
    assert finding is not None
    spot, paper, survey = Fraction(3, 7), Fraction(80, 100), Fraction(95, 100)
    expected = 6 * (Fraction(2, 5) * paper + Fraction(2, 5) * spot + Fraction(1, 5) * survey)
    assert outcome(workspace.tree.by_code["1.1"], finding).score == expected
    assert finding.reason == "材料审查：缺页；实地核验：一处关闭；问卷：好"


def test_shares_must_make_a_whole(opened: Opener) -> None:
    workspace, _ = mocked(
        opened, "{score: 5, reason: 缺页}", 'method_shares: {材料审查: "40%", 问卷: "50%"}\n'
    )
    told = next(item for item in workspace.problems if item.rule == "S004")
    assert "合计 90%，应为 100%" in told.what


def test_shares_on_the_leaf_go_before_those_of_the_tree(opened: Opener) -> None:
    own = SOUND[TREE].replace(
        "    name: 网上办理\n", '    name: 网上办理\n    method_shares: {暗访: "100%"}\n'
    )
    text = MOCK.replace(
        "{score: 5, reason: 清单缺一页}",
        "{by_method: {暗访: {score: 50, reason: 好}}, place: 大厅}",
    )
    workspace = opened(
        {**SOUND, TREE: own.replace("bonus: {", f"{SHARES}bonus: {{", 1), ROUND: text}
    )
    assert workspace.problems == ()
    assert workspace.assess().by_code["1.1"].marks.verified == 3


@pytest.mark.parametrize(
    "key", ["untrue: [E0001]", "penalty: 1", "arbitrates: true", "claimed: 5", "by_method: {}"]
)
def test_a_self_assessment_may_not_say_what_only_inspectors_can(opened: Opener, key: str) -> None:
    round_ = "rounds/2026-self.yaml"
    text = SOUND[round_].replace("of: 10}", f"of: 10, {key}}}")
    workspace = opened({**SOUND, round_: text})
    (told,) = workspace.problems
    assert (told.rule, told.where.line) == ("F044", 7)
    assert "1.1" in workspace.current.findings, "the finding itself is read"


def test_unknown_untrue_evidence_is_told(opened: Opener) -> None:
    workspace, _ = mocked(opened, "{score: 5, reason: 假, untrue: [E0009], penalty: 1}")
    (told,) = workspace.problems
    assert (told.rule, told.what) == ("F012", "指标“1.1”认定不实的佐证“E0009”不在登记表里")


@pytest.mark.parametrize(
    ("finding", "rules_told"),
    [
        ("{score: 6, reason: 好, opinion: 不实}", ["F017"]),
        ("{score: 0, reason: 假, opinion: 不实}", []),
        ("{score: 5, reason: 缺页, opinion: 属实}", ["F017"]),
        ("{score: 5.4, reason: 好, opinion: 属实}", []),
        ("{score: 5.4, reason: 好, opinion: 属实, untrue: [E0001], penalty: 0}", ["F017"]),
        ("{score: 5, reason: 缺页, opinion: 部分属实}", []),
        ("{opinion: 无法核实, note: 原件外借}", ["F018"]),
    ],
)
def test_opinions_that_contradict_the_score(
    opened: Opener, finding: str, rules_told: list[str]
) -> None:
    assert rules(mocked(opened, finding)[0]) == rules_told


@pytest.mark.parametrize(
    ("finding", "told"),
    [
        ("{opinion: 属实, opened: [E0001]}", "写了意见“属实”，没有写评分"),
        ("{untrue: [E0001]}", "写了不实佐证，没有写评分"),
        ("{penalty: 1}", "写了扣分“penalty”，没有写评分"),
        ("{opinion: 很好}", "评查意见“opinion”：“很好”不是可用的值"),
    ],
)
def test_a_verdict_without_a_score_is_told(opened: Opener, finding: str, told: str) -> None:
    workspace, read = mocked(opened, finding)
    (problem,) = workspace.problems
    assert (problem.severity, told in problem.what, read) == ("error", True, None)


def test_a_note_alone_is_a_draft(opened: Opener) -> None:
    workspace, read = mocked(opened, "{note: 待看原件, opened: [E0001], claimed: 5.4}")
    assert (workspace.problems, read) == ((), None)


@pytest.mark.parametrize("said", ["", ", place: 大厅", ", people: 窗口人员"])
def test_a_visit_without_place_and_people_is_noticed(opened: Opener, said: str) -> None:
    own = SOUND[TREE].replace(
        "    name: 网上办理\n", "    name: 网上办理\n    methods: [材料审查, 随机抽考]\n"
    )
    text = MOCK.replace("缺一页}", f"缺一页{said}}}")
    workspace = opened({**SOUND, TREE: own, ROUND: text})
    assert rules(workspace) == ([] if said else ["F016"])


def test_a_leaf_that_could_not_be_verified_stays_uninspected(opened: Opener) -> None:
    workspace, finding = mocked(opened, "{opinion: 无法核实, note: 原件外借}")
    assert finding is not None
    assert not finding.scored
    assert workspace.assess().by_code["1.1"].marks.verified is None
