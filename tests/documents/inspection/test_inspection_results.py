"""四、评查结果: the table by blocks, what was cut and why, untrue evidence, what is open."""

from __future__ import annotations

import pytest
from helpers_inspection import BY_METHODS, INSPECTED, verifying_round
from samples import SOUND, Opener, write

from scoring.documents.inspection.disputes import disputes_of
from scoring.documents.inspection.process import standing_findings
from scoring.documents.inspection.results import (
    cut_lines,
    cut_of,
    open_lines,
    opinion_counts,
    result_lines,
    to_verify,
    untrue_lines,
    verified_of,
    whole_facts,
)
from scoring.engine import NodeResult
from scoring.workspace import Workspace, open_workspace

TREE = SOUND["indicators/sample.yaml"]
REGISTER = SOUND["evidence/register.yaml"]


@pytest.fixture(scope="module")
def inspected(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """1.1 (6 points, 5.40 claimed) was verified at 3.50, with an untrue piece; 1.2 could not be."""
    folder = tmp_path_factory.mktemp("inspected")
    return open_workspace(write(folder, {**SOUND, **INSPECTED})).whole()


def looked(workspace: Workspace) -> list[NodeResult]:
    leaves = workspace.assess().leaves()
    return [item for item in leaves if item.leaf is not None and item.leaf.verified is not None]


def table(workspace: Workspace) -> list[tuple[str, ...]]:
    blocks, total = result_lines(workspace.assess())
    return [
        (line.name, line.inspected, line.claimed, line.supported, line.verified, line.change)
        for line in (*blocks, total)
    ]


def test_only_what_was_verified_is_summed_up(inspected: Workspace) -> None:
    assert table(inspected) == [
        ("依法履职", "1/2", "5.40", "0.00", "3.50", "-1.90"),
        ("创新做法", "0/1", "", "", "", ""),
        ("合计（基本分）", "1/2", "5.40", "0.00", "3.50", "-1.90"),
    ]


def test_where_more_is_given_than_claimed_the_change_has_a_plus_and_bonus_stays_apart(
    opened: Opener,
) -> None:
    """6 + 4 for the base, where 5.40 + 4 were claimed; the three points of bonus are not in the
    sum."""
    findings = (
        '"1.1": {score: 6, reason: 齐全}\n"1.2": {met: true}\n"2": {score: 3, reason: 有创新}'
    )
    workspace = opened({**SOUND, **verifying_round("i", findings)})
    assert table(workspace) == [
        ("依法履职", "2/2", "9.40", "9.40", "10.00", "+0.60"),
        ("创新做法", "1/1", "0.00", "0.00", "3.00", "+3.00"),
        ("合计（基本分）", "2/2", "9.40", "9.40", "10.00", "+0.60"),
    ]
    facts = dict(whole_facts(workspace.assess()))
    assert (facts["基本分"], facts["加分"], facts["总分"]) == ("10.00", "3.00", "13.00")
    assert facts["现分（未核验的按佐证分）"] == "13.00"


def test_what_the_inspection_finds_not_applicable_was_verified_and_was_to_be(
    opened: Opener,
) -> None:
    """Of two indicators the inspection decided on one: 1/2, and not 1/1 as if the other had been
    looked at."""
    workspace = opened({**SOUND, **verifying_round("i", '"1.1": {not_applicable: 本级无此职权}')})
    assert table(workspace)[0] == ("依法履职", "1/2", "0.00", "0.00", "0.00", "0.00")
    assert to_verify(workspace.assess().leaves()) == 3


def test_what_nobody_can_claim_is_not_to_be_verified(opened: Opener) -> None:
    own = SOUND["rounds/2026-self.yaml"].replace("{met: true}", "{not_applicable: 本级无此职权}")
    files = {**SOUND, "rounds/2026-self.yaml": own}
    workspace = opened({**files, **verifying_round("i", '"1.1": {score: 5, reason: 缺页}')})
    assert table(workspace)[0][1] == "1/1"


def test_a_folded_block_is_told_on_its_own_scale_as_well(opened: Opener) -> None:
    """The block has 10 points inside and is folded to 5: half of each figure counts in the whole."""
    folded = TREE.replace(
        "  points: 10\n  lead: [县司法局]\n", "  points: 5\n  fold: true\n  lead: [县司法局]\n"
    )
    files = {**SOUND, "indicators/sample.yaml": folded}
    workspace = opened({**files, **verifying_round("i", '"1.1": {score: 4, reason: 缺页}')})
    first = table(workspace)[0]
    assert first[0] == ("依法履职（本板块自身分值：满分 6，自评 5.40，核验 4.00；右边是折合总分）")
    assert first[2:] == ("2.70", "2.70", "2.00", "-0.70")


def test_without_any_score_there_is_no_track(opened: Opener) -> None:
    workspace = opened({**SOUND, **verifying_round("i", '"1.1": {opinion: 无法核实}')})
    assert whole_facts(workspace.assess()) == ()
    assert {row[4] for row in table(workspace)} == {""}
    item = workspace.assess().by_code["1.1"]
    assert (verified_of(item), cut_of(item)) == (0, 0)


def test_opinions_are_counted_and_missing_ones_are_told_where_there_are_any(
    inspected: Workspace, opened: Opener
) -> None:
    rounds = [item for item in inspected.rounds if item.kind != "self"]
    counts = dict(opinion_counts(standing_findings(rounds)))
    assert counts == {"属实": "0", "部分属实": "0", "不实": "1", "无法核实": "1"}
    workspace = opened({**SOUND, **verifying_round("i", '"1.2": {met: true}')})
    rounds = [item for item in workspace.rounds if item.kind != "self"]
    assert opinion_counts(standing_findings(rounds))[-1] == ("没有写意见", "1")


def test_a_cut_says_where_the_points_are_lost(inspected: Workspace) -> None:
    """Of 6 points 2.50 are lost: 0.60 were never claimed, 1.90 were claimed on untrue evidence."""
    (line,) = cut_lines(looked(inspected), disputes_of(inspected))
    assert (line.claimed, line.verified, line.cut) == ("5.40", "3.50", "1.90")
    assert line.causes == "标准未达到 0.60，佐证不足 1.90"
    assert (line.reason, line.opinion, line.dispute) == (
        "清单有一项查无实据",
        "不实",
        "有分歧，待仲裁",
    )


def test_the_largest_cut_in_the_whole_stands_first_and_a_gain_is_none(opened: Opener) -> None:
    """1.2 loses all of its four points, 1.1 loses 0.40, and 2 gains."""
    findings = (
        '"1.1": {score: 5, reason: 缺页}\n"1.2": {met: false, note: 没有公开。}\n'
        '"2": {score: 1, reason: 有创新}'
    )
    workspace = opened({**SOUND, **verifying_round("i", findings)})
    lines = cut_lines(looked(workspace), {})
    assert [(line.code, line.cut, line.reason) for line in lines] == [
        ("1.2", "4.00", "没有公开"),
        ("1.1", "0.40", "缺页"),
    ]


def test_a_score_without_a_reason_says_the_facts(opened: Opener) -> None:
    workspace = opened({**SOUND, **verifying_round("i", '"1.1": {done: 5, of: 10}')})
    (line,) = cut_lines(looked(workspace), {})
    assert (line.reason, line.cut) == ("完成 5，总数 10", "2.40")


def untrue_of(workspace: Workspace) -> list[tuple[str, str, str, str, str]]:
    by_id = {record.id: record for record in workspace.records}
    lines = untrue_lines(workspace, workspace.assess(), looked(workspace), by_id)
    return [(line.id, line.label, line.indicator, line.penalty, line.elsewhere) for line in lines]


def test_an_untrue_piece_is_told_with_what_it_costs(inspected: Workspace) -> None:
    assert untrue_of(inspected) == [("E0001", "一次办清单", "1.1 网上办理", "1.5 分", "无")]


def test_several_untrue_pieces_of_one_finding_cost_once_and_what_rests_on_them_is_named(
    opened: Opener,
) -> None:
    """E0001 proves 2 as well; E0002 proves 1.2."""
    register = REGISTER.replace("item: 办理清单}\n", 'item: 办理清单}\n  - {indicator: "2"}\n')
    finding = '"1.1": {score: 5, reason: 查无实据, untrue: [E0001, E0002], penalty: 2}'
    files = {**SOUND, "evidence/register.yaml": register}
    assert untrue_of(opened({**files, **verifying_round("i", finding)})) == [
        ("E0001", "一次办清单", "1.1 网上办理", "2 分（本项合计）", "2 创新做法"),
        ("E0002", "公开栏目", "1.1 网上办理", "2 分（本项合计）", "1.2 公开到位"),
    ]


def test_a_mark_that_one_method_lacks_is_open_with_its_lowest_and_highest_score(
    opened: Opener,
) -> None:
    """40 % of six points at 60 of 100 are 1.44, 40 % at 3 of 4 are 1.80; the 20 % of the survey
    are another 1.20 at most."""
    marks = (
        "{by_method: {材料审查: {score: 60, reason: 缺页}, "
        "实地核验: {score: 3, of: 4, reason: 一处关闭}}}"
    )
    files = {**SOUND, "indicators/sample.yaml": BY_METHODS}
    workspace = opened({**files, **verifying_round("spot", f'"1.1": {marks}')})
    (line,) = open_lines(workspace, workspace.assess())
    assert (line.code, line.round, line.who) == ("1.1", "spot", "")
    assert line.text == (
        "已评 材料审查 40%×60/100，实地核验 40%×3/4；还缺 问卷 20%；核验分在 3.24 至 4.44 分之间"
    )


def test_what_could_not_be_verified_says_whether_somebody_else_could(opened: Opener) -> None:
    unsure = verifying_round("i-2", '"1.1": {opinion: 无法核实, by: 乙}')
    alone = opened({**SOUND, **unsure})
    (line,) = open_lines(alone, alone.assess())
    assert (line.who, line.text) == ("乙", "无法核实；没有核验分，现分取佐证分")
    first = verifying_round("i-1", '"1.1": {score: 5, reason: 缺页}', day="2026-11-21")
    both = opened({**SOUND, **first, **unsure})
    (line,) = open_lines(both, both.assess())
    assert line.text == "无法核实；另有 i-1 的核验分"
