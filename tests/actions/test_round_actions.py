"""What a person can do in a round: findings, vetoes, the parts of the units, closing it for
writing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import samples

from scoring.actions import rounds
from scoring.rounds.parts import PartMove
from scoring.workspace import open_workspace
from scoring.workspace.changes import (
    Author,
    ChangeSet,
    ConflictError,
    ForbiddenError,
    RefusedError,
    carry_out,
)

ROUND = "rounds/2026-self.yaml"
DAY = date(2026, 11, 22)
PEOPLE = """\
people:
  王敏: {units: [县司法局], roles: [填报人]}
  赵六: {units: [县司法局], roles: [单位审核人]}
  李明: {roles: [专班组长]}
  周敏: {roles: [评查]}
deadline: 2026-11-30 18:00
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    files = {
        **samples.SOUND,
        "workspace.yaml": samples.SOUND["workspace.yaml"] + PEOPLE,
        "rounds/m.yaml": samples.MOCK,
    }
    return samples.write(tmp_path / "县", files)


def do(home: Path, by: str, plan: Callable[[ChangeSet], Any], at: datetime | None = None) -> Any:
    return carry_out(home, Author(by, DAY, via="web", at=at), "测试", plan)[0]


def finding(home: Path, code: str = "1.1") -> str:
    lines = (home / ROUND).read_text("utf-8").splitlines()
    return next((line.strip() for line in lines if line.strip().startswith(f'"{code}"')), "")


def test_a_finding_is_written_as_a_whole(home: Path) -> None:
    do(
        home,
        "王敏",
        lambda changes: rounds.set_finding(
            changes, "1.1", {"done": "8", "of": "10", "note": "以系统为准"}
        ),
    )
    assert finding(home) == '"1.1": {done: 8, of: 10, note: 以系统为准}'
    do(
        home,
        "王敏",
        lambda changes: rounds.set_finding(changes, "1.1", {"not_applicable": "本级无此职权"}),
    )
    assert finding(home) == '"1.1": {not_applicable: 本级无此职权}'
    do(home, "王敏", lambda changes: rounds.set_finding(changes, "1.1", None))
    assert finding(home) == ""
    assert [item for item in open_workspace(home).problems if item.severity == "error"] == []


@pytest.mark.parametrize(
    ("by", "code", "given", "error", "said"),
    [
        ("王敏", "1.1", {"done": 11, "of": 10}, RefusedError, "超出|大于|不能"),
        ("王敏", "1.1", {"score": 3}, RefusedError, "自评不能直接打分"),
        ("王敏", "9.9", {"met": True}, RefusedError, "不在指标体系里"),
        ("王敏", "1", {"met": True}, RefusedError, "上级指标"),
        ("周敏", "1.1", {"done": 1, "of": 10}, ForbiddenError, "可以的有"),
        ("王小明", "1.1", {"done": 1, "of": 10}, RefusedError, "王小明"),
    ],
)
def test_what_may_not_be_written_is_refused(
    home: Path, by: str, code: str, given: dict[str, Any], error: type[Exception], said: str
) -> None:
    before = (home / ROUND).read_bytes()
    with pytest.raises(error, match=said):
        do(home, by, lambda changes: rounds.set_finding(changes, code, given))
    assert (home / ROUND).read_bytes() == before


def test_who_saw_something_else_is_asked(home: Path) -> None:
    def version(changes: ChangeSet) -> str:
        stored = changes.record(ROUND, "1.1", ("findings",))
        return stored.version if stored else ""

    old = do(home, "王敏", version)
    do(home, "王敏", lambda changes: rounds.set_finding(changes, "1.1", {"done": 8, "of": 10}))
    with pytest.raises(ConflictError) as conflict:
        do(
            home,
            "李明",
            lambda changes: rounds.set_finding(changes, "1.1", {"done": 7, "of": 10}, expected=old),
        )
    assert conflict.value.outcome.fields == ("done",)


def test_a_closed_round_is_not_written_until_it_is_opened_again(home: Path) -> None:
    def write(changes: ChangeSet) -> str:
        return rounds.set_finding(changes, "1.1", {"done": 8, "of": 10})

    with pytest.raises(ForbiddenError):
        do(home, "王敏", rounds.lock_round)
    do(home, "李明", lambda changes: rounds.lock_round(changes, "报市里"))
    with pytest.raises(RefusedError, match="定稿"):
        do(home, "王敏", write)
    do(home, "李明", rounds.unlock_round)
    do(home, "王敏", write)
    assert "locked" not in (home / ROUND).read_text("utf-8")
    with pytest.raises(RefusedError, match="截止"):
        do(
            home,
            "王敏",
            lambda changes: rounds.set_finding(changes, "1.2", {"met": False}),
            datetime(2026, 12, 1, 9, 0),
        )


def test_a_part_goes_its_way(home: Path) -> None:
    steps = [
        ("李明", "assign"),
        ("王敏", "receive"),
        ("王敏", "fill"),
        ("赵六", "submit"),
        ("李明", "approve"),
    ]
    for by, step in steps:
        move = PartMove(step, DAY, by)  # type: ignore[arg-type]
        do(home, by, lambda changes, move=move: rounds.move_part(changes, "司法局", move))
    round_ = open_workspace(home).whole().current
    assert [event.do for event in round_.head.parts["县司法局"]] == [step for _, step in steps]
    with pytest.raises(RefusedError, match="已审"):
        do(
            home,
            "赵六",
            lambda changes: rounds.move_part(changes, "县司法局", PartMove("submit", DAY, "赵六")),
        )


def test_vetoes_and_assignments(home: Path) -> None:
    do(
        home,
        "李明",
        lambda changes: rounds.set_veto(changes, "V1", {"on": "2026-03-02", "authority": "县纪委"}),
    )
    assert open_workspace(home).whole().current.vetoes["V1"]
    with pytest.raises(ForbiddenError):
        do(home, "王敏", lambda changes: rounds.set_veto(changes, "V1", value=False))
    with pytest.raises(ForbiddenError):
        do(
            home,
            "周敏",
            lambda changes: rounds.assign_inspector(changes, "周敏", ["1"], round_id="2026-mock"),
        )
