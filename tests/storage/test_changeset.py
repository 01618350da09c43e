"""Changes of one author to records and files: nothing reaches the disk before the end, then all of
it does, with one line in the journal.

```yaml
# evidence/register.yaml      # rounds/2026-self.yaml
- id: E0001                   findings:
  unit: 县司法局                 "1.1": {met: true}
```
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from scoring.storage import (
    DROP,
    Author,
    IrregularError,
    Journal,
    RecordChanges,
    RecordFile,
    Saved,
    SlippedIn,
    Transaction,
    UnknownRecordError,
    changeset,
    verify_journal,
    version,
    write_records,
)
from scoring.storage.changeset import carry_out_with, commit_together, saved_again, saved_of
from scoring.storage.days import FarDayError
from scoring.storage.records import BrokenFileError

REGISTER = "evidence/register.yaml"
ROUND = "rounds/2026-self.yaml"
FILES = {
    REGISTER: """\
# 登记表
- id: E0001
  unit: 县司法局   # 已核
- id: E0002
  unit: 县公安局
""",
    ROUND: """\
round: 2026-self
findings:
  "1.1": {met: true}
  "1.2": {done: 96, of: 100}
vetoes: {V1: false}
""",
    "workspace.yaml": "name: 示例县\nunits:\n  县司法局: {aliases: [司法局]}\n",
}
AUTHOR = Author("王敏", date(2026, 11, 20))


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def text_of(workspace: Path, name: str = REGISTER) -> str:
    return (workspace / name).read_text(encoding="utf-8")


def lines_of(workspace: Path) -> list[dict[str, Any]]:
    return Journal(workspace / "journal.jsonl").entries()


def committed(
    workspace: Path, plan: Callable[[RecordChanges], Any], author: Author = AUTHOR, **options: Any
) -> Saved:
    with Transaction(workspace) as transaction:
        changes = RecordChanges(transaction, author, "test", **options)
        plan(changes)
        return changes.commit()


# What changes


def test_a_record_gets_other_values_and_the_rest_of_the_file_stays(workspace: Path) -> None:
    saved = committed(workspace, lambda changes: changes.edit(REGISTER, "E0001", {"unit": "乡镇"}))
    assert text_of(workspace) == FILES[REGISTER].replace("县司法局", "乡镇")
    assert saved.versions == {(REGISTER, "E0001"): version("- id: E0001\n  unit: 乡镇   # 已核")}
    [line] = lines_of(workspace)
    assert line["before"] == {REGISTER: {"E0001": "- id: E0001\n  unit: 县司法局   # 已核"}}
    assert line["after"] == {REGISTER: {"E0001": "- id: E0001\n  unit: 乡镇   # 已核"}}
    assert (line["on"], line["by"], line["via"], line["do"]) == (
        "2026-11-20",
        "王敏",
        "cli",
        "test",
    )
    assert line["records"] == ["E0001"]
    assert "account" not in line
    assert "save" not in line


def test_dates_are_written_without_quotes(workspace: Path) -> None:
    valid = {"from": "2026-01-01", "to": "2026-12-31"}
    committed(
        workspace,
        lambda changes: changes.edit(REGISTER, "E0002", {"date": "2026-03-21", "valid": valid}),
    )
    assert "  date: 2026-03-21\n  valid: {from: 2026-01-01, to: 2026-12-31}\n" in text_of(workspace)


def test_records_are_added_at_the_end_together(workspace: Path) -> None:
    saved = committed(
        workspace,
        lambda changes: changes.append(REGISTER, {"id": "E0003"}, {"id": "E0004", "unit": "乡镇"}),
    )
    assert text_of(workspace) == (FILES[REGISTER] + "- id: E0003\n- id: E0004\n  unit: 乡镇\n")
    assert set(saved.versions) == {(REGISTER, "E0003"), (REGISTER, "E0004")}
    assert "before" not in lines_of(workspace)[0], "they were not there before"


def test_a_record_that_is_there_already_is_not_added_again(workspace: Path) -> None:
    with pytest.raises(IrregularError):
        committed(workspace, lambda changes: changes.append(REGISTER, {"id": "E0001"}))
    assert text_of(workspace) == FILES[REGISTER]
    assert lines_of(workspace) == []


def test_a_record_is_taken_out_and_one_that_is_not_there_already_is(workspace: Path) -> None:
    def plan(changes: RecordChanges) -> None:
        changes.remove(REGISTER, "E0001")
        changes.remove(REGISTER, "E0009")

    saved = committed(workspace, plan)
    assert text_of(workspace) == "# 登记表\n- id: E0002\n  unit: 县公安局\n"
    assert saved.versions == {(REGISTER, "E0001"): ""}
    assert lines_of(workspace)[0]["records"] == ["E0001"]


def test_a_record_that_is_not_there_cannot_be_edited(workspace: Path) -> None:
    with pytest.raises(UnknownRecordError, match="E0009"):
        committed(workspace, lambda changes: changes.edit(REGISTER, "E0009", {"unit": "乡镇"}))


def test_a_file_that_somebody_is_in_the_middle_of_writing_is_left_alone(workspace: Path) -> None:
    (workspace / REGISTER).write_text("- id: [E0001\n", encoding="utf-8")
    with pytest.raises((BrokenFileError, IrregularError)):
        committed(workspace, lambda changes: changes.append(REGISTER, {"id": "E0002"}))
    assert text_of(workspace) == "- id: [E0001\n"


def test_each_change_is_made_on_top_of_the_one_before(workspace: Path) -> None:
    def plan(changes: RecordChanges) -> None:
        changes.edit(REGISTER, "E0001", {"unit": "乡镇"})
        changes.edit(REGISTER, "E0001", {"title": "清单"})
        assert changes.read(REGISTER) != FILES[REGISTER]
        stored = changes.record(REGISTER, "E0001")
        assert stored is not None
        assert stored.data == {"id": "E0001", "unit": "乡镇", "title": "清单"}
        assert changes.record(REGISTER, "E0009") is None

    committed(workspace, plan)
    [line] = lines_of(workspace)
    assert line["before"][REGISTER]["E0001"].count("\n") == 1, "as it was before all of them"
    assert line["after"][REGISTER]["E0001"].count("\n") == 2
    assert line["records"] == ["E0001"]


# Whole files


def test_of_a_whole_file_the_journal_has_what_differs_record_by_record(workspace: Path) -> None:
    new = FILES[ROUND].replace("done: 96", "done: 97").replace("V1: false", "V1: true")
    committed(workspace, lambda changes: changes.put(ROUND, new))
    assert text_of(workspace, ROUND) == new
    [line] = lines_of(workspace)
    assert line["before"] == {
        ROUND: {"findings/1.2": '  "1.2": {done: 96, of: 100}', "vetoes/V1": "V1: false"}
    }
    assert line["after"] == {
        ROUND: {"findings/1.2": '  "1.2": {done: 97, of: 100}', "vetoes/V1": "V1: true"}
    }
    assert line["records"] == ["1.2", "V1"]


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        (
            '  "1.2": {done: 96, of: 100}\n',
            "",
            {"findings/1.2": '  "1.2": {done: 96, of: 100}'},
            None,
        ),
        ("round: 2026-self", "round: 2026-mid", {"/round": "round: 2026-self"}, {}),
        (
            'findings:\n  "1.1": {met: true}\n  "1.2": {done: 96, of: 100}\n',
            'findings: {"1.1": {met: false}, "1.2": {done: 96, of: 100}}\n',
            {"findings/1.1": '  "1.1": {met: true}'},
            {"findings/1.1": '"1.1": {met: false}'},
        ),
        (
            'findings:\n  "1.1": {met: true}\n  "1.2": {done: 96, of: 100}\n',
            "",
            {
                "findings/1.1": '  "1.1": {met: true}',
                "findings/1.2": '  "1.2": {done: 96, of: 100}',
            },
            None,
        ),
        (
            "vetoes: {V1: false}\n",
            "vetoes: {V1: false}\nparts:\n  县司法局: [{do: assign}]\n",
            None,
            {"parts/县司法局": "  县司法局: [{do: assign}]"},
        ),
    ],
    ids=[
        "a record that goes",
        "a key of the file",
        "a section put into brackets",
        "a section that goes",
        "a new section",
    ],
)
def test_no_difference_is_left_out_of_the_journal(
    workspace: Path, old: str, new: str, before: dict[str, str] | None, after: dict[str, str] | None
) -> None:
    committed(workspace, lambda changes: changes.put(ROUND, FILES[ROUND].replace(old, new)))
    [line] = lines_of(workspace)
    assert line.get("before", {}).get(ROUND) == before
    if after != {}:
        assert line.get("after", {}).get(ROUND) == after
    assert line["was"] != line["files"]


def test_a_file_that_is_only_written_otherwise_has_no_records_that_differ(
    workspace: Path,
) -> None:
    new = FILES[ROUND].replace("vetoes: {V1: false}", "vetoes:\n  V1: false   # 无")
    committed(workspace, lambda changes: changes.put(ROUND, new))
    assert lines_of(workspace)[0]["records"] == []


def test_of_a_whole_file_only_the_named_records_may_differ(workspace: Path) -> None:
    new = FILES[ROUND].replace("done: 96", "done: 97")
    committed(workspace, lambda changes: changes.put(ROUND, new, keys=["1.2"]))
    assert text_of(workspace, ROUND) == new
    for other in (
        new.replace("met: true", "met: false"),
        new.replace("V1: false", "V1: true"),
        new.replace("2026-self", "2026-mid"),
    ):
        with Transaction(workspace) as transaction:
            changes = RecordChanges(transaction, AUTHOR, "test")
            with pytest.raises(IrregularError, match=ROUND):
                changes.put(ROUND, other, keys=["1.2"])
    assert text_of(workspace, ROUND) == new
    assert len(lines_of(workspace)) == 1


def test_a_new_file_and_one_of_bytes_stand_in_the_journal_by_their_digest(
    workspace: Path,
) -> None:
    def plan(changes: RecordChanges) -> None:
        changes.put("bulletins/001.txt", "通报\n")
        changes.put("reports/a.pdf", b"%PDF\xff")
        changes.put(REGISTER, "")

    committed(workspace, plan)
    assert text_of(workspace, "bulletins/001.txt") == "通报\n"
    assert (workspace / "reports/a.pdf").read_bytes() == b"%PDF\xff"
    [line] = lines_of(workspace)
    assert set(line["files"]) == {"bulletins/001.txt", "reports/a.pdf", REGISTER}
    assert set(line["before"]) == {REGISTER}
    assert "after" not in line


def test_bytes_are_read_as_the_text_that_they_are(workspace: Path) -> None:
    def plan(changes: RecordChanges) -> None:
        changes.put("a.txt", "甲".encode())
        assert changes.read("a.txt") == "甲"
        assert changes.content("a.txt") == "甲".encode()
        changes.put("b.txt", "乙")
        assert changes.content("b.txt") == "乙".encode()
        assert set(changes.changed) == {"a.txt", "b.txt"}

    committed(workspace, plan)


def test_the_same_bytes_again_are_no_change(workspace: Path) -> None:
    (workspace / "a.pdf").write_bytes(b"%PDF")
    committed(workspace, lambda changes: changes.put("a.pdf", b"%PDF"))
    assert lines_of(workspace) == []


# The line


def test_where_nothing_changes_there_is_no_line_unless_it_is_wanted(workspace: Path) -> None:
    def plan(changes: RecordChanges) -> None:
        changes.edit(REGISTER, "E0001", {"unit": "县司法局"})

    saved = committed(workspace, plan)
    assert lines_of(workspace) == []
    assert saved.versions == {
        (REGISTER, "E0001"): version("- id: E0001\n  unit: 县司法局   # 已核")
    }

    def always(changes: RecordChanges) -> None:
        changes.always = True
        changes.name("E0001", "E0002", "E0001")
        changes.details["reason"] = "复核"

    committed(workspace, always)
    [line] = lines_of(workspace)
    assert line["records"] == ["E0001", "E0002"]
    assert line["reason"] == "复核"
    assert text_of(workspace) == FILES[REGISTER]


def test_the_line_says_who_when_and_how(workspace: Path) -> None:
    author = Author(
        "王敏",
        date(2026, 11, 20),
        "web",
        account="wangmin",
        at=datetime(2026, 11, 21, 9, 5, tzinfo=UTC),
    )
    saved = committed(
        workspace,
        lambda changes: changes.edit(REGISTER, "E0001", {"unit": "乡镇"}),
        author,
        save_id="0123",
    )
    [line] = lines_of(workspace)
    assert (line["via"], line["account"], line["save"]) == ("web", "wangmin", "0123")
    assert line["at"] == saved.at == "2026-11-21T09:05:00.000+00:00"
    assert saved.save_id == "0123"
    assert verify_journal(workspace / "journal.jsonl") == []


def test_a_day_that_is_only_the_clocks_has_to_be_near_the_last_write(workspace: Path) -> None:
    committed(workspace, lambda changes: changes.edit(REGISTER, "E0001", {"unit": "乡镇"}))

    def back(changes: RecordChanges) -> None:
        changes.edit(REGISTER, "E0001", {"unit": "县司法局"})

    far = date(1970, 1, 1)
    with pytest.raises(FarDayError):
        committed(workspace, back, Author("王敏", far, stated=False))
    assert len(lines_of(workspace)) == 1
    committed(workspace, back, Author("王敏", far))  # it was written down: it is meant
    assert lines_of(workspace)[-1]["on"] == "1970-01-01"


def test_the_answer_to_a_save_is_read_from_its_line_when_it_is_sent_again(
    workspace: Path,
) -> None:
    saved = committed(
        workspace,
        lambda changes: changes.edit(REGISTER, "E0001", {"unit": "乡镇"}),
        save_id="0123",
    )
    assert saved_again(workspace, "0123") == saved
    assert saved_again(workspace, "0124") is None
    assert saved_again(workspace, "") is None
    assert saved_of({}) == Saved({}, "")


# Files that the caller keeps


def test_a_file_that_was_cut_before_is_not_read_again(workspace: Path) -> None:
    kept: dict[Any, RecordFile] = {}
    committed(
        workspace,
        lambda changes: changes.edit(REGISTER, "E0001", {"unit": "乡镇"}),
        kept=kept,
    )
    file = kept[REGISTER, None]
    assert file.text == text_of(workspace)

    def plan(changes: RecordChanges) -> None:
        changes.stands(file, version(file.text), file.raw)
        assert changes.file(REGISTER) is file
        assert changes.cut_files() == [file]
        changes.edit(REGISTER, "E0002", {"unit": "乡镇"})
        assert [one.text for one in changes.cut_files()] == [changes.read(REGISTER)]

    committed(workspace, plan, kept=kept)
    assert kept[REGISTER, None].text == text_of(workspace)
    assert text_of(workspace).count("乡镇") == 2


def test_a_file_whose_bytes_are_replaced_is_no_longer_cut_as_it_was(workspace: Path) -> None:
    def plan(changes: RecordChanges) -> None:
        changes.file(REGISTER)
        assert [file.name for file in changes.cut_files()] == [REGISTER]
        changes.put(REGISTER, b"- id: E0007\n")
        assert changes.cut_files() == []
        assert list(changes.file(REGISTER).keys) == ["E0007"]

    committed(workspace, plan)


def test_a_kept_file_that_changed_by_hand_is_cut_anew(workspace: Path) -> None:
    kept: dict[Any, RecordFile] = {}
    committed(workspace, lambda changes: changes.file(REGISTER), kept=kept)
    (workspace / REGISTER).write_text("- id: E0007\n", encoding="utf-8")

    def plan(changes: RecordChanges) -> None:
        assert list(changes.file(REGISTER).keys) == ["E0007"]

    committed(workspace, plan, kept=kept)


# Several at once, and once more


def test_several_change_sets_are_written_with_a_line_each(workspace: Path) -> None:
    kept: dict[Any, RecordFile] = {}
    with Transaction(workspace) as transaction:
        first = RecordChanges(transaction, AUTHOR, "one", kept=kept)
        first.edit(REGISTER, "E0001", {"unit": "乡镇"})
        nothing = RecordChanges(transaction, AUTHOR, "nothing", kept=kept)
        second = RecordChanges(transaction, Author("李明", date(2026, 11, 21)), "two", kept=kept)
        for changes in (nothing, second):
            changes.stands(first.file(REGISTER), None)
        second.edit(REGISTER, "E0002", {"unit": "乡镇"})
        transaction.judged_on(REGISTER, version(FILES[REGISTER]))
        answers = commit_together(transaction, [first, nothing, second])
    assert text_of(workspace).count("乡镇") == 2
    assert [line["do"] for line in lines_of(workspace)] == ["one", "two"]
    assert [list(answer.versions) for answer in answers] == [
        [(REGISTER, "E0001")],
        [],
        [(REGISTER, "E0002")],
    ]
    assert verify_journal(workspace / "journal.jsonl") == []


def test_change_sets_that_change_nothing_write_nothing(workspace: Path) -> None:
    with Transaction(workspace) as transaction:
        answers = commit_together(transaction, [RecordChanges(transaction, AUTHOR, "nothing")])
    assert answers[0].versions == {}
    assert not (workspace / "journal.jsonl").exists()


def carried_out(workspace: Path, plan: Callable[[RecordChanges], Any], save_id: str = "") -> Any:
    return carry_out_with(
        workspace,
        plan,
        lambda transaction: RecordChanges(transaction, AUTHOR, "test", save_id=save_id),
        save_id=save_id,
    )


@pytest.mark.parametrize("saves", [1, 5])
def test_where_an_editor_saves_in_between_the_plan_is_carried_out_anew(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, saves: int
) -> None:
    waited: list[float] = []
    # Only there: threads of other tests in this process sleep as well.
    monkeypatch.setattr(changeset, "time", SimpleNamespace(sleep=waited.append))
    calls = 0

    def plan(changes: RecordChanges) -> str:
        nonlocal calls
        calls += 1
        changes.edit(REGISTER, "E0001", {"title": "清单"})
        if calls <= saves:
            by_hand = text_of(workspace).replace("县公安局", f"第{calls}派出所")
            by_hand = by_hand.replace(f"第{calls - 1}派出所", f"第{calls}派出所")
            (workspace / REGISTER).write_text(by_hand, encoding="utf-8")
        return f"{calls} 次"

    result, saved = carried_out(workspace, plan)
    assert result == f"{saves + 1} 次"
    assert list(saved.versions) == [(REGISTER, "E0001")]
    assert f"第{saves}派出所" in text_of(workspace)
    assert "title: 清单" in text_of(workspace)
    assert waited == sorted(waited), "each time it waits a little longer"
    assert waited == [changeset.PAUSE * number for number in range(1, saves + 1)]
    assert len(lines_of(workspace)) == 1


def test_an_editor_that_saves_without_end_is_named_and_nothing_is_written(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changeset, "time", SimpleNamespace(sleep=lambda _: None))
    calls = 0

    def plan(changes: RecordChanges) -> None:
        nonlocal calls
        calls += 1
        changes.edit(REGISTER, "E0001", {"title": "清单"})
        (workspace / REGISTER).write_text(f"# {calls}\n{FILES[REGISTER]}", encoding="utf-8")

    with pytest.raises(SlippedIn, match="register"):
        carried_out(workspace, plan)
    assert calls == changeset.TRIES
    assert "清单" not in text_of(workspace)
    assert lines_of(workspace) == []


def test_a_save_that_was_written_before_is_not_carried_out_again(workspace: Path) -> None:
    def plan(changes: RecordChanges) -> str:
        changes.edit(REGISTER, "E0001", {"title": "清单"})
        return "written"

    first = carried_out(workspace, plan, "0123")
    again = carried_out(workspace, plan, "0123")
    assert first[0] == "written"
    assert again == (None, first[1])
    assert len(lines_of(workspace)) == 1


def test_a_plan_that_refuses_writes_nothing_and_leaves_the_lock(workspace: Path) -> None:
    def plan(changes: RecordChanges) -> None:
        changes.edit(REGISTER, "E0001", {"unit": "乡镇"})
        raise IrregularError(REGISTER)

    with pytest.raises(IrregularError):
        write_records(workspace, AUTHOR, "test", plan)
    assert text_of(workspace) == FILES[REGISTER]

    def without_unit(changes: RecordChanges) -> str:
        changes.edit(REGISTER, "E0001", {"unit": DROP})
        return "done"

    assert write_records(workspace, AUTHOR, "test", without_unit) == "done"
    assert "县司法局" not in text_of(workspace)
