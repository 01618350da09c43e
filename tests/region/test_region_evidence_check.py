"""What comes when evidence is asked for, against the digests that were handed in.

卷宗/E0001 一次办清单.txt   the registered content: 相符
卷宗/E0002.txt              called after the piece, another content: 不符
"""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from pathlib import Path

import pytest
import samples
from helpers_region import DAY, office, packed

from scoring.problems import CannotError
from scoring.region import evidence_check
from scoring.region.evidence_check import check_evidence
from scoring.region.model import open_region
from scoring.region.receiving import collect
from scoring.region.results import Results, open_results
from scoring.region.running import Serial
from scoring.region.scoring_run import score_region

SECOND = "第二份\n"
REGISTER = (
    samples.SOUND["evidence/register.yaml"]
    + f"""\
- id: E0003
  file: files/第二份.txt
  sha256: {hashlib.sha256(SECOND.encode()).hexdigest()}
  kind: 文件
  title: 第二份
  date: 2026-03-01
  unit: 县司法局
  proves:
  - {{indicator: "1.2"}}
"""
)
FILES = {**samples.SOUND, "evidence/register.yaml": REGISTER, "evidence/files/第二份.txt": SECOND}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """One county that registered two files and a link."""
    tmp = tmp_path_factory.mktemp("scored")
    folder = office(tmp / "office", {"990101": "甲子县"})
    packed(tmp, folder, "甲子县", FILES)
    region = open_region(folder).region
    assert region is not None
    collect(region, [folder / "incoming"], DAY, Serial())
    score_region(region, Serial())
    return open_results(region)


def states(
    results: Results, source: Path, ids: frozenset[str] | None = None
) -> dict[str, tuple[str, str]]:
    pieces = check_evidence(results, "990101", source, ids)
    return {piece.id: (piece.state, piece.file) for piece in pieces}


def folder_with(tmp_path: Path, **files: str) -> Path:
    folder = tmp_path / "卷宗"
    folder.mkdir()
    for name, text in files.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return folder


def test_a_piece_is_known_by_its_content_whatever_it_is_called(
    results: Results, tmp_path: Path
) -> None:
    source = folder_with(tmp_path, 随便=samples.PROOF, E0003=SECOND)
    assert states(results, source) == {
        "E0001": ("相符", "随便.txt"),
        "E0003": ("相符", "E0003.txt"),
    }


def test_a_file_called_after_a_piece_with_another_content_was_changed(
    results: Results, tmp_path: Path
) -> None:
    source = folder_with(tmp_path, **{"E0001 一次办清单": "改过的\n"})
    assert states(results, source) == {
        "E0001": ("不符", "E0001 一次办清单.txt"),
        "E0003": ("缺失", ""),
    }


def test_only_what_was_asked_for_is_listed(results: Results, tmp_path: Path) -> None:
    source = folder_with(tmp_path)
    assert states(results, source, frozenset({"E0003"})) == {"E0003": ("缺失", "")}


def test_a_zip_is_read_without_being_unpacked(results: Results, tmp_path: Path) -> None:
    path = tmp_path / "卷宗.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("卷宗/E0001.txt", samples.PROOF)
        archive.writestr("../../外面.txt", SECOND)
    assert states(results, path)["E0001"] == ("相符", "卷宗/E0001.txt")
    assert not (tmp_path.parent / "外面.txt").exists()


def test_a_link_in_a_folder_is_not_followed(results: Results, tmp_path: Path) -> None:
    source = folder_with(tmp_path)
    outside = tmp_path / "外面.txt"
    outside.write_text(samples.PROOF, "utf-8")
    (source / "E0001.txt").symlink_to(outside)
    assert states(results, source)["E0001"] == ("缺失", "")


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 torn"])
def test_what_is_no_zip_is_refused(results: Results, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "卷宗.zip"
    path.write_bytes(content)
    with pytest.raises(CannotError, match="不是完整的 zip 文件，或加了密码"):
        check_evidence(results, "990101", path)


def test_too_many_files_and_too_large_ones_are_refused(
    results: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "卷宗.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "x" * 100)
        archive.writestr("b.txt", "x")
    monkeypatch.setattr(evidence_check, "LARGEST", 50)
    with pytest.raises(CannotError, match=r"“a.txt”太大"):
        check_evidence(results, "990101", path)
    monkeypatch.setattr(evidence_check, "MOST_FILES", 1)
    with pytest.raises(CannotError, match="里的文件太多"):
        check_evidence(results, "990101", path)


def test_an_unknown_county_has_no_pieces(results: Results, tmp_path: Path) -> None:
    assert check_evidence(results, "' OR ''='", folder_with(tmp_path)) == []
    shutil.rmtree(tmp_path / "卷宗")
