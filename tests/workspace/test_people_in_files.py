"""The people that ``workspace.yaml`` names, and every name in the other files that ought to be one
of them.

```yaml
people:
  李明: {units: [县司法局], roles: [专班组长]}
  王敏: {units: [县教育局], roles: [填报人], aliases: [小王]}
  赵倩: {roles: [填报人], deputy_of: 王敏}
approvers: [李明]
```
"""

from __future__ import annotations

from pathlib import Path

import pytest
import samples
from samples import Opener

from scoring.problems import Problem
from scoring.workspace.people_checks import (
    Named,
    ledger_names,
    name_faults,
    part_faults,
    read_people,
    register_names,
    round_names,
)
from scoring.workspace.settings import SETTINGS, read_settings, read_units
from scoring.yamlio import Document, read

HEAD = "name: 示例县\ntree: sample\nround: 2026-self\nunits: {县司法局: {aliases: [司法局]}, 县教育局: {}}\n"
PEOPLE = """\
people:
  李明: {units: [县司法局], roles: [专班组长]}
  王敏: {units: [县教育局], roles: [填报人], aliases: [小王]}
  赵倩: {roles: [填报人], deputy_of: 王敏}
"""
ROUND, REGISTER, LEDGER = "rounds/2026-self.yaml", "evidence/register.yaml", "rectification.yaml"

Told = tuple[str, int | None, int | None, str]


def told(problems: list[Problem]) -> list[Told]:
    return [(item.rule, item.where.line, item.where.column, item.what) for item in problems]


def people_of(tmp_path: Path, more: str) -> tuple[list[str], list[Told]]:
    """The names in the order of the file, and what is wrong with them."""
    samples.write(tmp_path, {SETTINGS: HEAD + more})
    document, problems = read(tmp_path / SETTINGS, SETTINGS)
    assert document is not None
    record, more_problems = read_settings(document)
    assert record is not None
    assert [*problems, *more_problems] == []
    units, _ = read_units(record, document)
    people, faults = read_people(record, document, units)
    return list(people.persons), told(faults)


# -- workspace.yaml


def test_sound_people(tmp_path: Path) -> None:
    assert people_of(tmp_path, PEOPLE + "approvers: [李明, 小王]\n") == (
        ["李明", "王敏", "赵倩"],
        [],
    )


def test_two_people_of_one_spelling_cannot_be_told_apart(tmp_path: Path) -> None:
    """
    The second is told, where its spelling stands:

    people:
      李明: {}
      李 明: {}
      王敏: {aliases: [李明]}
    """
    names = "people:\n  李明: {}\n  李 明: {}\n  王敏: {aliases: [李明]}\n"
    assert people_of(tmp_path, names)[1] == [
        ("W021", 7, 8, "“李 明”和“李明”有相同的写法，分不清是谁"),
        ("W021", 8, 18, "“王敏”和“李明”有相同的写法，分不清是谁"),
    ]


def test_a_bracketed_unit_tells_two_of_one_name_apart(tmp_path: Path) -> None:
    names = "people:\n  李明（县司法局）: {}\n  李明（县教育局）: {}\n"
    assert people_of(tmp_path, names)[1] == []


def test_deputies_that_lead_back_to_themselves(tmp_path: Path) -> None:
    names = (
        "people:\n  甲一: {deputy_of: 乙二}\n  乙二: {deputy_of: 甲一}\n  丙三: {deputy_of: 甲一}\n"
    )
    assert people_of(tmp_path, names)[1] == [
        ("W022", 6, 19, "“甲一”绕了一圈，代理到了自己"),
        ("W022", 7, 19, "“乙二”绕了一圈，代理到了自己"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("deputy_of: 王敏", "deputy_of: 王民", ("W020", 8, 33, "“赵倩”代理的")),
        (
            "[县司法局], roles",
            "[县司法剧], roles",
            ("W004", 6, 16, "“李明”的单位“县司法剧”没有登记"),
        ),
        ("", "approvers: [李明, 孙权]\n", ("W020", 9, 17, "批准人")),
    ],
    ids=["a deputy of nobody", "a unit that is not registered", "an approver who is nobody"],
)
def test_names_that_are_nobodys_in_the_file_itself(
    tmp_path: Path, old: str, new: str, fault: Told
) -> None:
    text = PEOPLE.replace(old, new) if old else PEOPLE + new
    (found,) = people_of(tmp_path, text)[1]
    assert found[:3] == fault[:3]
    assert found[3].startswith(fault[3])


def test_where_no_units_are_registered_those_of_people_are_free(tmp_path: Path) -> None:
    samples.write(tmp_path, {SETTINGS: "name: a\ntree: sample\nround: a\n" + PEOPLE})
    document, _ = read(tmp_path / SETTINGS, SETTINGS)
    assert document is not None
    record, _ = read_settings(document)
    assert record is not None
    assert read_people(record, document, read_units(record, document)[0])[1] == []


# -- the other files

NAMED_ROUND = """\
round: 2026-mock
kind: mock
as_of: 2026-11-25
basis: 2026-self
inspectors: [周敏]
assignments:
  周敏: ["1.1"]
parts:
  县司法局:
  - {on: 2026-11-21, do: assign, by: 李明}
questions:
  "1.1":
  - {on: 2026-11-22, do: ask, by: 王敏, text: 按什么口径？}
locked: {on: 2026-11-25, by: 李明}
findings:
  "1.1": {score: 5, reason: 清单缺一页, by: 周敏}
"""


