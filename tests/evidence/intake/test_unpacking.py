"""An archive becomes a folder of its name, whole or not at all, and the folder remembers it.

evidence/files/材料.zip
evidence/files/材料/清单.txt
evidence/files/材料/.unpacked    {"size": 120, "mtime_ns": …, "sha256": "…", "refused": {}}
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from scoring.evidence.intake.unpacking import MARK, STALE, Scratch, drafts, from_archive, unpack
from scoring.evidence.probing import UnreadableError


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "evidence" / "files"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scratch]:
    """One child for all archives of the module, as for those of one scan."""
    with drafts(tmp_path_factory.mktemp("scratch")) as made:
        yield made


def zipped(path: Path, **members: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in members.items():
            archive.writestr(f"{name}.txt", text)
    return path


def test_the_members_lie_in_the_folder_and_the_folder_knows_its_archive(
    home: Path, scratch: Scratch
) -> None:
    archive = zipped(home / "材料.zip", 清单="甲", 目录="乙")
    place, refused = unpack(archive, home / "材料", scratch)
    assert (place, refused) == (home / "材料", {})
    assert sorted(path.name for path in place.iterdir()) == [MARK, "清单.txt", "目录.txt"]
    assert json.loads((place / MARK).read_text("utf-8"))["size"] == archive.stat().st_size


def test_an_archive_is_unpacked_once(home: Path, scratch: Scratch) -> None:
    archive = zipped(home / "材料.zip", 清单="甲")
    place, _ = unpack(archive, home / "材料", scratch)
    (place / "清单.txt").write_text("核对过", "utf-8")
    assert unpack(archive, home / "材料", scratch) == (place, {})
    assert (place / "清单.txt").read_text("utf-8") == "核对过"


def test_one_that_was_only_touched_is_still_the_same(home: Path, scratch: Scratch) -> None:
    archive = zipped(home / "材料.zip", 清单="甲")
    place, _ = unpack(archive, home / "材料", scratch)
    os.utime(archive, (1, 1))
    assert unpack(archive, home / "材料", scratch)[0] == place


def test_another_archive_of_that_name_gets_a_folder_of_its_own(
    home: Path, scratch: Scratch
) -> None:
    first, _ = unpack(zipped(home / "材料.zip", 清单="甲"), home / "材料", scratch)
    second, _ = unpack(zipped(home / "材料.zip", 清单="乙乙"), home / "材料", scratch)
    assert second == home / "材料（2）"
    assert (first / "清单.txt").read_text("utf-8") == "甲"
    assert (second / "清单.txt").read_text("utf-8") == "乙乙"


def test_a_folder_that_is_not_from_an_archive_is_left_alone(home: Path, scratch: Scratch) -> None:
    (home / "材料").mkdir()
    (home / "材料" / "自己的.txt").write_text("甲", "utf-8")
    place, _ = unpack(zipped(home / "材料.zip", 清单="甲"), home / "材料", scratch)
    assert place == home / "材料（2）"
    assert [path.name for path in (home / "材料").iterdir()] == ["自己的.txt"]


def test_members_that_lead_out_of_the_folder_are_refused_with_the_reason(
    home: Path, scratch: Scratch
) -> None:
    archive = home / "材料.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("../外面.txt", "甲")
        made.writestr("清单.txt", "乙")
    place, refused = unpack(archive, home / "材料", scratch)
    assert len(refused) == 1
    assert not next(iter(refused.values())).isascii(), "told in Chinese"
    assert not (home / "外面.txt").exists()
    assert unpack(archive, home / "材料", scratch) == (place, refused), "told again"


@pytest.mark.parametrize("data", [b"PK\x03\x04 broken", b"", b"no archive"])
def test_a_broken_archive_leaves_no_folder(home: Path, scratch: Scratch, data: bytes) -> None:
    archive = home / "材料.zip"
    archive.write_bytes(data)
    with pytest.raises(UnreadableError):
        unpack(archive, home / "材料", scratch)
    assert not (home / "材料").exists()


@pytest.mark.parametrize(
    "mark", ["", "不是 JSON", "[]", '{"refused": 5}', '{"sha256": 1}', "[" * 100_000], ids=range(6)
)
def test_a_mark_that_somebody_else_has_written_is_none(
    home: Path, scratch: Scratch, mark: str
) -> None:
    (home / "材料").mkdir()
    (home / "材料" / MARK).write_text(mark, "utf-8")
    archive = zipped(home / "材料.zip", 清单="甲")
    assert unpack(archive, home / "材料", scratch)[0] == home / "材料（2）"


@pytest.mark.parametrize("refused", [5, ["a"], None, {"a": 5}, {"a": ["b"]}], ids=str)
def test_refusals_in_a_mark_are_names_with_reasons_or_none(
    home: Path, scratch: Scratch, refused: object
) -> None:
    """A workspace comes from a stick, and its marks with it."""
    archive = zipped(home / "材料.zip", 清单="甲")
    info = archive.stat()
    (home / "材料").mkdir()
    mark = {"size": info.st_size, "mtime_ns": info.st_mtime_ns, "refused": refused}
    (home / "材料" / MARK).write_text(json.dumps(mark), "utf-8")
    _, told = unpack(archive, home / "材料", scratch)
    assert all(isinstance(name, str) and isinstance(why, str) for name, why in told.items())


def test_what_came_out_of_an_archive_is_known(home: Path, scratch: Scratch) -> None:
    place, _ = unpack(zipped(home / "材料.zip", 清单="甲"), home / "材料", scratch)
    assert from_archive(place / "清单.txt", home)
    assert not from_archive(home / "材料.zip", home)


def test_drafts_go_and_with_them_what_a_killed_scan_left_long_ago(tmp_path: Path) -> None:
    left = tmp_path / ".shifan" / "incoming"
    for name in ("old", "new"):
        (left / name).mkdir(parents=True)
    then = (left / "new").stat().st_mtime - STALE - 60
    os.utime(left / "old", (then, then))
    with drafts(tmp_path) as made:
        assert made.folder.is_dir()
        assert {path.name for path in left.iterdir()} == {"new", made.folder.name}
    assert [path.name for path in left.iterdir()] == ["new"]
