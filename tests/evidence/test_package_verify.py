"""A package is compared file by file, whatever a stranger has put into it; so is an evidence
folder."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import unicodedata
import zipfile
from datetime import date
from pathlib import Path

import pytest
import samples
from samples import Opener

from scoring.evidence.package import (
    Differences,
    NotAPackageError,
    new_bag,
    verify_evidence,
    verify_package,
)
from scoring.evidence.package import verify as verify_module

DAY = date(2026, 11, 22)
FILES = {
    "data/1 一/甲.txt": b"jia",
    "data/1 一/乙.txt": b"yi",
    "data/总目录.xlsx": b"zip",
    "index.html": b"<p>",
}


@pytest.fixture
def bag(tmp_path: Path) -> Path:
    """A small package as a folder."""
    return made(tmp_path / "卷宗")


def made(target: Path) -> Path:
    with new_bag(target, DAY, "卷宗") as writer:
        for path, data in FILES.items():
            writer.put(path, data)
        writer.finish({"Bagging-Date": "2026-11-22"})
    return target


def told(found: Differences) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    return found.missing, found.extra, found.changed


def resealed(bag: Path, manifest: bytes) -> None:
    """Replaces the manifest and makes the tag manifest agree, as somebody would who sets a trap."""
    (bag / "manifest-sha256.txt").write_bytes(manifest)
    tags = bag / "tagmanifest-sha256.txt"
    digest = hashlib.sha256(manifest).hexdigest()
    tags.write_text(
        re.sub(r"\w{64}(?=  manifest-sha256)", digest, tags.read_text("utf-8")), "utf-8"
    )


def rezipped(
    bag: Path, target: Path, prefix: str = "卷宗/", method: int = zipfile.ZIP_DEFLATED
) -> Path:
    with zipfile.ZipFile(target, "w", method) as archive:
        for path in sorted(bag.rglob("*")):
            if path.is_file():
                archive.write(path, prefix + path.relative_to(bag).as_posix())
    return target


def test_an_untouched_package_has_no_differences(bag: Path, tmp_path: Path) -> None:
    found = verify_package(bag)
    assert told(found) == ((), (), ())
    assert not found
    assert found.checked == 7
    assert (
        found.fingerprint
        == hashlib.sha256((bag / "tagmanifest-sha256.txt").read_bytes()).hexdigest()
    )
    assert verify_package(made(tmp_path / "b.zip")).fingerprint == found.fingerprint


def test_one_changed_one_missing_one_extra_are_told_exactly(bag: Path, tmp_path: Path) -> None:
    (bag / "data/1 一/甲.txt").write_bytes(b"jiA")
    (bag / "data/1 一/乙.txt").unlink()
    (bag / "data/多出来的.txt").write_bytes(b"?")
    expected = (("data/1 一/乙.txt",), ("data/多出来的.txt",), ("data/1 一/甲.txt",))
    assert told(verify_package(bag)) == expected
    assert told(verify_package(rezipped(bag, tmp_path / "b.zip"))) == expected


def test_tag_files_are_compared_too(bag: Path) -> None:
    (bag / "index.html").write_bytes(b"<b>")
    (bag / "bag-info.txt").unlink()
    (bag / "说明.txt").write_bytes(b"?")
    assert told(verify_package(bag)) == (("bag-info.txt",), ("说明.txt",), ("index.html",))


def test_a_manifest_that_was_edited_is_a_change_and_the_tag_manifest_must_be_there(
    bag: Path,
) -> None:
    text = (bag / "manifest-sha256.txt").read_text("utf-8")
    (bag / "manifest-sha256.txt").write_text(text + "nonsense\n", "utf-8")
    assert told(verify_package(bag)) == ((), (), ("manifest-sha256.txt",))
    (bag / "manifest-sha256.txt").write_text(text, "utf-8")
    (bag / "tagmanifest-sha256.txt").unlink()
    assert "tagmanifest-sha256.txt" in verify_package(bag).missing


@pytest.mark.parametrize(
    "path",
    [
        "data/../../../etc/passwd",
        "../outside.txt",
        "/etc/passwd",
        "data//x",
        "data/./x",
        "C:/Windows/x",
        "data\\..\\x",
        "~/x",
        "index.html",
    ],
)
def test_a_manifest_that_leads_out_is_not_trusted_and_nothing_is_opened(
    bag: Path, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    place_open = verify_module._FolderPlace.open

    def spying(self: verify_module._FolderPlace, name: str) -> object:
        opened.append(name)
        return place_open(self, name)

    monkeypatch.setattr(verify_module._FolderPlace, "open", spying)
    resealed(bag, (bag / "manifest-sha256.txt").read_bytes() + f"{'0' * 64}  {path}\n".encode())
    with pytest.raises(NotAPackageError, match="不可信"):
        verify_package(bag)
    assert set(opened) <= {
        *FILES,
        "bagit.txt",
        "bag-info.txt",
        "manifest-sha256.txt",
        "tagmanifest-sha256.txt",
    }


def test_the_same_line_twice_is_harmless_two_digests_for_one_path_are_not(bag: Path) -> None:
    text = (bag / "manifest-sha256.txt").read_bytes()
    first = text.splitlines()[0]
    resealed(bag, text + first + b"\n")
    assert not verify_package(bag)
    resealed(bag, text + b"0" * 64 + first[64:] + b"\n")
    with pytest.raises(NotAPackageError, match="矛盾"):
        verify_package(bag)


def test_other_encodings_and_line_ends_of_manifests(bag: Path) -> None:
    text = (bag / "manifest-sha256.txt").read_text("utf-8")
    shouted = re.sub(r"^\w{64} ", lambda found: found[0].upper() + "*", text, flags=re.MULTILINE)
    resealed(bag, b"\xef\xbb\xbf" + shouted.replace("* ", "*").replace("\n", "\r\n").encode())
    assert not verify_package(bag)
    resealed(bag, text.encode("gb18030"))
    with pytest.raises(NotAPackageError, match="UTF-8"):
        verify_package(bag)
    resealed(bag, text.encode("utf-16"))
    with pytest.raises(NotAPackageError, match="UTF-8"):
        verify_package(bag)


def test_escapes_and_decomposed_names_are_understood(bag: Path) -> None:
    name = "data/e\u0301 100%.txt"
    (bag / name).write_bytes(b"1")
    line = (
        f"{hashlib.sha256(b'1').hexdigest()}  "
        f"{unicodedata.normalize('NFC', name).replace('%', '%25')}\n"
    )
    resealed(bag, (bag / "manifest-sha256.txt").read_bytes() + line.encode())
    assert not verify_package(bag)


def test_links_and_devices_are_never_followed(bag: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/甲.txt").write_bytes(b"jia")
    (bag / "data/1 一/甲.txt").unlink()
    (bag / "data/1 一/甲.txt").symlink_to(tmp_path / "outside/甲.txt")
    (bag / "data/link").symlink_to(tmp_path / "outside", target_is_directory=True)
    (bag / "data/1 一/乙.txt").unlink()
    os.mkfifo(bag / "data/1 一/乙.txt")
    assert told(verify_package(bag)) == (
        (),
        ("data/link",),
        ("data/1 一/乙.txt", "data/1 一/甲.txt"),
    )


@pytest.mark.parametrize(
    "what", ["empty folder", "evidence", "two packages", "text", "zip", "cut zip", "fake bagit"]
)
def test_what_is_no_package_is_said_so(bag: Path, tmp_path: Path, what: str) -> None:
    place = tmp_path / "place"
    place.mkdir()
    if what == "evidence":
        (place / "甲.txt").write_bytes(b"jia")
    if what == "two packages":
        shutil.copytree(bag, place / "a")
        shutil.copytree(bag, place / "b")
    if what == "fake bagit":
        (place / "bagit.txt").write_bytes(b"hello")
    if what in ("text", "zip", "cut zip"):
        place = tmp_path / "place.zip"
        place.write_bytes(b"text")
    if what == "zip":
        with zipfile.ZipFile(place, "w") as archive:
            archive.writestr("a.txt", b"a")
    if what == "cut zip":
        whole = made(tmp_path / "whole.zip").read_bytes()
        place.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(NotAPackageError):
        verify_package(place)


def test_a_package_without_its_manifest_cannot_be_verified(bag: Path) -> None:
    (bag / "manifest-sha256.txt").unlink()
    with pytest.raises(NotAPackageError, match="无从核对"):
        verify_package(bag)


def test_an_unpacked_zip_in_a_folder_of_its_name_is_found(bag: Path, tmp_path: Path) -> None:
    shutil.copytree(bag, tmp_path / "解压/卷宗")
    assert not verify_package(tmp_path / "解压")


def test_a_zip_never_escapes_and_odd_entries_are_told(bag: Path, tmp_path: Path) -> None:
    target = rezipped(bag, tmp_path / "b.zip")
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("../逃.txt", b"x")
        archive.writestr("卷宗/data/../../逃.txt", b"x")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("卷宗/data/1 一/甲.txt", b"jia")
    found = verify_package(target)
    assert found.missing == ()
    assert set(found.extra) == {
        "../逃.txt",
        "data/../../逃.txt",
        "卷宗/data/1 一/甲.txt（压缩包里有两份）",
    }
    assert not (tmp_path / "逃.txt").exists()
    assert not (tmp_path.parent / "逃.txt").exists()


def test_a_zip_whose_names_are_gbk_without_saying_so_is_read(bag: Path, tmp_path: Path) -> None:
    names = [path.relative_to(bag).as_posix() for path in sorted(bag.rglob("*")) if path.is_file()]
    # The library would mark such names as UTF-8; old tools write the bytes and no mark.
    plain = tmp_path / "plain.zip"
    _write_unmarked(
        plain, {f"卷宗/{name}".encode("gb18030").decode("cp437"): bag / name for name in names}
    )
    assert not verify_package(plain)


def _write_unmarked(target: Path, files: dict[str, Path]) -> None:
    class Unmarked(zipfile.ZipInfo):
        def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802
            return self.filename.encode("cp437"), self.flag_bits & ~0x800

    with zipfile.ZipFile(target, "w") as archive:
        for name, path in files.items():
            archive.writestr(Unmarked(name), path.read_bytes())


def test_a_damaged_entry_is_a_change(bag: Path, tmp_path: Path) -> None:
    target = rezipped(bag, tmp_path / "b.zip", method=zipfile.ZIP_STORED)
    target.write_bytes(target.read_bytes().replace(b"jia", b"jiX", 1))
    assert verify_package(target).changed == ("data/1 一/甲.txt",)


def test_a_bomb_is_not_unpacked(bag: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify_module, "HUGE", 100_000)
    data = bytes(50_000_000)
    (bag / "data/bomb.bin").write_bytes(data)
    line = f"{hashlib.sha256(data).hexdigest()}  data/bomb.bin\n"
    resealed(bag, (bag / "manifest-sha256.txt").read_bytes() + line.encode())
    assert not verify_package(bag)
    assert verify_package(rezipped(bag, tmp_path / "b.zip")).changed == ("data/bomb.bin",)


def test_an_evidence_folder_is_compared_with_its_register(opened: Opener, tmp_path: Path) -> None:
    workspace = opened(
        {
            **samples.SOUND,
            "evidence/register.yaml": samples.SOUND["evidence/register.yaml"]
            + "- {id: E0003, file: files/没有.pdf}\n"
            + "- {id: E0004, file: files/无校验值.txt}\n"
            + "- {id: E0005, file: ../workspace.yaml}\n",
            "evidence/files/无校验值.txt": "x",
            "evidence/files/sub/没登记.txt": "x",
        }
    )
    folder = tmp_path / "evidence"
    found = verify_evidence(folder, workspace.records)
    assert told(found) == (("../workspace.yaml", "files/没有.pdf"), ("files/sub/没登记.txt",), ())
    assert found.unproved == 3
    # The same size and the same time: only reading tells.
    path = folder / "files/清单.txt"
    info = path.stat()
    path.write_bytes(bytes(reversed(path.read_bytes())))
    os.utime(path, ns=(info.st_atime_ns, info.st_mtime_ns))
    assert verify_evidence(folder, workspace.records).changed == ("files/清单.txt",)


def test_names_that_are_no_text_can_be_told(tmp_path: Path) -> None:
    folder = tmp_path / "evidence"
    folder.mkdir()
    try:
        (folder / os.fsdecode(b"\xb2\xe2.txt")).write_bytes(b"x")
    except OSError:
        pytest.skip("this file system takes only names that are valid text")
    assert verify_evidence(folder, ()).extra == ("\ufffd\ufffd.txt",)
