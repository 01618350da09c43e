"""Where inspectors differ: the section of its own, the mark beside a score, the line of a card."""

from __future__ import annotations

from helpers_inspection import BY_METHODS, verifying_round
from samples import SOUND, Opener

from scoring.documents.inspection.disputes import (
    concerning,
    differing,
    dispute_lines,
    disputes_of,
    in_short,
)
from scoring.documents.inspection.model import DisputeLine
from scoring.workspace import Workspace

LIMIT = {"workspace.yaml": SOUND["workspace.yaml"] + 'inspection: {differ: "0.5"}\n'}
FIRST = verifying_round("i-1", '"1.1": {score: 5, reason: 缺页。, by: 甲}', day="2026-11-24")


def lines_of(workspace: Workspace) -> tuple[DisputeLine, ...]:
    return dispute_lines(disputes_of(workspace), workspace.assess())


def beside_the_score(workspace: Workspace) -> tuple[str, str]:
    item, disputes = workspace.assess().by_code["1.1"], disputes_of(workspace)
    return differing(item, disputes), in_short(item, disputes)


def test_inspectors_who_agree_have_no_section(opened: Opener) -> None:
    """Both gave five points, for reasons of their own."""
    again = verifying_round("i-2", '"1.1": {score: 5, reason: 少一份}')
    workspace = opened({**SOUND, **FIRST, **again})
    assert lines_of(workspace) == ()
    assert beside_the_score(workspace) == ("", "")


def test_a_difference_within_the_limit_is_told_and_needs_nobody(opened: Opener) -> None:
    """5 and 5.25 points are 0.25 from each other, the workspace allows 0.5."""
    second = verifying_round("i-2", '"1.1": {score: "5.25", reason: 缺半页}')
    workspace = opened({**SOUND, **LIMIT, **FIRST, **second})
    (line,) = lines_of(workspace)
    assert line.views == ("i-1（甲）：5 分，缺页", "i-2：5.25 分，缺半页")
    assert (line.anchor, line.spread) == ("i-1.1", "0.25 分")
    assert line.state == "差异在允许范围内；暂按 i-2 的 5.25 分计"
    assert beside_the_score(workspace)[0] == "有分歧"


def test_without_a_limit_the_paper_asks_to_look_again(opened: Opener) -> None:
    second = verifying_round("i-2", '"1.1": {score: 2, reason: 缺半页}')
    (line,) = lines_of(opened({**SOUND, **FIRST, **second}))
    assert line.state == "没有规定差异的限度，请复核；暂按 i-2 的 2 分计"


def test_beyond_the_limit_somebody_has_to_arbitrate(opened: Opener) -> None:
    second = verifying_round("i-2", '"1.1": {score: 2, reason: 缺半页, opinion: 部分属实}')
    workspace = opened({**SOUND, **LIMIT, **FIRST, **second})
    (line,) = lines_of(workspace)
    assert line.views[1] == "i-2：2 分，缺半页（部分属实）"
    assert line.state == "需要仲裁；暂按 i-2 的 2 分计"
    assert beside_the_score(workspace) == (
        "有分歧，待仲裁",
        "有分歧：i-1 5 分，i-2 2 分；需要仲裁；暂按 i-2 的 2 分计（见第五部分）",
    )


def test_who_arbitrated_is_named_and_the_score_bears_no_mark(opened: Opener) -> None:
    second = verifying_round("i-2", '"1.1": {score: 2, reason: 缺半页, arbitrates: true}')
    workspace = opened({**SOUND, **LIMIT, **FIRST, **second})
    (line,) = lines_of(workspace)
    assert line.views[1] == "i-2：2 分，缺半页［仲裁］"
    assert line.state == "已由 i-2 仲裁"
    assert beside_the_score(workspace) == (
        "",
        "有分歧：i-1 5 分，i-2 2 分；已由 i-2 仲裁（见第五部分）",
    )


def test_whether_an_indicator_applies_is_no_matter_of_points(opened: Opener) -> None:
    """Even where half a point may lie between two inspectors, 不适用 wants arbitration."""
    second = verifying_round("i-2", '"1.1": {not_applicable: 本级无此职权}')
    (line,) = lines_of(opened({**SOUND, **LIMIT, **FIRST, **second}))
    assert line.views[1] == "i-2：不适用，本级无此职权"
    assert line.spread == "是否适用意见不一"
    assert line.state == "需要仲裁；暂按 i-2 的不适用计"


def test_a_difference_of_mocks_is_settled_by_the_inspection(opened: Opener) -> None:
    mocks = {
        **verifying_round("m-1", '"1.1": {score: 5, reason: 缺页}', kind="mock", day="2026-11-22"),
        **verifying_round("m-2", '"1.1": {score: 2, reason: 缺页}', kind="mock", day="2026-11-23"),
    }
    alone = opened({**SOUND, **LIMIT, **mocks})
    assert lines_of(alone)[0].state == "需要仲裁；暂按 m-2 的 2 分计"
    inspected = verifying_round("i-1", '"1.1": {score: 4, reason: 缺半页}')
    workspace = opened({**SOUND, **LIMIT, **mocks, **inspected})
    (line,) = lines_of(workspace)
    assert line.state == "已有核验，以核验为准"
    assert beside_the_score(workspace) == ("", "")
    assert concerning(workspace.assess().by_code["1.1"], disputes_of(workspace)) == []


def test_two_marks_of_one_method_differ_though_the_indicator_has_no_score_yet(
    opened: Opener,
) -> None:
    """材料审查 is worth 40 % of six points: 80 of 100 are 1.92 points, 60 of 100 are 1.44. The
    other methods are open, so there is no card to lead to."""
    paper = "{by_method: {材料审查: {score: 80, reason: 缺页}}, opinion: 属实}"
    again = "{by_method: {材料审查: {score: 60, reason: 又缺页}}}"
    workspace = opened(
        {
            **SOUND,
            **LIMIT,
            "indicators/sample.yaml": BY_METHODS,
            **verifying_round("paper", f'"1.1": {paper}', day="2026-11-21"),
            **verifying_round("paper2", f'"1.1": {again}', day="2026-11-22"),
        }
    )
    (line,) = lines_of(workspace)
    assert (line.anchor, line.name, line.spread) == ("", "网上办理（材料审查）", "0.48 分")
    assert line.views == ("paper：1.92 分，缺页", "paper2：1.44 分，又缺页")
    assert line.state == "差异在允许范围内；暂按 paper2 的 1.44 分计"


def test_where_the_score_follows_from_facts_these_are_the_ground(opened: Opener) -> None:
    second = verifying_round("i-2", '"1.1": {done: 8, of: 10, note: 少一项。}')
    (line,) = lines_of(opened({**SOUND, **FIRST, **second}))
    assert line.views[1] == "i-2：4.8 分，完成 8，总数 10；少一项"
