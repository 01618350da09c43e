"""A finding as a person would read it aloud, in the words of its rule."""

from __future__ import annotations

from pathlib import Path

import pytest
import samples
from helpers_outputs import EXAMPLES

from scoring.views.finding import facts_text, finding_text
from scoring.workspace import Workspace, open_workspace

SHOWN = {
    "1": "已具备：复议机构、专职人员、办案经费",
    "2": "完成 9，总数 9",
    "5": "数值 5",
    "7": "扣分情形：负责人未参加且未说明理由 1 次",
    "9": "各对象得分：95、92、90、88、94",
    "10": "数值 96%",
    "11": "不适用：时间窗内没有发出复议意见书（区司法局同意）",
    "13": "有效票：满意 96 张、基本满意 18 张、一般 4 张、不满意 2 张",
    "15": "掌上复议（省级）；掌上复议（市级）",
}


@pytest.fixture(scope="module")
def one_level() -> Workspace:
    return open_workspace(EXAMPLES / "one-level").whole()


@pytest.mark.parametrize(("code", "said"), SHOWN.items())
def test_findings_are_read_aloud(one_level: Workspace, code: str, said: str) -> None:
    current = one_level.current
    assert current is not None
    assert finding_text(current.findings[code]) == said


@pytest.mark.parametrize(
    ("rule", "finding", "said"),
    [
        ("{type: met}", "{met: false}", "未达到"),
        ("{type: checklist, items: [甲, 乙]}", "{has: []}", "已具备：无"),
        ("{type: deduct, cases: [{name: 迟报, points: 1}]}", "{counts: {迟报: 0}}", "扣分情形：无"),
        ("{type: grade, grades: {优: 100%, 良: 80%}}", "{grade: 良}", "等次 良"),
        ("{type: rank, table: [6, 5]}", "{rank: 2, of: 9}", "第 2 名，共 9 个"),
        ("{type: rank, to_first: true}", "{value: 80, best: 100}", "本地 80，第一名 100"),
        ("{type: sample, any_fail: zero}", "{checked: 4, failed: 1}", "抽查 4 个，不合格 1 个"),
        ("{type: external}", "{score: 88.5}", "引用得分 88.5"),
        ("{type: judged}", "{score: 3, reason: 材料齐全}", "评 3 分：材料齐全"),
        ("{type: ladder, steps: {省级: 6}}", "{awards: []}", "无"),
    ],
)
def test_facts_of_the_other_rules(tmp_path: Path, rule: str, finding: str, said: str) -> None:
    tree = samples.SOUND["indicators/sample.yaml"].replace("rule: {type: ratio}", f"rule: {rule}")
    rounds = samples.SOUND["rounds/2026-self.yaml"].replace("{done: 9, of: 10}", finding)
    files = {**samples.SOUND, "indicators/sample.yaml": tree, "rounds/2026-self.yaml": rounds}
    workspace = open_workspace(samples.write(tmp_path, files)).whole()
    assert [item.what for item in workspace.errors] == []
    assert finding_text(workspace.current.findings["1.1"]) == said


def test_unknown_facts_are_a_fault_of_ours() -> None:
    with pytest.raises(TypeError, match="str"):
        facts_text("facts")


@pytest.mark.parametrize(
    ("quantities", "finding", "text"),
    [
        (
            "quantities: {done: {label: 按期答复, unit: 件}, of: {label: 应答复, unit: 件}}",
            "{done: 96, of: 100}",
            "按期答复 96 件，应答复 100 件",
        ),
        ("quantities: {done: {unit: 件}}", "{done: 96, of: 100}", "完成 96 件，总数 100 件"),
        ("quantities: {value: {label: 办结率}}", "{value: 96%}", "办结率 96%"),
    ],
)
def test_a_rule_with_names_is_read_in_them(
    tmp_path: Path, quantities: str, finding: str, text: str
) -> None:
    """rule: {type: ratio, quantities: {done: {label: 按期答复, unit: 件}}}

    A unit that is given once holds for what it is counted out of as well.
    """
    rule = f"rule: {{type: ratio, {quantities}}}"
    workspace = found(tmp_path, finding, rule)
    node = workspace.tree.by_code["1.1"]
    assert finding_text(workspace.current.findings["1.1"], node.rule) == text


@pytest.mark.parametrize(
    ("finding", "text"),
    [
        ("{not_applicable: 本级无此职权}", "不适用：本级无此职权"),
        ("{not_applicable: 本级无此职权, approved_by: 李明}", "不适用：本级无此职权（李明同意）"),
    ],
)
def test_what_does_not_apply_says_why_and_who_agreed(
    tmp_path: Path, finding: str, text: str
) -> None:
    assert finding_text(found(tmp_path, finding).current.findings["1.1"]) == text


def test_points_that_an_inspector_gave_come_with_the_reason(tmp_path: Path) -> None:
    """ "1.1": {score: 5, reason: 清单缺一页}"""
    files = {**samples.SOUND, "rounds/2026-mock.yaml": samples.MOCK}
    workspace = open_workspace(samples.write(tmp_path, files)).whole()
    (mock,) = [item for item in workspace.rounds if item.kind == "mock"]
    assert finding_text(mock.findings["1.1"]) == "评 5 分：清单缺一页"


def found(folder: Path, finding: str, rule: str = "rule: {type: ratio}") -> Workspace:
    """The sound workspace with another finding for 1.1, under another rule."""
    tree = str(samples.SOUND["indicators/sample.yaml"]).replace("rule: {type: ratio}", rule)
    rounds = str(samples.SOUND["rounds/2026-self.yaml"]).replace("{done: 9, of: 10}", finding)
    files = {**samples.SOUND, "indicators/sample.yaml": tree, "rounds/2026-self.yaml": rounds}
    return open_workspace(samples.write(folder, files)).whole()
