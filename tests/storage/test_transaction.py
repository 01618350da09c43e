"""Several files and their journal line as one: a writer killed at any step leaves nothing half done
or lost."""

from __future__ import annotations

import errno
import hashlib
import hmac
import json
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from storage.steps import Killed, full, held_open, stopped_at

from scoring.problems import CannotError
from scoring.storage import (
    Busy,
    Journal,
    SlippedIn,
    Transaction,
    disk,
    set_aside,
    text_of,
    verify_journal,
)
from scoring.storage.note import OLD_PENDING, PENDING
from scoring.storage.recovery import SWAPPED
from scoring.storage.seal import sealed
from scoring.storage.transaction import Unfinished

OLD = {"a.yaml": "a: 1\n", "rounds/b.yaml": "b: 1\r\n"}
NEW = {"a.yaml": "a: 2\n", "rounds/b.yaml": "b: 2\r\n", "c/new.yaml": "c: 甲\n"}
ENTRY = {"on": "2026-11-22", "do": "test", "by": "方静怡"}


@pytest.fixture(autouse=True)
def _no_flushing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kill loses nothing that was written; what a power cut loses stands in
    ``test_power_cut``."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return _fresh(tmp_path / "w")


def _fresh(folder: Path) -> Path:
    folder.mkdir()
    with Transaction(folder) as transaction:
        transaction.commit(OLD, {**ENTRY, "by": "林知远"})
    return folder


def state(folder: Path) -> dict[str, str]:
    return {name: (folder / name).read_bytes().decode() for name in NEW if (folder / name).exists()}


def write(folder: Path) -> None:
    with Transaction(folder) as transaction:
        for name in OLD:
            transaction.read(name)
        transaction.commit(NEW, ENTRY)


def who(folder: Path) -> list[str]:
    return [entry["by"] for entry in Journal(folder / "journal.jsonl").entries()]


def notes(folder: Path) -> list[Path]:
    return list((folder / ".shifan").glob("pending*"))


def drafts(folder: Path) -> list[Path]:
    return [path for path in folder.rglob(".*") if path.is_file() and ".shifan" not in path.parts]


def moments(workspace: Path) -> int:
    copy = Path(shutil.copytree(workspace, workspace.with_name("counted")))
    with stopped_at(0) as counted:
        write(copy)
    return counted()


def test_a_write_is_whole_and_has_its_line(workspace: Path) -> None:
    write(workspace)
    assert state(workspace) == NEW
    entries = Journal(workspace / "journal.jsonl").entries()
    assert [entry["by"] for entry in entries] == ["林知远", "方静怡"]
    assert set(entries[1]["files"]) == set(NEW)
    assert entries[1]["was"]["c/new.yaml"] is None
    assert entries[1]["at"][-6] in "+-", "the time has a zone"
    assert notes(workspace) == []
    assert drafts(workspace) == []


def test_reading_keeps_line_ends_and_takes_a_missing_file_for_empty(workspace: Path) -> None:
    with Transaction(workspace) as transaction:
        assert transaction.read("rounds/b.yaml") == "b: 1\r\n"
        assert transaction.read("none.yaml") == ""


def test_a_transaction_without_commit_writes_nothing(workspace: Path) -> None:
    before = {path: path.read_bytes() for path in workspace.rglob("*") if path.is_file()}
    with Transaction(workspace):
        pass
    assert {path: path.read_bytes() for path in workspace.rglob("*") if path.is_file()} == before


def test_killed_at_each_moment_and_put_right_by_the_next_writer(
    workspace: Path, tmp_path: Path
) -> None:
    whole = moments(workspace)
    assert whole >= 15
    outcomes = []
    for moment in range(1, whole + 1):
        folder = Path(shutil.copytree(workspace, tmp_path / str(moment)))
        with pytest.raises(Killed), stopped_at(moment):
            write(folder)
        for text in state(folder).values():
            assert text in {*OLD.values(), *NEW.values()}, "a half-written file"
        with Transaction(folder) as transaction:
            transaction.commit({"d.yaml": "d: 1\n"}, {**ENTRY, "by": "许砚秋"})
        after = state(folder)
        assert after in (OLD, NEW), f"moment {moment}: {after}"
        assert who(folder) == (
            ["林知远", "方静怡", "许砚秋"] if after == NEW else ["林知远", "许砚秋"]
        )
        assert verify_journal(folder / "journal.jsonl") == []
        assert notes(folder) == []
        assert drafts(folder) == []
        assert list(set_aside(folder)) == []
        outcomes.append(after == NEW)
    assert outcomes == sorted(outcomes), (
        "once the journal has the line the change holds, and not before"
    )
    assert 0 < sum(outcomes) < whole


