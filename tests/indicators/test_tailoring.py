"""A tree's file cut to one kind of object."""

from __future__ import annotations

from pathlib import Path

import pytest

from scoring.indicators.tailoring import Tailored, tailored
from scoring.yamlio import Document, read_bytes

TEXT = """\
id: kinds
classes: {级别: [市, 县]}
vetoes:
- {code: V1, name: 严重违法}
- {code: V2, name: 草案被退回, applies_to: {级别: [市]}}
criteria:
- {type: total, min: 90, applies_to: {级别: [市]}}
- {type: total, min: 80, applies_to: {级别: [县]}}
indicators:
- code: "1"
  name: 依法履职
  children:
  - {code: "1.1", name: 公开, points: 5, by_class: [{when: {级别: [县]}, points: 3}]}
  - {code: "1.2", name: 立法, points: 4, applies_to: {级别: [市]}}
- code: "2"
  name: 立法计划
  applies_to: {级别: [市]}
  children:
  - {code: "2.1", name: 计划, points: 2}
"""


def document(text: str = TEXT) -> Document:
    found, _ = read_bytes(Path("tree.yaml"), "tree.yaml", text.encode())
    assert found is not None
    return found


def cut(**choice: str) -> Tailored:
    return tailored(document(), choice)


def codes(part: Tailored) -> list[str]:
    found = []
    stack = list(part.document.data["indicators"])
    while stack:
        node = stack.pop(0)
        found.append(node["code"])
        stack = [*node.get("children", []), *stack]
    return found


def test_what_does_not_apply_is_not_there_with_all_below_it():
    part = cut(级别="县")
    assert codes(part) == ["1", "1.1"]
    assert part.removed == {"1.2": "立法", "2": "立法计划", "2.1": "计划"}
    assert part.leaves == 2


def test_the_terms_of_the_class_lie_over_the_nodes_own():
    points = {
        级别: cut(级别=级别).document.data["indicators"][0]["children"][0]["points"]
        for 级别 in ("市", "县")
    }
    assert points == {"市": 5, "县": 3} or points == {"市": "5", "县": "3"}


def test_what_only_says_for_whom_is_gone_from_the_result():
    part = cut(级别="市")
    nodes = part.document.data["indicators"]
    assert "applies_to" not in nodes[1]
    assert "by_class" not in nodes[0]["children"][0]


def test_vetoes_and_conditions_go_by_kind_too():
    part = cut(级别="县")
    assert [veto["code"] for veto in part.document.data["vetoes"]] == ["V1"]
    assert part.vetoes == {"V2": "草案被退回"}
    assert [str(item["min"]) for item in part.document.data["criteria"]] == ["80"]


def test_a_dimension_that_is_not_chosen_leaves_everything_that_goes_by_it():
    part = cut()
    assert codes(part) == ["1", "1.1", "1.2", "2", "2.1"]
    assert (part.removed, part.vetoes) == ({}, {})


def test_the_parts_still_know_where_they_stand_in_the_file():
    part = cut(级别="市")
    where = part.document.where(("indicators", 1, "children", 0, "name"))
    assert where.line == TEXT.splitlines().index('  - {code: "2.1", name: 计划, points: 2}') + 1
    veto = cut(级别="县").document.where(("vetoes", 0, "name"))
    assert veto.line == 4


def test_a_parent_below_which_nothing_is_left_falls_away_and_says_so():
    text = TEXT.replace(
        '  - {code: "1.1", name: 公开, points: 5, by_class: [{when: {级别: [县]}, points: 3}]}\n',
        "",
    )
    part = tailored(document(text), {"级别": "县"})
    assert codes(part) == []
    assert [item.rule for item in part.problems] == ["T026"]


@pytest.mark.parametrize("key", ["vetoes", "criteria", "indicators"])
def test_what_is_no_list_is_left_to_whoever_reads_the_document(key):
    text = f"id: x\n{key}: 5\n"
    part = tailored(document(text), {"级别": "市"})
    assert str(part.document.data[key]) == "5"


def test_the_file_itself_is_not_changed():
    whole = document()
    tailored(whole, {"级别": "县"})
    assert [node["code"] for node in whole.data["indicators"]] == ["1", "2"]
