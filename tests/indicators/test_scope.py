"""A tree that knows kinds of object: what is declared, what goes by it, and every combination
checked on its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from scoring.documents.registry import Wishes, rendered
from scoring.documents.tree_document import tree_page, tree_report
from scoring.indicators.comparison import compare
from scoring.indicators.importing.emit import emit
from scoring.indicators.loading import load_tree
from scoring.indicators.model import IndicatorTree
from scoring.indicators.scope import MOST, Kinds, UnknownClassError, combinations, pick
from scoring.problems import Problem
from scoring.rules.ratio import Ratio
from scoring.yamlio import parse

DAY = date(2026, 11, 22)
HEAD = """\
id: kinds
title: 分类示例
levels: [一级, 二级]
classes: {级别: [市, 县, 区], 地区: [山区, 平原]}
points: {basis: estimate}
vetoes:
- {code: V1, name: 严重违法}
- {code: V2, name: 草案被退回, applies_to: {级别: [市]}}
criteria:
- {type: rate, codes: ["1.2", "1.1"], min: 80%}
- {type: count, codes: ["1.2"], at_least: 1}
- {type: total, min: 90, applies_to: {级别: [市]}}
indicators:
"""
BODY = """\
- code: "1"
  name: 依法履职
  lead: [办公室]
  children:
  - code: "1.1"
    name: 网上办理
    points: 6
    rule: {type: ratio, full_at: 95%, zero_below: 50%}
    evidence: [{name: 清单}]
    by_class:
    - {when: {地区: [山区]}, points: 4, rule: {full_at: 85%}, lead: [司法局], due: 2026-12-31}
    - {when: {地区: [平原], 级别: [市]}, rule: {type: met}, evidence: none}
  - {code: "1.2", name: 立法质量, points: 4, applies_to: {级别: [市]}}
  - {code: "1.3", name: 乡镇执法, points: 3, applies_to: {级别: [县, 区]}}
- code: "2"
  name: 山区巡回
  points: 2
  applies_to: {地区: [山区]}
  children: [{code: "2.1", name: 巡回办理}, {code: "2.2", name: 巡回审判}]
