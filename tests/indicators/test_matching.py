"""Which indicator of a new edition is which of the old one."""

from __future__ import annotations

import pytest
from tree_texts import block, leaf, sound

from scoring.indicators.matching import Matching


def text(words: str) -> str:
    return f", text: {words}"


OLD = block(
    "1",
    "依法履职",
    leaf("1.1", "网上办理比例", "6", text("核对审批系统导出的目录和办理记录按比例计分")),
    leaf("1.2", "政务公开到位", "4"),
) + block("2", "依法决策", leaf("2.1", "重大决策听取意见"))


def matched(new: str, old: str = OLD) -> Matching:
    return Matching(sound(old), sound(new))


def pairs(found: Matching) -> dict[str, tuple[str, str]]:
    return {code: (pair.new.code, pair.certainty) for code, pair in found.pairs.items()}


def test_a_tree_matches_itself_surely():
    assert pairs(matched(OLD)) == {code: (code, "sure") for code in ("1", "1.1", "1.2", "2", "2.1")}


def test_a_name_that_stands_once_on_each_side_is_sure_whatever_its_code():
    new = OLD.replace('"1.2"', '"1.9"')
    assert pairs(matched(new))["1.2"] == ("1.9", "sure")


def test_a_criterion_that_stands_once_is_sure_under_another_name():
    new = OLD.replace("网上办理比例", "一网通办水平")
    assert pairs(matched(new))["1.1"] == ("1.1", "sure")


def test_a_name_that_only_looks_alike_is_probable():
    new = OLD.replace("政务公开到位", "政务公开及时到位")
    assert pairs(matched(new))["1.2"] == ("1.2", "probable")


def test_a_name_that_has_nothing_in_common_is_no_pair():
    new = OLD.replace("政务公开到位", "案卷评查")
    found = matched(new)
    assert "1.2" not in found.pairs
    assert "1.2" not in found.partner


NAMESAKES = block("1", "依法履职", leaf("1.1", "组织领导")) + block(
    "2", "依法决策", leaf("2.1", "组织领导")
)


def test_namesakes_keep_to_their_parents():
    found = matched(NAMESAKES.replace('"1.1"', '"1.7"').replace('"2.1"', '"2.7"'), NAMESAKES)
    assert (pairs(found)["1.1"], pairs(found)["2.1"]) == (("1.7", "sure"), ("2.7", "sure"))


def test_of_namesakes_the_one_with_the_same_code_is_meant():
    old = block("1", "依法履职", leaf("1.1", "组织领导"), leaf("1.2", "组织领导"))
    new = block("1", "依法履职", leaf("1.2", "组织领导"), leaf("1.3", "组织领导"))
    assert pairs(matched(new, old))["1.2"] == ("1.2", "sure")


def test_a_leaf_that_became_a_parent_of_its_name_was_split():
    head = "id: small\ntitle: 示例\nlevels: [一级, 二级, 三级]\npoints: {basis: estimate}\nindicators:\n"
    old = block("1", "依法履职", leaf("1.1", "政务公开"))
    new = (
        '- code: "1"\n  name: 依法履职\n  children:\n  - code: "1.1"\n    name: 政务公开\n    children:\n'
        '    - {code: "1.1.1", name: 主动公开, points: 3, rule: {type: met}}\n'
        '    - {code: "1.1.2", name: 依申请公开, points: 2, rule: {type: met}}\n'
    )
    found = Matching(sound(old, head), sound(new, head))
    ((group),) = found.splits
    assert group.whole.code == "1.1"
    assert {part.code for part in group.parts} >= {"1.1.1", "1.1.2"}
    back = Matching(sound(new, head), sound(old, head))
    assert [item.whole.code for item in back.merges] == ["1.1"]


def test_a_leaf_whose_name_went_into_two_was_split():
    """办理时限压缩和政务公开清单 became 办理时限压缩 and 政务公开清单."""
    old = block("1", "依法履职", leaf("1.1", "办理时限压缩和政务公开清单"))
    new = block("1", "依法履职", leaf("1.1", "办理时限压缩"), leaf("1.2", "政务公开清单"))
    found = matched(new, old)
    assert [(group.whole.code, {part.code for part in group.parts}) for group in found.splits] == [
        ("1.1", {"1.1", "1.2"})
    ]
    assert "1.1" not in found.pairs
    back = matched(old, new)
    assert [(group.whole.code, {part.code for part in group.parts}) for group in back.merges] == [
        ("1.1", {"1.1", "1.2"})
    ]


def test_one_part_alone_makes_no_split():
    old = block("1", "依法履职", leaf("1.1", "办理时限压缩和政务公开清单"))
    new = block("1", "依法履职", leaf("1.1", "办理时限压缩"))
    assert matched(new, old).splits == []


@pytest.mark.parametrize("new", [OLD, NAMESAKES, block("9", "别的", leaf("9.1", "完全无关"))])
def test_no_node_has_two_partners(new):
    found = matched(new)
    partners = [pair.new.code for pair in found.pairs.values()]
    assert len(set(partners)) == len(partners)
    assert {pair.new.code: code for code, pair in found.pairs.items()} == found.partner