def test_the_next_writer_may_be_killed_while_it_puts_right(workspace: Path, tmp_path: Path) -> None:
    whole = moments(workspace)
    for moment in range(1, whole + 1):
        folder = Path(shutil.copytree(workspace, tmp_path / str(moment)))
        with pytest.raises(Killed), stopped_at(moment):
            write(folder)
        seen = []
        for again in range(1, 40):
            try:
                with stopped_at(again), Transaction(folder):
                    break
            except Killed:
                seen.append(again)
        assert state(folder) in (OLD, NEW)
        assert len(who(folder)) == (2 if state(folder) == NEW else 1)
        assert verify_journal(folder / "journal.jsonl") == []
        assert drafts(folder) == notes(folder) == []


@pytest.mark.parametrize("how", [full, held_open])
def test_a_write_that_failed_leaves_all_as_it_was_and_never_takes_effect_later(
    workspace: Path, tmp_path: Path, how: Callable[[str], None]
) -> None:
    failed = 0
    for moment in range(1, moments(workspace) + 1):
        folder = Path(shutil.copytree(workspace, tmp_path / str(moment)))
        try:
            with stopped_at(moment, how):
                write(folder)
        except OSError:
            failed += 1
            assert state(folder) == OLD
            assert who(folder) == ["林知远"]
            with Transaction(folder):
                pass
            assert state(folder) == OLD
            assert drafts(folder) == notes(folder) == []
        else:
            assert state(folder) == NEW
    assert failed >= 3


class FullStream:
    """A file that is written by half; then there is no room."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __enter__(self) -> FullStream:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def write(self, data: bytes) -> int:
        self._stream.write(data[: len(data) // 2])
        self._stream.flush()
        raise OSError(errno.ENOSPC, "No space left on device")


def failing_from(
    patch: pytest.MonkeyPatch, which: str, number: int, *, lasting: bool
) -> Callable[[], int]:
    """From the ``number``-th flush or write on there is no room, once or for good. Gives how many
    there have been."""
    real, count = getattr(os, which), 0

    def call(*args: Any, **options: Any) -> Any:
        nonlocal count
        count += 1
        fails = count >= number if lasting else count == number
        if fails and which == "fsync":
            raise OSError(errno.ENOSPC, "No space left on device")
        result = real(*args, **options)
        return FullStream(result) if fails else result

    patch.setattr(os, which, call)
    return lambda: count


@pytest.mark.parametrize("lasting", [False, True], ids=["once", "for good"])
@pytest.mark.parametrize("which", ["fsync", "fdopen"])
def test_each_flush_and_each_write_may_be_the_one_without_room(
    workspace: Path, tmp_path: Path, which: str, lasting: bool
) -> None:
    refused = number = 0
    while True:
        number += 1
        folder = Path(shutil.copytree(workspace, tmp_path / str(number)))
        with pytest.MonkeyPatch.context() as patch:
            count = failing_from(patch, which, number, lasting=lasting)
            try:
                write(folder)
                failed = False
            except (OSError, Unfinished) as error:
                failed = not isinstance(error, Unfinished)
            calls = count()
        expected = OLD if failed else NEW
        refused += failed
        for _ in range(2):
            with Transaction(folder):
                pass
            assert state(folder) == expected, number
            assert who(folder) == ["林知远"] + ([] if failed else ["方静怡"])
        assert verify_journal(folder / "journal.jsonl") == []
        assert drafts(folder) == notes(folder) == []
        if calls < number:
            break
    assert number > 5
    # The note, a draft for each of three files, the line of the journal.
    assert refused >= 5


def test_a_file_held_open_while_it_is_taken_back_is_undone_by_the_next_writer(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second file cannot be exchanged, and by now the first cannot be exchanged back either."""
    real, calls = disk.exchange, []

    def exchange(draft: Path, target: Path) -> bool:
        calls.append(target.name)
        if len(calls) > 1:
            raise PermissionError(errno.EACCES, "held open")
        return real(draft, target)

    monkeypatch.setattr(disk, "exchange", exchange)
    with pytest.raises(PermissionError):
        write(workspace)
    monkeypatch.undo()
    assert who(workspace) == ["林知远"], "the journal does not have it: it does not hold"
    with Transaction(workspace):
        pass
    assert state(workspace) == OLD


