"""谁丢分谁负责: the rows of each view add up to the whole loss, exactly."""

# mypy: no-strict-equality
# Scores are fractions; what is expected of them is written as plain numbers.

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st
from test_against_reference import assessed

from scoring.engine import GapRow, Losses, Units, View, gaps
from scoring.engine.gaps import owners
from scoring.workspace import Workspace


def lost(rows: list[GapRow]) -> dict[str, Fraction]:
    return {row.key: row.lost for row in rows}


def test_units_share_equally_and_groups_split_their_share(workspace: Workspace) -> None:
    """1.1 loses 12 to three leads at 4 each: one of them by its short name, one a group of two, at
    2 each. 1.2 loses 6, inherits its parent's lead. 2 loses 5 and nobody leads it.

    --- # workspace
    units:
      县司法局: {aliases: [司法局]}
      县财政局: {}
      各乡镇人民政府: {members: [东河镇, 西山乡]}
    --- # tree
    indicators:
    - code: "1"
      name: 甲
      points: 20
      lead: [县财政局]
      children:
      - {code: "1.1", name: 甲一, points: 12, lead: [司法局, 县财政局, 各乡镇人民政府]}
      - {code: "1.2", name: 甲二, points: 8, evidence: none}
    - {code: "2", name: 乙, points: 5}
    - {code: "3", name: 丙, points: 5, evidence: none, lead: [县司法局]}
    --- # rounds/self
    findings: {"1.2": {score: 2, reason: 台账}, "3": {score: 5, reason: 台账}}
    """
    got = workspace.assess()
    rows = gaps(got, "unit", workspace.units)
    assert lost(rows) == {"县财政局": 10, "未明确": 5, "县司法局": 4, "东河镇": 2, "西山乡": 2}
    assert [row.key for row in rows][:2] == ["县财政局", "未明确"]
    assert rows[0].losses == Losses(unassessed=Fraction(4), standard=Fraction(6))
    assert [(item.node.code, part.total) for item, part in rows[0].parts] == [
        ("1.1", 4),
        ("1.2", 6),
    ]
    charged = gaps(got, "unit", workspace.units, in_full=True)
    assert lost(charged) == {
        "县财政局": 18,
        "县司法局": 12,
        "东河镇": 12,
        "西山乡": 12,
        "未明确": 5,
    }


def test_lead_named_twice_owns_both_shares_and_is_charged_once() -> None:
    units = Units(("县司法局",), {"领导小组": ("县司法局", "县财政局")}, {"司法局": "县司法局"})
    assert owners(["司法局", "县司法局"], units) == [("县司法局", 1)]
    assert owners(["司法局", "领导小组"], units) == [
        ("县司法局", Fraction(3, 4)),
        ("县财政局", Fraction(1, 4)),
    ]
    assert owners(["司法局", "领导小组"], units, in_full=True) == [("县司法局", 1), ("县财政局", 1)]
    assert owners([], units) == [("未明确", 1)]


def test_level_cause_and_method(workspace: Workspace) -> None:
    """Inside the folded block 100 stand for 40. 1.1 loses 20 of 50: 8; 1.2 is open: 20; 2 claims 54
    of 60 on half of its evidence. A method that is named twice shares once.

    --- # tree
    indicators:
    - code: "1"
      name: 网上
      points: 40
      fold: true
      children:
      - {code: "1.1", name: 网上一, points: 50, evidence: none, methods: [材料审查, 网络检索, 材料审查]}
      - {code: "1.2", name: 网上二, points: 50, methods: [网络检索]}
    - {code: "2", name: 实地, points: 60, evidence: [{name: 照片}, {name: 记录}]}
    - {code: "3", name: 问卷, points: 10, evidence: none}
    - {code: "4", name: 附加, kind: bonus, points: 10}
    --- # evidence
    - {id: E1, url: "https://www.example.gov.cn/1", seen: 2026-05-01, proves: [{indicator: "2", item: 照片}]}
    --- # rounds/self
    findings:
      "1.1": {score: 30, reason: 网页}
      "2": {score: 54, reason: 现场}
      "3": {score: 10, reason: 问卷}
    """
    got = workspace.assess()
    levels = gaps(got, "level", workspace.units)
    assert [(row.code, row.key, row.lost) for row in levels] == [
        ("2", "2 实地", 33),
        ("1", "1 网上", 28),
        ("3", "3 问卷", 0),
    ]
    assert lost(gaps(got, "cause", workspace.units)) == {
        "佐证不足": 27,
        "未评": 20,
        "标准未达到": 14,
    }
    assert lost(gaps(got, "method", workspace.units)) == {
        "未注明测评方式": 33,
        "网络检索": 24,
        "材料审查": 4,
    }
    assert all(len({item.node.code for item, _ in row.parts}) == len(row.parts) for row in levels)
    assert [len(row.parts) for row in gaps(got, "method", workspace.units)] == [1, 2, 1]


@pytest.mark.slow
@pytest.mark.parametrize("view", ["unit", "level", "cause", "method"])
@given(data=st.data())
def test_rows_of_a_view_add_up_to_the_whole_loss(view: View, data: st.DataObject) -> None:
    ws: dict[str, Any] = data.draw(strategies.workspaces())
    workspace, got = assessed(ws)
    rows = gaps(got, view, workspace.units)
    assert sum((row.losses for row in rows), Losses()) == got.losses
    assert [row.lost for row in rows] == sorted((row.lost for row in rows), reverse=True)
    for row in rows:
        assert sum((part for _, part in row.parts), Losses()) == row.losses
