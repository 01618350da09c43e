"""For which kinds of object an indicator is there, in words."""

from __future__ import annotations

import pytest
from tree_texts import sound

from scoring.indicators.class_terms import class_lines

HEAD = """\
id: kinds
title: 分类示例
levels: [一级, 二级]
classes: {级别: [市, 县, 区]}
points: {basis: estimate}
indicators:
"""


def lines(more: str) -> tuple[str, ...]:
    body = (
        '- code: "1"\n  name: 依法履职\n  points: 5\n  children:\n'
        '  - {code: "1.1", name: 公开, points: 5, rule: {type: ratio}' + more + "}\n"
    )
    return class_lines(sound(body, HEAD).by_code["1.1"])


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("", ()),
        (", by_class: [{when: {级别: [市]}, text: 全部公开}]", ("级别 市：标准 全部公开",)),
        (", by_class: [{when: {级别: [市, 县]}, binding: true}]", ("级别 市、县：性质 约束性",)),
        (", by_class: [{when: {级别: [市]}, lead: [市司法局]}]", ("级别 市：牵头单位 市司法局",)),
        (", by_class: [{when: {级别: [市]}, due: 2026-12-31}]", ("级别 市：完成时限 2026-12-31",)),
        (", by_class: [{when: {级别: [市]}, methods: [材料审查, 实地核验]}]",
         ("级别 市：测评方式 材料审查、实地核验",)),
    ],
)  # fmt: skip
def test_each_term_of_a_class_is_said_with_its_label(more, said):
    assert lines(more) == said


def test_a_rule_of_a_class_is_said_as_a_sentence():
    (line,) = lines(", by_class: [{when: {级别: [市]}, rule: {type: ratio, full_at: 95%}}]")
    assert line.startswith("级别 市：")
    assert "95" in line


def test_a_node_that_is_not_there_for_all_says_for_whom_it_is():
    body = (
        '- {code: "1", name: 公开, points: 5, rule: {type: met}, applies_to: {级别: [县, 区]}}\n'
        '- {code: "2", name: 监督, points: 5, rule: {type: met}}\n'
    )
    tree = sound(body, HEAD)
    assert class_lines(tree.by_code["1"]) == ("适用：级别 县、区",)
    assert class_lines(tree.by_code["2"]) == ()
