"""Changing a workspace from a program: what is set, what stays beside it, and what the answer is.

```python
with workspace.edit(by="王敏", on=today) as edit:
    edit.set_finding("1.1", {"done": 8, "of": 10})
workspace = edit.after
```
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from math import nan
from pathlib import Path
from typing import Any

import pytest
import samples

import scoring
from scoring import ScoringError, Session
from scoring.storage import DROP, Journal, version
from scoring.workspace import Workspace, open_workspace
from scoring.workspace.changes import (
    Author,
    Change,
    ConflictError,
    Kind,
    Refused,
    RefusedError,
)
from scoring.workspace.editing import Edit

TODAY = date(2026, 11, 22)
ROUND = "rounds/2026-self.yaml"
REGISTER = "evidence/register.yaml"
NOON = datetime(2026, 11, 22, 12, 0)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    files = {
        **samples.SOUND,
        ROUND: samples.SOUND[ROUND].replace("of: 10}", "of: 10, note: 以系统导出为准}"),
        "rounds/2026-mock.yaml": samples.MOCK,
    }
    opening = scoring.open_workspace(samples.write(tmp_path, files))
    assert opening.workspace is not None
    return opening.workspace


def edited(workspace: Workspace) -> Edit:
    return workspace.edit(by="王敏", on=TODAY)


def text(workspace: Workspace, name: str) -> str:
    return (workspace.path / name).read_text("utf-8")


def test_the_facts_of_a_finding_are_replaced_and_what_stands_beside_them_stays(
    workspace: Workspace,
) -> None:
    with edited(workspace) as edit:
        new = edit.set_finding("1.1", {"value": "80%"})
    assert '"1.1": {note: 以系统导出为准, value: 80%}' in text(workspace, ROUND)
    assert new == version('  "1.1": {note: 以系统导出为准, value: 80%}')
    assert edit.saved.versions == {(ROUND, "1.1"): new}
    assert edit.after.finding("1.1").version == new


def test_a_finding_that_is_not_there_yet_and_one_of_another_round(workspace: Workspace) -> None:
    with edited(workspace) as edit:
        edit.set_finding("2", {"score": "3", "reason": "省级推广"})
        edit.set_finding("1.2", {"score": "4", "reason": "属实"}, round="2026-mock")
    assert '"2": {score: 3, reason: 省级推广}' in text(workspace, ROUND)
    assert '"1.2": {score: 4, reason: 属实}' in text(workspace, "rounds/2026-mock.yaml")
    [line] = Journal(workspace.path / "journal.jsonl").entries()
    assert line["records"] == ["2", "1.2"]


def test_a_round_that_is_not_there_is_refused(workspace: Workspace) -> None:
    with pytest.raises(RefusedError, match="没有轮次“2099”"), edited(workspace) as edit:
        edit.set_finding("1.1", {"value": "80%"}, round="2099")
    assert not (workspace.path / "journal.jsonl").exists()


def test_a_finding_is_taken_away(workspace: Workspace) -> None:
    with edited(workspace) as edit:
        edit.clear_finding("1.2", expected=workspace.finding("1.2").version)
    assert "1.2" not in text(workspace, ROUND)
    assert edit.saved.versions == {(ROUND, "1.2"): ""}
    assert edit.after.finding("1.2").version == ""
    with pytest.raises(ConflictError), edited(workspace) as edit:
        edit.clear_finding("1.1", expected=version("什么都不是"))
    assert '"1.1"' in text(workspace, ROUND)


def test_a_piece_proves_one_more_indicator(workspace: Workspace) -> None:
    with edited(workspace) as edit:
        edit.map_evidence("E0001", "1.2", locate="第3页", what="公开情况")
    assert '  - {indicator: "1.2", locate: 第3页, what: 公开情况}\n' in text(workspace, REGISTER)
    assert '  - {indicator: "1.1", item: 办理清单}\n' in text(workspace, REGISTER)


def test_a_proof_that_stands_already_is_left_as_it_is(workspace: Workspace) -> None:
    stored = workspace.path / REGISTER
    before = stored.read_bytes()
    with edited(workspace) as edit:
        version_now = edit.map_evidence("E0001", "1.1", item="办理清单", what="再说一遍")
    assert stored.read_bytes() == before
    assert len(version_now) == 64
    with edited(workspace) as edit:  # the same indicator without the requirement is another proof
        edit.map_evidence("E0001", "1.1")
    assert text(workspace, REGISTER).count('indicator: "1.1"') == 2


def test_a_piece_without_proofs_gets_its_first(workspace: Workspace) -> None:
    with edited(workspace) as edit:
        edit.set_evidence("E0002", {"proves": DROP})
        edit.map_evidence("E0002", "1.1", item="办理清单")
    assert text(workspace, REGISTER).endswith(
        '  title: 公开栏目\n  proves:\n  - {indicator: "1.1", item: 办理清单}\n'
    )


def test_a_piece_that_is_not_there_is_refused(workspace: Workspace) -> None:
    with pytest.raises(RefusedError, match="登记表里没有 E0009"), edited(workspace) as edit:
        edit.map_evidence("E0009", "1.1")


def test_records_of_the_register_and_of_the_ledger_get_other_values(workspace: Workspace) -> None:
    with edited(workspace) as edit:
        edit.set_evidence("E0001", {"title": "清单（修订）", "unit": DROP})
        edit.set_item("R0001", {"problem": "有两项没有上网"})
    assert "  title: 清单（修订）\n  date: 2026-03-01\n  proves:" in text(workspace, REGISTER)
    assert "  problem: 有两项没有上网\n" in text(workspace, "rectification.yaml")
    [line] = Journal(workspace.path / "journal.jsonl").entries()
    assert (line["by"], line["on"], line["records"]) == ("王敏", "2026-11-22", ["E0001", "R0001"])


def test_several_changes_are_written_when_the_block_ends_and_not_before(
    workspace: Workspace,
) -> None:
    before = text(workspace, ROUND)
    with edited(workspace) as edit:
        edit.set_finding("1.1", {"value": "80%"})
        assert text(workspace, ROUND) == before
        for too_early in (lambda: edit.saved, lambda: edit.after):
            with pytest.raises(ScoringError, match="还没有写入"):
                too_early()
    assert text(workspace, ROUND) != before


def test_outside_of_its_block_an_edit_changes_nothing(workspace: Workspace) -> None:
    with pytest.raises(ScoringError, match="with workspace"):
        edited(workspace).set_evidence("E0001", {"title": "清单"})


def test_what_others_changed_meanwhile_is_in_the_workspace_after(workspace: Workspace) -> None:
    path = workspace.path / ROUND
    path.write_text(text(workspace, ROUND).replace("met: true", "met: false"), "utf-8")
    with edited(workspace) as edit:
        edit.set_finding("1.1", {"value": "80%"})
    assert edit.after.finding("1.1").data["value"] == "80%"
    assert edit.after.finding("1.2").data == {"met": "false"}
    assert edit.after is edit.after, "opened once"


def test_the_lock_is_free_where_the_workspace_cannot_be_read(workspace: Workspace) -> None:
    path = workspace.path / "workspace.yaml"
    sound = path.read_bytes()
    path.write_text("name: [\n", "utf-8")
    with pytest.raises(ScoringError), edited(workspace):
        pass
    path.write_bytes(sound)
    with edited(workspace) as edit:
        edit.set_finding("1.1", {"value": "80%"})
    assert "80%" in text(workspace, ROUND)


def test_a_workspace_that_was_opened_without_a_memory_can_be_edited(workspace: Workspace) -> None:
    alone = open_workspace(workspace.path).whole()
    assert alone.memory is None
    with edited(alone) as edit:
        edit.set_finding("1.1", {"value": "80%"})
    assert edit.after.finding("1.1").data["value"] == "80%"


PEOPLE = "people:\n  王敏: {}\n  李明: {}\n  赵倩: {}\n"
SUBMITTED = """\
- id: R1
  indicator: "1.1"
  problem: 缺少统计表
  due: 2026-12-01
  person: 赵倩
  events:
  - {on: 2026-11-01, do: open, by: 李明}
  - {on: 2026-11-02, do: start, by: 赵倩}
  - {on: 2026-11-20, do: submit, by: 王敏}
