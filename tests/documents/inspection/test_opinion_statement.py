"""一、总体意见: the conclusion in sentences, and the figures at the head."""

from __future__ import annotations

import pytest
from helpers_inspection import INSPECTED, verifying_round
from samples import SOUND, Opener

from scoring.documents.inspection.disputes import disputes_of
from scoring.documents.inspection.results import result_lines
from scoring.documents.inspection.statement import figures, labelled, statement
from scoring.workspace import Workspace

FOURTEEN = "".join(
    f'- {{code: "{number}", name: 指标{number}, points: 1, rule: {{type: met}}}}\n'
    for number in range(1, 15)
)
ONE_LEVEL = f"id: sample\ntitle: 单层体系\nlevels: [指标]\nindicators:\n{FOURTEEN}"


def sentences(workspace: Workspace, mock: str = "") -> list[str]:
    assessment = workspace.assess()
    looked = [item for item in assessment.leaves() if item.leaf and item.leaf.verified]
    rounds = [item for item in workspace.rounds if item.kind != "self"]
    _, total = result_lines(assessment)
    return list(statement(assessment, looked, total, rounds, mock, disputes_of(workspace)))


def figures_of(workspace: Workspace) -> dict[str, tuple[str, str, str]]:
    assessment = workspace.assess()
    looked = [item for item in assessment.leaves() if item.leaf and item.leaf.verified]
    rounds = [item for item in workspace.rounds if item.kind != "self"]
    _, total = result_lines(assessment)
    found = figures(assessment, looked, total, rounds)
    return {label: (value, unit, remark) for label, value, unit, remark in found}


def test_the_conclusion_of_an_inspection(opened: Opener) -> None:
    """1.1 was verified at 3.50 where 5.40 are claimed on evidence that is not true; of 1.2 nothing
    could be told; two inspectors differ about 1.1."""
    assert sentences(opened({**SOUND, **INSPECTED})) == [
        "本次评查依据 2 个轮次，核验 1 项指标（应核验 3 项），另有 1 项查看后没有评出分数。",
        "已核验的指标自评 5.40 分，佐证支撑 0.00 分，核验分 3.50 分，比自评低 1.90 分。",
        "核减 1 项，认定不实佐证 1 件。",
        "评查人员评分有分歧、尚未仲裁的 1 项（1.1），暂按第五部分所列的一轮计分。",
    ]


def test_the_figures_at_the_head(opened: Opener) -> None:
    assert figures_of(opened({**SOUND, **INSPECTED})) == {
        "核验指标": ("1", "项", "应核验 3 项"),
        "自评分": ("5.40", "分", "已核验的指标"),
        "佐证分": ("0.00", "分", "已核验的指标"),
        "核验分": ("3.50", "分", "比自评低 1.90 分"),
        "查阅佐证": ("1", "件", "2 项共登记 2 件"),
    }


@pytest.mark.parametrize(
    ("score", "against"),
    [
        ("6", "比自评高 0.60 分"),
        ("5.4", "与自评相同"),
        ("5.399", "与自评相同"),
        ("0", "比自评低 5.40 分"),
    ],
)
def test_the_difference_is_told_as_it_is_printed(opened: Opener, score: str, against: str) -> None:
    """5.399 is 0.001 less than the claim, which is printed as 0.00: so it is not called less."""
    mark = verifying_round("i", f'"1.1": {{score: "{score}", reason: 看过}}')
    workspace = opened({**SOUND, **mark})
    assert sentences(workspace)[1].endswith(f"，{against}。")
    assert figures_of(workspace)["核验分"][2] == against


def test_nothing_is_cut_and_nothing_untrue(opened: Opener) -> None:
    workspace = opened({**SOUND, **verifying_round("i", '"1.2": {met: true}')})
    assert sentences(workspace)[2:] == ["核减 0 项，没有认定不实的佐证。"]


def test_a_mock_says_that_it_is_one(opened: Opener) -> None:
    workspace = opened({**SOUND, **verifying_round("m", '"1.2": {met: true}', kind="mock")})
    first, second, _ = sentences(workspace, "模拟")
    assert first == "本次模拟评查依据 1 个轮次，核验 1 项指标（应核验 3 项）。"
    assert "核验分（模拟）4.00 分" in second


def test_what_only_a_mock_has_seen_is_told_beside_an_inspection(opened: Opener) -> None:
    inspected = verifying_round("i", '"1.1": {score: 5, reason: 缺页}')
    mock = verifying_round("m", '"1.2": {met: true}', kind="mock")
    workspace = opened({**SOUND, **inspected, **mock})
    assert sentences(workspace)[1] == "其中 1 项没有经过核验，取自模拟（m）。"


def test_without_a_score_the_conclusion_ends_there(opened: Opener) -> None:
    workspace = opened({**SOUND, **verifying_round("i", '"1.1": {opinion: 无法核实}')})
    assert sentences(workspace) == [
        "本次评查依据 1 个轮次，核验 0 项指标（应核验 3 项），另有 1 项查看后没有评出分数。",
        "各项指标都还没有核验分。",
    ]
    shown = figures_of(workspace)
    assert shown["核验分"] == ("", "分", "")
    assert shown["查阅佐证"] == ("0", "件", "1 项共登记 1 件")


def test_of_many_indicators_in_dispute_twelve_are_named(opened: Opener) -> None:
    """Two inspectors differ on all fourteen."""
    own = "round: 2026-self\nkind: self\nas_of: 2026-11-20\nfindings: {}\n"
    marks = [
        "\n".join(f'"{at}": {{met: {met}}}' for at in range(1, 15)) for met in ("true", "false")
    ]
    workspace = opened(
        {
            "workspace.yaml": SOUND["workspace.yaml"],
            "indicators/sample.yaml": ONE_LEVEL,
            "rounds/2026-self.yaml": own,
            **verifying_round("i-1", marks[0], day="2026-11-24"),
            **verifying_round("i-2", marks[1]),
        }
    )
    named = "、".join(str(at) for at in range(1, 13))
    assert sentences(workspace)[-1] == (
        f"评查人员评分有分歧、尚未仲裁的 14 项（{named}等 14 项），暂按第五部分所列的一轮计分。"
    )


def test_points_of_what_does_not_apply_are_told_where_the_tree_gives_them(opened: Opener) -> None:
    """With ``full`` the four points of 1.2 count on every track although nobody looked."""
    own = SOUND["rounds/2026-self.yaml"].replace("{met: true}", "{not_applicable: 无此职权}")
    files = {
        **SOUND,
        "indicators/sample.yaml": "not_applicable: full\n" + SOUND["indicators/sample.yaml"],
        "rounds/2026-self.yaml": own,
    }
    workspace = opened({**files, **verifying_round("i", '"1.1": {score: 5, reason: 缺页}')})
    assert sentences(workspace)[1].startswith(
        "已核验的指标连同按规定计分的不适用指标（1.2，4.00 分）自评 9.40 分"
    )
    shown = figures_of(workspace)
    assert shown["自评分"] == ("9.40", "分", "含不适用 4.00 分")
    assert shown["核验指标"] == ("1", "项", "应核验 2 项")


def test_a_bracket_needs_no_space_before_the_figure() -> None:
    assert labelled("核验分", "5.00") == "核验分 5.00"
    assert labelled("核验分（模拟）", "5.00") == "核验分（模拟）5.00"
