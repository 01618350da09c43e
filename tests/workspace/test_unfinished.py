"""What ``check`` says of a change that a kill cut off: before anybody writes again, and where an edit
by hand overtook it (J003). It writes nothing itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from storage.steps import Killed

from scoring.storage import Author, RecordChanges, Transaction, disk
from scoring.workspace.unfinished import unfinished_faults

REGISTER = "evidence/register.yaml"
TEXT = "- id: E0001\n  unit: 县司法局\n  title: 清单\n- id: E0002\n  unit: 县公安局\n"
UNIT = "县司法局"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "evidence").mkdir()
    (tmp_path / ".shifan").mkdir()
    (tmp_path / REGISTER).write_text(TEXT, encoding="utf-8")
    return tmp_path


def set_unit(changes: RecordChanges) -> None:
    changes.edit(REGISTER, "E0001", {"unit": "县信访局"})


def killed_at(workspace: Path, step: str, plan: Callable[[RecordChanges], None] = set_unit) -> None:
    """王敏 changes the register and is killed before ``step``: ``exchange`` comes behind the line of
    the journal, ``remove`` behind the exchange."""

    def killing(*_: object, **__: object) -> None:
        raise Killed

    with Transaction(workspace) as transaction, pytest.MonkeyPatch.context() as patch:
        changes = RecordChanges(transaction, Author("王敏", date(2026, 11, 20)), "test")
        plan(changes)
        patch.setattr(disk, step, killing)
        with pytest.raises(Killed):
            changes.commit()


def by_hand(workspace: Path, old: str, new: str) -> str:
    path = workspace / REGISTER
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text.replace(old, new, 1)


def next_writer(workspace: Path) -> str:
    with Transaction(workspace):
        pass
    return (workspace / REGISTER).read_text(encoding="utf-8")


def told(workspace: Path) -> list[str]:
    """What is told, with no byte of the folder changed by it."""
    before = {path: path.read_bytes() for path in workspace.rglob("*") if path.is_file()}
    problems = list(unfinished_faults(workspace))
    assert {path: path.read_bytes() for path in workspace.rglob("*") if path.is_file()} == before
    assert {problem.rule for problem in problems} <= {"J003"}
    return [problem.what for problem in problems]


# -- before anybody writes again

CUT = f"{REGISTER}：王敏 2026-11-20 对 E0001 的改动记了日志，写文件时中断，还没有写进文件"


def test_a_change_that_waits_is_told_until_the_next_writer_has_put_it_in(workspace: Path) -> None:
    killed_at(workspace, "exchange")
    assert told(workspace) == [CUT]
    [problem] = unfinished_faults(workspace)
    assert problem.where.file == REGISTER
    assert problem.fix is not None
    assert "会先接着写完" in problem.fix
    assert next_writer(workspace) == TEXT.replace(UNIT, "县信访局")
    assert told(workspace) == []


def test_so_is_one_where_another_record_was_edited_since(workspace: Path) -> None:
    killed_at(workspace, "exchange")
    edited = by_hand(workspace, "县公安局", "县教育局")
    assert told(workspace) == [CUT]
    assert next_writer(workspace) == edited.replace(UNIT, "县信访局")
    assert told(workspace) == []


def test_where_the_same_record_was_edited_it_is_told_at_once_and_stays_told(
    workspace: Path,
) -> None:
    killed_at(workspace, "exchange")
    edited = by_hand(workspace, "title: 清单", "title: 一次办清单")
    assert told(workspace) == [f"{CUT}，同一条记录又被手工改过"]
    assert next_writer(workspace) == edited
    [aside] = told(workspace)
    assert "王敏 2026-11-20 对 E0001 的改动记了日志，写文件时中断，之后文件被手工改过" in aside


def test_what_the_journal_does_not_have_never_happened(workspace: Path) -> None:
    killed_at(workspace, "append")
    assert told(workspace) == []
    assert next_writer(workspace) == TEXT


def test_what_a_writer_has_in_hand_is_not_unfinished(workspace: Path) -> None:
    killed_at(workspace, "exchange")
    with FileLock(str(workspace / ".shifan/lock")):
        assert told(workspace) == []
    assert told(workspace) == [CUT]


def test_an_edit_that_was_swapped_out_unseen_is_told_until_it_is_back(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The editor saved a moment before the exchange; the kill came a moment after it."""
    edited = TEXT.replace("县公安局", "县教育局")
    real = disk.exchange

    def exchange(draft: Path, target: Path) -> bool:
        target.write_text(edited, encoding="utf-8")
        real(draft, target)
        raise Killed

    monkeypatch.setattr(disk, "exchange", exchange)
    with Transaction(workspace) as transaction:
        changes = RecordChanges(transaction, Author("王敏", date(2026, 11, 20)), "test")
        set_unit(changes)
        with pytest.raises(Killed):
            changes.commit()
    monkeypatch.undo()
    [one] = told(workspace)
    assert one.endswith("写进文件时，正好有一次手工保存被换下")
    assert next_writer(workspace) == edited.replace(UNIT, "县信访局")
    assert told(workspace) == []


