"""Files that are there whole or not at all, and the drafts that a killed process leaves."""

from __future__ import annotations

from pathlib import Path

import pytest

from scoring.storage import disk
from scoring.storage.atomic import is_draft, sweep_drafts, write_atomic


def test_a_file_is_written_and_its_folder_made(tmp_path: Path) -> None:
    path = tmp_path / "rounds" / "2026-self.yaml"
    write_atomic(path, "甲\n".encode())
    assert path.read_text("utf-8") == "甲\n"
    assert [one.name for one in path.parent.iterdir()] == [path.name], "no draft is left"


@pytest.mark.parametrize("sync", [True, False])
def test_the_new_content_takes_the_place_of_the_old(tmp_path: Path, sync: bool) -> None:
    path = tmp_path / "a.txt"
    path.write_text("旧", "utf-8")
    write_atomic(path, b"new", sync=sync)
    assert path.read_bytes() == b"new"


def test_where_the_move_fails_the_old_file_stands_and_no_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")

    def held(self: Path, target: Path) -> None:
        raise PermissionError("another program holds the file open")

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(PermissionError):
        write_atomic(path, b"new")
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["a.txt"]


def test_a_folder_that_cannot_be_flushed_is_told_and_the_new_file_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(folder: Path) -> None:
        raise OSError("input/output error")

    monkeypatch.setattr(disk, "sync_folder", broken)
    with pytest.raises(OSError, match="input/output"):
        write_atomic(tmp_path / "a.txt", b"new")
    assert (tmp_path / "a.txt").read_bytes() == b"new"
    write_atomic(tmp_path / "b.txt", b"new", sync=False)


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "rounds").write_bytes(b"")
    with pytest.raises(OSError, match=r"."):
        write_atomic(tmp_path / "rounds" / "a.yaml", b"x")


def test_a_draft_is_known_by_its_name(tmp_path: Path) -> None:
    assert is_draft(disk.draft_beside(tmp_path / "a.yaml").name)
    for name in ("a.yaml", ".a.yaml", ".a.yaml.abcdefg", ".a.yaml.ABCDEFGH", "a.abcdefgh", ""):
        assert not is_draft(name), name


def test_only_drafts_of_this_file_are_swept(tmp_path: Path) -> None:
    path = tmp_path / "a[1].yaml"
    path.write_bytes(b"x")
    own, other = disk.draft_beside(path), disk.draft_beside(tmp_path / "a1.yaml")
    beside = tmp_path / f"{disk.draft_prefix(path)}backup.by-hand"
    for one in (own, other, beside):
        one.write_bytes(b"half")
    sweep_drafts(path)
    assert not own.exists()
    assert {one.name for one in tmp_path.iterdir()} == {path.name, other.name, beside.name}
