"""What a person does in a round: findings, vetoes, the parts of the units, closing it for writing.

findings:
  "1.1": {done: 8, of: 10, note: 以系统为准}
parts:
  县司法局:
  - {on: 2026-11-22, do: assign, by: 李明}
locked: {on: 2026-11-22, by: 李明, note: 报市里}
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import samples
from helpers_office import (
    DAY,
    HEAD,
    ROUND,
    do,
    journal,
    last_entry,
    office,
    put,
    refused,
    sound,
)

from scoring.actions import rounds
from scoring.rounds.parts import PartMove
from scoring.workspace.changes import ChangeSet, ConflictError

DEADLINE = "deadline: 2026-11-30 18:00\npeople:"
WAY = [
    ("李明", "assign", "已下达"),
    ("王敏", "receive", "已签收"),
    ("王敏", "fill", "填报中"),
    ("赵六", "submit", "已报送"),
    ("陈晨", "approve", "已审"),
]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """With a mock round beside the self-assessment, and a deadline."""
    home = office(tmp_path, {"rounds/m.yaml": samples.MOCK})
    put(home, HEAD, "people:", DEADLINE)
    return home


def finding(home: Path, code: str = "1.1") -> str:
    """The line of a finding in the file of the current round."""
    lines = (home / ROUND).read_text("utf-8").splitlines()
    return next((line.strip() for line in lines if line.strip().startswith(f'"{code}"')), "")


def walk(home: Path, until: str) -> None:
    """The part of 县司法局 goes its way until a step."""
    for by, step, _ in WAY:
        do(home, by, rounds.step_part, "县司法局", step, on=DAY)
        if step == until:
            return


# -- findings


def test_a_finding_is_written_as_a_whole(home: Path) -> None:
    said = {"done": "8", "of": "10", "note": "以系统为准"}
    assert do(home, "小王", rounds.set_finding, "1.1", said)
    assert finding(home) == '"1.1": {done: 8, of: 10, note: 以系统为准}'
    assert last_entry(home) == ("王敏", ["1.1"])
    do(home, "王敏", rounds.set_finding, "1.1", {"not_applicable": "本级无此职权"})
    assert finding(home) == '"1.1": {not_applicable: 本级无此职权}'


def test_a_finding_is_taken_out(home: Path) -> None:
    assert do(home, "陈晨", rounds.set_finding, "1.1", None) == ""
    assert finding(home) == ""
    assert set(sound(home).current.findings) == {"1.2"}


def test_the_same_again_writes_nothing(home: Path) -> None:
    do(home, "王敏", rounds.set_finding, "1.1", {"done": 9, "of": 10})
    assert journal(home) == []


@pytest.mark.parametrize(
    ("code", "said", "why"),
    [
        ("1.1", {"done": 11, "of": 10}, "超出|大于|不能"),
        ("1.1", {"done": 0, "of": 0}, "0"),
        ("1.1", {"score": 3}, "自评不能直接打分"),
        ("1.1", {"met": True}, "met"),
        ("1.2", {"met": "也许"}, "也许"),
        ("9.9", {"met": True}, "不在指标体系里"),
        ("1", {"met": True}, "上级指标"),
    ],
)
def test_what_may_not_be_written_is_refused(
    home: Path, code: str, said: dict[str, Any], why: str
) -> None:
    assert re.search(why, refused(home, "王敏", rounds.set_finding, code, said))


@pytest.mark.parametrize("by", ["吴静", "周敏", "赵倩", "沈维", "老魏"])
def test_only_the_lead_unit_and_the_group_write_a_finding(home: Path, by: str) -> None:
    sentence = refused(home, by, rounds.set_finding, "1.1", {"done": 1, "of": 10})
    assert f"指标 1.1 不能由{by}" in sentence
    assert "可以的有：王敏、赵六、陈晨" in sentence


def test_an_unknown_name_is_refused_with_the_nearest_one(home: Path) -> None:
    sentence = refused(home, "王小敏", rounds.set_finding, "1.1", {"done": 1, "of": 10})
    assert "王敏" in sentence


def test_inspectors_write_into_a_round_of_their_own(home: Path) -> None:
    said = {"score": 4, "reason": "缺两页"}
    sentence = refused(home, "周敏", rounds.set_finding, "1.1", said, round_id="2026-mock")
    assert "可以的有：钱立" in sentence  # it is assigned to nobody
    do(home, "钱立", rounds.assign_inspector, "周敏", ["1"], round_id="2026-mock")
    do(home, "周敏", rounds.set_finding, "1.1", said, round_id="2026-mock")
    mock = next(item for item in sound(home).rounds if item.id == "2026-mock")
    assert mock.findings["1.1"].reason == "缺两页"
    sentence = refused(home, "王敏", rounds.set_finding, "1.1", said, round_id="2026-mock")
    assert "不能由王敏（填报人）核验评分" in sentence


def test_who_saw_something_else_is_asked(home: Path) -> None:
    def version(changes: ChangeSet) -> str:
        stored = changes.record(ROUND, "1.1", ("findings",))
        return stored.version if stored else ""

    old = do(home, "王敏", version)
    do(home, "王敏", rounds.set_finding, "1.1", {"done": 8, "of": 10})
    with pytest.raises(ConflictError) as conflict:
        do(home, "李明", rounds.set_finding, "1.1", {"done": 7, "of": 10}, expected=old)
    assert conflict.value.outcome.fields == ("done",)


def test_what_two_changed_in_different_places_is_merged(home: Path) -> None:
    def version(changes: ChangeSet) -> str:
        stored = changes.record(ROUND, "1.1", ("findings",))
        return stored.version if stored else ""

    seen = do(home, "王敏", version)
    do(home, "陈晨", rounds.set_finding, "1.1", {"done": 9, "of": 10, "note": "以系统为准"})
    do(home, "王敏", rounds.set_finding, "1.1", {"done": 8, "of": 10}, expected=seen)
    assert finding(home) == '"1.1": {done: 8, of: 10, note: 以系统为准}'


# -- vetoes


def test_a_veto_says_when_by_whom_and_why(home: Path) -> None:
    triggered = {"on": "2026-03-02", "authority": "县纪委"}
    do(home, "李明", rounds.set_veto, "V1", triggered)
    assert str(sound(home).current.vetoes["V1"].on) == "2026-03-02"
    do(home, "李明", rounds.set_veto, "V1", value=False)
    assert last_entry(home) == ("李明", ["V1"])


@pytest.mark.parametrize(
    ("code", "value", "why"),
    [("V9", True, "V9"), ("V1", {"on": "三月"}, "三月"), ("V1", "也许", "写 true、false")],
)
def test_a_veto_that_means_nothing_is_refused(home: Path, code: str, value: Any, why: str) -> None:
    assert why in refused(home, "李明", rounds.set_veto, code, value)


@pytest.mark.parametrize("by", ["王敏", "陈晨", "赵倩", "沈维"])
def test_only_who_leads_says_that_a_veto_was_triggered(home: Path, by: str) -> None:
    assert "可以的有：李明" in refused(home, by, rounds.set_veto, "V1", value=True)


# -- the part of a unit


def test_a_part_goes_its_way(home: Path) -> None:
    for by, step, state in WAY:
        assert do(home, by, rounds.step_part, "司法局", step, on=DAY) == ("县司法局", state)
        assert last_entry(home) == (by, ["县司法局"])
    events = sound(home).current.head.parts["县司法局"]
    assert [(event.by, event.do) for event in events] == [(by, step) for by, step, _ in WAY]


def test_a_step_bears_the_full_name_and_the_reason(home: Path) -> None:
    walk(home, "receive")
    step = PartMove("object", DAY, "小王", "不是我单位的职责")
    assert do(home, "小王", rounds.move_part, "司法局", step) == "异议"
    event = sound(home).current.head.parts["县司法局"][-1]
    assert (event.by, event.note) == ("王敏", "不是我单位的职责")
    again = PartMove("overrule", DAY, "李明", "三定规定里有")
    assert do(home, "李明", rounds.move_part, "县司法局", again) == "已签收"


@pytest.mark.parametrize(
    ("until", "by", "step", "why"),
    [
        ("assign", "赵六", "submit", "现在是“已下达”，不能报送；可以：签收、提出异议、填报"),
        ("approve", "赵六", "submit", "现在是“已审”，不能报送；可以：退回"),
        ("submit", "陈晨", "return", "退回要写明理由"),
        ("receive", "王敏", "object", "提出异议要写明理由"),
        ("assign", "李明", "assign", "不能下达"),
    ],
)
def test_a_step_that_does_not_follow_is_refused(
    home: Path, until: str, by: str, step: str, why: str
) -> None:
    walk(home, until)
    assert why in refused(home, by, rounds.step_part, "县司法局", step, on=DAY)


@pytest.mark.parametrize(
    ("until", "by", "step"),
    [
        ("assign", "吴静", "receive"),  # another unit
        ("fill", "王敏", "submit"),  # whoever fills in does not hand in
        ("fill", "陈晨", "submit"),
        ("submit", "王敏", "recall"),
        ("submit", "赵六", "approve"),
        ("submit", "周敏", "return"),
    ],
)
def test_a_step_is_taken_by_who_may(home: Path, until: str, by: str, step: str) -> None:
    walk(home, until)
    sentence = refused(home, by, rounds.step_part, "县司法局", step, on=DAY, note="理由")
    assert f"县司法局 不能由{by}" in sentence


def test_a_step_is_not_before_the_one_before_it(home: Path) -> None:
    walk(home, "receive")
    day = DAY - timedelta(days=1)
    sentence = refused(home, "王敏", rounds.step_part, "县司法局", "fill", on=day)
    assert "上一步在 2026-11-22，填报不能早于它（今天按 2026-11-21）" in sentence


def test_a_unit_that_the_list_does_not_know_has_no_part(home: Path) -> None:
    sentence = refused(home, "李明", rounds.step_part, "县司发局", "assign", on=DAY)
    assert "单位名单里没有“县司发局”" in sentence
    assert "县司法局" in sentence


# -- who inspects what


def test_an_inspector_gets_indicators_and_loses_them(home: Path) -> None:
    do(home, "钱立", rounds.assign_inspector, "周 敏", ["1.1", "1.2"], round_id="2026-mock")
    mock = next(item for item in sound(home).rounds if item.id == "2026-mock")
    assert dict(mock.head.assignments) == {"周敏": ("1.1", "1.2")}
    do(home, "钱立", rounds.assign_inspector, "周敏", [], round_id="2026-mock")
    mock = next(item for item in sound(home).rounds if item.id == "2026-mock")
    assert dict(mock.head.assignments) == {}


def test_what_cannot_be_assigned(home: Path) -> None:
    action = rounds.assign_inspector
    sentence = refused(home, "钱立", action, "周敏", ["1.1", "1.9"], round_id="2026-mock")
    assert "“1.9”不在指标体系里" in sentence
    sentence = refused(home, "周敏", action, "周敏", ["1"], round_id="2026-mock")
    assert "可以的有：钱立" in sentence
    sentence = refused(home, "钱立", action, "周敏", ["1"], round_id="2026-mok")
    assert "没有轮次“2026-mok”" in sentence
    assert "2026-mock" in sentence


# -- closing


def test_a_closed_round_is_not_written_until_it_is_opened_again(home: Path) -> None:
    do(home, "李明", rounds.lock_round, "报市里")
    locked = sound(home).current.head.locked
    assert locked is not None
    assert (str(locked.on), locked.by, locked.note) == ("2026-11-22", "李明", "报市里")
    said = {"done": 8, "of": 10}
    for sentence in (
        refused(home, "王敏", rounds.set_finding, "1.1", said),
        refused(home, "李明", rounds.set_veto, "V1", value=False),
    ):
        assert sentence.startswith("2026-self 已于 2026-11-22 由 李明 定稿，不能再改")
    do(home, "李明", rounds.unlock_round)
    do(home, "王敏", rounds.set_finding, "1.1", said)
    assert "locked" not in (home / ROUND).read_text("utf-8")


def test_a_round_is_closed_once_and_opened_once(home: Path) -> None:
    assert refused(home, "李明", rounds.unlock_round) == "2026-self 没有定稿，不用打开"
    do(home, "李明", rounds.lock_round)
    assert "已于 2026-11-22 由 李明 定稿" in refused(home, "李明", rounds.lock_round)
    for by in ("王敏", "陈晨", "钱立"):
        assert f"不能由{by}" in refused(home, by, rounds.unlock_round)


def test_another_round_is_closed_by_its_name(home: Path) -> None:
    do(home, "李明", rounds.lock_round, round_id="2026-mock")
    workspace = sound(home)
    assert {item.id for item in workspace.rounds if item.head.locked} == {"2026-mock"}
    do(home, "王敏", rounds.set_finding, "1.1", {"done": 8, "of": 10})


@pytest.mark.parametrize(
    ("moment", "late"),
    [
        (datetime(2026, 11, 30, 18, 0), False),
        (datetime(2026, 11, 30, 18, 1), True),
        (None, False),
    ],
)
def test_after_the_deadline_nothing_is_written(
    home: Path, moment: datetime | None, late: bool
) -> None:
    """A time of the clock on the wall; who gives no moment (the command line) is not held to it."""
    if not late:
        do(home, "王敏", rounds.set_finding, "1.2", {"met": False}, at=moment)
        return
    sentence = refused(home, "王敏", rounds.set_finding, "1.2", {"met": False}, at=moment)
    assert sentence.startswith("2026-self 已于 2026-11-30 18:00 截止，不能再改")


def test_a_moment_with_a_zone_is_brought_to_the_clock_on_the_wall(home: Path) -> None:
    limit = datetime(2026, 11, 30, 18, 0).astimezone(UTC)
    do(home, "王敏", rounds.set_finding, "1.2", {"met": False}, at=limit)
    late = limit + timedelta(minutes=1)
    assert "截止" in refused(home, "王敏", rounds.set_finding, "1.2", {"met": True}, at=late)


def test_the_deadline_is_that_of_the_current_round(home: Path) -> None:
    do(home, "钱立", rounds.assign_inspector, "周敏", ["1"], round_id="2026-mock")
    late = datetime(2026, 12, 2, 9, 0)
    said = {"score": 4, "reason": "缺两页"}
    do(home, "周敏", rounds.set_finding, "1.1", said, round_id="2026-mock", at=late)
    mock = next(one for one in sound(home).rounds if one.id == "2026-mock")
    assert mock.findings["1.1"].direct == 4
