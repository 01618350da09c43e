"""Parts that are kept between runs: only believed when they are whole and our own, and never too
many."""

import os
from pathlib import Path

import pytest

from scoring.pdf.parts.cache import FOLDER, Printed, Store

PART = Printed({"pages": [1], "name": "一"}, b"%PDF-1.7 part")


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHIFAN_CACHE", str(tmp_path_factory.mktemp("cache")))


def kept(home: Path, key: str = "k") -> Path:
    Store(home).put(key, PART)
    return home / FOLDER / key


def test_what_was_put_is_found_again(tmp_path: Path) -> None:
    kept(tmp_path)
    assert Store(tmp_path).get("k") == PART
    assert Store(tmp_path).get("other") is None


@pytest.mark.parametrize("place", [0, 33, 40, -1])
def test_a_changed_byte_is_noticed(tmp_path: Path, place: int) -> None:
    path = kept(tmp_path)
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)
    assert Store(tmp_path).get("k") is None


@pytest.mark.parametrize("length", [0, 10, 35, 50])
def test_a_part_that_was_cut_off_is_noticed(tmp_path: Path, length: int) -> None:
    path = kept(tmp_path)
    path.write_bytes(path.read_bytes()[:length])
    assert Store(tmp_path).get("k") is None


def test_a_part_under_another_name_is_not_believed(tmp_path: Path) -> None:
    path = kept(tmp_path)
    path.rename(path.with_name("other"))
    assert Store(tmp_path).get("other") is None


def test_parts_of_another_user_are_not_believed(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(tmp_path)
    monkeypatch.setenv("SHIFAN_CACHE", str(tmp_path_factory.mktemp("theirs")))
    assert Store(tmp_path).get("k") is None


def test_nothing_goes_through_a_link(tmp_path: Path) -> None:
    home, outside = tmp_path / "home", tmp_path / "outside"
    home.mkdir()
    outside.mkdir()
    (home / ".shifan").symlink_to(outside)
    Store(home).put("k", PART)
    assert list(outside.iterdir()) == []
    assert Store(home).get("k") is None


def test_without_a_workspace_and_without_a_right_to_write_nothing_is_kept(tmp_path: Path) -> None:
    Store(None).put("k", PART)
    assert Store(None).get("k") is None
    (tmp_path / ".shifan").write_text("", "utf-8")
    Store(tmp_path).put("k", PART)
    assert Store(tmp_path).get("k") is None
    Store(tmp_path).tidy()


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path) -> None:
    paths = [kept(tmp_path, name) for name in "abcd"]
    for at, path in enumerate(paths):
        os.utime(path, ns=(at, at))
    Store(tmp_path).get("a")  # used again
    size = paths[0].stat().st_size
    Store(tmp_path, largest=2 * size).tidy()
    assert sorted(path.name for path in (tmp_path / FOLDER).iterdir()) == ["a", "d"]
