"""Which requirements the evidence covers, and the figures that an office's own parts may name."""

from __future__ import annotations

import pytest
from helpers_inspection import verifying_round
from helpers_ledger import item
from samples import SOUND, Opener, changed

from scoring.documents.self_assessment.coverage import (
    TOP_LEAVES,
    CoverageItem,
    applicable,
    coverage_of,
    state_of,
)
from scoring.documents.self_assessment.model import Part
from scoring.documents.self_assessment.parts import figures, ladder
from scoring.workspace import Workspace

TREE = SOUND["indicators/sample.yaml"]
WANTED = "    - {name: 办理清单, kinds: [文件]}\n"


def items_of(workspace: Workspace) -> dict[str, tuple[CoverageItem, ...]]:
    blocks = coverage_of(workspace, workspace.assess())
    return {leaf.code: leaf.items for block in blocks for leaf in block.leaves}


def figures_of(workspace: Workspace) -> dict[str, str]:
    return figures(workspace, workspace.assess())


def test_each_block_lists_its_indicators_and_those_of_the_first_level_share_one(
    opened: Opener,
) -> None:
    workspace = opened(SOUND)
    blocks = coverage_of(workspace, workspace.assess())
    assert [(block.name, [leaf.code for leaf in block.leaves]) for block in blocks] == [
        ("1 依法履职", ["1.1", "1.2"]),
        (TOP_LEAVES, ["2"]),
    ]


def test_a_requirement_says_how_many_pieces_it_has_of_how_many(opened: Opener) -> None:
    """办理清单 has one of two; what 2 would need is not there."""
    two = TREE.replace(WANTED, "    - {name: 办理清单, kinds: [文件], min: 2}\n")
    items = items_of(opened({**SOUND, "indicators/sample.yaml": two}))
    assert items["1.1"] == (CoverageItem("办理清单", "partly", 1, 2),)
    assert items["1.2"] == (CoverageItem("佐证材料", "met", 1, 1),)
    assert items["2"] == (CoverageItem("佐证材料", "missing", 0, 1),)


def test_what_is_not_required_is_told_apart(opened: Opener) -> None:
    more = (
        "    - {name: 办理清单, kinds: [文件], required: false}\n"
        "    - {name: 现场照片, kinds: [图片], required: false}\n"
    )
    workspace = opened({**SOUND, "indicators/sample.yaml": TREE.replace(WANTED, more)})
    assert [(one.name, one.state) for one in items_of(workspace)["1.1"]] == [
        ("办理清单", "offered"),
        ("现场照片", "optional"),
    ]
    states = {state_of(met) for met in workspace.supports["1.1"].requirements}
    assert states == {"offered", "optional"}


def test_what_does_not_apply_asks_for_nothing(opened: Opener) -> None:
    workspace = opened(
        changed("rounds/2026-self.yaml", "{done: 9, of: 10}", "{not_applicable: 无此职权}")
    )
    assert items_of(workspace)["1.1"] == ()
    assert [one.node.code for one in applicable(workspace.assess())] == ["1.2", "2"]


def test_an_indicator_that_asks_for_no_evidence_has_no_square(opened: Opener) -> None:
    none = TREE.replace(f"    evidence:\n{WANTED}", "    evidence: none\n")
    register = SOUND["evidence/register.yaml"].replace(", item: 办理清单", "")
    files = {"indicators/sample.yaml": none, "evidence/register.yaml": register}
    assert items_of(opened({**SOUND, **files}))["1.1"] == ()


def test_figures_are_those_of_the_tables(opened: Opener) -> None:
    """9.40 of ten points; the bonus of five is not assessed yet, so 14.40 is still possible."""
    found = figures_of(opened(SOUND))
    assert (found["总分"], found["自评分"], found["佐证分"]) == ("9.40", "9.40", "9.40")
    assert (found["核验分"], found["等次"]) == ("尚未核验", "未达等次")
    assert (found["满分"], found["应得分"], found["失分"]) == ("10.00", "10.00", "0.60")
    assert (found["标准失分"], found["佐证失分"], found["未评失分"]) == ("0.60", "0.00", "0.00")
    assert (found["最低分"], found["最高分"], found["完成度"]) == ("9.40", "14.40", "100.00%")
    assert (found["指标数"], found["短板数"]) == ("2", "1")
    assert (found["条件数"], found["达到条件数"], found["未达到条件数"]) == ("2", "1", "1")
    assert (found["佐证件数"], found["有效佐证件数"]) == ("2", "2")
    assert (found["整改事项数"], found["已销号数"]) == ("1", "0")
    assert found["评估日期"] == "2026年11月20日"


def test_a_verified_score_and_a_closed_item_are_counted(opened: Opener) -> None:
    ledger = item(status="已销号") + item("R0002")
    inspected = verifying_round("i", '"1.1": {score: 3, reason: 缺页}')
    found = figures_of(opened({**SOUND, **inspected, "rectification.yaml": ledger}))
    assert (found["核验分"], found["核验失分"]) == ("3.00", "2.40")
    assert (found["整改事项数"], found["已销号数"]) == ("2", "1")


def test_a_tree_without_grades_says_so(opened: Opener) -> None:
    grades = "grades: [{name: 优秀, from: 90}, {name: 合格, from: 60}]\n"
    plain = {**SOUND, "indicators/sample.yaml": TREE.replace(grades, "")}
    assert figures_of(opened(plain))["等次"] == "未设等次"


def part(place: str) -> Part:
    return Part("p-1", "一", "基本情况", place, "前言.docx", "", ())


@pytest.mark.parametrize(
    ("places", "numbers"),
    [
        ([], ["一", "二", "三", "四", "五", "六"]),
        (["first"], ["二", "三", "四", "五", "六", "七"]),
        (["last"], ["一", "二", "三", "四", "六", "七"]),
        (["first", "first", "last"], ["三", "四", "五", "六", "八", "九"]),
    ],
)
def test_our_own_sections_are_numbered_around_the_parts(
    places: list[str], numbers: list[str]
) -> None:
    """Parts of the first place come before all sections, those of the last behind the fourth."""
    assert list(ladder([part(place) for place in places]).values()) == numbers
