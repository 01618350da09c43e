"""Several files and their journal line as one: a writer killed at any step leaves nothing half done or lost."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from scoring.storage import Busy, Journal, Transaction, verify_journal
from scoring.storage import transaction as module
from scoring.storage.transaction import PENDING

OLD = {"a.yaml": "a: 1\n", "rounds/b.yaml": "b: 1\r\n"}
NEW = {"a.yaml": "a: 2\n", "rounds/b.yaml": "b: 2\r\n", "c/new.yaml": "c: 甲\n"}
ENTRY = {"on": "2026-11-22", "do": "test", "by": "方静怡"}


class Killed(BaseException):
    """Stands for a process that is no more: nothing behind it runs but the release of the lock."""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    with Transaction(tmp_path) as transaction:
        transaction.commit(OLD, {**ENTRY, "by": "林知远"})
    return tmp_path


def state(folder: Path) -> dict[str, str]:
    return {name: (folder / name).read_bytes().decode() for name in NEW if (folder / name).exists()}


def write(folder: Path) -> None:
    with Transaction(folder) as transaction:
        transaction.commit(NEW, ENTRY)


def test_a_write_is_whole_and_has_its_line(workspace: Path) -> None:
    write(workspace)
    assert state(workspace) == NEW
    entries = Journal(workspace / "journal.jsonl").entries()
    assert [entry["by"] for entry in entries] == ["林知远", "方静怡"]
    assert set(entries[1]["files"]) == set(NEW)
    assert not (workspace / ".shifan" / PENDING).exists()


def test_reading_keeps_line_ends_and_takes_a_missing_file_for_empty(workspace: Path) -> None:
    with Transaction(workspace) as transaction:
        assert transaction.read("rounds/b.yaml") == "b: 1\r\n"
        assert transaction.read("none.yaml") == ""


def test_a_transaction_without_commit_writes_nothing(workspace: Path) -> None:
    before = {path: path.read_bytes() for path in workspace.rglob("*") if path.is_file()}
    with Transaction(workspace):
        pass
    assert {path: path.read_bytes() for path in workspace.rglob("*") if path.is_file()} == before


def kill_at(step: int, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Kills the writer at its ``step``-th dealing with the disk; returns how many there were so far."""
    count = 0

    def guard(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            nonlocal count
            count += 1
            if count == step:
                raise Killed
            return real(*args, **kwargs)

        return call

    monkeypatch.setattr(os, "fsync", guard(os.fsync))
    monkeypatch.setattr(Path, "replace", guard(Path.replace))
    monkeypatch.setattr(Path, "unlink", guard(Path.unlink))
    monkeypatch.setattr(module, "_append", guard(module._append))
    return lambda: count


def steps(workspace: Path) -> int:
    with pytest.MonkeyPatch.context() as patch:
        counted = kill_at(-1, patch)
        write(workspace)
        return counted()


def test_killed_at_each_step_and_finished_by_the_next_writer(tmp_path: Path) -> None:
    whole = steps(_fresh(tmp_path / "count"))
    assert whole >= 10
    finished = 0
    for step in range(1, whole + 1):
        folder = _fresh(tmp_path / str(step))
        with pytest.MonkeyPatch.context() as patch:
            kill_at(step, patch)
            with pytest.raises(Killed):
                write(folder)
        for text in state(folder).values():
            assert text in {*OLD.values(), *NEW.values()}, "a half-written file"
        with Transaction(folder) as transaction:
            transaction.commit({"d.yaml": "d: 1\n"}, {**ENTRY, "by": "许砚秋"})
        after = state(folder)
        assert after in (OLD, NEW), f"step {step}: {after}"
        who = [entry["by"] for entry in Journal(folder / "journal.jsonl").entries()]
        assert who == (["林知远", "方静怡", "许砚秋"] if after == NEW else ["林知远", "许砚秋"])
        assert verify_journal(folder / "journal.jsonl") == []
        assert not (folder / ".shifan" / PENDING).exists()
        assert [path.name for path in folder.rglob(".*") if path.is_file() and path.parent.name != ".shifan"] == []
        finished += after == NEW
    assert 0 < finished < whole


def _fresh(folder: Path) -> Path:
    folder.mkdir()
    with Transaction(folder) as transaction:
        transaction.commit(OLD, {**ENTRY, "by": "林知远"})
    return folder


def test_a_torn_journal_line_is_completed_not_doubled(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def torn(path: Path, line: bytes) -> None:
        with path.open("ab") as stream:
            stream.write(line[: len(line) // 2])
        raise Killed

    monkeypatch.setattr(module, "_append", torn)
    with pytest.raises(Killed):
        write(workspace)
    monkeypatch.undo()
    with Transaction(workspace):
        pass
    assert verify_journal(workspace / "journal.jsonl") == []
    assert [entry["by"] for entry in Journal(workspace / "journal.jsonl").entries()] == ["林知远", "方静怡"]
    assert state(workspace) == NEW


@pytest.mark.parametrize("note", ["", "{", "[]", '{"files": {}, "line": "x", "digest": "0"}'])
def test_a_note_that_is_not_ours_is_thrown_away(workspace: Path, note: str) -> None:
    (workspace / ".shifan" / PENDING).write_text(note)
    with Transaction(workspace):
        pass
    assert not (workspace / ".shifan" / PENDING).exists()
    assert state(workspace) == OLD


def test_a_note_with_a_changed_digest_is_not_carried_out(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Transaction, "_carry_out", lambda *_: (_ for _ in ()).throw(Killed))
    with pytest.raises(Killed):
        write(workspace)
    monkeypatch.undo()
    path = workspace / ".shifan" / PENDING
    note = json.loads(path.read_text())
    note["files"] = {}
    path.write_text(json.dumps(note))
    with Transaction(workspace):
        pass
    assert state(workspace) == OLD


def test_a_full_disk_leaves_all_as_it_was(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "disk full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="disk full"):
        write(workspace)
    monkeypatch.undo()
    assert state(workspace) == OLD
    with Transaction(workspace):
        pass
    assert state(workspace) == OLD


def test_a_second_writer_is_told(workspace: Path) -> None:
    with FileLock(str(workspace / ".shifan" / "lock")), pytest.raises(Busy), Transaction(workspace, wait=0):
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