def test_every_name_of_a_round_and_as_what_it_stands_there(opened: Opener) -> None:
    workspace = opened({**samples.SOUND, "rounds/2026-mock.yaml": NAMED_ROUND})
    (mock,) = [item for item in workspace.rounds if item.id == "2026-mock"]
    assert [(one.label, one.name) for one in round_names(mock)] == [
        ("评查人员", "周敏"),
        ("评查分工里的", "周敏"),
        ("县司法局的经过里", "李明"),
        ("1.1的问答里", "王敏"),
        ("定稿人", "李明"),
        ("指标“1.1”的认定人", "周敏"),
    ]


def test_every_name_of_the_ledger_and_of_the_register(opened: Opener) -> None:
    """What is left out below comes from the sound sample.

    == rectification.yaml
    - id: R0001
      indicator: "1.1"
      problem: 有一项没有上网
      lead: [县司法局]
      person: 王敏
      due: 2026-12-01
      events:
      - {on: 2026-09-01, do: open, by: 李明}
      - {on: 2026-09-03, do: extend, by: 王敏, to: 2026-12-31, note: 汛期, approved_by: 李明}
    - {id: R0002, indicator: "1.2", problem: 没有公开, lead: [县教育局], due: 2026-12-01}
    == evidence/register.yaml
    - {id: E0001, url: "https://example.com/a", seen: 2026-04-01, review: {state: accepted, by: 李明, on: 2026-05-02}}
    - {id: E0002, url: "https://example.com/b", seen: 2026-04-01}
    """
    workspace = opened(test_every_name_of_the_ledger_and_of_the_register.__doc__)
    in_ledger = list(ledger_names(workspace.ledger, {"R0001": 0, "R0002": 1}))
    assert [(one.label, one.name, one.loc) for one in in_ledger] == [
        ("R0001 的责任人", "王敏", (0, "person")),
        ("R0001 的经过里", "李明", (0, "events", 0, "by")),
        ("R0001 的经过里", "王敏", (0, "events", 1, "by")),
        ("R0001 的经过里", "李明", (0, "events", 1, "approved_by")),
    ]
    in_register = list(register_names(workspace.records, {"E0001": 0, "E0002": 1}))
    assert in_register == [Named("李明", (0, "review", "by"), "佐证 E0001 的审核人")]


def with_people(name: str, text: str) -> dict[str, str]:
    return {**samples.SOUND, SETTINGS: samples.SOUND[SETTINGS] + PEOPLE, name: text}


def test_a_name_that_is_nobodys_is_told_once_in_each_file(opened: Opener) -> None:
    """孙权 stands three times in the ledger: mended once it is mended everywhere, so it is told at
    the first place only. 小王 is another spelling of 王敏 and 系统 is the program itself."""
    events = (
        "  - {on: 2026-09-01, do: open, by: 孙权}\n"
        "  - {on: 2026-09-03, do: start, by: 孙权}\n"
        "  - {on: 2026-09-04, do: progress, by: 小王, note: 已上网}\n"
        "  - {on: 2026-09-05, do: progress, by: 系统, note: 已上网}\n"
        "  - {on: 2026-09-06, do: progress, by: 孙权, note: 已上网}\n"
    )
    text = samples.SOUND[LEDGER].split("  - {on")[0] + events
    workspace = opened(with_people(LEDGER, text))
    (problem,) = [item for item in workspace.problems if item.rule == "W020"]
    assert (problem.where.file, problem.where.line, problem.where.column) == (LEDGER, 7, 36)
    assert problem.what.startswith("R0001 的经过里“孙权”")


def test_where_nobody_is_named_every_name_will_do(opened: Opener) -> None:
    workspace = opened(samples.SOUND)
    document, _ = read(workspace.path / LEDGER, LEDGER)
    assert document is not None
    named = [Named("孙权", (0, "person"), "责任人")]
    assert list(name_faults(workspace.people, named, document)) == []


# -- the units' parts of a round


def part_problems(opened: Opener, more: str) -> list[Problem]:
    text = samples.SOUND[ROUND] + more
    workspace = opened({**samples.SOUND, ROUND: text})
    document: Document | None = read(workspace.path / ROUND, ROUND)[0]
    assert document is not None
    return list(part_faults(workspace.current, document, workspace.tree, workspace.units))


def test_parts_whose_steps_follow_are_sound(opened: Opener) -> None:
    steps = (
        "parts:\n  县司法局:\n"
        "  - {on: 2026-11-01, do: assign, by: 李明}\n"
        "  - {on: 2026-11-03, do: receive, by: 王敏}\n"
        "  - {on: 2026-11-05, do: submit, by: 王敏}\n"
    )
    assert part_problems(opened, steps) == []


def test_a_part_of_a_unit_that_is_not_registered(opened: Opener) -> None:
    (problem,) = part_problems(
        opened, "parts:\n  县司法剧:\n  - {on: 2026-11-01, do: assign, by: 李明}\n"
    )
    assert told([problem]) == [("W004", 11, 3, "轮次“2026-self”提到的单位“县司法剧”没有登记")]
    assert problem.fix == "是不是“县司法局”？"


def test_a_step_that_does_not_follow_is_told_at_its_line(opened: Opener) -> None:
    """What was never handed in is not reviewed."""
    (problem,) = part_problems(
        opened,
        "parts:\n  县司法局:\n"
        "  - {on: 2026-11-01, do: assign, by: 李明}\n"
        "  - {on: 2026-11-05, do: approve, by: 李明}\n",
    )
    assert (problem.rule, problem.where.line) == ("F050", 13)
    assert problem.what == "县司法局：在“已下达”状态下不能审定"


def test_an_indicator_that_is_assigned_and_not_there(opened: Opener) -> None:
    (problem,) = part_problems(opened, 'assignments:\n  周敏: ["1.1", "1.3"]\n')
    assert (problem.rule, problem.where.line, problem.where.column) == ("F051", 11, 15)
    assert problem.what.startswith("分给周敏的指标“1.3”不存在")
