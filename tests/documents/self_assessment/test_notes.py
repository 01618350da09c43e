"""The notes beside the figures: where a bonus comes from, why a score is not the full mark, what a
condition lacks."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import samples
from helpers_outputs import EXAMPLES

from scoring.documents.self_assessment.notes import bonus_note, in_the_way, score_notes
from scoring.engine import Assessment
from scoring.workspace import open_workspace

TREE = samples.SOUND["indicators/sample.yaml"]
GAIN = "rule: {type: threshold, at: 80%, loss: 1, gain: 0.1}"
ROUND = samples.SOUND["rounds/2026-self.yaml"]


def assessed(folder: Path, tree: str = TREE, round_: str = ROUND) -> Assessment:
    files = {**samples.SOUND, "indicators/sample.yaml": tree, "rounds/2026-self.yaml": round_}
    workspace = open_workspace(samples.write(folder, files)).whole()
    assert not workspace.errors
    return workspace.assess()


def with_gain() -> str:
    return TREE.replace("rule: {type: ratio}", GAIN).replace(
        "  kind: bonus\n", "  kind: bonus\n  evidence: none\n"
    )


def with_bonus() -> str:
    return ROUND.replace("vetoes:", '  "2": {score: 4, reason: 市里推广}\nvetoes:')


def test_a_gain_beyond_the_full_mark_is_named(tmp_path: Path) -> None:
    assert (
        bonus_note(assessed(tmp_path, with_gain(), with_bonus()))
        == "加分 5.00 ＝ 创新做法 4.00 ＋ 1.1 超额 1.00。"
    )


def test_a_gain_alone_is_the_whole_bonus(tmp_path: Path) -> None:
    assert bonus_note(assessed(tmp_path, with_gain())) == "加分 1.00 ＝ 1.1 超额 1.00。"


def test_a_bonus_that_is_the_sum_of_its_indicators_needs_no_note(tmp_path: Path) -> None:
    tree = TREE.replace("  kind: bonus\n", "  kind: bonus\n  evidence: none\n")
    assert bonus_note(assessed(tmp_path, tree, with_bonus())) == ""
    assert bonus_note(assessed(tmp_path / "none")) == ""


def test_a_matter_that_counts_once_is_said(tmp_path: Path) -> None:
    ladder = (
        "  kind: bonus\n  evidence: none\n  points: 5\n  rule: {type: ladder, steps: {国家级: 3}}\n"
    )
    tree = TREE[: TREE.index('- code: "2"')] + "".join(
        f'- code: "{code}"\n  name: 创新\n{ladder}' for code in "23"
    )
    won = "{awards: [{matter: 一件事, level: 国家级}]}"
    round_ = ROUND.replace("vetoes:", f'  "2": {won}\n  "3": {won}\nvetoes:')
    said = bonus_note(assessed(tmp_path, tree, round_))
    assert said == "加分 3.00 ＝ 加分项 3.00（同一事项只计一次，各项相加为 6.00）。"


def test_tracks_that_differ_are_told_apart_and_agree_with_the_totals() -> None:
    assessment = open_workspace(EXAMPLES / "example-county").whole().assess()
    said = bonus_note(assessment)
    assert said.startswith(
        "自评分、佐证分、现分：加分 8.22 ＝ 附加项 8.10 ＋ 1.2.3 超额 0.12。核验分（模拟）：加分 "
        "5.12 ＝ "
    )
    assert assessment.track("current").won == Fraction("8.22")
    assert assessment.track("verified").won == Fraction("5.12")


def test_scores_that_are_not_the_full_mark_are_explained() -> None:
    scaled, given = score_notes(open_workspace(EXAMPLES / "example-county").whole().assess())
    assert (
        scaled
        == "2.3.1、2.3.3、5.4.1、5.4.2：同级有不适用指标，分值按规定转入，应得分因此不等于满分。"
    )
    assert given == "6.2.1：不适用，按规定计满分。"


def test_a_tree_where_everything_applies_needs_no_notes(tmp_path: Path) -> None:
    assert score_notes(assessed(tmp_path)) == ()


def test_each_condition_is_measured_in_its_own_way() -> None:
    assessment = open_workspace(EXAMPLES / "example-county").whole().assess()
    said = {
        verdict.id: [in_the_way(assessment, criterion, code) for code in verdict.failing[:1]]
        for criterion, verdict in zip(assessment.tree.criteria, assessment.verdicts, strict=True)
    }
    assert said["C2"] == [("i-4", "4 行政执法严格规范公正文明（73.79%）")]
    assert said["C4"] == [("i-2.2.3", "2.2.3 行政规范性文件按期报送备案（0.75/1.00）")]
    assert said["C5"] == [("i-5.1.2", "5.1.2 行政机关负责人出庭应诉率（40.00%）")]
    assert said["C6"] == [("i-4.6.2", "4.6.2 行政执法群众满意度（未评，1.00 分）")]
    assert said["C7"] == [("i-1.3.2", "1.3.2 营商环境实地核验（缺 1 项）")]
    assert said["C9"] == [("", "R0002")]
