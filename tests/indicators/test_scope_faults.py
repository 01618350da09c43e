"""What is wrong with the classes of a tree, or with the kind of object that a workspace chooses."""

from __future__ import annotations

from pathlib import Path

import pytest
from tree_texts import read

from scoring.indicators.scope import kinds_of
from scoring.indicators.scope_faults import choice_faults
from scoring.yamlio import read_bytes

HEAD = """\
id: kinds
title: 分类示例
levels: [一级, 二级]
classes: {级别: [市, 县, 区], 地区: [山区, 平原]}
points: {basis: estimate}
indicators:
"""


def node(more: str, name: str = "公开") -> str:
    return f'- {{code: "1", name: {name}, points: 5, rule: {{type: met}}{more}}}\n'


def faults(body: str, head: str = HEAD) -> list[tuple[str, str]]:
    _, problems = read(body, head)
    return [(item.rule, item.what) for item in problems]


@pytest.mark.parametrize(
    ("more", "rule", "what"),
    [
        (", applies_to: {等级: [市]}", "T021", "classes 里没有声明“等级”"),
        (", applies_to: {级别: [省]}", "T021", "“级别”里没有“省”这一类"),
        (", applies_to: {级别: []}", "T021", "“级别”后面没有写类别，对谁都不适用"),
        (", by_class: 5", "S003", "by_class：应是一个列表，每条以“- ”开头，写 when 和要改的内容"),
        (", by_class: [{points: 3}]", "T022", "指标“1”的第 1 条 by_class 没有写 when（对哪类）"),
        (", by_class: [{when: {}, points: 3}]", "T022", "指标“1”的第 1 条 by_class 的 when 是空的"),
        (", by_class: [{when: {级别: [市]}}]", "T022", "指标“1”的第 1 条 by_class 没有写要改什么"),
        (", by_class: [{when: {级别: [市]}, name: 别名}]", "T022",
         "指标“1”的 by_class 里不能写 name：各类对象都一样"),
        (", applies_to: {级别: [县]}, by_class: [{when: {级别: [市]}, points: 3}]", "T024",
         "指标“1”的第 1 条 by_class 用不上：本指标不适用于级别 市"),
    ],
)  # fmt: skip
def test_each_fault_of_a_node_is_told(more, rule, what):
    assert (rule, what) in faults(node(more))


def test_a_node_that_is_there_for_nobody_is_told():
    body = (
        '- code: "1"\n  name: 甲\n  applies_to: {级别: [市]}\n  children:\n'
        '  - {code: "1.1", name: 乙, points: 5, rule: {type: met}, applies_to: {级别: [县]}}\n'
    )
    told = faults(body)
    assert any(rule == "T024" and "对哪一类对象都不适用" in what for rule, what in told)


def test_a_parent_has_no_rule_for_any_kind():
    body = (
        '- code: "1"\n  name: 甲\n  by_class: [{when: {级别: [市]}, rule: {type: met}}]\n  children:\n'
        '  - {code: "1.1", name: 乙, points: 5, rule: {type: met}}\n'
    )
    assert ("T010", "上级指标“1”不能写 rule") in faults(body)


@pytest.mark.parametrize(
    ("classes", "what"),
    [
        ("{级别: [], 地区: [山区]}", "classes：“级别”没有写有哪些类别"),
        ("{级别: [市, 县, 市]}", "classes：“级别”里“市”写了两次"),
    ],
)
def test_what_is_wrong_with_the_declaration_is_told(classes, what):
    head = HEAD.replace("{级别: [市, 县, 区], 地区: [山区, 平原]}", classes)
    assert ("T020", what) in faults(node(""), head)


def test_the_nearest_class_is_proposed():
    _, problems = read(node(", applies_to: {地区: [山]}"), HEAD)
    assert [item.fix for item in problems if item.rule == "T021"] == ["是不是“山区”？"]
    _, problems = read(node(", applies_to: {等级: [市]}"), HEAD)
    assert [item.fix for item in problems if item.rule == "T021"] == [
        "先在 classes 里声明“等级”和它的各个类别"
    ]


USED = HEAD + node(", applies_to: {级别: [市]}, by_class: [{when: {地区: [山区]}, points: 3}]")


def choice(level: str | None, tree: str = USED, **classes: str) -> list[tuple[str, str, str]]:
    tree_document, _ = read_bytes(Path("tree.yaml"), "tree.yaml", tree.encode())
    workspace, _ = read_bytes(Path("workspace.yaml"), "workspace.yaml", b"name: x\n")
    assert tree_document is not None
    assert workspace is not None
    kinds = kinds_of(tree_document.data)
    found = choice_faults(workspace, kinds, level, classes)
    return [(item.rule, item.what, item.fix) for item in found]


def test_a_choice_that_answers_everything_is_sound():
    assert choice("市", 地区="山区") == []
    assert choice(None, 级别="市", 地区="平原") == []


def test_what_is_not_chosen_is_asked_for_with_what_there_is():
    assert choice("市") == [
        (
            "W009",
            "指标按“地区”区分（1），classes 里没有选",
            "写 classes: {地区: …}，可选：山区、平原",
        )
    ]
    assert choice(None, 地区="山区") == [
        ("W009", "指标按“级别”区分（1），level 里没有选", "写 level: …，可选：市、县、区")
    ]


def test_a_class_that_the_tree_does_not_have_is_told_once():
    """The dimension has an answer, though none that counts: it is not asked for again."""
    assert choice("省", 地区="山区") == [
        ("W008", "“级别”里没有“省”这一类", "可选：市、县、区"),
    ]


def test_a_dimension_that_the_tree_does_not_declare_is_told():
    (first, *_) = choice("市", 地区="山区", 等级="甲")
    assert first == (
        "W007",
        "指标体系没有声明“等级”这种对象类别",
        "可选的有：级别（市、县、区）；地区（山区、平原）",
    )


def test_a_tree_without_classes_takes_none():
    plain = HEAD.replace("classes: {级别: [市, 县, 区], 地区: [山区, 平原]}\n", "") + node("")
    assert choice("市", plain, 地区="山区") == [
        ("W007", "指标体系没有声明“地区”这种对象类别", "这套体系不分对象类别，可以删去 classes")
    ]


def test_level_and_classes_must_not_contradict():
    found = choice("市", 级别="县", 地区="山区")
    assert ("W008", "classes 里的级别“县”与 level“市”不一致") in [item[:2] for item in found]
