"""Volumes against the register: what is missing, too much, or another one now."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from binding_samples import County, blank

from scoring.binding.verifying import is_bound, verify_volumes
from scoring.binding.volumes import MANIFEST
from scoring.evidence.package import NotAPackageError


@pytest.fixture
def county(tmp_path: Path) -> County:
    county = County(tmp_path / "county")
    county.add("E0001", "通知.pdf", blank(1), "1.1")
    county.add("E0002", "清单.pdf", blank(2), "1.2")
    return county


def volumes(folder: Path, county: County, *idents: str, **more: Any) -> Path:
    """A folder with one volume and the manifest that ``evidence bind`` writes."""
    folder.mkdir(exist_ok=True)
    (folder / "第01卷.pdf").write_bytes(b"volume")
    digest = hashlib.sha256(b"volume").hexdigest()
    digests = {record.id: record.sha256 for record in county.open().records}
    data = {
        "volumes": [{"file": "第01卷.pdf", "sha256": digest}],
        "pieces": [{"id": ident, "sha256": digests.get(ident, "0")} for ident in idents],
        **more,
    }
    (folder / MANIFEST).write_text(json.dumps(data), "utf-8")
    return folder


def test_volumes_that_hold_what_counts_differ_in_nothing(county, tmp_path):
    folder = volumes(tmp_path / "out", county, "E0001", "E0002")
    found = verify_volumes(folder, county.open())
    assert (found.missing, found.extra, found.changed, found.checked) == ((), (), (), 3)


def test_a_piece_that_counts_and_is_not_bound_is_missing(county, tmp_path):
    found = verify_volumes(volumes(tmp_path / "out", county, "E0001"), county.open())
    assert found.missing == ("E0002 清单",)


def test_a_piece_that_counts_no_more_is_too_much(county, tmp_path):
    found = verify_volumes(
        volumes(tmp_path / "out", county, "E0001", "E0002", "E0009"), county.open()
    )
    assert found.extra == ("E0009",)


def test_a_piece_whose_file_is_another_one_now_is_changed(county, tmp_path):
    folder = volumes(tmp_path / "out", county, "E0001", "E0002")
    data = json.loads((folder / MANIFEST).read_text("utf-8"))
    data["pieces"][0]["sha256"] = "0" * 64
    (folder / MANIFEST).write_text(json.dumps(data), "utf-8")
    assert verify_volumes(folder, county.open()).changed == ("E0001 通知",)


def test_a_volume_that_was_changed_or_lost_is_told(county, tmp_path):
    folder = volumes(tmp_path / "out", county, "E0001", "E0002")
    (folder / "第01卷.pdf").write_bytes(b"other")
    assert verify_volumes(folder, county.open()).changed == ("第01卷.pdf",)
    (folder / "第01卷.pdf").unlink()
    assert verify_volumes(folder, county.open()).missing == ("第01卷.pdf",)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"volumes": [{}], "pieces": []}', '{"volumes": 5, "pieces": 5}', "[" * 5000],
)
def test_a_manifest_that_is_none_is_refused(county, tmp_path, text):
    (tmp_path / MANIFEST).write_text(text, "utf-8")
    with pytest.raises(NotAPackageError, match="读不出来"):
        verify_volumes(tmp_path, county.open())


@pytest.mark.parametrize("name", ["../county/workspace.yaml", "/etc/passwd", "a/b.pdf"])
def test_a_manifest_that_names_files_elsewhere_is_refused(county, tmp_path, name):
    folder = volumes(tmp_path / "out", county, volumes=[{"file": name, "sha256": "0"}])
    with pytest.raises(NotAPackageError, match="文件名不对"):
        verify_volumes(folder, county.open())


def test_a_folder_of_volumes_is_told_by_its_manifest(county, tmp_path):
    assert not is_bound(tmp_path)
    assert is_bound(volumes(tmp_path / "out", county))
