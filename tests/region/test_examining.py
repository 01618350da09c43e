"""A file that came in, read as the child reads it: what it says of itself, and a slim copy."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from pathlib import Path

import pytest
from helpers_region import office, packed

from scoring.region import examining
from scoring.region.examining import Examined, examine, slimmed
from scoring.submission import RefusedError, read_package


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tmp = tmp_path_factory.mktemp("package")
    return packed(tmp, office(tmp / "office"), "甲子县", code="990101")


def test_a_package_says_whose_it_is_and_of_which_round(package: Path) -> None:
    found = examine(str(package))
    assert isinstance(found, Examined)
    assert (found.name, found.code, found.round) == ("甲子县", "990101", "2026-self")
    assert found.day.isoformat() == "2026-11-22"
    assert found.sha256 == hashlib.sha256(package.read_bytes()).hexdigest()
    assert found.fingerprint == read_package(package).fingerprint


def test_a_small_package_travels_as_it_is(package: Path) -> None:
    assert examine(str(package)).package == package.read_bytes()


def test_a_large_one_travels_without_its_evidence(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = tmp_path / "large.zip"
    large.write_bytes(package.read_bytes())
    with zipfile.ZipFile(large, "a") as archive:
        top = archive.namelist()[0].partition("/")[0]
        archive.writestr(f"{top}/data/evidence/files/影像.mp4", b"x" * 5000)
    slim = slimmed(large)
    names = zipfile.ZipFile(io.BytesIO(slim)).namelist()
    assert names
    assert not [name for name in names if "/evidence/files/" in name]
    monkeypatch.setattr(examining, "MOST_PACKED", 10)
    with pytest.raises(RefusedError, match="报送包除佐证文件以外的部分太大"):
        slimmed(large)


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 torn"])
def test_what_is_no_package_is_refused_with_a_reason(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "别的.zip"
    path.write_bytes(content)
    with pytest.raises(RefusedError) as raised:
        examine(str(path))
    assert str(raised.value)


def test_a_folder_a_link_and_a_pipe_are_no_files(tmp_path: Path, package: Path) -> None:
    (tmp_path / "夹").mkdir()
    (tmp_path / "链.zip").symlink_to(package)
    names = ["夹", "链.zip"]
    if os.name == "posix":
        os.mkfifo(tmp_path / "管道.zip")
        names.append("管道.zip")
    for name in names:
        with pytest.raises(RefusedError, match="不是普通文件（链接、文件夹或设备）") as raised:
            examine(str(tmp_path / name))
        assert raised.value.fix == "请把报送包本身放进来。"


def test_a_file_that_is_gone_is_said_to_be_unreadable(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="文件读不出来"):
        examine(str(tmp_path / "没有.zip"))


def test_what_is_far_too_large_is_not_opened(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examining, "LARGEST", 10)
    with pytest.raises(RefusedError, match="文件太大，不像是报送包"):
        examine(str(package))
