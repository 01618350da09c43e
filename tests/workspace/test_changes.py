"""One way to change a workspace: judged on what stands, merged, spliced, one line in the journal,
nothing lost."""

from __future__ import annotations

import errno
import re
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import samples
from storage.steps import full, held_open, stopped_at

from scoring.storage import (
    DROP,
    IrregularError,
    Journal,
    RecordFile,
    SlippedIn,
    Transaction,
    disk,
    verify_journal,
    version,
)
from scoring.storage.days import FarDayError
from scoring.workspace import open_workspace
from scoring.workspace.changes import (
    LEDGER,
    REGISTER,
    WORKSPACE,
    Author,
    Change,
    ChangeSet,
    Conflict,
    Outcome,
    Refused,
    ReusedIdError,
    Saved,
    carry_out,
    commit_together,
    submit,
)

ROUND = "rounds/2026-self.yaml"
DAY = date(2026, 11, 22)
AUTHOR = Author("张三", DAY, at=datetime(2026, 11, 22, 9, 30, tzinfo=UTC))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return samples.write(tmp_path / "县", samples.SOUND)


def text(home: Path, name: str) -> str:
    return (home / name).read_bytes().decode("utf-8")


def seen(home: Path, change: Change) -> str:
    stored = RecordFile.of(change.file, text(home, change.file), change.section).record(change.key)
    return stored.version if stored else ""


def finding(code: str, fields: dict[str, Any], **more: Any) -> Change:
    return Change("finding", ROUND, code, fields, **more)


def send(home: Path, *changes: Change, **more: Any) -> Outcome:
    return submit(home, changes, AUTHOR, "测试", **more)


def last(home: Path) -> dict[str, Any]:
    return Journal(home / "journal.jsonl").entries()[-1]


def test_one_finding(home: Path) -> None:
    before = text(home, ROUND)
    outcome = send(home, finding("1.1", {"done": 8, "note": "以系统导出为准"}))
    assert isinstance(outcome, Saved)
    assert text(home, ROUND) == before.replace(
        "{done: 9, of: 10}", "{done: 8, of: 10, note: 以系统导出为准}"
    )
    entry = last(home)
    assert entry["before"] == {ROUND: {"findings/1.1": '  "1.1": {done: 9, of: 10}'}}
    assert entry["after"] == {
        ROUND: {"findings/1.1": '  "1.1": {done: 8, of: 10, note: 以系统导出为准}'}
    }
    wanted = {
        "at": "2026-11-22T09:30:00.000+00:00",
        "on": "2026-11-22",
        "by": "张三",
        "via": "cli",
        "do": "测试",
    }
    assert {key: entry[key] for key in wanted} == wanted
    assert outcome.versions == {(ROUND, "1.1"): seen(home, finding("1.1", {}))}
    assert open_workspace(home).problems == ()


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (
            finding("1.2", {"met": DROP, "not_applicable": "本级无此职权"}),
            '  "1.2": {not_applicable: 本级无此职权}',
        ),
        (Change("veto", ROUND, "V1", value=True), "vetoes: {V1: true}"),
        (
            Change("setting", ROUND, "assessor", value="示例县依法治县办"),
            "assessor: 示例县依法治县办",
        ),
        (
            Change("part", ROUND, "县司法局", value=[{"on": DAY, "do": "assign", "by": "甲"}]),
            "  - {on: 2026-11-22, do: assign, by: 甲}",
        ),
        (
            Change("evidence", REGISTER, "E0002", {"date": "2026-04-02", "unit": "县司法局"}),
            "  date: 2026-04-02",
        ),
        (Change("item", LEDGER, "R0001", add={"measures": [{"text": "公开"}]}), "  - {text: 公开}"),
        (
            Change("unit", WORKSPACE, "县公安局", {"aliases": ["公安局"]}),
            '  "县公安局": {aliases: [公安局]}',
        ),
        (Change("setting", WORKSPACE, "target", value="90"), 'target: "90"'),
    ],
    ids=lambda value: value.kind if isinstance(value, Change) else "",
)
def test_every_kind_of_record(home: Path, change: Change, line: str) -> None:
    before = text(home, change.file)
    assert isinstance(send(home, change), Saved)
    after = text(home, change.file)
    assert line in after.splitlines()
    old, new = before.splitlines(), after.splitlines()
    assert len([item for item in old if item not in new]) <= 1, "no other line changed"
    assert [item for item in open_workspace(home).problems if item.severity == "error"] == []


