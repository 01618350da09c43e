"""Marks of inspectors that are settled by somebody who gave none, and marks that are taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import samples

from scoring.actions import inspection, rounds
from scoring.workspace import open_workspace
from scoring.workspace.changes import Author, ChangeSet, ForbiddenError, RefusedError, carry_out

DAY = date(2026, 11, 27)
PEOPLE = """\
people:
  周敏: {roles: [评查], aliases: [小周]}
  林知远: {roles: [评查]}
  何远: {roles: [评查], deputy_of: 周敏}
  陈明: {roles: [评查组长]}
  钱立: {roles: [评查组长], deputy_of: 林知远}
  李明: {roles: [专班组长]}
  王敏: {units: [县司法局], roles: [填报人]}
"""
ROUND = """\
round: {id}
kind: inspection
as_of: 2026-11-25
basis: 2026-self
inspectors: [{who}]
findings:
  "1.1": {{score: {score}, reason: {reason}}}
"""
SETTLED = {"score": "4", "reason": "清单缺一页，不影响使用", "opinion": "部分属实"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    files = {
        **samples.SOUND,
        "workspace.yaml": samples.SOUND["workspace.yaml"] + PEOPLE,
        "rounds/a.yaml": ROUND.format(id="甲组", who="周敏", score="5", reason="清单缺一页"),
        "rounds/b.yaml": ROUND.format(id="乙组", who="林知远", score="3", reason="清单缺三页"),
        "rounds/c.yaml": ROUND.format(id="仲裁", who="陈明", score="5", reason="空").split(
            "findings"
        )[0]
        + "arbitration: true\nfindings:\n",
    }
    return samples.write(tmp_path / "县", files)


def do(home: Path, by: str, plan: Callable[[ChangeSet], Any]) -> Any:
    return carry_out(home, Author(by, DAY), "测试", plan)[0]


def settle(home: Path, by: str, round_id: str = "仲裁", code: str = "1.1") -> None:
    do(home, by, lambda changes: inspection.arbitrate(changes, code, SETTLED, round_id=round_id))


def take_back(home: Path, by: str, note: str = "看错了卷") -> None:
    do(home, by, lambda changes: inspection.withdraw(changes, "1.1", note, round_id="甲组"))


def test_what_differs_is_settled_by_a_third(home: Path) -> None:
    settle(home, "陈 明（评查组）")
    standing = open_workspace(home).whole().assess().by_code["1.1"].leaf
    assert standing is not None
    assert standing.verified is not None
    assert (standing.verified.round.id, standing.verified.finding.by) == ("仲裁", "陈明")


@pytest.mark.parametrize(
    "by", ["周敏", "周 敏", "小周", "林知远", "何远", "李明", "王敏", "钱立", "", "路人"]
)
def test_who_is_a_party_or_may_not_does_not_settle(home: Path, by: str) -> None:
    """A deputy is the same hand as the one deputised; a blank, a nickname or an unknown name does
    not help."""
    before = (home / "rounds/c.yaml").read_bytes()
    with pytest.raises((RefusedError, ForbiddenError)):
        settle(home, by)
    assert (home / "rounds/c.yaml").read_bytes() == before


def test_who_accepted_the_evidence_does_not_settle(home: Path) -> None:
    """He would judge his own decision; so would who is of the unit that leads the indicator."""
    register = home / "evidence/register.yaml"
    text = register.read_text(encoding="utf-8")
    review = "  review: {state: accepted, by: 陈明, on: 2026-05-02}\n  unit: "
    register.write_text(text.replace("  unit: ", review, 1), encoding="utf-8")
    with pytest.raises(RefusedError, match="E0001 是陈明审核通过的"):
        settle(home, "陈明")


@pytest.mark.parametrize(
    ("round_id", "code", "why"),
    [
        ("甲组", "1.1", "已有周敏对“1.1”的评分"),
        ("仲裁", "1.2", "没有不同的评分"),
        ("2026-self", "1.1", "自评轮次"),
        ("仲裁组", "1.1", "没有轮次"),
        ("仲裁", "1", "上级指标"),
    ],
)
def test_where_there_is_nothing_to_settle(home: Path, round_id: str, code: str, why: str) -> None:
    with pytest.raises(RefusedError, match=why):
        settle(home, "陈明", round_id, code)


@pytest.mark.parametrize("by", ["周敏", "小 周", "何远", "陈明"])
def test_a_mark_is_taken_back_and_stays_on_record(home: Path, by: str) -> None:
    take_back(home, by)
    workspace = open_workspace(home).whole()
    assert workspace.errors == []
    round_ = next(item for item in workspace.rounds if item.id == "甲组")
    (entry,) = round_.head.withdrawn["1.1"]
    assert (round_.findings, entry.note, entry.score, entry.reason) == (
        {},
        "看错了卷",
        5,
        "清单缺一页",
    )
    with pytest.raises(RefusedError, match="不用撤回"):
        take_back(home, by)


@pytest.mark.parametrize(
    ("by", "note"), [("林知远", "不同意"), ("李明", "不同意"), ("", "看错"), ("周敏", " ")]
)
def test_nobody_takes_back_what_another_gave(home: Path, by: str, note: str) -> None:
    before = (home / "rounds/a.yaml").read_bytes()
    with pytest.raises((RefusedError, ForbiddenError)):
        take_back(home, by, note)
    assert (home / "rounds/a.yaml").read_bytes() == before


def test_a_unit_recalls_until_somebody_has_looked(home: Path) -> None:
    """The step finds out by itself whether 专班 has begun."""
    workspace = open_workspace(home).whole()
    assert not rounds.looked_at(workspace, workspace.current, "县司法局")
    with pytest.raises(RefusedError, match="单位名单里没有"):
        do(home, "李明", lambda changes: rounds.step_part(changes, "县司发局", "assign", on=DAY))
    name, state = do(
        home, "李明", lambda changes: rounds.step_part(changes, "司法局", "assign", on=DAY)
    )
    assert (name, state) == ("县司法局", "已下达")