"""


def read(
    folder: Path, text: str = HEAD + BODY, choice: Mapping[str, str] | None = None
) -> tuple[IndicatorTree, list[Problem]]:
    path = folder / "kinds.yaml"
    path.write_text(text, "utf-8")
    tree, problems = load_tree(path, path.name, None if choice is None else lambda _: choice)
    assert tree is not None
    return tree, problems


def cut(folder: Path, level: str, region: str) -> IndicatorTree:
    tree, problems = read(folder, choice={"级别": level, "地区": region})
    assert problems == []
    return tree


def told(problems: list[Problem]) -> list[tuple[str, int | None]]:
    return [(item.rule, item.where.line) for item in problems]


def changed(old: str, new: str) -> str:
    assert old in HEAD + BODY, old
    return (HEAD + BODY).replace(old, new, 1)


def test_the_whole_tree_is_sound_for_every_kind(tmp_path: Path) -> None:
    tree, problems = read(tmp_path)
    assert problems == []
    assert (tree.classes, tree.scope.chosen) == ({}, None)
    assert list(tree.by_code) == ["1", "1.1", "1.2", "1.3", "2", "2.1", "2.2"]
    assert tree.by_code["1.3"].record.applies_to == {"级别": ("县", "区")}
    assert [item.keys for item in tree.by_code["1.1"].variants] == [
        ("points", "rule", "lead", "due"),
        ("rule", "evidence"),
    ]


@pytest.mark.parametrize(
    ("level", "region", "points", "removed", "leaves"),
    [
        ("市", "平原", {"1": 10, "1.1": 6, "1.2": 4}, ["1.3", "2", "2.1", "2.2"], 3),
        ("县", "平原", {"1": 9, "1.1": 6, "1.3": 3}, ["1.2", "2", "2.1", "2.2"], 3),
        ("区", "山区", {"1": 7, "1.1": 4, "1.3": 3, "2": 2, "2.1": 1, "2.2": 1}, ["1.2"], 1),
    ],
)
def test_a_node_that_does_not_apply_is_not_there_with_all_below_it(
    tmp_path: Path, level: str, region: str, points: dict[str, int], removed: list[str], leaves: int
) -> None:
    tree = cut(tmp_path, level, region)
    assert {code: node.points for code, node in tree.by_code.items()} == points
    assert (list(tree.scope.removed), tree.scope.leaves) == (removed, leaves)
    assert tree.not_assessed(removed[0])
    assert tree.not_assessed("1.1") is None
    assert tree.not_assessed("9") is None


def test_the_terms_of_a_class_lie_over_the_nodes_own(tmp_path: Path) -> None:
    hills, city, plain = (
        cut(tmp_path, "县", "山区"),
        cut(tmp_path, "市", "平原"),
        cut(tmp_path, "县", "平原"),
    )
    rule = hills.by_code["1.1"].rule
    assert isinstance(rule, Ratio)
    assert rule.zero_below is not None
    assert (rule.full_at.value, rule.zero_below.value) == (Fraction(17, 20), Fraction(1, 2))
    assert (hills.by_code["1.1"].lead, hills.by_code["1.1"].record.due) == (
        ("司法局",),
        date(2026, 12, 31),
    )
    assert hills.by_code["1.1"].requirements == plain.by_code["1.1"].requirements
    assert (type(city.by_code["1.1"].rule).__name__, city.by_code["1.1"].requirements) == (
        "Met",
        (),
    )
    assert plain.by_code["1.1"].lead == ("办公室",)


def test_criteria_and_vetoes_go_by_kind_and_forget_nodes_that_are_not_there(tmp_path: Path) -> None:
    city, county = cut(tmp_path, "市", "平原"), cut(tmp_path, "县", "平原")
    assert [item.type for item in city.criteria] == ["rate", "count", "total"]
    assert [item.type for item in county.criteria] == ["rate", "count"]
    assert [getattr(item, "codes", ()) for item in county.criteria] == [("1.1",), ("1.2",)]
    assert [item.code for item in county.head.vetoes] == ["V1"]
    assert county.scope.vetoes == {"V2": "草案被退回"}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("[山区, 平原]", "[]", "T020"),
        ("[山区, 平原]", "[山区, 山区]", "T020"),
        ("applies_to: {级别: [县, 区]}", "applies_to: {级别: [县, 州]}", "T021"),
        ("applies_to: {级别: [县, 区]}", "applies_to: {级次: [县]}", "T021"),
        ("草案被退回, applies_to: {级别: [市]}", "草案被退回, applies_to: {级别: [省]}", "T021"),
        ("min: 90, applies_to: {级别: [市]}", "min: 90, applies_to: {级别: [省]}", "T021"),
        ("{when: {地区: [山区]}, points", "{when: {地区: [丘陵]}, points", "T021"),
        ("{when: {地区: [山区]}, points", "{points", "T022"),
        ("{when: {地区: [山区]}, points", "{when: {}, points", "T022"),
        (", rule: {type: met}, evidence: none", "", "T022"),
        (", rule: {type: met}, evidence: none", ", code: x", "T022"),
        ("{when: {地区: [平原], 级别: [市]}", "{when: {级别: [市]}", "T023"),
        (
            "points: 3, applies_to",
            "points: 3, by_class: [{when: {级别: [市]}, points: 1}], applies_to",
            "T024",
        ),
        (
            '{code: "2.1", name: 巡回办理}',
            '{code: "2.1", name: 巡回办理, applies_to: {地区: [平原]}}',
            "T024",
        ),
        ("rule: {full_at: 85%}", "rule: {full_att: 85%}", "T006"),
        ("rule: {full_at: 85%}", "rule: {full_at: 很高}", "T006"),
        ("lead: [司法局], due", "leed: [司法局], due", "S001"),
        ("due: 2026-12-31}", "due: 年底}", "S004"),
        ("by_class:\n", "by_class: 山区\n    methods:\n", "S003"),
        ("applies_to: {级别: [县, 区]}", "applies_to: 县", "S003"),
        (
            "  lead: [办公室]\n",
            "  lead: [办公室]\n  by_class: [{when: {级别: [市]}, rule: {type: met}}]\n",
            "T010",
        ),
    ],
)
@pytest.mark.parametrize(
    "choice", [None, {"级别": "区", "地区": "平原"}], ids=["whole", "other class"]
)
def test_each_fault_is_told_once_where_it_stands(
    tmp_path: Path, old: str, new: str, expected: str, choice: dict[str, str] | None
) -> None:
    """Also in a tree that is cut to a kind which the faulty passage does not concern."""
    text = changed(old, new)
    _, problems = read(tmp_path, text, choice)
    found = [item for item in problems if item.rule == expected]
    assert len(found) == len(set(found)) >= 1, told(problems)
    line = text[: text.index(new)].count("\n") + 1 if new else None
    assert line is None or found[0].where.line in (line, line + 1)
    assert len(problems) == len(set(problems))


def test_a_sum_that_disagrees_for_one_kind_names_it(tmp_path: Path) -> None:
    """10 = 6 + 4 for a city of the plain; a county has 9, the mountains 7 or 8."""
    text = changed("  lead: [办公室]\n", "  points: 10\n  lead: [办公室]\n")
    _, problems = read(tmp_path, text)
    assert {item.rule for item in problems} == {"T003"}
    said = sorted(item.what for item in problems)
    assert [what.split("，")[1] for what in said] == [
        "下级合计 7 分",
        "下级合计 8 分",
        "下级合计 9 分",
    ]
    assert said[0].endswith("（对象类别：级别 县、地区 山区；级别 区、地区 山区）")
    assert read(tmp_path, text, {"级别": "市", "地区": "平原"})[1] == []
    (only,) = read(tmp_path, text, {"级别": "县", "地区": "平原"})[1]
    assert only.what.endswith("相差 1 分（对象类别：级别 县、地区 平原）")


def test_points_of_the_parent_may_be_given_by_class(tmp_path: Path) -> None:
    per_class = """\
  points: 10
  by_class:
  - {when: {级别: [县, 区], 地区: [平原]}, points: 9}
  - {when: {级别: [县, 区], 地区: [山区]}, points: 7}
  - {when: {级别: [市], 地区: [山区]}, points: 8}
  lead: [办公室]