def test_an_event_is_added_whatever_stands_there(home: Path) -> None:
    for day in ("2026-09-04", "2026-09-05"):
        event = {
            "on": day,
            "do": "extend",
            "by": "张三",
            "to": f"2027-0{day[-1]}-01",
            "note": "汛期",
            "approved_by": "李四",
        }
        assert isinstance(
            send(home, Change("item", LEDGER, "R0001", add={"events": [event]})), Saved
        )
    assert text(home, LEDGER).startswith(samples.SOUND[LEDGER])
    assert text(home, LEDGER).count("do: extend") == 2


# What is refused


@pytest.mark.parametrize(
    ("change", "rule", "field"),
    [
        (finding("1.1", {"done": 11}), "F003", ""),
        (finding("1.1", {"done": "多"}), "F003", "done"),
        (finding("9.9", {"met": True}), "F001", ""),
        (finding("1", {"met": True}), "F010", ""),
        (finding("1.1", {"opened": ["E0404"]}), "F012", "opened"),
        (Change("evidence", REGISTER, "E0001", {"date": "昨天"}), "S004", "date"),
        (Change("evidence", REGISTER, "E0001", {"sort": "文件"}), "S001", "sort"),
        (
            Change("evidence", REGISTER, "E0001", add={"proves": [{"indicator": "9.9"}]}),
            "E002",
            "proves",
        ),
        (
            Change(
                "item", LEDGER, "R0001", add={"events": [{"on": DAY, "do": "close", "by": "甲"}]}
            ),
            "L003",
            "events",
        ),
        (Change("veto", ROUND, "V9", value=True), "F005", ""),
        (Change("setting", WORKSPACE, "round", value=["a"]), "S004", ""),
    ],
    ids=lambda value: f"{value.kind} {value.key}" if isinstance(value, Change) else "",
)
def test_what_would_be_a_fault_is_refused_at_its_field(
    home: Path, change: Change, rule: str, field: str
) -> None:
    before = {path: path.read_bytes() for path in home.rglob("*.yaml")}
    outcome = send(home, change)
    assert isinstance(outcome, Refused), outcome
    assert rule in [item.rule for item in outcome.problems], outcome
    assert field in outcome.fields
    assert {path: path.read_bytes() for path in home.rglob("*.yaml")} == before
    assert not (home / "journal.jsonl").exists()


def test_a_fault_that_stands_already_keeps_nobody_from_mending_another(home: Path) -> None:
    path = home / REGISTER
    path.write_text(path.read_text("utf-8").replace("kind: 链接", "kind: 网页"), "utf-8")
    change = Change("evidence", REGISTER, "E0002", {"title": "公开栏目首页"})
    assert isinstance(send(home, change), Saved)
    assert isinstance(send(home, Change("evidence", REGISTER, "E0002", {"seen": "昨天"})), Refused)


def test_several_changes_are_all_written_or_none(home: Path) -> None:
    good, bad = finding("1.1", {"done": 8}), finding("1.2", {"done": 3})
    before = text(home, ROUND)
    assert isinstance(send(home, good, bad), Refused)
    assert text(home, ROUND) == before
    assert isinstance(
        send(home, good, Change("evidence", REGISTER, "E0001", {"title": "清单"})), Saved
    )
    assert last(home)["records"] == ["1.1", "E0001"]


def test_a_file_that_cannot_be_changed_safely_is_left_alone(home: Path) -> None:
    path = home / LEDGER
    path.write_text(
        '- id: R0001\n  problem: "&a x"\n  lead: [县司法局]\n  due: &d 2026-12-01\n', "utf-8"
    )
    before = path.read_bytes()
    outcome = send(home, Change("item", LEDGER, "R0001", {"person": "甲"}))
    assert isinstance(outcome, Saved | Refused)
    if isinstance(outcome, Refused):
        assert path.read_bytes() == before