def test_a_note_of_somebody_else_is_not_believed(workspace: Path) -> None:
    killed_at(workspace, "exchange")
    [note] = (workspace / ".shifan").glob("pending-*")
    note.write_bytes(note.read_bytes()[:-1])
    assert told(workspace) == []


# -- what stands in the file is not missing


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: 清单", "title: 一次办清单"),
        ("  title: 清单\n", "  title: 清单\n  issuer: 县政府\n"),
        ("  title: 清单\n", "  # 核过\n"),
        ("县信访局", "县财政局"),
        ("县公安局", "县教育局"),
    ],
    ids=["another field", "a new field", "a comment", "the very field", "another record"],
)
def test_an_edit_on_top_of_the_change_leaves_nothing_to_tell(
    workspace: Path, old: str, new: str
) -> None:
    """The kill came right after the exchange: who edited had the change before him."""
    killed_at(workspace, "remove")
    edited = by_hand(workspace, old, new)
    assert told(workspace) == []
    assert next_writer(workspace) == edited
    assert told(workspace) == []


def test_a_new_record_that_was_edited_since_is_there(workspace: Path) -> None:
    killed_at(
        workspace,
        "remove",
        lambda changes: changes.append(REGISTER, {"id": "E0003", "title": "公告"}),
    )
    edited = by_hand(workspace, "title: 公告", "title: 新公告")
    assert told(workspace) == []
    assert next_writer(workspace) == edited
    assert told(workspace) == []


def test_another_record_of_that_number_is_not_the_new_one(workspace: Path) -> None:
    """The kill came before the exchange, and somebody gave the number to another piece by hand."""
    killed_at(
        workspace,
        "exchange",
        lambda changes: changes.append(REGISTER, {"id": "E0003", "title": "公告"}),
    )
    (workspace / REGISTER).write_text(TEXT + "- id: E0003\n  title: 照片\n", encoding="utf-8")
    assert len(told(workspace)) == 1
    next_writer(workspace)
    assert len(told(workspace)) == 1


def test_an_editor_that_saved_its_old_text_over_the_change_lost_it(workspace: Path) -> None:
    """It shows by the value that is as it was before."""
    killed_at(workspace, "remove")
    stale = TEXT.replace("title: 清单", "title: 一次办清单")
    (workspace / REGISTER).write_text(stale, encoding="utf-8")
    assert told(workspace) == [f"{CUT}，同一条记录又被手工改过"]
    assert next_writer(workspace) == stale
    assert len(told(workspace)) == 1
    by_hand(workspace, UNIT, "县信访局")
    assert told(workspace) == [], "by hand it is there now"


# -- what was set aside


def set_aside(workspace: Path, entry: dict[str, Any]) -> str:
    folder = workspace / ".shifan" / "aside"
    folder.mkdir(parents=True)
    (folder / "0123.json").write_text(json.dumps({"file": REGISTER, "entry": entry}), "utf-8")
    return ".shifan/aside/0123.json"


@pytest.mark.parametrize(
    ("entry", "what"),
    [
        (
            {"by": "王敏", "on": "2026-11-20", "records": ["E0001", "E0002"]},
            f"{REGISTER}：王敏 2026-11-20 对 E0001、E0002 的改动记了日志，写文件时中断",
        ),
        ({}, f"{REGISTER}：有人 某日 对 整个文件 的改动记了日志，写文件时中断"),
        ({"kept": "123-abc"}, f"{REGISTER}：有一次手工保存落在了已经换下的旧文件里"),
    ],
    ids=["a change", "of nobody", "an edit that came too late"],
)
def test_it_names_the_file_the_records_and_where_the_change_lies(
    tmp_path: Path, entry: dict[str, Any], what: str
) -> None:
    place = set_aside(tmp_path, entry)
    [told] = unfinished_faults(tmp_path)
    assert told.rule == "J003"
    assert (told.where.file, told.where.line, told.where.column) == (REGISTER, 1, 1)
    assert told.what.startswith(what)
    assert place in told.what


def test_where_nothing_was_set_aside_there_is_nothing_to_say(tmp_path: Path) -> None:
    assert list(unfinished_faults(tmp_path)) == []
