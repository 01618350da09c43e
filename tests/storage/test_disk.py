"""What a write does with the disk, one dealing at a time: each in one step, through no link, and
with nothing left lying about where it cannot be done."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from scoring.storage import disk
from scoring.storage.atomic import is_draft


def rights_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# Drafts


def test_a_draft_lies_beside_its_file_hidden_and_under_a_new_name_each_time(
    tmp_path: Path,
) -> None:
    target = tmp_path / "register.yaml"
    drafts = {disk.draft_beside(target) for _ in range(50)}
    assert len(drafts) == 50
    for draft in drafts:
        assert draft.parent == tmp_path
        assert draft.name.startswith(".register.yaml.")
        assert len(draft.name) == len(".register.yaml.") + 8
        assert is_draft(draft.name)


def test_the_draft_of_a_long_name_is_no_longer_than_a_name_may_be(tmp_path: Path) -> None:
    target = tmp_path / f"{'名' * 80}.yaml"  # 245 of the 255 bytes that a name may have
    draft = disk.draft_beside(target)
    assert draft.name.startswith(f".{'名' * 40}.")
    disk.write_draft(draft, b"a", target)
    assert draft.read_bytes() == b"a"


def test_what_is_called_otherwise_is_no_draft() -> None:
    assert not is_draft("register.yaml.abcdefgh")
    assert not is_draft(".register.yaml")
    assert not is_draft(".gitignore")
    assert not is_draft(".a.ABCDEFGH")
    assert is_draft(".register.yaml.abcd_019")


@pytest.mark.parametrize("rights", [0o600, 0o640, 0o664, 0o755])
def test_a_draft_has_the_rights_of_the_file_that_it_is_to_replace(
    tmp_path: Path, rights: int
) -> None:
    target, draft = tmp_path / "a", tmp_path / "draft"
    target.touch()
    target.chmod(rights)
    disk.write_draft(draft, b"new", target)
    assert rights_of(draft) == rights


def test_a_draft_of_a_new_file_has_the_rights_that_the_process_gives(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        disk.write_draft(tmp_path / "draft", b"new", tmp_path / "none")
    finally:
        os.umask(before)
    assert rights_of(tmp_path / "draft") == 0o640


def test_the_marks_of_a_program_that_runs_as_another_user_are_not_taken_over(
    tmp_path: Path,
) -> None:
    target, draft = tmp_path / "a", tmp_path / "draft"
    target.touch()
    target.chmod(0o4755)
    disk.write_draft(draft, b"new", target)
    assert rights_of(draft) == 0o755


@pytest.mark.parametrize("there", ["a file", "a link", "a link to nothing"])
def test_a_draft_is_written_over_nothing(tmp_path: Path, there: str) -> None:
    target, draft = tmp_path / "a", tmp_path / "draft"
    other = tmp_path / "other"
    if there == "a file":
        draft.write_bytes(b"somebody's")
    else:
        draft.symlink_to(other)
    if there == "a link":
        other.write_bytes(b"somebody's")
    with pytest.raises(FileExistsError):
        disk.write_draft(draft, b"ours", target)
    assert os.path.lexists(draft)
    if other.exists() or there == "a file":
        assert draft.read_bytes() == b"somebody's"


def test_a_disk_without_room_leaves_no_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        disk.write_draft(tmp_path / "draft", b"new", tmp_path / "a")
    assert names_in(tmp_path) == []


@pytest.mark.parametrize(
    ("rights", "read_only"), [(0o444, True), (0o466, True), (0o644, False), (0o200, False)]
)
def test_read_only_is_what_the_owner_may_not_write(
    tmp_path: Path, rights: int, read_only: bool
) -> None:
    path = tmp_path / "a"
    path.touch()
    path.chmod(rights)
    assert disk.is_read_only(path) is read_only


def test_what_is_not_there_is_not_read_only(tmp_path: Path) -> None:
    assert not disk.is_read_only(tmp_path / "none")


# Writing in place


def test_lines_are_added_at_the_end_and_a_new_file_is_begun(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    disk.append(path, b"one\n")
    disk.append(path, b"two\n")
    assert path.read_bytes() == b"one\ntwo\n"


@pytest.mark.parametrize("write", [disk.append, disk.put_over])
def test_nothing_is_written_through_a_link(
    tmp_path: Path, write: Callable[[Path, bytes], None]
) -> None:
    other, link = tmp_path / "other", tmp_path / "link"
    other.write_bytes(b"somebody's")
    link.symlink_to(other)
    with pytest.raises(OSError) as refused:  # noqa: PT011  the system's own words differ
        write(link, b"ours")
    assert refused.value.errno == errno.ELOOP
    assert other.read_bytes() == b"somebody's"


@pytest.mark.parametrize("before", [None, b"", b"12", b"1234", b"123456"])
def test_a_small_file_is_written_over_whole_whatever_it_held(
    tmp_path: Path, before: bytes | None
) -> None:
    path = tmp_path / "small"
    if before is not None:
        path.write_bytes(before)
    disk.put_over(path, b"abcd")
    assert path.read_bytes() == b"abcd"


def test_a_small_file_is_made_for_this_user_alone(tmp_path: Path) -> None:
    disk.put_over(tmp_path / "small", b"abcd")
    assert rights_of(tmp_path / "small") & 0o077 == 0


def test_a_file_with_another_name_is_not_written_over(tmp_path: Path) -> None:
    """Somebody put a second name of a file of the user there, to have it destroyed."""
    mine, planted = tmp_path / "mine", tmp_path / "small"
    mine.write_bytes(b"precious")
    os.link(mine, planted)
    with pytest.raises(PermissionError):
        disk.put_over(planted, b"abcd")
    assert mine.read_bytes() == b"precious"


@pytest.mark.parametrize(("size", "left"), [(0, b""), (4, b"one\n"), (8, b"one\ntwo\n")])
def test_what_stands_behind_a_place_is_cut_off(tmp_path: Path, size: int, left: bytes) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_bytes(b"one\ntwo\n")
    disk.cut(path, size)
    assert path.read_bytes() == left


def test_a_file_that_is_shorter_is_not_made_longer_by_a_cut(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_bytes(b"one\n")
    disk.cut(path, 100)
    assert path.read_bytes() == b"one\n"


def test_a_cut_that_cannot_be_flushed_is_made_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    path = tmp_path / "journal.jsonl"
    path.write_bytes(b"one\ntwo\n")
    monkeypatch.setattr(os, "fsync", broken)
    disk.cut(path, 4)
    assert path.read_bytes() == b"one\n"


def test_what_is_not_there_is_removed_already(tmp_path: Path) -> None:
    disk.remove(tmp_path / "none")
    (tmp_path / "a").touch()
    disk.remove(tmp_path / "a")
    assert names_in(tmp_path) == []


# Folders


def test_each_new_folder_is_flushed_into_the_one_above(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[Path] = []
    monkeypatch.setattr(disk, "sync_folder", flushed.append)
    disk.make_folder(tmp_path / "a" / "b" / "c")
    assert (tmp_path / "a" / "b" / "c").is_dir()
    assert flushed == [tmp_path, tmp_path / "a", tmp_path / "a" / "b"]
    disk.make_folder(tmp_path / "a" / "b")
    assert len(flushed) == 3, "what is there already costs nothing"


def test_a_folder_that_another_writer_made_in_between_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.mkdir

    def mkdir(path: Path, *_: object, exist_ok: bool = False) -> None:
        real(path)
        real(path, exist_ok=exist_ok)

    monkeypatch.setattr(Path, "mkdir", mkdir)
    disk.make_folder(tmp_path / "a")
    assert (tmp_path / "a").is_dir()


@pytest.mark.parametrize("code", [errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.ENOENT])
def test_a_system_that_flushes_no_folders_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def refusing(_: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", refusing)
    disk.sync_folder(tmp_path)
    disk.sync_folder(tmp_path / "none")


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC, errno.EDQUOT])
def test_a_disk_that_fails_at_flushing_a_folder_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def failing(_: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(OSError) as failed:  # noqa: PT011  the system's own words differ
        disk.sync_folder(tmp_path)
    assert failed.value.errno == code


# What a file holds


def test_a_file_is_known_by_its_digest_and_by_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"abc")
    assert disk.digest_of(path) == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )
    assert disk.holds(path, b"abc")
    assert not disk.holds(path, b"abd")
    assert not disk.holds(path, b"abcd")
    assert not disk.holds(path, b"")


def test_where_there_is_no_file_there_is_no_digest(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    for path in (tmp_path / "none", tmp_path / "a" / "below a file"):
        assert disk.digest_of(path) is None
        assert not disk.holds(path, b"")


def test_what_is_no_plain_file_is_not_read(tmp_path: Path) -> None:
    """Reading a pipe would wait without end for somebody to write into it."""
    os.mkfifo(tmp_path / "pipe")
    assert not disk.holds(tmp_path / "pipe", b"")
    assert not disk.holds(tmp_path, b"")


# One file in the place of another


def without_exchange(monkeypatch: pytest.MonkeyPatch, *, links: bool) -> None:
    """A file system that cannot exchange two names; without ``links`` it has no second names
    either."""
    monkeypatch.setattr(disk, "_renamer", lambda: None)
    if not links:

        def refusing(*_: object, **__: object) -> None:
            raise OSError(errno.EPERM, "Operation not permitted")

        monkeypatch.setattr(os, "link", refusing)


@pytest.fixture(params=["in one step", "by a second name", "by a copy"])
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param != "in one step":
        without_exchange(monkeypatch, links=request.param == "by a second name")
    return str(request.param)


def test_two_files_change_places(tmp_path: Path, system: str) -> None:
    draft, target = tmp_path / "draft", tmp_path / "a.yaml"
    draft.write_bytes(b"new")
    target.write_bytes(b"old")
    assert disk.exchange(draft, target) is True
    assert (target.read_bytes(), draft.read_bytes()) == (b"new", b"old")
    assert names_in(tmp_path) == ["a.yaml", "draft"]


def test_where_nothing_stood_the_draft_is_moved(tmp_path: Path, system: str) -> None:
    draft, target = tmp_path / "draft", tmp_path / "a.yaml"
    draft.write_bytes(b"new")
    assert disk.exchange(draft, target) is False
    assert target.read_bytes() == b"new"
    assert names_in(tmp_path) == ["a.yaml"]


def test_a_link_is_swapped_out_as_a_link(tmp_path: Path, system: str) -> None:
    draft, target, other = tmp_path / "draft", tmp_path / "a.yaml", tmp_path / "other"
    draft.write_bytes(b"new")
    other.write_bytes(b"somebody's")
    target.symlink_to(other)
    disk.exchange(draft, target)
    assert target.read_bytes() == b"new"
    assert not target.is_symlink()
    assert draft.readlink() == other
    assert other.read_bytes() == b"somebody's"


@pytest.mark.parametrize("links", [True, None], ids=["by a second name", "in one step"])
def test_a_file_that_somebody_made_meanwhile_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool | None
) -> None:
    draft, target = tmp_path / "draft", tmp_path / "a.yaml"
    draft.write_bytes(b"new")
    target.write_bytes(b"made by hand")
    if links is not None:
        without_exchange(monkeypatch, links=links)
    # It was not there yet when it was looked for.
    monkeypatch.setattr(os.path, "lexists", lambda _: False)
    with pytest.raises(FileExistsError):
        disk.exchange(draft, target)
    assert target.read_bytes() == b"made by hand"
    assert draft.read_bytes() == b"new"


def test_an_exchange_that_the_disk_refuses_names_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.yaml").write_bytes(b"old")
    with pytest.raises(FileNotFoundError) as refused:
        disk.exchange(tmp_path / "none", tmp_path / "a.yaml")
    assert refused.value.filename == str(tmp_path / "a.yaml")
    assert (tmp_path / "a.yaml").read_bytes() == b"old"