"""


@pytest.fixture
def peopled(tmp_path: Path) -> Workspace:
    """王敏, 李明 and 赵倩; an item that 王敏 has submitted and 赵倩 answers for."""
    head = samples.SOUND["workspace.yaml"] + PEOPLE
    files = {**samples.SOUND, "workspace.yaml": head, "rectification.yaml": SUBMITTED}
    workspace = scoring.open_workspace(samples.write(tmp_path, files)).whole()
    assert not workspace.errors
    return workspace


def test_where_people_are_named_somebody_else_changes_nothing(peopled: Workspace) -> None:
    with (
        pytest.raises(RefusedError, match="办理人“王民”不在人员名单里，是不是“王敏”") as refusal,
        peopled.edit(by="王民", on=TODAY) as edit,
    ):
        edit.set_finding("1.1", {"value": "80%"})
    assert [item.rule for item in refusal.value.outcome.problems] == ["W020"]
    assert not (peopled.path / "journal.jsonl").exists()


@pytest.mark.parametrize(
    ("kind", "file", "key", "fields"),
    [
        ("finding", ROUND, "1.1", {"by": "路人"}),
        ("evidence", REGISTER, "E0001", {"review": {"state": "accepted", "by": "路人"}}),
        ("item", "rectification.yaml", "R1", {"person": "路人"}),
        ("setting", "workspace.yaml", "approvers", ["路人"]),
        ("part", ROUND, "县司法局", [{"on": TODAY, "do": "receive", "by": "路人"}]),
    ],
)
def test_a_record_that_names_nobody_known_is_not_written(
    peopled: Workspace, kind: Kind, file: str, key: str, fields: Any
) -> None:
    change = Change(
        kind, file, key, **({"fields": fields} if isinstance(fields, dict) else {"value": fields})
    )
    with Session(peopled.path, watch=False) as session:
        outcome = session.submit([change], Author("李明", TODAY))
    assert isinstance(outcome, Refused)
    assert [item.rule for item in outcome.problems] == ["W020"]
    assert "“路人”不在人员名单里" in outcome.problems[0].what


@pytest.mark.parametrize(("closer", "part"), [("王敏", "又由本人销号"), ("赵倩", "是责任人")])
def test_whoever_submitted_or_answers_for_an_item_does_not_sign_it_off(
    peopled: Workspace, closer: str, part: str
) -> None:
    """Not even in the own name: it would be no second hand."""
    events = [event.model_dump(exclude_defaults=True) for event in peopled.ledger[0].events]
    closing = [*events, {"on": TODAY, "do": "close", "by": closer}]
    with pytest.raises(RefusedError, match=part), peopled.edit(by=closer, on=TODAY) as edit:
        edit.set_item("R1", {"events": closing})
    closing[-1]["by"] = "李明"
    with peopled.edit(by="李明", on=TODAY) as edit:
        edit.set_item("R1", {"events": closing})
    assert edit.after.ledger[0].closed


def test_an_old_fault_keeps_nobody_from_mending_something_else(peopled: Workspace) -> None:
    """The ledger names 路人 since before there was a list of people."""
    path = peopled.path / "rectification.yaml"
    path.write_text(path.read_text("utf-8").replace("person: 赵倩", "person: 路人"), "utf-8")
    with peopled.edit(by="李明", on=TODAY) as edit:
        edit.set_item("R1", {"problem": "缺少 10 月统计表"})
    assert "problem: 缺少 10 月统计表" in path.read_text("utf-8")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda edit: edit.set_finding("1.1", None), "认定的事实要写成"),
        (lambda edit: edit.set_item("R1", ["due"]), "要改的内容要写成"),
        (
            lambda edit: edit.change("findings", ROUND, "1.1", {}),
            "没有“findings”这种记录，是不是“finding”",
        ),
        (lambda edit: edit.set_finding(11, {"value": 1}), "编号要是文字"),
        (lambda edit: edit.set_finding("1.1", {1: 2}), "认定的事实里的键要是文字"),
        (lambda edit: edit.set_finding("1.1", {"value": Decimal(1)}), "“value”的值是 Decimal"),
        (lambda edit: edit.set_finding("1.1", {"done": Fraction(1, 3)}), "“done”的值是 Fraction"),
        (lambda edit: edit.set_finding("1.1", {"value": nan}), "“value”的值 nan 不是一个数"),
        (lambda edit: edit.set_evidence("E0001", {"title": None}), "写 scoring.DROP"),
        (lambda edit: edit.set_evidence("E0001", {"date": NOON}), "“date”的值是 datetime"),
        (
            lambda edit: edit.set_evidence("E0001", {"review": {"by": object()}}),
            "“by”的值是 object",
        ),
        (lambda edit: edit.set_item("R1", {"lead": [{"甲"}]}), "“lead”的值是 set"),
    ],
)
def test_what_is_no_change_is_refused_in_words(
    peopled: Workspace, wrong: Callable[[Edit], object], message: str
) -> None:
    with pytest.raises(RefusedError, match=message), peopled.edit(by="李明", on=TODAY) as edit:
        wrong(edit)


def test_who_changes_something_says_so(peopled: Workspace) -> None:
    for nobody in (" ", None):
        with pytest.raises(RefusedError, match="请写明是谁改的"):
            peopled.edit(by=nobody, on=TODAY)  # type: ignore[arg-type]  # as a program may try
    for day in (None, "2026-11-22", NOON):
        with pytest.raises(RefusedError, match="请写明是哪一天改的"):
            peopled.edit(by="李明", on=day)  # type: ignore[arg-type]  # the same


def test_a_refusal_holds_its_problems_without_lines_that_stand_in_no_file(
    peopled: Workspace,
) -> None:
    with (
        pytest.raises(RefusedError) as refusal,
        peopled.edit(by="李明", on=TODAY) as edit,
    ):
        edit.set_item("R1", {"person": "李鸣"})
    [problem] = refusal.value.problems
    assert (problem.rule, str(problem.where)) == ("W020", "rectification.yaml")
    assert str(refusal.value) == problem.sentence
    assert "是不是“李明”？改成" in str(refusal.value)


def test_a_round_that_was_read_cannot_be_written_into(peopled: Workspace) -> None:
    with pytest.raises(TypeError):
        peopled.current.findings["1.1"] = None  # type: ignore[index]  # as a program may try