# Versions


def test_a_stale_version_is_merged_where_another_field_was_changed(home: Path) -> None:
    change = finding("1.1", {"note": "乙写的"})
    old = seen(home, change)
    assert isinstance(send(home, finding("1.1", {"done": 8})), Saved)
    stale = finding("1.1", {"done": 9, "of": 10, "note": "乙写的"}, expected=old)
    assert isinstance(send(home, stale), Saved)
    assert "{done: 8, of: 10, note: 乙写的}" in text(home, ROUND)


def test_a_stale_version_is_a_conflict_where_the_same_field_was_changed(home: Path) -> None:
    old = seen(home, finding("1.1", {}))
    assert isinstance(send(home, finding("1.1", {"done": 8})), Saved)
    outcome = send(home, finding("1.1", {"done": 7, "note": "乙"}, expected=old))
    assert outcome == Conflict(
        {"done": "9", "of": "10"},
        {"done": "8", "of": "10"},
        {"done": "7", "of": "10", "note": "乙"},
        ("done",),
    )
    assert "done: 8" in text(home, ROUND)


def test_a_whole_record_takes_out_what_its_author_saw_and_nothing_else(home: Path) -> None:
    assert isinstance(send(home, finding("1.1", {"note": "甲"})), Saved)
    old = seen(home, finding("1.1", {}))
    assert isinstance(send(home, finding("1.1", {"opened": ["E0001"]})), Saved)
    outcome = send(
        home, finding("1.1", {"not_applicable": "本级无此职权"}, whole=True, expected=old)
    )
    assert isinstance(outcome, Saved)
    assert '"1.1": {opened: [E0001], not_applicable: 本级无此职权}' in text(home, ROUND)


def test_merged_changes_are_judged_together(home: Path) -> None:
    """One raised what was done, the other lowered the total: each is sound, both together are
    not."""
    old = seen(home, finding("1.1", {}))
    assert isinstance(send(home, finding("1.1", {"of": 9})), Saved)
    outcome = send(home, finding("1.1", {"done": 10, "of": 10}, expected=old))
    assert isinstance(outcome, Conflict | Refused)
    assert isinstance(send(home, finding("1.1", {"done": 10}, expected=old)), Refused)


def test_a_record_that_both_add_is_a_conflict(home: Path) -> None:
    path = home / ROUND
    path.write_text(path.read_text("utf-8").replace('  "1.2": {met: true}\n', ""), "utf-8")
    first = finding("1.2", {"met": True, "note": "甲"}, expected="")
    assert isinstance(send(home, first), Saved)
    outcome = send(home, finding("1.2", {"met": True, "note": "乙"}, expected=""))
    assert isinstance(outcome, Conflict)
    assert outcome.fields == ("note",)


def test_the_same_save_twice_gets_the_same_answer_and_is_written_once(home: Path) -> None:
    change = Change("item", LEDGER, "R0001", add={"measures": [{"text": "公开"}]})
    first = send(home, change, save_id="s-1")
    again = send(home, change, save_id="s-1")
    assert first == again
    assert text(home, LEDGER).count("公开") == 1
    assert len(Journal(home / "journal.jsonl").entries()) == 1
    assert isinstance(send(home, change, save_id="s-2"), Saved)
    assert text(home, LEDGER).count("公开") == 2


def test_another_save_under_the_same_id_is_refused(home: Path) -> None:
    change = Change("item", LEDGER, "R0001", add={"measures": [{"text": "公开"}]})
    assert isinstance(send(home, change, save_id="s-1"), Saved)
    before = text(home, LEDGER)
    other = Change("item", LEDGER, "R0001", add={"measures": [{"text": "补齐"}]})
    with pytest.raises(ReusedIdError):
        send(home, other, save_id="s-1")
    assert text(home, LEDGER) == before
    (entry,) = Journal(home / "journal.jsonl").entries()
    assert re.fullmatch("[0-9a-f]{16}", entry["request"])


