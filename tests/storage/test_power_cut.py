"""A power cut takes what was not flushed. Whatever it takes, a write is whole or has not been, and
what held holds.

workspace/
  a.yaml, rounds/b.yaml        changed
  c/new.yaml                   new, in a new folder
  journal.jsonl                one line
"""

from __future__ import annotations

import errno
import itertools
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from storage.power import Image, laid_down, watched
from storage.steps import Killed

from scoring.storage import Journal, Transaction, disk, verify_journal
from scoring.storage.note import PENDING

OLD = {"a.yaml": "a: 1\n", "rounds/b.yaml": "b: 1\r\n"}
NEW = {"a.yaml": "a: 2\n", "rounds/b.yaml": "b: 2\r\n", "c/new.yaml": "c: 甲\n"}
ENTRY = {"on": "2026-11-22", "do": "test", "by": "方静怡"}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "w"
    folder.mkdir()
    with Transaction(folder) as transaction:
        transaction.commit(OLD, {**ENTRY, "by": "林知远"})
    return folder


def write(folder: Path) -> None:
    with Transaction(folder) as transaction:
        for name in OLD:
            transaction.read(name)
        transaction.commit(NEW, ENTRY)


def outcome(image: Image, folder: Path) -> str:
    """What the next writer makes of an image: ``old``, ``new``, or what is wrong with it."""
    laid_down(image, folder)
    with Transaction(folder):
        pass
    stands = {
        name: (folder / name).read_bytes().decode() for name in NEW if (folder / name).exists()
    }
    lines = [entry["by"] for entry in Journal(folder / "journal.jsonl").entries()]
    notes = [path.name for path in (folder / ".shifan").glob(f"{PENDING}*")]
    if notes or verify_journal(folder / "journal.jsonl"):
        return f"left behind: {notes}"
    if (stands, lines) == (OLD, ["林知远"]):
        return "old"
    if (stands, lines) == (NEW, ["林知远", "方静怡"]):
        return "new"
    return f"neither: {stands} {lines}"


def outcomes(images: list[tuple[int, Image]], tmp_path: Path) -> Iterator[tuple[int, str]]:
    for number, (moment, image) in enumerate(images):
        yield moment, outcome(image, tmp_path / f"cut{number}")


def test_a_power_cut_at_each_moment_of_a_write(workspace: Path, tmp_path: Path) -> None:
    with watched(workspace) as images:
        write(workspace)
        returned = len(images)
        with Transaction(workspace):  # somebody comes later: what was acknowledged holds
            pass
    results = list(outcomes(images, tmp_path))
    assert {result for _, result in results} == {"old", "new"}
    # Once the line is on the disk the change holds, and nothing that comes later takes it back.
    first_new = next(number for number, (_, result) in enumerate(results) if result == "new")
    assert {result for _, result in results[returned:]} <= {"new"}
    assert len(results) - first_new > 10


def test_a_power_cut_at_the_first_write_into_a_workspace(tmp_path: Path) -> None:
    """The journal is new: its name has to be on the disk as well, before the change holds."""
    folder = tmp_path / "w"
    folder.mkdir()
    with watched(folder) as images:
        with Transaction(folder) as transaction:
            transaction.commit(OLD, {**ENTRY, "by": "林知远"})
        returned = len(images)
    results = []
    for number, (_, image) in enumerate(images):
        copy = tmp_path / f"cut{number}"
        laid_down(image, copy)
        with Transaction(copy):
            pass
        results.append({name for name in OLD if (copy / name).exists()})
        assert results[-1] in (set(), set(OLD))
        assert len(Journal(copy / "journal.jsonl").entries()) == (1 if results[-1] else 0)
    assert set() in results
    assert all(result == set(OLD) for result in results[returned - 1 :])


def test_a_power_cut_while_a_write_that_failed_is_taken_back(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, count = disk.exchange, itertools.count(1)

    def held_open(draft: Path, target: Path) -> bool:
        if next(count) == 2:
            raise PermissionError(13, "held open")
        return real(draft, target)

    monkeypatch.setattr(disk, "exchange", held_open)
    with watched(workspace) as images:
        with pytest.raises(PermissionError):
            write(workspace)
        refused = len(images)
        with Transaction(workspace):
            pass
    monkeypatch.undo()
    results = list(outcomes(images, tmp_path))
    assert {result for _, result in results} <= {"old", "new"}
    assert {result for _, result in results[refused:]} <= {"old"}


@pytest.mark.parametrize("killed_at", [1, 2, 3])
def test_a_power_cut_while_the_next_writer_puts_right(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killed_at: int
) -> None:
    real, count = disk.exchange, itertools.count(1)

    def killed(draft: Path, target: Path) -> bool:
        if next(count) == killed_at:
            raise Killed
        return real(draft, target)

    monkeypatch.setattr(disk, "exchange", killed)
    with pytest.raises(Killed):
        write(workspace)
    monkeypatch.undo()
    with watched(workspace) as images, Transaction(workspace):
        pass
    assert {result for _, result in outcomes(images, tmp_path)} == {"new"}


@pytest.mark.parametrize("end", [OSError(errno.EIO, "the disk is faulty"), Killed()])
def test_a_new_folder_whose_name_was_not_flushed_is_flushed_when_it_is_written_into_again(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: BaseException
) -> None:
    """The folder ``c`` is there and its name is not on the disk: the flush failed, or the writer was
    killed before it. What the next writer puts into it has to outlast a power cut all the same.
    """
    real, ended = disk.sync_folder, []

    def ending(folder: Path) -> None:
        if not ended and folder == workspace and (workspace / "c").exists():
            ended.append(folder)
            raise end
        real(folder)

    def add() -> None:
        with Transaction(workspace) as transaction:
            transaction.commit({"c/new.yaml": NEW["c/new.yaml"]}, ENTRY)

    with watched(workspace) as images:
        monkeypatch.setattr(disk, "sync_folder", ending)
        with pytest.raises(type(end)):
            add()
        add()
        returned = len(images)
    monkeypatch.undo()
    assert ended
    results = []
    for number, (_, image) in enumerate(images):
        copy = laid_down(image, tmp_path / f"cut{number}")
        with Transaction(copy):
            pass
        results.append((copy / "c" / "new.yaml").exists())
        assert len(Journal(copy / "journal.jsonl").entries()) == (2 if results[-1] else 1)
    assert False in results
    assert all(results[returned - 1 :])


@pytest.mark.parametrize("spared", ["fsync", "sync_folder"])
def test_the_disk_of_these_tests_notices_what_is_not_flushed(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spared: str
) -> None:
    def nothing(*_: Any) -> None: ...

    with watched(workspace) as images:
        monkeypatch.setattr(os if spared == "fsync" else disk, spared, nothing)
        write(workspace)
    monkeypatch.undo()
    assert not {result for _, result in outcomes(images, tmp_path)} <= {"old", "new"}
