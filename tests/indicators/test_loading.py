"""A tree's file becomes a tree, and every fault of the file is told in one pass."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from samples import SOUND

from scoring.indicators.loading import load_tree
from scoring.indicators.model import IndicatorTree, Policy, due_text
from scoring.problems import Problem
from scoring.rules import JUDGED

HEAD = "id: sample\ntitle: 示例\nlevels: [一级, 二级]\n"


def loaded(folder: Path, text: str) -> tuple[IndicatorTree | None, list[Problem]]:
    path = folder / "tree.yaml"
    path.write_text(text, "utf-8")
    return load_tree(path, "tree.yaml")


def told(problems: list[Problem]) -> list[tuple[str, int | None]]:
    return [(item.rule, item.where.line) for item in problems]


def test_a_whole_tree(tmp_path: Path) -> None:
    tree, problems = loaded(tmp_path, SOUND["indicators/sample.yaml"])
    assert problems == []
    assert tree is not None
    assert (tree.id, tree.title, tree.points_basis) == ("sample", "示例指标体系", "estimate")
    assert [node.code for node in tree.walk()] == ["1", "1.1", "1.2", "2"]
    assert [node.code for node in tree.leaves()] == ["1.1", "1.2", "2"]
    assert [node.code for node in tree.path("1.2")] == ["1", "1.2"]
    assert sum(root.points for root in tree.roots if root.kind == "base") == 10
    leaf = tree.by_code["1.1"]
    assert (leaf.level, leaf.parent, leaf.lead, leaf.points) == (2, "1", ("县司法局",), Fraction(6))
    assert leaf.requirements is not None
    assert leaf.requirements[0].kinds == ("文件",)
    assert tree.by_code["1.2"].requirements is None
    assert tree.by_code["1"].requirements == ()
    assert tree.by_code["2"].kind == "bonus"
    assert leaf.line == 18


def test_one_level_is_a_tree_too(tmp_path: Path) -> None:
    """A leaf without a rule is judged; without points the tree has 100, shared equally."""
    tree, problems = loaded(
        tmp_path,
        'id: a\ntitle: b\nlevels: [项]\nindicators: [{code: "1", name: 甲}, {code: "2", name: '
        "乙}]\n",
    )
    assert problems == []
    assert tree is not None
    assert tree.points_basis == "equal"
    assert [node.points for node in tree.leaves()] == [Fraction(50), Fraction(50)]
    assert tree.by_code["1"].rule is JUDGED


def test_a_leaf_may_stand_at_any_level(tmp_path: Path) -> None:
    tree, problems = loaded(
        tmp_path,
        HEAD
        + 'indicators:\n- {code: "1", name: 甲, points: 5}\n'
        + '- {code: "2", name: 乙, children: [{code: "2.1", name: 丙, points: 5}]}\n',
    )
    assert problems == []
    assert tree is not None
    assert [node.level for node in tree.leaves()] == [1, 2]


def test_policies_owners_and_folds(tmp_path: Path) -> None:
    """
    The nearest policy wins, a leaf without a lead has its parent's, a folded block keeps its own
    scale.
    """
    text = HEAD + (
        "not_applicable: block\n"
        "indicators:\n"
        '- {code: "1", name: 甲, points: 40, fold: true, lead: 县司法局, not_applicable: spread, '
        "children: [\n"
        '   {code: "1.1", name: 乙, points: 60, not_applicable: {give: 1.5}},\n'
        '   {code: "1.2", name: 丙, points: 40, lead: [县教育局]}]}\n'
        '- {code: "2", name: 丁, points: 60, due: 持续推进}\n'
    )
    tree, problems = loaded(tmp_path, text)
    assert problems == []
    assert tree is not None
    assert tree.by_code["1.1"].policy == Policy("give", Fraction(3, 2))
    assert tree.by_code["1.2"].policy.kind == "spread"
    assert tree.by_code["2"].policy.kind == "block"
    assert tree.by_code["1.1"].lead == ("县司法局",)
    assert tree.by_code["1.2"].lead == ("县教育局",)
    folded = tree.by_code["1"]
    assert folded.record.fold
    assert folded.points / sum(child.points for child in folded.children) == Fraction(2, 5)
    assert due_text(tree.by_code["2"].record.due) == "持续推进"
    assert due_text(None) == ""


def test_every_fault_of_a_file_in_one_pass_and_the_rest_is_read(tmp_path: Path) -> None:
    """Each faulty line says by its comment which rule it breaks."""
    text = """\
