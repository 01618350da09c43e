"""Several inspectors: whose finding stands, where they differ, what an arbitration settles, what is
still missing."""

from __future__ import annotations

from fractions import Fraction

import pytest
from samples import SOUND, Opener

from scoring.rounds.disagreements import InspectionTerms, disagreements, unfinished, unverifiable
from scoring.rounds.verification import inspectors, verified
from scoring.values import quantity
from scoring.workspace import Workspace

TREE = "indicators/sample.yaml"
SHARES = 'method_shares: {材料审查: "40%", 实地核验: "40%", 问卷: "20%"}\n'


def inspected(
    name: str, day: str, finding: str, *, kind: str = "inspection", head: str = ""
) -> str:
    return (
        f'round: {name}\nkind: {kind}\nas_of: {day}\nbasis: 2026-self\n{head}findings:\n  "1.1": '
        f"{finding}\n"
    )


def with_rounds(opened: Opener, *texts: str, differ: str = "", tree: str = "") -> Workspace:
    files: dict[str, str | bytes] = {
        **SOUND,
        **{f"rounds/{at}.yaml": text for at, text in enumerate(texts)},
    }
    files[TREE] = SOUND[TREE].replace("bonus: {", f"{tree}bonus: {{", 1)
    if differ:
        files["workspace.yaml"] = SOUND["workspace.yaml"] + f"inspection: {{differ: {differ}}}\n"
    return opened(files)


def told(workspace: Workspace) -> list[tuple[str, str]]:
    return [(item.rule, item.what) for item in workspace.problems]


def stands(workspace: Workspace) -> tuple[str, Fraction | None]:
    check = verified(workspace.rounds, workspace.current)["1.1"]
    return check.names, workspace.assess().by_code["1.1"].marks.verified


FIRST = inspected("a", "2026-11-01", "{score: 4, reason: 缺两页}")
SECOND = inspected("b", "2026-11-09", "{score: 5, reason: 缺一页}")


@pytest.mark.parametrize(
    ("differ", "rule"),
    [
        ("", "F013"),
        ('"0.9"', "F019"),
        ('"1"', "F013"),
        ('"10%"', "F019"),
        ('"20%"', "F013"),
        ('"0"', "F019"),
    ],
)
def test_a_difference_above_the_limit_needs_arbitration(
    opened: Opener, differ: str, rule: str
) -> None:
    workspace = with_rounds(opened, FIRST, SECOND, differ=differ)
    ((found, what),) = told(workspace)
    assert found == rule
    assert what.startswith("“1.1 网上办理”：a 核验为 4 分，b 核验为 5 分")
    assert ("相差 1 分" in what) == (rule == "F019")
    assert stands(workspace) == ("b", Fraction(5)), "the latest stands until somebody arbitrates"


@pytest.mark.parametrize(
    ("finding", "head"),
    [
        ("{score: 4.5, reason: 合议, arbitrates: true}", ""),
        ("{score: 4.5, reason: 合议}", "arbitration: true\n"),
    ],
)
def test_an_arbitration_settles_it_and_goes_before_later_rounds(
    opened: Opener, finding: str, head: str
) -> None:
    judge = inspected("c", "2026-10-01", finding, head=head)
    workspace = with_rounds(opened, FIRST, SECOND, judge, differ='"0.5"')
    assert told(workspace) == []
    assert stands(workspace) == ("c", Fraction(9, 2))


def test_an_arbitrated_mock_does_not_go_before_an_inspection(opened: Opener) -> None:
    judge = inspected("m", "2026-12-01", "{score: 1, reason: 合议, arbitrates: true}", kind="mock")
    assert stands(with_rounds(opened, judge, SECOND)) == ("b", Fraction(5))


def test_whether_it_applies_is_a_difference_of_its_own(opened: Opener) -> None:
    other = inspected("b", "2026-11-09", "{not_applicable: 无此职权}")
    ((rule, what),) = told(with_rounds(opened, FIRST, other, differ='"5"'))
    assert rule == "F019"
    assert what.endswith("是否适用意见不一")


def test_three_views_are_one_difference(opened: Opener) -> None:
    third = inspected("c", "2026-11-10", "{score: 5, reason: 缺一页}")
    workspace = with_rounds(opened, FIRST, SECOND, third)
    terms = InspectionTerms(differ=quantity("0.5"))
    (item,) = disagreements(workspace.rounds, workspace.current, workspace.tree, terms)
    assert [view.round.id for view in item.views] == ["a", "b", "c"]
    assert (item.spread, item.limit, item.grave, item.settled) == (1, Fraction(1, 2), True, None)


PAPER = inspected(
    "paper",
    "2026-11-01",
    "{by_method: {材料审查: {score: 80, reason: 缺页}}, by: 甲, opened: [E0001]}",
)
SPOT = inspected(
    "spot",
    "2026-11-05",
    "{by_method: {实地核验: {score: 3, of: 4, reason: 一处关闭}}, by: 乙, place: 大厅}",
)
SURVEY = inspected("survey", "2026-11-03", "{by_method: {问卷: {score: 95, reason: 好}}, by: 丙}")


