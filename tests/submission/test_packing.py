"""``shifan submit``: what goes into a package, that it is read back as it was, and when there is
none."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
import samples
from helpers_outputs import call
from helpers_region import DAY

from scoring.documents.data import score_data
from scoring.submission import pack, read_package
from scoring.submission.contents import original_name, place_in_workspace, stored_name
from scoring.workspace import open_workspace


def submit(folder: Path, target: Path, *args: str) -> tuple[int, str, str]:
    return call(
        "submit",
        "-w",
        str(folder),
        "-o",
        str(target),
        "--today",
        "2026-11-22",
        "--without-sheet",
        *args,
    )


def test_files_come_back_byte_for_byte(tmp_path: Path) -> None:
    files = {**samples.SOUND, "rounds/2026-mock.yaml": samples.MOCK + "# 注\r\n"}
    folder = samples.write(tmp_path / "county", files)
    code, out, err = submit(folder, tmp_path / "out" / "包.zip", "--by", "王敏")
    assert (code, out.strip()) == (0, str(tmp_path / "out" / "包.zip"))
    package = read_package(tmp_path / "out" / "包.zip")
    assert package.fingerprint in err
    sent = {name for name in files if not name.startswith("evidence/files")}
    assert set(package.files) == sent
    assert all(package.files[name] == (folder / name).read_bytes() for name in sent)
    statement = package.statement
    assert (statement.name, statement.round, statement.by, statement.errors) == (
        "示例县",
        "2026-self",
        "王敏",
        0,
    )
    assert {ident: fact.state for ident, fact in package.facts.items()} == {
        "E0001": "ok",
        "E0002": "link",
    }
    assert package.score["total"]["claimed"]["final"] == "9.40"


def test_a_shipped_tree_travels_along(tmp_path: Path) -> None:
    assert call("init", str(tmp_path / "county"), "--tree", "case-file")[0] == 0
    assert submit(tmp_path / "county", tmp_path / "a.zip", "--anyway")[0] in {0, 1}
    package = read_package(tmp_path / "a.zip")
    assert package.tree is not None
    assert b"id: case-file" in package.tree


def test_the_same_workspace_and_day_have_the_same_fingerprint(tmp_path: Path) -> None:
    workspace = open_workspace(samples.write(tmp_path / "county", samples.SOUND)).whole()
    score = score_data(workspace.assess())
    first = pack(workspace, tmp_path / "a.zip", DAY, score=score)
    second = pack(workspace, tmp_path / "b.zip", DAY, score=score)
    assert first.fingerprint == second.fingerprint
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_errors_are_refused_unless_somebody_insists(tmp_path: Path) -> None:
    folder = samples.write(
        tmp_path / "county", samples.changed("rounds/2026-self.yaml", "done: 9", "done: 11")
    )
    code, _, err = submit(folder, tmp_path / "a.zip")
    assert (code, (tmp_path / "a.zip").exists()) == (1, False)
    assert "--anyway" in err
    assert submit(folder, tmp_path / "a.zip", "--anyway")[0] == 1
    assert read_package(tmp_path / "a.zip").statement.errors == 1


def test_evidence_goes_along_when_asked_for_and_is_checked(tmp_path: Path) -> None:
    folder = samples.write(tmp_path / "county", samples.SOUND)
    assert submit(folder, tmp_path / "a.zip", "--with-evidence")[0] == 0
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        names = archive.namelist()
        assert all(name.isascii() for name in names)
        (entry,) = [name for name in names if "/data/evidence/" in name]
        assert archive.read(entry) == samples.PROOF.encode()
    assert read_package(tmp_path / "a.zip").statement.with_evidence


@pytest.mark.parametrize(
    "name", ["2026-self.yaml", "自评 2026.yaml", "a=b.yaml", "é.yaml", "%41.yaml"]
)
def test_names_are_stored_in_ascii_and_come_back(name: str) -> None:
    stored = stored_name(name)
    assert stored.isascii()
    assert original_name(stored) == name
    assert place_in_workspace(f"rounds/{stored}") == f"rounds/{name}"


@pytest.mark.parametrize(
    "path",
    [
        "rounds/=2E=2E=2Fx.yaml",
        "rounds/..",
        "rounds/a/b.yaml",
        "rounds/.hidden.yaml",
        "rounds/=41.yaml",
        "rounds/x.txt",
        "templates/x.yaml",
        "workspace.yml",
        "fonts/x.ttf",
        "rounds/=C3.yaml",
    ],
)
def test_other_names_have_no_place(path: str) -> None:
    assert place_in_workspace(path) is None


def test_an_existing_package_is_not_replaced_without_a_word(tmp_path: Path) -> None:
    folder = samples.write(tmp_path / "county", samples.SOUND)
    assert submit(folder, tmp_path / "a.zip")[0] == 0
    before = (tmp_path / "a.zip").read_bytes()
    assert submit(folder, tmp_path / "a.zip")[0] == 2
    assert (tmp_path / "a.zip").read_bytes() == before
    assert submit(folder, tmp_path / "a.zip", "--force")[0] == 0


def test_a_package_has_nothing_of_the_clock(tmp_path: Path) -> None:
    folder = samples.write(tmp_path / "county", samples.SOUND)
    submit(folder, tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert {info.date_time for info in archive.infolist()} == {(2026, 11, 22, 0, 0, 0)}
        name = next(name for name in archive.namelist() if name.endswith("submission.json"))
        assert json.loads(archive.read(name))["day"] == "2026-11-22"


def test_the_cover_sheet_names_the_fingerprint(tmp_path: Path) -> None:
    import pypdfium2

    folder = samples.write(tmp_path / "county", samples.SOUND)
    code, out, err = call(
        "submit", "-w", str(folder), "-o", str(tmp_path / "a.zip"), "--today", "2026-11-22"
    )
    assert code == 0, err
    sheet = tmp_path / "报送表-a.pdf"
    assert str(sheet) in out
    pages = pypdfium2.PdfDocument(sheet)
    text = "".join(page.get_textpage().get_text_range() for page in pages)
    assert len(pages) == 1
    assert read_package(tmp_path / "a.zip").fingerprint in "".join(text.split())
