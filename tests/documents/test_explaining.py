"""``shifan explain``: a finding read aloud, and why one indicator scores what it does."""

from __future__ import annotations

from pathlib import Path

import pytest
import samples
from helpers_outputs import EXAMPLES

from scoring.documents.explaining import explain_text
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


def test_explain_shows_the_arithmetic_of_a_leaf(one_level: Workspace) -> None:
    text = explain_text(one_level, one_level.assess(), "14")
    assert (
        "应得 8.00 = 现分 0.00 + 未评 0.00 + 标准未达到 1.00 + 佐证不足 7.00 + 核验扣减 0.00"
        in text
    )
    assert "  × 应诉结果统计［统计表］\n      没有登记佐证\n" in text
    assert text.endswith("\n牵头单位：区司法局\n责任单位：区政府各部门")


def test_explain_of_a_node_lists_what_is_below(tmp_path: Path) -> None:
    workspace = open_workspace(samples.write(tmp_path, samples.SOUND)).whole()
    text = explain_text(workspace, workspace.assess(), "1")
    assert "下级：\n  1.1 网上办理：5.40/6.00，部分得分\n  1.2 公开到位：4.00/4.00，满分\n" in text
