"""Handing out a round: which unit gets what, who there sees to it, and until when.

assignments: {王敏: ["1.1"]}
parts:
  县司法局:
  - {on: 2026-11-22, do: assign, by: 李明}
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
import samples
from helpers_office import DAY, HEAD, ROUND, TREE, do, journal, office, put, refused, sound

from scoring.actions import tasks
from scoring.actions.rounds import step_part
from scoring.workspace.changes import Change, ChangeSet

SUPPORTED = samples.SOUND[TREE].replace(
    "    name: 公开到位\n", "    name: 公开到位\n    support: [各单位]\n"
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """县司法局 leads everything, every unit supports 1.2."""
    return office(tmp_path, {TREE: SUPPORTED})


def assigned(home: Path) -> dict[str, list[str]]:
    return {name: list(codes) for name, codes in sound(home).current.head.assignments.items()}


# -- 经办人


def test_an_indicator_gets_somebody_who_sees_to_it(home: Path) -> None:
    do(home, "李明", tasks.assign_handlers, {"1.1": "小王", "1.2": "吴静"})
    assert assigned(home) == {"王敏": ["1.1"], "吴静": ["1.2"]}
    workspace = sound(home)
    assert tasks.handlers_of(workspace, "1.1") == ("王敏",)
    assert tasks.handlers_of(workspace, "1.2") == ("吴静",)
    assert tasks.handlers_of(workspace, "9.9") == ()


def test_nobody_sees_to_anything_at_first(home: Path) -> None:
    assert tasks.handlers_of(sound(home), "1.1") == ()


def test_an_indicator_changes_hands_and_has_one_hand(home: Path) -> None:
    do(home, "李明", tasks.assign_handlers, {"1.1": "王敏", "1.2": "王敏"})
    do(home, "李明", tasks.assign_handlers, {"1.2": "赵六"})
    assert assigned(home) == {"王敏": ["1.1"], "赵六": ["1.2"]}


def test_an_indicator_is_taken_from_whoever_has_it(home: Path) -> None:
    do(home, "李明", tasks.assign_handlers, {"1.1": "王敏"})
    do(home, "李明", tasks.assign_handlers, {"1.1": ""})
    assert assigned(home) == {}
    lines = len(journal(home))
    do(home, "李明", tasks.assign_handlers, {"1.1": ""})
    assert len(journal(home)) == lines


def test_codes_stand_in_natural_order(home: Path) -> None:
    do(home, "李明", tasks.assign_handlers, {"1.2": "王敏"})
    do(home, "李明", tasks.assign_handlers, {"1.1": "王敏"})
    assert assigned(home) == {"王敏": ["1.1", "1.2"]}


def test_a_person_may_name_the_unit_by_its_short_name(home: Path) -> None:
    put(home, HEAD, "王敏: {units: [县司法局]", "王敏: {units: [司法局]")
    do(home, "李明", tasks.assign_handlers, {"1.1": "王敏"})
    assert assigned(home) == {"王敏": ["1.1"]}


@pytest.mark.parametrize(
    ("code", "name", "why"),
    [
        ("1.1", "吴静", "吴静不在 1.1 的牵头、配合单位里，不能做它的经办人"),
        ("1.1", "陈晨", "陈晨不在 1.1 的牵头、配合单位里"),
        ("1.1", "王小敏", "王敏"),
        ("1", "王敏", "“1”是上级指标"),
        ("1.3", "王敏", "“1.3”不在指标体系里"),
    ],
)
def test_who_cannot_see_to_an_indicator(home: Path, code: str, name: str, why: str) -> None:
    assert why in refused(home, "李明", tasks.assign_handlers, {code: name})


def test_one_name_that_will_not_do_leaves_all_as_it_was(home: Path) -> None:
    refused(home, "李明", tasks.assign_handlers, {"1.2": "吴静", "1.1": "吴静"})


@pytest.mark.parametrize("by", ["王敏", "赵六", "陈晨", "钱立", "赵倩"])
def test_only_who_leads_the_group_assigns(home: Path, by: str) -> None:
    """督办 assigns what belongs to items, not indicators."""
    sentence = refused(home, by, tasks.assign_handlers, {"1.1": "王敏"})
    assert f"指标 1.1 不能由{by}" in sentence


# -- 下达


def test_every_unit_that_leads_or_supports_has_a_task(home: Path) -> None:
    assert tasks.units_with_tasks(sound(home)) == ["县司法局", "县教育局"]


def test_a_unit_beside_the_list_comes_last(home: Path) -> None:
    put(home, TREE, "support: [各单位]", "support: [县应急局]")
    assert tasks.units_with_tasks(sound(home)) == ["县司法局", "县应急局"]


def test_the_round_is_issued_to_those_that_do_not_have_it(home: Path) -> None:
    assert do(home, "李明", tasks.issue, ["司法局"], DAY, "按时报") == ["县司法局"]
    assert do(home, "李明", tasks.issue, ["县司法局", "县教育局"], DAY) == ["县教育局"]
    parts = sound(home).current.head.parts
    assert {unit: [event.do for event in events] for unit, events in parts.items()} == {
        "县司法局": ["assign"],
        "县教育局": ["assign"],
    }
    assert parts["县司法局"][0].note == "按时报"
    assert do(home, "李明", tasks.issue, ["县司法局"], DAY) == []


def test_an_unknown_unit_gets_nothing_and_neither_do_the_others(home: Path) -> None:
    sentence = refused(home, "李明", tasks.issue, ["县司法局", "县教玉局"], DAY)
    assert "单位名单里没有“县教玉局”" in sentence
    assert "县教育局" in sentence


def test_only_who_leads_the_group_issues(home: Path) -> None:
    for by in ("王敏", "陈晨", "钱立"):
        assert f"不能由{by}" in refused(home, by, tasks.issue, ["县司法局"], DAY)


# -- 填报 follows by itself


def first_entry(changes: ChangeSet) -> Change | None:
    stored = changes.record(ROUND, "县司法局", ("parts",))
    return tasks.first_entry(changes.workspace, "县司法局", stored, DAY, "王敏")


def test_the_first_entry_of_a_unit_says_that_it_fills_in(home: Path) -> None:
    do(home, "李明", tasks.issue, ["县司法局"], DAY)
    change = do(home, "王敏", first_entry)
    assert (change.kind, change.key) == ("part", "县司法局")
    assert [event["do"] for event in change.value] == ["assign", "fill"]
    do(home, "王敏", lambda changes: changes.change(change))
    assert [event.do for event in sound(home).current.head.parts["县司法局"]] == ["assign", "fill"]


def test_there_is_nothing_to_say_where_it_was_not_issued_or_is_being_filled_in(home: Path) -> None:
    assert do(home, "王敏", first_entry) is None
    do(home, "李明", tasks.issue, ["县司法局"], DAY)
    do(home, "王敏", step_part, "县司法局", "fill", on=DAY)
    assert do(home, "王敏", first_entry) is None


# -- 截止


def test_the_deadline_is_set_moved_and_taken_away(home: Path) -> None:
    do(home, "李明", tasks.set_deadline, datetime(2026, 12, 10, 18, 0))
    assert sound(home).head.deadline == datetime(2026, 12, 10, 18, 0)
    do(home, "李明", tasks.set_deadline, datetime(2026, 12, 15, 9, 30))
    assert "deadline: 2026-12-15 09:30\n" in (home / HEAD).read_text("utf-8")
    do(home, "李明", tasks.set_deadline, None)
    assert sound(home).head.deadline is None
    assert "deadline" not in (home / HEAD).read_text("utf-8")


def test_only_who_leads_the_group_sets_a_deadline(home: Path) -> None:
    for by in ("王敏", "陈晨", "钱立", "沈维"):
        sentence = refused(home, by, tasks.set_deadline, datetime(2026, 12, 10, 18, 0))
        assert f"不能由{by}" in sentence