def test_methods_of_several_rounds_are_put_together(opened: Opener) -> None:
    workspace = with_rounds(opened, PAPER, SPOT, SURVEY, tree=SHARES)
    assert told(workspace) == []
    share = (
        Fraction(2, 5) * Fraction(4, 5)
        + Fraction(2, 5) * Fraction(3, 4)
        + Fraction(1, 5) * Fraction(95, 100)
    )
    assert stands(workspace) == ("spot、survey、paper", 6 * share)
    check = verified(workspace.rounds, workspace.current)["1.1"]
    assert inspectors(check.round, check.finding) == ("乙、丙、甲",)
    assert (check.finding.opened, check.finding.place) == (("E0001",), "大厅")
    assert (
        "按测评方式合成：材料审查 40%×80/100，实地核验 40%×3/4，问卷 20%×95/100"
        in workspace.assess().by_code["1.1"].why
    )


def test_until_all_methods_are_there_the_leaf_is_not_verified(opened: Opener) -> None:
    workspace = with_rounds(opened, PAPER, SPOT, tree=SHARES)
    ((rule, what),) = told(workspace)
    assert rule == "F043"
    assert "还缺 问卷 20%，核验分在 3.72 至 4.92 分之间" in what
    assert workspace.assess().by_code["1.1"].marks.verified is None
    assert workspace.assess().totals["verified"] is None
    (open_,) = unfinished(workspace.rounds, workspace.current, workspace.tree)
    assert (open_.low, open_.high) == (Fraction(93, 25), Fraction(123, 25))


def test_a_later_mark_of_one_method_replaces_the_earlier_and_differs_from_it(
    opened: Opener,
) -> None:
    again = inspected(
        "paper2", "2026-11-08", "{by_method: {材料审查: {score: 60, reason: 又缺页}}}"
    )
    workspace = with_rounds(opened, PAPER, SPOT, SURVEY, again, tree=SHARES)
    ((rule, what),) = told(workspace)
    assert rule == "F013"
    assert what == "“1.1 网上办理”（材料审查）：paper 核验为 1.92 分，paper2 核验为 1.44 分"
    assert stands(workspace)[1] == 6 * (
        Fraction(2, 5) * (Fraction(3, 5) + Fraction(3, 4)) + Fraction(1, 5) * Fraction(95, 100)
    )


def test_marks_of_a_mock_do_not_complete_those_of_an_inspection(opened: Opener) -> None:
    rest = "{by_method: {问卷: {score: 95, reason: 好}}}"
    workspace = with_rounds(
        opened, PAPER, SPOT, inspected("m", "2026-11-30", rest, kind="mock"), tree=SHARES
    )
    assert workspace.assess().by_code["1.1"].marks.verified is None


def test_a_whole_score_stands_while_a_later_round_has_marked_some_methods_only(
    opened: Opener,
) -> None:
    workspace = with_rounds(opened, FIRST, SPOT, tree=SHARES)
    assert stands(workspace) == ("a", Fraction(4))
    assert [rule for rule, _ in told(workspace)] == ["F043"]


def test_an_untrue_piece_that_two_rounds_name_is_charged_once(opened: Opener) -> None:
    paper = PAPER.replace("by: 甲", "by: 甲, untrue: [E0001], penalty: 1")
    spot = SPOT.replace("by: 乙", "by: 乙, untrue: [E0001], penalty: 2")
    workspace = with_rounds(opened, paper, spot, SURVEY, tree=SHARES)
    whole = 6 * (
        Fraction(2, 5) * Fraction(4, 5)
        + Fraction(2, 5) * Fraction(3, 4)
        + Fraction(1, 5) * Fraction(95, 100)
    )
    assert stands(workspace)[1] == whole - 2, "as the most telling round says"


def test_who_could_not_verify_is_listed_beside_a_score_of_another(opened: Opener) -> None:
    unsure = inspected("b", "2026-11-09", "{opinion: 无法核实, note: 原件外借}")
    workspace = with_rounds(opened, FIRST, unsure)
    assert stands(workspace) == ("a", Fraction(4))
    ((node, round_, finding),) = unverifiable(workspace.rounds, workspace.current, workspace.tree)
    assert (node.code, round_.id, finding.note) == ("1.1", "b", "原件外借")


def test_the_inspectors_of_a_finding(opened: Opener) -> None:
    named = inspected(
        "a",
        "2026-11-01",
        "{score: 4, reason: 缺页}",
        head="assessor: 评查组\ninspectors: [甲, 乙]\n",
    )
    workspace = with_rounds(opened, named)
    (round_,) = [item for item in workspace.rounds if item.id == "a"]
    assert inspectors(round_, round_.findings["1.1"]) == ("甲", "乙")
