"""The nodes of a tree file: read one by one, with every fault where it stands."""

from __future__ import annotations

import pytest
from tree_texts import block, leaf, read, sound


def faults(body: str) -> list[tuple[str, str]]:
    _, problems = read(body)
    return [(item.rule, item.what) for item in problems]


def one(rule: str) -> str:
    return block("1", "依法履职", f'  - {{code: "1.1", name: 公开, points: 5{rule}}}\n')


def test_a_node_has_what_its_record_says_and_what_it_inherits():
    body = (
        '- code: "1"\n  name: 依法履职\n  lead: [县司法局]\n  children:\n'
        '  - {code: "1.1", name: 公开, points: 5, rule: {type: met}}\n'
        '  - {code: "1.2", name: 审批, points: 5, rule: {type: met}, lead: [县行政审批局]}\n'
    )
    tree = sound(body)
    assert [tree.by_code[code].lead for code in ("1.1", "1.2")] == [
        ("县司法局",),
        ("县行政审批局",),
    ]
    assert [tree.by_code[code].level for code in ("1", "1.1")] == [1, 2]
    assert tree.by_code["1.1"].parent == "1"


def test_a_leaf_without_a_rule_is_judged():
    tree = sound(one(""))
    assert tree.by_code["1.1"].rule is not None
    assert tree.by_code["1.1"].rule.type == "judged"


@pytest.mark.parametrize(
    ("rule", "fault", "what"),
    [
        (", rule: {type: mett}", "T005", "不认识的评分规则“mett”"),
        (", rule: {}", "T005", "rule 里缺少 type"),
        (", rule: 达到得分", "T005", "不认识的评分规则“达到得分”"),
    ],
)
def test_a_rule_that_nobody_knows_is_told(rule, fault, what):
    assert (fault, what) in faults(one(rule))


def test_the_nearest_rule_is_proposed_and_without_one_all_are_named():
    _, problems = read(one(", rule: {type: rati}"))
    assert [item.fix for item in problems if item.rule == "T005"] == ["是不是“ratio”？"]
    _, problems = read(one(", rule: {type: 甲乙丙}"))
    (fix,) = (item.fix for item in problems if item.rule == "T005")
    assert fix.startswith("可用的规则：")
    assert "checklist" in fix


@pytest.mark.parametrize(
    ("body", "rule", "words"),
    [
        (
            block("1", "甲", leaf("1.1", "乙"), leaf("1.1", "丙")),
            "T001",
            "编号“1.1”重复，第一次在第 9 行",
        ),
        (
            '- {code: "1", name: 甲, children: 5}\n',
            "S003",
            "children：应是一个列表，每个指标以“- ”开头",
        ),
    ],
)
def test_what_is_wrong_with_a_node_is_told(body, rule, words):
    assert any(item == rule and words in what for item, what in faults(body))


def test_a_level_below_those_that_are_declared_is_told():
    body = (
        '- code: "1"\n  name: 甲\n  children:\n  - code: "1.1"\n    name: 乙\n    children:\n'
        '    - {code: "1.1.1", name: 丙, points: 5, rule: {type: met}}\n'
    )
    assert ("T002", "指标“1.1.1”在第 3 级，体系只声明了 2 级") in faults(body)


def test_one_faulty_node_costs_only_itself():
    tree, problems = read(block("1", "甲", leaf("1.1", "乙"), "  - 5\n", leaf("1.3", "丙")))
    assert problems
    assert tree is not None
    assert {"1.1", "1.3"} <= set(tree.by_code)