@pytest.mark.parametrize(
    ("by", "do", "content"),
    [("甲", "plan", "1"), ("乙", "plan", "1"), ("甲", "other", "1"), ("甲", "plan", "2")],
    ids=["the same", "somebody else", "another deed", "another content"],
)
def test_a_plan_is_known_by_who_sent_what(home: Path, by: str, do: str, content: str) -> None:
    """A plan is a function: what it was to do is said beside it, by the caller or the author."""

    def plan(changes: ChangeSet) -> str:
        changes.change(Change("item", LEDGER, "R0001", add={"measures": [{"text": "公开"}]}))
        return "planned"

    first = Author("甲", date(2026, 11, 22))
    assert carry_out(home, first, "plan", plan, save_id="p", content="1")[0] == "planned"
    second = Author(by, date(2026, 11, 22))
    if (by, do, content) == ("甲", "plan", "1"):
        assert carry_out(home, second, do, plan, save_id="p", content=content)[0] is None
    else:
        with pytest.raises(ReusedIdError):
            carry_out(home, second, do, plan, save_id="p", content=content)
    assert text(home, LEDGER).count("公开") == 1


PEOPLE = "people:\n  张三: {roles: [督办]}\n  王敏: {}\n"


@pytest.mark.parametrize(
    ("change", "file", "standing"),
    [
        (
            Change("item", LEDGER, "R0001", {"person": "王敏"}),
            LEDGER,
            samples.SOUND[LEDGER]
            .replace("  due:", "  person: 孙权\n  due:")
            .replace("do: start}", "do: start, by: 孙权}"),
        ),
        (
            Change("setting", ROUND, "inspectors", value=["王敏"]),
            ROUND,
            samples.SOUND[ROUND] + 'inspectors: [孙权]\nassignments: {孙权: ["1.1"]}\n',
        ),
    ],
    ids=["person of an item", "inspectors of a round"],
)
def test_a_foreign_name_can_be_mended_in_one_place_while_it_stands_in_another(
    home: Path, change: Change, file: str, standing: str
) -> None:
    (home / WORKSPACE).write_text(samples.SOUND[WORKSPACE] + PEOPLE, encoding="utf-8")
    (home / file).write_text(standing, encoding="utf-8")
    assert isinstance(send(home, change), Saved)
    assert text(home, file).count("孙权") == 1
    if change.fields:
        foreign = replace(change, fields={"person": "周瑜"})
    else:
        foreign = replace(change, value=["周瑜"])
    refused = send(home, foreign)
    assert isinstance(refused, Refused)
    assert [item.rule for item in refused.problems] == ["W020"]


def test_what_stands_already_is_not_written_again(home: Path) -> None:
    state = (home / ROUND).stat().st_mtime_ns
    assert isinstance(send(home, finding("1.1", {"done": "9"})), Saved)
    assert (home / ROUND).stat().st_mtime_ns == state
    assert not (home / "journal.jsonl").exists()


# Others at the same time


def slipping(home: Path, name: str, old: str, new: str) -> Callable[..., Any]:
    """An editor that saves ``new`` for ``old`` right before the files are exchanged, once."""
    real, done = disk.exchange, []

    def exchange(draft: Path, target: Path) -> bool:
        if not done:
            done.append(1)
            path = home / name
            path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
        return real(draft, target)

    return exchange


def test_an_edit_by_hand_in_the_middle_is_merged(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "exchange", slipping(home, ROUND, "met: true", "met: false"))
    assert isinstance(send(home, finding("1.1", {"done": 8})), Saved)
    assert '"1.1": {done: 8, of: 10}\n  "1.2": {met: false}' in text(home, ROUND)
    assert len(Journal(home / "journal.jsonl").entries()) == 1
    assert verify_journal(home / "journal.jsonl") == []


