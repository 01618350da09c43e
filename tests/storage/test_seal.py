"""A seal is made with a key of this user; what is damaged, for another purpose or somebody else's
is not believed."""

from __future__ import annotations

import hmac
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scoring.storage import is_sealed, seal_of, sealed, unsealed, user_folder
from scoring.storage import seal as module


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SHIFAN_CACHE", str(tmp_path / "own"))
    return tmp_path / "own"


def other_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHIFAN_CACHE", str(tmp_path / "other"))


def test_what_was_sealed_here_is_believed_here() -> None:
    assert unsealed("hashes", sealed("hashes", b"{}")) == b"{}"
    assert is_sealed("note", b"", seal_of("note", b""))


@pytest.mark.parametrize("at", [0, 31, 32, 33])
def test_a_byte_changed_anywhere_is_noticed(at: int) -> None:
    raw = bytearray(sealed("hashes", b"{}"))
    raw[at] ^= 1
    assert unsealed("hashes", bytes(raw)) is None


@pytest.mark.parametrize("raw", [b"", b"x" * 31, b"{}", b"\0" * 32])
def test_what_is_too_short_or_has_no_seal_is_not_believed(raw: bytes) -> None:
    assert unsealed("hashes", raw) is None


def test_a_seal_is_for_one_purpose() -> None:
    assert unsealed("parts", sealed("hashes", b"{}")) is None
    # The border between purpose and data counts as well.
    assert seal_of("part:a", b"b") != seal_of("part:ab", b"")


def test_another_user_believes_nothing_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = sealed("hashes", b"{}")
    other_user(tmp_path, monkeypatch)
    assert unsealed("hashes", raw) is None


def test_the_key_is_for_this_user_only_and_outlives_the_process(folder: Path) -> None:
    mark = seal_of("note", b"x")
    assert (folder / "user.key").stat().st_mode & 0o077 == 0
    module._key.cache_clear()
    assert seal_of("note", b"x") == mark


@pytest.mark.parametrize("torn", [b"", b"x" * 31, b"x" * 33])
def test_a_torn_key_is_replaced(folder: Path, torn: bytes) -> None:
    folder.mkdir()
    (folder / "user.key").write_bytes(torn)
    seal_of("note", b"x")
    assert len((folder / "user.key").read_bytes()) == 32
    assert [path.name for path in folder.iterdir()] == ["user.key"]


def test_a_key_that_is_a_link_is_no_key(folder: Path, tmp_path: Path) -> None:
    folder.mkdir()
    (tmp_path / "known").write_bytes(b"k" * 32)
    (folder / "user.key").symlink_to(tmp_path / "known")
    seal_of("note", b"x")
    assert (tmp_path / "known").read_bytes() == b"k" * 32
    assert not (folder / "user.key").is_symlink()


def test_processes_that_begin_at_once_agree_on_one_key(folder: Path) -> None:
    code = "from scoring.storage import seal_of; print(seal_of('note', b'x').hex())"
    started = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) for _ in range(4)
    ]
    assert len({process.communicate()[0] for process in started}) == 1


def test_the_folder_of_the_user_is_where_the_variable_says(folder: Path) -> None:
    assert user_folder() == folder


def test_who_asks_for_the_seal_alone_loads_nothing_else() -> None:
    """A command that gives the answer of last time has a tenth of a second for all that it does."""
    code = (
        "import sys; from scoring.storage.seal import seal_of;"
        "print(sorted({'yaml', 'filelock', 'pydantic'} & set(sys.modules)))"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout == "[]\n"


def test_a_seal_of_an_earlier_version_is_believed(folder: Path) -> None:
    """A note of a write under way may wait for the version after: the seal keeps its form."""
    seal_of("note", b"x")
    key = (folder / "user.key").read_bytes()
    by_hand = hmac.digest(key, b"\0\0\0\x04noteabc", "sha256")
    assert is_sealed("note", b"abc", by_hand)


def test_the_folder_of_the_user_is_made_with_those_above_it(tmp_path: Path) -> None:
    for number, (name, tail) in enumerate(
        (("SHIFAN_CACHE", ""), ("LOCALAPPDATA", "shifan/cache"), ("XDG_CACHE_HOME", "shifan"))
    ):
        home = tmp_path / str(number) / "还没有"
        assert user_folder({name: str(home)}) == home / tail
        assert (home / tail).is_dir()


def test_a_folder_that_cannot_be_made_gives_way_to_the_next(tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    folder = user_folder(
        {"SHIFAN_CACHE": str(tmp_path / "a file"), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    )
    assert folder == tmp_path / "cache" / "shifan"


def test_where_there_is_no_folder_at_all_a_temporary_one_serves(tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    nowhere = str(tmp_path / "a file")
    folder = module._user_folder(nowhere, None, None, nowhere)
    assert folder.is_dir()
    assert folder == module._user_folder(nowhere, None, None, nowhere), "as long as we run"
    folder.rmdir()


def test_of_two_keys_made_at_once_the_one_that_lies_there_holds(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.mkdir()
    real = module._settle

    def quicker(draft: Path, path: Path) -> None:
        path.write_bytes(b"k" * 32)
        real(draft, path)

    monkeypatch.setattr(module, "_settle", quicker)
    assert module._key(folder) == b"k" * 32
    assert [path.name for path in folder.iterdir()] == ["user.key"]


def test_on_a_disk_without_second_names_the_key_is_kept_all_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.mkdir()

    def refusing(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refusing)
    assert module._key(folder) == (folder / "user.key").read_bytes()
    assert [path.name for path in folder.iterdir()] == ["user.key"]


def test_a_key_that_cannot_be_kept_lasts_as_long_as_the_process(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.mkdir()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert len(module._key(folder)) == 32
    assert module._key(folder) == module._key(folder)
    assert list(folder.iterdir()) == []
