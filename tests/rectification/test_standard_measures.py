"""The first measure of an item: a verb and the distance to full mark, for every kind of rule."""

from __future__ import annotations

import pytest
from samples import SOUND, Opener

from scoring.engine import NodeResult
from scoring.rectification.measures import proposed_measures
from scoring.rectification.standard_measures import standard_measure

TREE, ROUND = "indicators/sample.yaml", "rounds/2026-self.yaml"
BANDS = (
    "{type: bands, bands: [{from: 90, points: 6}, {from: 60, to: 90, points: 3}, {to: 60, points: "
    "0}]}"
)
FEWER = "{type: bands, bands: [{to: 2, points: 6}, {from: 2, points: 3}]}"


def of(opened: Opener, rule: str, finding: str) -> NodeResult:
    """1.1 with this rule and this finding."""
    old = "    rule: {type: ratio}\n"
    assert old in SOUND[TREE]
    tree = SOUND[TREE].replace(old, f"    rule: {rule}\n")
    facts = SOUND[ROUND].replace("{done: 9, of: 10}", finding)
    workspace = opened({**SOUND, TREE: tree, ROUND: facts})
    assert not [problem for problem in workspace.problems if problem.severity == "error"]
    return workspace.assess().by_code["1.1"]


@pytest.mark.parametrize(
    ("rule", "finding", "said"),
    [
        ("{type: met}", "{met: false}", "按标准办理到位，达到标准后重新认定"),
        ("{type: checklist, items: [甲, 乙, 丙]}", "{has: [乙]}", "补齐缺的 2 项：“甲”、“丙”"),
        (
            "{type: deduct, cases: [{name: 迟报, points: 1}, {name: 漏报, points: 2}]}",
            "{counts: {迟报: 2, 漏报: 0}}",
            "逐件纠正“迟报”2 次，不再发生",
        ),
        (
            "{type: grade, grades: {优: 100%, 良: 80%}}",
            "{grade: 良}",
            "对照等次标准补差，由“良”提高到“优”",
        ),
        (
            "{type: survey, options: {满意: 100, 一般: 60}}",
            "{votes: {满意: 8, 一般: 2}}",
            "逐项改进未选“满意”的 2 张票反映的问题，再行测评",
        ),
        (
            "{type: rank, table: [6, 5, 4]}",
            "{rank: 3, of: 9}",
            "查找落后的环节逐项改进，名次由第 3 名前移",
        ),
        (
            "{type: rank, to_first: true}",
            "{value: 88, best: 95.5}",
            "由 88 提高到第一名的 95.5，补足 7.5",
        ),
        ("{type: mean}", "{values: [100, 92, 85]}", "逐个整改未得满分的 2 个对象（共 3 个）"),
        (
            "{type: external}",
            "{score: 94.5}",
            "对照考核通报逐项整改，补回失去的 5.5 分（满分 100）",
        ),
        (
            "{type: sample, per_fail: 1}",
            "{checked: 20, failed: 3}",
            "整改抽查不合格的 3 个，同类的全面自查",
        ),
        ("{type: ratio}", "{done: 9, of: 10}", "按标准补办，补足 1：由 9 提高到 10（总数 10）"),
        (
            "{type: ratio, full_at: 95%}",
            "{done: 44, of: 47}",
            "按标准补办，补足 1：由 44 提高到 45（总数 47）",
        ),
        ("{type: ratio}", '{value: "62.5%"}', "由 62.5% 提高到 100%，补足 37.5 个百分点"),
        ("{type: threshold, at: 60, loss: 1}", "{value: 54}", "由 54 提高到 60，补足 6"),
        (
            '{type: threshold, at: "5%", direction: at_most, loss: 1}',
            "{done: 2, of: 38}",
            "由 2/38，即 5.26% 降到 5%，压减 0.26 个百分点",
        ),
        (BANDS, "{value: 86.5}", "由 86.5 提高到 90，补足 3.5"),
        (FEWER, "{value: 5}", "由 5 降到 2，压减 3"),
        ("{type: judged}", "{score: 2, reason: 制度不全}", "对照指标要求整改"),
    ],
)
def test_the_measure_of_a_standard_loss(opened: Opener, rule: str, finding: str, said: str) -> None:
    leaf = of(opened, rule, finding).leaf
    assert leaf is not None
    assert leaf.marks.losses.standard
    assert standard_measure(leaf) == said


def test_what_is_to_be_handed_in_is_counted_and_not_what_is_there(opened: Opener) -> None:
    """So the sentence still reads right when the item is closed."""
    tree = SOUND[TREE].replace("kinds: [文件]}", "kinds: [文件, 图片], min: 3}")
    workspace = opened({**SOUND, TREE: tree})
    told = {
        proposed.cause: proposed.measure
        for proposed in proposed_measures(workspace.assess().by_code["1.1"])
    }
    assert told["evidence"] == "补报“办理清单”2 件（文件、图片，共要 3 件）"