def test_an_edit_by_hand_of_the_same_record_is_judged_anew(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = seen(home, finding("1.1", {}))
    monkeypatch.setattr(disk, "exchange", slipping(home, ROUND, "done: 9", "done: 5"))
    assert isinstance(send(home, finding("1.1", {"done": 8}, expected=old)), Conflict)
    assert "done: 5" in text(home, ROUND)


def test_an_editor_that_never_stops_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scoring.storage.changeset.PAUSE", 0.0)
    real, buffer = disk.exchange, [text(home, ROUND)]

    def exchange(draft: Path, target: Path) -> bool:
        if "done: 8" in draft.read_text("utf-8"):
            buffer.append("# 又存了一次\n")
            (home / ROUND).write_text("".join(buffer), "utf-8")
        return real(draft, target)

    monkeypatch.setattr(disk, "exchange", exchange)
    with pytest.raises(SlippedIn, match=r"rounds/2026-self\.yaml"):
        send(home, finding("1.1", {"done": 8}))
    assert "done: 9" in text(home, ROUND)


@pytest.mark.parametrize("how", [full, held_open])
def test_a_save_that_failed_is_not_there_later(home: Path, how: Callable[[str], None]) -> None:
    failed = 0
    for moment in range(1, 30):
        value = moment % 9 + 1
        before = text(home, ROUND)
        try:
            with stopped_at(moment, how):
                send(home, finding("1.1", {"done": value}))
        except OSError as error:
            failed += error.errno in (errno.ENOSPC, errno.EACCES)
            with Transaction(home):
                pass
            assert text(home, ROUND) == before
    assert failed >= 2
    assert verify_journal(home / "journal.jsonl") == []


@pytest.mark.slow
def test_twenty_threads_lose_nothing(home: Path) -> None:
    """Each adds measures to the same item; all of them are there, each once, with a line each."""

    def work(name: str) -> None:
        for number in range(3):
            change = Change(
                "item", LEDGER, "R0001", add={"measures": [{"text": f"{name}-{number}"}]}
            )
            assert isinstance(submit(home, [change], Author(name, DAY, via="web"), "测试"), Saved)

    threads = [threading.Thread(target=work, args=(f"甲{number}",)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (item,) = open_workspace(home).whole().ledger
    assert sorted(measure.text for measure in item.measures) == sorted(
        f"甲{a}-{b}" for a in range(20) for b in range(3)
    )
    assert len(Journal(home / "journal.jsonl").entries()) == 60
    assert verify_journal(home / "journal.jsonl") == []


# For callers that keep the files in memory


def test_kept_files_and_a_group_of_changes(home: Path) -> None:
    kept = RecordFile.of(ROUND, text(home, ROUND), ("findings",))
    workspace = open_workspace(home).whole()
    with Transaction(home) as transaction:
        sets = []
        for by, done in (("甲", 8), ("乙", 7)):
            changes = ChangeSet(
                transaction, Author(by, DAY, via="web"), "finding", workspace=workspace
            )
            changes.stands(kept, disk.digest_of(home / ROUND))
            changes.change(finding("1.1", {"done": done}))
            kept = next(file for file in changes.cut_files() if file.section == ("findings",))
            sets.append(changes)
        answers = commit_together(transaction, sets)
    assert [entry["by"] for entry in Journal(home / "journal.jsonl").entries()] == ["甲", "乙"]
    assert kept.text == text(home, ROUND)
    assert answers[1].versions[ROUND, "1.1"] == version('  "1.1": {done: 7, of: 10}')


def test_a_kept_file_that_was_edited_since_is_noticed(home: Path) -> None:
    kept, digest = (
        RecordFile.of(ROUND, text(home, ROUND), ("findings",)),
        disk.digest_of(home / ROUND),
    )
    path = home / ROUND
    path.write_text(path.read_text("utf-8").replace("met: true", "met: false"), "utf-8")
    with Transaction(home) as transaction:
        changes = ChangeSet(transaction, AUTHOR, "finding")
        changes.stands(kept, digest)
        changes.change(finding("1.1", {"done": 8}))
        with pytest.raises(SlippedIn):
            changes.commit()
    assert '"1.1": {done: 9, of: 10}\n  "1.2": {met: false}' in text(home, ROUND)


# Whole files


def test_a_text_put_in_place_may_change_the_named_records_only(home: Path) -> None:
    def plan(changes: ChangeSet) -> None:
        old = changes.read(REGISTER)
        changes.put(
            REGISTER, old.replace("一次办清单", "清单").replace("公开栏目", "栏目"), keys=["E0001"]
        )

    with pytest.raises(IrregularError):
        carry_out(home, AUTHOR, "测试", plan)
    assert text(home, REGISTER) == samples.SOUND[REGISTER]

    def allowed(changes: ChangeSet) -> str:
        changes.put(REGISTER, changes.read(REGISTER).replace("一次办清单", "清单"), keys=["E0001"])
        changes.put("bulletins/0001.yaml", "number: 1\n")
        return "完成"

    result, saved = carry_out(home, AUTHOR, "测试", allowed)
    assert result == "完成"
    assert list(saved.versions) == [(REGISTER, "E0001")]
    assert last(home)["files"].keys() == {REGISTER, "bulletins/0001.yaml"}
    assert "title: 一次办清单" in last(home)["before"][REGISTER]["E0001"]


def test_records_are_added_and_taken_out(home: Path) -> None:
    def plan(changes: ChangeSet) -> None:
        changes.append(REGISTER, {"id": "E0003", "url": "https://example.com/x", "seen": DAY})
        changes.remove(REGISTER, "E0002")

    carry_out(home, AUTHOR, "测试", plan)
    assert [record.id for record in open_workspace(home).whole().records] == ["E0001", "E0003"]
    assert set(last(home)["before"][REGISTER]) == {"E0002"}
    assert set(last(home)["after"][REGISTER]) == {"E0003"}


def test_a_day_of_the_clock_is_held_against_the_ledger_where_that_was_read(home: Path) -> None:
    """The newest event is of 2026-09-03; nothing was written yet, so the journal says nothing."""
    far = Author("张三", date(2028, 1, 1), stated=False)
    with pytest.raises(FarDayError, match="2026-09-03"):
        submit(home, [finding("1.1", {"done": 8})], far, "测试")
    assert not (home / "journal.jsonl").exists()
    # Without a judge nobody opens the ledger.
    assert isinstance(submit(home, [finding("1.1", {"done": 8})], far, "测试", judges={}), Saved)
    meant = Author("张三", date(2028, 1, 1))
    assert isinstance(submit(home, [finding("1.1", {"done": 7})], meant, "测试"), Saved)


def test_a_finding_in_brackets_all_of_whose_fields_go_is_gone(home: Path) -> None:
    whole = text(home, ROUND)
    begin = whole.index("findings:")
    in_brackets = 'findings: {"1.1": {done: 9, of: 10}, "1.2": {met: true}}\nvetoes: {V1: false}\n'
    (home / ROUND).write_text(whole[:begin] + in_brackets, "utf-8")
    assert isinstance(send(home, finding("1.1", {"done": DROP, "of": DROP})), Saved)
    assert text(home, ROUND).endswith('findings: {"1.2": {met: true}}\nvetoes: {V1: false}\n')


def test_a_record_that_was_or_is_no_map_is_no_reason_to_stumble(home: Path) -> None:
    assert isinstance(send(home, finding("1.1", {}, value="无"), judges={}), Saved)
    seen_before = seen(home, finding("1.1", {}))
    assert isinstance(send(home, finding("1.1", {"met": True}, expected=""), judges={}), Saved)
    stale = send(home, finding("1.1", {"met": False}, expected=seen_before), judges={})
    assert isinstance(stale, Conflict)
    assert stale.base is None, "nobody knows fields of what was no map"


def test_a_conflict_shows_all_that_its_author_wanted(home: Path) -> None:
    first = seen(home, finding("1.1", {}))
    send(home, finding("1.1", {"done": 8}))
    clash = send(home, finding("1.1", {"done": 7}, expected=first))
    assert isinstance(clash, Conflict)
    assert clash.base == {"done": "9", "of": "10"}
    assert clash.theirs == {"done": "8", "of": "10"}
    assert clash.mine == {"done": "7", "of": "10"}