def test_one_file_held_open_does_not_stop_writers_of_other_files(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Killed), stopped_at(moments(workspace) // 2):
        write(workspace)
    real = disk.exchange
    monkeypatch.setattr(
        disk,
        "exchange",
        lambda draft, target: (
            held_open("exchange") if target.name == "a.yaml" else real(draft, target)
        ),
    )
    with Transaction(workspace) as transaction:
        transaction.commit({"d.yaml": "d: 1\n"}, {**ENTRY, "by": "许砚秋"})
    assert (workspace / "d.yaml").exists()
    monkeypatch.undo()
    with Transaction(workspace):
        pass
    assert state(workspace) in (OLD, NEW)
    assert notes(workspace) == []


# An editor in the middle


def slipping_in(text: str, name: str = "a.yaml") -> Callable[..., Any]:
    """An exchange before which an editor saves ``text``, once."""
    real, done = disk.exchange, []

    def exchange(draft: Path, target: Path) -> bool:
        if target.name == Path(name).name and not done:
            done.append(target)
            target.write_text(text, newline="")
        return real(draft, target)

    return exchange


def test_an_edit_by_hand_in_the_middle_stays_and_the_caller_judges_again(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "exchange", slipping_in("a: 手工\n"))
    with pytest.raises(SlippedIn) as slipped:
        write(workspace)
    assert slipped.value.names == ("a.yaml",)
    assert state(workspace) == {**OLD, "a.yaml": "a: 手工\n"}
    assert who(workspace) == ["林知远"]
    write(workspace)
    assert state(workspace) == NEW


def test_an_edit_of_the_same_length_is_noticed_by_who_has_the_bytes_and_by_who_has_not(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = OLD["a.yaml"]
    by_hand = old.replace(old[0], "z", 1)
    assert len(by_hand) == len(old)
    for raw in (old.encode(), None):
        (workspace / "a.yaml").write_text(old)
        monkeypatch.setattr(disk, "exchange", slipping_in(by_hand))
        with Transaction(workspace) as transaction:
            transaction.judged_on("a.yaml", hashlib.sha256(old.encode()).hexdigest(), raw)
            with pytest.raises(SlippedIn):
                transaction.commit({"a.yaml": NEW["a.yaml"]}, {"do": "edit"})
        monkeypatch.undo()
        assert (workspace / "a.yaml").read_text() == by_hand


def test_a_file_deleted_or_made_by_hand_in_the_middle_is_noticed(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = disk.exchange

    def deleting(draft: Path, target: Path) -> bool:
        target.unlink(missing_ok=True)
        return real(draft, target)

    monkeypatch.setattr(disk, "exchange", deleting)
    with pytest.raises(SlippedIn):
        write(workspace)
    assert state(workspace) == {"rounds/b.yaml": OLD["rounds/b.yaml"]}
    monkeypatch.undo()
    monkeypatch.setattr(disk, "exchange", slipping_in("c: 手工\n", "c/new.yaml"))
    (workspace / "a.yaml").write_text(OLD["a.yaml"])
    with pytest.raises(SlippedIn):
        write(workspace)
    assert state(workspace) == {**OLD, "c/new.yaml": "c: 手工\n"}


def test_an_edit_by_hand_after_a_kill_is_never_wiped(workspace: Path, tmp_path: Path) -> None:
    """Whatever the moment of the kill: the file that was edited since keeps the edit, and check is
    told of the rest."""
    for moment in range(1, moments(workspace) + 1):
        folder = Path(shutil.copytree(workspace, tmp_path / str(moment)))
        with pytest.raises(Killed), stopped_at(moment):
            write(folder)
        (folder / "a.yaml").write_text("a: 手工\n")
        with Transaction(folder):
            pass
        assert (folder / "a.yaml").read_text("utf-8") == "a: 手工\n"
        told = [item.file for item in set_aside(folder)]
        if len(who(folder)) == 2:
            assert told in ([], ["a.yaml"])
        else:
            assert told == []


def test_an_edit_of_another_record_after_a_kill_is_merged(tmp_path: Path) -> None:
    """
    - {id: R1, problem: 甲}
    - {id: R2, problem: 乙}      # edited by hand after the kill
    """
    folder = tmp_path / "w"
    folder.mkdir()
    name, old = "rectification.yaml", "- {id: R1, problem: 甲}\n- {id: R2, problem: 乙}\n"
    (folder / name).write_text(old, "utf-8")
    record = ("- {id: R1, problem: 甲}", "- {id: R1, problem: 改}")
    entry = {**ENTRY, "before": {name: {"R1": record[0]}}, "after": {name: {"R1": record[1]}}}

    def change() -> None:
        with Transaction(folder) as transaction:
            text = transaction.read(name)
            transaction.commit({name: text.replace("甲", "改")}, entry)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disk, "exchange", killing)
        with pytest.raises(Killed):
            change()
    (folder / name).write_text(old.replace("乙", "手工"), "utf-8")
    with Transaction(folder):
        pass
    assert (folder / name).read_text(
        "utf-8"
    ) == "- {id: R1, problem: 改}\n- {id: R2, problem: 手工}\n"
    assert list(set_aside(folder)) == []


def test_an_editor_that_saves_into_the_old_file_is_set_aside(workspace: Path) -> None:
    """It had the file open, in place, when the new one took its name."""
    with (workspace / "a.yaml").open("r+") as editor:
        write(workspace)
        editor.write("a: 迟\n")
        editor.flush()
        os.utime(editor.fileno())
    with Transaction(workspace):
        pass
    assert state(workspace) == NEW
    (told,) = set_aside(workspace)
    assert told.file == "a.yaml"
    kept = told.path.with_name(told.entry["kept"])
    assert kept.read_text("utf-8") == "a: 迟\n"


def test_an_old_file_that_was_only_touched_is_no_late_edit(workspace: Path) -> None:
    with (workspace / "a.yaml").open("r+") as editor:
        write(workspace)
        os.utime(editor.fileno())
    with Transaction(workspace):
        pass
    assert state(workspace) == NEW
    assert list(set_aside(workspace)) == []


def test_files_that_were_swapped_out_do_not_pile_up(workspace: Path) -> None:
    for number in range(40):
        with Transaction(workspace) as transaction:
            transaction.commit({"a.yaml": f"a: {number + 10}\n"}, ENTRY)
    assert len(list((workspace / SWAPPED).iterdir())) <= 33


# Notes that are not ours


@pytest.mark.parametrize(
    "note", ["", "{", "[]", "[" * 100_000, '{"files": {}, "line": "x", "digest": "0"}']
)
@pytest.mark.parametrize("name", [OLD_PENDING, f"{PENDING}{'0' * 16}"])
def test_a_note_that_is_not_ours_is_thrown_away(workspace: Path, note: str, name: str) -> None:
    (workspace / ".shifan" / name).write_text(note)
    with Transaction(workspace):
        pass
    assert notes(workspace) == []
    assert state(workspace) == OLD


def killing(*_: object) -> bool:
    raise Killed


def left_note(workspace: Path) -> tuple[Path, dict[str, Any]]:
    """The note of a writer that was killed with its line in the journal and its files not yet in
    place."""

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disk, "exchange", killing)
        with pytest.raises(Killed):
            write(workspace)
    (path,) = notes(workspace)
    return path, json.loads(path.read_bytes()[32:])


def of_another_user(body: bytes) -> bytes:
    head = len(b"pending").to_bytes(4, "big") + b"pending"
    return hmac.digest(bytes(32), head + body, "sha256") + body


FORGED: dict[str, Callable[[bytes], bytes]] = {
    "no seal": lambda body: body,
    "nobody's seal": lambda body: bytes(32) + body,
    "the seal of another user": of_another_user,
    "a seal of ours for something else": lambda body: sealed("hashes", body),
    "the seal of another note of ours": lambda body: sealed("pending", body + b" ")[:32] + body,
}


@pytest.mark.parametrize("forged", FORGED)
def test_a_note_that_would_change_files_is_carried_out_under_our_seal_alone(
    workspace: Path, forged: str
) -> None:
    path, _ = left_note(workspace)
    raw = path.read_bytes()
    ours = Path(shutil.copytree(workspace, workspace.with_name("ours")))
    path.write_bytes(FORGED[forged](raw[32:]))
    for folder in (workspace, ours):
        with Transaction(folder):
            pass
        assert notes(folder) == []
    assert state(workspace) == OLD
    assert state(ours) == NEW, "the note itself was one that changes files"


def test_a_note_that_was_altered_is_not_carried_out(workspace: Path) -> None:
    path, note = left_note(workspace)
    note["files"] = note["files"][:1]
    altered = json.dumps(note).encode()
    ours = Path(shutil.copytree(workspace, workspace.with_name("ours")))
    path.write_bytes(path.read_bytes()[:32] + altered)
    (ours / path.relative_to(workspace)).write_bytes(sealed("pending", altered))
    for folder in (workspace, ours):
        with Transaction(folder):
            pass
    assert state(workspace) == OLD
    assert state(ours)["a.yaml"] == NEW["a.yaml"], (
        "altered under our seal it would have been carried out"
    )


@pytest.mark.parametrize("name", ["../outside.txt", "/tmp/outside.txt", "rounds/../../outside.txt"])
def test_a_note_names_nothing_outside_even_under_our_seal(workspace: Path, name: str) -> None:
    path, note = left_note(workspace)
    note["files"][0]["name"] = name
    path.write_bytes(sealed("pending", json.dumps(note).encode()))
    with Transaction(workspace):
        pass
    assert list(workspace.parent.glob("outside*")) == []


def test_a_note_is_not_carried_out_where_the_journal_does_not_have_its_line(
    workspace: Path,
) -> None:
    left_note(workspace)
    journal = workspace / "journal.jsonl"
    journal.write_bytes(journal.read_bytes().splitlines(keepends=True)[0])
    with Transaction(workspace):
        pass
    assert state(workspace) == OLD
    assert who(workspace) == ["林知远"]


def test_a_journal_that_is_a_link_is_refused(workspace: Path) -> None:
    outside = workspace.parent / "mine.txt"
    outside.write_text("mine\n")
    (workspace / "journal.jsonl").unlink()
    (workspace / "journal.jsonl").symlink_to(outside)
    with pytest.raises(Exception, match="链接"):
        write(workspace)
    assert outside.read_text() == "mine\n"
    assert state(workspace) == OLD


def test_a_file_behind_a_link_inside_the_workspace_is_written_there(workspace: Path) -> None:
    (workspace / "a.yaml").rename(workspace / "real.yaml")
    (workspace / "a.yaml").symlink_to("real.yaml")
    write(workspace)
    assert (workspace / "a.yaml").is_symlink()
    assert (workspace / "real.yaml").read_text() == NEW["a.yaml"]


def test_a_file_that_was_made_read_only_is_left_alone(workspace: Path) -> None:
    (workspace / "a.yaml").chmod(0o444)
    with pytest.raises(CannotError, match=r"a\.yaml 是只读的") as refused:
        write(workspace)
    assert refused.value.kind == "unreadable", "the command ends with 3"
    assert state(workspace) == OLD
    assert who(workspace) == ["林知远"]
    (workspace / "a.yaml").chmod(0o644)
    write(workspace)
    assert state(workspace) == NEW


# The lock, drafts, line ends


def test_a_torn_journal_line_is_cut_off_again(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def torn(path: Path, line: bytes) -> None:
        with path.open("ab") as stream:
            stream.write(line[: len(line) // 2])
        raise Killed

    monkeypatch.setattr(disk, "append", torn)
    with pytest.raises(Killed):
        write(workspace)
    monkeypatch.undo()
    with Transaction(workspace):
        pass
    assert verify_journal(workspace / "journal.jsonl") == []
    assert who(workspace) == ["林知远"]
    assert state(workspace) == OLD


def test_a_second_writer_is_told(workspace: Path) -> None:
    with (
        FileLock(str(workspace / ".shifan" / "lock")),
        pytest.raises(Busy),
        Transaction(workspace, wait=0),
    ):
        pytest.fail("both are writing")
    write(workspace)
    assert state(workspace) == NEW


def test_the_lock_is_free_after_a_fault(workspace: Path) -> None:
    with pytest.raises(RuntimeError), Transaction(workspace):
        raise RuntimeError
    with Transaction(workspace, wait=0) as transaction:
        transaction.commit(NEW, ENTRY)
    assert state(workspace) == NEW


def test_drafts_of_killed_writers_are_swept_away(workspace: Path) -> None:
    """Only those of the files that are being written, and nothing that merely looks like one."""
    name = next(iter(NEW))
    folder = (workspace / name).parent
    left = folder / f".{Path(name).name}.ab12_cd9"
    kept = [
        folder / f".{Path(name).name}.bak",
        folder / ".another.yaml.ab12_cd9",
        folder / f".{Path(name).name}.ABCDEFGH",
    ]
    for path in [left, *kept]:
        path.write_text("x")
    write(workspace)
    assert not left.exists()
    assert all(path.exists() for path in kept)


def test_several_changes_are_written_together_with_a_line_each(workspace: Path) -> None:
    with Transaction(workspace) as transaction:
        transaction.commit_all(NEW, [{**ENTRY, "by": "甲"}, {**ENTRY, "by": "乙"}])
    assert who(workspace) == ["林知远", "甲", "乙"]
    assert verify_journal(workspace / "journal.jsonl") == []
    assert state(workspace) == NEW


@pytest.mark.parametrize("offered", [True, False], ids=["exchange", "without"])
def test_where_the_system_cannot_exchange_two_names_the_old_file_keeps_a_second_one(
    workspace: Path, offered: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not offered:
        monkeypatch.setattr(disk, "_renamer", lambda: None)
    write(workspace)
    assert state(workspace) == NEW
    monkeypatch.setattr(disk, "exchange", slipping_in("a: 手工\n"))
    with Transaction(workspace) as transaction:
        transaction.read("a.yaml")
        with pytest.raises(SlippedIn):
            transaction.commit({"a.yaml": "a: 3\n"}, ENTRY)
    assert state(workspace) == {**NEW, "a.yaml": "a: 手工\n"}
    assert drafts(workspace) == []


def test_a_file_system_that_flushes_no_folders_is_written_all_the_same(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusing_folders(monkeypatch, errno.EINVAL)
    write(workspace)
    assert state(workspace) == NEW


def test_a_disk_that_refuses_to_flush_a_folder_is_told_and_nothing_is_written(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(workspace)
    refusing_folders(monkeypatch, errno.EIO)
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        write(workspace)
    monkeypatch.undo()
    assert state(workspace) == before
    with Transaction(workspace):
        pass
    assert state(workspace) == before
    assert drafts(workspace) == notes(workspace) == []


def test_names_that_cannot_be_flushed_in_the_end_are_seen_to_by_the_next_writer(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The journal has the change, so it holds; its note goes once the names are on the disk."""
    real = disk.sync_folder

    def failing(folder: Path) -> None:
        if (workspace / "a.yaml").read_text() == NEW["a.yaml"]:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        real(folder)

    monkeypatch.setattr(disk, "sync_folder", failing)
    write(workspace)
    assert state(workspace) == NEW
    assert len(list((workspace / ".shifan").glob("pending-*"))) == 1
    monkeypatch.undo()
    with Transaction(workspace):
        pass
    assert drafts(workspace) == notes(workspace) == []
    assert state(workspace) == NEW


def refusing_folders(monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    """Has the system refuse to flush folders, and nothing else."""
    real = os.fsync

    def fsync(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(code, os.strerror(code))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)


def test_a_journal_that_cannot_be_cut_again_holds_the_change_and_says_so(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(disk, "exchange", broken)
    monkeypatch.setattr(disk, "cut", broken)
    with pytest.raises(Unfinished, match="不要再录一遍") as told:
        write(workspace)
    assert told.value.kind == "unreadable"
    assert state(workspace) == OLD
    monkeypatch.undo()
    with Transaction(workspace):
        pass
    assert state(workspace) == NEW
    assert who(workspace) == ["林知远", "方静怡"]


def test_a_line_that_somebody_cut_stays_as_it_is_and_ours_begins_below(workspace: Path) -> None:
    journal = workspace / "journal.jsonl"
    journal.write_bytes(journal.read_bytes() + b'{"by": "cut')
    write(workspace)
    lines = journal.read_bytes().splitlines()
    assert lines[1] == b'{"by": "cut'
    assert json.loads(lines[2])["by"] == "方静怡"
    assert [fault.line for fault in verify_journal(journal)] == [2]


def test_a_file_that_stays_as_it_is_is_not_touched_and_has_its_digest_in_the_line(
    workspace: Path,
) -> None:
    before = (workspace / "a.yaml").stat()
    with Transaction(workspace) as transaction:
        transaction.commit({"a.yaml": OLD["a.yaml"], "rounds/b.yaml": "b: 3\n"}, ENTRY)
        assert set(transaction.written) == {"rounds/b.yaml"}
    after = (workspace / "a.yaml").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    entry = Journal(workspace / "journal.jsonl").entries()[-1]
    assert (
        entry["files"]["a.yaml"] == entry["was"]["a.yaml"] == disk.digest_of(workspace / "a.yaml")
    )


def test_the_text_of_a_file_of_a_workspace(workspace: Path) -> None:
    assert text_of(workspace, "rounds/b.yaml") == "b: 1\r\n"
    assert text_of(workspace, "none.yaml") == ""
