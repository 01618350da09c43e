"""Writing in one step: a reader sees the old file or the new one, never half of it, and nothing is
left lying about."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from scoring.storage import write_atomic


def test_a_new_file_in_a_new_folder(tmp_path: Path) -> None:
    target = tmp_path / "报告" / "自评.json"
    write_atomic(target, "内容\r\n".encode())
    assert target.read_bytes() == "内容\r\n".encode()
    assert list(target.parent.iterdir()) == [target]


def test_an_old_file_is_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_bytes(b"much longer than the new content")
    write_atomic(target, b"new")
    assert target.read_bytes() == b"new"


@pytest.mark.parametrize("step", ["fsync", "chmod", "replace"])
def test_a_failure_at_any_step_keeps_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    target = tmp_path / "a.txt"
    target.write_bytes(b"old")

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "disk full")

    monkeypatch.setattr(os if step == "fsync" else Path, step, fail)
    with pytest.raises(OSError, match="disk full"):
        write_atomic(target, b"new")
    monkeypatch.undo()
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_an_interrupt_leaves_no_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", stop)
    with pytest.raises(KeyboardInterrupt):
        write_atomic(tmp_path / "a.txt", b"new")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="permission bits are a matter of POSIX")
@pytest.mark.parametrize("mask", [0o000, 0o007, 0o027, 0o077])
def test_rights_stay_and_new_files_follow_the_umask(tmp_path: Path, mask: int) -> None:
    def rights(path: Path) -> int:
        return stat.S_IMODE(path.stat().st_mode)

    kept, new = tmp_path / "kept", tmp_path / "new"
    kept.write_bytes(b"old")
    kept.chmod(0o640)
    shared = tmp_path / "shared"
    shared.write_bytes(b"old")
    shared.chmod(0o664)
    # The rights of the old files are not all such as a mask leaves to a new one.
    before = os.umask(mask)
    try:
        for path in (kept, shared, new):
            write_atomic(path, b"new")
    finally:
        os.umask(before)
    assert rights(kept) == 0o640
    assert rights(shared) == 0o664
    assert rights(new) == 0o666 & ~mask


def test_a_name_as_long_as_names_may_be(tmp_path: Path) -> None:
    target = tmp_path / ("长" * 84 + "名")
    assert len(target.name.encode()) == 255
    write_atomic(target, b"x")
    assert target.read_bytes() == b"x"


def test_a_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    target = tmp_path / "a"
    (target / "inner").mkdir(parents=True)
    with pytest.raises(OSError, match=r"\S"):
        write_atomic(target, b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_the_mask_of_the_process_is_never_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Setting it, even for a moment, would give the new files of other threads the wrong rights."""

    def refuse(_: int) -> int:
        raise AssertionError

    monkeypatch.setattr(os, "umask", refuse)
    write_atomic(tmp_path / "new.yaml", b"a: 1\n")
    write_atomic(tmp_path / "new.yaml", b"a: 2\n")