id: 2026                                                   # Y007
title: 示例
levels: [一级, 二级]
nots_applicable: convert                                   # S001
grades: [{name: 优, from: 90}, {name: 优, from: 80}]       # T012
vetoes:
- {code: V1, name: 甲, at: 59}                             # T013
- {code: V1, name: 乙}                                     # T013
criteria:
- {type: totl, min: 90}                                    # S004
- {type: rate, min: 80%}                                   # S004
- {type: rate, min: 80%, level: 3}                         # S004
- {type: count, codes: [1.1], at_least: 1}                 # Y007
- {type: count, codes: ["1.1"], at_least: 2}               # S004
- {type: binding, tracks: claimed}                         # S001
- 全部达标                                                 # S004
indicators:
- code: "1"
  name: 甲
  points: 10                                               # T003
  rule: {type: met}                                        # T010
  evidence: none                                           # T010
  children:
  - {code: 1.1, name: 乙, points: 3}                       # Y007
  - {code: "1.1", name: 丙, points: 3}                     # T001
  - {code: a/b, name: 丁}                                  # S004
  - {code: "1.2", name: 戊, points: 3, rule: met}          # T005
  - {code: "1.3", name: 己, points: 3, rule: {type: ratio, ful_at: 90%}}  # T006
  - {code: "1.4", name: 庚, points: 2, evidence: 要}       # S003
- code: "2"
  name: 辛
  kind: bonus
  points: 2
  children:
  - {code: "2.1", name: 壬, kind: penalty}                 # T015
  - code: "2.2"
    name: 癸
    children: [{code: "2.2.1", name: 子}]                  # T002
- 不是指标                                                 # S003
- {code: "3", name: 丑, points: 1, due: 明天}              # S004
- {code: "4", name: 寅, points: 1, not_applicable: {give: 2}}  # T014
- {code: "5", name: 卯, points: 1, not_applicable: skip}   # S004
"""
    expected = {
        (line.split("# ")[1].strip(), at)
        for at, line in enumerate(text.splitlines(), 1)
        if "# " in line
    }
    tree, problems = loaded(tmp_path, text)
    assert set(told(problems)) == expected
    assert tree is not None
    assert set(tree.by_code) == {
        "1",
        "1.1",
        "1.2",
        "1.3",
        "1.4",
        "2",
        "2.1",
        "2.2",
        "2.2.1",
        "3",
        "4",
        "5",
    }
    assert tree.by_code["1.2"].rule is None, "a leaf whose rule is faulty is not scored by another"
    assert tree.by_code["1.3"].rule is None, "nor by what is left of it"
    assert [type(criterion).__name__ for criterion in tree.criteria] == [
        "Rate",
        "Rate",
        "AtLeast",
        "AtLeast",
        "Binding",
    ]


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("", ["Y010"]),
        ("# 空\n", ["Y010"]),
        ("- 一\n- 二\n", ["S003"]),
        (HEAD, ["T016"]),
        (HEAD + "indicators: []\n", ["T016"]),
        (HEAD + "indicators: 无\n", ["S003", "T016"]),
        ("id: a\ntitle: b\nindicators: []\n", ["S002"]),
        ("id: a\ntitle: b\nlevels: [一, 二, 三, 四]\nindicators: []\n", ["S004"]),
    ],
)
def test_files_without_a_tree(tmp_path: Path, text: str, rules: list[str]) -> None:
    tree, problems = loaded(tmp_path, text)
    assert tree is None
    assert [item.rule for item in problems] == rules


def test_a_missing_file(tmp_path: Path) -> None:
    tree, problems = load_tree(tmp_path / "no.yaml", "no.yaml")
    assert tree is None
    assert [item.rule for item in problems] == ["Y001"]


def test_the_advice_names_the_nearest_word(tmp_path: Path) -> None:
    text = (
        HEAD
        + 'criteria: [{type: count, codes: ["11"], at_least: 1}]\n'
        + 'indicators: [{code: "1.1", name: 甲, points: 1, rule: {type: rati}}]\n'
    )
    _, problems = loaded(tmp_path, text)
    assert [(item.rule, item.fix) for item in problems] == [
        ("T005", "是不是“ratio”？"),
        ("T009", "是不是“1.1”？"),
    ]


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        (Policy("convert"), "移出总分，总分按比例折算"),
        (Policy("full"), "按满分计"),
        (Policy("give", Fraction(3, 2)), "按 1.5 分计"),
    ],
)
def test_a_policy_in_words(policy: Policy, said: str) -> None:
    assert str(policy) == said
