"""What stands on a terminal and in CSV: facts in words, the headline, the tree drawn."""

from __future__ import annotations

from pathlib import Path

import pytest
import samples
from helpers_outputs import EXAMPLES

from scoring.documents.explaining import explain_text, facts_text, finding_text
from scoring.documents.tables import (
    EVIDENCE_HEADINGS,
    NODE_HEADINGS,
    TREE_HEADINGS,
    evidence_row,
    headline,
    node_row,
    partly_verified,
    total_rows,
    tree_rows,
    tree_text,
)
from scoring.indicators.library import find_tree
from scoring.indicators.loading import load_tree
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


def test_rows_fit_their_headings(one_level: Workspace) -> None:
    from scoring.documents.data import evidence_data

    assessment = one_level.assess()
    assert {len(node_row(item)) for item in assessment.nodes} == {len(NODE_HEADINGS)}
    assert {len(row) for row in total_rows(assessment)} == {len(NODE_HEADINGS)}
    assert {len(row) for row in tree_rows(assessment.tree)} == {len(TREE_HEADINGS)}
    assert {len(evidence_row(row)) for row in evidence_data(one_level)["records"]} == {
        len(EVIDENCE_HEADINGS)
    }


def test_the_headline_says_veto_and_readiness_before_the_number(one_level: Workspace) -> None:
    assert headline(one_level.assess()).splitlines() == [
        "一票否决：违法不予受理被上级责令改正",
        "创建条件：6 项中 5 项未达到",
        "总分（现分）：72.88（合格），完成度 100.00%",
    ]


def test_a_veto_alone_can_stand_in_the_way(tmp_path: Path) -> None:
    tree = samples.SOUND["indicators/sample.yaml"].replace(
        "{type: total, min: 60}", "{type: total, min: 6}"
    )
    rounds = samples.SOUND["rounds/2026-self.yaml"].replace("{V1: false}", "{V1: {on: 2026-03-02}}")
    files = {**samples.SOUND, "indicators/sample.yaml": tree, "rounds/2026-self.yaml": rounds}
    assessment = open_workspace(samples.write(tmp_path, files)).whole().assess()
    assert headline(assessment).splitlines()[1] == "创建条件：因一票否决，不具备申报条件"


def test_partly_verified_only_where_some_were_inspected(tmp_path: Path) -> None:
    files = {**samples.SOUND, "rounds/2026-mock.yaml": samples.MOCK}
    assert partly_verified(open_workspace(samples.write(tmp_path, files)).whole().assess())
    whole = samples.MOCK + '  "1.2": {met: true}\n'
    assert not partly_verified(
        open_workspace(samples.write(tmp_path, {**files, "rounds/2026-mock.yaml": whole}))
        .whole()
        .assess()
    )
    assert not partly_verified(open_workspace(EXAMPLES / "one-level").whole().assess())


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


def test_the_tree_is_drawn() -> None:
    path = find_tree("national-2021", None)
    assert path is not None
    tree, _ = load_tree(path, path.name)
    assert tree is not None
    lines = tree_text(tree).splitlines()
    assert lines[0].endswith("（national-2021）")
    assert sum(line.startswith(("├─ ", "└─ ", "│  ", "   ")) for line in lines) == sum(
        node.level > 1 for node in tree.walk()
    )
    assert len(lines) == 3 + len(list(tree.walk()))


def test_a_record_that_supports_nothing_says_why() -> None:
    row = {
        **dict.fromkeys(("id", "title", "file", "url", "kind", "doc_no", "date"), ""),
        "proves": [],
        "reasons": [],
        "counts": False,
        "review": {"stale": False},
    }
    assert evidence_row(row)[-2:] == ["否", "未指向任何指标"]
    assert (
        evidence_row({**row, "proves": [{"indicator": "1"}]})[-1]
        == "对应关系尚未确认，或与佐证要求不符"
    )
    assert evidence_row({**row, "counts": True, "review": {"stale": True}})[-2:] == ["是", "待复审"]