"""
    assert read(tmp_path, changed("  lead: [办公室]\n", per_class))[1] == []


def test_a_parent_with_nothing_left_below_it_falls_away_and_says_so(tmp_path: Path) -> None:
    text = changed(
        '  applies_to: {地区: [山区]}\n  children: [{code: "2.1", name: 巡回办理}, {code: "2.2", '
        "name: 巡回审判}]",
        '  children: [{code: "2.1", name: 巡回办理, applies_to: {地区: [山区]}}]',
    )
    tree, problems = read(tmp_path, text, {"级别": "市", "地区": "平原"})
    assert [item.rule for item in problems] == ["T026"]
    assert list(tree.scope.removed) == ["1.3", "2.1", "2"]
    assert "2" not in tree.by_code


def test_a_class_that_is_not_chosen_leaves_everything_that_goes_by_it(tmp_path: Path) -> None:
    tree, problems = read(tmp_path, choice={"级别": "县"})
    assert problems == []
    assert list(tree.by_code) == ["1", "1.1", "1.3", "2", "2.1", "2.2"]
    assert tree.by_code["1.1"].points == 6
    assert tree.scope.kinds.open({"级别": "县"}) == ["地区"]


def test_a_tree_without_classes_is_read_as_before(tmp_path: Path) -> None:
    text = 'id: a\ntitle: b\nlevels: [项]\nindicators: [{code: "1", name: 甲}]\n'
    tree, problems = read(tmp_path, text, {"级别": "县"})
    assert (problems, tree.scope.facts, tree.classes) == ([], (), {})


def test_combinations_are_bounded_and_hold_every_value(tmp_path: Path) -> None:
    declared = {f"维{at}": tuple(f"{at}之{value}" for value in range(4)) for at in range(4)}
    kinds = Kinds(declared, dict.fromkeys(declared, ("1",)), marked=True)
    found, whole = combinations(kinds)
    assert (len(found), whole) == (MOST, 256)
    assert len({tuple(item.items()) for item in found}) == MOST
    for name, values in declared.items():
        assert {item[name] for item in found} == set(values)
    assert combinations(Kinds(declared, {"维1": ("1",)}, marked=True))[1] == 4, (
        "a class that nothing goes by counts for none"
    )


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("山区", "县"), {"级别": "县", "地区": "山区"}),
        (("地区=山区",), {"地区": "山区"}),
        (("地区＝山区",), {"地区": "山区"}),
        (("山丘",), "没有“山丘”"),
        (("山区", "平原"), "只能选一个"),
        (("级别=山区",), "没有“级别=山区”"),
        (("通用",), "都有"),
    ],
)
def test_words_pick_a_kind(words: tuple[str, ...], expected: object) -> None:
    kinds = Kinds({"级别": ("市", "县", "通用"), "地区": ("山区", "平原", "通用")})
    if isinstance(expected, str):
        with pytest.raises(UnknownClassError, match=expected):
            pick(kinds, words)
    else:
        assert pick(kinds, words) == expected


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "applies_to: {级别: [县, 区]}",
            "applies_to: {级别: [县]}",
            "适用对象：级别 县、区 → 级别 县",
        ),
        ("rule: {full_at: 85%}", "rule: {full_at: 80%}", "达到 80% 得满分"),
        (", due: 2026-12-31}", "}", "分类规定："),
        ("{级别: [市, 县, 区],", "{级别: [市, 县, 区, 旗],", "级别 市、县、区、旗"),
        ("min: 90, applies_to: {级别: [市]}", "min: 90", "适用：级别 市"),
        ("草案被退回, applies_to: {级别: [市]}", "草案被退回", "适用：级别 市"),
    ],
)
def test_a_comparison_sees_every_change_of_kinds(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    one, other = read(tmp_path)[0], read(tmp_path, changed(old, new))[0]
    found = compare(one, other)
    assert not found.equal
    words = [detail for row in found.rows for detail in row.details]
    words += [f"{item.old} → {item.new}" for item in found.head]
    assert any(said in word for word in words), words
    assert compare(one, read(tmp_path)[0]).equal


def test_the_writer_of_trees_keeps_classes(tmp_path: Path) -> None:
    data = parse(HEAD + BODY, "kinds.yaml")[0]
    written = emit(data, [])
    assert parse(written, "kinds.yaml")[0] == data
    assert compare(read(tmp_path)[0], read(tmp_path, written)[0]).equal


def test_the_document_of_a_cut_tree_shows_it_alone_and_says_so(tmp_path: Path) -> None:
    whole = rendered(tree_page(read(tmp_path)[0], DAY), "html", Wishes(DAY), None).decode()
    cut_ = rendered(tree_page(cut(tmp_path, "县", "平原"), DAY), "html", Wishes(DAY), None).decode()
    assert '<td class="mid">9至10</td>' in whole, "10 for a city, 9 for a county"
    assert "适用：级别 市" in whole
    assert "地区 山区：4 分" in whole
    assert "导入时不会带回" in whole
    assert "立法质量" not in cut_
    assert "适用：" not in cut_
    assert "级别 县、地区 平原" in cut_
    assert "本对象不适用的指标 3 项，按体系规定不计入" in cut_
    facts = dict(tree_report(cut(tmp_path, "县", "平原"), DAY).cover.facts)
    assert facts["对象类别"] == "级别 县、地区 平原"


def test_the_example_in_the_manual_is_sound(tmp_path: Path) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "scope.md").read_text("utf-8")
    block = page.split("```yaml\n# 文件：indicators/分类小例.yaml\n")[1].split("```")[0]
    tree, problems = read(tmp_path, block)
    assert problems == []
    assert combinations(tree.scope.kinds)[1] == 12
    hills, problems = read(tmp_path, block, {"级别": "县", "性质": "政府", "地区": "山区"})
    assert (problems, list(hills.scope.removed)) == ([], ["1.2"])
    assert sum(root.points for root in hills.roots) == 24
