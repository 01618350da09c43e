"""The form of a finding for each kind of rule, and the entry that its fields stand for.

rule: {type: deduct, cases: [{name: 逾期, points: 1, max: 3}, {name: 漏报, points: 2, zero_at: 2}]}
entry: {counts: {逾期: 1, 漏报: 0}}  ⇄  counts.0=1, counts.1=0
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
import samples

from scoring.indicators.loading import load_tree
from scoring.indicators.model import Indicator
from scoring.workbench.forms import MOST_AWARDS, SPARE_AWARDS, Field, fields_of, finding_from

RULES = {
    "met": "{type: met}",
    "checklist": "{type: checklist, items: [{name: 方案, key: true}, {name: 台账}, {name: 总结}]}",
    "deduct": (
        "{type: deduct, cases: [{name: 逾期, points: 1, max: 3}, {name: 漏报, points: 2, zero_at: 2}]}"
    ),
    "ratio": "{type: ratio}",
    "threshold": "{type: threshold, at: 90, loss: 1, per: 1}",
    "bands": (
        "{type: bands, bands: [{to: 60%, points: 0}, {from: 60%, to: 90%, points: 3}, "
        "{from: 90%, points: 6}]}"
    ),
    "grade": "{type: grade, grades: {优: 100%, 良: 80%}}",
    "survey": "{type: survey, options: {满意: 100, 一般: 60}}",
    "rank": "{type: rank, table: [6, 5, 4]}",
    "to_first": "{type: rank, to_first: true}",
    "ladder": "{type: ladder, steps: {国家级: 5, 省级: 3}}",
    "sample": "{type: sample, any_fail: zero}",
    "mean": "{type: mean, full: 100}",
    "external": "{type: external, full: 100}",
    "judged": "{type: judged, max: 4}",
}


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Indicator]:
    """One leaf for each kind of rule."""
    lines = "".join(
        f'- {{code: "{number}", name: {kind}, points: 6, rule: {rule}}}\n'
        for number, (kind, rule) in enumerate(RULES.items(), 1)
    )
    head = samples.SOUND["indicators/sample.yaml"].split("indicators:\n")[0]
    head = head.replace("[一级指标, 二级指标]", "[一级指标]").replace(
        'codes: ["1"], ', "level: 1, "
    )
    path = tmp_path_factory.mktemp("tree") / "tree.yaml"
    path.write_text(f"{head}indicators:\n{lines}", "utf-8")
    tree, problems = load_tree(path, "tree.yaml")
    assert tree is not None, problems
    return {node.name: node for node in tree.leaves()}


Nodes = Mapping[str, Indicator]


def shown(node: Indicator, entry: Mapping[str, Any]) -> dict[str, Any]:
    """Field name → what it is filled with."""
    return {field.name: field.value for field in fields_of(node, entry)}


CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "met": ({"met": True}, {"met": "true"}),
    "checklist": ({"has": ["方案", "台账"]}, {"has": ["方案", "台账"]}),
    "deduct": ({"counts": {"逾期": 1, "漏报": 0}}, {"counts.0": "1", "counts.1": "0"}),
    "ratio": ({"done": 9, "of": 10}, {"done": "9", "of": "10", "value": ""}),
    "bands": ({"value": "96%"}, {"done": "", "of": "", "value": "96"}),
    "threshold": ({"value": "92.5"}, {"done": "", "of": "", "value": "92.5"}),
    "grade": ({"grade": "良"}, {"grade": "良"}),
    "survey": ({"votes": {"满意": 120, "一般": 0}}, {"votes.0": "120", "votes.1": "0"}),
    "rank": ({"rank": 2, "of": 14}, {"rank": "2", "of": "14"}),
    "to_first": ({"value": 80, "best": 96}, {"value": "80", "best": "96"}),
    "sample": ({"checked": 20, "failed": 1}, {"checked": "20", "failed": "1"}),
    "mean": ({"values": [96, 88, "90.5"]}, {"values": "96 88 90.5"}),
    "external": ({"score": 88}, {"score": "88"}),
    "judged": ({"score": 3, "reason": "台账不全"}, {"score": "3", "reason": "台账不全"}),
}
"""Kind → an entry of the file, and the fields that show it."""


@pytest.mark.parametrize("kind", CASES)
def test_a_form_shows_what_the_file_says(nodes: Nodes, kind: str) -> None:
    entry, fields = CASES[kind]
    assert shown(nodes[kind], entry) == fields


@pytest.mark.parametrize("kind", CASES)
def test_what_a_form_shows_is_the_same_entry_when_it_comes_back(nodes: Nodes, kind: str) -> None:
    entry, fields = CASES[kind]
    assert finding_from(nodes[kind], fields) == entry


@pytest.mark.parametrize("kind", RULES)
def test_an_empty_form_stands_for_nothing(nodes: Nodes, kind: str) -> None:
    assert finding_from(nodes[kind], {}) == {}
    fields = {name: "" for name in shown(nodes[kind], {}) if name not in {"has", "awards"}}
    assert finding_from(nodes[kind], fields) == {}


@pytest.mark.parametrize("kind", RULES)
def test_a_file_with_something_odd_still_has_a_form(nodes: Nodes, kind: str) -> None:
    for odd in ("多", ["多"], {"多": "1"}, None):
        keys = ("met", "has", "counts", "done", "of", "value", "grade", "votes", "rank", "awards")
        assert fields_of(nodes[kind], dict.fromkeys((*keys, "values", "score"), odd))


# -- kind by kind


def field(nodes: Nodes, kind: str, name: str) -> Field:
    return next(one for one in fields_of(nodes[kind], {}) if one.name == name)


@pytest.mark.parametrize(
    ("value", "chosen"),
    [(True, "true"), ("True", "true"), (False, "false"), ("no", "false"), (None, "")],
)
def test_met_is_yes_no_or_open(nodes: Nodes, value: Any, chosen: str) -> None:
    assert shown(nodes["met"], {"met": value}) == {"met": chosen}


@pytest.mark.parametrize("word", ["maybe", "", ["true"], {"a": 1}])
def test_met_takes_its_two_words_alone(nodes: Nodes, word: Any) -> None:
    assert finding_from(nodes["met"], {"met": word}) == {}


def test_a_checklist_says_what_each_thing_is_worth(nodes: Nodes) -> None:
    hints = {option.value: option.hint for option in field(nodes, "checklist", "has").options}
    assert hints["方案"] == "关键项，缺了不得分"
    assert hints["台账"].endswith("%")


def test_a_checklist_without_a_tick_says_that_nothing_is_there(nodes: Nodes) -> None:
    assert finding_from(nodes["checklist"], {"has.none": "1"}) == {"has": []}
    assert finding_from(nodes["checklist"], {"has": "方案"}) == {"has": ["方案"]}


def test_a_case_says_what_it_costs_at_most(nodes: Nodes) -> None:
    assert field(nodes, "deduct", "counts.0").hint == "每次扣 1 分，最多扣 3 分"
    assert field(nodes, "deduct", "counts.1").hint == "每次扣 2 分，2 次不得分"


def test_a_case_that_was_left_out_happened_never(nodes: Nodes) -> None:
    assert finding_from(nodes["deduct"], {"counts.0": "2"}) == {"counts": {"逾期": 2, "漏报": 0}}


def test_both_ways_of_writing_an_amount_are_kept_for_the_rule_to_judge(nodes: Nodes) -> None:
    fields = {"done": "9", "of": "10", "value": "90"}
    assert finding_from(nodes["bands"], fields) == {"done": 9, "of": 10, "value": "90%"}


@pytest.mark.parametrize("value", ["96", "96%", "９６", "96％"])
def test_a_share_is_a_percentage_however_it_is_typed(nodes: Nodes, value: str) -> None:
    entry = finding_from(nodes["bands"], {"value": value})
    assert entry["value"].translate(str.maketrans("９６％", "96%")) == "96%"


def test_a_plain_value_stays_plain(nodes: Nodes) -> None:
    assert field(nodes, "threshold", "value").unit == ""
    assert field(nodes, "bands", "value").unit == "%"
    assert finding_from(nodes["threshold"], {"value": "９２．５"}) == {"value": "92.5"}


@pytest.mark.parametrize("parting", [" ", ",", "，", "、", "；", "\n", " , "])
def test_several_values_are_parted_as_people_part_them(nodes: Nodes, parting: str) -> None:
    assert finding_from(nodes["mean"], {"values": f"96{parting}88"}) == {"values": [96, 88]}


def test_awards_have_blank_rows_to_be_filled_in(nodes: Nodes) -> None:
    entry = {"awards": [{"matter": "法治政府示范", "level": "省级"}]}
    rows = shown(nodes["ladder"], entry)["awards"]
    assert rows[0] == {"matter": "法治政府示范", "level": "省级"}
    assert rows[1:] == [{"matter": "", "level": ""}] * SPARE_AWARDS


def test_awards_come_back_without_the_blank_rows(nodes: Nodes) -> None:
    fields = {"awards.0.matter": "示范", "awards.0.level": "省级", "awards.1.matter": " "}
    assert finding_from(nodes["ladder"], fields) == {
        "awards": [{"matter": "示范", "level": "省级"}]
    }
    assert finding_from(nodes["ladder"], {"awards.none": "1"}) == {"awards": []}
    beyond = {f"awards.{MOST_AWARDS}.matter": "示范"}
    assert finding_from(nodes["ladder"], beyond) == {}


def test_a_word_that_looks_like_a_number_stays_a_word(nodes: Nodes) -> None:
    assert finding_from(nodes["grade"], {"grade": "1"}) == {"grade": "1"}
    assert finding_from(nodes["judged"], {"score": "1", "reason": "2"}) == {
        "score": 1,
        "reason": "2",
    }


def test_an_assessor_gives_at_most_what_the_rule_or_the_indicator_is_worth(nodes: Nodes) -> None:
    assert field(nodes, "judged", "score").unit == "/ 4"
    assert nodes["judged"].points == Fraction(6)


# -- what every form has


def test_what_does_not_apply_says_why_and_by_whose_word(nodes: Nodes) -> None:
    fields = {
        "how": "not_applicable",
        "not_applicable": " 本级无此职权 ",
        "approved_by": "李明",
        "done": "9",
    }
    assert finding_from(nodes["ratio"], fields) == {
        "not_applicable": "本级无此职权",
        "approved_by": "李明",
    }


def test_a_note_goes_along(nodes: Nodes) -> None:
    fields = {"done": "9", "of": "10", "note": "以平台为准"}
    assert finding_from(nodes["ratio"], fields)["note"] == "以平台为准"


def test_of_a_field_that_came_twice_the_last_counts(nodes: Nodes) -> None:
    assert finding_from(nodes["ratio"], {"done": ["1", "9"], "of": []}) == {"done": 9}


def test_numbers_with_fifteen_digits_are_numbers_and_longer_ones_texts(nodes: Nodes) -> None:
    assert finding_from(nodes["ratio"], {"done": "9" * 15})["done"] == int("9" * 15)
    assert finding_from(nodes["ratio"], {"done": "9" * 16})["done"] == "9" * 16


def test_the_tree_may_name_what_is_counted(tmp_path: Any) -> None:
    text = samples.SOUND["indicators/sample.yaml"].replace(
        "rule: {type: ratio}",
        "rule: {type: ratio, quantities: {done: {label: 按期答复, unit: 件}}}",
    )
    (tmp_path / "tree.yaml").write_text(text, "utf-8")
    tree, _ = load_tree(tmp_path / "tree.yaml", "tree.yaml")
    assert tree is not None
    done, of, _ = fields_of(tree.by_code["1.1"], {"done": 9, "of": 10})
    assert (done.label, done.unit, done.value) == ("按期答复", "件", "9")
    assert of.label == "总数"
