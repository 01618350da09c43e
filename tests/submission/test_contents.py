"""What goes into a package, under which names, and what a name in one may stand for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scoring.problems import CannotError
from scoring.submission.contents import files_of, original_name, place_in_workspace, stored_name


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    for name in (
        "workspace.yaml",
        "rectification.yaml",
        "journal.jsonl",
        "evidence/register.yaml",
        "evidence/files/清单.pdf",
        "indicators/own.yaml",
        "indicators/other.yaml",
        "rounds/2026-self.yaml",
        "rounds/自评.yml",
        "rounds/2026-self.support.json",
        "rounds/.2026-self.yaml.abcdefgh",
        "rounds/.hidden.yaml",
        "rounds/readme.txt",
        "rounds/photos/a.yaml",
        "bulletins/2026-001.yaml",
        "templates/self.html.j2",
        "access.jsonl",
        ".shifan/hashes.json",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return tmp_path


def test_what_says_something_about_the_score_is_handed_in_in_order(workspace: Path) -> None:
    files = files_of(workspace, workspace / "indicators" / "own.yaml")
    assert list(files) == [
        "data/workspace/bulletins/2026-001.yaml",
        "data/workspace/evidence/register.yaml",
        "data/workspace/indicators/own.yaml",
        "data/workspace/journal.jsonl",
        "data/workspace/rectification.yaml",
        "data/workspace/rounds/2026-self.support.json",
        "data/workspace/rounds/2026-self.yaml",
        "data/workspace/rounds/=E8=87=AA=E8=AF=84.yml",
        "data/workspace/workspace.yaml",
    ]
    assert files["data/workspace/workspace.yaml"] == workspace / "workspace.yaml"


def test_a_tree_that_everybody_has_stays_where_it_is(workspace: Path) -> None:
    assert not [name for name in files_of(workspace, None) if "indicators" in name]


def test_what_is_not_there_is_not_handed_in(tmp_path: Path) -> None:
    (tmp_path / "workspace.yaml").touch()
    (tmp_path / "rounds").mkdir()
    (tmp_path / "rounds" / "folder.yaml").mkdir()
    assert list(files_of(tmp_path, None)) == ["data/workspace/workspace.yaml"]


@pytest.mark.parametrize(
    "name",
    [b"\xff.yaml", b"a:b.yaml", b"a?.yaml", b"a\\b.yaml", b"a\nb.yaml", b"a" * 120 + b".yaml"],
    ids=["no UTF-8", "a colon", "a question mark", "a backslash", "two lines", "too long"],
)
def test_a_name_that_nobody_would_take_is_told_before_anything_is_packed(
    workspace: Path, name: bytes
) -> None:
    with open(os.fsencode(workspace / "rounds") + b"/" + name, "wb"):  # noqa: PTH123
        pass
    with pytest.raises(CannotError, match="请改名再打包") as refused:
        files_of(workspace, None)
    str(refused.value).encode("utf-8")  # it can be printed


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("2026-self.yaml", "2026-self.yaml"),
        ("自评.yaml", "=E8=87=AA=E8=AF=84.yaml"),
        ("a b=c.yaml", "a=20b=3Dc.yaml"),
        ("😀.yaml", "=F0=9F=98=80.yaml"),
        ("a" * 120, "a" * 120),
    ],
)
def test_a_name_travels_in_ascii(name: str, stored: str) -> None:
    assert stored_name(name) == stored
    assert original_name(stored) == name


@pytest.mark.parametrize(
    "stored",
    [
        "",
        ".",
        "..",
        "自评.yaml",
        "=41.yaml",
        "=e8=87=aa.yaml",
        "=E8=87.yaml",
        "=FF.yaml",
        "a=2Fb.yaml",
        "a=5Cb.yaml",
        "a=00.yaml",
        "a=3Ab.yaml",
        "a=7F.yaml",
        "=ZZ.yaml",
        "a" * 121,
    ],
)
def test_what_the_program_itself_would_not_have_written_stands_for_no_name(stored: str) -> None:
    assert original_name(stored) is None


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("workspace.yaml", "workspace.yaml"),
        ("evidence/register.yaml", "evidence/register.yaml"),
        ("rounds/=E8=87=AA.yaml", "rounds/自.yaml"),
        ("rounds/2026-self.support.json", "rounds/2026-self.support.json"),
        ("indicators/own.yml", "indicators/own.yml"),
        ("indicators/own.support.json", None),
        ("indicators", None),
        ("indicators/", None),
        ("evidence/files/a.yaml", None),
        ("Rounds/a.yaml", None),
        ("rounds/.a.yaml", None),
        ("access.jsonl", None),
    ],
)
def test_where_an_entry_belongs(path: str, place: str | None) -> None:
    assert place_in_workspace(path) == place
